//! Reading customers and orders, and what an order's status means.

use noor_core::money::{Currency, Money};
use rust_decimal::Decimal;
use serde_json::Value;

use super::shipments::{has_arrived, shipments};
use crate::lenient;
use crate::orders::{Customer, Order, OrderLine, OrderStatus};

/// The keys that an order may stand under: what answers say, what the specification says, what older
/// documents say.
const ORDER_KEYS: [&str; 3] = ["salesorder", "sales_order", "saleorder"];

/// The order of an answer.
pub(super) fn order_in(answer: &Value) -> Option<Order> {
    ORDER_KEYS.iter().find_map(|key| order(&answer[*key]))
}

/// An order, from its own page or from a row of a list, which has no lines.
pub(super) fn order(row: &Value) -> Option<Order> {
    let currency = lenient::text(&row["currency_code"]);
    let currency = currency.and_then(|code| Currency::parse(&code).ok()).unwrap_or_default();
    let money = |key: &str| lenient::decimal(&row[key]).map(|amount| Money::new(amount, currency));
    let none = Money::new(Decimal::ZERO, currency);
    let lines = row["line_items"].as_array().into_iter().flatten();
    let total = money("total")?;
    Some(Order {
        id: order_id(row)?,
        number: lenient::text(&row["salesorder_number"]).unwrap_or_default(),
        reference: lenient::text(&row["reference_number"]),
        customer_id: lenient::id(&row["customer_id"]).unwrap_or_default(),
        status: status(row),
        lines: lines.filter_map(line).collect(),
        sub_total: money("sub_total").unwrap_or(none),
        shipping: money("shipping_charge").unwrap_or(none),
        tax: money("tax_total").unwrap_or(none),
        total,
        paid: match lenient::text(&row["paid_status"]).as_deref() {
            Some("paid") => Some(true),
            Some("unpaid" | "partially_paid") => Some(false),
            Some(_) | None => None,
        },
        created_at: lenient::time(&row["created_time"]),
        date: lenient::date(&row["date"]),
        ships_on: lenient::date(&row["shipment_date"]),
        shipments: shipments(row),
    })
}

pub(super) fn order_id(row: &Value) -> Option<String> {
    ["salesorder_id", "sales_order_id"].iter().find_map(|key| lenient::id(&row[*key]))
}

fn line(row: &Value) -> Option<OrderLine> {
    Some(OrderLine {
        item_id: lenient::id(&row["item_id"])?,
        sku: lenient::text(&row["sku"]),
        name: lenient::text(&row["name"]).unwrap_or_default(),
        quantity: lenient::decimal(&row["quantity"])?,
        unit_price: lenient::decimal(&row["rate"])?,
        total: lenient::decimal(&row["item_total"])?,
    })
}

/// How an order stands, by its own word and by what was shipped. That goods arrived is only believed
/// if every package says so: an order counts as fulfilled when the goods left.
pub(super) fn status(row: &Value) -> OrderStatus {
    let word = |key: &str| lenient::text(&row[key]).map(|word| word.to_lowercase());
    let status = word("status").or_else(|| word("order_status")).unwrap_or_default();
    match status.as_str() {
        "draft" => return OrderStatus::Draft,
        "void" | "voided" | "rejected" | "cancelled" => return OrderStatus::Void,
        "pending_approval" => return OrderStatus::AwaitingApproval,
        "onhold" | "on_hold" => return OrderStatus::OnHold,
        _ => {}
    }
    let shipped = word("shipped_status").unwrap_or_default();
    let all_left = shipped == "shipped" || shipped == "fulfilled" || status == "fulfilled";
    if all_left && all_arrived(row) {
        return OrderStatus::Delivered;
    }
    match (status.as_str(), shipped.as_str()) {
        (_, "shipped" | "fulfilled") | ("shipped" | "fulfilled", _) => OrderStatus::Shipped,
        (_, "partially_shipped") | ("partially_shipped", _) => OrderStatus::PartlyShipped,
        (
            "confirmed" | "open" | "approved" | "invoiced" | "overdue" | "partially_invoiced"
            | "partially_packed" | "packed",
            _,
        ) => OrderStatus::Confirmed,
        ("closed", _) => OrderStatus::Closed,
        (other, _) => OrderStatus::Unknown(other.to_owned()),
    }
}

