//! Taking a report: the one command that creates an incident.

use chrono::{DateTime, TimeDelta, Utc};
use domain::category::CategoryCode;
use domain::category::dictionary::Dictionary;
use domain::geo::Point;
use domain::ids::{IncidentId, SealedId, SearchId, UnitId};
use domain::incident::number::IncidentNo;
use domain::incident::status::Action;
use domain::incident::transfer::Silence;
use domain::incident::{IncidentStatus, IntakeSource, PoliceNature, Priority, SearchAlert};
use places::atlas::Located;
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::{RETRY_AFTER, Result, refuse, rule};
use platform::scope::{Actor, Scope};
use platform::seal;
use platform::time::moment;
use serde_json::Value;

use crate::driver::DESK;
use crate::rows::incident::ExternalRefs;
use crate::rows::{incident, number, search};
use crate::view::incident::{Beside, Duplicate, IncidentView, Suggestion, show};
use crate::view::names::Names;
use crate::words::{Caller, Words};
use crate::{clocks, events, refusal};

/// How far a device's clock may be ahead before its time is refused.
const AHEAD_MAX: TimeDelta = TimeDelta::minutes(5);

/// What was reported, checked and located.
#[derive(Clone, Debug)]
pub struct Draft {
    /// How the report came.
    pub source: IntakeSource,
    /// The category that somebody chose.
    pub category: Option<CategoryCode>,
    /// The priority that somebody chose.
    pub priority: Option<Priority>,
    /// Whose matter somebody says it is.
    pub police_nature: Option<PoliceNature>,
    /// Where.
    pub point: Point,
    /// Where that lies.
    pub located: Located,
    /// The unit that was named, else the one it lies in.
    pub unit: Option<UnitId>,
    /// When it is said to have happened.
    pub occurred_at: Option<DateTime<Utc>>,
    /// A weapon is involved.
    pub weapon: bool,
    /// Domestic violence is involved.
    pub involves_dv: bool,
    /// A minor is involved.
    pub involves_minor: bool,
    /// People hurt.
    pub injured_count: u32,
    /// People there.
    pub people_count: u32,
    /// The number that another system gave it.
    pub external_refs: ExternalRefs,
    /// Address and description.
    pub words: Words,
    /// Who called.
    pub caller: Caller,
    /// Reported for a drill: it counts nowhere.
    pub drill: bool,
}

/// Takes a report.
pub struct Report {
    /// Who reports.
    pub scope: Scope,
    /// The names of places, for the answer.
    pub names: Names,
    /// The incident's id.
    pub id: IncidentId,
    /// The id of the search, should people be called at once.
    pub search: SearchId,
    /// What was reported.
    pub draft: Draft,
    /// The sealed address and description.
    pub words_sealed: Option<seal::Model>,
    /// The sealed name and telephone of the caller.
    pub caller_sealed: Option<seal::Model>,
    /// When the request came, which gives the number its day.
    pub at: DateTime<Utc>,
    /// Whether people are called at once, as 接报 does.
    pub call: bool,
    /// Whether nobody is at the desk (adoption rule 3).
    pub desk_absent: bool,
    /// Whether the chief authorised calls of this category while nobody is at the desk.
    pub authorised: bool,
    /// A category that the words suggest.
    pub suggestion: Option<Suggestion>,
    /// After how many seconds the account may report again, if it has reported too often.
    pub wait_s: Option<i64>,
    /// Other reports that may be of the same matter. Suggested, never a reason to refuse.
    pub duplicates: Vec<Duplicate>,
}

impl Report {
    fn number_id(&self) -> String {
        format!("{}:{}", self.scope.station, moment(self.at).station_day().digits())
    }

    fn row(&self, incident_no: String, now: DateTime<Utc>) -> incident::Model {
        let draft = &self.draft;
        let sealed = |it: &Option<seal::Model>| -> Option<SealedId> { it.as_ref().map(|it| it.id) };
        incident::Model {
            id: self.id,
            station_id: self.scope.station,
            incident_no,
            source: draft.source,
            status: IncidentStatus::Reported,
            category: draft.category,
            police_nature: PoliceNature::Unknown,
            priority: None,
            level: domain::member::Level::L1,
            level_now: None,
            occurred_at: draft.occurred_at.unwrap_or(now),
            reported_at: now,
            lon: draft.point.lon,
            lat: draft.point.lat,
            cell: draft.point.cell(),
            area_type: draft.located.area_type,
            community_id: Some(draft.located.community),
            grid_id: Some(draft.located.grid),
            unit_id: draft.unit.or(draft.located.unit),
            reporter_id: Some(self.scope.account),
            reporter_member_id: self.scope.member,
            words_sealed_id: sealed(&self.words_sealed),
            caller_sealed_id: sealed(&self.caller_sealed),
            involves_minor: draft.involves_minor,
            involves_dv: draft.involves_dv,
            weapon: draft.weapon,
            injured_count: draft.injured_count.into(),
            people_count: draft.people_count.into(),
            hard_stops: Value::Array(Vec::new()),
            escalated: false,
            duplicate_of: None,
            external_refs: draft.external_refs.clone(),
            claimed_by: None,
            police_dispatched: false,
            police_arrived_at: None,
            group_called: false,
            group_arrived_at: None,
            auxiliary_arrived_at: None,
            drill: draft.drill,
            desk_absent: self.desk_absent,
            unreviewed_since: self.desk_absent.then_some(now),
            reviewed_by: None,
            reviewed_at: None,
            alert: SearchAlert::None,
            transferred_to: None,
            transferred_at: None,
            transfer_silence: Silence::InTime,
            transferred_by: None,
            receipted_at: None,
            receipted_by: None,
            receipt_sealed_id: None,
            returned_from: None,
            returned_at: None,
            returned_by: None,
            return_sealed_id: None,
            major: None,
            disposition: None,
            result_sealed_id: None,
            picked_up_at: DESK.contains(&self.scope.role).then_some(now),
            acknowledged_at: None,
            dispatched_at: None,
            en_route_at: None,
            on_scene_at: None,
            handled_at: None,
            first_report_at: None,
            last_report_at: None,
            agreed_at: None,
            feedback_at: None,
            closed_at: None,
            close_reason_sealed_id: None,
            version: 1,
        }
    }

