//! Taking a press: it is never refused to somebody on duty, and never lost.

use chrono::{DateTime, Utc};
use domain::geo::Point;
use domain::ids::{DrillId, MemberId, PostId, SearchId, SosId};
use domain::incident::PoliceNature;
use domain::incident::hard_stop::HardStop;
use domain::incident::status::Action;
use domain::sos::{SosAction, SosLimits, SosStatus, SosTold};
use platform::db::{Command, Outcome, Rows};
use platform::jobs;
use platform::log::Event;
use platform::problem::{Result, rule};
use platform::scope::{Actor, Scope};

use crate::act::{members, offers, open_search};
use crate::report::{Report, assess_into};
use crate::rows::{drill, incident, offer, search, sos};
use crate::sos::act::{event, open_of};
use crate::sos::distress::RAISED;
use crate::sos::unheard::watch;
use crate::sos::view::{SosView, show};
use crate::view::names::Names;
use crate::{clocks, events};

/// What the device said.
#[derive(Clone, Copy, Debug)]
pub struct Press {
    /// When it was pressed.
    pub at: DateTime<Utc>,
    /// For how long.
    pub hold_ms: Option<u32>,
    /// The last position, of somebody who consents to be located.
    pub point: Option<Point>,
    /// Metres that it may be off.
    pub accuracy_m: Option<f64>,
    /// The post held on this shift.
    pub post: Option<PostId>,
}

/// Takes a press.
pub struct Raise {
    /// Who pressed.
    pub scope: Scope,
    /// Which member.
    pub member: MemberId,
    /// The id of a new SOS.
    pub id: SosId,
    /// What the device said.
    pub press: Press,
    /// The report of a new incident.
    pub report: Report,
    /// The window that ran when it came in, and the report of its incident.
    pub drill: Option<(DrillId, Report)>,
    /// The id of a search, should the incident that the member is at need one.
    pub search: SearchId,
    /// The station's times.
    pub limits: SosLimits,
    /// The names beside the ids, for the answer.
    pub names: Names,
}

impl Command for Raise {
    type Answer = SosView;

    fn reads(&self, rows: &mut Rows) {
        self.report.reads(rows);
        rows.find(&sos::OPEN_OF_MEMBER, self.member);
        rows.find(&offer::OPEN_OF_MEMBER, self.member);
        if let Some((drill, _)) = self.drill {
            rows.want::<drill::Entity>(drill);
        }
        if let Some(incident) = self.assignment(rows) {
            rows.want::<incident::Entity>(incident);
            rows.find(&offer::OF_INCIDENT, incident);
            rows.find(&search::OPEN_OF_INCIDENT, incident);
        }
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<SosView>> {
        if let Some(open) = open_of(rows, self.member) {
            return self.again(open, now);
        }
        let drill = self.drill.as_ref();
        let drill = drill.filter(|(id, _)| rows.get::<drill::Entity>(id).is_some_and(|it| it.runs(now)));
        let at = self.assignment(rows).and_then(|it| rows.get::<incident::Entity>(&it));
        // At a real matter nobody plays; and once the window is over, what was a drill is none any more.
        let at = at.filter(|it| !it.drill || drill.is_some());
        if let Some(before) = at
            && let Ok(status) = before.status.advance(Action::Escalate)
        {
            let row = incident::Model { status, ..before.clone() };
            return Ok(self.attach(rows, before, row, drill.map(|it| it.0), now));
        }
        let report = drill.map_or(&self.report, |it| &it.1);
        let taken = report.take(rows, now)?;
        let row = self.row(&taken.incident, drill.map(|it| it.0), now);
        let outcome = Outcome::new(self.shown(&row)).created().event(self.said(&row));
        Ok(self.keep(taken.write(report, outcome), row))
    }
}

impl Raise {
    /// The incident that the member has said yes to.
    fn assignment(&self, rows: &Rows) -> Option<domain::ids::IncidentId> {
        let own =
            |it: &&offer::Model| it.member_id == self.member && it.status.is_assignment() && it.ended_at.is_none();
        rows.all::<offer::Entity>().find(own).map(|it| it.incident_id)
    }

