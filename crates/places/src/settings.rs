//! What a station has set differently from the defaults. Each slice owns one section and says what may stand in it;
//! this slice keeps the row.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::ids::{SealedId, StationId};
use domain::permission::Permission;
use platform::api::Api;
use platform::db::{Command, Outcome, Rows};
use platform::log::Event;
use platform::problem::{self, Error, Field, Result, refuse};
use platform::scope::{Audience, Scope};
use platform::seal::{self, Personal};
use platform::sent::Sent;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::places::Places;
use crate::store::station;

/// The shortest and the longest reason, in characters.
const REASON_CHARS: std::ops::RangeInclusive<usize> = 2..=200;
/// The kind of sealed values that are reasons for a change.
const REASON: &str = "setting_reason";

/// Says whether `scope` may replace the section `before` by `after`; fields are named from the section on.
pub type Check = Arc<dyn Fn(&Scope, &Value, &Value) -> Result<()> + Send + Sync>;
/// Writes a stored section out, with the defaults where nothing is set.
pub type Whole = Arc<dyn Fn(&Value) -> Value + Send + Sync>;

/// One slice's part of the settings.
#[derive(Clone)]
pub struct Section {
    /// Its name in the settings: the slice's.
    pub name: &'static str,
    /// What may stand in it.
    pub check: Check,
    /// How it is shown.
    pub whole: Whole,
}

/// The routes of settings.
pub fn routes(places: Places) -> OpenApiRouter {
    Api::new("settings").guarded(Permission::SettingEdit, routes!(show, change)).with(places)
}

/// What a station has set.
#[derive(Debug, Serialize, ToSchema)]
pub struct SettingsView {
    /// Counts changes of the station; a change names the one it was made on.
    pub version: i64,
    /// The sections by their names, each whole, with the defaults where nothing is set.
    #[schema(value_type = std::collections::BTreeMap<String, Object>)]
    pub settings: BTreeMap<String, Value>,
}

/// A change of settings.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsChange {
    /// The version that the change was made on.
    pub expected_version: i64,
    /// Who ordered it and where it is written, in a few words; it is kept.
    #[schema(min_length = 2, max_length = 200)]
    pub reason: String,
    /// The sections to replace, each whole; what a section leaves out is the default.
    #[schema(value_type = std::collections::BTreeMap<String, Object>)]
    pub settings: Map<String, Value>,
}

/// Shows what the station has set.
#[utoipa::path(get, path = "/api/v1/settings", responses((status = 200, body = SettingsView)))]
async fn show(State(places): State<Places>, scope: Scope) -> Result<Json<SettingsView>> {
    view(&places, &scope).map(Json)
}

/// Changes settings. Nothing is changed unless every section is right.
#[utoipa::path(
    put, path = "/api/v1/settings", request_body = SettingsChange, responses((status = 200, body = SettingsView))
)]
async fn change(State(places): State<Places>, sent: Sent<SettingsChange>) -> Result<Json<SettingsView>> {
    let Sent { scope, sender, body } = sent;
    let reason = body.reason.trim();
    if !REASON_CHARS.contains(&reason.chars().count()) {
        let (zh, en) = ("请写明批示或事由，2 到 200 个字", "Say who ordered it and why, in 2 to 200 characters");
        return Err(Error::Invalid(vec![Field::new("reason", "length", zh, en)]));
    }
    let atlas = places.atlas(scope.station)?;
    let sections = places.sections();
    for (name, after) in &body.settings {
        let Some(section) = sections.iter().find(|it| it.name == name) else {
            let (zh, en) = ("没有这一组设置", "There is no such group of settings");
            return Err(Error::Invalid(vec![Field::new(format!("settings.{name}"), "unknown", zh, en)]));
        };
        if !after.is_object() {
            let (zh, en) = ("应为一组设置，按名称填写", "Write a group of settings by their names");
            return Err(Error::Invalid(vec![Field::new(format!("settings.{name}"), "object", zh, en)]));
        }
        let before = atlas.station().settings.get(name).cloned().unwrap_or_else(|| Value::Object(Map::new()));
        (section.check)(&scope, &before, after).map_err(|it| within(name, it))?;
    }
    let app = places.app();
    let (id, now) = (SealedId::from(Uuid::now_v7()), app.clock().now());
    let reason = app.sealer().seal(id, scope.station, scope.station.into(), REASON, &Personal::new(reason), now);
    let SettingsChange { expected_version, settings, .. } = body;
    let command = Change { scope: scope.clone(), expected_version, settings, reason };
    app.db().run(sender, command).await?;
    // Whoever got the answer finds the change.
    places.refresh(scope.station).await?;
    view(&places, &scope).map(Json)
}

/// Names the fields of a section from the body on.
fn within(section: &str, error: Error) -> Error {
    match error {
        Error::Invalid(fields) => Error::Invalid(
            fields.into_iter().map(|it| Field { field: format!("settings.{section}.{}", it.field), ..it }).collect(),
        ),
        Error::NotFound | Error::Refused(_) | Error::Rule { .. } | Error::Internal(_) => error,
    }
}

fn view(places: &Places, scope: &Scope) -> Result<SettingsView> {
    let atlas = places.atlas(scope.station)?;
    let station = atlas.station();
    let nothing = Value::Object(Map::new());
    let whole = |it: &Section| {
        let stored = station.settings.get(it.name).unwrap_or(&nothing);
        (it.name.to_owned(), (it.whole)(stored))
    };
    Ok(SettingsView { version: station.version, settings: places.sections().iter().map(whole).collect() })
}

/// Replaces sections of a station's settings.
struct Change {
    scope: Scope,
    expected_version: i64,
    settings: Map<String, Value>,
    reason: seal::Model,
}

impl Command for Change {
    type Answer = ();

    fn reads(&self, rows: &mut Rows) {
        rows.want::<station::Entity>(self.scope.station);
    }

    fn decide(&self, rows: &Rows, _now: DateTime<Utc>) -> Result<Outcome<()>> {
        let id: StationId = self.scope.station;
        let before = rows.get::<station::Entity>(&id).ok_or(Error::NotFound)?;
        if before.version != self.expected_version {
            let who = self.scope.language.pick("另一位管理员", "another administrator");
            let what = self.scope.language.pick("设置", "settings");
            return Err(refuse(&problem::STALE).with("who", who).with("what", what).into());
        }
        let mut settings = before.settings.as_object().cloned().unwrap_or_default();
        let kept: Map<String, Value> =
            self.settings.keys().filter_map(|it| Some((it.clone(), settings.get(it)?.clone()))).collect();
        settings.extend(self.settings.clone());
        let audience = Audience { audit: true, ..Audience::default() };
        let event = Event::new("place_settings_changed", id, self.scope.actor(), audience)
            .refer("reason_sealed_id", self.reason.id)
            .field("before", kept)
            .field("after", &self.settings);
        let after = station::Model { settings: Value::Object(settings), version: before.version + 1, ..before.clone() };
        Ok(Outcome::new(()).put::<station::Entity>(after).put::<seal::Entity>(self.reason.clone()).event(event))
    }
}
