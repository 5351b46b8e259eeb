//! Accounts: three administrators kept apart, one-time passwords, second factors, and accounts that nobody uses.

use chrono::TimeDelta;
use domain::role::Role;
use people::access::first::LOGIN;
use people::access::idle;
use people::people::People;
use people::totp;
use platform::jobs::Jobs;
use platform::language::Language;
use platform::log::{self, Verdict};
use platform::problem::Error;
use serde_json::{Value, json};
use testkit::bench::{Bench, on_each_database};
use testkit::http::{Caller, Http};

use crate::furniture::{PASSWORD, town};

const NEW: &str = "Seven-lychee-trees-7";

fn code(error: &Error) -> String {
    error.document(Language::En).code
}

/// Signs in with a one-time password and a new one.
async fn changed(people: &People, http: &Http, login: &str, once: &str) -> Caller {
    let refused = people.sign_in(login, once.to_owned(), Language::Zh).await.unwrap_err();
    assert_eq!(code(&refused), "password_must_change");
    let new = Some(NEW.to_owned());
    http.signed_in(people.sign_in_with(login, once.to_owned(), new, Language::Zh).await.unwrap().token)
}

/// The code of a secret in base 32 at the bench's time.
fn code_of(secret: &str, bench: &Bench) -> String {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits: Vec<u8> = secret
        .chars()
        .flat_map(|it| {
            let value = letters.find(it).unwrap();
            (0..5).rev().map(move |bit| u8::from(value >> bit & 1 == 1))
        })
        .collect();
    let bytes: Vec<u8> = bits.chunks_exact(8).map(|it| it.iter().fold(0, |byte, bit| byte << 1 | bit)).collect();
    totp::code(&bytes, totp::step(bench.now().timestamp()))
}

/// Enrols a second factor; answers its secret and recovery codes.
async fn enrol(caller: &Caller, bench: &Bench) -> Value {
    let factor = caller.post("/api/v1/session/factor", json!({})).await.ok();
    caller.post("/api/v1/session/factor/confirm", json!({ "code": "000000" })).await.refused(403, "code_refused");
    let first = json!({ "code": code_of(factor["secret"].as_str().unwrap(), bench) });
    caller.post("/api/v1/session/factor/confirm", first).await.ok();
    factor
}

#[tokio::test]
async fn three_administrators_are_made_apart_from_the_first_one_on() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        let people = &town.people;
        let http = bench.serve([people::access::api::routes(people.clone()), people::api::routes(people.clone())]);
        let once = people.first_administrator(bench.station).await.unwrap().unwrap();
        assert_eq!(people.first_administrator(bench.station).await.unwrap(), None, "a second first administrator");
        let weak = people.sign_in_with(LOGIN, once.clone(), Some("Password-1".to_owned()), Language::Zh).await;
        assert_eq!(code(&weak.unwrap_err()), "invalid");
        let system = changed(people, &http, LOGIN, &once).await;
        assert!(people.sign_in(LOGIN, once, Language::Zh).await.is_err(), "a one-time password opened twice");

        let security = json!({ "login": "secadmin", "name": "测试乙", "first_role": "security_admin" });
        system.post("/api/v1/accounts", security.clone()).await.refused(403, "second_factor_needed");
        enrol(&system, &bench).await;
        let made = system.post("/api/v1/accounts", security.clone()).await.expect(201);
        system.post("/api/v1/accounts", security).await.refused(409, "login_taken");
        let second = json!({ "login": "secadmin2", "name": "测试丙", "first_role": "security_admin" });
        system.post("/api/v1/accounts", second).await.refused(403, "role_by_security_admin");
        people.refresh_all().await.unwrap();
        let security = changed(people, &http, "secadmin", made["password"].as_str().unwrap()).await;
        enrol(&security, &bench).await;

        // What is made waits for its role; the security administrator grants, and can neither make nor grant to itself.
        let made = system.post("/api/v1/accounts", json!({ "login": "lihua", "name": "测试丁" })).await.expect(201);
        let (id, once) = (made["account"]["id"].as_str().unwrap(), made["password"].as_str().unwrap().to_owned());
        let refused = people.sign_in_with("lihua", once.clone(), Some(NEW.to_owned()), Language::Zh).await;
        assert_eq!(code(&refused.unwrap_err()), "sign_in_refused");
        let grant = |role: &str| json!({ "role": role, "reach": { "kind": "station" } });
        let path = format!("/api/v1/accounts/{id}/grant");
        system.post(&path, grant("desk")).await.refused(403, "forbidden");
        security.post("/api/v1/accounts", json!({ "login": "x-y-z", "name": "甲" })).await.refused(403, "forbidden");
        security.post(&path, grant("terminal")).await.refused(422, "role_of_a_terminal");
        security.post(&path, grant("desk")).await.ok();
        let desk = changed(people, &http, "lihua", &once).await;
        let listed = security.get("/api/v1/accounts").await.ok();
        let own = listed["items"].as_array().unwrap().iter().find(|it| it["login"] == "secadmin").unwrap().clone();
        let own = format!("/api/v1/accounts/{}/grant", own["id"].as_str().unwrap());
        security.post(&own, grant("chief")).await.refused(403, "not_oneself");
        // A disabled account's session is worth nothing from this moment on.
        desk.get("/api/v1/accounts").await.refused(403, "forbidden");
        system.post(&format!("/api/v1/accounts/{id}/disable"), json!({})).await.ok();
        desk.get("/api/v1/accounts").await.refused(401, "session_expired");
        assert!(matches!(log::verify(bench.app.db(), bench.station).await.unwrap(), Verdict::Sound(_)));
    })
    .await;
}

