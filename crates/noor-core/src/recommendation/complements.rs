//! Something else beside a product.

use std::cmp::Reverse;

use rust_decimal::Decimal;

use super::{Because, Beside, Recommended, Thing, shelf};
use crate::product::Product;

impl Beside<'_> {
    /// The one of the candidates that goes best with the product as the `thing` that belongs to it:
    /// in the same colour, of the same material, known to be there, cheapest. Nothing that is sold out,
    /// and nothing that costs more than `most` where both prices are known.
    pub fn complement(
        &self,
        thing: &Thing,
        most: Option<Decimal>,
        candidates: Vec<Product>,
    ) -> Option<Recommended> {
        let kinds = thing.kinds(self.lexicon);
        let fits = |it: &Product| {
            it.family.as_ref() == Some(&thing.family)
                && (kinds.is_empty()
                    || it.subtype.as_ref().is_some_and(|kind| kinds.contains(kind)))
                && it.active
                && it.sku != self.product.sku
                && it.stock != Some(0)
                && self.price_of(it).is_some()
                && most.is_none_or(|most| self.price_of(it).is_some_and(|price| price <= most))
        };
        let order = |it: &Product| {
            let style: Vec<Because> = self.style(it).collect();
            let colour = style.contains(&Because::SameColour);
            let material = style.contains(&Because::SameMaterial);
            (Reverse(colour), Reverse(material), shelf(it), self.price_of(it), it.sku.clone())
        };
        let product = candidates.into_iter().filter(fits).min_by_key(order)?;
        let style: Vec<Because> = self.style(&product).collect();
        let in_stock = (shelf(&product) == 0).then_some(Because::InStock);
        let because = [Because::BelongsTogether].into_iter().chain(style).chain(in_stock).collect();
        Some(Recommended { product, because })
    }
}
