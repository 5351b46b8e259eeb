//! The routes of imports: the template, a file's check, carrying it out, putting it back, and the station's rows.

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::geo::crs::Crs;
use domain::ids::{CommandId, ImportId, StationId};
use domain::permission::Permission;
use platform::api::Api;
use platform::db::{Answered, Command, Outcome, Rows, Sender};
use platform::log::Event;
use platform::problem::{Error, Result};
use platform::scope::{Audience, Reach, Scope};
use platform::sent::{Sent, SentFile};
use rust_xlsxwriter::XlsxError;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::examine::Stage;
use crate::finding::FindingView;
use crate::imports::{Check, Imports};
use crate::limits::{FILE_BYTES_MAX, KEPT_MAX};
use crate::plan::Counts;
use crate::present::Present;
use crate::sheet::Sheet;
use crate::store::{self, ImportState, import};
use crate::write;

/// What a workbook is called on the wire.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The routes of imports.
pub fn routes(imports: Imports) -> OpenApiRouter {
    Api::new("imports")
        .guarded(Permission::PlaceImport, routes!(list, upload))
        .guarded(Permission::PlaceImport, routes!(template))
        .guarded(Permission::PlaceImport, routes!(workbook))
        .guarded(Permission::PlaceImport, routes!(show))
        .guarded(Permission::PlaceImport, routes!(errors))
        .guarded(Permission::PlaceImport, routes!(apply))
        .guarded(Permission::PlaceImport, routes!(undo))
        .with(imports)
}

/// In which reference system a file's coordinates are.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UploadQuery {
    /// The system of rows that name none; WGS-84 where nothing is said.
    crs: Option<Crs>,
}

/// A file that was taken in.
#[derive(Debug, Serialize, ToSchema)]
pub struct Uploaded {
    /// The import.
    pub id: ImportId,
}

/// How far a check is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// How much of it is done.
    pub done: usize,
    /// How much there is.
    pub total: usize,
}

/// What an import does to one sheet's rows.
#[derive(Debug, Serialize, ToSchema)]
pub struct SheetCount {
    /// The sheet.
    pub sheet: Sheet,
    /// Rows that are new.
    pub added: usize,
    /// Rows that change.
    pub changed: usize,
    /// Rows that are there already as the file says.
    pub same: usize,
    /// Rows that a mistake keeps out.
    pub kept_out: usize,
}

/// An import.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportView {
    /// The import.
    pub id: ImportId,
    /// How far it has come.
    pub state: ImportState,
    /// When the file came.
    pub created_at: DateTime<Utc>,
    /// When it was carried out or undone.
    pub settled_at: Option<DateTime<Utc>>,
    /// The reference system that was chosen.
    pub crs: Crs,
    /// Whether it can still be put back, as far as the import itself tells.
    pub undoable: bool,
    /// How far the check is; none once it has ended or the import is settled.
    pub progress: Option<Progress>,
    /// How many errors the check found.
    pub errors: usize,
    /// What the check found, in the order of the workbook.
    pub findings: Vec<FindingView>,
    /// Findings that are only counted.
    pub findings_left_out: usize,
    /// Why the file cannot be used at all.
    pub refused: Option<String>,
    /// What it changes, or has changed.
    pub counts: Vec<SheetCount>,
}

/// The station's last imports, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ImportList {
    /// The imports, without their findings.
    pub items: Vec<ImportView>,
}

/// How an import is carried out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyBody {
    /// Whether what is right is imported in spite of mistakes.
    #[serde(default)]
    pub partly: bool,
}

/// What an import has done.
#[derive(Debug, Serialize, ToSchema)]
pub struct Settled {
    /// The import.
    pub id: ImportId,
}

/// Takes in a workbook, or boundaries as GeoJSON or a packed shapefile, and begins to check it. Nothing of the
/// station changes.
#[utoipa::path(
    post, path = "/api/v1/imports", params(UploadQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file"),
    responses((status = 201, body = Uploaded))
)]
async fn upload(
    State(imports): State<Imports>,
    Query(query): Query<UploadQuery>,
    file: SentFile<FILE_BYTES_MAX>,
) -> Result<Answered> {
    whole(&file.scope)?;
    imports.take_in(&file.scope, file.sender, &file.bytes, query.crs.unwrap_or(Crs::Wgs84)).await
}

/// Lists the last imports.
#[utoipa::path(get, path = "/api/v1/imports", responses((status = 200, body = ImportList)))]
async fn list(State(imports): State<Imports>, scope: Scope) -> Result<Json<ImportList>> {
    let rows = store::list(imports.app().db(), whole(&scope)?, KEPT_MAX as u64).await?;
    Ok(Json(ImportList { items: rows.iter().map(settled).collect() }))
}

/// Shows an import with what the check found. A check that has not ended says how far it is; ask again.
#[utoipa::path(
    get, path = "/api/v1/imports/{id}", params(("id" = ImportId, Path)), responses((status = 200, body = ImportView))
)]
async fn show(State(imports): State<Imports>, Path(id): Path<ImportId>, scope: Scope) -> Result<Json<ImportView>> {
    let row = store::find(imports.app().db(), whole(&scope)?, id).await?;
    let mut view = settled(&row);
    if row.state != ImportState::Uploaded {
        return Ok(Json(view));
    }
    match imports.check(&row).await? {
        Check::Running(stage, done, total) => view.progress = Some(Progress { stage, done, total }),
        Check::Refused(refusal) => view.refused = Some(refusal.sentence(scope.language)),
        Check::Ended(examined) => {
            view.errors = examined.findings.errors();
            view.findings = examined.findings.list().iter().map(|it| it.view(scope.language)).collect();
            view.findings_left_out = examined.findings.left_out();
            match &examined.plan {
                Ok(plan) => view.counts = counted(&plan.counts),
                Err(refusal) => view.refused = Some(refusal.sentence(scope.language)),
            }
        }
    }
    Ok(Json(view))
}

