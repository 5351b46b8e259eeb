//! `POST /incidents`: what is sent, checked, located, sealed, and made a command.

use axum::extract::State;
use chrono::{DateTime, Utc};
use domain::category::CategoryCode;
use domain::code::Code;
use domain::geo::Point;
use domain::geo::crs::{Crs, to_wgs84};
use domain::ids::{IncidentId, SearchId, UnitId};
use domain::incident::duplicate::{Alike, Pairs, Sketch};
use domain::incident::order_110::{self, Order};
use domain::incident::outside::{self, NumberRefused, OutsideSystem};
use domain::incident::{IntakeSource, PoliceNature, Priority};
use domain::permission::Permission;
use domain::role::Role;
use domain::words::Words as Sentence;
use platform::db::{Answered, Sender};
use platform::problem::{Error, Field, Result, refuse};
use platform::scope::Scope;
use platform::seal::Personal;
use platform::sent::Sent;
use platform::time::moment;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::bounded;
use crate::incidents::Incidents;
use crate::reach::is_bounded;
use crate::report::{Draft, Report};
use crate::rows::incident::ExternalRefs;
use crate::view::incident::{Duplicate, IncidentView, suggestion};
use crate::view::names::Names;
use crate::words::{ADDRESS_MAX, CALLER_MAX, Caller, DESCRIPTION_MAX, Words};
use crate::{rate, refusal};

/// People that one report can name.
const PEOPLE_MAX: u32 = 100_000;

/// A report.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportBody {
    /// How the report came; by the caller's role if left out.
    pub source: Option<IntakeSource>,
    /// The category, if it is known.
    pub category: Option<CategoryCode>,
    /// The priority, if somebody chose one.
    pub priority: Option<Priority>,
    /// Whose matter it is, if somebody said so.
    pub police_nature: Option<PoliceNature>,
    /// What was said, at most 500 characters.
    #[serde(default)]
    pub description: String,
    /// Where; may be left out if a unit is named.
    #[schema(value_type = Option<Point>)]
    pub point: Option<RawPoint>,
    /// The reference system of `point`; WGS-84 if left out.
    pub crs: Option<Crs>,
    /// Where, in words.
    #[serde(default)]
    pub address_text: String,
    /// The unit it happens at.
    pub unit_id: Option<UnitId>,
    /// When it is said to have happened; now if left out.
    pub occurred_at: Option<DateTime<Utc>>,
    /// A weapon is involved.
    #[serde(default)]
    pub weapon: bool,
    /// Domestic violence is involved.
    #[serde(default)]
    pub involves_dv: bool,
    /// A minor is involved.
    #[serde(default)]
    pub involves_minor: bool,
    /// People hurt.
    #[serde(default)]
    pub injured_count: u32,
    /// People there.
    #[serde(default)]
    pub people_count: u32,
    /// The caller's name.
    #[serde(default)]
    pub caller_name: String,
    /// The caller's telephone.
    #[serde(default)]
    pub caller_phone: String,
    /// The number another system gave it.
    pub external_ref: Option<String>,
    /// Calls people at once, as 接报 does; it needs the permission to dispatch, and a category.
    #[serde(default)]
    pub call: bool,
}

