//! Points: writing, reading through, counting and deleting them.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answer::{Problem, answered, read};
use super::collections::Collection;
use super::filter::Filter;
use super::id::PointId;
use super::vectors::Written;
use crate::world::World;

/// A point as it is kept.
#[derive(Debug, Default)]
pub(super) struct Point {
    pub(super) dense: BTreeMap<String, Vec<f32>>,
    pub(super) sparse: BTreeMap<String, BTreeMap<u32, f32>>,
    pub(super) payload: Map<String, Value>,
    pub(super) version: u64,
}

#[derive(Clone, Copy, Deserialize)]
pub(super) struct Waiting {
    #[serde(default)]
    wait: bool,
}

#[derive(Deserialize)]
struct Upsert {
    points: Vec<WrittenPoint>,
}

#[derive(Deserialize)]
struct WrittenPoint {
    id: PointId,
    vector: BTreeMap<String, Written>,
    #[serde(default)]
    payload: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
struct SetPayload {
    payload: Map<String, Value>,
    #[serde(flatten)]
    of: Selection,
}

/// Points by their ids or by a filter.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Selection {
    Points(Vec<PointId>),
    Filter(Filter),
}

#[derive(Deserialize)]
struct Batch {
    operations: Vec<Operation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Operation {
    Upsert(Upsert),
    SetPayload(SetPayload),
    Delete(Selection),
}

#[derive(Deserialize)]
struct Scroll {
    filter: Option<Filter>,
    limit: Option<usize>,
    offset: Option<PointId>,
    with_payload: Option<Shown>,
}

#[derive(Deserialize)]
struct Counting {
    filter: Option<Filter>,
}

/// Which fields of a payload an answer has.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Shown {
    All(bool),
    Fields(Vec<String>),
}

impl Shown {
    pub(super) fn of(&self, payload: &Map<String, Value>) -> Option<Map<String, Value>> {
        match self {
            Self::All(false) => None,
            Self::All(true) => Some(payload.clone()),
            Self::Fields(fields) => Some(
                fields
                    .iter()
                    .filter_map(|field| Some((field.clone(), payload.get(field)?.clone())))
                    .collect(),
            ),
        }
    }
}

/// What a write is answered with.
pub(super) fn completed(operation: u64, waited: bool) -> Value {
    let status = if waited { "completed" } else { "acknowledged" };
    json!({ "operation_id": operation, "status": status })
}

impl Collection {
    fn carry_out(&mut self, operation: Operation, version: u64) -> Result<(), Problem> {
        match operation {
            Operation::Upsert(upsert) => self.upsert(upsert, version),
            Operation::SetPayload(set) => {
                for id in self.selected(set.of)? {
                    let point = self.points.get_mut(&id).ok_or_else(|| Problem::no_point(id))?;
                    point.payload.extend(set.payload.clone());
                    point.version = version;
                }
                Ok(())
            }
            Operation::Delete(selection) => {
                for id in self.selected(selection)? {
                    self.points.remove(&id);
                }
                Ok(())
            }
        }
    }

    /// All points or none of them.
    fn upsert(&mut self, upsert: Upsert, version: u64) -> Result<(), Problem> {
        let points = upsert.points.into_iter().map(|point| self.fitted(point, version));
        let points: Vec<(PointId, Point)> = points.collect::<Result<_, _>>()?;
        self.points.extend(points);
        Ok(())
    }

    fn fitted(&self, written: WrittenPoint, version: u64) -> Result<(PointId, Point), Problem> {
        let mut point =
            Point { payload: written.payload.unwrap_or_default(), version, ..Point::default() };
        for (name, vector) in written.vector {
            match vector {
                Written::Dense(vector) => {
                    let params = self.dense.get(&name).ok_or_else(|| no_vector(&name))?;
                    point.dense.insert(name, params.fitted(vector)?);
                }
                Written::Sparse(vector) => {
                    if !self.sparse.contains_key(&name) {
                        return Err(no_vector(&name));
                    }
                    point.sparse.insert(name, vector.checked()?);
                }
            }
        }
        Ok((written.id, point))
    }

