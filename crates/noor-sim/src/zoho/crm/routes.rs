//! Which call is answered by what, under which name and with which scope.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, any, delete, get, post, put};
use serde_json::json;

use super::admit::{Needs, admitted};
use super::answer::Refusal;
use super::module::Module;
use super::{attachments, blueprint, coql, limits, metadata, read, search, write};
use crate::gate::{BODY_LIMIT, Gated as _};
use crate::world::World;

/// A route: its name for faults, its path, its scope, and what answers it.
type Call = (&'static str, &'static str, &'static str, MethodRouter<Arc<World>>);

/// The calls of one module: `$path` is its name in addresses, `$name` in scopes and faults.
macro_rules! module_calls {
    ($path:literal, $name:literal) => {{
        let calls: Vec<Call> = vec![
            (
                concat!("zoho.crm.", $name, ".list"),
                concat!("/", $path),
                concat!("ZohoCRM.modules.", $name, ".READ"),
                get(read::list),
            ),
            (
                concat!("zoho.crm.", $name, ".get"),
                concat!("/", $path, "/{id}"),
                concat!("ZohoCRM.modules.", $name, ".READ"),
                get(read::one),
            ),
            (
                concat!("zoho.crm.", $name, ".search"),
                concat!("/", $path, "/search"),
                concat!("ZohoCRM.modules.", $name, ".READ"),
                get(search::search),
            ),
            (
                concat!("zoho.crm.", $name, ".deleted"),
                concat!("/", $path, "/deleted"),
                concat!("ZohoCRM.modules.", $name, ".READ"),
                get(read::deleted),
            ),
            (
                concat!("zoho.crm.", $name, ".insert"),
                concat!("/", $path),
                concat!("ZohoCRM.modules.", $name, ".CREATE"),
                post(write::insert),
            ),
            (
                concat!("zoho.crm.", $name, ".upsert"),
                concat!("/", $path, "/upsert"),
                concat!("ZohoCRM.modules.", $name, ".CREATE"),
                post(write::upsert),
            ),
            (
                concat!("zoho.crm.", $name, ".update"),
                concat!("/", $path, "/{id}"),
                concat!("ZohoCRM.modules.", $name, ".UPDATE"),
                put(write::update),
            ),
            (
                concat!("zoho.crm.", $name, ".update"),
                concat!("/", $path),
                concat!("ZohoCRM.modules.", $name, ".UPDATE"),
                put(write::update_many),
            ),
            (
                concat!("zoho.crm.", $name, ".delete"),
                concat!("/", $path, "/{id}"),
                concat!("ZohoCRM.modules.", $name, ".DELETE"),
                delete(write::delete),
            ),
            (
                concat!("zoho.crm.", $name, ".delete"),
                concat!("/", $path),
                concat!("ZohoCRM.modules.", $name, ".DELETE"),
                delete(write::delete_many),
            ),
        ];
        calls
    }};
}

/// The calls round one record of a module: its notes, its files, what points to it.
macro_rules! neighbour_calls {
    ($path:literal, $name:literal) => {{
        let calls: Vec<Call> = vec![
            (
                concat!("zoho.crm.", $name, ".notes"),
                concat!("/", $path, "/{id}/Notes"),
                "ZohoCRM.modules.notes.READ",
                get(read::notes),
            ),
            (
                concat!("zoho.crm.", $name, ".add_note"),
                concat!("/", $path, "/{id}/Notes"),
                "ZohoCRM.modules.notes.CREATE",
                post(write::insert_notes),
            ),
            (
                concat!("zoho.crm.", $name, ".related"),
                concat!("/", $path, "/{id}/{related_list}"),
                concat!("ZohoCRM.modules.", $name, ".READ"),
                get(read::related),
            ),
            (
                concat!("zoho.crm.", $name, ".attachments"),
                concat!("/", $path, "/{id}/Attachments"),
                "ZohoCRM.modules.attachments.READ",
                get(attachments::list),
            ),
            (
                concat!("zoho.crm.", $name, ".attach"),
                concat!("/", $path, "/{id}/Attachments"),
                "ZohoCRM.modules.attachments.CREATE",
                post(attachments::attach),
            ),
            (
                concat!("zoho.crm.", $name, ".attachment"),
                concat!("/", $path, "/{id}/Attachments/{attachment}"),
                "ZohoCRM.modules.attachments.READ",
                get(attachments::download),
            ),
        ];
        calls
    }};
}

fn other_calls() -> Vec<Call> {
    let blueprint = "/Deals/{id}/actions/blueprint";
    let settings = "zoho.crm.settings";
    let (modules, fields) = ("ZohoCRM.settings.modules.READ", "ZohoCRM.settings.fields.READ");
    let (layouts, pipelines) = ("ZohoCRM.settings.layouts.READ", "ZohoCRM.settings.pipeline.READ");
    let (reads, updates) = ("ZohoCRM.modules.deals.READ", "ZohoCRM.modules.deals.UPDATE");
    vec![
        ("zoho.crm.coql", "/coql", "ZohoCRM.coql.READ", post(coql::query)),
        ("zoho.crm.deals.transitions", blueprint, reads, get(blueprint::transitions)),
        ("zoho.crm.deals.transition", blueprint, updates, put(blueprint::transition)),
        (settings, "/settings/modules", modules, get(metadata::modules)),
        (settings, "/settings/fields", fields, get(metadata::fields)),
        (settings, "/settings/layouts", layouts, get(metadata::layouts)),
        (settings, "/settings/pipeline", pipelines, get(metadata::pipelines)),
        ("zoho.crm.users", "/users", "ZohoCRM.users.READ", get(metadata::users)),
        ("zoho.crm.org", "/org", "ZohoCRM.org.READ", get(metadata::organization)),
    ]
}

/// All calls of the CRM, below `/crm/v7` or `/crm/v8`.
pub(in crate::zoho) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    let of_modules = [
        (Module::Contacts, module_calls!("Contacts", "contacts")),
        (Module::Contacts, neighbour_calls!("Contacts", "contacts")),
        (Module::Deals, module_calls!("Deals", "deals")),
        (Module::Deals, neighbour_calls!("Deals", "deals")),
        (Module::Notes, module_calls!("Notes", "notes")),
        (Module::Tasks, module_calls!("Tasks", "tasks")),
    ];
    let of_modules = of_modules
        .into_iter()
        .flat_map(|(module, calls)| calls.into_iter().map(move |call| (Some(module), call)));
    let calls = of_modules.chain(other_calls().into_iter().map(|call| (None, call)));
    calls
        .fold(Router::new(), |router, (module, (name, path, scope, handler))| {
            router.gated(world, name, path, admitted(world, Needs { module, scope }, handler))
        })
        .gated(world, "zoho.crm.unknown", "/{*path}", any(unknown))
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(Arc::clone(world), limits::count_open))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// Either there is no such module, or no such call at all.
async fn unknown(request: Request) -> Response {
    let path = request.uri().path();
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let module_like = first.chars().next().is_some_and(char::is_uppercase);
    if module_like && Module::named(first).is_none() {
        return Refusal::bad("INVALID_MODULE", "the module name given seems to be invalid")
            .with(json!({ "resource_path_index": 0 }))
            .into_response();
    }
    let message = "Please check if the URL trying to access is a correct one";
    Refusal::new(StatusCode::NOT_FOUND, "INVALID_URL_PATTERN", message).into_response()
}

async fn wrong_method() -> Response {
    let message = "The http request method type is not a valid one";
    let status = StatusCode::METHOD_NOT_ALLOWED;
    Refusal::new(status, "INVALID_REQUEST_METHOD", message).into_response()
}
