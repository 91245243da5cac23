//! The orders of one customer, and of nobody else.

use std::ops::ControlFlow;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::reading::order_id;
use super::sales_orders::LIST;
use super::{ZohoOrders, is_id, unavailable};
use crate::lenient;
use crate::orders::{Order, OrderError};

/// Orders that are looked at where the filter is passed over: ten pages.
const MOST_LOOKED_AT: usize = 2_000;

/// A customer's order in the list.
struct Row {
    date: Option<NaiveDate>,
    created_at: Option<DateTime<Utc>>,
    id: String,
}

impl ZohoOrders {
    /// Filter and order only save rows: whose each order is stands in its row and on its page, and
    /// both are looked at.
    pub(super) async fn newest_of(
        &self,
        customer_id: &str,
        most: usize,
    ) -> Result<Vec<Order>, OrderError> {
        if most == 0 || !is_id(customer_id) {
            return Ok(Vec::new());
        }
        let mut found = self.rows_of(customer_id, most).await?;
        found.sort_by(|a, b| {
            let newest = b.date.cmp(&a.date).then_with(|| b.created_at.cmp(&a.created_at));
            newest.then_with(|| b.id.cmp(&a.id))
        });
        let mut orders = Vec::new();
        for row in found.iter().take(most) {
            let order = self.read_order(&row.id).await?;
            orders.extend(order.filter(|order| order.customer_id == customer_id));
        }
        Ok(orders)
    }

    async fn rows_of(&self, customer_id: &str, most: usize) -> Result<Vec<Row>, OrderError> {
        let query = [
            ("customer_id", customer_id.to_owned()),
            ("sort_column", "date".to_owned()),
            ("sort_order", "D".to_owned()),
        ];
        let mut found: Vec<Row> = Vec::new();
        let (mut in_order, mut looked_at, mut cut) = (true, 0_usize, false);
        let mut latest = NaiveDate::MAX;
        let each = |row: &Value| {
            looked_at += 1;
            let date = lenient::date(&row["date"]);
            in_order &= date.is_some_and(|date| date <= latest);
            latest = date.unwrap_or(latest);
            // Orders of one day may stand in any order: the whole day is looked at.
            let enough = most.checked_sub(1).and_then(|last| found.get(last));
            if in_order && enough.is_some_and(|last| last.date > date) {
                return ControlFlow::Break(());
            }
            if lenient::id(&row["customer_id"]).as_deref() == Some(customer_id) {
                let created_at = lenient::time(&row["created_time"]);
                found.extend(order_id(row).map(|id| Row { date, created_at, id }));
            }
            if in_order && looked_at >= MOST_LOOKED_AT {
                cut = true;
                return ControlFlow::Break(());
            }
            ControlFlow::Continue(())
        };
        self.walk(&LIST, &query, each).await?;
        if cut && found.is_empty() {
            let what = "the customer's orders cannot be told from too many others";
            return Err(unavailable(what).into());
        }
        Ok(found)
    }
}
