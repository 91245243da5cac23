//! `POST /coql`: queries over the records themselves, without the search's lag.

mod parse;
mod token;

use std::cmp::Ordering;
use std::sync::Arc;

use axum::Json;
use axum::extract::State as Shared;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::{Map, Value, json};

use self::parse::{Condition, Select, Test, parse};
use super::Crm;
use super::admit::check_token;
use super::answer::{Refusal, nothing};
use super::compare::{is, order, text_of};
use super::fields::{Kind, id_of};
use super::module::Module;
use super::record::Record;
use crate::lock;
use crate::world::World;

/// Rows that a query may ask for.
const MOST_ROWS: usize = 2_000;
/// Conditions that a query may hold.
const MOST_CONDITIONS: usize = 25;

/// `POST /coql`.
pub(super) async fn query(
    Shared(world): Shared<Arc<World>>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match found(&world, &headers, &body) {
        Ok(Some(answer)) => Json(answer).into_response(),
        Ok(None) => nothing(),
        Err(refusal) => refusal.into_response(),
    }
}

fn found(world: &World, headers: &HeaderMap, body: &[u8]) -> Result<Option<Value>, Refusal> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let query = body.get("select_query").and_then(Value::as_str).ok_or_else(|| {
        Refusal::bad("MANDATORY_NOT_FOUND", "required field not found")
            .with(json!({ "api_name": "select_query", "json_path": "$.select_query" }))
    })?;
    let select = parse(query).map_err(|error| {
        Refusal::bad("SYNTAX_ERROR", "error occurred while parsing the query")
            .with(json!({ "reason": error.0 }))
    })?;
    let module = Module::named(&select.module).ok_or_else(|| {
        Refusal::bad("INVALID_MODULE", "the module given seems to be invalid")
            .with(json!({ "module": select.module }))
    })?;
    check_token(world, headers, read_scope(module))?;
    let state = lock(&world.zoho.inner.state);
    let crm = &state.crm;
    check_columns(crm, module, &select)?;
    let over = |what: &str, limit: usize| {
        Refusal::bad("LIMIT_EXCEEDED", "the limit is exceeded")
            .with(json!({ "limit_due_to": what, "limit": limit }))
    };
    if select.limit > MOST_ROWS {
        return Err(over("limit", MOST_ROWS));
    }
    if select.condition.columns().len() > MOST_CONDITIONS {
        return Err(over("where", MOST_CONDITIONS));
    }
    let mut hits: Vec<&Record> =
        crm.of(module).filter(|record| crm.fulfils(record, &select.condition)).collect();
    for (column, falling) in select.order.iter().rev() {
        hits.sort_by(|a, b| {
            let rising = between(&crm.column(a, column), &crm.column(b, column));
            if *falling { rising.reverse() } else { rising }
        });
    }
    let row = |record: &&Record| {
        let mut row = Map::new();
        row.insert("id".to_owned(), json!(record.text_id()));
        for column in &select.columns {
            row.insert(column.clone(), crm.column(record, column));
        }
        Value::Object(row)
    };
    let rows: Vec<Value> = hits.iter().skip(select.offset).take(select.limit).map(row).collect();
    let more = select.offset + rows.len() < hits.len();
    let info = json!({ "count": rows.len(), "more_records": more });
    Ok((!rows.is_empty()).then(|| json!({ "data": rows, "info": info })))
}

/// The scope to read a module.
fn read_scope(module: Module) -> &'static str {
    match module {
        Module::Contacts => "ZohoCRM.modules.contacts.READ",
        Module::Deals => "ZohoCRM.modules.deals.READ",
        Module::Notes => "ZohoCRM.modules.notes.READ",
        Module::Tasks => "ZohoCRM.modules.tasks.READ",
    }
}

fn check_columns(crm: &Crm, module: Module, select: &Select) -> Result<(), Refusal> {
    let ordered = select.order.iter().map(|(column, _)| column.as_str());
    let named = select.columns.iter().map(String::as_str);
    let mut all = named.chain(select.condition.columns()).chain(ordered);
    let Some(column) = all.find(|column| !crm.has_column(module, column)) else { return Ok(()) };
    let reason = "column given seems to be invalid";
    Err(Refusal::bad("INVALID_QUERY", "invalid query formed")
        .with(json!({ "reason": reason, "column_name": column })))
}

