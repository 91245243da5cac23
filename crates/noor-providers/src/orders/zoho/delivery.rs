//! A charge for delivery: the line of a service item, which is taxed like every line.
//!
//! Zoho takes the tax of a line from its item. `shipping_charge` bears none: an order's page has
//! `shipping_charge_tax_id`, but the documents of Zoho Inventory name nothing by which a caller could
//! set it.
//!
//! Source: Zoho Inventory v1, "Sales Orders"; Zoho Books for the UAE, "Items" and "VAT in
//! Transactions" (March 2026).

use noor_core::money::Money;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::draft::number;
use super::{ZohoOrders, is_missing};
use crate::lenient;
use crate::orders::{Order, OrderError};

/// The part of the API that tells of items.
const ITEMS: &str = "inventory items";

/// Adds the charge to the body of a draft, whose lines are there already.
///
/// # Errors
///
/// [`OrderError::Invalid`] for a charge below zero.
pub(super) fn charge(
    body: &mut Map<String, Value>,
    lines: &mut Vec<Value>,
    charge: Decimal,
    item: Option<&str>,
) -> Result<(), OrderError> {
    if charge < Decimal::ZERO {
        return Err(OrderError::Invalid("the charge for delivery is negative".to_owned()));
    }
    match item {
        Some(_) if charge.is_zero() => {}
        Some(item) => {
            lines.push(json!({ "item_id": item, "quantity": 1, "rate": number(charge)? }));
        }
        None => {
            body.insert("shipping_charge".to_owned(), number(charge)?);
        }
    }
    Ok(())
}

/// An order whose lines are what was bought: those of the service item are told as what they are.
pub(super) fn told_apart(order: Order, item: Option<&str>) -> Order {
    let (charges, lines): (Vec<_>, Vec<_>) =
        order.lines.into_iter().partition(|line| item == Some(line.item_id.as_str()));
    let charge: Decimal = charges.iter().map(|line| line.total).sum();
    let moved = |money: Money, by: Decimal| Money::new(money.amount + by, money.currency);
    Order {
        lines,
        sub_total: moved(order.sub_total, -charge),
        shipping: moved(order.shipping, charge),
        ..order
    }
}

impl ZohoOrders {
    /// Why the charge will not be taxed with `vat_percent`, if it will not.
    pub(super) async fn misfit(&self, vat_percent: Decimal) -> Result<Option<String>, OrderError> {
        let Some(id) = &self.options.delivery_item else {
            return Ok(Some(
                "a charge for delivery is not taxed, since orders.delivery_item names no service \
                 item for it"
                    .to_owned(),
            ));
        };
        let path = format!("/inventory/v1/items/{id}");
        match self.get(ITEMS, &path, Vec::new()).await {
            Ok(answer) => Ok(what_is_wrong(id, &answer["item"], vat_percent)),
            Err(error) if is_missing(&error) => {
                Ok(Some(format!("orders.delivery_item: there is no item {id}")))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// What keeps an item from being the charge for delivery.
fn what_is_wrong(id: &str, item: &Value, vat_percent: Decimal) -> Option<String> {
    let name = lenient::text(&item["name"]).unwrap_or_default();
    let told = |problem: &str| Some(format!("orders.delivery_item {id} ({name:?}) {problem}"));
    if lenient::text(&item["status"]).is_some_and(|status| status != "active") {
        return told("is not active");
    }
    if item["can_be_sold"].as_bool() == Some(false) {
        return told("is not for sale");
    }
    if item["track_inventory"].as_bool() == Some(true) {
        return told("is something with a stock: choose a service");
    }
    let percent = lenient::decimal(&item["tax_percentage"]).unwrap_or_default();
    if percent == vat_percent {
        return None;
    }
    let (theirs, ours) = (percent.normalize(), vat_percent.normalize());
    told(&format!("is taxed with {theirs} %, and quotations with {ours} %"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_fits_if_it_is_an_active_service_with_the_shops_vat() {
        let five = Decimal::from(5);
        let good = json!({ "name": "Delivery", "status": "active", "can_be_sold": true,
            "track_inventory": false, "tax_percentage": "5.00" });
        assert_eq!(what_is_wrong("7", &good, five), None);
        let cases = [
            ("status", json!("inactive"), "not active"),
            ("can_be_sold", json!(false), "not for sale"),
            ("track_inventory", json!(true), "choose a service"),
            ("tax_percentage", json!(""), "with 0 %, and quotations with 5 %"),
        ];
        for (key, value, wrong) in cases {
            let mut item = good.clone();
            item[key] = value;
            let told = what_is_wrong("7", &item, five).unwrap_or_default();
            assert!(told.contains(wrong), "{key}: {told:?}");
        }
    }
}
