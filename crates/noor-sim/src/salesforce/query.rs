//! `GET /query`: over the records as they are, batch by batch.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::answer::{Refusal, admit, told};
use super::compare::{between, check_test, compares};
use super::rows::no_such_column;
use super::schema::{Field, Kind, Object};
use super::soql::{Condition, Select, Test, like, parse};
use super::{Record, State, id};
use crate::lock;
use crate::world::World;

/// Rows that may be passed over.
const MOST_PASSED_OVER: usize = 2_000;

/// `GET /query?q=`.
pub(super) async fn first(
    Shared(world): Shared<Arc<World>>,
    Path(version): Path<String>,
    Query(asked): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let salesforce = &world.salesforce;
    let found = || {
        admit(salesforce, &headers, &version)?;
        let query = asked.get("q").map(String::as_str).unwrap_or_default();
        let select = parse(query).map_err(|why| Refusal::bad("MALFORMED_QUERY", why))?;
        let mut state = lock(&salesforce.inner.state);
        let rows = state.found(&select, &version)?;
        state.last += 1;
        let cursor: String = id::nth("01g", state.last).chars().take(15).collect();
        let batch = state.batch(&cursor, &rows, 0, &version);
        state.cursors.insert(cursor, rows);
        Ok(Json(batch).into_response())
    };
    told(salesforce, found())
}

/// `GET /query/{cursor}`: what did not fit into the batch before.
pub(super) async fn next(
    Shared(world): Shared<Arc<World>>,
    Path((version, cursor)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let salesforce = &world.salesforce;
    let found = || {
        admit(salesforce, &headers, &version)?;
        let state = lock(&salesforce.inner.state);
        let place = cursor.split_once('-').and_then(|(of, at)| Some((of, at.parse().ok()?)));
        let rows = place.and_then(|(of, _)| state.cursors.get(of));
        let Some(((of, start), rows)) = place.zip(rows) else {
            return Err(Refusal::bad("INVALID_QUERY_LOCATOR", "invalid query locator"));
        };
        Ok(Json(state.batch(of, rows, start, &version)).into_response())
    };
    told(salesforce, found())
}

impl State {
    fn batch(&self, cursor: &str, rows: &[Value], start: usize, version: &str) -> Value {
        let shown: Vec<&Value> =
            rows.iter().skip(start).take(self.behaviour.batch_rows.max(1)).collect();
        let end = start + shown.len();
        let done = end >= rows.len();
        let mut batch = json!({ "totalSize": rows.len(), "done": done, "records": shown });
        if !done {
            batch["nextRecordsUrl"] =
                json!(format!("/services/data/{version}/query/{cursor}-{end}"));
        }
        batch
    }

    fn found(&self, select: &Select, version: &str) -> Result<Vec<Value>, Refusal> {
        let object = known(&select.object)?;
        let asked = select.columns.iter().map(String::as_str).collect();
        let columns = self.columns(object, Some(asked))?;
        let hits = self.hits(object, select)?;
        Ok(hits.into_iter().map(|record| record.shown(version, &columns)).collect())
    }

    fn hits(&self, object: Object, select: &Select) -> Result<Vec<&Record>, Refusal> {
        if select.offset > MOST_PASSED_OVER {
            let message = "Maximum SOQL offset allowed is 2000";
            return Err(Refusal::bad("NUMBER_OUTSIDE_VALID_RANGE", message));
        }
        if let Some(condition) = &select.condition {
            self.check(object, condition)?;
        }
        let mut hits = Vec::new();
        for record in self.of(object) {
            let fulfilled = match &select.condition {
                Some(condition) => self.fulfils(record, condition)?,
                None => true,
            };
            if fulfilled {
                hits.push(record);
            }
        }
        for (column, falling) in select.order.iter().rev() {
            let field = self.column(object, column)?;
            hits.sort_by(|a, b| {
                let order = between(&a.value(&field.name), &b.value(&field.name));
                if *falling { order.reverse() } else { order }
            });
        }
        let limit = select.limit.unwrap_or(usize::MAX);
        Ok(hits.into_iter().skip(select.offset).take(limit).collect())
    }

    fn column(&self, object: Object, name: &str) -> Result<&Field, Refusal> {
        self.schema.field(object, name).ok_or_else(|| no_such_column(object, name))
    }

    /// Whether the columns are there and can be tested like this.
    fn check(&self, object: Object, condition: &Condition) -> Result<(), Refusal> {
        match condition {
            Condition::All(all) | Condition::Any(all) => {
                all.iter().try_for_each(|one| self.check(object, one))
            }
            Condition::Not(inner) => self.check(object, inner),
            Condition::Column(name, test) => {
                let field = self.column(object, name)?;
                if !field.filterable() {
                    let message = format!("field '{name}' can not be filtered in a query call");
                    return Err(Refusal::bad("INVALID_FIELD", message));
                }
                check_test(field, test)?;
                match test {
                    Test::Within(inner) => {
                        let (object, _) = self.joined(inner)?;
                        inner.condition.as_ref().map_or(Ok(()), |it| self.check(object, it))
                    }
                    _ => Ok(()),
                }
            }
        }
    }

    fn fulfils(&self, record: &Record, condition: &Condition) -> Result<bool, Refusal> {
        Ok(match condition {
            Condition::All(all) => {
                for one in all {
                    if !self.fulfils(record, one)? {
                        return Ok(false);
                    }
                }
                true
            }
            Condition::Any(all) => {
                for one in all {
                    if self.fulfils(record, one)? {
                        return Ok(true);
                    }
                }
                false
            }
            Condition::Not(inner) => !self.fulfils(record, inner)?,
            Condition::Column(name, test) => {
                let field = self.column(record.object, name)?;
                let stored = record.value(&field.name);
                match test {
                    Test::Compare(sign, value) => compares(field, &stored, sign, value),
                    Test::Like(pattern) => stored.as_str().is_some_and(|text| like(text, pattern)),
                    Test::In(values) => {
                        values.iter().any(|value| compares(field, &stored, "=", value))
                    }
                    Test::NotIn(values) => {
                        !values.iter().any(|value| compares(field, &stored, "=", value))
                    }
                    Test::Within(inner) => self.within(inner, &stored)?,
                }
            }
        })
    }

    /// The object of a query in a query, and its one column, which holds ids.
    fn joined(&self, inner: &Select) -> Result<(Object, &Field), Refusal> {
        let object = known(&inner.object)?;
        let [column] = inner.columns.as_slice() else {
            let message = "semi join sub-selects can only have one column";
            return Err(Refusal::bad("MALFORMED_QUERY", message));
        };
        let field = self.column(object, column)?;
        if !matches!(field.kind, Kind::Id | Kind::Reference(_)) {
            let message = "semi join sub-selects can only query ids";
            return Err(Refusal::bad("MALFORMED_QUERY", message));
        }
        Ok((object, field))
    }

    /// Whether an id is among those that another query finds.
    fn within(&self, inner: &Select, stored: &Value) -> Result<bool, Refusal> {
        let (object, field) = self.joined(inner)?;
        let hits = self.hits(object, inner)?;
        Ok(hits.into_iter().any(|record| record.value(&field.name) == *stored))
    }
}

fn known(name: &str) -> Result<Object, Refusal> {
    Object::named(name).ok_or_else(|| {
        Refusal::bad("INVALID_TYPE", format!("sObject type '{name}' is not supported."))
    })
}
