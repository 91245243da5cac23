//! Properties, comparisons, advice and other currencies: only what a row, an article or the shop's
//! rate says.

use super::{LIST, Turn};
use crate::dialogue::answer::{Ask, Because, Contribution};
use crate::dialogue::findings::CodeIs;
use crate::dialogue::reason::Reason;
use crate::dialogue::state::Event;
use crate::money::{Currency, Money};
use crate::product::Product;
use crate::understanding::{Intent, Property};

impl<'a> Turn<'a> {
    /// The properties of a product that were asked for; says whether any were.
    ///
    /// What the catalogue does not state is said to be so, once. Who insists is answered by a person.
    pub(super) fn about_properties(&mut self, product: &Product) -> bool {
        let facts = !product.facts_about(&self.heard.tokens).is_empty();
        let asked: Vec<Property> = self
            .said
            .intents
            .iter()
            .filter_map(|intent| match intent {
                Intent::AskProperty { property: Property::Details } if !facts => None,
                Intent::AskProperty { property } => Some(*property),
                _ => None,
            })
            .collect();
        for property in &asked {
            self.about_property(product, *property);
        }
        !asked.is_empty()
    }

    /// The properties of several products that were asked for, as far as any of them states them;
    /// says whether any were asked for.
    pub(super) fn about_properties_of_each(&mut self, products: &[&Product]) -> bool {
        let asked: Vec<Property> = self
            .said
            .intents
            .iter()
            .filter_map(|intent| match intent {
                Intent::AskProperty { property } => Some(*property),
                _ => None,
            })
            .filter(|property| {
                let stated = || products.iter().any(|product| self.stated(product, *property).0);
                *property != Property::Details || stated()
            })
            .collect();
        for property in asked.iter().copied() {
            let (stating, silent): (Vec<&Product>, Vec<&Product>) =
                products.iter().partition(|product| self.stated(product, property).0);
            if stating.is_empty() && !silent.is_empty() {
                self.is_stated_of_none(&silent, property);
            }
            for product in stating {
                self.about_property(product, property);
            }
        }
        !asked.is_empty()
    }

    /// What was asked of things that are only just found ("chairs that carry 120 kg"), of those that
    /// state it. What their lines tell anyway is not told twice.
    pub(super) fn states_of_each(&mut self, products: &[Product]) {
        for property in [Property::Load, Property::Weight, Property::Warranty] {
            if !self.said.has(&Intent::AskProperty { property }) {
                continue;
            }
            for product in products {
                if self.stated(product, property).0 {
                    self.about_property(product, property);
                }
            }
        }
    }

    fn is_stated_of_none(&mut self, products: &[&Product], property: Property) {
        for product in products {
            let known = (product.sku.clone(), property);
            if self.state.unstated.contains(&known) {
                self.hands_over(Reason::SpecUnverified);
            }
            self.happened(Event::Unstated { sku: product.sku.clone(), property });
        }
        let products = products.iter().map(|product| (*product).clone()).collect();
        self.says(Contribution::Unstated { products, property });
        self.says_the_article_of(property);
    }

    /// What the shop says in general of a property that is not stated.
    fn says_the_article_of(&mut self, property: Property) {
        let Some(key) = self.policy.property_articles.get(&property).cloned() else { return };
        let article = Contribution::Article { key: key.clone() };
        let asked = self.said.has(&Intent::AskShop { article: key });
        if !asked && !self.answer.contributions.contains(&article) {
            self.says(article);
        }
    }

    /// Whether a product states a property, with what the catalogue's own table says of it.
    fn stated(&self, product: &Product, property: Property) -> (bool, Vec<(String, String)>) {
        if property == Property::Details {
            let facts = product.facts_about(&self.heard.tokens);
            return (!facts.is_empty(), facts);
        }
        let values = self.policy.values_of(product, property);
        (!values.is_empty() || product.states(property), values)
    }

    fn about_property(&mut self, product: &Product, property: Property) {
        let (stated, values) = self.stated(product, property);
        let known = (product.sku.clone(), property);
        if !stated && self.state.unstated.contains(&known) {
            self.hands_over(Reason::SpecUnverified);
        }
        if !stated {
            self.happened(Event::Unstated { sku: product.sku.clone(), property });
        }
        self.says(Contribution::Property { product: Box::new(product.clone()), property, values });
        if !stated {
            self.says_the_article_of(property);
        }
        match (property, stated) {
            // How many sit at it decides what fits.
            (Property::Seats, false) => self.asks_if_free(Ask::Headcount),
            (_, _) => self.asks_if_free(Ask::Else),
        }
    }

