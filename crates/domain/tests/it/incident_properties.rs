//! What holds of every incident, whatever happens to it.

use domain::category::Category;
use domain::category::dictionary::Dictionary;
use domain::incident::assess::{Assessment, Report, assess};
use domain::incident::close::{Ending, Ground, Relabel, close_check, relabel_check};
use domain::incident::hard_stop::HardStop;
use domain::incident::status::{Action, allowed};
use domain::incident::{Facts, IncidentStatus, PoliceNature, Priority};
use domain::member::Level;
use domain::role::Role;
use proptest::prelude::*;
use proptest::sample::select;

fn any_facts() -> impl Strategy<Value = Facts> {
    let flags = proptest::array::uniform6(proptest::bool::weighted(0.1));
    (flags, 0_u32..3, 0_u32..40).prop_map(|(flags, injured_count, video_lost_s)| {
        let [weapon, involves_dv, involves_minor, sos, danger_reported, escalated] = flags;
        Facts { weapon, involves_dv, involves_minor, injured_count, sos, danger_reported, video_lost_s, escalated }
    })
}

fn any_category() -> impl Strategy<Value = Option<&'static Category>> {
    proptest::option::of(select(Dictionary::built_in().categories().collect::<Vec<_>>()))
}

prop_compose! {
    /// What a desk may do next: an action, by a role, with a new view of the facts.
    fn any_step()(
        action in select(Action::ALL),
        role in select(Role::ALL),
        facts in any_facts(),
        category in any_category(),
        priority in proptest::option::of(select(Priority::ALL)),
        police_nature in proptest::option::of(select(PoliceNature::ALL)),
        police_arrives in any::<bool>(),
        reason in select(vec![None, Some(" "), Some("a reason")]),
    ) -> Step {
        Step { action, role, facts, category, priority, police_nature, police_arrives, reason }
    }
}

#[derive(Clone, Debug)]
struct Step {
    action: Action,
    role: Role,
    facts: Facts,
    category: Option<&'static Category>,
    priority: Option<Priority>,
    police_nature: Option<PoliceNature>,
    police_arrives: bool,
    reason: Option<&'static str>,
}

/// An incident as the slice keeps it, driven by the rules alone.
struct Incident {
    status: IncidentStatus,
    category: Option<&'static Category>,
    assessment: Assessment,
    police_arrived: bool,
    /// People were sent, also before it was reopened.
    was_sent: bool,
    /// The duty commander sorted it anew.
    commander_relabelled: bool,
    /// It was a police matter while people were out.
    police_matter_under_way: bool,
    /// Every ending, with what it rested on, who did it and what they said.
    endings: Vec<(PoliceNature, Ground, Step)>,
}

impl Incident {
    fn report(step: &Step) -> Self {
        let report = Report {
            facts: step.facts,
            category: step.category,
            priority: step.priority,
            police_nature: step.police_nature,
            held: &[],
        };
        Self {
            status: IncidentStatus::Reported,
            category: step.category,
            assessment: assess(&report),
            police_arrived: false,
            was_sent: false,
            commander_relabelled: false,
            police_matter_under_way: false,
            endings: Vec::new(),
        }
    }

    fn apply(&mut self, step: &Step) {
        let Ok(next) = self.status.advance(step.action) else { return };
        match step.action {
            Action::Triage => {
                let held = self.assessment.hard_stops.clone();
                let assessment = assess(&Report {
                    facts: step.facts,
                    category: step.category,
                    priority: step.priority,
                    police_nature: step.police_nature,
                    held: &held,
                });
                let relabel = Relabel {
                    status: self.status,
                    was_sent: self.was_sent,
                    before: self.assessment.police_nature,
                    after: assessment.police_nature,
                    police_arrived: self.police_arrived,
                    by: step.role,
                };
                if relabel_check(&relabel).is_err() {
                    return;
                }
                self.commander_relabelled |= step.role == Role::DutyCommander;
                (self.category, self.assessment) = (step.category, assessment);
            }
            Action::Arrive => self.police_arrived |= step.police_arrives,
            Action::Close | Action::Review | Action::Cancel | Action::Convert => {
                let Ok(ground) = close_check(&self.ending(step)) else { return };
                self.endings.push((self.assessment.police_nature, ground, step.clone()));
            }
            Action::Escalate => self.assessment.police_nature = PoliceNature::Police,
            // What was ended before was ended on good ground; it begins anew.
            Action::Reopen => self.police_matter_under_way = false,
            Action::Dispatch
            | Action::Acknowledge
            | Action::Depart
            | Action::Handle
            | Action::Feedback
            | Action::Transfer
            | Action::Receipt
            | Action::Return
            | Action::Merge
            | Action::Revisit
            | Action::Claim
            | Action::Release
            | Action::ReportProgress
            | Action::StandDown
            | Action::ExternalRef
            | Action::MarkMajor
            | Action::UnmarkMajor
            | Action::ReportMajor => {}
        }
        self.status = next;
        let waiting = matches!(next, IncidentStatus::Reported | IncidentStatus::Triaged) || next.is_over();
        self.was_sent |= !waiting;
        self.police_matter_under_way |= !waiting && self.assessment.police_nature == PoliceNature::Police;
    }

    fn ending(&self, step: &Step) -> Ending<'static> {
        Ending {
            action: step.action,
            status: self.status,
            police_nature: self.assessment.police_nature,
            invalid: self.category.is_some_and(Category::is_invalid),
            police_arrived: self.police_arrived,
            by: step.role,
            reason: step.reason,
        }
    }
}

