//! Qdrant, over its REST interface: a collection a space, a point a product.
//!
//! A collection is named after its space, so vectors of two models never meet and a change of model
//! fills a new collection beside the old one. A point's id is made from the product's key, so writing
//! it again replaces it. Every field that a filter names is indexed, which strict servers insist on.
//!
//! Source: Qdrant's API reference 1.18 to 1.20 (November 2026).

mod body;
mod server;

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::Method;
use secrecy::SecretString;
use serde_json::{Value, json};
use url::Url;

use self::body::{
    DENSE, MOST_ITEMS, SPARSE, by_size, collection_name, point, point_id, set_traits,
};
use self::server::{Server, refused, unreadable};
use super::{CANDIDATES, Narrow, Near, Point, RRF_K, Space, Traits, Vector, VectorStore};
use crate::error::ProviderError;

/// The service's name in errors.
const SERVICE: &str = "Qdrant";
/// Points in one page while all are read through.
const PAGE: usize = 1_000;
/// Pages of one collection; more are a server that counts in circles.
const MOST_PAGES: usize = 10_000;

/// A Qdrant server.
#[derive(Debug, Clone)]
pub struct Qdrant {
    server: Server,
    prefix: String,
    int8: bool,
}

impl Qdrant {
    /// The server at `address` (`http://localhost:6333`). Its collections are named `prefix` and what
    /// tells a space, so that shops can share a server.
    pub fn new(
        http: reqwest::Client,
        address: &Url,
        key: Option<SecretString>,
        prefix: &str,
    ) -> Self {
        Self { server: Server::new(http, address, key), prefix: prefix.to_owned(), int8: false }
    }

    /// Keeps dense vectors in memory as bytes beside the exact ones: a quarter of the memory, and a
    /// little less sure of the order. Counts for collections that are created from now on.
    #[must_use]
    pub fn with_int8_quantization(self) -> Self {
        Self { int8: true, ..self }
    }

    /// Waits `pauses` between attempts, one attempt more than pauses, unless the server names a pause
    /// of its own; instead of 0.2, 1 and 3 s.
    #[must_use]
    pub fn with_pauses(mut self, pauses: Vec<Duration>) -> Self {
        self.server.pauses = pauses;
        self
    }

    /// The path of a space's collection, and of what is below it.
    fn path(&self, space: &Space, below: &str) -> String {
        format!("collections/{}{below}", collection_name(&self.prefix, space))
    }

    /// Makes the collection if there is none.
    async fn create(&self, space: &Space) -> Result<(), ProviderError> {
        let order = body::collection(space, self.int8);
        match self.server.call(Method::PUT, &self.path(space, ""), &order).await {
            // Another process was faster.
            Err(ProviderError::Refused { code, .. }) if code == "http409" => Ok(()),
            done => done.map(|_| ()),
        }
    }

    /// A write, done when this returns.
    async fn write(
        &self,
        method: Method,
        space: &Space,
        below: &str,
        body: &Value,
    ) -> Result<(), ProviderError> {
        let path = self.path(space, &format!("{below}?wait=true"));
        self.server.call(method, &path, body).await.map(|_| ())
    }
}

