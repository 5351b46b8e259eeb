//! The live feed: to those who may see it, once each, and slow readers are let go.

use domain::ids::{AccountId, CommunityId, MemberId};
use domain::role::Role;
use platform::language::Language;
use platform::live::{Frame, QUEUE_MAX};
use platform::scope::{Reach, Scope};
use testkit::bench::{Bench, on_each_database};
use uuid::Uuid;

use crate::furniture::{Manner, Note, write};

fn desk(bench: &Bench) -> Scope {
    Scope {
        station: bench.station,
        account: AccountId::from(Uuid::now_v7()),
        member: None,
        role: Role::Desk,
        reach: Reach::Station,
        language: Language::Zh,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_reach_those_within_reach_in_order_and_once() {
    on_each_database(async |bench| {
        let mut station = bench.app.hub().subscribe(desk(&bench), true);
        let elsewhere = Reach::Community(vec![CommunityId::from(Uuid::now_v7())]);
        let mut outside =
            bench.app.hub().subscribe(Scope { reach: elsewhere, role: Role::CommunityOfficer, ..desk(&bench) }, true);
        let member = Some(MemberId::from(Uuid::now_v7()));
        let mut guard =
            bench.app.hub().subscribe(Scope { reach: Reach::Own, role: Role::Guard, member, ..desk(&bench) }, false);
        for _ in 0..10 {
            write(&bench, bench.sender(), Note::new(Manner::Well)).await.unwrap();
        }
        for expected in 1..=10 {
            let Some(Frame::Entry(seq, bytes)) = station.next().await else { panic!("the desk gets each entry") };
            let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
            assert_eq!(
                (seq, json["seq"].as_i64().unwrap(), json["kind"].as_str().unwrap()),
                (expected, expected, "note_written")
            );
        }
        assert!(station.ready().is_none() && outside.ready().is_none() && guard.ready().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_does_not_read_is_let_go_after_what_waits() {
    on_each_database(async |bench| {
        let mut slow = bench.app.hub().subscribe(desk(&bench), false);
        for _ in 0..QUEUE_MAX + 5 {
            write(&bench, bench.sender(), Note::new(Manner::Well)).await.unwrap();
        }
        let mut last = 0;
        while let Some(Frame::Entry(seq, _)) = slow.next().await {
            assert_eq!(seq, last + 1);
            last = seq;
        }
        assert_eq!(last as usize, QUEUE_MAX);
        assert_eq!(bench.app.hub().readers(), 0);
    })
    .await;
}
