//! What was said and who called is sealed: not in the log, not in any row in the clear.

use serde_json::json;
use testkit::bench::Bench;

use crate::town::{Town, Who, bat};

#[tokio::test(flavor = "multi_thread")]
async fn neither_words_nor_callers_nor_names_are_in_the_database_in_the_clear() {
    let town = Town::new(Bench::sqlite().await).await;
    let bat = town.report(bat()).await;
    assert_eq!(bat["caller_phone"], "199****1234");
    town.verb(&bat, "dispatch", json!({})).await;
    let call = town.calls(Who::Gate).await;
    if let Some(call) = call.first() {
        town.answer(Who::Gate, call, "accept", json!({})).await;
    }
    let backup = town.bench.folder.path().join("copy.db");
    town.bench.app.db().backup(&backup).await.unwrap();
    let bytes = std::fs::read(&backup).unwrap();
    for secret in ["蝙蝠", "3号楼2单元", "测试甲", "19900001234", "演Gate", "19900005678"] {
        let found = bytes.windows(secret.len()).any(|it| it == secret.as_bytes());
        assert!(!found, "`{secret}` lies in the database in the clear");
    }
}
