//! The look at a caller's number: for a reason, and in the log before the number is given.

use std::ops::RangeInclusive;

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use domain::ids::{CommandId, IncidentId, SealedId};
use platform::db::{Command, Outcome, Rows, Sender};
use platform::log::Event;
use platform::problem::{self, Error, Field, Result, refuse};
use platform::scope::{Audience, Scope};
use platform::seal::{self, Personal, Sealer};
use platform::sent::Sent;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::act::offers;
use crate::incidents::Incidents;
use crate::rows::{incident, offer};
use crate::view::sight::{reads_words, sees};
use crate::words::Caller;
use crate::{clocks, refusal, store};

/// The shortest and the longest reason, in characters: as for the number of a member.
const REASON_CHARS: RangeInclusive<usize> = 2..=200;
/// The kind of sealed values that are reasons for a look.
const REASON: &str = "contact_reason";

/// Why somebody looks at the number of a caller.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CallerReason {
    /// The reason, in a few words; it is kept.
    #[schema(min_length = 2, max_length = 200)]
    reason: String,
}

/// Who called, whole.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CallerContact {
    /// Name and number.
    contact: CallerNumber,
}

/// The name and the number of a caller.
#[derive(Debug, Serialize, ToSchema)]
struct CallerNumber {
    /// The whole name; empty if none was given.
    name: String,
    /// The whole number.
    phone: String,
}

/// Gives out the caller's number for a reason. The look is in the log before the number is given; asked again, also
/// under the same `Idempotency-Key`, it is another look.
#[utoipa::path(
    post, path = "/api/v1/incidents/{id}/contact", params(("id" = IncidentId, Path)),
    request_body = CallerReason, responses((status = 200, body = CallerContact))
)]
pub(super) async fn contact(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<CallerReason>,
) -> Result<Json<CallerContact>> {
    let Sent { scope, sender, body } = sent;
    let reason = body.reason.trim();
    if !REASON_CHARS.contains(&reason.chars().count()) {
        let (zh, en) = ("请写明事由，2 到 200 个字", "Give the reason in 2 to 200 characters");
        return Err(Error::Invalid(vec![Field::new("reason", "length", zh, en)]));
    }
    let app = incidents.app();
    let (kept, now) = (SealedId::from(Uuid::now_v7()), app.clock().now());
    let reason = app.sealer().seal(kept, scope.station, id.into(), REASON, &Personal::new(reason), now);
    // Invariant: fail closed, and each look is a look. No entry in the log, no number; and never the stored answer of
    // an earlier look, whatever key the caller sends, since the number is given anew each time.
    let sender = Sender { id: CommandId::from(Uuid::now_v7()), ..sender };
    let sealer = app.sealer().clone();
    app.db().run(sender, LookAtCaller { scope: scope.clone(), incident: id, reason, sealer }).await?;
    let (row, _) = store::find(&scope, app, id).await?;
    let sealed = store::sealed(&scope, app, row.caller_sealed_id.into_iter().collect()).await?;
    let caller = Caller::open(app.sealer(), sealed.first());
    if caller.phone.expose().is_empty() {
        return Err(refuse(&refusal::NO_CALLER).into());
    }
    let contact = CallerNumber { name: caller.name.expose().to_owned(), phone: caller.phone.expose().to_owned() };
    Ok(Json(CallerContact { contact }))
}

/// Writes down that somebody looks at a caller's number. Its answer is kept with the command, so it holds no number.
struct LookAtCaller {
    scope: Scope,
    incident: IncidentId,
    reason: seal::Model,
    sealer: Sealer,
}

impl Command for LookAtCaller {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<incident::Entity>(self.incident);
        rows.find(&offer::OF_INCIDENT, self.incident);
        if let Some(id) = rows.get::<incident::Entity>(&self.incident).and_then(|it| it.caller_sealed_id) {
            rows.want::<seal::Entity>(id);
        }
    }

    fn decide(&self, rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        let row = rows.get::<incident::Entity>(&self.incident);
        let row = row.filter(|it| sees(&self.scope, it, &offers(rows, self.incident))).ok_or(Error::NotFound)?;
        // Who reads no words of it is not given its caller either; and of a police matter, or one of homes and
        // children, only the police are.
        let for_police = row.is_police() || clocks::neutral(row);
        if !reads_words(&self.scope, row) || (for_police && !self.scope.role.works_police_matters()) {
            return Err(refuse(&problem::FORBIDDEN).into());
        }
        let id = row.caller_sealed_id.ok_or_else(|| refuse(&refusal::NO_CALLER))?;
        if Caller::open(&self.sealer, rows.get::<seal::Entity>(&id)).phone.expose().is_empty() {
            return Err(refuse(&refusal::NO_CALLER).into());
        }
        // The entry is the audit's, not a line of the incident: its subject is the sealed number that was looked at.
        let audience = Audience { audit: true, ..row.audience(Vec::new()) };
        let event = Event::new("audit_caller_viewed", id, self.scope.actor(), audience)
            .refer("incident_id", self.incident)
            .refer("reason_sealed_id", self.reason.id);
        Ok(Outcome::new(()).put::<seal::Entity>(self.reason.clone()).event(event))
    }
}
