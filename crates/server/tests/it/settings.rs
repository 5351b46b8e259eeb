//! Settings are changed by those who may, whole or not at all, and are in use at once.

use domain::role::Role;
use platform::log;
use serde_json::{Value, json};
use testkit::bench::on_each_database;

use crate::furniture::{Station, text};

const PATH: &str = "/api/v1/settings";

fn change(version: &Value, incidents: Value) -> Value {
    json!({ "expected_version": version, "reason": "所务会议纪要第7号", "settings": { "incidents": incidents } })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chief_changes_settings_and_they_are_in_use_at_once() {
    on_each_database(async |bench| {
        let station = Station::open(bench).await;
        let (chief, admin) = (station.sign_in("chief").await, station.sign_in("admin").await);
        let before = chief.get(PATH).await.ok();
        let (version, demo) = (&before["version"], &before["settings"]["incidents"]);
        assert_eq!(demo["dispatch"]["first_wave"], 2, "what is not set shows its default");
        assert!(!demo["desk_absent_categories"].as_array().unwrap().is_empty(), "the demo has authorised some");

        let before = chief.put(PATH, change(version, demo.clone())).await.ok();
        let version = &before["version"];
        let wanted = json!({
            "dispatch": { "first_wave": 3 }, "desk_absent_categories": ["5103"], "clocks": { "first_report_s": 120 },
        });
        admin.put(PATH, change(version, wanted.clone())).await.refused(403, "chief_authorises");
        let after = chief.put(PATH, change(version, wanted.clone())).await.ok();
        assert_eq!(after["settings"]["incidents"]["dispatch"]["first_wave"], 3);
        assert_eq!(after["settings"]["incidents"]["dispatch"]["step_s"], 8);
        let used = station.node.incidents.settings(station.bench.station);
        assert_eq!((used.dispatch.first_wave, used.desk_absent_categories.len()), (3, 1));
        assert_eq!(
            (used.clocks.first_report_s, used.transfer.commander_after_h),
            (120, 48),
            "set, and as the standard"
        );

        let stale = chief.put(PATH, change(version, wanted.clone())).await.refused(409, "stale");
        assert!(!text(&stale["detail"]).contains('{'), "{stale}");
        // Without touching what is the chief's, the administrator may.
        let again = json!({ "dispatch": { "first_wave": 4 }, "desk_absent_categories": ["5103"] });
        admin.put(PATH, change(&after["version"], again)).await.ok();

        let rows = log::after(station.bench.app.db(), station.bench.station, 0, 100).await.unwrap();
        let changes: Vec<_> = rows.iter().filter(|it| it.kind == "place_settings_changed").collect();
        assert_eq!(changes.len(), 3);
        assert!(changes[1].audience.contains("audit") && changes[1].body.contains("first_wave"));
        assert!(!format!("{changes:?}").contains("会议纪要"), "the reason is sealed");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_not_stand_there_is_named_and_nothing_is_changed() {
    on_each_database(async |bench| {
        let station = Station::open(bench).await;
        let chief = station.sign_in("chief").await;
        let before = chief.get(PATH).await.ok();
        let version = &before["version"];
        for (incidents, field) in [
            (json!({ "colour": "red" }), "settings.incidents"),
            (json!({ "dispatch": { "first_waves": 3 } }), "settings.incidents.dispatch"),
            (json!({ "dispatch": { "first_wave": 0 } }), "settings.incidents.dispatch.first_wave"),
            (json!({ "dispatch": { "step_s": 100_000 } }), "settings.incidents.dispatch.step_s"),
            (json!({ "dispatch": { "desk_s": -1 } }), "settings.incidents.dispatch.desk_s"),
            (json!({ "dispatch": { "desk_s": "soon" } }), "settings.incidents.dispatch.desk_s"),
            (json!({ "clocks": { "first_report_s": 0 } }), "settings.incidents.clocks.first_report_s"),
            (json!({ "clocks": { "next_report_s": 604_801 } }), "settings.incidents.clocks.next_report_s"),
            (json!({ "clocks": { "first_report_h": 1 } }), "settings.incidents.clocks"),
            (json!({ "transfer": { "remind_after_h": 0 } }), "settings.incidents.transfer.remind_after_h"),
            (json!({ "transfer": { "commander_after_h": 24 } }), "settings.incidents.transfer.commander_after_h"),
            (json!({ "desk_absent_categories": ["9999"] }), "settings.incidents.desk_absent_categories"),
            (json!([]), "settings.incidents"),
        ] {
            let problem = chief.put(PATH, change(version, incidents.clone())).await.refused(422, "invalid");
            assert!(text(&problem["field"]).starts_with(field), "{incidents}: {problem}");
        }
        let elsewhere = json!({ "expected_version": version, "reason": "试试", "settings": { "weather": {} } });
        let problem = chief.put(PATH, elsewhere).await.refused(422, "invalid");
        assert_eq!(problem["field"], "settings.weather");
        let silent = json!({ "expected_version": version, "reason": "", "settings": {} });
        assert_eq!(chief.put(PATH, silent).await.refused(422, "invalid")["field"], "reason");
        for role in [Role::Desk, Role::DutyCommander, Role::Guard] {
            let caller = station.bench.of_station(&station.http, role).await;
            caller.put(PATH, change(version, json!({}))).await.refused(403, "forbidden");
        }
        assert_eq!(chief.get(PATH).await.ok(), before);
    })
    .await;
}
