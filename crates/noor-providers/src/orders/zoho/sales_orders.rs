//! Sales orders: drafted, found by our reference, read, confirmed, called off.

use std::ops::ControlFlow;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::Value;

use super::delivery::told_apart;
use super::draft::{body, check_reference};
use super::list::List;
use super::reading::{order_id, order_in, status};
use super::{ORDERS, ZohoOrders, is_id, is_missing, sorted, unavailable, unconfirmed};
use crate::lenient;
use crate::orders::{DraftOrder, Order, OrderError, OrderStatus};
use crate::zoho::wire::Call;

pub(super) const LIST: List = List {
    area: ORDERS,
    path: "/inventory/v1/salesorders",
    keys: &["salesorders", "sales_orders", "saleorders"],
};
/// How far Zoho's clock may be from ours.
const CLOCKS: TimeDelta = TimeDelta::hours(1);

impl ZohoOrders {
    pub(super) async fn insert_draft(&self, draft: &DraftOrder) -> Result<Order, OrderError> {
        let body = body(draft, self.options.delivery_item.as_deref())?;
        let answer = self.post(ORDERS, LIST.path, Some(&body)).await.map_err(sorted)?;
        let order = self.order_told(&answer);
        order.ok_or_else(|| unconfirmed("the answer does not say which order was written").into())
    }

    /// Newest first, so that a filter which is passed over costs no more than the orders since.
    pub(super) async fn order_with(
        &self,
        reference: &str,
        since: DateTime<Utc>,
    ) -> Result<Option<Order>, OrderError> {
        check_reference(reference)?;
        let query = [
            ("reference_number", reference.to_owned()),
            ("sort_column", "created_time".to_owned()),
            ("sort_order", "D".to_owned()),
        ];
        let since = since - CLOCKS;
        let mut found: Vec<(bool, String)> = Vec::new();
        let mut filtered = true;
        let mut latest = DateTime::<Utc>::MAX_UTC;
        let mut sorted_by_time = true;
        let each = |row: &Value| {
            let told = lenient::text(&row["reference_number"]);
            if told.as_deref() == Some(reference) {
                found.extend(order_id(row).map(|id| (status(row) == OrderStatus::Void, id)));
            } else {
                filtered = false;
            }
            let Some(at) = lenient::time(&row["created_time"]) else {
                sorted_by_time = false;
                return ControlFlow::Continue(());
            };
            sorted_by_time &= at <= latest;
            latest = at;
            // Only a list that is in order, and that holds everybody's orders, ends early.
            if !filtered && sorted_by_time && at < since {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        };
        self.walk(&LIST, &query, each).await?;
        if found.len() > 1 {
            tracing::warn!(reference, orders = found.len(), "several orders carry one reference");
        }
        // They stand newest first.
        let oldest = |void: bool| found.iter().rev().find(|(is_void, _)| *is_void == void);
        let Some((_, id)) = oldest(false).or_else(|| oldest(true)) else { return Ok(None) };
        match self.read_order(id).await? {
            Some(order) => Ok(Some(order)),
            None => Err(unavailable("the order went between two questions").into()),
        }
    }

    pub(super) async fn read_order(&self, id: &str) -> Result<Option<Order>, OrderError> {
        if !is_id(id) {
            return Ok(None);
        }
        match self.get(ORDERS, &format!("{}/{id}", LIST.path), Vec::new()).await {
            Ok(answer) => match self.order_told(&answer) {
                Some(order) => Ok(Some(order)),
                None => Err(unavailable("the answer has no order").into()),
            },
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// The order of an answer, with the charge for delivery apart from what was bought.
    fn order_told(&self, answer: &Value) -> Option<Order> {
        let order = order_in(answer)?;
        Some(told_apart(order, self.options.delivery_item.as_deref()))
    }

    /// Sets a status and reads the order; one that is `already` there is left alone.
    pub(super) async fn set_status(
        &self,
        id: &str,
        word: &'static str,
        already: impl Fn(&OrderStatus) -> bool + Send + Sync,
    ) -> Result<Order, OrderError> {
        let missing = || OrderError::Missing(format!("the order {id:?}"));
        let order = self.read_order(id).await?.ok_or_else(missing)?;
        if already(&order.status) {
            return Ok(order);
        }
        let path = format!("{}/{id}/status/{word}", LIST.path);
        self.post(ORDERS, &path, None).await.map_err(sorted)?;
        self.read_order(id).await?.ok_or_else(missing)
    }

    pub(super) async fn paper(&self, id: &str) -> Result<Vec<u8>, OrderError> {
        if !is_id(id) {
            return Err(OrderError::Missing(format!("the order {id:?}")));
        }
        let query = self.with_organization(vec![("accept", "pdf".to_owned())]);
        let path = format!("{}/{id}", LIST.path);
        let call =
            Call { method: Method::GET, path: &path, query: &query, body: None, area: ORDERS };
        self.wire.pdf(&call).await.map_err(sorted)
    }
}