    fn row(&self, incident: &incident::Model, drill: Option<DrillId>, now: DateTime<Utc>) -> sos::Model {
        sos::Model {
            id: self.id,
            station_id: self.scope.station,
            incident_id: incident.id,
            member_id: self.member,
            status: SosStatus::Raised,
            drill: incident.drill,
            drill_id: drill.filter(|_| incident.drill),
            pressed_at: self.press.at.min(now),
            raised_at: now,
            hold_ms: self.press.hold_ms.map(i64::from),
            lon: self.press.point.map(|it| it.lon),
            lat: self.press.point.map(|it| it.lat),
            accuracy_m: self.press.accuracy_m,
            community_id: incident.community_id,
            grid_id: incident.grid_id,
            unit_id: incident.unit_id,
            post_id: self.press.post,
            told: SosTold::Desk,
            acknowledged_at: None,
            acknowledged_by: None,
            acknowledged_as: None,
            retracted_at: None,
            retract_reason: None,
            ended_at: None,
            ended_by: None,
            reason_sealed_id: None,
            version: 1,
        }
    }

    /// Pressed again while the first is open: it is the same one, it rings anew, and a mistake it is no more.
    fn again(&self, open: &sos::Model, now: DateTime<Utc>) -> Result<Outcome<SosView>> {
        // Ringing already, and never called a mistake: the same press, sent twice by an impatient thumb.
        if open.status == SosStatus::Raised && open.retracted_at.is_none() {
            return Ok(Outcome::new(self.shown(open)));
        }
        let row = sos::Model {
            status: open.status.advance(SosAction::Press).map_err(rule)?,
            raised_at: now,
            told: SosTold::Desk,
            retracted_at: None,
            retract_reason: None,
            acknowledged_at: None,
            acknowledged_by: None,
            acknowledged_as: None,
            version: open.version + 1,
            ..open.clone()
        };
        let outcome = Outcome::new(self.shown(&row)).event(self.said(&row).field("again", true));
        Ok(self.keep(outcome, row))
    }

    /// The member is at an incident: that one becomes as dangerous as can be, and police and one more are sought.
    fn attach(
        &self,
        rows: &Rows,
        before: &incident::Model,
        mut row: incident::Model,
        drill: Option<DrillId>,
        now: DateTime<Utc>,
    ) -> Outcome<SosView> {
        let mut held = clocks::hard_stops(&row);
        held.push(HardStop::Sos);
        row.hard_stops = serde_json::to_value(&held).unwrap_or_default();
        row.escalated = true;
        assess_into(&mut row, before.priority, Some(PoliceNature::Police));
        row.dispatched_at = row.dispatched_at.or(Some(now));
        row.handled_at = None;
        row.version += 1;
        let all = offers(rows, row.id);
        let coming = all.iter().filter(|it| !it.officer && it.status.is_assignment() && it.member_id != self.member);
        let coming = i64::try_from(coming.count()).unwrap_or(0);
        let search = open_search(rows, row.id).unwrap_or_else(|| search::Model::new(self.search, &row, now));
        // The presser helps nobody now: their place and one more are sought beside those who come.
        let needed = search.needed.max(coming + 1) + 1;
        let search = search::Model { automatic: true, needed, version: search.version + 1, ..search };
        let sos = self.row(&row, drill, now);
        let actor = Actor::Member(self.member);
        let escalated = events::of_incident("incident_escalated", before, &row, actor, members(&all));
        let outcome = Outcome::new(self.shown(&sos)).created().event(self.said(&sos).field("attached", true));
        let outcome = outcome.event(escalated).put::<search::Entity>(search).put::<incident::Entity>(row);
        self.keep(outcome, sos)
    }

    fn keep(&self, mut outcome: Outcome<SosView>, row: sos::Model) -> Outcome<SosView> {
        if let Some(job) = watch(&row, self.limits) {
            outcome = outcome.put::<jobs::Entity>(job);
        }
        outcome.put::<sos::Entity>(row)
    }

    fn said(&self, row: &sos::Model) -> Event {
        event(RAISED, row, Actor::Member(self.member)).device_at(Some(row.pressed_at))
    }

    fn shown(&self, row: &sos::Model) -> SosView {
        show(row, &self.names, &self.scope, self.limits)
    }
}
