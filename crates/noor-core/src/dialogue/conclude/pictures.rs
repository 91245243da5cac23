//! Pictures: only of what is named in the text, and an honest word where there is none.

use super::Turn;
use crate::dialogue::answer::Contribution;
use crate::product::Product;
use crate::understanding::Intent;

impl Turn<'_> {
    /// The pictures that were asked for, and which of them nobody has.
    pub(super) fn about_pictures(&mut self, products: &[&Product]) {
        if !self.said.has(&Intent::AskPicture) {
            return;
        }
        let (with, none): (Vec<&Product>, Vec<&Product>) =
            products.iter().partition(|product| !product.images.is_empty());
        let others_have = !with.is_empty();
        for product in with {
            self.pictures(product);
        }
        if !none.is_empty() {
            let products = none.into_iter().cloned().collect();
            self.says(Contribution::NoPicture { products, others_have });
        }
    }

    /// Sends the picture of a product along.
    pub(super) fn pictures(&mut self, product: &Product) {
        if !self.answer.pictures.contains(&product.sku) {
            self.answer.pictures.push(product.sku.clone());
        }
    }
}
