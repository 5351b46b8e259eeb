//! The routes of people: one's own consent, and the look at a telephone number with its reason.

use axum::Json;
use axum::extract::{Path, Query, State};
use chrono::{DateTime, Utc};
use domain::ids::{CommandId, ConsentId, MemberId, SealedId};
use domain::permission::Permission;
use platform::api::Api;
use platform::db::{Answered, Command, Outcome, Rows, Sender};
use platform::live::EventPage;
use platform::log::{self, Entry, Event};
use platform::problem::{Error, Field, Result, refuse};
use platform::scope::{Audience, Scope};
use platform::seal::{self, Personal};
use platform::sent::{Sent, system_sender};
use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::consent::SetConsent;
use crate::people::People;
use crate::refusal;
use crate::store::{self, member};

/// The routes of people.
pub fn routes(people: People) -> OpenApiRouter {
    Api::new("people")
        .guarded(Permission::ContactView, routes!(contact))
        .signed_in(routes!(consent))
        .guarded(Permission::AuditRead, routes!(audit))
        .with(people)
}

/// Why somebody looks at a telephone number.
#[derive(Debug, Deserialize, ToSchema)]
pub struct ContactReason {
    /// The reason, in a few words; it is kept.
    #[schema(min_length = 2, max_length = 200)]
    pub reason: String,
}

/// A member's telephone number.
#[derive(Debug, Serialize, ToSchema)]
pub struct Contact {
    /// The member.
    pub member_id: MemberId,
    /// The whole name.
    pub name: String,
    /// The whole number.
    pub phone: String,
}

/// The shortest and the longest reason, in characters.
const REASON_CHARS: std::ops::RangeInclusive<usize> = 2..=200;
/// The kind of sealed values that are reasons for a look.
const REASON: &str = "contact_reason";

/// Gives out a member's telephone number for a reason. The look is in the log before the number is given; asked again,
/// also under the same `Idempotency-Key`, it is another look.
#[utoipa::path(
    post, path = "/api/v1/members/{id}/contact", params(("id" = MemberId, Path)),
    request_body = ContactReason, responses((status = 200, body = Contact))
)]
async fn contact(
    State(people): State<People>,
    Path(id): Path<MemberId>,
    sent: Sent<ContactReason>,
) -> Result<Json<Contact>> {
    let Sent { scope, sender, body } = sent;
    let person = people.seen_by(&scope, id)?;
    let reason = body.reason.trim();
    if !REASON_CHARS.contains(&reason.chars().count()) {
        let (zh, en) = ("请写明事由，2 到 200 个字", "Give the reason in 2 to 200 characters");
        return Err(Error::Invalid(vec![Field::new("reason", "length", zh, en)]));
    }
    let app = people.app();
    let sealed = SealedId::from(Uuid::now_v7());
    let now = app.clock().now();
    let reason = app.sealer().seal(sealed, scope.station, id.into(), REASON, &Personal::new(reason), now);
    // Invariant: fail closed, and each look is a look. No entry in the log, no number; and never the stored answer of
    // an earlier look, whatever key the caller sends, since the number is given anew each time.
    let sender = Sender { id: CommandId::from(Uuid::now_v7()), ..sender };
    app.db().run(sender, LookAtContact { scope: scope.clone(), member: id, reason }).await?;
    let row = store::member_of(&scope, app.db(), id).await?;
    let phone = row.phone_sealed_id.ok_or_else(|| refuse(&refusal::NO_CONTACT))?;
    let phone = store::sealed_of(&scope, app.db(), phone).await?;
    let phone = phone.and_then(|it| app.sealer().open(&it)).ok_or_else(|| refuse(&refusal::NO_CONTACT))?;
    Ok(Json(Contact { member_id: id, name: person.whole_name().to_owned(), phone: phone.expose().to_owned() }))
}

struct LookAtContact {
    scope: Scope,
    member: MemberId,
    reason: seal::Model,
}

impl Command for LookAtContact {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<member::Entity>(self.member);
    }

    fn decide(&self, rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        let member = rows.get::<member::Entity>(&self.member).filter(|it| it.station_id == self.scope.station);
        let member = member.ok_or(Error::NotFound)?;
        if member.phone_sealed_id.is_none() {
            return Err(refuse(&refusal::NO_CONTACT).into());
        }
        // Also the member's own feed gets it: one may know who looked (red line 3 by analogy).
        let audience = Audience { audit: true, ..member.audience() };
        let event = Event::new("audit_contact_viewed", self.member, self.scope.actor(), audience)
            .refer("member_id", self.member)
            .refer("reason_sealed_id", self.reason.id);
        Ok(Outcome::new(()).put::<seal::Entity>(self.reason.clone()).event(event))
    }
}

/// One's own consent to location on duty.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
pub struct ConsentChoice {
    /// Whether the member consents.
    pub location: bool,
}

/// Gives or withdraws one's own consent to location on duty. Nothing else depends on it.
#[utoipa::path(
    post, path = "/api/v1/consent", request_body = ConsentChoice, responses((status = 200, body = ConsentChoice))
)]
async fn consent(State(people): State<People>, sent: Sent<ConsentChoice>) -> Result<Answered> {
    let member = sent.scope.member.ok_or_else(|| refuse(&refusal::NOT_A_MEMBER))?;
    let id = ConsentId::from(Uuid::now_v7());
    let command = SetConsent { scope: sent.scope, member, id, location: sent.body.location };
    people.app().db().run(sent.sender, command).await
}

/// Entries of the log that one page of the audit looks through.
const AUDIT_LOOKED_MAX: u64 = 1_000;

/// From where to read the audit.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// The last sequence that the reader has.
    after: Option<i64>,
}

/// Reads the audit: sign-ins, locks, looks at numbers, and who read the audit. It shows ids, never names.
#[utoipa::path(get, path = "/api/v1/audit", params(AuditQuery), responses((status = 200, body = EventPage)))]
async fn audit(State(people): State<People>, scope: Scope, Query(query): Query<AuditQuery>) -> Result<Json<EventPage>> {
    let after = query.after.unwrap_or(0).max(0);
    let db = people.app().db();
    let rows = log::after(db, scope.station, after, AUDIT_LOOKED_MAX).await?;
    // Invariant: fail closed. Whoever reads the audit is in it, or reads nothing.
    let sender = system_sender(scope.station, &[b"people.audit_read", Uuid::now_v7().as_bytes()]);
    db.run(sender, ReadAudit { scope: scope.clone(), after }).await?;
    let next = (rows.len() as u64 == AUDIT_LOOKED_MAX).then(|| rows.last().map(|it| it.seq)).flatten();
    let entries = rows.into_iter().map(|row| Entry::new(row, None)).filter(|it| it.audience.audit);
    let items = entries.filter_map(|it| serde_json::from_slice(&it.frame).ok()).collect();
    Ok(Json(EventPage { items, next }))
}

struct ReadAudit {
    scope: Scope,
    after: i64,
}

impl Command for ReadAudit {
    type Answer = ();

    fn reads(&self, _rows: &mut Rows) {}

    fn decide(&self, _rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        let audience = Audience { audit: true, ..Audience::default() };
        let event = Event::new("audit_read", self.scope.account, self.scope.actor(), audience);
        Ok(Outcome::new(()).event(event.field("after", self.after)))
    }
}
