//! Every route of the document, asked as nobody, as every role, and from another station.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::Method;
use domain::permission::Permission;
use domain::role::Role;
use platform::scope::Reach;
use serde_json::{Value, json};
use testkit::bench::Bench;
use testkit::http::{Caller, Reply};

use crate::document::fresh;
use crate::furniture::{Station, text};

/// One operation of the document.
struct Route {
    method: Method,
    path: String,
    access: Access,
    /// The fields that its body may have.
    fields: Vec<String>,
}

enum Access {
    Public,
    SignedIn,
    Guarded(Permission),
}

async fn routes() -> Vec<Route> {
    let document: Value = serde_json::from_str(&fresh().await).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &Value)| {
        let operation = |(method, operation): (&String, &Value)| Route {
            method: method.to_uppercase().parse().unwrap(),
            path: path.clone(),
            fields: fields(&document, operation),
            access: match (operation.get("security"), operation.get("x-permission")) {
                (None, None) => Access::Public,
                (Some(_), None) => Access::SignedIn,
                (_, Some(permission)) => Access::Guarded(permission.as_str().unwrap().parse().unwrap()),
            },
        };
        item.as_object().unwrap().iter().map(operation).collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

/// The fields of an operation's body, by its schema.
fn fields(document: &Value, operation: &Value) -> Vec<String> {
    let reference = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let Some(name) = reference.as_str().and_then(|it| it.rsplit('/').next()) else { return Vec::new() };
    let properties = document["components"]["schemas"][name]["properties"].as_object();
    properties.map(|it| it.keys().cloned().collect()).unwrap_or_default()
}

/// Puts a new id where a path names something beside its record, like `{attachment_id}`.
fn named(path: &str) -> String {
    let parts = path.split('/').map(|it| match it.strip_prefix('{') {
        Some(_) => uuid::Uuid::now_v7().to_string(),
        None => it.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

/// What a body says in each of its fields, so that nothing but the permission and the scope can refuse it.
fn words() -> Value {
    json!({
        "reason": "测试事由", "text": "测试", "result": "resolved", "disposition": "resolved", "to": "grid",
        "into": uuid::Uuid::now_v7(), "location": true, "fixes": [], "login": "nobody", "password": "wrong",
        "role": "guard", "reach": { "kind": "own" }, "name": "测试甲", "code": "000000",
        "point": { "type": "Point", "coordinates": [107.39, 29.70] }, "category": "5103",
        "media": "image/jpeg", "bytes": 1, "sha256": "0".repeat(64),
        "due_at": "2026-10-20T08:00:00+08:00",
    })
}

impl Route {
    async fn ask(&self, caller: &Caller, id: &str) -> Reply {
        let path = self.path.replace("{id}", id).replace("{kind}", "incident");
        let path = named(&path);
        let path = match path.as_str() {
            "/api/v1/route" => "/api/v1/route?from=107.39,29.70&to=107.40,29.71&by=foot".to_owned(),
            "/api/v1/places/search" => "/api/v1/places/search?q=a".to_owned(),
            _ => path,
        };
        let mut body = words();
        body.as_object_mut().unwrap().retain(|name, _| self.fields.contains(name));
        if path.ends_with("/decline") {
            body["reason"] = json!("busy");
        }
        if path.ends_with("/instructions") {
            body["to"] = json!([uuid::Uuid::now_v7()]);
        }
        let body = if self.method == Method::GET { Body::empty() } else { Body::from(body.to_string()) };
        caller.send(self.method.clone(), &path, body).await
    }

    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_in_where_a_session_is_needed() {
    let station = Station::open(Bench::sqlite().await).await;
    let nobody = station.http.nobody();
    let forged = station.http.signed_in("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    for route in routes().await {
        if matches!(route.access, Access::Public) {
            continue;
        }
        for caller in [&nobody, &forged] {
            route.ask(caller, &uuid::Uuid::now_v7().to_string()).await.refused(401, "unauthenticated");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_role_gets_in_exactly_where_its_permissions_say() {
    let station = Station::open(Bench::sqlite().await).await;
    let routes = routes().await;
    let mut wrong = Vec::new();
    for role in Role::ALL {
        for route in &routes {
            // Signing out would end the walk.
            if matches!(route.access, Access::Public) || (route.method == Method::DELETE) {
                continue;
            }
            let caller = station.bench.of_station(&station.http, *role).await;
            let reply = route.ask(&caller, &uuid::Uuid::now_v7().to_string()).await;
            let code = reply.json()["code"].as_str().unwrap_or_default().to_owned();
            let kept_out = reply.status == 401 || (reply.status == 403 && code == "forbidden");
            let expected = match route.access {
                Access::Guarded(permission) => !role.may(permission),
                Access::SignedIn | Access::Public => false,
            };
            if kept_out != expected || reply.status >= 500 {
                wrong.push(format!("{role} {} answered {} {code}", route.name(), reply.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every id in what is said, wherever it stands.
fn ids(said: &Value, found: &mut BTreeSet<String>) {
    match said {
        Value::String(text) if uuid::Uuid::parse_str(text).is_ok() => {
            found.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|it| ids(it, found)),
        Value::Object(fields) => fields.values().for_each(|it| ids(it, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_list_shows_anything_of_another_station() {
    let station = Station::open(Bench::sqlite().await).await;
    let desk = station.sign_in("desk").await;
    station.come_on_duty("guard").await;
    let report = json!({ "category": "5103", "point": station.member("guard").home });
    desk.post("/api/v1/incidents", report).await.expect(201);
    let town = &station.town;
    let mut own: BTreeSet<String> = town.members.iter().map(|it| it.id.to_string()).collect();
    own.extend(town.units.iter().map(|it| it.id.to_string()).chain(town.posts.iter().map(|it| it.id.to_string())));
    own.extend(town.grids.iter().map(|it| it.id.to_string()));
    own.extend(town.communities.iter().map(|it| it.id.to_string()).chain([town.station.id.to_string()]));
    ids(&desk.get("/api/v1/incidents").await.ok(), &mut own);
    ids(&desk.get("/api/v1/events?after=0").await.ok(), &mut own);
    let lists = routes().await.into_iter().filter(|it| it.method == Method::GET && !it.path.contains("{id}"));
    let mut asked = 0;
    for route in lists.filter(|it| !matches!(it.access, Access::Public)) {
        for role in Role::ALL {
            if matches!(route.access, Access::Guarded(permission) if !role.may(permission)) {
                continue;
            }
            let reply = route.ask(&station.stranger(*role).await, "").await;
            let mut seen = BTreeSet::new();
            ids(&reply.json(), &mut seen);
            let foreign: Vec<_> = seen.intersection(&own).collect();
            assert!(foreign.is_empty(), "{role} {} shows {foreign:?}", route.name());
            asked += 1;
        }
    }
    assert!(asked > Role::ALL.len(), "hardly any list was asked for");
}

/// Every kind of place, as its list is called.
const PLACES: [&str; 10] = [
    "communities",
    "grids",
    "units",
    "posts",
    "patches",
    "beats",
    "micro_grids",
    "patrol_teams",
    "responsibilities",
    "names",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_another_station_does_not_exist() {
    let station = Station::open(Bench::sqlite().await).await;
    let desk = station.sign_in("desk").await;
    let (_, guard) = station.come_on_duty("guard").await;
    let report = json!({ "category": "5103", "point": station.member("guard").home });
    let incident = desk.post("/api/v1/incidents", report).await.expect(201);
    let path = format!("/api/v1/incidents/{}/dispatch", text(&incident["id"]));
    desk.post(&path, json!({ "members": [guard] })).await.ok();
    station.settle().await;
    let shown = desk.get(&format!("/api/v1/incidents/{}", text(&incident["id"]))).await.ok();
    let offer = text(&shown["offers"][0]["id"]);
    let before = shown["version"].clone();
    let at = json!({ "post_id": station.member("guard").post_id, "label": "正门" });
    let terminal = desk.post("/api/v1/terminals", at).await.expect(201);
    let terminal = text(&terminal["terminal"]["id"]);
    let guard_account = station.town.accounts.iter().find(|it| it.login == "guard").unwrap().id.to_string();
    let notice = json!({
        "kind": "water_cut", "title": "停水", "text": "今晚停水", "targets": [{ "kind": "station" }],
        "expires_at": station.bench.now() + chrono::TimeDelta::hours(5),
    });
    let notice = text(&desk.post("/api/v1/notices", notice).await.expect(201)["id"]);
    let me = station.sign_in("chief").await;
    let whom = desk.get(&format!("/api/v1/records/incident/{}/people?q=desk", text(&incident["id"]))).await.ok();
    let whom: Vec<_> = whom["items"].as_array().unwrap().iter().map(|it| it["account_id"].clone()).collect();
    let mention = json!({ "text": "请看", "mentions": whom });
    me.post(&format!("/api/v1/records/incident/{}/comments", text(&incident["id"])), mention).await.expect(201);
    let waiting = text(&desk.get("/api/v1/inbox").await.ok()["items"][0]["id"]);
    let admin = station.bench.of_station(&station.http, Role::SystemAdmin).await;
    let workbook = Body::from(imports::write::template().unwrap());
    let import = text(&admin.send(Method::POST, "/api/v1/imports", workbook).await.expect(201)["id"]);
    let (pressing, _) = station.come_on_duty("guard2").await;
    let sos = text(&pressing.post("/api/v1/sos", json!({})).await.expect(201)["id"]);
    let window = json!({ "kind": "sos", "what": "演练", "to": station.bench.now() + chrono::TimeDelta::hours(1) });
    let drill = station.sign_in("commander").await.post("/api/v1/drills", window).await.expect(201);
    let mut places = BTreeMap::new();
    for kind in PLACES {
        places.insert(kind, text(&me.get(&format!("/api/v1/{kind}")).await.ok()["items"][0]["id"]));
    }
    for route in routes().await.iter().filter(|it| it.path.contains("{id}")) {
        let Access::Guarded(permission) = route.access else { continue };
        let kind = route.path.split('/').nth(3);
        let place = kind.and_then(|it| places.get(it));
        let id = match kind {
            Some(_) if place.is_some() => place.unwrap().clone(),
            Some("incidents" | "records") => text(&incident["id"]),
            Some("inbox") => waiting.clone(),
            Some("notices") => notice.clone(),
            Some("offers") => offer.clone(),
            Some("members") => guard.to_string(),
            Some("terminals") => terminal.clone(),
            Some("accounts") => guard_account.clone(),
            Some("imports") => import.clone(),
            Some("sos") => sos.clone(),
            Some("drills") => text(&drill["id"]),
            other => panic!("{other:?}: say here which record {} is about", route.name()),
        };
        for role in Role::ALL.iter().filter(|it| it.may(permission)) {
            let reply = route.ask(&station.stranger(*role).await, &id).await;
            // What lacks a field is told so before anything is looked up, and whatever the record.
            if reply.status == 422 {
                let nothing = route.ask(&station.stranger(*role).await, &uuid::Uuid::now_v7().to_string()).await;
                assert_eq!(reply.text(), nothing.text(), "{role} {}", route.name());
                continue;
            }
            assert_eq!(reply.status, 404, "{role} {}: {}", route.name(), reply.text());
            // Where the station's places are is no secret inside it.
            if place.is_some() && route.method == Method::GET {
                continue;
            }
            // One's own station, but out of reach: the answer is the same.
            let scope = station.bench.scope(*role, Reach::Unit(vec![uuid::Uuid::now_v7().into()]), None);
            let reply = route.ask(&station.bench.caller(&station.http, &scope).await, &id).await;
            assert_eq!(reply.status, 404, "{role} {} out of reach: {}", route.name(), reply.text());
        }
    }
    let after = desk.get(&format!("/api/v1/incidents/{}", text(&incident["id"]))).await.ok();
    assert_eq!(after["version"], before, "a stranger changed the incident");
}