    fn selected(&self, selection: Selection) -> Result<Vec<PointId>, Problem> {
        match selection {
            Selection::Points(ids) => Ok(ids),
            Selection::Filter(filter) => {
                self.check(Some(&filter))?;
                Ok(self.passing(Some(&filter)).map(|(id, _)| *id).collect())
            }
        }
    }

    /// The points that pass a filter, by id.
    pub(super) fn passing<'c>(
        &'c self,
        filter: Option<&'c Filter>,
    ) -> impl Iterator<Item = (&'c PointId, &'c Point)> {
        self.points().filter(move |(id, point)| filter.is_none_or(|it| it.passes(**id, point)))
    }
}

/// The collection has no vector of this name.
pub(super) fn no_vector(name: &str) -> Problem {
    Problem::wrong_input(format_args!("Not existing vector name error: {name}"))
}

/// `PUT /collections/{name}/points`.
pub(super) async fn upsert(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Query(waiting): Query<Waiting>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    write(&world, &headers, &name, waiting, || Ok(Operation::Upsert(read(&body)?)))
}

/// `POST /collections/{name}/points/payload`.
pub(super) async fn set_payload(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Query(waiting): Query<Waiting>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    write(&world, &headers, &name, waiting, || Ok(Operation::SetPayload(read(&body)?)))
}

/// `POST /collections/{name}/points/delete`.
pub(super) async fn delete(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Query(waiting): Query<Waiting>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    write(&world, &headers, &name, waiting, || Ok(Operation::Delete(read(&body)?)))
}

fn write(
    world: &Arc<World>,
    headers: &HeaderMap,
    name: &str,
    waiting: Waiting,
    operation: impl FnOnce() -> Result<Operation, Problem>,
) -> Response {
    answered(world, headers, |shelf, _| {
        let number = shelf.operation();
        shelf.collection(name)?.carry_out(operation()?, number)?;
        Ok(completed(number, waiting.wait))
    })
}

/// `POST /collections/{name}/points/batch`.
pub(super) async fn batch(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    Query(waiting): Query<Waiting>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answered(&world, &headers, |shelf, _| {
        let batch: Batch = read(&body)?;
        let mut results = Vec::new();
        for operation in batch.operations {
            let number = shelf.operation();
            shelf.collection(&name)?.carry_out(operation, number)?;
            results.push(completed(number, waiting.wait));
        }
        Ok(Value::Array(results))
    })
}

/// `POST /collections/{name}/points/scroll`.
pub(super) async fn scroll(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answered(&world, &headers, |shelf, _| {
        let scroll: Scroll = read(&body)?;
        let collection = shelf.collection(&name)?;
        collection.check(scroll.filter.as_ref())?;
        let limit = scroll.limit.unwrap_or(10);
        if limit == 0 {
            return Err(Problem::invalid("limit: value 0 invalid, must be 1 or larger"));
        }
        let shown = scroll.with_payload.unwrap_or(Shown::All(true));
        let mut rest = collection
            .passing(scroll.filter.as_ref())
            .filter(|(id, _)| scroll.offset.is_none_or(|offset| **id >= offset));
        let points: Vec<Value> = rest
            .by_ref()
            .take(limit)
            .map(|(id, point)| json!({ "id": id, "payload": shown.of(&point.payload) }))
            .collect();
        let next = rest.next().map(|(id, _)| id);
        Ok(json!({ "points": points, "next_page_offset": next }))
    })
}

/// `POST /collections/{name}/points/count`.
pub(super) async fn count(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answered(&world, &headers, |shelf, _| {
        let counting: Counting = read(&body)?;
        let collection = shelf.collection(&name)?;
        collection.check(counting.filter.as_ref())?;
        Ok(json!({ "count": collection.passing(counting.filter.as_ref()).count() }))
    })
}
