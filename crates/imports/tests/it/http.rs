//! The same over HTTP: upload, findings, carrying out, putting back.

use axum::body::Body;
use axum::http::Method;
use domain::role::Role;
use imports::imports::Imports;
use imports::sheet::Sheet;
use people::people::People;
use places::places::Places;
use serde_json::{Value, json};
use testkit::bench::Bench;
use testkit::http::{Caller, Http, Reply};

use crate::setup::{present, run};
use crate::town::{Town, town};

/// A station that stands, and its administrator.
async fn station() -> (Bench, Http, Caller) {
    let mut bench = Bench::sqlite().await;
    run(&bench, town().file(), false).await;
    let (people, places) = (People::load(&bench.app).await.unwrap(), Places::load(&bench.app).await.unwrap());
    bench.station = places.stations()[0];
    let http = bench.serve([imports::api::routes(Imports::new(&people, &places))]);
    let admin = bench.of_station(&http, Role::SystemAdmin).await;
    (bench, http, admin)
}

async fn sent(caller: &Caller, path: &str, file: Vec<u8>) -> Reply {
    caller.send(Method::POST, path, Body::from(file)).await
}

async fn upload(admin: &Caller, file: Vec<u8>) -> String {
    let reply = sent(admin, "/api/v1/imports", file).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.json()["id"].as_str().unwrap().to_owned()
}

/// Asks until the check has ended.
async fn checked(admin: &Caller, id: &str) -> Value {
    loop {
        let view = admin.get(&format!("/api/v1/imports/{id}")).await.json();
        if view["progress"].is_null() {
            return view;
        }
        tokio::task::yield_now().await;
    }
}

fn changed() -> Town {
    let mut changed = town();
    *changed.cell(Sheet::Grids, 3, "name") = "改名网格".into();
    *changed.cell(Sheet::Members, 5, "phone") = "19900009999".into();
    changed
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_looked_at_carried_out_and_put_back() {
    let (bench, _, admin) = station().await;
    let before = present(&bench).await;
    let id = upload(&admin, changed().file()).await;
    let view = checked(&admin, &id).await;
    assert_eq!((view["state"].as_str(), view["errors"].as_u64()), (Some("uploaded"), Some(0)));
    let grids = view["counts"].as_array().unwrap().iter().find(|it| it["sheet"] == "grids").unwrap();
    assert_eq!((grids["changed"].as_u64(), grids["added"].as_u64()), (Some(1), Some(0)));
    assert_eq!(present(&bench).await.grids, before.grids, "a look changes nothing");

    let path = format!("/api/v1/imports/{id}/apply");
    let keyed = admin.clone().keyed("once");
    let first = keyed.post(&path, json!({ "partly": false })).await;
    let second = keyed.post(&path, json!({ "partly": false })).await;
    assert_eq!((first.status, second.status), (200, 200), "{}", first.text());
    assert_eq!(first.bytes, second.bytes);
    assert_eq!(admin.post(&path, json!({})).await.json()["code"], "import_applied");
    let between = present(&bench).await;
    assert!(between.grids.iter().any(|it| it.name == "改名网格"));

    let path = format!("/api/v1/imports/{id}/undo");
    let reply = admin.post(&path, json!({})).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    let after = present(&bench).await;
    assert!(!after.grids.iter().any(|it| it.name == "改名网格"));
    let texts = |it: &imports::present::Present| it.open.values().cloned().collect::<Vec<_>>();
    assert_eq!(texts(&after), texts(&before), "the former telephone number is back");
    assert_eq!(after.spans, before.spans, "and so is the history");
    assert_eq!(admin.post(&path, json!({})).await.json()["code"], "import_not_applied");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_changed_since_is_not_put_back() {
    let (bench, _, admin) = station().await;
    let id = upload(&admin, changed().file()).await;
    admin.post(&format!("/api/v1/imports/{id}/apply"), json!({})).await;
    let mut later = changed();
    *later.cell(Sheet::Grids, 3, "name") = "再改名".into();
    let other = upload(&admin, later.file()).await;
    assert_eq!(admin.post(&format!("/api/v1/imports/{other}/apply"), json!({})).await.status, 200);
    let refused = admin.post(&format!("/api/v1/imports/{id}/undo"), json!({})).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (409, Some("import_changed_since")));
    assert!(present(&bench).await.grids.iter().any(|it| it.name == "再改名"), "nothing was changed");
    assert_eq!(admin.post(&format!("/api/v1/imports/{other}/undo"), json!({})).await.status, 200);
    assert_eq!(admin.post(&format!("/api/v1/imports/{id}/undo"), json!({})).await.status, 200, "in turn they go back");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_were_added_go_again_unless_they_were_used() {
    let (bench, _, admin) = station().await;
    let mut more = town();
    let mut unit = more.0[&Sheet::Units][0].clone();
    unit.insert("name", "新开单位".into());
    more.0.get_mut(&Sheet::Units).unwrap().push(unit);
    let id = upload(&admin, more.file()).await;
    assert_eq!(admin.post(&format!("/api/v1/imports/{id}/apply"), json!({})).await.status, 200);
    assert_eq!(present(&bench).await.units.len(), 176);
    assert_eq!(admin.post(&format!("/api/v1/imports/{id}/undo"), json!({})).await.status, 200);
    assert_eq!(present(&bench).await.units.len(), 175);
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_shown_in_the_reader_s_language_and_refuse_the_whole() {
    let (bench, _, admin) = station().await;
    let mut wrong = changed();
    *wrong.cell(Sheet::Units, 12, "category") = "网吧".into();
    let id = upload(&admin, wrong.file()).await;
    let view = checked(&admin.clone().english(), &id).await;
    assert_eq!(view["errors"], 1);
    let finding = view["findings"].as_array().unwrap().iter().find(|it| it["weight"] == "error").unwrap().clone();
    assert_eq!(
        (finding["sheet"].as_str(), finding["row"].as_u64(), finding["column"].as_str()),
        (Some("Units"), Some(14), Some("Category"))
    );
    let refused = admin.post(&format!("/api/v1/imports/{id}/apply"), json!({ "partly": false })).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (409, Some("import_has_mistakes")));
    assert!(!present(&bench).await.grids.iter().any(|it| it.name == "改名网格"));
    assert_eq!(admin.post(&format!("/api/v1/imports/{id}/apply"), json!({ "partly": true })).await.status, 200);
    assert!(present(&bench).await.grids.iter().any(|it| it.name == "改名网格"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_system_administrator_imports_and_a_foreign_import_is_not_there() {
    let (bench, http, admin) = station().await;
    for role in [Role::Chief, Role::Desk, Role::SecurityAdmin, Role::Guard] {
        let other = bench.of_station(&http, role).await;
        assert_eq!(other.get("/api/v1/imports").await.status, 403, "{role}");
        assert_eq!(sent(&other, "/api/v1/imports", town().file()).await.status, 403, "{role}");
    }
    assert_eq!(sent(&admin, "/api/v1/imports", b"a,b".to_vec()).await.json()["code"], "not_a_workbook");
    assert_eq!(admin.get(&format!("/api/v1/imports/{}", uuid::Uuid::now_v7())).await.status, 404);
    for path in ["/api/v1/imports/template"] {
        assert_eq!(admin.get(path).await.status, 200);
    }
    assert_eq!(admin.post("/api/v1/imports/workbook", json!({})).await.status, 200);
}
