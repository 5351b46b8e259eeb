//! A station set up or changed from its workbook at the terminal, and written out again.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use imports::examine::Stage;
use imports::finding::{Finding, Findings};
use imports::imports::{Imports, Order, Ran};
use imports::present::Present;
use imports::write;
use people::people::People;
use places::places::Places;
use platform::language::Language;
use platform::problem::Refusal;
use serde_json::json;

use crate::config::{Import, Store};
use crate::i18n::terminal;
use crate::node::{self, Folder};
use crate::{say, trail};

/// Findings that the terminal shows; the list has them all.
const SHOWN_MAX: usize = 50;

/// Writes the empty workbook.
///
/// # Errors
/// If the file cannot be written.
pub fn template(file: &Path) -> Result<()> {
    keep(file, &write::template()?)
}

/// Imports a workbook into a folder, which is made if it is not there.
///
/// # Errors
/// If the folder is in use, the file cannot be used, or it has mistakes and all of it is wanted.
pub async fn run(store: &Store, import: &Import) -> Result<()> {
    let began = Instant::now();
    let bytes = std::fs::read(&import.file).with_context(|| format!("{} cannot be read", import.file.display()))?;
    let mut findings = Findings::default();
    let mut outlines = Vec::new();
    for path in &import.boundaries {
        let read = imports::boundaries::read_file(path, import.crs, &mut findings);
        let read = read.with_context(|| format!("{} cannot be read", path.display()))?;
        outlines.extend(read.map_err(|it| anyhow::anyhow!(both(&it)))?);
    }
    // A server holds the station in memory: it would go on with the old one.
    let _folder = Folder::take(&store.data)?;
    let app = node::open(store).await?;
    let imports = Imports::new(&People::load(&app).await?, &Places::load(&app).await?);
    let order = Order { file: bytes, outlines, crs: import.crs, partly: import.partly };
    let ran = imports.run(order, progress).await.map_err(|it| {
        if let platform::problem::Error::Refused(refusal) = it { anyhow::anyhow!(both(&refusal)) } else { it.into() }
    })?;
    let Ran { findings: found, outcome } = ran;
    found.list().iter().cloned().for_each(|it| findings.add(it));
    findings.sort();
    tell(&findings, import.errors.as_deref())?;
    match outcome {
        Ok(counts) => {
            let took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
            say::line(&json!({ "counts": counts, "errors": findings.errors(), "took_ms": took_ms }).to_string());
            Ok(())
        }
        Err(refusal) => bail!(both(&refusal)),
    }
}

/// Writes the station's rows as a workbook that can be imported again, without telephone numbers.
///
/// # Errors
/// If there is no station, or the file cannot be written.
pub async fn export(store: &Store, file: &Path) -> Result<()> {
    let app = node::open_existing(store).await?;
    let Some(station) = Places::load(&app).await?.stations().into_iter().next() else { bail!(terminal::NO_STATION) };
    trail::leave(&app, station, "audit_workbook_taken").await?;
    keep(file, &write::rows(&Present::load(&app, station).await?.book())?)
}

fn progress(stage: Stage, done: usize, total: usize) {
    say::note(&format!("{} / {} {done}/{total}", stage.zh(), stage.en()));
}

/// Shows what is wrong, and writes the whole list where it is asked for.
fn tell(findings: &Findings, list: Option<&Path>) -> Result<()> {
    for finding in findings.list().iter().take(SHOWN_MAX) {
        say::note(&line(finding));
    }
    let more = findings.list().len().saturating_sub(SHOWN_MAX) + findings.left_out();
    if let Some(path) = list {
        keep(path, &write::errors(findings, Language::Zh)?)?;
        say::note(&format!("{} {}", terminal::MISTAKES_IN, path.display()));
    } else if more > 0 {
        say::note(&format!("{} {more}", terminal::MORE_FINDINGS));
    }
    Ok(())
}

fn line(finding: &Finding) -> String {
    let view = finding.view(Language::Zh);
    let row = view.row.map(|it| format!(" {it}")).unwrap_or_default();
    let column = view.column.map(|it| format!(" {it}")).unwrap_or_default();
    let (reason, instead) = (finding.reason(Language::En), finding.instead(Language::En));
    format!(
        "[{}] {}{row}{column}: {} → {} / {reason} → {instead}",
        view.weight.zh(),
        view.sheet,
        view.reason,
        view.instead
    )
}

fn both(refusal: &Refusal) -> String {
    format!("{} / {}", refusal.sentence(Language::Zh), refusal.sentence(Language::En))
}

/// Writes a file that only its owner can read: it may hold names.
fn keep(path: &Path, bytes: &[u8]) -> Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;

    let file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path);
    let mut file = file.with_context(|| format!("{} cannot be written", path.display()))?;
    file.write_all(bytes).with_context(|| format!("{} cannot be written", path.display()))
}
