//! `POST /collections/{name}/points/query`: the nearest points, and rankings fused into one.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::answer::{Problem, answered, read};
use super::collections::Collection;
use super::filter::Filter;
use super::id::PointId;
use super::points::{Shown, no_vector};
use super::vectors::{Written, dot, sparse_dot};
use crate::world::World;

/// Points of an answer, or of a ranking to be fused, unless another number is named.
const LIMIT: usize = 10;
/// What is added to a place in a fused ranking unless another number is named.
const DEFAULT_K: f32 = 2.0;

#[derive(Deserialize)]
struct Request {
    #[serde(flatten)]
    ask: Ask,
    #[serde(default)]
    offset: usize,
    with_payload: Option<Shown>,
}

/// A ranking, perhaps of other rankings.
#[derive(Deserialize)]
struct Ask {
    #[serde(default)]
    prefetch: Prefetch,
    query: Option<Wanted>,
    using: Option<String>,
    filter: Option<Filter>,
    limit: Option<usize>,
    score_threshold: Option<f32>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Prefetch {
    Many(Vec<Ask>),
    One(Box<Ask>),
}

impl Default for Prefetch {
    fn default() -> Self {
        Self::Many(Vec::new())
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Wanted {
    Fusion(Fusion),
    Rrf { rrf: Rrf },
    Nearest { nearest: Written },
    Vector(Written),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fusion {
    fusion: FusionKind,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum FusionKind {
    Rrf,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Rrf {
    k: Option<u16>,
    weights: Option<Vec<f32>>,
}

/// Points, best first.
type Ranking = Vec<(PointId, f32)>;

/// `POST /collections/{name}/points/query`.
pub(super) async fn query(
    State(world): State<Arc<World>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answered(&world, &headers, |shelf, _| {
        let request: Request = read(&body)?;
        let collection = shelf.collection(&name)?;
        let mut ranking = collection.rank(&request.ask, &[], request.offset)?;
        let shown = request.with_payload.unwrap_or(Shown::All(false));
        let from = request.offset.min(ranking.len());
        let points: Vec<Value> = ranking
            .split_off(from)
            .into_iter()
            .filter_map(|(id, score)| {
                let point = collection.points.get(&id)?;
                let mut told = json!({ "id": id, "version": point.version, "score": score });
                if let Some(payload) = shown.of(&point.payload) {
                    told["payload"] = Value::Object(payload);
                }
                Some(told)
            })
            .collect();
        Ok(json!({ "points": points }))
    })
}

impl Collection {
    /// The best points of a question, within its own filter and those around it.
    fn rank(&self, ask: &Ask, around: &[&Filter], more: usize) -> Result<Ranking, Problem> {
        self.check(ask.filter.as_ref())?;
        let filters: Vec<&Filter> = around.iter().copied().chain(&ask.filter).collect();
        let limit = ask.limit.unwrap_or(LIMIT);
        if limit == 0 {
            return Err(Problem::invalid("limit: value 0 invalid, must be 1 or larger"));
        }
        let prefetch: &[Ask] = match &ask.prefetch {
            Prefetch::Many(asks) => asks.as_slice(),
            Prefetch::One(ask) => std::slice::from_ref(ask),
        };
        let lists = prefetch.iter().map(|ask| self.rank(ask, &filters, 0));
        let lists: Vec<Ranking> = lists.collect::<Result<_, _>>()?;
        let mut ranking = match &ask.query {
            Some(Wanted::Fusion(Fusion { fusion: FusionKind::Rrf })) => {
                fused(&lists, &Rrf::default())?
            }
            Some(Wanted::Rrf { rrf }) => fused(&lists, rrf)?,
            Some(Wanted::Nearest { nearest: vector } | Wanted::Vector(vector)) => {
                let mut ranking = self.nearest(vector, ask.using.as_deref(), &filters)?;
                if !prefetch.is_empty() {
                    let fetched =
                        |id: &PointId| lists.iter().flatten().any(|(known, _)| known == id);
                    ranking.retain(|(id, _)| fetched(id));
                }
                ranking
            }
            None if prefetch.is_empty() => {
                self.passing_all(&filters).map(|(id, _)| (*id, 0.0)).collect()
            }
            None => {
                return Err(Problem::bad_request(
                    "A query is needed to merge the prefetches. \
                     Can't have prefetches without defining a query.",
                ));
            }
        };
        ranking.sort_by(|one, other| other.1.total_cmp(&one.1));
        ranking.retain(|(_, score)| ask.score_threshold.is_none_or(|least| *score >= least));
        ranking.truncate(limit.saturating_add(more));
        Ok(ranking)
    }

    fn nearest(
        &self,
        vector: &Written,
        using: Option<&str>,
        filters: &[&Filter],
    ) -> Result<Ranking, Problem> {
        let name = using.unwrap_or_default();
        match vector {
            Written::Dense(vector) => {
                let params = self.dense.get(name).ok_or_else(|| no_vector(name))?;
                let vector = params.fitted(vector.clone())?;
                let scored = self
                    .passing_all(filters)
                    .filter_map(|(id, point)| Some((*id, dot(&vector, point.dense.get(name)?))));
                Ok(scored.collect())
            }
            Written::Sparse(vector) => {
                if !self.sparse.contains_key(name) {
                    return Err(no_vector(name));
                }
                let vector = vector.clone().checked()?;
                let scored = self.passing_all(filters).filter_map(|(id, point)| {
                    Some((*id, sparse_dot(&vector, point.sparse.get(name)?)?))
                });
                Ok(scored.collect())
            }
        }
    }

    fn passing_all<'c>(
        &'c self,
        filters: &'c [&'c Filter],
    ) -> impl Iterator<Item = (&'c PointId, &'c super::points::Point)> {
        self.points().filter(|(id, point)| filters.iter().all(|it| it.passes(**id, point)))
    }
}

/// Reciprocal ranks added up: `1 / ((place + 1) / weight + k - 1)` with places from 0.
fn fused(lists: &[Ranking], rrf: &Rrf) -> Result<Ranking, Problem> {
    if lists.is_empty() {
        return Err(Problem::bad_request("fusion needs prefetches"));
    }
    if rrf.k == Some(0) {
        return Err(Problem::invalid("query.rrf.k: value 0 invalid, must be 1 or larger"));
    }
    let weights = match &rrf.weights {
        Some(weights) if weights.len() != lists.len() => {
            return Err(Problem::bad_request(format_args!(
                "{} weights for {} prefetches",
                weights.len(),
                lists.len(),
            )));
        }
        Some(weights) => weights.clone(),
        None => vec![1.0; lists.len()],
    };
    let k = rrf.k.map_or(DEFAULT_K, f32::from);
    let mut scores: BTreeMap<PointId, f32> = BTreeMap::new();
    for (list, weight) in lists.iter().zip(weights) {
        let mut place = 0.0;
        for (id, _) in list {
            place += 1.0;
            *scores.entry(*id).or_default() += 1.0 / (place / weight + k - 1.0);
        }
    }
    Ok(scores.into_iter().collect())
}
