//! What the CRM tells of itself: modules, fields, pipelines, users, the organization.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State as Shared};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::answer::{Refusal, nothing};
use super::fields::{Field, Kind};
use super::layout::{PIPELINE, STAGES};
use super::module::Module;
use super::paging::Parameters;
use super::record::{module_id, user};
use crate::lock;
use crate::world::World;
use crate::zoho::ZOHO_ORGANIZATION;

/// The layout of deals, which the pipeline belongs to.
const LAYOUT_ID: &str = "900000000000091055";
const PIPELINE_ID: &str = "900000000000091060";

/// `GET /settings/modules`.
pub(super) async fn modules() -> Json<Value> {
    let module = |module: Module| {
        json!({
            "id": module_id(module),
            "api_name": module.api_name(),
            "module_name": module.api_name(),
            "api_supported": true,
            "generated_type": "default",
        })
    };
    Json(json!({ "modules": Module::ALL.map(module) }))
}

/// `GET /settings/fields?module=`.
pub(super) async fn fields(
    Shared(world): Shared<Arc<World>>,
    Query(asked): Query<Parameters>,
) -> Response {
    let module = match asked_module(&asked) {
        Ok(module) => module,
        Err(refusal) => return refusal.into_response(),
    };
    let state = lock(&world.zoho.inner.state);
    let fields: Vec<Value> = state.crm.fields_of(module).iter().map(told).collect();
    Json(json!({ "fields": fields })).into_response()
}

fn told(field: &Field) -> Value {
    let values: &[&str] = match field.kind {
        Kind::Stage => &STAGES,
        Kind::Pipeline => &[PIPELINE],
        kind => kind.values().unwrap_or_default(),
    };
    let values: Vec<Value> =
        values.iter().map(|one| json!({ "display_value": one, "actual_value": one })).collect();
    json!({
        "api_name": field.name,
        "field_label": field.name.replace('_', " "),
        "data_type": field.kind.data_type(),
        "length": field.kind.length(),
        "pick_list_values": values,
        "unique": if field.unique { json!({ "casesensitive": "false" }) } else { json!({}) },
        "system_mandatory": field.mandatory,
        "custom_field": false,
        "read_only": matches!(field.kind, Kind::System(_)),
        "visible": true,
    })
}

/// `GET /settings/layouts?module=`.
pub(super) async fn layouts(Query(asked): Query<Parameters>) -> Response {
    match asked_module(&asked) {
        Ok(module) => {
            let layout = json!({
                "id": if module == Module::Deals { LAYOUT_ID.to_owned() } else { module_id(module) },
                "name": "Standard",
                "api_name": "Standard",
                "status": "active",
                "visible": true,
                "module": { "api_name": module.api_name(), "id": module_id(module) },
            });
            Json(json!({ "layouts": [layout] })).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

fn asked_module(asked: &Parameters) -> Result<Module, Refusal> {
    let Some(name) = asked.get("module") else {
        return Err(Refusal::bad(
            "REQUIRED_PARAM_MISSING",
            "One of the expected parameter is missing",
        )
        .with(json!({ "param_name": "module" })));
    };
    Module::named(name).ok_or_else(|| {
        Refusal::bad("INVALID_MODULE", "the module given seems to be invalid")
            .with(json!({ "module": name }))
    })
}

/// `GET /settings/pipeline?layout_id=`.
pub(super) async fn pipelines(Query(asked): Query<Parameters>) -> Response {
    let Some(layout) = asked.get("layout_id") else {
        let message = "One of the expected parameter is missing";
        let details = json!({ "param_name": "layout_id" });
        return Refusal::bad("REQUIRED_PARAM_MISSING", message).with(details).into_response();
    };
    if layout != LAYOUT_ID {
        let message = "the layout id given seems to be invalid";
        return Refusal::bad("INVALID_DATA", message).into_response();
    }
    let stage = |(at, stage): (usize, &&str)| {
        json!({
            "id": format!("9000000000000{:05}", 92_000 + at),
            "display_value": stage,
            "actual_value": stage,
            "sequence_number": at + 1,
            "forecast_type": if *stage == "Closed Lost" { "Closed Lost" } else { "Open" },
        })
    };
    let stages: Vec<Value> = STAGES.iter().enumerate().map(stage).collect();
    let pipeline = json!({
        "id": PIPELINE_ID,
        "display_value": PIPELINE,
        "actual_value": PIPELINE,
        "default": true,
        "maps": stages,
    });
    Json(json!({ "pipeline": [pipeline] })).into_response()
}

/// `GET /users?type=ActiveUsers`: the one user that calls are made as.
pub(super) async fn users(Query(asked): Query<Parameters>) -> Response {
    let wanted = asked.get("type").map_or("AllUsers", String::as_str);
    if !["AllUsers", "ActiveUsers", "CurrentUser", "AdminUsers"].contains(&wanted) {
        return nothing();
    }
    let mut user = user();
    user["full_name"] = user["name"].take();
    user["status"] = json!("active");
    user["confirm"] = json!(true);
    user["role"] = json!({ "name": "CEO" });
    user["profile"] = json!({ "name": "Administrator" });
    if let Some(user) = user.as_object_mut() {
        user.remove("name");
    }
    let info = json!({ "page": 1, "per_page": 200, "count": 1, "more_records": false });
    Json(json!({ "users": [user], "info": info })).into_response()
}

/// `GET /org`.
pub(super) async fn organization() -> Json<Value> {
    Json(json!({ "org": [{
        "id": ZOHO_ORGANIZATION,
        "zgid": ZOHO_ORGANIZATION,
        "company_name": "Example Shop",
        "country_code": "AE",
        "time_zone": "Asia/Dubai",
        "currency": "UAE Dirham - AED",
        "iso_code": "AED",
    }] }))
}
