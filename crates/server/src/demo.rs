//! The demo: a made-up station in a folder of its own, taken up again with the same accounts.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use aws_lc_rs::{digest, rand};
use dispatch::street::StreetGraph;
use domain::role::Role;
use people::store::account;
use places::seed::Layout;
use places::{map, streets};
use platform::app::App;
use sea_orm::{EntityTrait as _, PaginatorTrait as _};
use serde::{Deserialize, Serialize};
use serde_json::json;
use simulator::live;
use simulator::town::streets::StreetMap;
use simulator::town::{Ground, Town, generate};
use tokio::sync::watch;

use crate::commands::{Open, told_to_stop};
use crate::config::{Demo, Listen, SEED, Store};
use crate::i18n::terminal;
use crate::node::{self, Folder, Node};
use crate::{say, seed};

/// What a demo folder remembers between starts, beside its database.
const MEMORY: &str = "demo.json";
/// The town itself, so that a start does not need the map again.
const TOWN: &str = "town.json";
/// Where made-up streets come from.
const INVENTED: &str = "generated";
/// Characters of the password; none that are mistaken for one another.
const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
/// How many characters the password has: 31^12 is 59 bits, behind a lock after five failures.
const PASSWORD_CHARS: usize = 12;

/// What a demo folder remembers.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Memory {
    seed: u64,
    password: String,
    password_hash: String,
    /// SHA-256 of the map that the town was laid on, where it was laid on one.
    #[serde(default)]
    map: Option<String>,
}

/// Runs the demo until it is told to stop.
///
/// # Errors
/// If the folder, the database or the port cannot be used.
pub async fn run(store: &Store, listen: &Listen, demo: &Demo) -> Result<()> {
    let _folder = Folder::take(&store.data)?;
    let memory = memory(&store.data, demo)?;
    let app = node::open(store).await?;
    let town = town(&store.data, &memory, demo)?;
    let seed = memory.seed;
    settle(&app, &town, &memory, demo).await?;
    let (node, drivers) = Node::load(&app).await?;
    let open = Open::new(&node, &store.data, listen)?;
    let running = drivers.start().await?;
    announce(&open, &town, &memory, demo);
    let (stop, stopped) = watch::channel(false);
    if demo.simulator {
        let graph = node.incidents.graph(town.station.id);
        tokio::spawn(live::run(life(&open.plain_url, town, memory.password, graph, demo.speed, seed), stopped));
    }
    let stopping = async {
        told_to_stop().await;
        // The town stops first, so that the server's last answers are for people.
        let _ = stop.send(true);
    };
    open.serve(&node, running, stopping).await
}

/// How the simulated town lives: through the same address as everybody else.
fn life(
    url: &str,
    town: Town,
    password: String,
    graph: Option<Arc<StreetGraph>>,
    speed: f64,
    seed: u64,
) -> live::Config {
    live::Config {
        base_url: url.to_owned(),
        town: Arc::new(town),
        password,
        graph,
        speed,
        seed,
        rates: live::Rates::default(),
    }
}

/// Reads what the folder remembers, or makes it.
fn memory(data: &Path, demo: &Demo) -> Result<Memory> {
    let path = data.join(MEMORY);
    let map = demo.map.as_deref().map(fingerprint).transpose()?;
    if path.exists() {
        let text = std::fs::read(&path).with_context(|| format!("{} could not be read", path.display()))?;
        let memory: Memory = serde_json::from_slice(&text).with_context(|| format!("{} is damaged", path.display()))?;
        // A town cannot be moved or changed under its people: whoever asks for another one is told, not ignored.
        let differs = demo.seed.is_some_and(|it| it != memory.seed) || map.is_some() && map != memory.map;
        ensure!(!differs, "{} {}", terminal::OTHER_TOWN, data.display());
        return Ok(memory);
    }
    let password = password()?;
    let password_hash = people::password::hash(&password)?;
    let memory = Memory { seed: demo.seed.unwrap_or(SEED), password, password_hash, map };
    keep(&path, &serde_json::to_vec_pretty(&memory)?)?;
    Ok(memory)
}

/// SHA-256 of a file, as text.
fn fingerprint(file: &Path) -> Result<String> {
    let mut sha = digest::Context::new(&digest::SHA256);
    let unreadable = || format!("{} cannot be read", file.display());
    let mut reader = BufReader::new(File::open(file).with_context(unreadable)?);
    loop {
        let bytes = reader.fill_buf().with_context(unreadable)?;
        if bytes.is_empty() {
            break;
        }
        sha.update(bytes);
        let read = bytes.len();
        reader.consume(read);
    }
    Ok(sha.finish().as_ref().iter().map(|it| format!("{it:02x}")).collect())
}

