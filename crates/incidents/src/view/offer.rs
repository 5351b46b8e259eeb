//! A call as the wire shows it: to the desk whole, to the member only what the rules allow by now.

use chrono::{DateTime, Utc};
use domain::category::CategoryCode;
use domain::category::dictionary::Dictionary;
use domain::geo::Point;
use domain::ids::{IncidentId, MemberId, OfferId};
use domain::incident::Priority;
use domain::member::{Level, MemberKind};
use domain::offer::card::{self, Brief};
use domain::offer::telephone::{TelephoneFailure, TelephoneState};
use domain::offer::{DeclineReason, OfferStatus};
use duty::members::Note;
use platform::scope::Scope;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::names::Names;
use super::sight::reads_words;
use crate::clocks;
use crate::rows::{incident, offer};
use crate::words::Words;

/// A call of one member; an assignment once accepted.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Offer)]
pub struct OfferView {
    /// The offer's id.
    pub id: OfferId,
    /// The incident.
    pub incident_id: IncidentId,
    /// The incident's number.
    pub incident_no: String,
    /// Counts changes.
    pub version: i64,
    /// Who is called.
    pub member_id: MemberId,
    /// The name, as the caller may read it.
    pub member_name: String,
    /// The member's unit.
    pub unit_name: Option<String>,
    /// The member's post.
    pub post_name: Option<String>,
    /// The response ring, 1 to 3.
    pub ring: i64,
    /// Where the call stands.
    pub status: OfferStatus,
    /// How often it was called.
    pub attempt: i64,
    /// When it was made.
    pub offered_at: DateTime<Utc>,
    /// When it ends by itself.
    pub expires_at: DateTime<Utc>,
    /// When the terminal showed it.
    pub delivered_at: Option<DateTime<Utc>>,
    /// When the member said yes.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When the member set out.
    pub departed_at: Option<DateTime<Utc>>,
    /// When the member arrived.
    pub arrived_at: Option<DateTime<Utc>>,
    /// When the member was done.
    pub cleared_at: Option<DateTime<Utc>>,
    /// When it ended, however it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// Why the member cannot go.
    pub decline_reason: Option<DeclineReason>,
    /// Estimated seconds on the way.
    pub travel_s: i64,
    /// Metres on the way.
    pub distance_m: i64,
    /// `road` or `straight_line`.
    pub way: String,
    /// Why this member: `{"code", "params"}`.
    #[schema(value_type = Object)]
    pub reason: Value,
    /// Picked by hand.
    pub manual: bool,
    /// A police order (派警), not a call of community forces.
    pub officer: bool,
    /// Nobody has answered and the member must be woken by telephone.
    pub telephone: bool,
    /// How far the telephone call has got, where the station's own line makes it.
    pub telephone_state: Option<TelephoneState>,
    /// Why the telephone call failed.
    pub telephone_failure: Option<TelephoneFailure>,
    /// It is not known who stands at the post: the planned end has passed and nobody has confirmed.
    pub unconfirmed: bool,
    /// What is said of that, in the caller's language.
    pub identity_note: Option<String>,
    /// What the member's screen shows.
    pub card: CardView,
}

/// What a call shows (domain: `offer::card`); what it may not show is `null`.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Card)]
pub struct CardView {
    /// The category; `null` in neutral cases.
    pub category: Option<CategoryCode>,
    /// What to call the matter.
    pub category_name: String,
    /// The priority.
    pub priority: Priority,
    /// How far the member may act.
    pub level: Level,
    /// What the member may do.
    pub may: Vec<String>,
    /// What the member may not do.
    pub may_not: Vec<String>,
    /// The law that says so.
    pub law: Vec<String>,
    /// How far it is.
    pub distance_m: Option<u32>,
    /// It is in the member's own unit.
    pub own_unit: bool,
    /// The one sentence of a neutral case.
    pub neutral: Option<String>,
    /// Where it is.
    pub point: Option<Point>,
    /// The address.
    pub address_text: Option<String>,
    /// What was reported.
    pub description: Option<String>,
    /// It is a drill, and the screen says so.
    pub drill: bool,
}

/// Shows a call to `scope`.
pub fn show(row: &offer::Model, incident: &incident::Model, words: &Words, names: &Names, scope: &Scope) -> OfferView {
    let member = names.member_facts(row.member_id);
    let kind = member.as_ref().map_or(MemberKind::Volunteer, |it| it.kind);
    let mut card = card(row, incident, words, names, kind);
    // Another member's card shows its words and place only to those who read them anyway.
    if scope.member != Some(row.member_id) && !reads_words(scope, incident) {
        card = CardView { point: None, address_text: None, description: None, ..card };
    }
    let unconfirmed = names.unconfirmed(row.member_id);
    OfferView {
        id: row.id,
        incident_id: row.incident_id,
        incident_no: incident.incident_no.clone(),
        version: row.version,
        member_id: row.member_id,
        member_name: names.member(scope, row.member_id),
        unit_name: names.unit(member.as_ref().and_then(|it| it.unit)),
        post_name: names.post(member.as_ref().and_then(|it| it.post)),
        ring: row.ring,
        status: row.status,
        attempt: row.attempt,
        offered_at: row.offered_at,
        expires_at: row.expires_at,
        delivered_at: row.delivered_at,
        accepted_at: row.accepted_at,
        departed_at: row.departed_at,
        arrived_at: row.arrived_at,
        cleared_at: row.cleared_at,
        ended_at: row.ended_at,
        decline_reason: row.decline_reason,
        travel_s: row.travel_s,
        distance_m: row.distance_m,
        way: row.way.clone(),
        reason: row.reason.clone(),
        manual: row.manual,
        officer: row.officer,
        telephone: row.telephone_at.is_some() && row.status.is_waiting(),
        telephone_state: row.telephone_state,
        telephone_failure: row.telephone_failure,
        unconfirmed,
        identity_note: unconfirmed.then(|| names.word(Note::Unconfirmed)),
        card,
    }
}

fn card(row: &offer::Model, incident: &incident::Model, words: &Words, names: &Names, kind: MemberKind) -> CardView {
    let demands = clocks::demands(incident, incident.priority, Some(incident.police_nature));
    let card = card::card(
        Dictionary::built_in(),
        &Brief {
            category: clocks::category(incident),
            priority: incident.priority.unwrap_or(demands.priority),
            level: incident.level_now.map_or(incident.level, |it| it.min(incident.level)),
            neutral: demands.neutral,
            point: Some(incident.point()),
            address_text: words.address_text.expose(),
            description: words.description.expose(),
            kind,
            own_unit: row.own_unit,
            distance_m: u32::try_from(row.distance_m).ok(),
            status: row.status,
        },
    );
    CardView {
        category: card.category,
        category_name: names.words(&card.category_name),
        priority: card.priority,
        level: card.level,
        may: card.may.iter().map(|it| names.words(it)).collect(),
        may_not: card.may_not.iter().map(|it| names.words(it)).collect(),
        law: card.law.iter().map(|it| names.words(it)).collect(),
        distance_m: card.distance_m,
        own_unit: card.own_unit,
        neutral: card.neutral.as_ref().map(|it| names.words(it)),
        point: card.point,
        address_text: card.address_text,
        description: card.description,
        drill: incident.drill,
    }
}
