//! An incident as the wire shows it.

use chrono::{DateTime, Utc};
use domain::category::CategoryCode;
use domain::category::dictionary::Dictionary;
use domain::category::suggest::suggest;
use domain::geo::Point;
use domain::ids::{AccountId, CommunityId, GridId, IncidentId, StationId, UnitId};
use domain::incident::claim::{self, Claim};
use domain::incident::clocks::ClockKind;
use domain::incident::hard_stop::HardStop;
use domain::incident::major as major_rules;
use domain::incident::status::{self, Action};
use domain::incident::transfer::Silence;
use domain::incident::{Disposition, IncidentStatus, IntakeSource, PoliceNature, Priority, SearchAlert, TransferTo};
use domain::mask;
use domain::member::{AreaType, Level};
use domain::role::Role;
use platform::scope::{Reach, Scope};
use serde::Serialize;
use utoipa::ToSchema;

use super::handing::{HandOverView, MajorView, hand_over, major};
use super::names::Names;
use super::offer::{OfferView, show as show_offer};
use super::progress::{Calls, Ring, rings};
use super::sight::{reads_words, sees_offer};
use crate::clocks;
use crate::rows::incident::ExternalRef;
use crate::rows::{incident, offer};
use crate::words::{Caller, Words};

/// An incident.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Incident)]
pub struct IncidentView {
    /// The incident's id.
    pub id: IncidentId,
    /// The number people say, `JQ-…`.
    pub incident_no: String,
    /// Whose incident.
    pub station_id: StationId,
    /// Counts changes; send it back as `expected_version`.
    pub version: i64,
    /// Where it stands.
    pub status: IncidentStatus,
    /// The category's code, once known.
    pub category: Option<CategoryCode>,
    /// The category's name in the caller's language.
    pub category_name: Option<String>,
    /// Police, non-police, or unclear, which is treated as police.
    pub police_nature: PoliceNature,
    /// How urgent, once known.
    pub priority: Option<Priority>,
    /// How far community forces may go.
    pub level: Level,
    /// How the report came.
    pub source: IntakeSource,
    /// When it is said to have happened.
    pub occurred_at: DateTime<Utc>,
    /// When the report was taken.
    pub reported_at: DateTime<Utc>,
    /// Where.
    pub point: Point,
    /// Where, in words; to the building for those outside the station.
    pub address_text: String,
    /// What was said; `null` for those who get no case facts.
    pub description: Option<String>,
    /// The unit it happened at.
    pub unit_id: Option<UnitId>,
    /// Its name.
    pub unit_name: Option<String>,
    /// The community.
    pub community_id: Option<CommunityId>,
    /// Its name.
    pub community_name: Option<String>,
    /// The grid.
    pub grid_id: Option<GridId>,
    /// Its name.
    pub grid_name: Option<String>,
    /// Town, outskirts or remote.
    pub area_type: AreaType,
    /// The caller's name, masked.
    pub caller_name: Option<String>,
    /// The caller's telephone, masked.
    pub caller_phone: Option<String>,
    /// A minor is involved.
    pub involves_minor: bool,
    /// Domestic violence is involved.
    pub involves_dv: bool,
    /// A weapon is involved.
    pub weapon: bool,
    /// People hurt.
    pub injured_count: i64,
    /// People there.
    pub people_count: i64,
    /// The hard stops that hit: priority P1, police, community forces only observe.
    pub hard_stops: Vec<HardStop>,
    /// The incident it was merged into.
    pub duplicate_of: Option<IncidentId>,
    /// The numbers that other systems gave it, for those who work on it.
    pub external_refs: Vec<ExternalRef>,
    /// Who works on it.
    pub claimed_by: Option<ClaimedBy>,
    /// Police were sent.
    pub police_dispatched: bool,
    /// Community forces handled it without police; derived, never typed.
    pub solo_by_group: bool,
    /// Reported for a drill: it counts nowhere.
    pub drill: bool,
    /// Nobody was at the desk when it was reported.
    pub desk_absent: bool,
    /// It waits to be reviewed by a named person, as each case does that began with nobody at the desk.
    pub needs_review: bool,
    /// Who reviewed it.
    pub reviewed_by: Option<Reviewed>,
    /// Whom it was transferred to.
    pub transferred_to: Option<TransferTo>,
    /// When it was transferred, while it is with the other body.
    pub transferred_at: Option<DateTime<Utc>>,
    /// What was said of the other body's silence.
    pub transfer_silence: Silence,
    /// What passed between the station and other bodies, for those who work on it.
    pub hand_over: Option<HandOverView>,
    /// How far the report of a major incident has come, for the police.
    pub major: Option<MajorView>,
    /// What came of it.
    pub disposition: Option<Disposition>,
    /// What came of it, in words.
    pub result: Option<String>,
    /// What is due, and what was met.
    pub clocks: Vec<Clock>,
    /// A category that the words suggest, and why.
    pub suggestion: Option<Suggestion>,
    /// Other reports that may be of the same matter.
    pub duplicates: Vec<Duplicate>,
    /// How far the calls of the present search have come.
    pub calls: Calls,
    /// What the desk was told of the search and has not acted on.
    pub alert: SearchAlert,
    /// The calls; only where one incident is shown.
    pub offers: Vec<OfferView>,
    /// The three response rings; only where one incident is shown.
    pub rings: Vec<Ring>,
    /// What this viewer may do now.
    pub allowed: Vec<Action>,
    /// The time agreed with the caller, for what is not urgent.
    pub agreed_at: Option<DateTime<Utc>>,
    /// When somebody at the desk first took it or acted on it; a report without it after a minute was not heard.
    pub picked_up_at: Option<DateTime<Utc>>,
    /// When the first people were called.
    pub dispatched_at: Option<DateTime<Utc>>,
    /// When work on it ended.
    pub closed_at: Option<DateTime<Utc>>,
}

