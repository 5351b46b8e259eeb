//! Consent to location is separate, one's own, and withdrawn as easily as given.

use domain::role::Role;
use platform::log;
use platform::scope::Reach;
use serde_json::json;
use testkit::bench::on_each_database;

use crate::furniture::town;

#[tokio::test]
async fn consent_is_given_and_withdrawn_by_the_member_alone_and_counts_at_once() {
    on_each_database(async |bench| {
        let town = town(&bench).await;
        let http = bench.serve([people::api::routes(town.people.clone())]);
        let consents = || town.people.member(town.guard).unwrap().consent.is_some();
        bench
            .of_station(&http, Role::Desk)
            .await
            .post("/api/v1/consent", json!({ "location": true }))
            .await
            .refused(403, "not_a_member");
        assert!(!consents());

        let guard = bench.caller(&http, &bench.scope(Role::Guard, Reach::Own, Some(town.guard))).await;
        for (choice, kinds) in [(true, 1), (true, 1), (false, 2), (false, 2), (true, 3)] {
            let answer = guard.post("/api/v1/consent", json!({ "location": choice })).await.ok();
            assert_eq!(answer, json!({ "location": choice }));
            assert_eq!(consents(), choice);
            let rows = log::after(bench.app.db(), bench.station, 0, 100).await.unwrap();
            assert_eq!(rows.iter().filter(|it| it.kind.starts_with("consent_")).count(), kinds);
        }
        assert!(town.people.member(town.elsewhere).unwrap().consent.is_none());
    })
    .await;
}
