//! What products cost this customer, decided once for everything that an answer tells.

use rust_decimal::Decimal;

use super::Turn;
use crate::dialogue::answer::{Contribution, List, OrderLine};
use crate::pricing::PriceDecision;
use crate::product::{PriceBasis, Product};

impl Turn<'_> {
    /// What one of so many pieces costs the customer.
    pub(super) fn price_of(&self, product: &Product, quantity: u32) -> Option<PriceDecision> {
        self.findings.prices.as_ref()?.decided(product, quantity, self.heard.now)
    }

    /// So many pieces of a product, at what they cost.
    pub(super) fn line_of(&self, product: &Product, quantity: u32) -> OrderLine {
        let price = self.price_of(product, quantity);
        OrderLine { product: Box::new(product.clone()), quantity, price }
    }

    /// What one of each costs at a number; empty where none is known or nobody knows who buys.
    pub(super) fn prices_of(
        &self,
        products: &[Product],
        pieces: Option<u32>,
    ) -> Vec<Option<PriceDecision>> {
        match (pieces, &self.findings.prices) {
            (Some(pieces), Some(_)) => {
                products.iter().map(|product| self.price_of(product, pieces)).collect()
            }
            (_, _) => Vec::new(),
        }
    }

    /// Products as they were shown before.
    pub(super) fn plain_list(&self, products: Vec<Product>, pieces: Option<u32>) -> Contribution {
        let pieces = pieces.filter(|it| *it > 0);
        Contribution::Products {
            prices: self.prices_of(&products, pieces),
            products,
            without: Vec::new(),
            unmet: Vec::new(),
            pieces,
            list: List::Again,
            family: None,
        }
    }

    /// What the order comes to, before VAT; `None` while a price is missing.
    pub(super) fn order_total(&self) -> Option<Decimal> {
        self.cart.lines().iter().try_fold(Decimal::ZERO, |sum, line| {
            let product = self.product(&line.sku)?;
            if product.price_basis == PriceBasis::M2 {
                return None;
            }
            let decided = self.price_of(product, line.quantity).map(|it| it.unit);
            let price = decided.or(product.price)?;
            sum.checked_add(price.times(line.quantity)?.amount)
        })
    }
}
