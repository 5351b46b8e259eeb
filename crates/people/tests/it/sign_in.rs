//! Signing in: one answer for every failure, a lock that tells nothing, sessions that end.

use chrono::TimeDelta;
use domain::role::Role;
use people::people::People;
use people::sign_in::{FAILURES_MAX, LOCK};
use platform::language::Language;
use platform::log;
use platform::session::IDLE_S;
use testkit::bench::{Bench, on_each_database};

use crate::furniture::{PASSWORD, town};

async fn refused(people: &People, login: &str, password: &str) -> String {
    match people.sign_in(login, password.to_owned(), Language::En).await {
        Err(error) => {
            let problem = error.document(Language::En);
            format!("{} {}: {}", problem.status, problem.code, problem.detail)
        }
        Ok(_) => panic!("{login} signed in"),
    }
}

#[tokio::test]
async fn the_right_password_opens_a_session_that_ends_when_idle() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        let signed_in = town.people.sign_in("guard", PASSWORD.to_owned(), Language::Zh).await.unwrap();
        assert_eq!((signed_in.scope.role, signed_in.scope.member), (Role::Guard, Some(town.guard)));
        let resolve = || bench.app.sessions().resolve(bench.app.db(), &signed_in.token, bench.now());
        assert!(resolve().await.unwrap().is_ok());
        bench.pass(TimeDelta::seconds(IDLE_S - 1));
        assert!(resolve().await.unwrap().is_ok());
        bench.pass(TimeDelta::seconds(IDLE_S));
        assert!(resolve().await.unwrap().is_err());
    })
    .await;
}

#[tokio::test]
async fn an_unknown_login_and_a_wrong_password_get_the_same_answers_to_the_lock_and_beyond() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        let mut answers = Vec::new();
        for login in ["desk", "nobody"] {
            let mut of_login = Vec::new();
            for _ in 0..=FAILURES_MAX {
                of_login.push(refused(&town.people, login, "wrong").await);
            }
            answers.push(of_login);
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0][0], "401 sign_in_refused: The login or the password is wrong");
        assert_eq!(answers[0][5], "423 account_locked: Too many failures; try again in 15 minutes");
    })
    .await;
}

#[tokio::test]
async fn a_locked_account_refuses_even_the_right_password_until_the_lock_has_passed() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        for _ in 0..FAILURES_MAX {
            refused(&town.people, "desk", "wrong").await;
        }
        assert!(refused(&town.people, "desk", PASSWORD).await.starts_with("423 account_locked"));
        bench.pass(LOCK);
        town.people.sign_in("desk", PASSWORD.to_owned(), Language::Zh).await.unwrap();
        assert_eq!(
            kinds(&bench).await,
            [
                "people_seeded",
                "account_sign_in_failed",
                "account_sign_in_failed",
                "account_sign_in_failed",
                "account_sign_in_failed",
                "account_sign_in_failed",
                "account_locked",
                "account_signed_in",
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn a_failure_under_an_unknown_login_is_in_the_audit_without_the_login() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        for login in ["my-password-by-mistake", "my-password-by-mistake", "another"] {
            refused(&town.people, login, "wrong").await;
        }
        let rows = log::after(bench.app.db(), bench.station, 1, 100).await.unwrap();
        assert!(rows.iter().all(|it| it.kind == "unknown_sign_in_failed" && it.audience.contains("audit")));
        let bodies: Vec<&str> = rows.iter().map(|it| it.body.as_str()).collect();
        assert!(!bodies.concat().contains("mistake"), "{bodies:?}");
        assert_eq!(bodies.len(), 3);
        assert!(bodies[0] == bodies[1] && bodies[1] != bodies[2], "{bodies:?}");
    })
    .await;
}

#[tokio::test]
async fn a_success_forgets_the_failures_before_it() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        for _ in 0..3 {
            for _ in 0..FAILURES_MAX - 1 {
                refused(&town.people, "desk", "wrong").await;
            }
            town.people.sign_in("desk", PASSWORD.to_owned(), Language::Zh).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn nobody_signs_in_without_words_or_with_endless_ones() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        let endless = "x".repeat(100_000);
        for (login, password) in [("", ""), ("desk", endless.as_str()), (endless.as_str(), "x")] {
            assert!(refused(&town.people, login, password).await.starts_with("401 sign_in_refused"));
        }
    })
    .await;
}

#[tokio::test]
async fn signing_out_ends_the_session_at_once() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        let signed_in = town.people.sign_in("desk", PASSWORD.to_owned(), Language::Zh).await.unwrap();
        let resolve = || bench.app.sessions().resolve(bench.app.db(), &signed_in.token, bench.now());
        assert!(resolve().await.unwrap().is_ok());
        let sender = platform::sent::system_sender(bench.station, &[b"out"]);
        town.people.sign_out(sender, signed_in.scope.clone(), &signed_in.token).await.unwrap();
        assert!(resolve().await.unwrap().is_err());
    })
    .await;
}

async fn kinds(bench: &Bench) -> Vec<String> {
    let rows = log::after(bench.app.db(), bench.station, 0, 100).await.unwrap();
    rows.into_iter().map(|it| it.kind).collect()
}
