//! Jobs survive failures: tried again later, at most one row for a kind and key, gone when done.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use platform::jobs::{self, Jobs, Next};
use sea_orm::EntityTrait as _;
use testkit::bench::on_each_database;

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_job_is_tried_again_after_a_growing_wait() {
    on_each_database(async |bench| {
        let tries = Arc::new(AtomicUsize::new(0));
        let counted = tries.clone();
        let jobs = Jobs::default().on(
            "test",
            Arc::new(move |_, _| {
                let number = counted.fetch_add(1, Ordering::SeqCst);
                Box::pin(async move { if number < 2 { anyhow::bail!("not yet") } else { Ok(Next::Done) } })
            }),
        );
        jobs.ensure(&bench.app, "test").await.unwrap();
        jobs.ensure(&bench.app, "test").await.unwrap();
        for (wait_s, tries_then) in [(0, 1), (0, 1), (3, 2), (1, 2), (5, 3), (3600, 3)] {
            bench.pass(TimeDelta::seconds(wait_s));
            jobs.drain(&bench.app).await.unwrap();
            assert_eq!(tries.load(Ordering::SeqCst), tries_then);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_panics_and_rows_without_a_handler_stop_no_other_job() {
    on_each_database(async |bench| {
        let done = Arc::new(AtomicUsize::new(0));
        let counted = done.clone();
        let jobs =
            Jobs::default().on("a_panic", Arc::new(|_, _| Box::pin(async { panic!("a handler with a mistake") }))).on(
                "good",
                Arc::new(move |_, _| {
                    counted.fetch_add(1, Ordering::SeqCst);
                    Box::pin(async { Ok(Next::Done) })
                }),
            );
        // More than are taken at once, all of them due before the others.
        for number in 0..40 {
            let kind: &'static str = Box::leak(format!("unknown_{number}").into_boxed_str());
            jobs.ensure(&bench.app, kind).await.unwrap();
        }
        bench.pass(TimeDelta::seconds(1));
        jobs.ensure(&bench.app, "a_panic").await.unwrap();
        jobs.ensure(&bench.app, "good").await.unwrap();
        assert_eq!(jobs.drain(&bench.app).await.unwrap(), 2);
        assert_eq!(done.load(Ordering::SeqCst), 1);
        let failed =
            jobs::Entity::find_by_id(jobs::id("a_panic", "")).one(bench.app.db().read()).await.unwrap().unwrap();
        assert_eq!((failed.attempts, failed.locked_until), (1, None));
        assert!(failed.last_error.unwrap().contains("panicked"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_killed_process_had_in_hand_is_taken_up_at_once() {
    on_each_database(async |bench| {
        let hang = Jobs::default().on("test", Arc::new(|_, _| Box::pin(std::future::pending())));
        hang.ensure(&bench.app, "test").await.unwrap();
        let locked = async || {
            let row = jobs::Entity::find_by_id(jobs::id("test", "")).one(bench.app.db().read()).await.unwrap().unwrap();
            row.locked_until.is_some()
        };
        let working = tokio::spawn({
            let app = bench.app.clone();
            async move { hang.drain(&app).await }
        });
        while !locked().await {
            tokio::task::yield_now().await;
        }
        working.abort();
        let jobs = Jobs::default().on("test", Arc::new(|_, _| Box::pin(async { Ok(Next::Done) })));
        assert_eq!(jobs.drain(&bench.app).await.unwrap(), 0);
        jobs.free(&bench.app).await.unwrap();
        assert_eq!(jobs.drain(&bench.app).await.unwrap(), 1);
    })
    .await;
}
