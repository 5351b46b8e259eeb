//! Questions that handlers put to the engines, answered between two events.

use dispatch::case::Case;
use dispatch::eligibility::Skip;
use dispatch::engine::CandidateList;
use dispatch::engine::event::Event;
use domain::ids::{IncidentId, MemberId, StationId};
use tokio::sync::oneshot;

use super::{Driver, facts};

/// Questions that may wait for the driver.
pub const ASKS_MAX: usize = 1_024;

/// A question to the engine, asked by a handler.
pub enum Ask {
    /// Calls members whom a person chose.
    Call {
        /// Whose engine.
        station: StationId,
        /// For which incident.
        incident: IncidentId,
        /// Whom.
        members: Vec<MemberId>,
        /// Who may not go, and why; answered after the calls are committed.
        reply: oneshot::Sender<Vec<(MemberId, Skip)>>,
    },
    /// Asks whether members whom a person chose may go, and calls nobody.
    Check {
        /// Whose engine.
        station: StationId,
        /// For which incident.
        incident: IncidentId,
        /// Whom.
        members: Vec<MemberId>,
        /// Whether police are sent with them.
        police: bool,
        /// Who may not go, and why.
        reply: oneshot::Sender<Vec<(MemberId, Skip)>>,
    },
    /// Ranks everybody.
    Candidates {
        /// Whose engine.
        station: StationId,
        /// For which incident.
        incident: IncidentId,
        /// The list; `None` if there is no such incident.
        reply: oneshot::Sender<Option<CandidateList>>,
    },
    /// Does what is due now; answered when all of it is committed. Shutdown and tests ask it.
    Settle {
        /// Answered when nothing is left to do now.
        reply: oneshot::Sender<()>,
    },
}

impl Driver {
    pub(super) async fn on_ask(&mut self, ask: Ask) {
        match ask {
            Ask::Call { station, incident, members, reply } => {
                let mut refused = Vec::new();
                if self.open(station, incident).await {
                    for member in members {
                        let effects = self.tell(station, Event::Called { incident, member });
                        refused.extend(effects.into_iter().filter_map(|it| facts::refused(&it)));
                    }
                }
                let settled = self.settled(station);
                tokio::spawn(async move {
                    // Whoever asked sees the calls: they are in line before this.
                    settled.await;
                    let _ = reply.send(refused);
                });
            }
            Ask::Check { station, incident, members, police, reply } => {
                let case = facts::case(&self.incidents, station, incident).await.ok().flatten();
                let refused =
                    case.map(|case| self.check(station, Case { police: case.police || police, ..case }, &members));
                let _ = reply.send(refused.unwrap_or_default());
            }
            Ask::Settle { reply } => {
                self.settle().await;
                let _ = reply.send(());
            }
            Ask::Candidates { station, incident, reply } => {
                let case = facts::case(&self.incidents, station, incident).await.ok().flatten();
                let now = self.now();
                let list = case.and_then(|case| Some(self.engines.get_mut(&station)?.candidates(now, &case)));
                let _ = reply.send(list);
            }
        }
    }

    fn check(&self, station: StationId, case: Case, members: &[MemberId]) -> Vec<(MemberId, Skip)> {
        let Some(engine) = self.engines.get(&station) else { return Vec::new() };
        let judge = |member: &MemberId| match engine.check(self.now(), &case, *member) {
            Some(Ok(_) | Err(Skip::AlreadyCalled {})) => None,
            Some(Err(skip)) => Some((*member, skip)),
            None => Some((*member, Skip::OffDuty {})),
        };
        members.iter().filter_map(judge).collect()
    }
}
