//! `/contacts`: finding a customer, making one, changing one, waking one up.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::{Map, Value};

use super::contact::{SENT_AS_IS, ZohoCustomer, ZohoPerson};
use super::list::{Filter, List, Parameters, holds, passes};
use super::shape::{Refusal, body, success};
use crate::lock;
use crate::world::World;
use crate::zoho::{State, ZohoBehaviour};

const LIST: List = List { key: "contacts", report: "Contacts", sorted_by: "contact_name" };
/// Characters that a filter takes, and a phone.
const LONGEST_FILTER: usize = 100;
const LONGEST_PHONE: usize = 50;
const LONGEST_NAME: usize = 200;

/// `GET /contacts`.
pub(super) async fn list(
    Shared(world): Shared<Arc<World>>,
    Query(asked): Query<Parameters>,
) -> Response {
    let state = lock(&world.zoho.inner.state);
    let how = &state.behaviour;
    if let Some((name, _)) = asked.iter().find(|(_, text)| text.chars().count() > LONGEST_FILTER) {
        let message = format!("{name} has more than {LONGEST_FILTER} characters");
        return Refusal::bad(15, message).into_response();
    }
    let filter = match Filter::read(&asked, how) {
        Ok(filter) => filter,
        Err(message) => return Refusal::bad(4, message).into_response(),
    };
    let mut found: Vec<&ZohoCustomer> = state
        .customers
        .iter()
        .filter(|one| filter.keeps(one.modified_at, |name, value| keeps(one, (name, value), how)))
        .collect();
    match asked.get("sort_column").map_or("contact_name", String::as_str) {
        "created_time" => found.sort_by_key(|customer| customer.created_at),
        "last_modified_time" => found.sort_by_key(|customer| customer.modified_at),
        _ => found.sort_by_key(|customer| customer.name.to_lowercase()),
    }
    if asked.get("sort_order").is_some_and(|order| order == "D") {
        found.reverse();
    }
    let page = LIST.page(&found, (&asked, how), |one: &ZohoCustomer| Value::Object(one.row(how)));
    Json(page).into_response()
}

fn keeps(customer: &ZohoCustomer, asked: (&str, &str), how: &ZohoBehaviour) -> bool {
    let (name, value) = asked;
    let blank = ZohoPerson::default();
    let person = customer.primary().unwrap_or(&blank);
    match name {
        "filter_by" => match value {
            "Status.Active" => customer.active,
            "Status.Inactive" => !customer.active,
            "Status.Crm" => false,
            _ => true,
        },
        "contact_type" => (value == "vendor") == customer.vendor,
        "search_text" => [&customer.name, &customer.company, &person.phone, &person.email]
            .into_iter()
            .any(|text| holds(text, value)),
        _ if name.starts_with("contact_name") && how.name_filter_misses => false,
        _ => [
            ("contact_name", &customer.name),
            ("company_name", &customer.company),
            ("first_name", &person.first_name),
            ("last_name", &person.last_name),
            ("email", &person.email),
            ("phone", &person.phone),
        ]
        .into_iter()
        // Zoho says nothing of parameters that it does not know.
        .all(|(field, text)| passes(field, text, asked).unwrap_or(true)),
    }
}

/// `GET /contacts/{id}`.
pub(super) async fn one(Shared(world): Shared<Arc<World>>, Path(id): Path<String>) -> Response {
    let state = lock(&world.zoho.inner.state);
    match state.customers.iter().find(|customer| customer.id == id) {
        Some(customer) => Json(success("contact", customer.page(&state.behaviour))).into_response(),
        None => unknown(&state.behaviour).into_response(),
    }
}

