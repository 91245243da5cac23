//! The order as the customer wants it so far: confirmed lines, one for each product.

use serde::{Deserialize, Serialize};

use crate::sku;

/// So many pieces of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// The shop's spelling of its code.
    pub sku: String,
    /// Pieces; at least one.
    pub quantity: u32,
}

/// Confirmed lines in the order they came. There is no line without a resolved product, and none of
/// zero pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cart {
    lines: Vec<CartLine>,
}

/// A change of one line, its product resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CartChange {
    /// The line has so many, whatever it had before; zero takes it out.
    Set {
        /// The product's code.
        sku: String,
        /// Pieces.
        quantity: u32,
    },
    /// So many on top.
    Add {
        /// The product's code.
        sku: String,
        /// Pieces.
        quantity: u32,
    },
    /// So many less; `None` takes the line out.
    Remove {
        /// The product's code.
        sku: String,
        /// Pieces.
        quantity: Option<u32>,
    },
    /// Another product in the place of one, as many of it unless a number was said.
    Swap {
        /// What goes out.
        out: String,
        /// What comes in.
        sku: String,
        /// Pieces.
        quantity: Option<u32>,
    },
    /// Everything out.
    Clear,
}

impl Cart {
    /// A cart of these lines. Lines of one product are added up; those of no pieces are left out.
    pub fn of(lines: impl IntoIterator<Item = CartLine>) -> Self {
        lines.into_iter().fold(Self::default(), |cart, line| {
            cart.with(&CartChange::Add { sku: line.sku, quantity: line.quantity })
        })
    }

    /// The lines.
    pub fn lines(&self) -> &[CartLine] {
        &self.lines
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The pieces of a product.
    pub fn quantity_of(&self, sku: &str) -> Option<u32> {
        let key = sku::key(sku);
        self.lines.iter().find(|line| sku::key(&line.sku) == key).map(|line| line.quantity)
    }

    /// The cart after a change. Doing `Set`, `Swap` or `Clear` twice is the same as once.
    #[must_use]
    pub fn with(mut self, change: &CartChange) -> Self {
        match change {
            CartChange::Set { sku, quantity } => self.set(sku, *quantity),
            CartChange::Add { sku, quantity } => {
                let now = self.quantity_of(sku).unwrap_or(0).saturating_add(*quantity);
                self.set(sku, now);
            }
            CartChange::Remove { sku, quantity } => {
                let now = self.quantity_of(sku).unwrap_or(0);
                self.set(sku, quantity.map_or(0, |less| now.saturating_sub(less)));
            }
            CartChange::Swap { out, sku, quantity } => {
                let was = self.quantity_of(out);
                if let Some(now) = quantity.or(was) {
                    let place = self.place(out);
                    self.set(out, 0);
                    self.set(sku, now);
                    // What comes in stands where the other stood.
                    if let (Some(place), Some(last)) = (place, self.place(sku))
                        && place < last
                    {
                        let line = self.lines.remove(last);
                        self.lines.insert(place, line);
                    }
                }
            }
            CartChange::Clear => self.lines.clear(),
        }
        self
    }

    fn place(&self, sku: &str) -> Option<usize> {
        let key = sku::key(sku);
        self.lines.iter().position(|line| sku::key(&line.sku) == key)
    }

    fn set(&mut self, sku: &str, quantity: u32) {
        match (self.place(sku), quantity) {
            (Some(place), 0) => {
                self.lines.remove(place);
            }
            (Some(place), quantity) => {
                if let Some(line) = self.lines.get_mut(place) {
                    line.quantity = quantity;
                }
            }
            (None, 0) => {}
            (None, quantity) => self.lines.push(CartLine { sku: sku.to_owned(), quantity }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cart(lines: &[(&str, u32)]) -> Cart {
        Cart {
            lines: lines
                .iter()
                .map(|(sku, quantity)| CartLine { sku: (*sku).to_owned(), quantity: *quantity })
                .collect(),
        }
    }

    fn set(sku: &str, quantity: u32) -> CartChange {
        CartChange::Set { sku: sku.to_owned(), quantity }
    }

    #[test]
    fn only_the_line_that_is_meant_changes() {
        let before = cart(&[("KX 210", 10), ("RD 100", 2)]);
        for (change, after) in [
            (set("kx-210", 12), vec![("KX 210", 12), ("RD 100", 2)]),
            (set("MX 1", 3), vec![("KX 210", 10), ("RD 100", 2), ("MX 1", 3)]),
            (set("KX 210", 0), vec![("RD 100", 2)]),
            (
                CartChange::Add { sku: "RD 100".into(), quantity: 2 },
                vec![("KX 210", 10), ("RD 100", 4)],
            ),
            (
                CartChange::Remove { sku: "KX 210".into(), quantity: Some(4) },
                vec![("KX 210", 6), ("RD 100", 2)],
            ),
            (CartChange::Remove { sku: "KX 210".into(), quantity: None }, vec![("RD 100", 2)]),
            (CartChange::Remove { sku: "KX 210".into(), quantity: Some(99) }, vec![("RD 100", 2)]),
            (
                CartChange::Swap { out: "KX 210".into(), sku: "KX 211".into(), quantity: None },
                vec![("KX 211", 10), ("RD 100", 2)],
            ),
            (
                CartChange::Swap { out: "ZZ 9".into(), sku: "KX 211".into(), quantity: None },
                vec![("KX 210", 10), ("RD 100", 2)],
            ),
            (CartChange::Clear, vec![]),
        ] {
            assert_eq!(before.clone().with(&change), cart(&after), "{change:?}");
        }
    }

    #[test]
    fn saying_it_twice_changes_nothing() {
        let before = cart(&[("KX 210", 10)]);
        for change in [
            set("KX 210", 12),
            CartChange::Swap { out: "KX 210".into(), sku: "KX 211".into(), quantity: None },
            CartChange::Clear,
        ] {
            let once = before.clone().with(&change);
            assert_eq!(once.clone().with(&change), once, "{change:?}");
        }
    }

    #[test]
    fn a_million_pieces_and_one_more_do_not_overflow() {
        let most = cart(&[("KX 210", u32::MAX)]);
        let more = CartChange::Add { sku: "KX 210".into(), quantity: 1 };
        assert_eq!(most.clone().with(&more), most);
    }
}
