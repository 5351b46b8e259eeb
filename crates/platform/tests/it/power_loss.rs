//! Power loss: whatever tail of the write-ahead log is lost, what was acknowledged before it is still there.

use std::path::Path;

use platform::app::App;
use platform::clock::Clock;
use platform::db::Source;
use platform::log::{self, Verdict};
use platform::seal::Sealer;
use sea_orm::{ConnectionTrait as _, Statement, TransactionTrait as _};
use testkit::bench::{Bench, noon};

use crate::furniture::{Manner, Note, write};

/// Commands that are acknowledged one after the other.
const COMMANDS: usize = 40;

#[tokio::test(flavor = "multi_thread")]
async fn any_lost_tail_leaves_a_sound_log_with_everything_acknowledged_before_it() {
    let bench = Bench::sqlite().await;
    let wal = bench.folder.path().join("likedong.db-wal");
    // A reader that stays keeps the background from moving what follows into the database file.
    #[expect(clippy::disallowed_methods, reason = "this transaction only reads")]
    let reader = bench.app.db().read().begin().await.unwrap();
    reader
        .query_one_raw(Statement::from_string(reader.get_database_backend(), "SELECT seq FROM station_heads"))
        .await
        .unwrap();
    let base = std::fs::metadata(&wal).unwrap().len();
    let mut acknowledged = Vec::new();
    for _ in 0..COMMANDS {
        write(&bench, bench.sender(), Note::new(Manner::Well)).await.unwrap();
        acknowledged.push(std::fs::metadata(&wal).unwrap().len());
    }
    let whole = *acknowledged.last().unwrap();
    for step in 0..=24 {
        let cut = base + (whole - base) * step / 24;
        let kept = acknowledged.iter().filter(|it| **it <= cut).count();
        let folder = tempfile::tempdir().unwrap();
        std::fs::copy(bench.folder.path().join("likedong.db"), folder.path().join("likedong.db")).unwrap();
        copy_head(&wal, &folder.path().join("likedong.db-wal"), cut);
        let app = open(folder.path()).await.unwrap();
        let Verdict::Sound(entries) = log::verify(app.db(), bench.station).await.unwrap() else {
            panic!("the log is broken after a cut at {cut}");
        };
        assert!(entries as usize >= kept, "{kept} were acknowledged before the cut at {cut}, {entries} are left");
    }
}

async fn open(folder: &Path) -> anyhow::Result<App> {
    App::open(Source::Sqlite(folder.join("likedong.db")), Clock::manual(noon()), Sealer::from_seed(1)).await
}

fn copy_head(from: &Path, to: &Path, bytes: u64) {
    let all = std::fs::read(from).unwrap();
    std::fs::write(to, &all[..usize::try_from(bytes).unwrap()]).unwrap();
}
