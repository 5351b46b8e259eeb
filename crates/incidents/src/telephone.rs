//! Waking by telephone (电话叫醒): what the station's own line reads aloud, and what it says of each call.
//!
//! The line itself is a part of the server; here is what it may say, and what the desk sees of it.

pub mod note;
pub mod spoken;

use domain::ids::{IncidentId, MemberId, OfferId, StationId};
use domain::offer::DeclineReason;
use domain::offer::telephone::{TelephoneFailure, TelephoneState};
use platform::problem::{Error, Result};
use platform::scope::Scope;
use platform::seal::Personal;
use platform::sent::system_sender;
use uuid::Uuid;

use crate::answer::{Answer, Step, Voice};
use crate::incidents::Incidents;
use crate::rows::{incident, offer};
use crate::store;
use crate::words::Words;
use note::{Note, NoteCommander};
use spoken::Piece;

/// One call as the line needs it.
pub struct Order {
    /// The member's number, if one is on record.
    pub number: Option<Personal>,
    /// What is read aloud.
    pub script: Vec<Piece>,
}

/// Which key was pressed, as the call's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// 收到，马上去.
    Yes,
    /// 走不开.
    No,
}

impl Incidents {
    /// What to dial and to say for a call that still waits; `None` if it was answered or ended otherwise.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn to_dial(&self, station: StationId, id: OfferId) -> Result<Option<Order>> {
        let scope = Scope::system(station);
        let (row, incident) = store::offer(&scope, self.app(), id).await?;
        if !row.status.is_waiting() {
            return Ok(None);
        }
        let script = spoken::call(&self.card_of(&scope, &row, &incident).await?);
        let number = self.people().number_to_dial(&scope, row.member_id).await?;
        Ok(Some(Order { number, script }))
    }

    /// What to say to the duty commander, while nobody has taken the incident's alert.
    ///
    /// # Errors
    /// If the database cannot be read.
    pub async fn to_tell_commander(&self, station: StationId, id: IncidentId) -> Result<Option<Vec<Piece>>> {
        let (row, _) = store::find(&Scope::system(station), self.app(), id).await?;
        Ok((!row.status.is_over()).then(|| spoken::commander(&row.incident_no)))
    }

    /// Takes a key as the member's answer, once, and says what is read aloud then.
    ///
    /// # Errors
    /// If the database cannot be written; a refusal of the answer is something to read aloud.
    pub async fn pressed(&self, station: StationId, id: OfferId, call: &str, key: Pressed) -> Result<Vec<Piece>> {
        let scope = Scope::system(station);
        let (row, _) = store::offer(&scope, self.app(), id).await?;
        let step = match key {
            Pressed::Yes => Step::Accept,
            Pressed::No => Step::Decline(DeclineReason::Other),
        };
        let kind = self.member_kind(row.member_id);
        let Some(kind) = kind else { return Ok(spoken::over()) };
        let command = Answer {
            voice: Voice::Telephone,
            offer: id,
            kind,
            step,
            expected_version: None,
            device_at: None,
            note: None,
            shown: None,
        };
        let sender = system_sender(station, &[b"telephone", Uuid::from(id).as_bytes(), call.as_bytes()]);
        match self.app().db().run(sender, command).await {
            Ok(_) if key == Pressed::No => Ok(spoken::declined()),
            Ok(_) => {
                let (row, incident) = store::offer(&scope, self.app(), id).await?;
                Ok(spoken::accepted(&self.card_of(&scope, &row, &incident).await?))
            }
            Err(Error::Refused(_) | Error::Rule { .. }) => Ok(spoken::over()),
            Err(error) => Err(error),
        }
    }

    /// Writes down how far a call has got.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn telephone_is(
        &self,
        station: StationId,
        offer: OfferId,
        call: &str,
        state: TelephoneState,
        failure: Option<TelephoneFailure>,
    ) -> Result<()> {
        let id = Uuid::from(offer);
        let cause: [&[u8]; 4] = [b"telephone_note", id.as_bytes(), call.as_bytes(), state.as_str().as_bytes()];
        self.app().db().run(system_sender(station, &cause), Note { offer, state, failure }).await?;
        Ok(())
    }

    /// Writes down how far the call of the duty commander has got.
    ///
    /// # Errors
    /// If the database cannot be written.
    pub async fn commander_is(
        &self,
        station: StationId,
        incident: IncidentId,
        call: &str,
        state: TelephoneState,
        failure: Option<TelephoneFailure>,
    ) -> Result<()> {
        let id = Uuid::from(incident);
        let cause: [&[u8]; 4] = [b"commander_note", id.as_bytes(), call.as_bytes(), state.as_str().as_bytes()];
        self.app().db().run(system_sender(station, &cause), NoteCommander { incident, state, failure }).await?;
        Ok(())
    }

    /// Marks the calls that the last process left in the middle, so that the desk telephones by itself.
    ///
    /// `call` is unlike that of any other start.
    ///
    /// # Errors
    /// If the database cannot be read or written.
    pub async fn telephone_interrupted(&self, station: StationId, call: &str) -> Result<()> {
        let scope = Scope::system(station);
        for id in store::unfinished(&scope, self.app()).await? {
            let offers = store::offers_of(&scope, self.app(), id).await?;
            for row in offers.iter().filter(|it| it.status.is_waiting() && it.telephone_at.is_some()) {
                let in_the_middle = match row.telephone_state {
                    None | Some(TelephoneState::Placed | TelephoneState::Ringing | TelephoneState::Answered) => true,
                    Some(TelephoneState::Acknowledged | TelephoneState::Failed) => false,
                };
                if in_the_middle {
                    let why = Some(TelephoneFailure::Interrupted);
                    self.telephone_is(station, row.id, call, TelephoneState::Failed, why).await?;
                }
            }
        }
        Ok(())
    }

    fn member_kind(&self, id: MemberId) -> Option<domain::member::MemberKind> {
        self.people().member(id).map(|it| it.kind)
    }

    /// The card that the member's own screen shows at this moment.
    async fn card_of(
        &self,
        scope: &Scope,
        row: &offer::Model,
        incident: &incident::Model,
    ) -> Result<crate::view::offer::CardView> {
        let sealed = store::sealed(scope, self.app(), incident.words_sealed_id.into_iter().collect()).await?;
        let words = Words::open(self.app().sealer(), sealed.first());
        let own = Scope { member: Some(row.member_id), ..scope.clone() };
        Ok(crate::view::offer::show(row, incident, &words, &self.names(scope)?, &own).card)
    }
}