fn password() -> Result<String> {
    let mut bytes = [0u8; PASSWORD_CHARS];
    rand::fill(&mut bytes).map_err(|_| anyhow::anyhow!("the system's random generator failed"))?;
    Ok(bytes.iter().map(|it| char::from(LETTERS[usize::from(*it) % LETTERS.len()])).collect())
}

/// Takes the town of this folder up, or makes it: on made-up streets, or on those of a file.
fn town(data: &Path, memory: &Memory, demo: &Demo) -> Result<Town> {
    let path = data.join(TOWN);
    if path.exists() {
        let text = std::fs::read(&path).with_context(|| format!("{} could not be read", path.display()))?;
        return serde_json::from_slice(&text).with_context(|| format!("{} is damaged", path.display()));
    }
    let ground = match &demo.map {
        None => Ground::Generated,
        Some(file) => {
            let imported = map::import(file, None)?;
            let bounds = imported.graph.bounds();
            Ground::Streets(StreetMap::of(&imported.graph), bounds)
        }
    };
    let town = generate(memory.seed, ground);
    keep(&path, &serde_json::to_vec(&town)?)?;
    Ok(town)
}

/// Writes a file that only its owner can read, whole or not at all.
fn keep(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::os::unix::fs::OpenOptionsExt as _;

    let beside = path.with_extension("new");
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, path).with_context(|| format!("{} could not be written", path.display()))
}

/// Writes what is not there yet: places first, then people. Each is one command, so that a start that was
/// broken off goes on where it stopped.
async fn settle(app: &App, town: &Town, memory: &Memory, demo: &Demo) -> Result<()> {
    let station = places::store::station::Entity::find_by_id(town.station.id).all(app.db().read()).await?;
    if station.is_empty() {
        let graph = town.streets.graph()?;
        let source = if demo.map.is_some() { map::SOURCE } else { INVENTED };
        let streets = streets::row(town.station.id, source, &graph, app.clock().now());
        places::seed::seed(app.db(), Layout { streets: Some(streets), ..seed::layout(town) }).await?;
    }
    if account::Entity::find().count(app.db().read()).await? == 0 {
        let accounts = seed::accounts(town, &memory.password_hash);
        people::seed::seed(app, town.station.id, &seed::members(town)?, &accounts).await?;
    }
    Ok(())
}

/// Says where the demo is and who can sign in: one JSON line for programs, a few lines for people.
fn announce(open: &Open, town: &Town, memory: &Memory, demo: &Demo) {
    let people: Vec<(&str, Role)> =
        town.accounts.iter().filter(|it| !it.simulated).map(|it| (it.login.as_str(), it.role)).collect();
    if demo.json {
        let accounts: Vec<_> = people
            .iter()
            .map(|(login, role)| json!({ "login": login, "password": memory.password, "role": role }))
            .collect();
        say::line(&json!({ "url": open.url, "accounts": accounts }).to_string());
        return;
    }
    say::note(terminal::ACCOUNTS);
    for (login, role) in people {
        say::note(&format!("  {login:<12} {} / {}", role.zh(), role.en()));
    }
    say::note(&format!("{} {}", terminal::PASSWORD, memory.password));
    if demo.lan {
        say::note(terminal::PHONE);
        say::note(&open.trust().terminal());
    }
    open.say();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(seed: Option<u64>, map: Option<&Path>) -> Demo {
        let map = map.map(Path::to_path_buf);
        Demo { json: false, lan: false, map, speed: 1.0, simulator: false, seed }
    }

    #[test]
    fn a_folder_keeps_its_town_and_says_so_when_another_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let map = folder.path().join("a.osm.pbf");
        std::fs::write(&map, b"streets").unwrap();
        let first = memory(folder.path(), &asked(Some(7), None)).unwrap();
        for same in [asked(None, None), asked(Some(7), None)] {
            assert_eq!(memory(folder.path(), &same).unwrap().password, first.password);
        }
        for other in [asked(Some(8), None), asked(None, Some(&map))] {
            let error = memory(folder.path(), &other).unwrap_err().to_string();
            assert!(error.contains("another town"), "{error}");
        }
    }
}
