//! The shapes of the wire that a client reads and sends. Unknown fields are passed over, so the server may add some.

use domain::category::CategoryCode;
use domain::geo::Point;
use domain::ids::{AccountId, CommunityId, GridId, IncidentId, MemberId, OfferId, PostId, UnitId};
use domain::incident::status::Action;
use domain::incident::{Disposition, IncidentStatus, PoliceNature, Priority};
use domain::member::{Level, MemberStatus};
use domain::offer::{ClearResult, DeclineReason, OfferStatus};
use domain::role::Role;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A page of a list.
#[derive(Clone, Debug, Deserialize)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next page begins.
    pub next: Option<Value>,
}

/// What signing in answers.
#[derive(Clone, Debug, Deserialize)]
pub struct SignedIn {
    /// The token for further calls.
    pub token: String,
    /// Who signed in.
    pub account: Account,
}

/// An account, as it sees itself.
#[derive(Clone, Debug, Deserialize)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// What it signs in with.
    pub login: String,
    /// Its role.
    pub role: Role,
    /// The member behind it.
    pub member_id: Option<MemberId>,
}

/// A community or grid.
#[derive(Clone, Debug, Deserialize)]
pub struct Place {
    /// Its id.
    pub id: uuid::Uuid,
    /// Its name.
    pub name: String,
}

/// A member unit.
#[derive(Clone, Debug, Deserialize)]
pub struct Unit {
    /// Its id.
    pub id: UnitId,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub point: Point,
}

/// A fixed post.
#[derive(Clone, Debug, Deserialize)]
pub struct Post {
    /// Its id.
    pub id: PostId,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub point: Point,
}

/// A member as others see them.
#[derive(Clone, Debug, Deserialize)]
pub struct Member {
    /// Their id.
    pub id: MemberId,
    /// What they are doing.
    pub status: MemberStatus,
    /// Whether they are on duty.
    pub on_duty: bool,
    /// Where they were last.
    pub point: Option<Point>,
}

/// A report to be made. Only what is known need be given.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// How it reached the station.
    pub source: String,
    /// The category, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The priority, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<Priority>,
    /// Whether it is a police matter, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub police_nature: Option<PoliceNature>,
    /// What was said.
    pub description: String,
    /// Where.
    pub point: Point,
    /// Where, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_text: Option<String>,
    /// The unit it happened at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<UnitId>,
    /// When it happened; nothing means now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<Timestamp>,
    /// Who called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller_name: Option<String>,
    /// Their telephone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caller_phone: Option<String>,
    /// Somebody is armed.
    pub weapon: bool,
    /// A minor takes part.
    pub involves_minor: bool,
    /// Domestic violence.
    pub involves_dv: bool,
    /// People hurt.
    pub injured_count: u32,
    /// People there.
    pub people_count: u32,
}

impl Report {
    /// A call to the station's telephone.
    pub fn phone(category: &str, description: &str, point: Point) -> Self {
        Self { category: Some(category.to_owned()), ..Self::words("station_phone", description, point) }
    }

    /// A report in words only.
    pub fn words(source: &str, description: &str, point: Point) -> Self {
        Self {
            source: source.to_owned(),
            category: None,
            priority: None,
            police_nature: None,
            description: description.to_owned(),
            point,
            address_text: None,
            unit_id: None,
            occurred_at: None,
            caller_name: None,
            caller_phone: None,
            weapon: false,
            involves_minor: false,
            involves_dv: false,
            injured_count: 0,
            people_count: 0,
        }
    }
}

/// An incident.
#[derive(Clone, Debug, Deserialize)]
pub struct Incident {
    /// Its id.
    pub id: IncidentId,
    /// The number people say.
    #[serde(default)]
    pub incident_no: String,
    /// Counts changes.
    pub version: i64,
    /// Where it stands.
    pub status: IncidentStatus,
    /// Its category, once known.
    pub category: Option<CategoryCode>,
    /// Whose matter it is.
    pub police_nature: PoliceNature,
    /// How urgent, once known.
    pub priority: Option<Priority>,
    /// How far community forces may go.
    pub level: Level,
    /// Where.
    pub point: Point,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// The unit it happened at.
    #[serde(default)]
    pub unit_id: Option<UnitId>,
    /// The community.
    #[serde(default)]
    pub community_id: Option<CommunityId>,
    /// The grid.
    #[serde(default)]
    pub grid_id: Option<GridId>,
    /// Who works on it.
    #[serde(default)]
    pub claimed_by: Option<ClaimedBy>,
    /// Police were sent.
    #[serde(default)]
    pub police_dispatched: bool,
    /// A category that the words suggest.
    #[serde(default)]
    pub suggestion: Option<Suggestion>,
    /// Other reports that may be of the same matter.
    #[serde(default)]
    pub duplicates: Vec<Duplicate>,
    /// The calls; only where one incident is shown.
    #[serde(default)]
    pub offers: Vec<Offer>,
    /// What this viewer may do now.
    #[serde(default)]
    pub allowed: Vec<Action>,
    /// What came of it.
    #[serde(default)]
    pub disposition: Option<Disposition>,
    /// When work on it ended.
    #[serde(default)]
    pub closed_at: Option<Timestamp>,
}

