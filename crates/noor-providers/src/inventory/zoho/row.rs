//! One item as Zoho writes it, in a list or in full, and what it comes to.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::Value;

use super::Options;
use crate::inventory::Item;
use crate::lenient;

/// The figures that may be promised, best first: what is on the shelf and not promised to others,
/// then what the books say of it, then without regard to promises.
const FIGURES: [&str; 5] = [
    "actual_available_for_sale_stock",
    "available_for_sale_stock",
    "actual_available_stock",
    "available_stock",
    "stock_on_hand",
];

/// An item, with what a walk needs to choose between rows of one code.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) item: Item,
    pub(super) active: bool,
    /// How people find it: its name and id.
    pub(super) label: String,
}

impl Row {
    /// Reads a row; without an id it is none, and the error says which and why.
    pub(super) fn read(row: &Value, options: &Options) -> Result<Self, (String, String)> {
        let name = ["name", "item_name"].iter().find_map(|key| lenient::text(&row[key]));
        let name = name.unwrap_or_else(|| "an item without a name".to_owned());
        let Some(id) = lenient::id(&row["item_id"]) else {
            return Err((name, "item_id: is missing or not made of digits".to_owned()));
        };
        let active = lenient::text(&row["status"])
            .is_some_and(|status| status.eq_ignore_ascii_case("active"));
        let item = Item {
            sku: lenient::text(&row["sku"]).unwrap_or_default(),
            stock: stock(row),
            offered: active && can_be_sold(row) && is_end_product(row, options),
            modified_at: lenient::time(&row["last_modified_time"]),
            id,
        };
        let label = format!("{name} (item {})", item.id);
        Ok(Self { item, active, label })
    }
}

/// Whole pieces; not known where the stock is not tracked or no figure can be read.
fn stock(row: &Value) -> Option<u32> {
    if lenient::flag(&row["track_inventory"]) == Some(false) {
        return None;
    }
    let figure = FIGURES.iter().find_map(|key| lenient::decimal(&row[key]))?;
    figure.floor().max(Decimal::ZERO).to_u32()
}

fn can_be_sold(row: &Value) -> bool {
    let bought_only = || lenient::text(&row["item_type"]).is_some_and(|kind| kind == "purchases");
    lenient::flag(&row["can_be_sold"]).unwrap_or_else(|| !bought_only())
}

/// By the custom field, which lists lay beside the rest and full pages keep in places of their own.
fn is_end_product(row: &Value, options: &Options) -> bool {
    let Some(field) = &options.end_product_field else { return true };
    let typed = format!("{field}_unformatted");
    let hash = &row["custom_field_hash"];
    let listed = row["custom_fields"].as_array().into_iter().flatten();
    let listed = listed.filter(|custom| custom["api_name"] == field.as_str());
    let mut places = [&row[&typed], &row[field], &hash[&typed], &hash[field]]
        .into_iter()
        .chain(listed.map(|custom| &custom["value"]));
    places.find_map(lenient::flag).unwrap_or(!options.end_product_required)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::*;

    fn options(field: Option<&str>, required: bool) -> Options {
        Options {
            organization_id: "1".to_owned(),
            end_product_field: field.map(str::to_owned),
            end_product_required: required,
            timeout: Duration::from_secs(5),
        }
    }

    fn read(changes: &Value, options: &Options) -> Item {
        let mut row = json!({ "item_id": "7", "name": "Desk", "sku": "DX 1", "status": "active" });
        for (key, value) in changes.as_object().unwrap() {
            row[key] = value.clone();
        }
        Row::read(&row, options).unwrap().item
    }

    #[test]
    fn the_best_figure_counts_and_unknown_is_not_zero() {
        let cases = [
            (json!({ "stock_on_hand": 12.0 }), Some(12)),
            (json!({ "stock_on_hand": 12.0, "available_stock": "11.00" }), Some(11)),
            (json!({ "available_stock": 11, "actual_available_stock": 10 }), Some(10)),
            (json!({ "actual_available_stock": 10, "available_for_sale_stock": 9 }), Some(9)),
            (
                json!({ "available_for_sale_stock": 9, "actual_available_for_sale_stock": 8 }),
                Some(8),
            ),
            (json!({ "actual_available_for_sale_stock": "", "stock_on_hand": 3 }), Some(3)),
            (json!({ "actual_available_for_sale_stock": -2.0, "stock_on_hand": 3 }), Some(0)),
            (json!({ "stock_on_hand": 2.9 }), Some(2)),
            (json!({ "stock_on_hand": 0 }), Some(0)),
            (json!({ "stock_on_hand": "" }), None),
            (json!({ "stock_on_hand": "many" }), None),
            (json!({ "stock_on_hand": 1e12 }), None),
            (json!({ "track_inventory": false, "stock_on_hand": 0 }), None),
            (json!({}), None),
        ];
        for (changes, stock) in cases {
            assert_eq!(read(&changes, &options(None, false)).stock, stock, "{changes}");
        }
    }

    #[test]
    fn only_what_is_active_sold_and_an_end_product_is_offered() {
        let field = "cf_end_product";
        let cases = [
            (json!({}), None, false, true),
            (json!({ "status": "inactive" }), None, false, false),
            (json!({ "status": "" }), None, false, false),
            (json!({ "can_be_sold": false }), None, false, false),
            (json!({ "item_type": "purchases" }), None, false, false),
            (json!({}), Some(field), false, true),
            (json!({}), Some(field), true, false),
            (json!({ field: "true" }), Some(field), true, true),
            (json!({ field: "" }), Some(field), true, false),
            (
                json!({ field: "Yes", "cf_end_product_unformatted": false }),
                Some(field),
                false,
                false,
            ),
            (json!({ "custom_field_hash": { field: "false" } }), Some(field), false, false),
            (
                json!({ "custom_fields": [{ "api_name": "cf_a", "value": false },
                                          { "api_name": field, "value": true }] }),
                Some(field),
                true,
                true,
            ),
        ];
        for (changes, field, required, offered) in cases {
            assert_eq!(read(&changes, &options(field, required)).offered, offered, "{changes}");
        }
    }

    #[test]
    fn a_row_without_an_id_says_which_it_is() {
        let row = json!({ "name": "Desk", "item_id": "" });
        let (at, why) = Row::read(&row, &options(None, false)).unwrap_err();
        assert_eq!(
            (at.as_str(), why.as_str()),
            ("Desk", "item_id: is missing or not made of digits")
        );
    }
}
