//! The REST API, split by who may call it.

mod facets;
mod filters;
pub(super) mod guard;
pub mod health;
mod knowledge;
mod product_body;
mod products;
mod recommendations;
mod search;

use axum::http::Method;
use axum::middleware::from_fn_with_state;
use noor_core::access::Permission;
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Description;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use super::{Entrance, Needs, Web};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Noor",
        description = "AI sales assistant for WhatsApp: what programs can ask it.",
        license(name = "MIT"),
    ),
    servers((url = "/")),
)]
struct Api;

/// What the API is called and how it is described.
pub(super) fn description() -> Description {
    Api::openapi()
}

/// Open to everybody.
pub(super) fn public() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(health::health))
}

/// The part of the API that not everybody may call: what each route opens to, and the route.
fn routes() -> Vec<(Permission, UtoipaMethodRouter<Web>)> {
    vec![
        (Permission::ReadCatalogue, routes!(search::search)),
        (Permission::ReadCatalogue, routes!(products::product)),
        (Permission::ReadCatalogue, routes!(knowledge::search)),
        (Permission::ReadCatalogue, routes!(recommendations::recommendations)),
    ]
}

/// Only with a key that opens it, or signed in.
pub(super) fn keyed(web: &Web) -> OpenApiRouter<Web> {
    let mut router = OpenApiRouter::new();
    for (permission, route) in routes() {
        let door = (web.clone(), permission);
        router = router.routes(route.layer(from_fn_with_state(door, guard::key_or_person)));
    }
    router
}

/// The ways into the API.
pub(super) fn entrances() -> Vec<Entrance> {
    let mut entrances = vec![Entrance::new(Method::GET, "/api/v1/health", Needs::Nothing)];
    for (permission, (_, described, _)) in routes() {
        for (path, item) in described.paths {
            let methods = [
                (Method::GET, item.get),
                (Method::POST, item.post),
                (Method::PUT, item.put),
                (Method::PATCH, item.patch),
                (Method::DELETE, item.delete),
            ];
            let there = methods.into_iter().filter(|(_, operation)| operation.is_some());
            entrances.extend(there.map(|(method, _)| {
                Entrance::new(method, path.clone(), Needs::KeyOrPerson(permission))
            }));
        }
    }
    entrances
}
