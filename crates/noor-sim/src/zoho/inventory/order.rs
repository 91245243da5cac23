//! A sales order of Zoho Inventory, and how it is written down.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::item::TAX_ID;
use super::package::ZohoPackage;
use super::totals::{Discount, Terms, Totals, totals};
use crate::zoho::ZohoBehaviour;

/// The key that an order stands under: what answers say, what the specification says, what older
/// documents say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKey {
    /// `salesorder`.
    #[default]
    Salesorder,
    /// `sales_order`.
    SalesOrder,
    /// `saleorder`.
    Saleorder,
}

impl OrderKey {
    pub(super) fn one(self) -> &'static str {
        match self {
            Self::Salesorder => "salesorder",
            Self::SalesOrder => "sales_order",
            Self::Saleorder => "saleorder",
        }
    }

    pub(super) fn many(self) -> &'static str {
        match self {
            Self::Salesorder => "salesorders",
            Self::SalesOrder => "sales_orders",
            Self::Saleorder => "saleorders",
        }
    }
}

/// The key of an order's id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderIdKey {
    /// `salesorder_id`.
    #[default]
    SalesorderId,
    /// `sales_order_id`.
    SalesOrderId,
}

impl OrderIdKey {
    fn name(self) -> &'static str {
        match self {
            Self::SalesorderId => "salesorder_id",
            Self::SalesOrderId => "sales_order_id",
        }
    }
}

/// A line of a sales order.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ZohoOrderLine {
    /// Digits.
    pub id: String,
    /// The item.
    pub item_id: String,
    /// The item's article code.
    pub sku: Option<String>,
    /// What stands on the line.
    pub name: String,
    /// What is said below it.
    pub description: String,
    /// The price of one piece.
    pub rate: Decimal,
    /// Pieces.
    pub quantity: Decimal,
    /// The discount on the line, as an amount.
    pub discount: Decimal,
    /// Price times pieces without the discount, rounded to two places; tax is not in it unless the
    /// order's prices hold it.
    pub item_total: Decimal,
    /// The tax on it, in percent.
    pub tax_percentage: Decimal,
}

/// A sales order.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ZohoOrder {
    /// Digits.
    pub id: String,
    /// `salesorder_number`.
    pub number: String,
    /// `reference_number`; empty if none was sent.
    pub reference: String,
    /// `date`, as `2026-03-05`.
    pub date: String,
    /// `draft`, `confirmed`, `void`, or what a test set.
    pub status: String,
    /// `""`, `pending`, `partially_shipped`, `shipped`, `fulfilled`.
    pub shipped_status: String,
    /// `not_invoiced`, `partially_invoiced`, `invoiced`.
    pub invoiced_status: String,
    /// `unpaid`, `partially_paid`, `paid`.
    pub paid_status: String,
    /// Whom it is for.
    pub customer_id: String,
    /// Their name when it was written.
    pub customer_name: String,
    /// What is ordered.
    pub lines: Vec<ZohoOrderLine>,
    /// What was packed of it.
    pub packages: Vec<ZohoPackage>,
    /// Other fields as they were sent.
    pub others: Map<String, Value>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub modified_at: DateTime<Utc>,
    #[serde(skip)]
    pub(super) terms: Terms,
    /// Whether its pieces are set aside.
    #[serde(skip)]
    pub(super) committed: bool,
}

impl ZohoOrder {
    /// The lines' sum after their discounts, before the order's own.
    pub fn sub_total(&self) -> Decimal {
        self.totals().sub_total
    }

    /// The tax.
    pub fn tax_total(&self) -> Decimal {
        self.totals().tax
    }

    /// What is to be paid.
    pub fn total(&self) -> Decimal {
        self.totals().total
    }

    fn totals(&self) -> Totals {
        totals(&self.lines, &self.terms)
    }

