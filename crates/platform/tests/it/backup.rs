//! A backup is taken while the station works, and opens as a sound station.

use std::os::unix::fs::PermissionsExt as _;

use futures_util::future::join_all;
use platform::app::App;
use platform::clock::Clock;
use platform::db::Source;
use platform::log::{self, Verdict};
use platform::seal::Sealer;
use testkit::bench::{Bench, noon};

use crate::furniture::{Manner, Note, write};

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_in_the_middle_of_work_is_sound() {
    let bench = Bench::sqlite().await;
    for _ in 0..20 {
        write(&bench, bench.sender(), Note::new(Manner::Well)).await.unwrap();
    }
    let to = bench.folder.path().join("backup.db");
    let work = join_all((0..200).map(|_| write(&bench, bench.sender(), Note::new(Manner::Well))));
    let (backup, _) = tokio::join!(bench.app.db().backup(&to), work);
    backup.unwrap();
    let mode = std::fs::metadata(&to).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "a backup is for its owner alone");
    let copy = App::open(Source::Sqlite(to.clone()), Clock::manual(noon()), Sealer::from_seed(1)).await.unwrap();
    let verdict = log::verify(copy.db(), bench.station).await.unwrap();
    assert!(matches!(verdict, Verdict::Sound(entries) if entries >= 20), "{verdict:?}");
    assert!(bench.app.db().backup(&to).await.is_err(), "a backup never overwrites");
}
