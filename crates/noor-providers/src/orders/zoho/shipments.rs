//! What left and what arrived, as the packages on an order's own page tell it.
//!
//! Source: Zoho Inventory v1, "Sales Orders" and "Shipment Orders", and Zoho Commerce, "Mark as
//! Shipped" (March 2026). Where a fact of the shipment stands differs: on the package, or one step
//! further in.

use serde_json::Value;
use url::Url;

use crate::lenient;
use crate::orders::Shipment;

/// The packages of an order that left.
pub(super) fn shipments(order: &Value) -> Vec<Shipment> {
    let packages = order["packages"].as_array().into_iter().flatten();
    packages.filter(|package| has_left(package)).map(shipment).collect()
}

/// Whether a package arrived: only if it says so.
pub(super) fn has_arrived(package: &Value) -> bool {
    words(package).iter().any(|word| word == "delivered")
}

fn has_left(package: &Value) -> bool {
    let left = ["shipped", "in_transit", "out_for_delivery", "delivered"];
    words(package).iter().any(|word| left.contains(&word.as_str()))
}

/// How it stands, by each of its words.
fn words(package: &Value) -> Vec<String> {
    let keys = ["status", "shipment_status"];
    let all = keys.into_iter().flat_map(|key| places(package).map(|place| &place[key]));
    all.filter_map(|word| lenient::text(word).map(|word| word.to_lowercase())).collect()
}

fn shipment(package: &Value) -> Shipment {
    let first = |keys: &[&str]| -> Option<String> {
        let all = keys.iter().flat_map(|key| places(package).map(|place| &place[*key]));
        all.into_iter().find_map(lenient::text)
    };
    let day = |key: &str| places(package).into_iter().find_map(|place| lenient::date(&place[key]));
    let url = first(&["tracking_url", "tracking_link"]).and_then(|url| Url::parse(&url).ok());
    let delivered = has_arrived(package);
    let delivery = day("delivery_date");
    Shipment {
        number: first(&["shipment_number", "package_number"]),
        carrier: first(&["carrier", "delivery_method"]),
        tracking_number: first(&["tracking_number"]),
        tracking_url: url.filter(|url| ["https", "http"].contains(&url.scheme())),
        shipped_on: day("shipment_date"),
        delivered,
        delivered_on: delivery.filter(|_| delivered),
        expected_on: day("expected_delivery_date").or(delivery).filter(|_| !delivered),
    }
}

/// Where facts of a package may stand.
fn places(package: &Value) -> [&Value; 2] {
    [package, &package["shipment_order"]]
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use serde_json::json;

    use super::*;

    #[test]
    fn facts_are_told_as_far_as_they_are_known() {
        let order = json!({ "packages": [
            { "package_number": "PKG-1", "status": "delivered", "shipment_number": "SHP-1",
                "carrier": "Aramex", "tracking_number": "42", "delivery_date": "2026-03-07",
                "shipment_date": "2026-03-05", "tracking_url": "https://track.example/42" },
            { "package_number": "PKG-2", "status": "shipped", "delivery_date": "2026-03-09",
                "tracking_url": "javascript:alert(1)",
                "shipment_order": { "tracking_number": "43", "delivery_method": "Our van" } },
            { "package_number": "PKG-3", "status": "not_shipped" },
        ] });
        let found = shipments(&order);
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].number.as_deref(), Some("SHP-1"));
        assert_eq!(
            (found[0].shipped_on, found[0].delivered_on, found[0].expected_on),
            (day(5), day(7), None)
        );
        assert!(found[0].delivered && found[0].tracking_url.is_some());
        assert_eq!(
            (found[1].number.as_deref(), found[1].carrier.as_deref()),
            (Some("PKG-2"), Some("Our van"))
        );
        assert_eq!(found[1].tracking_number.as_deref(), Some("43"));
        assert_eq!((found[1].delivered_on, found[1].expected_on), (None, day(9)));
        assert_eq!(found[1].tracking_url, None);
        assert!(shipments(&json!({})).is_empty());
    }
}
