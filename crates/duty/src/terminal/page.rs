//! What the page of a post shows: the post, who stands there, who may take over.

use chrono::{DateTime, Utc};
use domain::ids::{MemberId, PostId, TerminalId};
use domain::terminal::TerminalKind;
use people::people::Person;
use people::store::{Enrolment, sealed_of, terminal};
use places::store::post;
use platform::problem::{Error, Result};
use platform::scope::Scope;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde::Serialize;
use utoipa::ToSchema;

use crate::duty::Duty;
use crate::members::Note;
use crate::store::shift;
use crate::terminal::{of_scope, row_of};

/// People offered as those who may take over; the usual ones of the post come first.
const PEOPLE_MAX: usize = 100;

/// The page of a post.
#[derive(Debug, Serialize, ToSchema)]
pub struct PostPage {
    /// The terminal.
    pub terminal_id: TerminalId,
    /// What it is.
    pub kind: TerminalKind,
    /// What people call it.
    pub label: String,
    /// The post.
    pub post_id: PostId,
    /// Its name.
    pub post_name: String,
    /// The name of its unit.
    pub unit_name: Option<String>,
    /// The station's telephone.
    pub duty_phone: String,
    /// Who stands there; `null` before anybody has confirmed.
    pub turn: Option<TurnView>,
    /// Who may take over.
    pub people: Vec<PersonChoice>,
}

/// Somebody who may stand at a post.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonChoice {
    /// The member.
    pub member_id: MemberId,
    /// The name as a shared screen may show it.
    pub name: String,
}

/// The turn at a post as its page shows it.
#[derive(Debug, Serialize, ToSchema)]
pub struct TurnView {
    /// Who is on shift.
    pub member_id: MemberId,
    /// The name as a shared screen may show it.
    pub name: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When it should end; then it is asked who is there.
    pub planned_end_at: Option<DateTime<Utc>>,
    /// Whether it is asked now who is there: confirm, or take over.
    pub asked: bool,
    /// Whether a way to wake them was proven on this shift; else the test ring is due.
    pub proven: bool,
    /// Whether they may be located, and so be called.
    pub consent: bool,
    /// What the desk is told before it relies on a call, in the caller's language.
    pub notes: Vec<String>,
    /// What the one before handed over.
    pub hand_over_note: Option<String>,
    /// Who handed over.
    pub handed_over_by: Option<String>,
}

/// Tells whether somebody may be offered at a post: one of its unit, or of the grid of a public post.
fn offered(person: &Person, post: &post::Model) -> bool {
    let public = post.unit_id.is_none() && person.unit.is_none() && person.grid == Some(post.grid_id);
    person.enrolment == Enrolment::Active
        && person.station == post.station_id
        && (person.post == Some(post.id) || (person.unit.is_some() && person.unit == post.unit_id) || public)
}

impl Duty {
    /// Shows the page of the post whose terminal asks.
    ///
    /// # Errors
    /// If the caller is no terminal, or the database cannot be read.
    pub async fn post_page(&self, scope: &Scope) -> Result<PostPage> {
        let terminal = row_of(scope, self.app().db(), of_scope(scope)?).await?;
        let atlas = self.places().atlas(scope.station)?;
        let post = atlas.post(terminal.post_id).ok_or(Error::NotFound)?;
        let mut people: Vec<_> = self.people().all(scope.station).into_iter().filter(|it| offered(it, post)).collect();
        people.sort_by_key(|it| (it.post != Some(post.id), it.id));
        people.truncate(PEOPLE_MAX);
        Ok(PostPage {
            terminal_id: terminal.id,
            kind: terminal.kind,
            label: terminal.label.clone(),
            post_id: post.id,
            post_name: post.name.clone(),
            unit_name: post.unit_id.and_then(|it| atlas.unit(it)).map(|it| it.name.clone()),
            duty_phone: atlas.station().duty_phone.clone(),
            turn: self.turn(scope, &terminal).await?,
            people: people
                .iter()
                .map(|it| PersonChoice { member_id: it.id, name: it.name_for(scope).to_owned() })
                .collect(),
        })
    }

    async fn turn(&self, scope: &Scope, terminal: &terminal::Model) -> Result<Option<TurnView>> {
        let Some(member) = terminal.member_id else { return Ok(None) };
        let db = self.app().db();
        let open = shift::Entity::find()
            .filter(shift::Column::MemberId.eq(member))
            .filter(shift::Column::StationId.eq(scope.station))
            .filter(shift::Column::EndedAt.is_null())
            .filter(shift::Column::TerminalId.eq(terminal.id))
            .all(db.read())
            .await?;
        let Some(row) = open.into_iter().next() else { return Ok(None) };
        let note = match row.note_sealed_id {
            Some(id) => sealed_of(scope, db, id).await?.and_then(|it| self.app().sealer().open(&it)),
            None => None,
        };
        let (notes, consent) = {
            let state = self.state(scope.station);
            let state = state.lock();
            (Note::of(state.on_shift(member)), state.consents(member))
        };
        Ok(Some(TurnView {
            member_id: member,
            name: self.people().name(scope, member),
            since: row.started_at,
            planned_end_at: row.planned_end_at,
            asked: row.asked_at.is_some(),
            proven: row.proven_at.is_some(),
            consent,
            notes: notes.iter().map(|it| scope.language.pick(it.zh(), it.en()).to_owned()).collect(),
            hand_over_note: note.map(|it| it.expose().to_owned()),
            handed_over_by: row.handed_over_by.map(|it| self.people().name(scope, it)),
        }))
    }
}