/// Who works on an incident.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClaimedBy {
    /// The account.
    pub account_id: AccountId,
    /// The name, masked.
    pub name: String,
}

/// Who reviewed an incident.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Reviewed {
    /// The account.
    pub account_id: AccountId,
    /// The name, as the caller may read it.
    pub name: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// One thing that is due.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Clock {
    /// What.
    pub kind: ClockKind,
    /// From when it runs.
    pub started_at: DateTime<Utc>,
    /// Until when.
    pub due_at: DateTime<Utc>,
    /// When it was met.
    pub met_at: Option<DateTime<Utc>>,
}

/// A category that the words suggest.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Suggestion {
    /// The category's code.
    pub category: CategoryCode,
    /// Its name.
    pub category_name: String,
    /// Why: the words that suggest it.
    pub reason: String,
}

/// Another report that may be of the same matter.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Duplicate {
    /// The other incident.
    pub incident_id: IncidentId,
    /// Its number.
    pub incident_no: String,
    /// How likely, 0 to 100.
    pub score: u32,
    /// Why, in the caller's language.
    pub reasons: Vec<String>,
}

/// Everything about one incident that lies beside its row.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// Address and description.
    pub words: Words,
    /// Who called.
    pub caller: Caller,
    /// What came of it.
    pub result: Option<String>,
    /// Who signed for it at another body.
    pub signed_by: Option<String>,
    /// Why another body returned it.
    pub return_reason: Option<String>,
    /// A category that the words suggest.
    pub suggestion: Option<Suggestion>,
    /// Other reports that may be of the same matter.
    pub duplicates: Vec<Duplicate>,
}

/// Shows one incident with its calls and rings.
pub fn show_whole(
    row: &incident::Model,
    offers: &[offer::Model],
    beside: Beside,
    names: &Names,
    scope: &Scope,
) -> IncidentView {
    let words = beside.words.clone();
    let view = show(row, beside, names, scope);
    let seen = offers.iter().filter(|it| sees_offer(scope, row, it));
    IncidentView {
        rings: rings(row, offers, names.limits()),
        calls: Calls::count(row, offers),
        offers: seen.map(|it| show_offer(it, row, &words, names, scope)).collect(),
        ..view
    }
}

