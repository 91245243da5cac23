//! Which products an answer brings before the customer's eyes.

use std::collections::HashSet;

use super::Turn;
use super::quotation::lines;
use crate::dialogue::answer::{Contribution, OrderLine, Plan};
use crate::dialogue::cart::CartLine;
use crate::dialogue::state::Event;
use crate::product::Product;

impl Turn<'_> {
    /// Notes what was looked for, what the customer has before their eyes now, and what was calculated.
    pub(super) fn remembers(&mut self) {
        let wishes = std::mem::replace(&mut self.wishes, super::Wishes::of(self.state));
        if !wishes.is_unchanged() {
            let wishes = wishes.remembered();
            if wishes != self.state.wishes {
                self.happened(Event::Wished { wishes });
            }
        }
        let Shown { listed, lists, single, proposed, plans } =
            Shown::by(&self.answer.contributions);
        let skus: Vec<String> = listed.iter().chain(&single).cloned().collect();
        if !skus.is_empty() {
            self.happened(Event::Showed { skus, listed, lists });
        }
        if !plans.is_empty() {
            let of_customer = self.findings.places.iter().filter(|it| it.need.role.is_none());
            let named = of_customer.map(|place| place.need.wish.clone()).collect();
            self.happened(Event::Offered { plans, named });
        }
        if !proposed.is_empty() || !self.state.proposed.is_empty() && !single.is_empty() {
            self.happened(Event::Proposed { lines: proposed });
        }
    }
}

/// The products of an answer.
#[derive(Debug, Default)]
struct Shown {
    /// Those of its lists, as they are numbered.
    listed: Vec<String>,
    /// How many stand in each list.
    lists: Vec<usize>,
    /// The others.
    single: Vec<String>,
    /// What so many of them would cost.
    proposed: Vec<CartLine>,
    /// The lines of its solutions.
    plans: Vec<Vec<CartLine>>,
}

impl Shown {
    fn by(contributions: &[Contribution]) -> Self {
        let mut shown = Self::default();
        for contribution in contributions {
            shown.add(contribution);
        }
        let Self { listed, single, .. } = &mut shown;
        let mut seen: HashSet<String> = listed.iter().cloned().collect();
        single.retain(|sku| seen.insert(sku.clone()));
        shown
    }

    fn add(&mut self, contribution: &Contribution) {
        let code = |product: &Product| product.sku.clone();
        match contribution {
            Contribution::Products { products, .. } | Contribution::Variants { products, .. } => {
                self.listed.extend(products.iter().map(code));
                self.lists.push(products.len());
            }
            Contribution::Product { product }
            | Contribution::Property { product, .. }
            | Contribution::Advice { product, .. } => self.single.push(code(product)),
            Contribution::Pictures { products }
            | Contribution::Unstated { products, .. }
            | Contribution::Comparison { products } => {
                self.single.extend(products.iter().map(code));
            }
            Contribution::Line { product, quantity, .. } => {
                self.single.push(code(product));
                self.proposed.push(CartLine { sku: code(product), quantity: *quantity });
            }
            Contribution::WithVat { lines, .. } => {
                self.listed.extend(lines.iter().map(|line| code(&line.product)));
                self.lists.push(lines.len());
            }
            Contribution::Order { lines, said, .. } => {
                if said.is_proposed() {
                    let line = |line: &OrderLine| CartLine {
                        sku: code(&line.product),
                        quantity: line.quantity,
                    };
                    self.proposed.extend(lines.iter().map(line));
                }
                self.single.extend(lines.iter().map(|line| code(&line.product)));
            }
            Contribution::Plans { plans, .. } => {
                self.plans.extend(plans.iter().map(|Plan { lines, .. }| {
                    let line = |line: &OrderLine| CartLine {
                        sku: code(&line.product),
                        quantity: line.quantity,
                    };
                    lines.iter().map(line).collect()
                }));
            }
            Contribution::Quotation { quote, .. } => {
                self.single.extend(lines(&quote.draft).map(|line| line.sku.clone()));
            }
            Contribution::Greeting { .. }
            | Contribution::Languages
            | Contribution::Assistant
            | Contribution::Article { .. }
            | Contribution::NoMore { .. }
            | Contribution::NothingBeyond { .. }
            | Contribution::OtherColour
            | Contribution::UnknownCode { .. }
            | Contribution::Gone { .. }
            | Contribution::NothingFound { .. }
            | Contribution::NoPicture { .. }
            | Contribution::NoOrder
            | Contribution::NotInOrder
            | Contribution::OrderCleared
            | Contribution::InCurrency { .. }
            | Contribution::OtherCurrency
            | Contribution::Families { .. }
            | Contribution::Unreadable { .. }
            | Contribution::HandOver { .. }
            | Contribution::Agreed
            | Contribution::Declined
            | Contribution::Took { .. }
            | Contribution::Noted { .. }
            | Contribution::PlacedOrders { .. }
            | Contribution::QuotationAgreed
            | Contribution::QuotationAccepted { .. }
            | Contribution::QuotationCancelled { .. }
            | Contribution::QuotationWithdrawn { .. }
            | Contribution::UnknownQuotation { .. }
            | Contribution::NotOffered { .. }
            | Contribution::KnownDetails { .. }
            | Contribution::Pending { .. }
            | Contribution::NoQuotation { .. }
            | Contribution::LastTimeUnknown
            | Contribution::NoRush
            | Contribution::Doubted
            | Contribution::Worth
            | Contribution::NotSales { .. }
            | Contribution::OptedOut
            | Contribution::Unmoved
            | Contribution::Private
            | Contribution::Thanks
            | Contribution::Goodbye
            | Contribution::NotUnderstood => {}
        }
    }
}
