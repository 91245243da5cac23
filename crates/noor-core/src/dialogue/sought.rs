//! What a customer looks for and what they were shown of it, as far as later messages refer to it.
//!
//! "More", "cheaper" and "the second one" mean something only beside a list that was shown. This file
//! keeps what is needed for that and no more: the last few wishes, the last few lists of each.

use serde::{Deserialize, Serialize};

use super::findings::Trait;
use super::state::State;
use crate::money::Money;
use crate::product::Product;
use crate::understanding::Wish;
use crate::words::{Kind, split};

/// Most wishes that are remembered, and most that one message is searched for.
pub const MOST: usize = 4;
/// Most products of a wish that are remembered as shown.
const SEEN: usize = 48;

/// A wish, and what was shown of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sought {
    /// The traits, with the pieces wanted of it.
    pub wish: Wish,
    /// What had to be let go of them to find any.
    pub without: Vec<Trait>,
    /// The products that were shown, newest last.
    pub seen: Vec<Seen>,
}

/// A product as it was when it was shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The shop's spelling of its code.
    pub sku: String,
    /// Its price.
    pub price: Option<Money>,
    /// Its width, or its longest side, in millimetres.
    pub width: Option<u32>,
    /// Its colours.
    #[serde(default)]
    pub colours: Vec<String>,
    /// The words of its names, folded.
    #[serde(default)]
    pub names: Vec<String>,
}

impl Sought {
    /// A wish of which these products were shown.
    pub fn of(wish: Wish, shown: &[Product]) -> Self {
        let mut sought = Self { wish, ..Self::default() };
        sought.show(shown);
        sought
    }

    /// Whether a product was shown of it.
    pub fn saw(&self, sku: &str) -> bool {
        self.seen.iter().any(|seen| seen.sku == sku)
    }

    /// What was shown of it and is still in view; all that was, if nothing is.
    pub fn in_view<'s>(&'s self, shown: &[String]) -> Vec<&'s Seen> {
        let viewed: Vec<&Seen> =
            self.seen.iter().filter(|seen| shown.contains(&seen.sku)).collect();
        if viewed.is_empty() { self.seen.iter().collect() } else { viewed }
    }

    /// Notes that products were shown.
    pub(super) fn show(&mut self, products: &[Product]) {
        for product in products {
            self.seen.retain(|seen| seen.sku != product.sku);
            self.seen.push(Seen {
                sku: product.sku.clone(),
                price: product.price,
                width: product.size.width.or(product.size.length),
                colours: product.colours.clone(),
                names: names(product),
            });
        }
        let oldest = self.seen.len().saturating_sub(SEEN);
        self.seen.drain(..oldest);
    }
}

/// The words of a product's names, as customers may say them.
fn names(product: &Product) -> Vec<String> {
    const MOST: usize = 16;
    let texts = [product.name.en.as_deref(), product.name.ar.as_deref()];
    let words = texts.into_iter().flatten().flat_map(|name| split(name, |_| true));
    words.filter(|word| word.kind != Kind::Digits).map(|word| word.text).take(MOST).collect()
}

/// The wishes whose products are in view, by their place in the state; the newest wish if none are.
pub(super) fn in_view(state: &State) -> Vec<usize> {
    let viewed: Vec<usize> = (0..)
        .zip(&state.wishes)
        .filter(|(_, sought)| state.shown.iter().any(|sku| sought.saw(sku)))
        .map(|(place, _)| place)
        .collect();
    if viewed.is_empty() { state.wishes.len().checked_sub(1).into_iter().collect() } else { viewed }
}

/// The wish a product belongs to, by its place: the one it was shown for, else the newest for its
/// family.
pub(super) fn wish_of(wishes: &[Sought], product: &Product) -> Option<usize> {
    let of_family = |sought: &Sought| {
        product.family.as_ref().is_some_and(|family| sought.wish.families.contains(family))
    };
    wishes
        .iter()
        .rposition(|sought| sought.saw(&product.sku))
        .or_else(|| wishes.iter().rposition(of_family))
}
