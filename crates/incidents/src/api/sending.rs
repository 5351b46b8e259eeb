//! `POST /incidents/{id}/dispatch`: whom the caller may send, who may go, and what is kept of a refused choice.

use axum::extract::{Path, State};
use dispatch::eligibility::Skip;
use domain::ids::{IncidentId, MemberId};
use domain::permission::Permission;
use platform::db::Answered;
use platform::problem::{Error, Result, refuse};
use platform::scope::Scope;
use platform::sent::{Sent, system_sender};
use uuid::Uuid;

use super::bodies::DispatchBody;
use super::verbs::{With, act};
use crate::act::Verb;
use crate::choice::Choice;
use crate::incidents::Incidents;
use crate::reach::{is_bounded, may_send};
use crate::view::incident::IncidentView;
use crate::words::REASON;
use crate::{refusal, store};

/// Members that one request may name.
const MEMBERS_MAX: usize = 20;

/// Sends people: those named, or whom the engine finds. What was only reported is triaged first.
#[utoipa::path(post, path = "/api/v1/incidents/{id}/dispatch", params(("id" = IncidentId, Path)), request_body = DispatchBody, responses((status = 200, body = IncidentView)))]
pub(super) async fn dispatch(
    State(incidents): State<Incidents>,
    Path(id): Path<IncidentId>,
    sent: Sent<DispatchBody>,
) -> Result<Answered> {
    let DispatchBody { expected_version, ref members, police } = sent.body;
    if members.len() > MEMBERS_MAX {
        return Err(refuse(&refusal::TOO_MANY_NAMED).with("limit", MEMBERS_MAX).field("members").into());
    }
    if police {
        sent.scope.require(Permission::IncidentDispatchPolice).map_err(|_| refuse(&refusal::POLICE_NEEDS_STATION))?;
    }
    within_reach(&incidents, &sent.scope, id, members).await?;
    may_all_go(&incidents, &sent, id, police).await?;
    let verb = Verb::Dispatch { automatic: members.is_empty(), police };
    let answered = act(&incidents, &sent, id, With { expected_version, verb, text: "", kind: REASON }).await?;
    if !members.is_empty() {
        // Each may go. Who no longer may in this very moment is not called, which the timeline tells.
        incidents.call(sent.scope.station, id, members.clone()).await?;
    }
    Ok(answered)
}

/// Refuses whoever sends only their own people and names somebody else, or nobody: a search goes beyond them.
async fn within_reach(incidents: &Incidents, scope: &Scope, id: IncidentId, members: &[MemberId]) -> Result<()> {
    if !is_bounded(scope) {
        return Ok(());
    }
    // What lies outside the scope does not exist: that is said before anything else.
    store::find(scope, incidents.app(), id).await?;
    if members.is_empty() {
        return Err(refuse(&refusal::NAME_WHOM).field("members").into());
    }
    if members.iter().all(|it| may_send(scope, incidents.people().member(*it).as_deref())) {
        return Ok(());
    }
    Err(refuse(&refusal::BEYOND_REACH).field("members").into())
}

/// Refuses, before anything changes, if one of those who were chosen may not go. Who is called already is no mistake:
/// the same choice may be sent again.
async fn may_all_go(incidents: &Incidents, sent: &Sent<DispatchBody>, id: IncidentId, police: bool) -> Result<()> {
    let members = &sent.body.members;
    if members.is_empty() {
        return Ok(());
    }
    store::find(&sent.scope, incidents.app(), id).await?;
    let refused = incidents.check(sent.scope.station, id, members.clone(), police).await?;
    keep_refused(incidents, sent, id, &refused).await?;
    match refused.first() {
        None => Ok(()),
        Some((member, why)) => {
            let names = incidents.names(&sent.scope)?;
            Err(refuse(&refusal::MAY_NOT_GO)
                .with("who", names.member(&sent.scope, *member))
                .with("why", names.words(&refusal::skip(why)))
                .field("members")
                .into())
        }
    }
}

/// Keeps who was chosen by hand and may not go, with the reasons, beside the waves of the search.
async fn keep_refused(
    incidents: &Incidents,
    sent: &Sent<DispatchBody>,
    id: IncidentId,
    refused: &[(MemberId, Skip)],
) -> Result<()> {
    if refused.is_empty() {
        return Ok(());
    }
    let (station, key) = (sent.scope.station, Uuid::from(sent.sender.id));
    let choice = Choice { station, incident: id, key, refused: refused.to_vec() };
    let sender = system_sender(station, &[b"refused", Uuid::from(id).as_bytes(), key.as_bytes()]);
    match incidents.app().db().run(sender, choice).await {
        // The same choice again, with other reasons by now: the first ones stay.
        Ok(_) | Err(Error::Refused(_)) => Ok(()),
        Err(error) => Err(error),
    }
}
