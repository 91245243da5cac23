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
    /// Its kind within the family.
    kind: Option<String>,
    /// Its colours, the main one first.
    colours: Vec<String>,
    /// Its materials.
    materials: Vec<String>,
    /// Left to right, in millimetres; absent if unknown, like the other sizes.
    width_mm: Option<u32>,
    /// Front to back.
    depth_mm: Option<u32>,
    /// Floor to top.
    height_mm: Option<u32>,
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
            kind: product.subtype,
            colours: product.colours,
            materials: product.materials,
            width_mm: product.size.width,
            depth_mm: product.size.depth,
            height_mm: product.size.height,
            price: product.price.map(|price| format!("{:.2}", price.amount)),
            currency: product.price.map(|price| price.currency.code().to_owned()),
            stock: product.stock,
            active: product.active,
        }
    }
}
