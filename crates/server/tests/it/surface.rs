//! Everything by which the program could take something in, keep it or give it out: the routes with their parameters
//! and fields, the tables as the database has them, and what the pages are made of.
//!
//! What this proves: no route, field, closed word, table or column is called so, and no page is built on a library that
//! is; whatever is not there can be neither asked for, stored nor answered. What it does not prove is that nothing by
//! another name does the same: that is for whoever reads a change.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sea_orm::{ConnectionTrait as _, DatabaseBackend, Statement};
use serde_json::Value;
use testkit::bench::Bench;

use crate::document::fresh;

/// Fewer routes, columns or libraries than these would mean that the walk has missed its object.
const ROUTES_MIN: usize = 40;
const COLUMNS_MIN: usize = 100;
const LIBRARIES_MIN: usize = 5;

/// Fails if anything on the surface has one of `words` in its name.
pub async fn holds_none_of(words: &[&str]) {
    for (place, name) in surface().await {
        let lower = name.to_lowercase();
        let mut parts = lower.split(|it: char| !it.is_ascii_alphabetic());
        let found = parts.find(|part| words.contains(part));
        assert!(found.is_none(), "{place} has something called `{name}`");
    }
}

/// The manifests by which pages are installed.
pub fn manifests() -> Vec<(String, Value)> {
    let read = |path: PathBuf| (path.display().to_string(), json_of(&path));
    let manifests: Vec<_> =
        below("web/apps").into_iter().filter(|it| named(it, "manifest.webmanifest")).map(read).collect();
    assert!(!manifests.is_empty(), "no page can be installed");
    manifests
}

/// Every name with where it stands.
async fn surface() -> Vec<(String, String)> {
    let mut names = routes().await;
    names.extend(columns().await);
    names.extend(libraries());
    for (page, manifest) in manifests() {
        keys(&manifest, &page, &mut names);
    }
    names
}

/// The routes, parameters, fields and closed words of the document.
async fn routes() -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(&fresh().await).unwrap();
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() >= ROUTES_MIN, "only {} routes", paths.len());
    let mut names = Vec::new();
    for (path, item) in paths {
        names.push(("a route".to_owned(), path.clone()));
        for (method, operation) in item.as_object().unwrap() {
            let place = format!("{method} {path}");
            names.push((place.clone(), operation["operationId"].as_str().unwrap().to_owned()));
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                names.push((place.clone(), parameter["name"].as_str().unwrap().to_owned()));
            }
        }
    }
    for (schema, body) in document["components"]["schemas"].as_object().unwrap() {
        names.push(("a schema".to_owned(), schema.clone()));
        keys(body, &format!("the schema {schema}"), &mut names);
    }
    names
}

/// The tables and columns as the database has them.
async fn columns() -> Vec<(String, String)> {
    let bench = Bench::sqlite().await;
    let query = "SELECT t.name AS table_name, c.name AS column_name FROM pragma_table_list t \
                 JOIN pragma_table_info(t.name) c WHERE t.schema = 'main'";
    let statement = Statement::from_string(DatabaseBackend::Sqlite, query);
    let rows = bench.app.db().read().query_all_raw(statement).await.unwrap();
    assert!(rows.len() >= COLUMNS_MIN, "only {} columns", rows.len());
    let mut names = Vec::new();
    for row in rows {
        let table: String = row.try_get("", "table_name").unwrap();
        names.push((format!("the table {table}"), row.try_get("", "column_name").unwrap()));
        names.push(("the schema of the database".to_owned(), table));
    }
    names
}

/// The libraries that the pages are built on.
fn libraries() -> Vec<(String, String)> {
    let mut names = Vec::new();
    for path in below("web").into_iter().filter(|it| named(it, "package.json")) {
        let package = json_of(&path);
        for kind in ["dependencies", "devDependencies", "peerDependencies"] {
            let libraries: BTreeMap<&String, &Value> = package[kind].as_object().into_iter().flatten().collect();
            names.extend(libraries.into_keys().map(|it| (path.display().to_string(), it.clone())));
        }
    }
    assert!(names.len() >= LIBRARIES_MIN, "only {} libraries", names.len());
    names
}

/// The names of an object's fields, however deep, and its closed words; sentences are not names.
fn keys(value: &Value, place: &str, names: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                names.push((place.to_owned(), name.clone()));
                if name == "enum" || name == "const" {
                    let words = field.as_array().cloned().unwrap_or_else(|| vec![field.clone()]);
                    names.extend(words.iter().filter_map(Value::as_str).map(|it| (place.to_owned(), it.to_owned())));
                }
                keys(field, place, names);
            }
        }
        Value::Array(items) => items.iter().for_each(|it| keys(it, place, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn named(path: &Path, name: &str) -> bool {
    path.file_name().is_some_and(|it| it == name)
}

fn json_of(path: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The files below a folder of the project, but those of installed libraries.
fn below(folder: &str) -> Vec<PathBuf> {
    let mut folders = vec![PathBuf::from(format!("{}/../../{folder}", env!("CARGO_MANIFEST_DIR")))];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                files.push(path);
            } else if !["node_modules", "dist"].iter().any(|it| named(&path, it)) {
                folders.push(path);
            }
        }
    }
    files
}
