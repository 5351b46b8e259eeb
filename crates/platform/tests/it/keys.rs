//! A database and its keys belong together, and a look at a database changes nothing.

use std::os::unix::fs::PermissionsExt as _;

use domain::ids::SealedId;
use platform::app::App;
use platform::clock::Clock;
use platform::db::{Command, Look, Outcome, Rows, Schema, Source, look};
use platform::problem::Result;
use platform::seal::{self, Personal, Sealer};
use testkit::bench::{Bench, noon};
use uuid::Uuid;

struct Keep(seal::Model);

impl Command for Keep {
    type Answer = ();

    fn reads(&self, _rows: &mut Rows) {}

    fn decide(&self, _rows: &Rows, _now: chrono::DateTime<chrono::Utc>) -> Result<Outcome<()>> {
        Ok(Outcome::new(()).put::<seal::Entity>(self.0.clone()))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_keys_are_told_from_the_right_ones() {
    let bench = Bench::sqlite().await;
    assert!(Sealer::from_seed(2).fits(bench.app.db()).await.unwrap(), "nothing is sealed yet");
    let (id, whose) = (SealedId::from(Uuid::now_v7()), Uuid::now_v7());
    let row = bench.app.sealer().seal(id, bench.station, whose, "member_name", &Personal::new("x"), bench.now());
    bench.app.db().run(bench.sender(), Keep(row)).await.unwrap();
    assert!(Sealer::from_seed(1).fits(bench.app.db()).await.unwrap());
    assert!(!Sealer::from_seed(2).fits(bench.app.db()).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_at_a_database_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("likedong.db");
    let source = Source::Sqlite(path.clone());
    let nothing = Look { schema: Schema::Absent, sealed: false };
    assert_eq!(look(&source).await.unwrap(), nothing);
    assert!(!path.exists());
    drop(App::open(source.clone(), Clock::manual(noon()), Sealer::from_seed(1)).await.unwrap());
    assert_eq!(look(&source).await.unwrap(), Look { schema: Schema::Current, sealed: false });
    let strange = Source::Sqlite(folder.path().join("strange.db"));
    std::fs::write(folder.path().join("strange.db"), b"").unwrap();
    assert_eq!(look(&strange).await.unwrap(), nothing);
}

#[test]
fn a_key_file_is_for_its_owner_alone_and_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("station.keys");
    assert!(Sealer::open_file(&path).is_err(), "keys are made only where it is asked for");
    let made = Sealer::make_file(&path).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let value = made.encrypt("kind", b"plain");
    assert_eq!(Sealer::open_file(&path).unwrap().decrypt(1, "kind", &value).as_deref(), Some(&b"plain"[..]));
    assert!(Sealer::make_file(&path).is_err());
}
