//! The Treejar catalogue API: categories, their products page by page, and a page for each product.
//!
//! Owns the walk and its patience with a slow server. Never says that everything was read when a
//! page was not, because what is missing would then be taken off the shelf.

mod attribute_names;
mod entry;
mod sizes;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::{StreamExt, stream};
use noor_core::money::Money;
use reqwest::StatusCode;
use serde_json::Value;
use url::Url;

use self::entry::Entry;
use super::{CatalogSource, Memory, Row, Walk};
use crate::error::ProviderError;
use crate::wire;

const SERVICE: &str = "the Treejar catalogue";
const TIME_LIMIT: Duration = Duration::from_secs(20);
const PAGE: usize = 100;
/// Product pages asked for at the same time.
const AT_ONCE: usize = 6;
const LARGEST_ANSWER: usize = 16 << 20;
/// More pages than this in one category are a server that counts in circles.
const MOST_PAGES: usize = 1_000;

/// The catalogue API at one address.
#[derive(Debug, Clone)]
pub struct TreejarCatalog {
    http: reqwest::Client,
    address: Url,
    pauses: Vec<Duration>,
}

impl TreejarCatalog {
    /// The API at `address` (`https://shop.example/api/catalog`).
    ///
    /// `http` should come from [`wire::redirecting_client`]: the API answers with redirects.
    pub fn new(http: reqwest::Client, address: Url) -> Self {
        let pauses = [1, 2, 4].map(Duration::from_secs).to_vec();
        Self { http, address, pauses }
    }

    /// Waits `pauses` between attempts, one attempt more than pauses, instead of 1, 2 and 4 s.
    #[must_use]
    pub fn with_pauses(self, pauses: Vec<Duration>) -> Self {
        Self { pauses, ..self }
    }

    /// Asks until there is an answer, or patience or hope is at an end.
    async fn get(&self, query: &[(&str, &str)]) -> Result<Value, ProviderError> {
        let mut pauses = self.pauses.iter();
        loop {
            let error = match self.get_once(query).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            match (&error, pauses.next()) {
                (ProviderError::Unavailable { .. }, Some(pause)) => {
                    tokio::time::sleep(*pause).await;
                }
                (ProviderError::Unavailable { .. }, None)
                | (ProviderError::Unconfirmed { .. } | ProviderError::Refused { .. }, _) => {
                    return Err(error);
                }
            }
        }
    }

    async fn get_once(&self, query: &[(&str, &str)]) -> Result<Value, ProviderError> {
        let response = self
            .http
            .get(self.address.clone())
            .query(query)
            .timeout(TIME_LIMIT)
            .send()
            .await
            .map_err(|error| unavailable(None, error.without_url()))?;
        let status = response.status();
        if status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() {
            let wait = wire::retry_after(response.headers());
            return Err(unavailable(wait, Unexpected(format!("answered {status}"))));
        }
        if !status.is_success() {
            return Err(ProviderError::Refused {
                service: SERVICE,
                code: status.as_u16().to_string(),
                reason: format!("answered {status}"),
            });
        }
        let body =
            wire::body(response, LARGEST_ANSWER).await.map_err(|error| unavailable(None, error))?;
        serde_json::from_slice(&body).map_err(|error| unavailable(None, error))
    }

    /// Every product of one category, in the shop's order, and whether that was all.
    async fn category(&self, category: &Category) -> (Vec<Value>, bool) {
        let (mut products, mut slugs) = (Vec::new(), HashSet::new());
        let mut total = None;
        for _ in 0..MOST_PAGES {
            let (limit, offset) = (PAGE.to_string(), products.len().to_string());
            let query = [
                ("action", "category_products"),
                ("slug", category.slug.as_str()),
                ("limit", limit.as_str()),
                ("offset", offset.as_str()),
            ];
            let mut page = match self.get(&query).await {
                Ok(page) => page,
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        category = category.slug,
                        offset,
                        "a page of the catalogue could not be read"
                    );
                    break;
                }
            };
            let Value::Array(found) = page["products"].take() else { break };
            let counted = page["total"].as_u64();
            // What is put on or off the shelf in the meantime moves the others between the pages.
            if total.is_some() && total != counted {
                break;
            }
            total = counted;
            let named: Vec<String> = found.iter().filter_map(slug).collect();
            let known = slugs.len();
            slugs.extend(named.iter().cloned());
            // A page of nothing new stands where another should have been.
            let repeats = !named.is_empty() && slugs.len() == known;
            let more = page["hasMore"].as_bool().unwrap_or(false);
            let empty = found.is_empty();
            products.extend(found);
            if !more {
                let total = total.and_then(|total| usize::try_from(total).ok());
                // Pages that overlap leave out as many as they repeat.
                let all = total.is_none_or(|total| slugs.len() >= total);
                return (products, all && !repeats);
            }
            if empty || repeats {
                break;
            }
        }
        (products, false)
    }

    /// The product's own page laid over its entry in the list; `false` if it could not be read.
    async fn with_details(&self, mut entry: Entry, memory: &dyn Memory) -> (Entry, bool) {
        if let Some(Value::Object(page)) = memory.recall(&entry.slug, &entry.version).await {
            entry.add_details(&page);
            return (entry, true);
        }
        let query = [("action", "product"), ("slug", entry.slug.as_str())];
        match self.get(&query).await {
            Ok(mut answer) => {
                let page = answer["product"].take();
                let Some(fields) = page.as_object() else { return (entry, false) };
                entry.add_details(fields);
                memory.keep(&entry.slug, &entry.version, &page).await;
                (entry, true)
            }
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    product = entry.slug,
                    "a product's page could not be read"
                );
                (entry, false)
            }
        }
    }
}

