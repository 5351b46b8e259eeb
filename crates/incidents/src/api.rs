//! The routes of this slice, each with its permission.

mod bodies;
mod contact;
mod drills;
mod handing;
mod history;
mod offers;
mod read;
mod report;
mod sending;
mod sos;
mod verbs;

use domain::permission::Permission as P;
use platform::api::Api;
use platform::problem::{Result, refuse};
use platform::seal::{self, Personal};
use platform::sent::Sent;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::incidents::Incidents;
use crate::refusal;
use crate::words::DESCRIPTION_MAX;

pub use report::ReportBody;
pub(crate) use report::duplicates;

/// The routes of this slice.
pub fn routes(incidents: Incidents) -> OpenApiRouter {
    Api::new("incidents")
        .guarded(P::IncidentReport, routes!(report::report))
        .guarded(P::IncidentRead, routes!(read::list))
        .guarded(P::IncidentRead, routes!(read::show))
        .guarded(P::IncidentDispatch, routes!(read::candidates))
        .guarded(P::IncidentDispatch, routes!(read::considerations))
        .guarded(P::IncidentRead, routes!(history::timeline))
        .guarded(P::ContactView, routes!(contact::contact))
        .guarded(P::IncidentTriage, routes!(verbs::triage))
        .guarded(P::IncidentTriage, routes!(verbs::claim))
        .guarded(P::IncidentTriage, routes!(verbs::release))
        .guarded(P::IncidentTriage, routes!(verbs::merge))
        .guarded(P::IncidentDispatch, routes!(sending::dispatch))
        .guarded(P::IncidentDispatch, routes!(verbs::stand_down))
        .guarded(P::IncidentReport, routes!(verbs::escalate))
        .guarded(P::IncidentTransfer, routes!(verbs::transfer))
        .guarded(P::IncidentTransfer, routes!(handing::receipt))
        .guarded(P::IncidentTransfer, routes!(handing::return_))
        .guarded(P::IncidentTransfer, routes!(handing::external_ref))
        .guarded(P::IncidentTransfer, routes!(handing::copy))
        .guarded(P::IncidentTriage, routes!(handing::mark_major))
        .guarded(P::IncidentTriage, routes!(handing::unmark_major))
        .guarded(P::IncidentTriage, routes!(handing::report_major))
        .guarded(P::IncidentHandle, routes!(verbs::acknowledge))
        .guarded(P::IncidentHandle, routes!(verbs::handle))
        .guarded(P::IncidentHandle, routes!(verbs::report_progress))
        .guarded(P::IncidentHandle, routes!(verbs::feedback))
        .guarded(P::IncidentReview, routes!(verbs::review))
        .guarded(P::IncidentReview, routes!(verbs::revisit))
        .guarded(P::IncidentClose, routes!(verbs::close))
        .guarded(P::IncidentClose, routes!(verbs::convert))
        .guarded(P::IncidentClose, routes!(verbs::cancel))
        .guarded(P::IncidentClose, routes!(verbs::reopen))
        .guarded(P::OfferAnswer, routes!(offers::mine))
        .guarded(P::OfferAnswer, routes!(offers::deliver))
        .guarded(P::OfferAnswer, routes!(offers::accept))
        .guarded(P::OfferAnswer, routes!(offers::decline))
        .guarded(P::OfferAnswer, routes!(offers::depart))
        .guarded(P::OfferAnswer, routes!(offers::arrive))
        .guarded(P::OfferAnswer, routes!(offers::report_scene))
        .guarded(P::OfferAnswer, routes!(offers::clear))
        .guarded(P::OfferAnswer, routes!(offers::reinforce))
        .guarded(P::SosRaise, routes!(sos::raise_sos))
        .guarded(P::SosRaise, routes!(sos::own_sos))
        .guarded(P::SosRaise, routes!(sos::retract_sos))
        .guarded(P::SosAcknowledge, routes!(sos::list_sos))
        .guarded(P::SosAcknowledge, routes!(sos::acknowledge_sos))
        .guarded(P::SosAcknowledge, routes!(sos::resolve_sos))
        .guarded(P::SosAcknowledge, routes!(sos::false_alarm_sos))
        .guarded(P::SosAcknowledge, routes!(drills::list_drills))
        .guarded(P::DrillOpen, routes!(drills::open_drill))
        .guarded(P::DrillOpen, routes!(drills::end_drill))
        .guarded(P::FigureRead, routes!(history::day))
        .with(incidents)
}

/// Refuses a text that is longer than `limit` characters.
fn bounded(field: &'static str, text: &str, limit: usize) -> Result<()> {
    if text.chars().count() <= limit {
        return Ok(());
    }
    Err(refuse(&refusal::TEXT_TOO_LONG).with("limit", limit).field(field).into())
}

/// Seals a text that goes with a command; nothing if it is empty.
fn sealed<T>(
    incidents: &Incidents,
    sent: &Sent<T>,
    kind: &str,
    subject: Uuid,
    text: &str,
) -> Result<Option<seal::Model>> {
    bounded("text", text, DESCRIPTION_MAX)?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    let app = incidents.app();
    let id = Uuid::now_v7().into();
    Ok(Some(app.sealer().seal(id, sent.scope.station, subject, kind, &Personal::new(text.trim()), app.clock().now())))
}