    /// What tells several products apart, or the one Noor would take; says whether that was asked.
    pub(super) fn compares_or_advises(&mut self, products: &[&'a Product]) -> bool {
        let said = self.said;
        if said.has(&Intent::AskAdvice) {
            self.advises(products);
            true
        } else if said.has(&Intent::Compare) {
            self.compares(products);
            true
        } else {
            false
        }
    }

    /// What tells the products behind codes apart.
    pub(super) fn compares_codes(&mut self) {
        let findings = self.findings;
        let mut products: Vec<&Product> = Vec::new();
        for code in &findings.codes {
            match &code.is {
                CodeIs::One(product) => products.push(product),
                CodeIs::Many(several) => products.extend(several.iter().take(1)),
                CodeIs::Gone(product) => {
                    self.says(Contribution::Gone { product: product.clone() });
                }
                CodeIs::Unknown => {
                    self.says(Contribution::UnknownCode { code: code.mention.text.clone() });
                }
            }
        }
        self.compares(&products);
    }

    pub(super) fn compares(&mut self, products: &[&'a Product]) {
        for product in products {
            self.wishes.asked(product, None);
        }
        let products: Vec<Product> = products.iter().take(LIST).map(|it| (*it).clone()).collect();
        if !products.is_empty() {
            self.says(Contribution::Comparison { products });
            self.answer.ask = Some(Ask::Item);
        }
    }

    /// The first of them that has all that is wanted in stock, else the cheapest, else the first.
    fn advises(&mut self, products: &[&'a Product]) {
        let wanted = |product: &Product| self.wishes.pieces_of(product).unwrap_or(1);
        let there = products
            .iter()
            .filter(|it| it.price.is_some())
            .find(|it| it.stock.is_some_and(|stock| stock >= wanted(it)));
        let cheapest = || {
            let priced = products.iter().filter(|it| it.price.is_some());
            priced.min_by_key(|it| it.price.map(|price| price.amount))
        };
        let (product, because) = match (there, cheapest(), products.first()) {
            (Some(product), _, _) => (product, Because::InStock),
            (None, Some(product), _) => (product, Because::Cheapest),
            (None, None, Some(product)) => (product, Because::Fits),
            (None, None, None) => return,
        };
        self.wishes.asked(product, None);
        self.pictures(product);
        self.says(Contribution::Advice { product: Box::new((*product).clone()), because });
        self.about = Some(product.sku.clone());
        let known = self.wishes.pieces_of(product).is_some();
        self.answer.ask = Some(match self.cart.quantity_of(&product.sku) {
            Some(_) => Ask::Else,
            None if known => Ask::Fit,
            None => Ask::Quantity,
        });
    }

    /// The prices of this answer in another currency, at the shop's rate and called what they are; of
    /// one that the shop has no rate for, nothing.
    pub(super) fn in_another_currency(&mut self) {
        let asked = self.said.intents.iter().find_map(|intent| match intent {
            Intent::AskInCurrency { currency } => Some(*currency),
            _ => None,
        });
        let Some(currency) = asked else { return };
        let Some(rate) = self.policy.rates.get(&currency).copied().filter(|it| !it.is_zero())
        else {
            return self.says(Contribution::OtherCurrency);
        };
        let mut amounts: Vec<(Product, Money)> = Vec::new();
        for product in self.told() {
            let known = amounts.iter().any(|(other, _)| other.sku == product.sku);
            if let (Some(price), false) = (product.price, known) {
                amounts.extend(converted(price, currency, rate).map(|it| (product, it)));
            }
        }
        if !amounts.is_empty() {
            self.says(Contribution::InCurrency { amounts });
        }
    }

    /// The products that this answer tells of so far.
    fn told(&self) -> Vec<Product> {
        let of = |part: &Contribution| match part {
            Contribution::Products { products, .. }
            | Contribution::Variants { products, .. }
            | Contribution::Comparison { products } => products.clone(),
            Contribution::Product { product }
            | Contribution::Line { product, .. }
            | Contribution::Advice { product, .. } => vec![product.as_ref().clone()],
            Contribution::Order { lines, .. } => {
                lines.iter().map(|line| line.product.as_ref().clone()).collect()
            }
            _ => Vec::new(),
        };
        self.answer.contributions.iter().flat_map(of).collect()
    }

    /// What the shop is worth, once a conversation and beside something useful.
    pub(super) fn says_its_worth(&mut self) {
        let listed = |part: &Contribution| matches!(part, Contribution::Products { .. });
        if self.answer.contributions.iter().any(listed) {
            self.says(Contribution::Worth);
            self.happened(Event::Valued);
        }
    }
}

/// `price` in another currency, rounded half away from zero to two places.
fn converted(price: Money, currency: Currency, rate: rust_decimal::Decimal) -> Option<Money> {
    use rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    let amount = price.amount.checked_div(rate)?.round_dp_with_strategy(2, MidpointAwayFromZero);
    Some(Money::new(amount, currency))
}
