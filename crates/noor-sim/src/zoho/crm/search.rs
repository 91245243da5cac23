//! `GET /{module}/search`: over an index that lags behind, with an `equals` that means "contains".

use std::sync::Arc;

use axum::extract::{Query, State as Shared};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use serde_json::{Value, json};

use super::Crm;
use super::admit::check_token;
use super::answer::{Refusal, nothing};
use super::criteria::{Criteria, holds};
use super::fields::Kind;
use super::module::Module;
use super::paging::{Page, Parameters, fields};
use super::record::{Record, Version};
use crate::lock;
use crate::world::World;

const SCOPE: &str = "ZohoSearch.securesearch.READ";
/// Results that a search gives in all.
const MOST_RESULTS: usize = 2_000;

/// `GET /{module}/search`.
pub(super) async fn search(
    Shared(world): Shared<Arc<World>>,
    Extension(module): Extension<Module>,
    Query(asked): Query<Parameters>,
    headers: HeaderMap,
) -> Response {
    match found(&world, module, &asked, &headers) {
        Ok(Some(answer)) => Json(answer).into_response(),
        Ok(None) => nothing(),
        Err(refusal) => refusal.into_response(),
    }
}

fn found(
    world: &World,
    module: Module,
    asked: &Parameters,
    headers: &HeaderMap,
) -> Result<Option<Value>, Refusal> {
    if world.zoho.behaviour().crm.search_scope {
        check_token(world, headers, SCOPE)?;
    }
    let now = world.clock.now();
    let wanted = fields(asked, false)?;
    let page = Page::read(asked, "search", now).map_err(|refusal| match asked.get("page") {
        Some(_) => Refusal::bad("LIMIT_REACHED", "a search gives no more than 2000 results"),
        None => refusal,
    })?;
    let state = lock(&world.zoho.inner.state);
    let crm = &state.crm;
    let wish = Wish::read(crm, module, asked)?;
    let known = crm.of(module).filter_map(|record| Some((record, record.searchable(now)?)));
    let hits: Vec<(&Record, &Version)> = known
        .filter(|(record, version)| wish.fits(crm, record, version))
        .take(MOST_RESULTS)
        .collect();
    let rows: Vec<Value> = hits
        .iter()
        .rev()
        .skip(page.start)
        .take(page.size)
        .map(|(record, version)| crm.written(record, version, wanted.as_deref()))
        .collect();
    let info = page.info(hits.len(), "search", now);
    Ok((!rows.is_empty()).then(|| json!({ "data": rows, "info": info })))
}

/// What is looked for. Of several parameters only the highest is heeded.
enum Wish {
    Criteria(Criteria),
    Email(String),
    Phone(String),
    Word(String),
}

impl Wish {
    fn read(crm: &Crm, module: Module, asked: &Parameters) -> Result<Self, Refusal> {
        if let Some(criteria) = asked.get("criteria") {
            let criteria = Criteria::parse(criteria).map_err(|misread| {
                invalid(json!({ "reason": misread.reason, "near": misread.near }))
            })?;
            let unknown = |field: &&str| crm.field(module, field).is_none();
            if let Some(field) =
                criteria.conditions().iter().map(|one| one.field.as_str()).find(unknown)
            {
                let reason = "the field is not available for search";
                return Err(invalid(json!({ "reason": reason, "api_name": field })));
            }
            return Ok(Self::Criteria(criteria));
        }
        if let Some(email) = asked.get("email") {
            return Ok(Self::Email(email.clone()));
        }
        if let Some(phone) = asked.get("phone") {
            let allowed = |c: char| c.is_ascii_digit() || c.is_whitespace() || "-().".contains(c);
            let rest = phone.strip_prefix('+').unwrap_or(phone);
            if !(3..=50).contains(&phone.chars().count()) || !rest.chars().all(allowed) {
                let reason = "the phone number is not valid";
                return Err(invalid(
                    json!({ "reason": reason, "api_name": "phone", "value": phone }),
                ));
            }
            return Ok(Self::Phone(phone.clone()));
        }
        let Some(word) = asked.get("word") else {
            return Err(Refusal::bad(
                "EXPECTED_PARAM_MISSING",
                "One of the expected parameter is missing",
            )
            .with(json!({ "param_names": ["criteria", "email", "phone", "word"] })));
        };
        if word.chars().count() < 2 {
            let reason = "a word has two characters at least";
            return Err(invalid(json!({ "reason": reason, "api_name": "word", "value": word })));
        }
        Ok(Self::Word(word.clone()))
    }

    fn fits(&self, crm: &Crm, record: &Record, version: &Version) -> bool {
        let any = |part: &str, of: fn(Kind) -> bool| {
            crm.fields_of(record.module).iter().filter(|field| of(field.kind)).any(|field| {
                version.fields.get(&field.name).is_some_and(|stored| holds(stored, part))
            })
        };
        match self {
            Self::Criteria(criteria) => criteria.fits(&|field: &str| {
                let kind =
                    crm.field(record.module, field).map_or(Kind::Text(0), |field| field.kind);
                (kind, crm.value(record, version, field))
            }),
            Self::Email(email) => any(email, |kind| kind == Kind::Email),
            // The number is compared as it was typed: no digits are picked out of either side.
            Self::Phone(phone) => any_phone(crm, record, version, phone),
            Self::Word(word) => any(word, |kind| !matches!(kind, Kind::System(_))),
        }
    }
}

fn any_phone(crm: &Crm, record: &Record, version: &Version, phone: &str) -> bool {
    let phones = crm.fields_of(record.module).iter().filter(|field| field.kind == Kind::Phone);
    let mut stored = phones.filter_map(|field| version.fields.get(&field.name)?.as_str());
    stored.any(|stored| stored.contains(phone))
}

fn invalid(details: Value) -> Refusal {
    Refusal::bad("INVALID_QUERY", "invalid query formed").with(details)
}
