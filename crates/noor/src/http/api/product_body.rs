//! A product as the API shows it.

use noor_core::product::Product;
use serde::Serialize;
use utoipa::ToSchema;

/// A product as programs see it.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::http) struct ProductBody {
    /// The shop's spelling of the code.
    sku: String,
    /// Its name in English, if it has one.
    name_en: Option<String>,
    /// Its name in Arabic, if it has one.
    name_ar: Option<String>,
    /// Its family.
    family: Option<String>,
    /// Its colours, the main one first.
    colours: Vec<String>,
    /// Unit price without VAT, as a decimal number; absent if there is none.
    #[schema(example = "345.00")]
    price: Option<String>,
    /// The price's currency.
    #[schema(example = "AED")]
    currency: Option<String>,
    /// Pieces in stock; absent if unknown.
    stock: Option<u32>,
    /// Whether it is offered.
    active: bool,
}

impl From<Product> for ProductBody {
    fn from(product: Product) -> Self {
        Self {
            sku: product.sku,
            name_en: product.name.en,
            name_ar: product.name.ar,
            family: product.family,
            colours: product.colours,
            price: product.price.map(|price| format!("{:.2}", price.amount)),
            currency: product.price.map(|price| price.currency.code().to_owned()),
            stock: product.stock,
            active: product.active,
        }
    }
}
