//! A row of `products` as a product.

use noor_core::money::{Currency, Money};
use rust_decimal::Decimal;

/// The product in a row of any statement that selects all columns of one. Statements differ in what
/// they select beside it, so their rows are of different types.
macro_rules! product {
    ($row:expr) => {
        noor_core::product::Product {
            price: $crate::products::row::price($row.price, $row.currency.as_deref()),
            price_basis: $crate::products::row::basis(&$row.price_basis),
            sku: $row.sku,
            name: noor_core::product::Texts { en: $row.name_en, ar: $row.name_ar },
            description: noor_core::product::Texts {
                en: $row.description_en,
                ar: $row.description_ar,
            },
            categories: $row.categories,
            family: $row.family,
            subtype: $row.subtype,
            colours: $row.colours,
            materials: $row.materials,
            size: noor_core::product::SizeMm {
                width: $crate::products::row::natural($row.width_mm),
                depth: $crate::products::row::natural($row.depth_mm),
                height: $crate::products::row::natural($row.height_mm),
                length: $crate::products::row::natural($row.length_mm),
            },
            stock: $crate::products::row::natural($row.stock),
            active: $row.active,
            images: $row.images,
            attributes: serde_json::from_value($row.attributes).unwrap_or_default(),
            capacity: $crate::products::row::natural($row.capacity),
            url: $row.url,
        }
    };
}
pub(super) use product;

/// Nothing in the mirror is below zero.
pub(super) fn natural(n: Option<i32>) -> Option<u32> {
    n.and_then(|n| u32::try_from(n).ok())
}

pub(super) fn price(amount: Option<Decimal>, currency: Option<&str>) -> Option<Money> {
    let currency = Currency::parse(currency?).ok()?;
    Some(Money::new(amount?.normalize(), currency))
}

pub(super) fn basis(word: &str) -> noor_core::product::PriceBasis {
    use noor_core::product::PriceBasis;
    match word {
        "set" => PriceBasis::Set,
        "m2" => PriceBasis::M2,
        _ => PriceBasis::Each,
    }
}