    fn check(&self, now: DateTime<Utc>) -> Result<()> {
        if let Some(seconds) = self.wait_s {
            return Err(refuse(&refusal::REPORT_RATE).with(RETRY_AFTER, seconds).into());
        }
        if let Some(code) = self.draft.category
            && Dictionary::built_in().get(code).is_none()
        {
            return Err(refuse(&refusal::UNKNOWN_CATEGORY).with("code", code).field("category").into());
        }
        if self.draft.occurred_at.is_some_and(|it| it > now + AHEAD_MAX) {
            return Err(refuse(&refusal::TIME_AHEAD).field("occurred_at").into());
        }
        if self.call && self.draft.category.is_none() {
            return Err(refuse(&refusal::CATEGORY_NEEDED).field("category").into());
        }
        Ok(())
    }
}

impl Command for Report {
    type Answer = IncidentView;

    fn reads(&self, rows: &mut Rows) {
        rows.want::<number::Entity>(self.number_id());
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<IncidentView>> {
        let taken = self.take(rows, now)?;
        let beside = Beside {
            words: self.draft.words.clone(),
            caller: self.draft.caller.clone(),
            result: None,
            suggestion: self.suggestion.clone(),
            duplicates: self.duplicates.clone(),
            ..Beside::default()
        };
        let outcome = Outcome::new(show(&taken.incident, beside, &self.names, &self.scope)).created();
        Ok(taken.write(self, outcome))
    }
}

/// What a report has made, before it is written.
pub(crate) struct Taken {
    /// The incident.
    pub incident: incident::Model,
    number: number::Model,
    events: Vec<Event>,
    search: Option<search::Model>,
}

impl Report {
    /// Makes the incident, its number and, where people are called at once, its search.
    pub(crate) fn take(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Taken> {
        self.check(now)?;
        let number_id = self.number_id();
        let last = rows.get::<number::Entity>(&number_id).map_or(0, |it| it.last) + 1;
        let number = IncidentNo {
            station: self.names.atlas().station().code.clone(),
            day: moment(self.at).station_day(),
            count: u32::try_from(last).unwrap_or(u32::MAX),
        };
        let reported = self.row(number.to_string(), now);
        let mut row = reported.clone();
        let police_at_once = assess_into(&mut row, self.draft.priority, self.draft.police_nature);
        let actor = self.scope.actor();
        let mut events =
            vec![events::of_incident("incident_reported", &row, &row, actor, Vec::new()).field("source", row.source)];
        let mut opened = None;
        if police_at_once || self.call || self.desk_absent {
            let by = if self.call { actor } else { Actor::System };
            row.status = row.status.advance(Action::Triage).map_err(rule)?;
            events.push(events::of_incident("incident_triaged", &row, &row, by, Vec::new()));
            let search = begin_search(&mut row, self.search, now)?;
            let search =
                search::Model { automatic: true, authorised: self.authorised, unattended: self.desk_absent, ..search };
            events.push(
                events::of_incident("incident_dispatched", &row, &row, by, Vec::new())
                    .field("automatic", true)
                    .field("desk_absent", self.desk_absent),
            );
            opened = Some(search);
        }
        Ok(Taken { incident: row, number: number::Model { id: number_id, last }, events, search: opened })
    }
}

impl Taken {
    /// Adds everything to an outcome.
    pub(crate) fn write<A>(self, report: &Report, mut outcome: Outcome<A>) -> Outcome<A> {
        outcome = outcome.put::<number::Entity>(self.number);
        for sealed in [&report.words_sealed, &report.caller_sealed].into_iter().flatten() {
            outcome = outcome.put::<seal::Entity>(sealed.clone());
        }
        if let Some(search) = self.search {
            outcome = outcome.put::<search::Entity>(search);
        }
        outcome = outcome.put::<incident::Entity>(self.incident);
        self.events.into_iter().fold(outcome, Outcome::event)
    }
}

/// Writes what the facts demand into the row; tells whether police must be sent at once.
pub fn assess_into(row: &mut incident::Model, priority: Option<Priority>, nature: Option<PoliceNature>) -> bool {
    let assessment = clocks::demands(row, priority, nature);
    // Without a category nothing is settled, unless something is so dangerous that it settles itself.
    row.priority =
        (row.category.is_some() || priority.is_some() || assessment.police_at_once).then_some(assessment.priority);
    row.police_nature = assessment.police_nature;
    row.level = assessment.level;
    // What those on the way were told never outlives a lower level.
    row.level_now = row.level_now.map(|it| it.min(assessment.level));
    row.hard_stops = serde_json::to_value(&assessment.hard_stops).unwrap_or_default();
    assessment.police_at_once
}

/// Moves the row to dispatched and makes the search for people; every due time counts from now.
fn begin_search(row: &mut incident::Model, id: SearchId, now: DateTime<Utc>) -> Result<search::Model> {
    row.status = row.status.advance(Action::Dispatch).map_err(rule)?;
    row.dispatched_at = row.dispatched_at.or(Some(now));
    Ok(search::Model::new(id, row, now))
}