impl Crm {
    fn has_column(&self, module: Module, column: &str) -> bool {
        let Some((first, rest)) = column.split_once('.') else {
            return self.field(module, column).is_some();
        };
        match self.field(module, first).map(|field| field.kind) {
            Some(Kind::Lookup(of)) => self.field(of, rest).is_some(),
            // A note may belong to any module: only what all of them have can be asked for.
            Some(Kind::Parent) => rest == "id",
            Some(_) | None => false,
        }
    }

    /// What stands in a column; `Contact_Name.Last_Name` is a field of the contact.
    fn column(&self, record: &Record, column: &str) -> Value {
        let Some((first, rest)) = column.split_once('.') else {
            return self.value(record, &record.now, column);
        };
        let stored = record.now.fields.get(first);
        let of = self.field(record.module, first).map(|field| field.kind);
        match (of, stored.and_then(id_of)) {
            (Some(Kind::Lookup(of)), Some(id)) => {
                self.find(of, id).map_or(Value::Null, |other| self.value(other, &other.now, rest))
            }
            (Some(Kind::Parent), Some(id)) => json!(id.to_string()),
            (Some(_) | None, _) => Value::Null,
        }
    }

    fn fulfils(&self, record: &Record, condition: &Condition) -> bool {
        match condition {
            Condition::And(left, right) => {
                self.fulfils(record, left) && self.fulfils(record, right)
            }
            Condition::Or(left, right) => self.fulfils(record, left) || self.fulfils(record, right),
            Condition::Column(column, turned, test) => {
                let stored = self.column(record, column);
                match test {
                    Test::Null => is_empty(&stored) != *turned,
                    // Nothing is said of what is empty, neither that it is nor that it is not.
                    Test::Equal(_)
                    | Test::Less(_)
                    | Test::Greater(_)
                    | Test::Like(_)
                    | Test::In(_)
                    | Test::Between(..) => !is_empty(&stored) && test.holds(&stored) != *turned,
                }
            }
        }
    }
}

impl Test {
    fn holds(&self, stored: &Value) -> bool {
        match self {
            Self::Equal(value) => is(stored, value),
            Self::Less(value) => order(stored, value) == Some(Ordering::Less),
            Self::Greater(value) => order(stored, value) == Some(Ordering::Greater),
            Self::Like(pattern) => text_of(stored).is_some_and(|text| like(&text, pattern)),
            Self::In(values) => values.iter().any(|value| is(stored, value)),
            Self::Between(low, high) => {
                order(stored, low).is_some_and(Ordering::is_ge)
                    && order(stored, high).is_some_and(Ordering::is_le)
            }
            Self::Null => is_empty(stored),
        }
    }
}

fn is_empty(stored: &Value) -> bool {
    stored.is_null() || stored.as_array().is_some_and(Vec::is_empty)
}

/// Whether `text` has the form of `pattern`, in which `%` stands for anything.
fn like(text: &str, pattern: &str) -> bool {
    let text = text.to_lowercase();
    let pattern = pattern.to_lowercase();
    let mut parts = pattern.split('%');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some((_, behind)) = rest.split_once(part) else { return false };
        rest = behind;
    }
    rest.ends_with(last)
}

/// The order of two columns: empty first, numbers by size, all else as text.
fn between(a: &Value, b: &Value) -> Ordering {
    match (text_of(a), text_of(b)) {
        (Some(_), Some(b)) => order(a, &b).unwrap_or(Ordering::Equal),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

#[cfg(test)]
mod tests {
    use super::like;

    #[test]
    fn a_percent_sign_stands_for_anything() {
        assert!(like("+971500000001", "%0001") && like("Sample", "sam%") && like("abc", "%B%"));
        assert!(like("a-b-c", "a%b%c") && like("", "%") && like("same", "same"));
        assert!(!like("abc", "b") && !like("abc", "%d%") && !like("abc", "c%a"));
    }
}
