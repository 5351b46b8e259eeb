//! A node that dies and starts again carries every search on.

use serde_json::json;
use testkit::bench::on_each_database;

use crate::town::{Town, Who, bat, text};

#[tokio::test(flavor = "multi_thread")]
async fn a_search_goes_on_after_a_restart() {
    on_each_database(async |bench| {
        let town = Town::new(bench).await;
        let bat = town.report(bat()).await;
        town.verb(&bat, "dispatch", json!({})).await;
        town.pass(10).await;
        let before = town.show(&bat).await["offers"].as_array().unwrap().len();

        let again = Town::wake(town.bench).await;
        again.settle().await;
        let shown = again.show(&bat).await;
        assert_eq!(shown["offers"].as_array().unwrap().len(), before, "nobody is called twice by a restart");
        again.pass(60).await;
        assert!(again.timeline(&bat).await.iter().any(|it| it == "alert_raised"), "the clocks went on");

        let who = if again.calls(Who::Gate).await.is_empty() { Who::Second } else { Who::Gate };
        let call = again.calls(who).await.remove(0);
        again.answer(who, &call, "accept", json!({})).await;
        let third = Town::wake(again.bench).await;
        assert_eq!(text(&third.calls(who).await[0]["status"]), "accepted");
        third.answer(who, &call, "arrive", json!({})).await;
        assert_eq!(text(&third.show(&bat).await["status"]), "on_scene");
    })
    .await;
}