#[tokio::test]
async fn a_code_counts_once_and_for_ten_minutes() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        let http = bench.serve([people::access::api::routes(town.people.clone())]);
        let once = town.people.first_administrator(bench.station).await.unwrap().unwrap();
        let system = changed(&town.people, &http, LOGIN, &once).await;
        system.post("/api/v1/session/step_up", json!({ "code": "123456" })).await.refused(409, "no_second_factor");
        let factor = enrol(&system, &bench).await;
        system.post("/api/v1/session/factor", json!({})).await.refused(409, "second_factor_stands");
        let make = |login: &str| json!({ "login": login, "name": "测试甲" });
        system.post("/api/v1/accounts", make("one")).await.expect(201);
        let spent = json!({ "code": code_of(factor["secret"].as_str().unwrap(), &bench) });
        system.post("/api/v1/session/step_up", spent).await.refused(403, "code_refused");
        bench.pass(TimeDelta::minutes(10));
        system.post("/api/v1/accounts", make("two")).await.refused(403, "second_factor_needed");
        let next = json!({ "code": code_of(factor["secret"].as_str().unwrap(), &bench) });
        system.post("/api/v1/session/step_up", next).await.ok();
        system.post("/api/v1/accounts", make("two")).await.expect(201);
        let recovery = json!({ "code": factor["recovery_codes"][0] });
        system.post("/api/v1/session/step_up", recovery.clone()).await.ok();
        system.post("/api/v1/session/step_up", recovery).await.refused(403, "code_refused");
    })
    .await;
}

#[tokio::test]
async fn an_account_that_nobody_uses_for_ninety_days_is_disabled() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        bench.pass(TimeDelta::days(60));
        town.people.sign_in("desk", PASSWORD.to_owned(), Language::Zh).await.unwrap();
        bench.pass(TimeDelta::days(31));
        let jobs = idle::register(Jobs::default());
        jobs.ensure(&bench.app, idle::DISABLE).await.unwrap();
        jobs.drain(&bench.app).await.unwrap();
        let signed_in = town.people.sign_in("desk", PASSWORD.to_owned(), Language::Zh).await.unwrap();
        assert_eq!(signed_in.scope.role, Role::Desk);
        let refused = town.people.sign_in("guard", PASSWORD.to_owned(), Language::Zh).await.unwrap_err();
        assert_eq!(code(&refused), "sign_in_refused");
    })
    .await;
}