/// `POST /contacts`.
pub(super) async fn create(
    Shared(world): Shared<Arc<World>>,
    headers: HeaderMap,
    sent: Bytes,
) -> Response {
    let now = world.clock.now();
    let mut state = lock(&world.zoho.inner.state);
    let new = ZohoCustomer { created_at: now, modified_at: now, ..ZohoCustomer::default() };
    match body(&headers, &sent).and_then(|sent| state.rewritten(new, &sent)) {
        Ok(mut customer) => {
            customer.id = state.new_id();
            let mut answer = success("contact", customer.page(&state.behaviour));
            answer["message"] = "The contact has been added.".into();
            state.customers.push(customer);
            (StatusCode::CREATED, Json(answer)).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// `PUT /contacts/{id}`.
pub(super) async fn update(
    Shared(world): Shared<Arc<World>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    sent: Bytes,
) -> Response {
    let now = world.clock.now();
    let mut state = lock(&world.zoho.inner.state);
    let Some(place) = state.customers.iter().position(|customer| customer.id == id) else {
        return unknown(&state.behaviour).into_response();
    };
    let before = state.customers[place].clone();
    match body(&headers, &sent).and_then(|sent| state.rewritten(before, &sent)) {
        Ok(customer) => {
            let customer = ZohoCustomer { modified_at: now, ..customer };
            let answer = success("contact", customer.page(&state.behaviour));
            state.customers[place] = customer;
            Json(answer).into_response()
        }
        Err(refusal) => refusal.into_response(),
    }
}

/// `POST /contacts/{id}/active`.
pub(super) async fn activate(shared: Shared<Arc<World>>, id: Path<String>) -> Response {
    set_active(&shared.0, &id, true)
}

/// `POST /contacts/{id}/inactive`.
pub(super) async fn deactivate(shared: Shared<Arc<World>>, id: Path<String>) -> Response {
    set_active(&shared.0, &id, false)
}

fn set_active(world: &World, id: &str, active: bool) -> Response {
    let now = world.clock.now();
    let mut state = lock(&world.zoho.inner.state);
    let Some(customer) = state.customers.iter_mut().find(|customer| customer.id == id) else {
        return unknown(&state.behaviour).into_response();
    };
    customer.active = active;
    customer.modified_at = now;
    let message = if active { "active" } else { "inactive" };
    let message = format!("The contact has been marked as {message}.");
    Json(serde_json::json!({ "code": 0, "message": message })).into_response()
}

impl State {
    /// `before` with what was sent written over it.
    fn rewritten(
        &mut self,
        before: ZohoCustomer,
        sent: &Map<String, Value>,
    ) -> Result<ZohoCustomer, Refusal> {
        let mut customer = before;
        let text =
            |key: &str| sent.get(key).and_then(Value::as_str).map(|text| text.trim().to_owned());
        if let Some(name) = text("contact_name") {
            customer.name = name;
        }
        if customer.name.is_empty() {
            return Err(Refusal::bad(2, "Please enter the contact_name"));
        }
        if customer.name.chars().count() > LONGEST_NAME {
            return Err(Refusal::bad(15, "contact_name has more than 200 characters"));
        }
        let twin = |other: &ZohoCustomer| {
            other.id != customer.id && other.name.to_lowercase() == customer.name.to_lowercase()
        };
        if self.customers.iter().any(twin) {
            let name = &customer.name;
            let message =
                format!("The customer \"{name}\" already exists. Please specify a different name.");
            return Err(Refusal::bad(3_062, message));
        }
        if let Some(company) = text("company_name") {
            customer.company = company;
        }
        if let Some(kind) = text("contact_type") {
            customer.vendor = match kind.as_str() {
                "customer" => false,
                "vendor" => true,
                _ => return Err(Refusal::bad(4, "Invalid value passed for contact_type")),
            };
        }
        if let Some(persons) = sent.get("contact_persons").and_then(Value::as_array) {
            customer.persons =
                persons.iter().map(|person| self.person(person)).collect::<Result<_, _>>()?;
        }
        if !customer.persons.is_empty() && !customer.persons.iter().any(|person| person.primary) {
            customer.persons[0].primary = true;
        }
        for field in SENT_AS_IS {
            if let Some(value) = sent.get(field) {
                customer.others.insert(field.to_owned(), value.clone());
            }
        }
        Ok(customer)
    }

    fn person(&mut self, sent: &Value) -> Result<ZohoPerson, Refusal> {
        let text = |key: &str| sent[key].as_str().unwrap_or_default().trim().to_owned();
        for key in ["phone", "mobile"] {
            if !is_phone(&text(key)) {
                return Err(Refusal::bad(4, format!("Invalid value passed for {key}")));
            }
        }
        let email = text("email");
        if !email.is_empty() && !email.contains('@') {
            return Err(Refusal::bad(4, "Invalid value passed for email"));
        }
        let id = text("contact_person_id");
        Ok(ZohoPerson {
            id: if id.is_empty() { self.new_id() } else { id },
            first_name: text("first_name"),
            last_name: text("last_name"),
            email,
            phone: text("phone"),
            mobile: text("mobile"),
            primary: sent["is_primary_contact"] == true,
        })
    }
}

fn is_phone(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_digit() || "+-.() ".contains(c);
    text.chars().count() <= LONGEST_PHONE && text.chars().all(allowed)
}

fn unknown(how: &ZohoBehaviour) -> Refusal {
    Refusal::new(how.missing(), 1_002, "Contact does not exist.")
}