/// Shows an incident to `scope`.
pub fn show(row: &incident::Model, beside: Beside, names: &Names, scope: &Scope) -> IncidentView {
    let whole = reads_words(scope, row);
    // Adoption rule 7: in neutral cases nobody outside the police learns the true matter from any field.
    let open = scope.role.works_police_matters() || !clocks::neutral(row);
    let address = beside.words.address_text.expose();
    IncidentView {
        id: row.id,
        incident_no: row.incident_no.clone(),
        station_id: row.station_id,
        version: row.version,
        status: row.status,
        category: row.category.filter(|_| open),
        category_name: names.category(row.category).filter(|_| open),
        police_nature: row.police_nature,
        priority: row.priority,
        level: row.level,
        source: row.source,
        occurred_at: row.occurred_at,
        reported_at: row.reported_at,
        point: row.point(),
        address_text: if whole { address.to_owned() } else { mask::address(address) },
        description: (whole && open).then(|| beside.words.description.expose().to_owned()),
        unit_id: row.unit_id,
        unit_name: names.unit(row.unit_id),
        community_id: row.community_id,
        community_name: names.community(row.community_id),
        grid_id: row.grid_id,
        grid_name: names.grid(row.grid_id),
        area_type: row.area_type,
        caller_name: masked(beside.caller.name.expose(), whole, mask::name),
        caller_phone: masked(beside.caller.phone.expose(), whole, mask::phone),
        involves_minor: row.involves_minor && open,
        involves_dv: row.involves_dv && open,
        weapon: row.weapon && open,
        injured_count: if open { row.injured_count } else { 0 },
        people_count: if open { row.people_count } else { 0 },
        hard_stops: if open { clocks::hard_stops(row) } else { Vec::new() },
        duplicate_of: row.duplicate_of,
        external_refs: if whole { row.external_refs.0.clone() } else { Vec::new() },
        claimed_by: claimed_by(row, names, scope),
        police_dispatched: row.police_dispatched,
        solo_by_group: clocks::solo_by_group(row),
        drill: row.drill,
        desk_absent: row.desk_absent,
        needs_review: row.unreviewed_since.is_some(),
        reviewed_by: reviewed_by(row, names, scope),
        transferred_to: row.transferred_to,
        transferred_at: row.transferred_at,
        transfer_silence: row.transfer_silence,
        hand_over: hand_over(row, &beside, names, scope).filter(|_| whole),
        major: major(row, names, scope),
        disposition: row.disposition,
        result: beside.result.filter(|_| whole),
        clocks: clocks_for(row, names, scope),
        suggestion: beside.suggestion.filter(|_| whole),
        duplicates: if whole { beside.duplicates } else { Vec::new() },
        calls: Calls::default(),
        alert: row.alert,
        offers: Vec::new(),
        rings: Vec::new(),
        allowed: allowed(row, scope),
        agreed_at: row.agreed_at,
        picked_up_at: row.picked_up_at,
        dispatched_at: row.dispatched_at,
        closed_at: row.closed_at,
    }
}

/// Who works on it, for those who could do so in their place.
fn claimed_by(row: &incident::Model, names: &Names, scope: &Scope) -> Option<ClaimedBy> {
    let told = scope.reach == Reach::Station || scope.role == Role::GovernanceCentre;
    let account_id = row.claimed_by.filter(|_| told)?;
    Some(ClaimedBy { account_id, name: names.account(scope, account_id) })
}

/// Who reviewed it, and when.
fn reviewed_by(row: &incident::Model, names: &Names, scope: &Scope) -> Option<Reviewed> {
    let (account_id, at) = row.reviewed_by.zip(row.reviewed_at)?;
    Some(Reviewed { account_id, name: names.account(scope, account_id), at })
}

/// A caller's name or telephone: always masked; the whole is seen with a reason, which is logged.
fn masked(text: &str, whole: bool, mask: fn(&str) -> String) -> Option<String> {
    (whole && !text.is_empty()).then(|| mask(text))
}

/// What is due; the report of a major incident is the police's.
fn clocks_for(row: &incident::Model, names: &Names, scope: &Scope) -> Vec<Clock> {
    let mut clocks = clocks::of(row, names.limits(), names.patience());
    clocks.retain(|it| it.kind != ClockKind::MajorReport || scope.role.works_police_matters());
    clocks
}

/// The actions that fit the state and that the role may take.
pub fn allowed(row: &incident::Model, scope: &Scope) -> Vec<Action> {
    let mut actions = status::allowed(row.status, row.police_nature, scope.role);
    let held = Claim { held_by: row.claimed_by, by: scope.account, role: scope.role };
    let claims = row.claimed_by != Some(scope.account) && claim::claim(held).is_ok();
    let releases = claim::release(held).is_ok();
    if row.unreviewed_since.is_some() && row.status.is_over() && scope.may(Action::Review.permission()) {
        actions.push(Action::Review);
    }
    let marks = major_rules::may_mark(scope.role);
    let unfinished = row.major.as_ref().is_some_and(|it| it.through_at().is_none());
    actions.retain(|it| *it != Action::MarkMajor || (marks && row.major.is_none()));
    actions.retain(|it| *it != Action::UnmarkMajor || (marks && row.major.is_some()));
    actions.retain(|it| *it != Action::ReportMajor || (marks && unfinished));
    actions.retain(|it| (*it != Action::Claim || claims) && (*it != Action::Release || releases));
    actions
}

/// The category that the words suggest, worded for the caller.
pub fn suggestion(text: &str, names: &Names) -> Option<Suggestion> {
    let found = suggest(Dictionary::built_in(), text)?;
    Some(Suggestion {
        category: found.category,
        category_name: names.category(Some(found.category))?,
        reason: names.words(&found.reason()),
    })
}
