//! Routes whose permission and document come from one line: a route without a stated permission cannot be written.

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use domain::permission::Permission;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::path::{Operation, Paths};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{Content, RefOr, Response as DocResponse};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use crate::problem::{self, Error, refuse};
use crate::scope::Scope;
use crate::session::Refused;

/// The name of the security scheme in the document.
pub const SECURITY: &str = "session";

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    Public,
    SignedIn,
    Guarded(Permission),
}

/// The routes of one slice.
pub struct Api<S> {
    name: &'static str,
    router: OpenApiRouter<S>,
}

impl<S: Clone + Send + Sync + 'static> Api<S> {
    /// Starts the routes of the slice `name`, which becomes their tag in the document.
    pub fn new(name: &'static str) -> Self {
        Self { name, router: OpenApiRouter::default() }
    }

    /// Adds routes that only roles with `permission` may call.
    pub fn guarded(self, permission: Permission, routes: UtoipaMethodRouter<S>) -> Self {
        self.add(Access::Guarded(permission), routes)
    }

    /// Adds routes that everybody who signed in may call.
    pub fn signed_in(self, routes: UtoipaMethodRouter<S>) -> Self {
        self.add(Access::SignedIn, routes)
    }

    /// Adds routes that anybody may call.
    pub fn public(self, routes: UtoipaMethodRouter<S>) -> Self {
        self.add(Access::Public, routes)
    }

    /// Closes the list: gives the routes their state.
    pub fn with(self, state: S) -> OpenApiRouter {
        self.router.with_state(state)
    }

    fn add(mut self, access: Access, (schemas, mut paths, methods): UtoipaMethodRouter<S>) -> Self {
        document(&mut paths, self.name, access);
        let methods = match access {
            Access::Public => methods,
            Access::SignedIn | Access::Guarded(_) => {
                methods.route_layer(from_fn(move |request, next| guard(access, request, next)))
            }
        };
        self.router = self.router.routes((schemas, paths, methods));
        self
    }
}

/// Lets a request through only if its scope has the access.
async fn guard(access: Access, request: Request, next: Next) -> Response {
    let Some(scope) = request.extensions().get::<Scope>() else {
        let code = match request.extensions().get::<Refused>() {
            Some(Refused::Expired) => &problem::SESSION_EXPIRED,
            Some(Refused::Unknown) | None => &problem::UNAUTHENTICATED,
        };
        return Error::from(refuse(code)).into_response();
    };
    if let Access::Guarded(permission) = access
        && let Err(error) = scope.require(permission)
    {
        return error.into_response();
    }
    next.run(request).await
}

/// Writes tag, security, permission and the shared refusals into the document.
fn document(paths: &mut Paths, tag: &'static str, access: Access) {
    let items = paths.paths.values_mut();
    let operations = items.flat_map(|it| {
        [&mut it.get, &mut it.put, &mut it.post, &mut it.delete, &mut it.patch].into_iter().filter_map(Option::as_mut)
    });
    for operation in operations {
        operation.tags = Some(vec![tag.to_owned()]);
        match access {
            Access::Public => {}
            Access::SignedIn => secure(operation, None),
            Access::Guarded(permission) => secure(operation, Some(permission)),
        }
        refusal(operation, "default", "A refusal: what is wrong and what to do");
    }
}

fn secure(operation: &mut Operation, permission: Option<Permission>) {
    operation.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>(SECURITY, [])]);
    refusal(operation, "401", "Not signed in, or the session has expired");
    if let Some(permission) = permission {
        refusal(operation, "403", "The role lacks the permission");
        let extension = Extensions::builder().add("x-permission", permission.as_str()).build();
        operation.extensions.get_or_insert_default().merge(extension);
    }
}

fn refusal(operation: &mut Operation, status: &str, description: &str) {
    let schema = utoipa::openapi::Ref::from_schema_name("Problem");
    let content = Content::new(Some(RefOr::Ref(schema)));
    let mut response = DocResponse::new(description);
    response.content.insert("application/problem+json".to_owned(), RefOr::T(content));
    operation.responses.responses.insert(status.to_owned(), RefOr::T(response));
}

/// Joins finished slices into one router and its document.
pub fn join(parts: impl IntoIterator<Item = OpenApiRouter>) -> (Router, utoipa::openapi::OpenApi) {
    parts.into_iter().fold(OpenApiRouter::default(), OpenApiRouter::merge).split_for_parts()
}
