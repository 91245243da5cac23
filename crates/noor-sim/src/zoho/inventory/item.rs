//! An item of Zoho Inventory, and how it is written in a list, on its page and among many.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::zoho::ZohoBehaviour;

/// The id of the one tax there is.
pub(super) const TAX_ID: &str = "900000000000000605";

/// What the books and the shelves say of an item's stock; negative figures happen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ZohoStock {
    /// By invoices and bills.
    pub on_hand: f64,
    /// By shipments and receipts.
    pub physical: f64,
    /// Promised in confirmed orders.
    pub committed: f64,
}

/// An item.
#[expect(clippy::struct_excessive_bools, reason = "each is a field of Zoho's own")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ZohoItem {
    /// Digits.
    pub id: String,
    /// The name.
    pub name: String,
    /// Article code; some have none.
    pub sku: Option<String>,
    /// `active` or `inactive`.
    pub active: bool,
    /// Whether it may stand in a sales order.
    pub can_be_sold: bool,
    /// Whether its stock is tracked; otherwise there are no figures.
    pub tracked: bool,
    /// Whether it is a service and no thing.
    pub service: bool,
    /// The figures.
    pub stock: ZohoStock,
    /// The price in the ERP, which customers are never told.
    pub rate: f64,
    /// The tax on it, in percent.
    pub tax_percentage: Decimal,
    /// Custom fields by their API name (`cf_…`).
    pub custom: BTreeMap<String, Value>,
    /// Whether it has a picture.
    pub pictured: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
}

impl Default for ZohoItem {
    fn default() -> Self {
        Self {
            id: String::new(),
            name: String::new(),
            sku: None,
            active: true,
            can_be_sold: true,
            tracked: true,
            service: false,
            stock: ZohoStock::default(),
            rate: 0.0,
            tax_percentage: Decimal::from(5),
            custom: BTreeMap::new(),
            pictured: false,
            created_at: DateTime::UNIX_EPOCH,
            modified_at: DateTime::UNIX_EPOCH,
        }
    }
}

impl ZohoItem {
    /// An active item of which `pieces` are there and none is promised.
    pub fn new(id: impl Into<String>, sku: impl Into<String>, pieces: f64) -> Self {
        let sku = sku.into();
        Self {
            id: id.into(),
            name: sku.clone(),
            sku: Some(sku),
            stock: ZohoStock { on_hand: pieces, physical: pieces, committed: 0.0 },
            ..Self::default()
        }
    }

    /// An active service, of which there is no stock.
    pub fn service(id: impl Into<String>, name: impl Into<String>) -> Self {
        let (id, name) = (id.into(), name.into());
        Self { id, name, tracked: false, service: true, ..Self::default() }
    }

    /// Whether this is its code or its id.
    pub(in crate::zoho) fn is(&self, sku_or_id: &str) -> bool {
        self.id == sku_or_id || self.sku.as_deref() == Some(sku_or_id)
    }

    /// A custom field as it is shown: text.
    pub(super) fn shown(&self, field: &str) -> Option<String> {
        self.custom.get(field).map(shown)
    }

    /// Its row in a list.
    pub(super) fn row(&self, how: &ZohoBehaviour) -> Map<String, Value> {
        let absent = how.absent();
        let row = json!({
            "item_id": how.id(&self.id),
            "name": self.name,
            "item_name": self.name,
            "sku": self.sku.as_ref().map_or_else(|| how.absent(), |sku| json!(sku)),
            "status": if self.active { "active" } else { "inactive" },
            "source": "user",
            "unit": "pcs",
            "rate": how.number(self.rate),
            "description": absent,
            "tax_id": how.id(TAX_ID),
            "tax_name": "VAT",
            "tax_percentage": how.amount(self.tax_percentage),
            "item_type": if self.tracked { "inventory" } else { "sales_and_purchases" },
            "product_type": if self.service { "service" } else { "goods" },
            "track_inventory": self.tracked,
            "is_combo_product": false,
            "group_id": absent,
            "group_name": absent,
            "brand": absent,
            "purchase_rate": how.number(self.rate / 2.0),
            "can_be_sold": self.can_be_sold,
            "can_be_purchased": true,
            "zcrm_product_id": absent,
            "reorder_level": absent,
            "image_name": if self.pictured { json!("item.png") } else { how.absent() },
            "upc": absent,
            "tags": [],
            "created_time": how.time(self.created_at),
            "last_modified_time": how.time(self.modified_at),
        });
        let Value::Object(mut row) = row else { return Map::new() };
        self.add_figures(&mut row, how, how.for_sale_in_lists);
        for (field, value) in &self.custom {
            row.insert(field.clone(), json!(shown(value)));
            row.insert(format!("{field}_unformatted"), value.clone());
        }
        row
    }

    /// Its own page.
    pub(super) fn page(&self, how: &ZohoBehaviour) -> Map<String, Value> {
        let mut page = self.row(how);
        self.add_figures(&mut page, how, true);
        let mut hash = Map::new();
        let mut fields = Vec::new();
        for (at, (field, value)) in self.custom.iter().enumerate() {
            page.remove(field);
            page.remove(&format!("{field}_unformatted"));
            hash.insert(field.clone(), json!(shown(value)));
            hash.insert(format!("{field}_unformatted"), value.clone());
            let index = at + 1;
            fields.push(json!({
                "customfield_id": how.id(&format!("{}{index}", self.id)),
                "label": field, "api_name": field, "index": index,
                "value": value, "value_formatted": shown(value),
            }));
        }
        page.insert("custom_fields".to_owned(), Value::Array(fields));
        page.insert("custom_field_hash".to_owned(), Value::Object(hash));
        page.insert("sales_rate".to_owned(), how.number(self.rate));
        page.insert("documents".to_owned(), json!([]));
        page
    }

    fn add_figures(&self, row: &mut Map<String, Value>, how: &ZohoBehaviour, for_sale: bool) {
        let ZohoStock { on_hand, physical, committed } = self.stock;
        let mut figures = vec![
            ("stock_on_hand", on_hand),
            ("available_stock", on_hand),
            ("actual_available_stock", physical),
        ];
        if for_sale {
            figures.push(("available_for_sale_stock", on_hand - committed));
            figures.push(("actual_available_for_sale_stock", physical - committed));
        }
        for (key, figure) in figures {
            if self.tracked {
                row.insert(key.to_owned(), how.number(figure));
            } else if how.untracked_stock_keys {
                row.insert(key.to_owned(), how.absent());
            }
        }
    }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
