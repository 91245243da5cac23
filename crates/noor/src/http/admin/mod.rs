//! The panel: pages for the shop's people, made on the server.
//!
//! A page is a row of [`routes`], a handler and a template: the row says what it needs, [`guard`]
//! sees to that before the handler runs, and [`page`] gives it the frame, the language and the words.
//! Handlers translate between forms and `app/`; what they show they read from the store.

mod account;
mod assets;
mod board;
mod failure;
mod fields;
mod flash;
pub(super) mod guard;
mod headers;
mod keys;
mod nav;
mod page;
mod qr;
pub(super) mod routes;
pub(super) mod session;
mod sign_in;
mod tables;
mod templates;
mod time;
mod users;
mod verify;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::middleware::{from_fn, from_fn_with_state};
use axum::{Extension, Router};

use self::routes::Route;
use self::templates::Templates;
use super::Web;

/// The panel's routes, each behind its guard.
pub(super) fn router(web: &Web) -> Router<Web> {
    let templates = Arc::new(Templates::built_in());
    let mut router = Router::new();
    for Route { entrance, handler } in routes::routes() {
        let post = (web.clone(), entrance.needs);
        router =
            router.route(&entrance.path, handler.layer(from_fn_with_state(post, guard::guard)));
    }
    router
        .layer(Extension(templates))
        .route(assets::PATH, axum::routing::get(assets::asset))
        .layer(from_fn(headers::secure))
}
