//! A Qdrant server in small: the REST calls of a vector store, over an exact search in memory.
//!
//! It owns collections and their points. It must never be kinder than the real one: filters want
//! their indexes, vectors their dimensions, and ids are numbers or UUIDs and nothing else.

mod answer;
mod collections;
mod filter;
mod id;
mod points;
mod query;
mod vectors;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::routing::{get, post, put};
use serde_json::{Map, Value};

use self::collections::Collection;
use crate::gate::Gated as _;
use crate::lock;
use crate::simulator::SIMULATOR_KEY;
use crate::world::World;

/// How the vector store starts.
#[derive(Debug, Clone)]
pub struct QdrantOptions {
    /// What callers must show as `api-key` or as bearer; `None` lets everybody in.
    pub api_key: Option<String>,
    /// Whether filters need a payload index, as in Qdrant's cloud.
    pub strict: bool,
}

impl Default for QdrantOptions {
    fn default() -> Self {
        Self { api_key: Some(SIMULATOR_KEY.to_owned()), strict: true }
    }
}

/// The vector store. Cheap to clone.
#[derive(Clone)]
pub struct Qdrant {
    inner: Arc<Inner>,
}

struct Inner {
    options: QdrantOptions,
    shelf: Mutex<Shelf>,
}

/// All collections by name, and how many writes there were.
#[derive(Default)]
struct Shelf {
    collections: BTreeMap<String, Collection>,
    operations: u64,
}

impl Qdrant {
    pub(crate) fn new(options: QdrantOptions) -> Self {
        Self { inner: Arc::new(Inner { options, shelf: Mutex::default() }) }
    }

    /// The names of all collections.
    pub fn collections(&self) -> Vec<String> {
        lock(&self.inner.shelf).collections.keys().cloned().collect()
    }

    /// What the points of a collection carry, by their ids; empty if there is no such collection.
    pub fn payloads(&self, collection: &str) -> BTreeMap<String, Map<String, Value>> {
        let all = lock(&self.inner.shelf);
        let points = all.collections.get(collection).into_iter().flat_map(Collection::points);
        points.map(|(id, point)| (id.to_string(), point.payload.clone())).collect()
    }

    /// The indexed fields of a collection and their types.
    pub fn indexes(&self, collection: &str) -> BTreeMap<String, String> {
        let all = lock(&self.inner.shelf);
        all.collections.get(collection).map(Collection::indexes).unwrap_or_default()
    }

    pub(crate) fn reset(&self) {
        *lock(&self.inner.shelf) = Shelf::default();
    }
}

pub(crate) fn routes(world: &Arc<World>) -> Router<Arc<World>> {
    Router::new()
        .route("/healthz", get(async || "healthz check passed"))
        .route("/livez", get(async || "healthz check passed"))
        .route("/readyz", get(async || "all shards are ready"))
        .gated(world, "qdrant.collections", "/collections", get(collections::list))
        .gated(
            world,
            "qdrant.collection",
            "/collections/{name}",
            get(collections::read).put(collections::create).delete(collections::delete),
        )
        .gated(world, "qdrant.exists", "/collections/{name}/exists", get(collections::exists))
        .gated(world, "qdrant.index", "/collections/{name}/index", put(collections::index))
        .gated(world, "qdrant.upsert", "/collections/{name}/points", put(points::upsert))
        .gated(
            world,
            "qdrant.payload",
            "/collections/{name}/points/payload",
            post(points::set_payload),
        )
        .gated(world, "qdrant.delete", "/collections/{name}/points/delete", post(points::delete))
        .gated(world, "qdrant.batch", "/collections/{name}/points/batch", post(points::batch))
        .gated(world, "qdrant.scroll", "/collections/{name}/points/scroll", post(points::scroll))
        .gated(world, "qdrant.count", "/collections/{name}/points/count", post(points::count))
        .gated(world, "qdrant.query", "/collections/{name}/points/query", post(query::query))
}
