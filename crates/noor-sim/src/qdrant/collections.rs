//! Collections: what vectors they hold, which fields are indexed.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::answer::{Problem, answered, read as read_body};
use super::id::PointId;
use super::points::{Point, completed};
use super::vectors::DenseParams;
use super::{QdrantOptions, Shelf};
use crate::world::World;

/// Types that a field can be indexed as.
const INDEX_TYPES: [&str; 8] =
    ["keyword", "integer", "float", "bool", "geo", "datetime", "text", "uuid"];

/// A collection.
pub(super) struct Collection {
    pub(super) dense: BTreeMap<String, DenseParams>,
    pub(super) sparse: Map<String, Value>,
    /// As it was ordered, to be told again.
    ordered: Ordered,
    strict: bool,
    pub(super) indexes: BTreeMap<String, String>,
    pub(super) points: BTreeMap<PointId, Point>,
}

#[derive(Clone, Deserialize)]
pub(super) struct Ordered {
    #[serde(default)]
    vectors: Map<String, Value>,
    #[serde(default)]
    sparse_vectors: Map<String, Value>,
    #[serde(default)]
    hnsw_config: Value,
    #[serde(default)]
    quantization_config: Value,
    #[serde(default)]
    strict_mode_config: Option<StrictMode>,
}

#[derive(Clone, Deserialize)]
struct StrictMode {
    enabled: Option<bool>,
    unindexed_filtering_retrieve: Option<bool>,
}

#[derive(Deserialize)]
struct Index {
    field_name: String,
    field_schema: Value,
}

impl Collection {
    fn new(ordered: Ordered, options: &QdrantOptions) -> Result<Self, Problem> {
        let mut dense = BTreeMap::new();
        for (name, params) in &ordered.vectors {
            let params: DenseParams = serde_json::from_value(params.clone())
                .map_err(|error| Problem::bad_request(format_args!("vectors.{name}: {error}")))?;
            if params.size == 0 {
                return Err(Problem::invalid(format_args!(
                    "vectors.{name}.size: value 0 invalid, must be 1 or larger"
                )));
            }
            dense.insert(name.clone(), params);
        }
        let own = ordered.strict_mode_config.as_ref();
        let strict = own.map_or(options.strict, |own| {
            own.enabled == Some(true) && own.unindexed_filtering_retrieve == Some(false)
        });
        Ok(Self {
            dense,
            sparse: ordered.sparse_vectors.clone(),
            ordered,
            strict,
            indexes: BTreeMap::new(),
            points: BTreeMap::new(),
        })
    }

    pub(super) fn points(&self) -> impl Iterator<Item = (&PointId, &Point)> {
        self.points.iter()
    }

    pub(super) fn indexes(&self) -> BTreeMap<String, String> {
        self.indexes.clone()
    }

    /// Refuses a filter that needs an index which is not there.
    pub(super) fn check(&self, filter: Option<&super::filter::Filter>) -> Result<(), Problem> {
        match filter {
            Some(filter) if self.strict => filter.check(&self.indexes),
            Some(_) | None => Ok(()),
        }
    }

    fn description(&self) -> Value {
        let of_field = |field: &str| {
            self.points.values().filter(|point| point.payload.contains_key(field)).count()
        };
        let schema: Map<String, Value> = self
            .indexes
            .iter()
            .map(|(field, kind)| {
                (field.clone(), json!({ "data_type": kind, "points": of_field(field) }))
            })
            .collect();
        json!({
            "status": "green",
            "optimizer_status": "ok",
            "indexed_vectors_count": 0,
            "points_count": self.points.len(),
            "segments_count": 1,
            "config": {
                "params": {
                    "vectors": self.ordered.vectors,
                    "sparse_vectors": self.ordered.sparse_vectors,
                    "shard_number": 1,
                    "replication_factor": 1,
                    "write_consistency_factor": 1,
                    "on_disk_payload": true,
                },
                "hnsw_config": self.ordered.hnsw_config,
                "quantization_config": self.ordered.quantization_config,
            },
            "payload_schema": schema,
        })
    }
}

impl Shelf {
    pub(super) fn collection(&mut self, name: &str) -> Result<&mut Collection, Problem> {
        self.collections.get_mut(name).ok_or_else(|| Problem::no_collection(name))
    }

    /// The number of one more write.
    pub(super) fn operation(&mut self) -> u64 {
        self.operations += 1;
        self.operations
    }
}

/// `GET /collections`.
pub(super) async fn list(State(world): State<Arc<World>>, headers: HeaderMap) -> Response {
    answered(&world, &headers, |shelf, _| {
        let names: Vec<Value> =
            shelf.collections.keys().map(|name| json!({ "name": name })).collect();
        Ok(json!({ "collections": names }))
    })
}

/// `GET /collections/{name}`.
pub(super) async fn read(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    answered(&world, &headers, |shelf, _| Ok(shelf.collection(&name)?.description()))
}

/// `GET /collections/{name}/exists`.
pub(super) async fn exists(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    answered(&world, &headers, |shelf, _| {
        Ok(json!({ "exists": shelf.collections.contains_key(&name) }))
    })
}

/// `PUT /collections/{name}`.
pub(super) async fn create(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answered(&world, &headers, |shelf, options| {
        let collection = Collection::new(read_body(&body)?, options)?;
        if shelf.collections.contains_key(&name) {
            return Err(Problem::collection_exists(&name));
        }
        shelf.collections.insert(name, collection);
        Ok(Value::Bool(true))
    })
}

/// `DELETE /collections/{name}`.
pub(super) async fn delete(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    answered(&world, &headers, |shelf, _| Ok(shelf.collections.remove(&name).is_some().into()))
}

/// `PUT /collections/{name}/index`.
pub(super) async fn index(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answered(&world, &headers, |shelf, _| {
        let index: Index = read_body(&body)?;
        let kind = index.field_schema.get("type").unwrap_or(&index.field_schema).as_str();
        let kind = kind.filter(|kind| INDEX_TYPES.contains(kind)).ok_or_else(|| {
            Problem::bad_request(format_args!("unknown field schema {}", index.field_schema))
        })?;
        shelf.collection(&name)?.indexes.insert(index.field_name, kind.to_owned());
        Ok(completed(shelf.operation(), true))
    })
}
