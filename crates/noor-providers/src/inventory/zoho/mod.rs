//! Zoho Inventory's items.
//!
//! Facts it holds to: stock keys are absent for items whose stock is not tracked; some lists pass
//! over filters without a word, so every row is looked at again; a list without `page_context` is a
//! broken answer and never the last page; a move of stock may leave the time of the last change as
//! it was, so stock is swept with all items and not with the changed ones.
//!
//! Source: Zoho Inventory v1, "Items", "Pagination" and its published schema (March 2026).

mod row;
mod walk;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::Value;

use self::row::Row;
use self::walk::{Found, Next};
use super::{Inventory, Item, ItemWalk};
use crate::error::ProviderError;
use crate::quota::Quota;
use crate::zoho::oauth::ZohoAuth;
use crate::zoho::wire::{Call, ZohoWire};

/// The service's name in errors.
pub const SERVICE: &str = "Zoho Inventory";
const AREA: &str = "inventory items";
const PER_PAGE: usize = 200;
/// Ids in one question; Zoho names no limit, and this many fit into an address.
const IDS_AT_ONCE: usize = 100;
/// More pages than this are a server that counts in circles.
const MOST_PAGES: usize = 1_000;
/// A change may be seen a little later than it is dated.
const OVERLAP: TimeDelta = TimeDelta::minutes(10);
/// A walk waits for its turn, but not as long as this.
const PATIENCE: Duration = Duration::from_secs(90);
/// What Zoho says of a record that does not exist.
const NO_SUCH_RECORD: &str = "1002";

/// What the shop decides.
#[derive(Debug, Clone)]
pub struct Options {
    /// The organization's id, all digits.
    pub organization_id: String,
    /// The API name of the custom field that tells end products from parts: `cf_end_product`.
    pub end_product_field: Option<String>,
    /// Whether an item that does not have the field is no end product.
    pub end_product_required: bool,
    /// The longest that one attempt of a call may take.
    pub timeout: Duration,
}

/// An organization in Zoho Inventory.
#[derive(Debug)]
pub struct ZohoInventory {
    wire: ZohoWire,
    options: Options,
    pauses: Vec<Duration>,
}

impl ZohoInventory {
    /// The organization of `options`, called through `auth` within `quota`.
    pub fn new(
        http: reqwest::Client,
        auth: Arc<ZohoAuth>,
        quota: Arc<dyn Quota>,
        options: Options,
    ) -> Self {
        let wire = ZohoWire::new(http, auth, quota, SERVICE, options.timeout);
        let pauses = [1, 2, 4].map(Duration::from_secs).to_vec();
        Self { wire, options, pauses }
    }

    /// Walks wait `pauses` between attempts for a page, one attempt more than pauses, instead of 1,
    /// 2 and 4 s; longer if Zoho says so, up to a minute and a half.
    #[must_use]
    pub fn with_pauses(self, pauses: Vec<Duration>) -> Self {
        Self { pauses, ..self }
    }

    async fn get(
        &self,
        path: &str,
        query: Vec<(&'static str, String)>,
    ) -> Result<Value, ProviderError> {
        let mut query = query;
        query.push(("organization_id", self.options.organization_id.clone()));
        let call = Call { method: Method::GET, path, query: &query, body: None, area: AREA };
        self.wire.call(&call).await
    }

    /// One page, asked for until there is an answer, or patience or hope is at an end.
    async fn page(
        &self,
        page: usize,
        since: Option<DateTime<Utc>>,
    ) -> Result<Value, ProviderError> {
        let mut pauses = self.pauses.iter();
        loop {
            let mut query = vec![
                ("page", page.to_string()),
                ("per_page", PER_PAGE.to_string()),
                ("filter_by", "Status.All".to_owned()),
                // New items come last, so that none moves to another page during the walk.
                ("sort_column", "created_time".to_owned()),
                ("sort_order", "A".to_owned()),
            ];
            if let Some(since) = since {
                let since = since.format("%Y-%m-%dT%H:%M:%S%z").to_string();
                query.push(("last_modified_time", since));
            }
            let error = match self.get("/inventory/v1/items", query).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let ProviderError::Unavailable { retry_after, .. } = &error else { return Err(error) };
            let wait = retry_after.unwrap_or_default();
            match pauses.next() {
                Some(pause) if wait <= PATIENCE => tokio::time::sleep(wait.max(*pause)).await,
                Some(_) | None => return Err(error),
            }
        }
    }

    /// The rows of these ids, all of which Zoho knows; `None` if it does not know them all.
    async fn details(&self, ids: &[&str]) -> Result<Option<Vec<Row>>, ProviderError> {
        let query = vec![("item_ids", ids.join(","))];
        match self.get("/inventory/v1/itemdetails", query).await {
            Ok(answer) => {
                let Some(rows) = answer["items"].as_array() else {
                    return Err(ProviderError::Unavailable {
                        service: SERVICE,
                        retry_after: None,
                        source: "the answer has no items".into(),
                    });
                };
                Ok(Some(rows.iter().filter_map(|row| Row::read(row, &self.options).ok()).collect()))
            }
            Err(ProviderError::Refused { code, .. }) if code == NO_SUCH_RECORD => Ok(None),
            Err(error) => Err(error),
        }
    }
}

#[async_trait::async_trait]
impl Inventory for ZohoInventory {
    fn name(&self) -> &'static str {
        "zoho"
    }

    async fn walk(
        &self,
        since: Option<DateTime<Utc>>,
        progress: &(dyn Fn(usize, Option<usize>) + Send + Sync),
    ) -> Result<ItemWalk, ProviderError> {
        let since = since.map(|since| since - OVERLAP);
        let mut found = Found::default();
        for page in 1..=MOST_PAGES {
            let answer = match self.page(page, since).await {
                Ok(answer) => answer,
                Err(error) if page == 1 => return Err(error),
                Err(error) => {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        page,
                        "a page of the items could not be read"
                    );
                    return Ok(found.into_walk(since, false));
                }
            };
            let next = found.add(&answer, page, &self.options);
            progress(found.read(), None);
            match next {
                Next::Page => {}
                Next::End => return Ok(found.into_walk(since, true)),
                Next::Broken(why) => {
                    tracing::warn!(page, why, "the list of items is broken");
                    return Ok(found.into_walk(since, false));
                }
            }
        }
        Ok(found.into_walk(since, false))
    }

    /// Where one unknown id spoils the answer, the ids are halved until it is found.
    async fn now(&self, ids: &[String]) -> Result<Vec<Item>, ProviderError> {
        let mut known = HashSet::new();
        let wanted: Vec<&str> = ids
            .iter()
            .map(String::as_str)
            .filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
            .filter(|id| known.insert(*id))
            .collect();
        let mut open: Vec<&[&str]> = wanted.chunks(IDS_AT_ONCE).collect();
        let mut found = HashMap::new();
        while let Some(batch) = open.pop() {
            match self.details(batch).await? {
                Some(rows) => found.extend(rows.into_iter().map(|row| (row.item.id.clone(), row))),
                None if batch.len() > 1 => {
                    let (first, second) = batch.split_at(batch.len() / 2);
                    open.extend([first, second]);
                }
                None => {}
            }
        }
        Ok(wanted.iter().filter_map(|id| Some(found.remove(*id)?.item)).collect())
    }
}
