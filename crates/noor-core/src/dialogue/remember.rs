//! What a turn adds to what is remembered of the customer's wishes.

use super::findings::Found;
use super::plan::Aim;
use super::sought::{self, Sought, wish_of};
use super::state::State;
use crate::product::Product;
use crate::understanding::Wish;

/// Adds what this turn heard and showed to what was remembered.
pub(super) struct Wishes<'s> {
    before: &'s [Sought],
    /// Those of this turn, each with the place of the one it goes on from.
    now: Vec<(Option<usize>, Sought)>,
}

impl<'s> Wishes<'s> {
    pub(super) fn of(state: &'s State) -> Self {
        Self { before: &state.wishes, now: Vec::new() }
    }

    /// How many of a product are wanted, as far as the customer said before.
    pub(super) fn pieces_of(&self, product: &Product) -> Option<u32> {
        self.before.get(wish_of(self.before, product)?)?.wish.pieces
    }

    /// Notes that a product was asked about, and how many of it, if that was said.
    pub(super) fn asked(&mut self, product: &Product, pieces: Option<u32>) {
        let place = wish_of(self.before, product);
        let is_its_own = |(of, sought): &&mut (Option<usize>, Sought)| {
            let of_this_turn = wish_of(std::slice::from_ref(sought), product).is_some();
            sought.saw(&product.sku) || *of == place && (of.is_some() || of_this_turn)
        };
        let known = self.now.iter_mut().find(is_its_own);
        let note = |sought: &mut Sought| {
            sought.show(std::slice::from_ref(product));
            sought.wish.pieces = pieces.or(sought.wish.pieces);
        };
        if let Some((_, sought)) = known {
            note(sought);
            return;
        }
        let before = place.and_then(|place| self.before.get(place)).cloned();
        let mut sought = before.unwrap_or_else(|| of_its_kind(product));
        if !sought.wish.is_empty() {
            note(&mut sought);
            self.now.push((place, sought));
        }
    }

    /// Notes a search and what was shown of what it found. Where there was nothing more to show, what
    /// was looked for stays as it was.
    pub(super) fn searched(&mut self, found: &Found, shown: &[Product]) {
        let search = &found.search;
        let before = search.of.and_then(|place| self.before.get(place)).cloned();
        let goes_on = match search.aim {
            Aim::More | Aim::Change { .. } => true,
            Aim::Wish | Aim::InColour | Aim::Instead | Aim::Version { .. } => false,
        };
        let mut sought = match before.filter(|_| goes_on) {
            Some(before) if shown.is_empty() => before,
            Some(before) => Sought { wish: search.wish.clone(), ..before },
            None => Sought {
                wish: search.wish.clone(),
                without: found.without.clone(),
                ..Sought::default()
            },
        };
        sought.show(shown);
        self.now.push((search.of, sought));
    }

    /// Whether nothing was added.
    pub(super) fn is_unchanged(&self) -> bool {
        self.now.is_empty()
    }

    /// All that is remembered from now on, the newest last.
    pub(super) fn remembered(self) -> Vec<Sought> {
        let is_replaced = |place: usize, sought: &Sought| {
            let families = &sought.wish.families;
            self.now.iter().any(|(of, new)| match of {
                Some(of) => *of == place,
                None => !families.is_empty() && new.wish.families == *families,
            })
        };
        let kept = self.before.iter().enumerate().filter(|(place, it)| !is_replaced(*place, it));
        let mut all: Vec<Sought> = kept.map(|(_, sought)| sought.clone()).collect();
        all.extend(self.now.into_iter().map(|(_, sought)| sought));
        all.drain(..all.len().saturating_sub(sought::MOST));
        all
    }
}

/// What somebody looks for who asked for one product: things of its kind.
fn of_its_kind(product: &Product) -> Sought {
    let wish = Wish {
        families: product.family.iter().cloned().collect(),
        subtypes: product.subtype.iter().cloned().collect(),
        ..Wish::default()
    };
    Sought { wish, ..Sought::default() }
}
