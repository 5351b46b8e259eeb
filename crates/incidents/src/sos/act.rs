//! What is said to an SOS: the desk hears it and ends it, the presser takes it back.

use chrono::{DateTime, Utc};
use domain::ids::{MemberId, SosId};
use domain::sos::{RetractReason, SosAction, SosLimits, retract_check};
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::{self, Error, Result, refuse, rule};
use platform::scope::{Actor, Scope};
use platform::seal;
use platform::time::moment;

use crate::refusal;
use crate::rows::sos;
use crate::sos::store::sees;
use crate::sos::view::{SosView, show};
use crate::view::names::Names;

/// Which SOS.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// The one with this id.
    Id(SosId),
    /// The open one of a member.
    OpenOf(MemberId),
}

/// What is said.
pub enum Said {
    /// Somebody has it.
    Acknowledge,
    /// It is over; words are optional.
    Resolve(Option<seal::Model>),
    /// It was none, with the reason.
    FalseAlarm(Option<seal::Model>),
    /// The presser says that it was none.
    Retract(RetractReason),
}

impl Said {
    fn action(&self) -> SosAction {
        match self {
            Self::Acknowledge => SosAction::Acknowledge,
            Self::Resolve(_) => SosAction::Resolve,
            Self::FalseAlarm(_) => SosAction::FalseAlarm,
            Self::Retract(_) => SosAction::Retract,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Acknowledge => "sos_acknowledged",
            Self::Resolve(_) => "sos_resolved",
            Self::FalseAlarm(_) => "sos_false_alarm",
            Self::Retract(_) => "sos_retracted",
        }
    }
}

/// Says one thing to an SOS.
pub struct Say {
    /// Who says it.
    pub scope: Scope,
    /// To which.
    pub which: Which,
    /// What.
    pub said: Said,
    /// The station's times.
    pub limits: SosLimits,
    /// The names beside the ids, for the answer.
    pub names: Names,
}

impl Command for Say {
    type Answer = SosView;

    fn reads(&self, rows: &mut Rows) {
        match self.which {
            Which::Id(id) => rows.want::<sos::Entity>(id),
            Which::OpenOf(member) => rows.find(&sos::OPEN_OF_MEMBER, member),
        }
    }

    fn decide(&self, rows: &Rows, now: DateTime<Utc>) -> Result<Outcome<SosView>> {
        let before = self.find(rows)?;
        let mut row = before.clone();
        row.status = row.status.advance(self.said.action()).map_err(rule)?;
        row.version += 1;
        let mut actor = self.scope.actor();
        let mut words = None;
        match &self.said {
            Said::Acknowledge => {
                row.acknowledged_at = Some(now);
                row.acknowledged_by = Some(self.scope.account);
                row.acknowledged_as = Some(self.scope.role);
            }
            Said::Resolve(text) | Said::FalseAlarm(text) => {
                // How it ended is a police matter's end: the governance centre hears, the station decides.
                if !self.scope.role.works_police_matters() {
                    return Err(refuse(&problem::FORBIDDEN).into());
                }
                if text.is_none() && matches!(self.said, Said::FalseAlarm(_)) {
                    return Err(refuse(&refusal::TEXT_MISSING).field("reason").into());
                }
                row.ended_at = Some(now);
                row.ended_by = Some(self.scope.account);
                row.reason_sealed_id = text.as_ref().map(|it| it.id);
                words = text.clone();
            }
            Said::Retract(reason) => {
                retract_check(moment(row.raised_at), moment(now), self.limits).map_err(rule)?;
                row.retracted_at = Some(now);
                row.retract_reason = Some(*reason);
                actor = Actor::Member(row.member_id);
            }
        }
        let mut told = event(self.said.kind(), &row, actor)
            .field("role", row.acknowledged_as.filter(|_| row.acknowledged_by == Some(self.scope.account)))
            .field("reason", row.retract_reason);
        let mut outcome = Outcome::new(show(&row, &self.names, &self.scope, self.limits));
        if let Some(words) = words {
            told = told.field("text", words.id);
            outcome = outcome.put::<seal::Entity>(words);
        }
        Ok(outcome.event(told).put::<sos::Entity>(row))
    }
}

impl Say {
    fn find<'a>(&self, rows: &'a Rows) -> Result<&'a sos::Model> {
        let found = match self.which {
            Which::Id(id) => rows.get::<sos::Entity>(&id).filter(|it| sees(&self.scope, it)),
            Which::OpenOf(member) => open_of(rows, member),
        };
        found.filter(|it| it.station_id == self.scope.station).ok_or(Error::NotFound)
    }
}

/// The open SOS of a member that the batch knows.
pub fn open_of(rows: &Rows, member: MemberId) -> Option<&sos::Model> {
    rows.all::<sos::Entity>().find(|it| it.member_id == member && it.ended_at.is_none())
}

/// An event of an SOS: who, where it stands, whether it is a drill; never where they are.
pub fn event(kind: &'static str, row: &sos::Model, actor: Actor) -> Event {
    Event::new(kind, row.incident_id, actor, row.audience())
        .refer("incident_id", row.incident_id)
        .refer("sos_id", row.id)
        .refer("member_id", row.member_id)
        .field("status", row.status)
        .field("version", row.version)
        .field("drill", row.drill)
}