/// Who works on an incident.
#[derive(Clone, Debug, Deserialize)]
pub struct ClaimedBy {
    /// The account.
    pub account_id: AccountId,
}

/// A category that the words suggest.
#[derive(Clone, Debug, Deserialize)]
pub struct Suggestion {
    /// Its code.
    pub category: CategoryCode,
}

/// Another report that may be of the same matter.
#[derive(Clone, Debug, Deserialize)]
pub struct Duplicate {
    /// The other incident.
    pub incident_id: IncidentId,
    /// How likely, 0 to 100.
    pub score: f64,
}

/// A call to a member; an assignment once accepted.
#[derive(Clone, Debug, Deserialize)]
pub struct Offer {
    /// Its id.
    pub id: OfferId,
    /// The incident.
    pub incident_id: IncidentId,
    /// Who is called.
    pub member_id: MemberId,
    /// Where it stands.
    pub status: OfferStatus,
    /// The response ring.
    pub ring: u8,
    /// How often it was called.
    #[serde(default)]
    pub attempt: i64,
    /// When it was made.
    pub offered_at: Timestamp,
    /// What came of it, on the member's screen.
    pub card: Card,
}

/// What a call shows.
#[derive(Clone, Debug, Deserialize)]
pub struct Card {
    /// The category; nothing in neutral cases.
    #[serde(default)]
    pub category: Option<CategoryCode>,
    /// The priority.
    pub priority: Priority,
    /// How far the member may act.
    pub level: Level,
    /// Where; nothing before acceptance, except to the own unit.
    #[serde(default)]
    pub point: Option<Point>,
}

/// What a member says about a call.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Reply {
    /// The terminal's own time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Why not, with `decline`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<DeclineReason>,
    /// What came of it, with `clear`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<ClearResult>,
}

/// A member's own duty.
#[derive(Clone, Debug, Deserialize)]
pub struct Duty {
    /// The open shift.
    pub shift: Option<Value>,
    /// Whether the member consents to location.
    pub consent: bool,
}

/// Who may be called, and who not.
#[derive(Clone, Debug, Deserialize)]
pub struct Candidates {
    /// Who may go, the first first.
    pub picks: Vec<Candidate>,
    /// Who may not, and why.
    pub skips: Vec<Candidate>,
}

/// One of them.
#[derive(Clone, Debug, Deserialize)]
pub struct Candidate {
    /// Who.
    pub member_id: MemberId,
    /// Why, or why not.
    pub reason: Reason,
    /// The state of their call, if they were called.
    #[serde(default)]
    pub offer_status: Option<OfferStatus>,
}

/// A reason with its numbers.
#[derive(Clone, Debug, Deserialize)]
pub struct Reason {
    /// Its code.
    pub code: String,
}

/// An entry of the station's log.
#[derive(Clone, Debug, Deserialize)]
pub struct Entry {
    /// Its place in the log.
    pub seq: i64,
    /// When the server wrote it.
    pub at: Timestamp,
    /// What happened.
    pub kind: String,
    /// The incident it is about.
    #[serde(default)]
    pub incident_id: Option<IncidentId>,
    /// The offer it is about.
    #[serde(default)]
    pub offer_id: Option<OfferId>,
    /// The member it is about.
    #[serde(default)]
    pub member_id: Option<MemberId>,
    /// Who did it.
    #[serde(default)]
    pub actor: Option<Actor>,
    /// What changed.
    #[serde(default)]
    pub body: Value,
}

/// Who did something.
#[derive(Clone, Debug, Deserialize)]
pub struct Actor {
    /// What kind of actor.
    #[serde(default)]
    pub kind: String,
    /// The account or member.
    #[serde(default)]
    pub id: Option<uuid::Uuid>,
}
