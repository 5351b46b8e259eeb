//! Where things are in the work tree.

use std::path::{Path, PathBuf};

use crate::stop::{OrStop, Outcome};

/// The folder that holds the workspace's Cargo.toml.
pub fn root() -> PathBuf {
    let manifest = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_string());
    let manifest = PathBuf::from(manifest);
    match manifest.parent() {
        Some(parent) => parent.to_path_buf(),
        None => manifest,
    }
}

/// Where cargo builds, as it will decide itself.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => root().join(dir),
        None => root().join("target"),
    }
}

/// A folder for what the workbench keeps between runs; made when missing.
pub fn workbench(name: &str) -> Outcome<PathBuf> {
    let dir = target().join("xtask").join(name);
    std::fs::create_dir_all(&dir).or_stop(format!("could not make {}", dir.display()))?;
    Ok(dir)
}

/// Folders that hold nothing of the project's own.
const FOREIGN: [&str; 7] =
    ["target", "node_modules", ".git", "dist", "test-results", "playwright-report", "screenshots"];

/// Every file below `dir`, in a fixed order, without build output and installed packages.
pub fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(dir, &mut found);
    found.sort();
    found
}

fn collect(dir: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let foreign = FOREIGN.iter().any(|it| name == *it);
        let path = entry.path();
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && !foreign => collect(&path, found),
            Ok(kind) if kind.is_file() && !note(&path) => found.push(path),
            _ => {}
        }
    }
}

/// Whether the file is a note that a compiler left for its next run.
fn note(path: &Path) -> bool {
    path.extension().is_some_and(|it| it == "tsbuildinfo")
}

/// The path as it is written in the documents: relative to the root, with forward slashes.
pub fn relative(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).to_string_lossy().replace('\\', "/")
}

/// When the youngest file below the given paths was last changed.
pub fn newest(paths: &[PathBuf]) -> Option<std::time::SystemTime> {
    paths
        .iter()
        .flat_map(|path| match path.is_dir() {
            true => files(path),
            false => vec![path.clone()],
        })
        .filter_map(|file| std::fs::metadata(file).ok()?.modified().ok())
        .max()
}
