//! The routes beside a record, each with its permission; beyond it, who may see the record decides.

use domain::permission::Permission as P;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{Records, attach, download, inbox, instruct, speak, upload};
use crate::api::Api;

/// The routes beside records.
pub fn routes(records: Records) -> OpenApiRouter {
    Api::new("records")
        .guarded(P::RecordRead, routes!(inbox::inbox))
        .guarded(P::RecordRead, routes!(inbox::seen))
        .guarded(P::RecordRead, routes!(speak::comments))
        .guarded(P::RecordWrite, routes!(speak::comment))
        .guarded(P::RecordWrite, routes!(speak::people))
        .guarded(P::RecordRead, routes!(speak::reminders))
        .guarded(P::RecordWrite, routes!(speak::remind))
        .guarded(P::RecordWrite, routes!(speak::cancel))
        .guarded(P::RecordRead, routes!(instruct::instructions))
        .guarded(P::InstructionIssue, routes!(instruct::instruct))
        .guarded(P::RecordRead, routes!(instruct::acknowledge))
        .guarded(P::InstructionIssue, routes!(instruct::withdraw_instruction))
        .guarded(P::RecordRead, routes!(attach::attachments))
        .guarded(P::RecordWrite, routes!(attach::begin))
        .guarded(P::RecordRead, routes!(download::download))
        .guarded(P::RecordWrite, routes!(upload::send))
        .guarded(P::RecordWrite, routes!(attach::delete))
        .guarded(P::RecordWrite, routes!(upload::complete))
        .guarded(P::RecordWrite, routes!(attach::withdraw))
        .with(records)
}
