//! Jobs survive failures: tried again later, at most one row for a kind and key, gone when done.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::TimeDelta;
use platform::jobs::{Jobs, Next};
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
