//! What an incident's row says to the rules: its clocks, its hard stops, whether community forces handled it alone.

use chrono::TimeDelta;
use domain::category::Category;
use domain::category::dictionary::Dictionary;
use domain::incident::assess::{Assessment, Report, assess};
use domain::incident::clocks::{Limits, Moments, Ring, clocks};
use domain::incident::hard_stop::HardStop;
use domain::incident::major;
use domain::incident::solo::{self, Handled};
use domain::incident::transfer::{self, Patience};
use domain::incident::{Facts, IntakeSource, PoliceNature, Priority};
use domain::member::MemberKind;
use platform::time::{moment, row_time};

use crate::rows::incident;
use crate::view::incident::Clock;

/// The category of an incident in the dictionary.
pub fn category(row: &incident::Model) -> Option<&'static Category> {
    Dictionary::built_in().get(row.category?)
}

/// The hard stops that have hit an incident.
pub fn hard_stops(row: &incident::Model) -> Vec<HardStop> {
    serde_json::from_value(row.hard_stops.clone()).unwrap_or_default()
}

/// What is known about an incident's danger.
pub fn facts(row: &incident::Model) -> Facts {
    Facts {
        weapon: row.weapon,
        involves_dv: row.involves_dv,
        involves_minor: row.involves_minor,
        injured_count: u32::try_from(row.injured_count).unwrap_or(u32::MAX),
        sos: row.source == IntakeSource::DeviceSos,
        escalated: row.escalated,
        ..Facts::default()
    }
}

/// What the facts of an incident demand, with the priority and nature that somebody chose.
pub fn demands(row: &incident::Model, priority: Option<Priority>, nature: Option<PoliceNature>) -> Assessment {
    let held = hard_stops(row);
    // A drill is run like what it tries: its own category would let nobody be called.
    let category = category(row).filter(|_| !row.drill);
    assess(&Report { facts: facts(row), category, priority, police_nature: nature, held: &held })
}

/// The clocks of an incident by the station's limits; one without a priority is treated as the rules treat it.
///
/// While another body has it, only that body's answer is waited for.
pub fn of(row: &incident::Model, limits: &Limits, patience: Patience) -> Vec<Clock> {
    let priority = row.priority.unwrap_or_else(|| demands(row, None, None).priority);
    let moments = Moments {
        priority,
        area_type: row.area_type,
        reported_at: moment(row.reported_at),
        dispatched_at: row.dispatched_at.map(moment),
        acknowledged_at: row.acknowledged_at.map(moment),
        on_scene_at: row.on_scene_at.map(moment),
        first_report_at: row.first_report_at.map(moment),
        last_report_at: row.last_report_at.map(moment),
        handled_at: row.handled_at.map(moment),
        feedback_at: row.feedback_at.map(moment),
        agreed_at: row.agreed_at.map(moment),
    };
    let hand_over = row.transferred_at.map(|it| transfer::clock(moment(it), row.closed_at.map(moment), patience));
    let major = row.major.as_ref().map(|it| major::clock(moment(it.known_at), it.through_at().map(moment)));
    let mut own = clocks(&moments, limits);
    own.retain(|it| hand_over.is_none() || it.met_at.is_some());
    own.into_iter()
        .chain(hand_over)
        .chain(major)
        .map(|it| Clock {
            kind: it.kind,
            started_at: row_time(it.started_at),
            due_at: row_time(it.due_at),
            met_at: it.met_at.map(row_time),
        })
        .collect()
}

/// How long after dispatch the first of a ring should be there.
pub fn ring_limit(ring: i64, limits: &Limits) -> TimeDelta {
    let ring = match ring {
        1 => Ring::Own,
        2 => Ring::Neighbours,
        _ => Ring::Police,
    };
    TimeDelta::seconds(limits.rings.of(ring))
}

/// Whether community forces handled it alone; derived, never typed.
pub fn solo_by_group(row: &incident::Model) -> bool {
    let arrived: Vec<MemberKind> = [
        row.group_arrived_at.map(|_| MemberKind::Guard),
        row.police_arrived_at.map(|_| MemberKind::Officer),
        row.auxiliary_arrived_at.map(|_| MemberKind::Auxiliary),
    ]
    .into_iter()
    .flatten()
    .collect();
    solo::solo_by_group(&Handled {
        status: row.status,
        police_nature: row.police_nature,
        invalid: category(row).is_some_and(Category::is_invalid),
        police_dispatched: row.police_dispatched,
        disposition: row.disposition,
        arrived: &arrived,
    })
}

/// Whether members read neutral words only: homes, children, informants (adoption rule 7).
pub fn neutral(row: &incident::Model) -> bool {
    demands(row, row.priority, Some(row.police_nature)).neutral
}

/// Whether police must come, or were ordered, and none has arrived: until then nobody else ends the matter or its search.
pub fn police_missing(row: &incident::Model) -> bool {
    (row.is_police() || row.police_dispatched) && row.police_arrived_at.is_none()
}