proptest! {
    /// A hard stop ends at P1, with police, at L1 at most, whatever anybody chooses and for good.
    #[test]
    fn a_hard_stop_always_ends_at_p1_with_police_and_l1(first in any_step(), later in proptest::collection::vec(any_step(), 0..12)) {
        let mut incident = Incident::report(&first);
        let mut held: Vec<HardStop> = incident.assessment.hard_stops.clone();
        for step in &later {
            incident.apply(step);
            let now = &incident.assessment;
            prop_assert!(held.iter().all(|it| now.hard_stops.contains(it)), "one was lifted");
            held.clone_from(&now.hard_stops);
            if !held.is_empty() {
                prop_assert_eq!(now.priority, Priority::P1);
                prop_assert_eq!(now.police_nature, PoliceNature::Police);
                prop_assert!(now.level <= Level::L1);
                prop_assert!(now.police_at_once);
            }
        }
    }

    /// Hard stops and escalation only ever make things safer.
    #[test]
    fn more_danger_never_lets_members_go_further(step in any_step(), more in any_facts()) {
        let report = |facts| Report {
            facts,
            category: step.category,
            priority: step.priority,
            police_nature: step.police_nature,
            held: &[],
        };
        let both = Facts {
            weapon: step.facts.weapon || more.weapon,
            involves_dv: step.facts.involves_dv || more.involves_dv,
            involves_minor: step.facts.involves_minor || more.involves_minor,
            injured_count: step.facts.injured_count + more.injured_count,
            sos: step.facts.sos || more.sos,
            danger_reported: step.facts.danger_reported || more.danger_reported,
            video_lost_s: step.facts.video_lost_s.max(more.video_lost_s),
            escalated: step.facts.escalated || more.escalated,
        };
        let (less, more) = (assess(&report(step.facts)), assess(&report(both)));
        prop_assert!(more.level <= less.level);
        prop_assert!(more.priority <= less.priority);
        prop_assert!(more.police_at_once >= less.police_at_once);
        prop_assert!(more.neutral >= less.neutral);
    }

    /// L3, to handle alone, is for matters that are surely none of the police.
    #[test]
    fn nobody_handles_a_police_or_unclear_matter_alone(step in any_step()) {
        let it = Incident::report(&step).assessment;
        prop_assert!(it.level < Level::L3 || it.police_nature == PoliceNature::NonPolice);
        prop_assert!(step.category.is_none_or(|category| it.level <= category.level_max));
    }

    /// Adoption rule 4: whatever path it took, a police matter ended with a police arrival or with
    /// the duty commander's written reason.
    #[test]
    fn police_matters_end_by_police(first in any_step(), later in proptest::collection::vec(any_step(), 1..60)) {
        let mut incident = Incident::report(&first);
        for step in &later {
            incident.apply(step);
        }
        for (nature, ground, step) in &incident.endings {
            if !nature.needs_police() {
                continue;
            }
            match ground {
                Ground::NonPolice => prop_assert!(false, "{nature} ended as none"),
                Ground::PoliceArrived => prop_assert!(incident.police_arrived),
                Ground::CommanderReason => {
                    prop_assert_eq!(step.role, Role::DutyCommander);
                    prop_assert!(step.reason.is_some_and(|it| !it.trim().is_empty()));
                }
            }
        }
    }

    /// The same without trusting the label at the end: an incident that ever was a police matter while people
    /// were out ended with police, or the duty commander had a hand in it.
    #[test]
    fn relabelling_is_no_way_around_it(first in any_step(), later in proptest::collection::vec(any_step(), 1..60)) {
        let mut incident = Incident::report(&first);
        for step in &later {
            let endings = incident.endings.len();
            incident.apply(step);
            if incident.endings.len() > endings && incident.police_matter_under_way {
                let commander = incident.commander_relabelled || step.role == Role::DutyCommander;
                prop_assert!(incident.police_arrived || commander, "{:?}", step);
            }
        }
    }

    /// No path leaves the machine: what is over stays over but for reopening and revisiting, and what was never
    /// sent was never on the scene.
    #[test]
    fn no_path_is_illegal(steps in proptest::collection::vec(select(Action::ALL), 0..80)) {
        let mut status = IncidentStatus::Reported;
        let mut sent = false;
        for action in steps {
            let Ok(next) = status.advance(action) else { continue };
            sent |= matches!(action, Action::Dispatch | Action::Escalate);
            if status.is_over() {
                let stays = next == status;
                prop_assert!(stays || matches!(action, Action::Reopen | Action::Revisit), "{status} {action} {next}");
            }
            let under_way = matches!(
                next,
                IncidentStatus::Dispatched
                    | IncidentStatus::Acknowledged
                    | IncidentStatus::EnRoute
                    | IncidentStatus::OnScene
                    | IncidentStatus::Handled
                    | IncidentStatus::FeedbackDone
            );
            prop_assert!(sent || !under_way, "{status} {action} {next} without sending anybody");
            status = next;
        }
    }

    /// What a page offers is what the rules then accept.
    #[test]
    fn only_what_fits_is_offered(
        status in select(IncidentStatus::ALL),
        nature in select(PoliceNature::ALL),
        role in select(Role::ALL),
    ) {
        for action in allowed(status, nature, role) {
            prop_assert!(status.advance(action).is_ok());
            prop_assert!(role.may(action.permission()));
            let theirs = role.works_police_matters() || nature == PoliceNature::NonPolice;
            prop_assert!(theirs || action == Action::Escalate);
        }
    }
}
