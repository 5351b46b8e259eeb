//! What a station may set of this slice: one switch that turns what burdens members off.

use domain::ids::StationId;
use places::settings::Section;
use platform::problem::Result;
use platform::scope::Scope;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::duty::Duty;

/// The name of the section.
pub const NAME: &str = "duty";

/// What a station may set of this slice, under `duty` of its settings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// No check-in, no roll call, no tracks and no comparison of people or units 【国办函〔2026〕12 号】.
    ///
    /// Positions of those on duty are still used to call the nearest one, and forgotten with the next.
    pub attendance_off: bool,
}

/// The section of this slice.
pub fn section() -> Section {
    let whole = |stored: &Value| {
        let settings: Settings = serde_json::from_value(stored.clone()).unwrap_or_default();
        serde_json::to_value(settings).unwrap_or_default()
    };
    Section { name: NAME, check: std::sync::Arc::new(check), whole: std::sync::Arc::new(whole) }
}

fn check(_scope: &Scope, _before: &Value, after: &Value) -> Result<()> {
    platform::sent::parse::<Settings>(after.to_string().as_bytes()).map(drop)
}

impl Duty {
    /// Whether this station keeps tracks. What is stored and cannot be read counts as switched off: nobody is
    /// followed by mistake.
    pub(crate) fn keeps_tracks(&self, station: StationId) -> bool {
        let Ok(atlas) = self.places().atlas(station) else { return false };
        let stored = atlas.station().settings.get(NAME).cloned();
        let settings = stored.map_or_else(|| Ok(Settings::default()), serde_json::from_value::<Settings>);
        settings.is_ok_and(|it| !it.attendance_off)
    }
}