#[async_trait]
impl VectorStore for Qdrant {
    fn name(&self) -> &'static str {
        "qdrant"
    }

    async fn prepare(&self, space: &Space) -> Result<(), ProviderError> {
        let path = self.path(space, "");
        let found = if let Some(found) = self.server.find(&path).await? {
            found
        } else {
            self.create(space).await?;
            self.server.call(Method::GET, &path, &Value::Null).await?
        };
        body::check_collection(&collection_name(&self.prefix, space), space, &found)?;
        for (field, schema) in body::INDEXES {
            if found["payload_schema"][field]["data_type"] != schema {
                let index = json!({ "field_name": field, "field_schema": schema });
                self.write(Method::PUT, space, "/index", &index).await?;
            }
        }
        Ok(())
    }

    async fn stored(&self, space: &Space) -> Result<HashMap<String, String>, ProviderError> {
        let path = self.path(space, "/points/scroll");
        let mut stored = HashMap::new();
        let mut offset = Value::Null;
        for _ in 0..MOST_PAGES {
            let body = json!({
                "limit": PAGE, "offset": offset, "with_vector": false,
                "with_payload": ["key", "text_hash"],
            });
            let mut page = self.server.call(Method::POST, &path, &body).await?;
            let points =
                page["points"].as_array().ok_or_else(|| unreadable("no list of points"))?;
            for found in points {
                let text = |field: &str| found["payload"][field].as_str().map(str::to_owned);
                // A point without a key is not Noor's.
                if let (Some(key), Some(text_hash)) = (text("key"), text("text_hash")) {
                    stored.insert(key, text_hash);
                }
            }
            offset = page["next_page_offset"].take();
            if offset.is_null() {
                return Ok(stored);
            }
        }
        Err(unreadable("a list of points that does not end"))
    }

    async fn put(&self, space: &Space, points: &[Point]) -> Result<(), ProviderError> {
        space.check_points(SERVICE, points)?;
        for some in points.chunks(MOST_ITEMS) {
            for points in by_size(some.iter().map(point).collect()) {
                let body = json!({ "points": points });
                self.write(Method::PUT, space, "/points", &body).await?;
            }
        }
        Ok(())
    }

    async fn refresh(
        &self,
        space: &Space,
        traits: &[(String, Traits)],
    ) -> Result<(), ProviderError> {
        // Traits of a point that is not there would be refused, and those after it with them.
        let known: HashSet<String> = match traits {
            [] => return Ok(()),
            [..] => self.stored(space).await?.into_keys().collect(),
        };
        for some in traits.chunks(MOST_ITEMS) {
            let changed = some.iter().filter(|(key, _)| known.contains(key));
            for operations in by_size(changed.map(set_traits).collect()) {
                let body = json!({ "operations": operations });
                self.write(Method::POST, space, "/points/batch", &body).await?;
            }
        }
        Ok(())
    }

    async fn remove(&self, space: &Space, keys: &[String]) -> Result<(), ProviderError> {
        for some in keys.chunks(MOST_ITEMS) {
            let ids: Vec<String> = some.iter().map(|key| point_id(key)).collect();
            let body = json!({ "points": ids });
            self.write(Method::POST, space, "/points/delete", &body).await?;
        }
        Ok(())
    }

    async fn nearest(
        &self,
        space: &Space,
        query: &Vector,
        narrow: &Narrow,
        limit: usize,
    ) -> Result<Vec<Near>, ProviderError> {
        space.check(SERVICE, "the query", query)?;
        if limit == 0 {
            return Ok(Vec::new());
        }
        let filter = body::filter(narrow);
        let by = |vector: Value, using: &str, limit: usize| json!({ "query": vector, "using": using, "filter": filter, "limit": limit });
        let dense = json!(query.dense);
        let mut body = match query.sparse.as_ref().filter(|sparse| !sparse.indices.is_empty()) {
            Some(sparse) => {
                let sparse = json!({ "indices": sparse.indices, "values": sparse.values });
                let candidates = limit.max(CANDIDATES);
                let rankings = [by(dense, DENSE, candidates), by(sparse, SPARSE, candidates)];
                json!({ "prefetch": rankings, "query": { "rrf": { "k": RRF_K } }, "limit": limit })
            }
            None => by(dense, DENSE, limit),
        };
        body["with_payload"] = json!(["key"]);
        let path = self.path(space, "/points/query");
        let answer = self.server.call(Method::POST, &path, &body).await?;
        let points = answer["points"].as_array().ok_or_else(|| unreadable("no list of points"))?;
        let read = |point: &Value| {
            let key = point["payload"]["key"].as_str()?.to_owned();
            let score: f32 = serde_json::from_value(point["score"].clone()).ok()?;
            Some(Near { key, score })
        };
        let near: Option<Vec<Near>> = points.iter().map(read).collect();
        near.ok_or_else(|| {
            refused("foreignpoint", "a point without a key or score was found: it is not Noor's")
        })
    }

    async fn count(&self, space: &Space) -> Result<u64, ProviderError> {
        let path = self.path(space, "/points/count");
        let answer = self.server.call(Method::POST, &path, &json!({ "exact": true })).await?;
        answer["count"].as_u64().ok_or_else(|| unreadable("no count"))
    }
}
