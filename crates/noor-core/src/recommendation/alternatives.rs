//! Something else instead of a product.

use std::cmp::Reverse;

use rust_decimal::Decimal;

use super::{Because, Beside, Model, Recommended, Recommending, shelf};
use crate::product::{Product, SizeMm};

/// A candidate with what it has or is made for.
pub type Candidate = (Product, Vec<String>);

/// Something shared makes up for so many percent of the price.
const SHARED: u32 = 5;
/// Most shared features that count.
const MOST_SHARED: usize = 3;

impl Recommending {
    /// Those of the candidates that somebody may take instead, best first and at most `limit`: what
    /// there is before what is sold out, what is about as large before what has no sizes, nearest in
    /// price and in what they share. One of each model.
    ///
    /// Candidates are of the product's family and, where that is known, kind; the others are left out.
    pub fn alternatives(
        &self,
        beside: &Beside<'_>,
        candidates: Vec<Candidate>,
        limit: usize,
    ) -> Vec<Recommended> {
        let compared = candidates.into_iter().filter_map(|it| self.compared(beside, it));
        let mut compared: Vec<Compared> = compared.collect();
        compared.sort_by(|a, b| a.order().cmp(&b.order()));
        let mut models: Vec<Model> = vec![beside.model(beside.product)];
        let mut best = Vec::new();
        for it in compared {
            let model = beside.model(&it.product);
            if !models.iter().any(|known| known.is_also(&model)) {
                models.push(model);
                best.push(Recommended { product: it.product, because: it.because });
            }
        }
        best.truncate(limit);
        best
    }

    /// A candidate with what speaks for it; `None` if it is no alternative.
    fn compared(&self, beside: &Beside<'_>, (it, features): Candidate) -> Option<Compared> {
        let own = beside.product;
        let of_its_kind = own.family.is_some()
            && it.family == own.family
            && (own.subtype.is_none() || it.subtype == own.subtype)
            && it.price_basis == own.price_basis;
        if !of_its_kind || !it.active || it.sku == own.sku {
            return None;
        }
        let gap = match (beside.price(), beside.price_of(&it)) {
            (Some(own), Some(other)) => {
                let (from, to) = self.band(own)?;
                if !(from..=to).contains(&other) {
                    return None;
                }
                Some(other - own)
            }
            (Some(_), None) => return None,
            (None, _) => None,
        };
        let near = near(own.size, it.size, self.alternatives.size_percent);
        if near == Some(false) {
            return None;
        }
        let style: Vec<Because> = beside.style(&it).collect();
        let shared = features.iter().filter(|it| beside.features.contains(it)).count();
        let reasons = [
            (own.subtype.is_some(), Because::SameKind),
            (gap.is_some_and(|gap| gap.is_sign_negative() && !gap.is_zero()), Because::Cheaper),
            (gap.is_some_and(|gap| gap.is_zero()), Because::SamePrice),
            (style.contains(&Because::SameColour), Because::SameColour),
            (style.contains(&Because::SameMaterial), Because::SameMaterial),
            (near.is_some(), Because::NearSize),
            (shared > 0, Because::SharedFeatures),
            (shelf(&it) == 0, Because::InStock),
        ];
        let because = reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, it)| it).collect();
        Some(Compared {
            distance: percent(gap, beside.price()),
            shared: style.len() + shared.min(MOST_SHARED),
            near: near.is_some(),
            product: it,
            because,
        })
    }
}

/// A candidate beside the product.
struct Compared {
    product: Product,
    because: Vec<Because>,
    /// How far the prices are from each other, in percent.
    distance: Decimal,
    /// How much both have in common.
    shared: usize,
    /// Whether it is known to be about as large.
    near: bool,
}

impl Compared {
    fn order(&self) -> (u8, Reverse<bool>, Decimal, &str) {
        let made_up = Decimal::from(self.shared) * Decimal::from(SHARED);
        let far = self.distance - made_up;
        (shelf(&self.product), Reverse(self.near), far, &self.product.sku)
    }
}

/// A gap as a part of a price, in percent; zero where one of them is not known.
fn percent(gap: Option<Decimal>, price: Option<Decimal>) -> Decimal {
    let part = gap.zip(price).and_then(|(gap, price)| gap.abs().checked_div(price));
    part.and_then(|part| part.checked_mul(Decimal::ONE_HUNDRED)).unwrap_or_default()
}

/// Whether all sides that both have are within so many percent of the first; `None` if they have none.
fn near(own: SizeMm, other: SizeMm, percent: u32) -> Option<bool> {
    let sides = [(own.span(), other.span()), (own.depth, other.depth), (own.height, other.height)];
    let is_near = |own: u32, other: u32| {
        u64::from(own.abs_diff(other)) * 100 <= u64::from(own) * u64::from(percent)
    };
    let mut compared = sides.into_iter().filter_map(|(own, other)| Some(is_near(own?, other?)));
    let first = compared.next()?;
    Some(first && compared.all(|near| near))
}
