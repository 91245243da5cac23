//! A package of a sales order, and how an order's page tells of it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::zoho::ZohoBehaviour;

/// A part of an order that was packed; what is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ZohoPackage {
    /// `package_number`.
    pub number: String,
    /// `not_shipped`, `shipped`, `delivered`.
    pub status: String,
    /// `shipment_number`.
    pub shipment_number: String,
    /// Who carries it.
    pub carrier: String,
    /// The carrier's own number for it.
    pub tracking_number: String,
    /// Where the carrier tells how far it is.
    pub tracking_url: String,
    /// When it left, as `2026-03-05`.
    pub shipment_date: String,
    /// When it arrived, or should.
    pub delivery_date: String,
}

impl ZohoPackage {
    pub(super) fn told(&self, how: &ZohoBehaviour) -> Value {
        let text = |text: &str| if text.is_empty() { how.absent() } else { json!(text) };
        json!({
            "package_number": self.number,
            "status": self.status,
            "shipment_number": text(&self.shipment_number),
            "carrier": text(&self.carrier),
            "tracking_number": text(&self.tracking_number),
            "tracking_url": text(&self.tracking_url),
            "shipment_date": text(&self.shipment_date),
            "delivery_date": text(&self.delivery_date),
        })
    }
}
