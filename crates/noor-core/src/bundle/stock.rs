//! What is left in stock while a plan takes from it.

use std::collections::BTreeMap;

use super::choice::{Choice, Part, Serving};
use super::plan::Supply;
use crate::product::Product;

/// What the lines of a plan have taken so far, by article code.
#[derive(Default)]
pub(super) struct Stock<'a>(BTreeMap<&'a str, u32>);

impl<'a> Stock<'a> {
    /// Whether a choice that could live on the stock cannot any more.
    pub(super) fn is_used_up(&self, choice: &Choice<'a>) -> bool {
        choice.parts.iter().any(|part| {
            let Part { serving: Serving { product, .. }, pieces, .. } = part;
            let enough = |stock: u32| stock >= *pieces;
            product.stock.is_some_and(enough) && !self.left(product).is_some_and(enough)
        })
    }

    fn left(&self, product: &Product) -> Option<u32> {
        let taken = self.0.get(product.sku.as_str()).copied().unwrap_or_default();
        product.stock.map(|stock| stock.saturating_sub(taken))
    }

    /// Takes pieces, and says whether they were there.
    pub(super) fn take(&mut self, product: &'a Product, pieces: u32) -> Supply {
        let supply = match self.left(product) {
            None => Supply::ToConfirm,
            Some(left) if left >= pieces => Supply::InStock,
            Some(left) => Supply::Short { by: pieces - left },
        };
        let taken = self.0.entry(product.sku.as_str()).or_default();
        *taken = taken.saturating_add(pieces);
        supply
    }
}
