//! The desk sees what could not be sent, and nobody else's.

use std::collections::BTreeMap;

use domain::role::Role;
use platform::db::{Command, Outcome, Rows};
use platform::deliver::Deliverer;
use platform::outbox;
use platform::problem::Result;
use platform::scope::Reach;
use serde_json::json;
use testkit::bench::on_each_database;
use uuid::Uuid;

use crate::furniture::{Station, text};

struct Leave(outbox::Model);

impl Command for Leave {
    type Answer = ();

    fn reads(&self, _rows: &mut Rows) {}

    fn decide(&self, _rows: &Rows, _now: chrono::DateTime<chrono::Utc>) -> Result<Outcome<()>> {
        Ok(Outcome::new(()).send(self.0.clone()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_not_be_sent_is_shown_to_the_desk_of_its_station() {
    on_each_database(async |bench| {
        let station = Station::open(bench).await;
        let bench = &station.bench;
        for whose in [bench.station, Uuid::now_v7().into()] {
            let id = Uuid::now_v7().into();
            let message = outbox::message(id, whose, "nowhere", Uuid::now_v7(), json!({}), bench.now());
            bench.app.db().run(bench.sender(), Leave(message)).await.unwrap();
        }
        Deliverer::new(BTreeMap::new()).drain(&bench.app).await.unwrap();
        let items = station.sign_in("desk").await.get("/api/v1/outbox").await.ok()["items"].clone();
        assert_eq!(items.as_array().map(Vec::len), Some(1), "{items}");
        assert_eq!((text(&items[0]["state"]), text(&items[0]["channel"])), ("failed".into(), "nowhere".into()));
        assert!(text(&items[0]["last_error"]).contains("nowhere"));
        let narrow = bench.scope(Role::Desk, Reach::Unit(vec![Uuid::now_v7().into()]), None);
        let narrow = bench.caller(&station.http, &narrow).await.get("/api/v1/outbox").await.ok();
        assert_eq!(narrow["items"], json!([]));
        station.sign_in("guard").await.get("/api/v1/outbox").await.refused(403, "forbidden");
    })
    .await;
}
