//! The OpenAPI document: what the handlers say, completed by what holds for all of them.

use platform::api::SECURITY;
use platform::problem::{Code, Problem};
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{InfoBuilder, License, OpenApi, RefOr};
use utoipa::{PartialSchema as _, ToSchema as _};

/// The refusals of every crate, those of the rules too: the `code` of a problem is one of these.
pub fn codes() -> Vec<&'static str> {
    let tables: [&[Code]; 9] = [
        platform::problem::CODES,
        platform::records::refusal::CODES,
        crate::refusal::CODES,
        people::refusal::CODES,
        places::refusal::CODES,
        duty::refusal::CODES,
        incidents::refusal::CODES,
        notices::refusal::CODES,
        imports::refusal::CODES,
    ];
    let mut names: Vec<&str> = tables.into_iter().flatten().map(|it| it.name).collect();
    names.extend(domain::refusal::words());
    names.sort_unstable();
    names.dedup();
    names
}

/// Completes the document that the slices' routes make.
pub fn complete(mut document: OpenApi) -> OpenApi {
    document.info = InfoBuilder::new()
        .title("Likedong")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("One incident, from the report to the close: the interface of one station."))
        .license(Some(License::builder().name("Apache-2.0").identifier(Some("Apache-2.0")).build()))
        .build();
    name_operations(&mut document);
    let components = document.components.get_or_insert_default();
    let mut nested = Vec::new();
    Problem::schemas(&mut nested);
    components.schemas.extend(nested);
    components.schemas.insert("Problem".to_owned(), problem());
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("The token of POST /api/v1/session, or the cookie that it sets"))
        .build();
    components.security_schemes.insert(SECURITY.to_owned(), RefOr::T(SecurityScheme::Http(scheme)));
    document
}

/// Names each operation by its slice and its verb: `incidents_list`. Handlers alone are all called `list`.
fn name_operations(document: &mut OpenApi) {
    let items = document.paths.paths.values_mut();
    let operations = items.flat_map(|it| [&mut it.get, &mut it.put, &mut it.post, &mut it.delete, &mut it.patch]);
    for operation in operations.filter_map(Option::as_mut) {
        let slice = operation.tags.as_ref().and_then(|it| it.first()).cloned().unwrap_or_default();
        operation.operation_id =
            operation.operation_id.take().map(|it| format!("{slice}_{}", it.trim_end_matches('_')));
    }
}

/// The schema of a problem, its code a closed set.
fn problem() -> RefOr<Schema> {
    let mut schema = Problem::schema();
    if let RefOr::T(Schema::Object(object)) = &mut schema {
        let code = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some("The stable code"))
            .enum_values(Some(codes()))
            .build();
        object.properties.insert("code".to_owned(), RefOr::T(Schema::Object(code)));
    }
    schema
}

/// The document as it is committed: pretty, with a line end.
pub fn text(document: &OpenApi) -> anyhow::Result<String> {
    Ok(format!("{}\n", document.to_pretty_json()?))
}