    /// Its row in a list.
    pub(super) fn row(&self, how: &ZohoBehaviour) -> Map<String, Value> {
        let text = |text: &str| if text.is_empty() { how.absent() } else { json!(text) };
        let quantity: Decimal = self.lines.iter().map(|line| line.quantity).sum();
        let row = json!({
            how.order_id_key.name(): how.id(&self.id),
            "salesorder_number": self.number,
            "reference_number": text(&self.reference),
            "date": self.date,
            "status": self.status,
            "order_status": self.status,
            "current_sub_status": self.status,
            "invoiced_status": self.invoiced_status,
            "paid_status": self.paid_status,
            "shipped_status": self.shipped_status,
            "customer_id": how.id(&self.customer_id),
            "customer_name": self.customer_name,
            "quantity": how.amount(quantity),
            "total": how.amount(self.total()),
            "currency_code": "AED",
            "shipment_date": self.others.get("shipment_date").cloned().unwrap_or_else(|| how.absent()),
            "delivery_method":
                self.others.get("delivery_method").cloned().unwrap_or_else(|| how.absent()),
            "created_time": how.time(self.created_at),
            "last_modified_time": how.time(self.modified_at),
        });
        let Value::Object(row) = row else { return Map::new() };
        row
    }

    /// Its own page.
    pub(super) fn page(&self, how: &ZohoBehaviour) -> Value {
        let mut page = self.row(how);
        let Totals { sub_total, discount, taxes, tax, total } = self.totals();
        let lines: Vec<Value> =
            self.lines.iter().map(|line| line.told(how, self.is_fulfilled())).collect();
        let taxes: Vec<Value> = taxes
            .iter()
            .map(|(percent, amount)| {
                json!({ "tax_name": format!("VAT ({percent}%)"), "tax_amount": how.amount(*amount) })
            })
            .collect();
        let packages: Vec<Value> = self.packages.iter().map(|package| package.told(how)).collect();
        let more = json!({
            "line_items": lines,
            "sub_total": how.amount(sub_total),
            "discount_total": how.amount(discount),
            "shipping_charge": how.amount(self.terms.shipping),
            "adjustment": how.amount(self.terms.adjustment),
            "tax_total": how.amount(tax),
            "total": how.amount(total),
            "taxes": taxes,
            "is_inclusive_tax": self.terms.inclusive,
            "is_discount_before_tax": !self.terms.discount_after_tax,
            "discount": match self.terms.discount {
                Discount::None => json!(0),
                Discount::Percent(percent) => json!(format!("{percent}%")),
                Discount::Amount(amount) => how.amount(amount),
            },
            "packages": packages,
            "invoices": [],
            "estimate_id": how.absent(),
            "zcrm_potential_id": how.absent(),
        });
        if let Value::Object(more) = more {
            page.extend(more);
        }
        for field in SENT_AS_IS {
            let value = self.others.get(field).cloned().unwrap_or_else(|| how.absent());
            page.insert(field.to_owned(), value);
        }
        Value::Object(page)
    }

    fn is_fulfilled(&self) -> bool {
        matches!(self.shipped_status.as_str(), "shipped" | "fulfilled")
    }
}

impl ZohoOrderLine {
    fn told(&self, how: &ZohoBehaviour, shipped: bool) -> Value {
        let gone = if shipped { self.quantity } else { Decimal::ZERO };
        json!({
            "line_item_id": how.id(&self.id),
            "item_id": how.id(&self.item_id),
            "sku": self.sku.as_ref().map_or_else(|| how.absent(), |sku| json!(sku)),
            "name": self.name,
            "description": self.description,
            "rate": how.amount(self.rate),
            "quantity": how.amount(self.quantity),
            "unit": "pcs",
            "discount": how.amount(self.discount),
            "quantity_invoiced": how.amount(Decimal::ZERO),
            "quantity_packed": how.amount(gone),
            "quantity_shipped": how.amount(gone),
            "tax_id": how.id(TAX_ID),
            "tax_name": "VAT",
            "tax_percentage": how.amount(self.tax_percentage),
            "item_total": how.amount(self.item_total),
        })
    }
}

/// Fields that are kept as they are sent.
pub(super) const SENT_AS_IS: [&str; 14] = [
    "shipment_date",
    "notes",
    "terms",
    "delivery_method",
    "pricebook_id",
    "salesperson_id",
    "template_id",
    "custom_fields",
    "contact_persons",
    "billing_address_id",
    "shipping_address_id",
    "place_of_supply",
    "tax_treatment",
    "adjustment_description",
];