/// Whether there are packages and each of them was delivered.
fn all_arrived(row: &Value) -> bool {
    let packages = row["packages"].as_array().filter(|packages| !packages.is_empty());
    packages.is_some_and(|packages| packages.iter().all(has_arrived))
}

/// A customer, from their own page or from a row of a list; `None` for vendors.
pub(super) fn customer(row: &Value) -> Option<Customer> {
    if lenient::text(&row["contact_type"]).is_some_and(|kind| kind != "customer") {
        return None;
    }
    let persons = row["contact_persons"].as_array().into_iter().flatten();
    let mut phones = Vec::new();
    let mut emails = Vec::new();
    for person in std::iter::once(row).chain(persons) {
        let add = |all: &mut Vec<String>, key: &str| {
            if let Some(text) = lenient::text(&person[key]).filter(|text| !all.contains(text)) {
                all.push(text);
            }
        };
        add(&mut phones, "phone");
        add(&mut phones, "mobile");
        add(&mut emails, "email");
    }
    Some(Customer {
        id: lenient::id(&row["contact_id"])?,
        name: lenient::text(&row["contact_name"]).unwrap_or_default(),
        company: lenient::text(&row["company_name"]),
        phones,
        emails,
        active: lenient::text(&row["status"]).is_some_and(|status| status == "active"),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_status_says_no_more_than_the_book_knows() {
        let unknown = || OrderStatus::Unknown("dreaming".to_owned());
        let cases = [
            (json!({ "status": "draft" }), OrderStatus::Draft),
            (json!({ "status": "Draft", "shipped_status": "shipped" }), OrderStatus::Draft),
            (json!({ "status": "pending_approval" }), OrderStatus::AwaitingApproval),
            (json!({ "status": "confirmed", "shipped_status": "" }), OrderStatus::Confirmed),
            (json!({ "status": "invoiced", "shipped_status": "pending" }), OrderStatus::Confirmed),
            (
                json!({ "status": "open", "shipped_status": "partially_shipped" }),
                OrderStatus::PartlyShipped,
            ),
            (json!({ "status": "open", "shipped_status": "shipped" }), OrderStatus::Shipped),
            (json!({ "status": "fulfilled" }), OrderStatus::Shipped),
            (
                json!({ "status": "fulfilled", "shipped_status": "fulfilled",
                    "packages": [{ "status": "delivered" }, { "status": "shipped" }] }),
                OrderStatus::Shipped,
            ),
            (
                json!({ "status": "fulfilled", "shipped_status": "fulfilled",
                    "packages": [{ "status": "delivered" }] }),
                OrderStatus::Delivered,
            ),
            (
                json!({ "status": "confirmed", "shipped_status": "partially_shipped",
                    "packages": [{ "status": "delivered" }] }),
                OrderStatus::PartlyShipped,
            ),
            (json!({ "status": "rejected" }), OrderStatus::Void),
            (json!({ "status": "onhold" }), OrderStatus::OnHold),
            (json!({ "status": "closed" }), OrderStatus::Closed),
            (json!({ "status": "dreaming" }), unknown()),
            (json!({ "order_status": "dreaming" }), unknown()),
        ];
        for (row, expected) in cases {
            assert_eq!(status(&row), expected, "{row}");
        }
    }

    #[test]
    fn vendors_are_no_customers() {
        assert_eq!(customer(&json!({ "contact_id": "7", "contact_type": "vendor" })), None);
        let row = json!({ "contact_id": 7, "contact_name": "A", "status": "inactive", "phone": "1",
            "contact_persons": [{ "phone": "1", "mobile": "2", "email": "a@b.example" }] });
        let customer = customer(&row).unwrap();
        assert_eq!((customer.id.as_str(), customer.active), ("7", false));
        assert_eq!((customer.phones, customer.emails.len()), (vec!["1".into(), "2".into()], 1));
    }
}
