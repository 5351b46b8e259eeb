//! The commands of the terminal work on a station that is there, and make or change nothing by mistake.

use std::path::Path;

use platform::app::App;
use platform::log;
use server::config::{Asked, Store, read};
use server::node::{self, Folder};
use server::{commands, seed};
use simulator::town::{Ground, generate};

/// What a person would type, over a store.
fn run(line: &str, store: &Store) -> anyhow::Result<()> {
    let line = format!("{line} --data {} --keys {}", store.data.display(), store.keys.display());
    let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
    let Ok(Asked::Run(run)) = read(&words) else { panic!("{line} is no command") };
    commands::run(run)
}

fn store(folder: &Path) -> Store {
    Store { data: folder.join("station"), keys: folder.join("station.keys"), database: None }
}

/// Founds a station.
async fn found(store: &Store) -> App {
    std::fs::create_dir_all(&store.data).unwrap();
    let app = node::open(store).await.unwrap();
    let town = generate(163, Ground::Generated);
    places::seed::seed(app.db(), seed::layout(&town)).await.unwrap();
    people::seed::seed(&app, town.station.id, &seed::members(&town).unwrap(), &[]).await.unwrap();
    app
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(work)
}

#[test]
fn a_folder_without_a_station_is_named_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let to = folder.path().join("copy.db");
    let backup = format!("store backup --to {}", to.display());
    for line in ["serve --port 0 --tls off --host 127.0.0.1", "audit verify", "map import none.osm.pbf", &backup] {
        let error = run(line, &store).unwrap_err().to_string();
        assert!(error.contains("likedong demo"), "{line}: {error}");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert!(left.is_empty(), "something was made: {left:?}");
}

#[test]
fn a_station_without_its_keys_is_refused_and_gets_no_new_ones() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    block_on(async { drop(found(&store).await) });
    let mistyped = Store { keys: folder.path().join("mistyped.keys"), ..store.clone() };
    for line in ["serve --port 0 --tls off --host 127.0.0.1", "audit verify"] {
        let error = run(line, &mistyped).unwrap_err().to_string();
        assert!(error.contains("mistyped.keys") && error.contains("--keys"), "{line}: {error}");
    }
    assert!(!mistyped.keys.exists(), "keys were made");
    let others = Store { keys: folder.path().join("others.keys"), ..store.clone() };
    platform::seal::Sealer::make_file(&others.keys).unwrap();
    let error = run("audit verify", &others).unwrap_err().to_string();
    assert!(error.contains("does not fit"), "{error}");
    run("audit verify", &store).unwrap();
}

#[test]
fn a_backup_beside_the_server_is_sound_and_leaves_its_trail() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    let app = block_on(found(&store));
    let _serving = Folder::take(&store.data).unwrap();
    let to = folder.path().join("copy.db");
    run(&format!("store backup --to {}", to.display()), &store).unwrap();
    let kinds = block_on(async {
        let station = generate(163, Ground::Generated).station.id;
        let rows = log::after(app.db(), station, 0, 10).await.unwrap();
        rows.into_iter().map(|it| it.kind).collect::<Vec<_>>()
    });
    assert_eq!(kinds, ["place_set_written", "place_station_laid_out", "people_seeded", "audit_backup_taken"]);
    let copy = Store { data: folder.path().join("restored"), ..store.clone() };
    std::fs::create_dir(&copy.data).unwrap();
    std::fs::rename(&to, copy.data.join("likedong.db")).unwrap();
    run("audit verify", &copy).unwrap();
}

#[test]
fn streets_are_not_changed_under_a_running_server() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(folder.path());
    block_on(async { drop(found(&store).await) });
    let serving = Folder::take(&store.data).unwrap();
    let error = run("map import none.osm.pbf", &store).unwrap_err().to_string();
    assert!(error.contains("stop the server"), "{error}");
    drop(serving);
    let error = run("map import none.osm.pbf", &store).unwrap_err().to_string();
    assert!(error.contains("cannot be read"), "{error}");
}
