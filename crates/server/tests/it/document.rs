//! `openapi.json` is what the handlers say, and holds together.

use std::collections::BTreeSet;

use serde_json::Value;
use server::document;
use server::node::Node;
use server::wiring;
use testkit::bench::Bench;

/// The committed document.
const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../openapi.json");

/// The document as the handlers make it now.
pub async fn fresh() -> String {
    let bench = Bench::sqlite().await;
    let (node, _drivers) = Node::load(&bench.app).await.unwrap();
    document::text(&wiring::document(&node)).unwrap()
}

#[tokio::test]
async fn the_committed_document_is_fresh() {
    let committed = std::fs::read_to_string(GOLDEN).unwrap_or_default();
    assert!(committed == fresh().await, "openapi.json is stale: run `cargo xtask codegen`");
}

#[tokio::test]
async fn the_document_holds_together() {
    let document: Value = serde_json::from_str(&fresh().await).unwrap();
    let schemas: BTreeSet<&str> =
        document["components"]["schemas"].as_object().unwrap().keys().map(String::as_str).collect();
    let mut references = Vec::new();
    collect(&document, &mut references);
    for reference in &references {
        let name = reference.trim_start_matches("#/components/schemas/");
        assert!(schemas.contains(name), "{reference} leads nowhere");
    }
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} is twice");
            assert!(operation["summary"].as_str().is_some_and(|it| !it.is_empty()), "{method} {path} says nothing");
            assert!(operation["responses"]["default"].is_object(), "{method} {path} never refuses");
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let in_path = parameters.filter(|it| it["in"] == "path").count();
            assert_eq!(in_path, path.matches('{').count(), "{method} {path} does not name its parameters");
        }
    }
}

#[tokio::test]
async fn every_refusal_of_the_rules_is_a_code_of_the_document() {
    let document: Value = serde_json::from_str(&fresh().await).unwrap();
    let listed = &document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"];
    let listed: BTreeSet<&str> = listed.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let words = domain::refusal::words();
    let lacking: Vec<_> = words.iter().filter(|it| !listed.contains(**it)).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
    for code in ["incident_over", "offer_over", "not_triaged", "stale", "not_found"] {
        assert!(listed.contains(code), "{code} is not listed");
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get("$ref") {
                references.push(reference.clone());
            }
            fields.values().for_each(|it| collect(it, references));
        }
        Value::Array(items) => items.iter().for_each(|it| collect(it, references)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
