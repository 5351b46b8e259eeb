//! Commands are decided and committed in batches; a refusal changes nothing; a repeat gets the stored answer.

use futures_util::future::join_all;
use platform::log::{self, Verdict};
use platform::problem::{self, Error};
use testkit::bench::on_each_database;

use crate::furniture::{Manner, Note, write};

#[tokio::test(flavor = "multi_thread")]
async fn many_callers_leave_a_gapless_linked_log() {
    on_each_database(async |bench| {
        let calls = (0..500).map(|_| write(&bench, bench.sender(), Note::new(Manner::Well)));
        for answer in join_all(calls).await {
            assert_eq!(answer.unwrap().status, 201);
        }
        assert_eq!(log::verify(bench.app.db(), bench.station).await.unwrap(), Verdict::Sound(500));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_of_one_batch_see_each_other() {
    on_each_database(async |bench| {
        let note = Note::new(Manner::Well);
        let calls = (0..50).map(|_| write(&bench, bench.sender(), note.clone()));
        let mut attempts: Vec<i64> = Vec::new();
        for answer in join_all(calls).await {
            let body: serde_json::Value = answer.unwrap().read().unwrap();
            attempts.push(body["attempts"].as_i64().unwrap());
        }
        attempts.sort_unstable();
        assert_eq!(attempts, (0..50).collect::<Vec<_>>());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeated_command_gets_its_stored_answer_and_happens_once() {
    on_each_database(async |bench| {
        let (sender, note) = (bench.sender(), Note::new(Manner::Well));
        let first = write(&bench, sender.clone(), note.clone()).await.unwrap();
        let together = join_all((0..20).map(|_| write(&bench, sender.clone(), note.clone()))).await;
        let bench = bench.reopened().await;
        let later = write(&bench, sender.clone(), note.clone()).await.unwrap();
        for again in together.into_iter().map(Result::unwrap).chain([later]) {
            assert!(again.repeated);
            assert_eq!((again.status, &again.body), (first.status, &first.body));
        }
        let other = write(&bench, platform::db::Sender { hash: [2; 32], ..sender }, note).await;
        assert!(matches!(other, Err(Error::Refused(it)) if it.code == &problem::KEY_REUSED));
        assert_eq!(log::verify(bench.app.db(), bench.station).await.unwrap(), Verdict::Sound(1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_command_harms_nobody_else_in_its_batch() {
    on_each_database(async |bench| {
        let manners = [Manner::Well, Manner::Refuses, Manner::Panics, Manner::BreaksTheSchema];
        let calls = (0..80).map(|it| write(&bench, bench.sender(), Note::new(manners[it % manners.len()])));
        for (number, answer) in join_all(calls).await.into_iter().enumerate() {
            match manners[number % manners.len()] {
                Manner::Well => assert_eq!(answer.unwrap().status, 201),
                Manner::Refuses => assert!(matches!(answer, Err(Error::Refused(_)))),
                Manner::Panics | Manner::BreaksTheSchema => assert!(matches!(answer, Err(Error::Internal(_)))),
            }
        }
        assert_eq!(log::verify(bench.app.db(), bench.station).await.unwrap(), Verdict::Sound(20));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_command_may_be_sent_again_and_then_succeed() {
    on_each_database(async |bench| {
        let sender = bench.sender();
        assert!(write(&bench, sender.clone(), Note::new(Manner::Refuses)).await.is_err());
        assert_eq!(write(&bench, sender, Note::new(Manner::Well)).await.unwrap().status, 201);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_touched_log_is_found_out() {
    on_each_database(async |bench| {
        use sea_orm::ConnectionTrait as _;

        for _ in 0..9 {
            write(&bench, bench.sender(), Note::new(Manner::Well)).await.unwrap();
        }
        let writer = bench.app.db().housekeeping().await.unwrap();
        writer.execute_unprepared("UPDATE station_log SET kind = 'note_changed' WHERE seq = 4").await.unwrap();
        assert_eq!(log::verify(bench.app.db(), bench.station).await.unwrap(), Verdict::Broken(4));
        writer.execute_unprepared("DELETE FROM station_log WHERE seq >= 4").await.unwrap();
        assert_eq!(log::verify(bench.app.db(), bench.station).await.unwrap(), Verdict::Broken(4));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_sound_also_while_it_is_written() {
    on_each_database(async |bench| {
        let app = bench.app.clone();
        let senders: Vec<_> = (0..1_000).map(|_| bench.sender()).collect();
        let writing = tokio::spawn(async move {
            for sender in senders {
                app.db().run(sender, Note::new(Manner::Well)).await.unwrap();
            }
        });
        while !writing.is_finished() {
            let verdict = log::verify(bench.app.db(), bench.station).await.unwrap();
            assert!(matches!(verdict, Verdict::Sound(_)), "a false alarm: {verdict:?}");
        }
        writing.await.unwrap();
        assert_eq!(log::verify(bench.app.db(), bench.station).await.unwrap(), Verdict::Sound(1_000));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_slipped_in_behind_the_head_is_found_out() {
    use sea_orm::ConnectionTrait as _;

    on_each_database(async |bench| {
        for _ in 0..3 {
            write(&bench, bench.sender(), Note::new(Manner::Well)).await.unwrap();
        }
        let writer = bench.app.db().housekeeping().await.unwrap();
        let copied = "INSERT INTO station_log SELECT station_id, 4, at, device_at, kind, thread_id, actor_kind, \
                      actor_id, refs, audience, body, hash FROM station_log WHERE seq = 3";
        writer.execute_unprepared(copied).await.unwrap();
        assert_eq!(log::verify(bench.app.db(), bench.station).await.unwrap(), Verdict::Broken(4));
    })
    .await;
}