#[async_trait::async_trait]
impl CatalogSource for TreejarCatalog {
    fn name(&self) -> String {
        "treejar".to_owned()
    }

    /// Rows stand where they were first met. A product whose own page cannot be read keeps what
    /// the list says of it, and the walk is not complete.
    async fn walk(
        &self,
        memory: &dyn Memory,
        progress: &(dyn Fn(usize, Option<usize>) + Send + Sync),
    ) -> Result<Walk, ProviderError> {
        let answer = self.get(&[("action", "categories")]).await?;
        let categories = categories(&answer).ok_or_else(|| {
            unavailable(None, Unexpected("gave no list of categories".to_owned()))
        })?;

        let mut complete = true;
        let mut found = Found::default();
        // One category after the other: the order of the rows is the shop's.
        for category in &categories {
            let (products, all) = self.category(category).await;
            complete &= all;
            for product in products {
                found.add(&product, category);
            }
        }

        let (expected, read) = (found.places.len(), AtomicUsize::new(0));
        let mut rows: Vec<Row> = stream::iter(found.places)
            .map(|place| async {
                let done = match place {
                    Place::Good(entry) => {
                        let (entry, all) = self.with_details(*entry, memory).await;
                        (entry.row(&self.address), all)
                    }
                    Place::Bad(rejected) => (rejected, true),
                };
                progress(read.fetch_add(1, Ordering::Relaxed) + 1, Some(expected));
                done
            })
            .buffered(AT_ONCE)
            .map(|(row, all)| {
                complete &= all;
                row
            })
            .collect()
            .await;
        attribute_names::settle(&mut rows);
        complete &= rows.iter().any(|row| matches!(row, Row::Product { .. }));
        Ok(Walk { rows, complete })
    }

    /// One call, without patience: a customer waits.
    async fn price(&self, page: &str) -> Result<Option<Money>, ProviderError> {
        let answer = self.get_once(&[("action", "product"), ("slug", page)]).await?;
        let product = answer["product"].as_object();
        let product = product
            .ok_or_else(|| unavailable(None, Unexpected(format!("gave no product for {page}"))))?;
        entry::price(product).map_err(|reason| unavailable(None, Unexpected(reason)))
    }
}

fn slug(product: &Value) -> Option<String> {
    product["slug"].as_str().map(str::to_owned)
}

/// A category and the names from the top down to it.
struct Category {
    slug: String,
    path: Vec<String>,
}

/// The tree as a list, parents before children, each slug once.
fn categories(answer: &Value) -> Option<Vec<Category>> {
    let mut seen = HashSet::new();
    let mut list = Vec::new();
    let mut open: Vec<(&Value, Vec<String>)> =
        answer["categories"].as_array()?.iter().rev().map(|top| (top, Vec::new())).collect();
    while let Some((node, mut path)) = open.pop() {
        path.extend(node["name"].as_str().map(str::to_owned));
        if let Some(children) = node["children"].as_array() {
            open.extend(children.iter().rev().map(|child| (child, path.clone())));
        }
        if let Some(slug) = node["slug"].as_str()
            && seen.insert(slug.to_owned())
        {
            list.push(Category { slug: slug.to_owned(), path });
        }
    }
    Some(list)
}

/// What the lists of all categories came to, each product once.
#[derive(Default)]
struct Found {
    places: Vec<Place>,
    known: HashMap<String, usize>,
}

enum Place {
    Good(Box<Entry>),
    Bad(Row),
}

impl Found {
    /// A product met again, in a more special category, is filed there.
    fn add(&mut self, product: &Value, category: &Category) {
        let entry = match Entry::read(product, &category.path) {
            Ok(entry) => entry,
            Err(reason) => {
                let at = format!("{}: {}", category.slug, entry::label(product));
                let sku = entry::code(product);
                if self.known.insert(at.clone(), self.places.len()).is_none() {
                    self.places.push(Place::Bad(Row::Rejected { at, sku, reason }));
                }
                return;
            }
        };
        match self.known.get(&entry.key()).and_then(|place| self.places.get_mut(*place)) {
            Some(Place::Good(first)) => first.also_in(&category.path),
            Some(Place::Bad(_)) | None => {
                self.known.insert(entry.key(), self.places.len());
                self.places.push(Place::Good(Box::new(entry)));
            }
        }
    }
}

/// An answer that is not what the API promises.
#[derive(Debug, thiserror::Error)]
#[error("{SERVICE} {0}")]
struct Unexpected(String);

fn unavailable(
    retry_after: Option<Duration>,
    source: impl std::error::Error + Send + Sync + 'static,
) -> ProviderError {
    ProviderError::Unavailable { service: SERVICE, retry_after, source: source.into() }
}