/// A point as it was sent: swapped numbers deserve a better answer than that they are out of range.
#[derive(Clone, Debug, Deserialize)]
pub struct RawPoint {
    #[serde(rename = "type")]
    _kind: PointKind,
    coordinates: Vec<f64>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
enum PointKind {
    Point,
}

impl RawPoint {
    pub(super) fn point(&self) -> Result<Point> {
        let (&[lon, lat] | &[lon, lat, _]) = self.coordinates.as_slice() else {
            return Err(refuse(&refusal::POINT_MALFORMED).field("point.coordinates").into());
        };
        if Point::new(lon, lat).is_valid() {
            return Ok(Point::new(lon, lat));
        }
        if Point::new(lat, lon).is_valid() {
            return Err(refuse(&places::refusal::SWAPPED).field("point").into());
        }
        Err(refuse(&refusal::POINT_NOWHERE).field("point.coordinates").into())
    }
}

/// Takes a report. A suspected duplicate is suggested, never refused.
#[utoipa::path(post, path = "/api/v1/incidents", request_body = ReportBody, responses((status = 201, body = IncidentView)))]
pub(super) async fn report(State(incidents): State<Incidents>, sent: Sent<ReportBody>) -> Result<Answered> {
    let Sent { scope, sender, body } = sent;
    check(&body, &scope)?;
    let names = incidents.names(&scope)?;
    let app = incidents.app();
    let at = app.clock().now();
    let id = IncidentId::from(Uuid::now_v7());
    let draft = draft(&incidents, &scope, &names, body.clone())?;
    let (words, caller) = (draft.words.clone(), draft.caller.clone());
    let desk = matches!(scope.role, Role::Desk | Role::DutyCommander | Role::Chief);
    let authorised =
        draft.category.is_some_and(|it| incidents.settings(scope.station).desk_absent_categories.contains(&it));
    let command = Report {
        names: names.clone(),
        id,
        search: SearchId::from(Uuid::now_v7()),
        words_sealed: words.seal(app.sealer(), scope.station, id.into(), at),
        caller_sealed: caller.seal(app.sealer(), scope.station, id.into(), at),
        at,
        call: body.call,
        desk_absent: !desk && !incidents.desk_present(scope.station),
        authorised,
        suggestion: if draft.category.is_none() { suggestion(words.description.expose(), &names) } else { None },
        duplicates: Vec::new(),
        draft,
        wait_s: None,
        scope,
    };
    let (command, remembered) = with_duplicates(&incidents, command, at);
    let station = command.scope.station;
    let answered = counted(&incidents, sender, command).await?;
    if !answered.repeated {
        let incident_no = answered.read::<Number>()?.incident_no;
        incidents.board().add(station, crate::board::Recent { incident_no, ..remembered });
    }
    Ok(answered)
}

/// Carries a report out and counts it. The command itself refuses one too many, so that the same report sent again
/// gets its first answer.
async fn counted(incidents: &Incidents, sender: Sender, command: Report) -> Result<Answered> {
    let (account, at, role) = (command.scope.account, command.at, command.scope.role);
    let taken = if rate::counts(role) { incidents.rate().take(account, at) } else { Ok(()) };
    let command = Report { wait_s: taken.err(), ..command };
    let answered = incidents.app().db().run(sender, command).await;
    let reported = answered.as_ref().is_ok_and(|it| !it.repeated);
    if rate::counts(role) && taken.is_ok() && !reported {
        incidents.rate().give_back(account, at);
    }
    answered
}

/// The one field of the answer that the board needs.
#[derive(Deserialize)]
struct Number {
    incident_no: String,
}

fn with_duplicates(incidents: &Incidents, mut command: Report, at: DateTime<Utc>) -> (Report, crate::board::Recent) {
    let draft = &command.draft;
    let recent = crate::board::Recent {
        id: command.id,
        incident_no: String::new(),
        point: draft.point,
        sketch: Sketch {
            point: Some(draft.point),
            unit: draft.unit.or(draft.located.unit),
            at: moment(draft.occurred_at.unwrap_or(at)),
            category: draft.category,
            words: Pairs::of(draft.words.description.expose()),
        },
    };
    command.duplicates = duplicates(incidents, &command.scope, &recent, &command.names);
    (command, recent)
}

/// The reports that may be of the same matter, worded for the caller.
pub(crate) fn duplicates(
    incidents: &Incidents,
    scope: &Scope,
    report: &crate::board::Recent,
    names: &Names,
) -> Vec<Duplicate> {
    let alike = incidents.board().alike(scope.station, report);
    alike
        .into_iter()
        .map(|(other, likeness)| Duplicate {
            incident_id: other.id,
            incident_no: other.incident_no,
            score: likeness.score,
            reasons: likeness.reasons.iter().map(|it| names.words(&reason(it))).collect(),
        })
        .collect()
}

fn reason(alike: &Alike) -> Sentence {
    match alike {
        Alike::Near { distance_m } => Sentence::new(format!("相距{distance_m}米"), format!("{distance_m} m apart")),
        Alike::SameUnit => Sentence::new("同一单位", "the same unit"),
        Alike::Soon { apart_s } => {
            let minutes = apart_s / 60;
            Sentence::new(format!("相隔{minutes}分钟"), format!("{minutes} min apart"))
        }
        Alike::SameCategory => Sentence::new("类别相同", "the same category"),
        Alike::Words { share_percent } => {
            Sentence::new(format!("描述有{share_percent}%相同"), format!("{share_percent} % of the words are the same"))
        }
    }
}

/// Refuses more people than one report can name.
pub(super) fn people_bound(field: &'static str, count: u32) -> Result<()> {
    if count <= PEOPLE_MAX {
        return Ok(());
    }
    let (zh, en) = (format!("人数最多 {PEOPLE_MAX}"), format!("at most {PEOPLE_MAX} people"));
    Err(Error::Invalid(vec![Field::new(field, "too_many", zh, en)]))
}

fn check(body: &ReportBody, scope: &Scope) -> Result<()> {
    bounded("description", &body.description, DESCRIPTION_MAX)?;
    bounded("address_text", &body.address_text, ADDRESS_MAX)?;
    bounded("caller_name", &body.caller_name, CALLER_MAX)?;
    bounded("caller_phone", &body.caller_phone, CALLER_MAX)?;
    for (field, count) in [("injured_count", body.injured_count), ("people_count", body.people_count)] {
        people_bound(field, count)?;
    }
    if body.source == Some(IntakeSource::Transfer110) {
        let order = Order {
            caller_name: &body.caller_name,
            caller_phone: &body.caller_phone,
            kind: &body.description,
            address_text: &body.address_text,
        };
        order_110::check(&order).map_err(|(field, why)| wrong(field, why))?;
    }
    if body.call {
        scope.require(Permission::IncidentDispatch)?;
        if is_bounded(scope) {
            // The call searches beyond their own people; they report, and then name whom they send.
            return Err(refuse(&refusal::NAME_WHOM).field("call").into());
        }
    }
    Ok(())
}

fn draft(incidents: &Incidents, scope: &Scope, names: &Names, body: ReportBody) -> Result<Draft> {
    let unit = match body.unit_id {
        None => None,
        Some(id) => Some(names.atlas().unit(id).ok_or_else(|| refuse(&refusal::UNKNOWN_UNIT).field("unit_id"))?),
    };
    let point = match (&body.point, unit) {
        (Some(raw), _) => to_wgs84(raw.point()?, body.crs.unwrap_or(Crs::Wgs84)),
        (None, Some(unit)) => unit.point(),
        (None, None) => return Err(refuse(&refusal::PLACE_NEEDED).field("point").into()),
    };
    let located = incidents.places().locate(scope.station, point)?;
    let source = body.source.unwrap_or_else(|| source_of(scope.role));
    let address = match (body.address_text.trim(), unit) {
        ("", Some(unit)) => unit.address_text.clone(),
        (text, _) => text.to_owned(),
    };
    Ok(Draft {
        source,
        category: body.category,
        priority: body.priority,
        police_nature: body.police_nature,
        point,
        located,
        unit: unit.map(|it| it.id),
        occurred_at: body.occurred_at,
        weapon: body.weapon,
        involves_dv: body.involves_dv,
        involves_minor: body.involves_minor,
        injured_count: body.injured_count,
        people_count: body.people_count,
        external_refs: external_refs(source, body.external_ref.as_deref())?,
        words: Words { address_text: Personal::new(address), description: Personal::new(body.description.trim()) },
        caller: Caller { name: Personal::new(body.caller_name.trim()), phone: Personal::new(body.caller_phone.trim()) },
        drill: false,
    })
}

/// The number that the system has where the report comes from.
fn external_refs(source: IntakeSource, number: Option<&str>) -> Result<ExternalRefs> {
    let mut refs = ExternalRefs::default();
    if let Some(number) = number.filter(|it| !it.trim().is_empty()) {
        let system = OutsideSystem::of(source).ok_or(NumberRefused::NoSystem);
        let (system, number) =
            system.and_then(|it| Ok((it, outside::number(number)?))).map_err(|why| wrong("external_ref", why))?;
        refs.note(system, number);
    }
    Ok(refs)
}

/// A field that a rule does not take, with the rule's sentence.
pub(super) fn wrong(field: &'static str, why: impl Code) -> Error {
    Error::Invalid(vec![Field::new(field, why.code(), why.zh(), why.en())])
}

/// How a report comes in when the sender does not say.
fn source_of(role: Role) -> IntakeSource {
    match role {
        Role::Chief | Role::DutyCommander | Role::Desk => IntakeSource::StationPhone,
        Role::GovernanceCentre | Role::CommunityOfficer | Role::GridWorker => IntakeSource::Transfer141,
        Role::BeatOfficer | Role::Auxiliary => IntakeSource::PatrolFound,
        Role::Observer => IntakeSource::Observer,
        Role::Teller => IntakeSource::BankButton,
        Role::SchoolOfficer => IntakeSource::SchoolAlarm,
        Role::Resident => IntakeSource::ResidentH5,
        Role::UnitAdmin
        | Role::Guard
        | Role::Volunteer
        | Role::Mediator
        | Role::EventCommander
        | Role::SystemAdmin
        | Role::SecurityAdmin
        | Role::AuditAdmin
        | Role::Overseer
        | Role::Terminal => IntakeSource::DeviceReport,
    }
}