/// Gives the list of mistakes as a workbook; empty while the check runs.
#[utoipa::path(
    get, path = "/api/v1/imports/{id}/errors", params(("id" = ImportId, Path)),
    responses((status = 200, description = "The list as .xlsx", content_type = XLSX, body = Vec<u8>))
)]
async fn errors(State(imports): State<Imports>, Path(id): Path<ImportId>, scope: Scope) -> Result<Response> {
    let row = store::find(imports.app().db(), whole(&scope)?, id).await?;
    let nothing = crate::finding::Findings::default();
    let list = match imports.check(&row).await? {
        Check::Ended(examined) => write::errors(&examined.findings, scope.language),
        Check::Running(..) => write::errors(&nothing, scope.language),
        Check::Refused(refusal) => return Err(refusal.into()),
    };
    file("errors.xlsx", list)
}

/// Carries an import out: all of it, or with `partly` what is right of it.
#[utoipa::path(
    post, path = "/api/v1/imports/{id}/apply", params(("id" = ImportId, Path)), request_body = ApplyBody,
    responses((status = 200, body = Settled))
)]
async fn apply(State(imports): State<Imports>, Path(id): Path<ImportId>, sent: Sent<ApplyBody>) -> Result<Answered> {
    whole(&sent.scope)?;
    imports.apply(&sent.scope, sent.sender, id, sent.body.partly).await
}

/// Nothing more needs to be said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoBody {}

/// Puts back what an import changed, unless it has been changed or used since.
#[utoipa::path(
    post, path = "/api/v1/imports/{id}/undo", params(("id" = ImportId, Path)), request_body = UndoBody,
    responses((status = 200, body = Settled))
)]
async fn undo(State(imports): State<Imports>, Path(id): Path<ImportId>, sent: Sent<UndoBody>) -> Result<Answered> {
    whole(&sent.scope)?;
    imports.undo(&sent.scope, sent.sender, id).await
}

/// Gives the empty workbook to fill in.
#[utoipa::path(
    get, path = "/api/v1/imports/template",
    responses((status = 200, description = "The template as .xlsx", content_type = XLSX, body = Vec<u8>))
)]
async fn template() -> Result<Response> {
    file("template.xlsx", write::template())
}

/// Gives the station's rows as a workbook that can be imported again; telephone numbers stay here. The log says who
/// took it before it is given.
#[utoipa::path(
    post, path = "/api/v1/imports/workbook", request_body = UndoBody,
    responses((status = 200, description = "The rows as .xlsx", content_type = XLSX, body = Vec<u8>))
)]
async fn workbook(State(imports): State<Imports>, sent: Sent<UndoBody>) -> Result<Response> {
    let Sent { scope, sender, .. } = sent;
    whole(&scope)?;
    // Each time is a time: asked again under the same key it is written down again.
    let sender = Sender { id: CommandId::from(Uuid::now_v7()), ..sender };
    imports.app().db().run(sender, Taken(scope.clone())).await?;
    let present = Present::load(imports.app(), scope.station).await?;
    file("station.xlsx", write::rows(&present.book()))
}

struct Taken(Scope);

impl Command for Taken {
    type Answer = ();

    fn reads(&self, _rows: &mut Rows) {}

    fn decide(&self, _rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        let audience = Audience { audit: true, ..Audience::default() };
        let event = Event::new("audit_workbook_taken", self.0.station, self.0.actor(), audience);
        Ok(Outcome::new(()).event(event))
    }
}

/// The station of somebody who reaches all of it: a workbook is about the whole.
fn whole(scope: &Scope) -> Result<StationId> {
    if scope.reach == Reach::Station { Ok(scope.station) } else { Err(Error::NotFound) }
}

fn settled(row: &import::Model) -> ImportView {
    let counts: Counts = serde_json::from_value(row.counts.clone()).unwrap_or_default();
    ImportView {
        id: row.id,
        state: row.state,
        created_at: row.created_at,
        settled_at: row.settled_at,
        crs: row.crs,
        undoable: row.former.is_some(),
        progress: None,
        errors: 0,
        findings: Vec::new(),
        findings_left_out: 0,
        refused: None,
        counts: counted(&counts),
    }
}

fn counted(counts: &Counts) -> Vec<SheetCount> {
    let count = |(sheet, it): (&Sheet, &crate::plan::Count)| SheetCount {
        sheet: *sheet,
        added: it.added,
        changed: it.changed,
        same: it.same,
        kept_out: it.kept_out,
    };
    counts.iter().map(count).collect()
}

fn file(name: &str, made: std::result::Result<Vec<u8>, XlsxError>) -> Result<Response> {
    let bytes = made.map_err(|it| Error::Internal(it.into()))?;
    let named = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    let named = named.map_err(|it| Error::Internal(it.into()))?;
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(XLSX)), (header::CONTENT_DISPOSITION, named)];
    Ok((headers, bytes).into_response())
}
