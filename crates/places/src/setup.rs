//! Setting the station up by hand: making, changing and closing each kind of place, who is responsible, and names.

mod areas;
mod charges;
mod divisions;
mod form;
mod history;
mod names;
mod one;
mod units;

use domain::permission::Permission::{IncidentTriage, PlaceEdit, PlaceRead};
use platform::api::Api;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::places::Places;

/// The routes of setting up.
pub fn routes(places: Places) -> OpenApiRouter {
    Api::new("setup")
        .guarded(PlaceEdit, routes!(areas::open_community))
        .guarded(PlaceRead, routes!(areas::show_community))
        .guarded(PlaceEdit, routes!(areas::change_community))
        .guarded(PlaceEdit, routes!(areas::close_community))
        .guarded(PlaceEdit, routes!(areas::open_grid))
        .guarded(PlaceRead, routes!(areas::show_grid))
        .guarded(PlaceEdit, routes!(areas::change_grid))
        .guarded(PlaceEdit, routes!(areas::close_grid))
        .guarded(PlaceRead, routes!(areas::list_micro_grids))
        .guarded(PlaceEdit, routes!(areas::open_micro_grid))
        .guarded(PlaceRead, routes!(areas::show_micro_grid))
        .guarded(PlaceEdit, routes!(areas::change_micro_grid))
        .guarded(PlaceEdit, routes!(areas::close_micro_grid))
        .guarded(PlaceEdit, routes!(units::open_unit))
        .guarded(PlaceRead, routes!(units::show_unit))
        .guarded(PlaceEdit, routes!(units::change_unit))
        .guarded(PlaceEdit, routes!(units::close_unit))
        .guarded(PlaceEdit, routes!(units::open_post))
        .guarded(PlaceRead, routes!(units::show_post))
        .guarded(PlaceEdit, routes!(units::change_post))
        .guarded(PlaceEdit, routes!(units::close_post))
        .guarded(PlaceRead, routes!(divisions::list_patches))
        .guarded(PlaceEdit, routes!(divisions::open_patch))
        .guarded(PlaceRead, routes!(divisions::show_patch))
        .guarded(PlaceEdit, routes!(divisions::change_patch))
        .guarded(PlaceEdit, routes!(divisions::close_patch))
        .guarded(PlaceRead, routes!(divisions::list_beats))
        .guarded(PlaceEdit, routes!(divisions::open_beat))
        .guarded(PlaceRead, routes!(divisions::show_beat))
        .guarded(PlaceEdit, routes!(divisions::change_beat))
        .guarded(PlaceEdit, routes!(divisions::close_beat))
        .guarded(PlaceRead, routes!(divisions::list_patrol_teams))
        .guarded(PlaceEdit, routes!(divisions::open_patrol_team))
        .guarded(PlaceRead, routes!(divisions::show_patrol_team))
        .guarded(PlaceEdit, routes!(divisions::change_patrol_team))
        .guarded(PlaceEdit, routes!(divisions::close_patrol_team))
        .guarded(PlaceRead, routes!(charges::list_charges))
        .guarded(PlaceEdit, routes!(charges::appoint))
        .guarded(PlaceEdit, routes!(charges::relieve))
        .guarded(PlaceRead, routes!(charges::vacancies))
        .guarded(PlaceRead, routes!(history::show_history))
        .guarded(PlaceRead, routes!(names::list_names))
        .guarded(PlaceEdit, routes!(names::open_name))
        .guarded(IncidentTriage, routes!(names::remember_name))
        .guarded(IncidentTriage, routes!(names::forget_name))
        .guarded(PlaceEdit, routes!(names::remove_name))
        .with(places)
}
