//! What holds of every call, whatever happens to it.

use domain::category::dictionary::Dictionary;
use domain::incident::hard_stop::HardStop;
use domain::incident::status::Action;
use domain::incident::{IncidentStatus, Priority};
use domain::member::{Level, MemberKind};
use domain::offer::OfferStatus;
use domain::offer::card::{Brief, card};
use domain::offer::status::OfferAction;
use proptest::prelude::*;
use proptest::sample::select;

/// Text that must never be on a screen that may not show it.
const SECRET: &str = "SECRET";

proptest! {
    /// What is over stays over, and nobody arrives who did not accept.
    #[test]
    fn no_path_is_illegal(actions in proptest::collection::vec(select(OfferAction::ALL), 0..40)) {
        let mut status = OfferStatus::Offered;
        let mut accepted = false;
        for action in actions {
            match status.advance(action) {
                Ok(next) => {
                    prop_assert!(!status.is_over(), "{status} {action} {next}");
                    accepted |= action == OfferAction::Accept;
                    prop_assert!(!next.is_assignment() || accepted);
                    prop_assert!(next != OfferStatus::Cleared || status == OfferStatus::Arrived);
                    status = next;
                }
                Err(_) => prop_assert!(status.advance(action).is_err(), "a refusal is the same each time"),
            }
        }
    }

    /// Adoption rule 5: who has set out is no spare; but the end of the incident releases everybody.
    #[test]
    fn nobody_on_the_way_is_replaced_and_nobody_is_left_hanging(status in select(OfferStatus::ALL)) {
        if matches!(status, OfferStatus::EnRoute | OfferStatus::Arrived) {
            prop_assert!(status.advance(OfferAction::Replace).is_err());
        }
        if !status.is_over() {
            prop_assert_eq!(status.advance(OfferAction::StandDown), Ok(OfferStatus::StoodDown));
        }
    }

    /// Whatever members do, in whatever order, the incident never goes back.
    #[test]
    fn members_only_ever_move_an_incident_forward(
        actions in proptest::collection::vec(select(vec![Action::Acknowledge, Action::Depart, Action::Arrive]), 0..30)
    ) {
        let order = [
            IncidentStatus::Dispatched,
            IncidentStatus::Acknowledged,
            IncidentStatus::EnRoute,
            IncidentStatus::OnScene,
        ];
        let place = |status| order.iter().position(|it| *it == status);
        let mut status = IncidentStatus::Dispatched;
        for action in actions {
            if let Ok(next) = status.advance(action) {
                prop_assert!(place(next) > place(status), "{status} {action} {next}");
                status = next;
            }
        }
    }

    /// Issue part 6 and adoption rule 7: before acceptance no words and, but to the own unit, no place;
    /// in neutral cases never a word of what it is about, to community forces.
    #[test]
    fn a_card_shows_no_more_than_it_may(
        category in proptest::option::of(select(Dictionary::built_in().categories().collect::<Vec<_>>())),
        status in select(OfferStatus::ALL),
        kind in select(MemberKind::ALL),
        level in select(Level::ALL),
        own_unit in any::<bool>(),
        neutral in any::<bool>(),
    ) {
        let card = card(Dictionary::built_in(), &Brief {
            category,
            priority: Priority::P2,
            level,
            neutral,
            point: Some(domain::geo::Point::new(107.39, 29.70)),
            address_text: "Maple Court, Flat SECRET",
            description: SECRET,
            kind,
            own_unit,
            distance_m: Some(100),
            status,
        });
        let sees_place = status.is_assignment() || (own_unit && status.is_waiting());
        prop_assert_eq!(card.point.is_some(), sees_place);
        prop_assert_eq!(card.address_text.is_some(), sees_place);
        prop_assert!(card.description.is_none() || status.is_assignment());
        if neutral && kind.is_group() {
            let shown = format!("{:?}", card);
            prop_assert!(!shown.contains(SECRET));
            prop_assert!(card.neutral.is_some() && card.category.is_none());
            prop_assert!(card.level <= Level::L1);
            if let Some(category) = category {
                prop_assert!(!shown.contains(category.zh.as_str()));
            }
        }
        prop_assert!(kind.is_group() || card.may.is_empty(), "the police have their own law");
    }
}

/// The neutral sentence names none of the circumstances that made it neutral.
#[test]
fn the_neutral_words_tell_nothing() {
    let neutral = format!("{:?}", Dictionary::built_in().neutral());
    for stop in HardStop::ALL {
        assert!(!neutral.contains(stop.zh()) && !neutral.contains(stop.en()), "{stop}");
    }
}
