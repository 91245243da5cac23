//! A sales order as it is sent, read against the items and customers that are there.

use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::order::{SENT_AS_IS, ZohoOrder, ZohoOrderLine};
use super::shape::Refusal;
use super::totals::{Discount, Terms, decimal, fils};
use crate::zoho::State;

/// Lines that an order holds, and pieces that a line holds.
const MOST_LINES: usize = 100;
const MOST_PIECES: i64 = 1_000_000;

impl State {
    /// `before` with what was sent written over it. Lines are replaced by those that are sent.
    pub(super) fn redrafted(
        &mut self,
        before: ZohoOrder,
        sent: &Map<String, Value>,
    ) -> Result<ZohoOrder, Refusal> {
        let mut order = before;
        if let Some(id) = sent.get("customer_id").and_then(id) {
            order.customer_name = self.buyer(&id)?;
            order.customer_id = id;
        }
        if order.customer_id.is_empty() {
            return Err(Refusal::bad(2, "Please enter the customer_id"));
        }
        order.terms = terms(sent, &order.terms)?;
        if let Some(lines) = sent.get("line_items") {
            let lines = lines.as_array().filter(|lines| !lines.is_empty());
            let lines = lines.ok_or_else(|| bad("line_items"))?;
            if lines.len() > MOST_LINES {
                return Err(Refusal::bad(15, "line_items has more than 100 rows"));
            }
            let on_lines = sent.get("discount_type").is_none_or(|kind| kind != "entity_level");
            order.lines = lines
                .iter()
                .map(|line| self.line(line, &order.lines, on_lines))
                .collect::<Result<_, _>>()?;
        }
        if order.lines.is_empty() {
            return Err(Refusal::bad(2, "Please enter the line_items"));
        }
        let text = |key: &str| sent.get(key).and_then(Value::as_str).map(str::to_owned);
        if let Some(reference) = text("reference_number") {
            order.reference = reference;
        }
        if let Some(date) = text("date") {
            let read = chrono::NaiveDate::parse_from_str(&date, "%Y-%m-%d");
            order.date = read.map_err(|_| bad("date"))?.to_string();
        }
        for field in SENT_AS_IS {
            if let Some(value) = sent.get(field) {
                order.others.insert(field.to_owned(), value.clone());
            }
        }
        Ok(order)
    }

    /// The name of an active customer.
    fn buyer(&self, id: &str) -> Result<String, Refusal> {
        let Some(customer) = self.customers.iter().find(|customer| customer.id == id) else {
            return Err(Refusal::bad(1_002, "Contact does not exist."));
        };
        if !customer.active || customer.vendor {
            return Err(Refusal::bad(4, "The contact is inactive or no customer"));
        }
        Ok(customer.name.clone())
    }

    fn line(
        &mut self,
        sent: &Value,
        before: &[ZohoOrderLine],
        discounted: bool,
    ) -> Result<ZohoOrderLine, Refusal> {
        let known = sent.get("line_item_id").and_then(id);
        let known = known.map(|known| {
            let found = before.iter().find(|line| line.id == known).cloned();
            found.ok_or_else(|| Refusal::bad(1_002, "The line item does not exist."))
        });
        let known = known.transpose()?;
        let item_id = sent.get("item_id").and_then(id);
        let item_id = item_id.or_else(|| known.as_ref().map(|line| line.item_id.clone()));
        let item_id = item_id.ok_or_else(|| Refusal::bad(2, "Please enter the item_id"))?;
        let Some(item) = self.items.iter().find(|item| item.id == item_id) else {
            return Err(Refusal::bad(1_002, "Item does not exist."));
        };
        if !item.active || !item.can_be_sold {
            let message = format!("The item {} is inactive or not for sale", item.name);
            return Err(Refusal::bad(4, message));
        }
        let quantity =
            figure(sent, "quantity")?.or_else(|| known.as_ref().map(|line| line.quantity));
        let quantity = quantity.unwrap_or(Decimal::ONE);
        if quantity <= Decimal::ZERO || quantity > Decimal::from(MOST_PIECES) {
            return Err(bad("quantity"));
        }
        let own = decimal(&serde_json::json!(item.rate)).unwrap_or_default();
        let rate = figure(sent, "rate")?.or_else(|| known.as_ref().map(|line| line.rate));
        let rate = rate.unwrap_or(own);
        if rate < Decimal::ZERO {
            return Err(bad("rate"));
        }
        let discount =
            match sent.get("discount").filter(|_| discounted).filter(|sent| !is_blank(sent)) {
                Some(sent) => Discount::read(sent).ok_or_else(|| bad("discount"))?,
                None => Discount::None,
            };
        let gross = fils(rate * quantity);
        let off = discount.of(gross);
        let text = |key: &str| sent.get(key).and_then(Value::as_str).map(str::to_owned);
        let mut line = ZohoOrderLine {
            item_id,
            sku: item.sku.clone(),
            name: text("name").unwrap_or_else(|| item.name.clone()),
            description: text("description").unwrap_or_default(),
            rate,
            quantity,
            discount: off,
            item_total: gross - off,
            tax_percentage: item.tax_percentage,
            ..ZohoOrderLine::default()
        };
        line.id = match known {
            Some(known) => known.id,
            None => self.new_id(),
        };
        Ok(line)
    }
}

fn terms(sent: &Map<String, Value>, before: &Terms) -> Result<Terms, Refusal> {
    let mut terms = before.clone();
    let on_lines = sent.get("discount_type").is_some_and(|kind| kind == "item_level");
    if let Some(discount) = sent.get("discount").filter(|sent| !on_lines && !is_blank(sent)) {
        terms.discount = Discount::read(discount).ok_or_else(|| bad("discount"))?;
    }
    let read = |key: &str| {
        sent.get(key)
            .filter(|sent| !is_blank(sent))
            .map(|sent| decimal(sent).ok_or_else(|| bad(key)))
    };
    if let Some(shipping) = read("shipping_charge").transpose()? {
        terms.shipping = shipping;
    }
    if let Some(adjustment) = read("adjustment").transpose()? {
        terms.adjustment = adjustment;
    }
    if let Some(before_tax) = sent.get("is_discount_before_tax").and_then(Value::as_bool) {
        terms.discount_after_tax = !before_tax;
    }
    if let Some(inclusive) = sent.get("is_inclusive_tax").and_then(Value::as_bool) {
        terms.inclusive = inclusive;
    }
    Ok(terms)
}

/// A figure of a line; `None` if it is absent.
fn figure(sent: &Value, key: &str) -> Result<Option<Decimal>, Refusal> {
    let given = sent.get(key).filter(|given| !is_blank(given));
    given.map(|given| decimal(given).ok_or_else(|| bad(key))).transpose()
}

fn is_blank(value: &Value) -> bool {
    value.is_null() || value == ""
}

/// An id in a string or a number.
fn id(value: &Value) -> Option<String> {
    match value {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        Value::Number(id) => Some(id.to_string()),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            None
        }
    }
}

fn bad(key: &str) -> Refusal {
    Refusal::bad(4, format!("Invalid value passed for {key}"))
}
