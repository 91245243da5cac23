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

    /// Only pictures, where nothing else is asked of products that were told of before and some of them
    /// have one; says whether it was so.
    pub(super) fn only_shows(&mut self, products: &[&Product]) -> bool {
        let only = self.said.has(&Intent::AskPicture)
            && self.said.quantity.is_none()
            && !self.said.intents.iter().any(|intent| {
                matches!(intent, Intent::AskPrice | Intent::AskStock | Intent::AskWithVat)
            });
        let known = products.iter().all(|product| self.state.shown.contains(&product.sku));
        let with: Vec<Product> = products
            .iter()
            .filter(|product| !product.images.is_empty())
            .map(|product| (*product).clone())
            .collect();
        if !only || !known || with.is_empty() {
            return false;
        }
        self.says(Contribution::Pictures { products: with });
        true
    }

    /// Sends the picture of a product along.
    pub(super) fn pictures(&mut self, product: &Product) {
        if !self.answer.pictures.contains(&product.sku) {
            self.answer.pictures.push(product.sku.clone());
        }
    }
}
