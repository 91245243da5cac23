//! What a wish takes in by the lexicon: kinds that go with a kind, room for people, and the things that
//! serve for what somebody wants to do.

use rust_decimal::Decimal;

use super::{Lexicon, Need};
use crate::understanding::Wish;
use crate::words::{Word, split};

impl Lexicon {
    /// What serves for something that a text wants to do ("somewhere to read"), one wish a kind of
    /// thing, the likeliest first; nothing where it says no such thing.
    pub fn needed(&self, text: &str) -> Vec<Wish> {
        self.needed_in(&split(text, |_| true))
    }

    /// What serves for something that a row of words wants to do.
    pub(crate) fn needed_in(&self, words: &[Word]) -> Vec<Wish> {
        let met = (0..words.len()).filter_map(|at| self.needs.longest(words.get(at..)?));
        let keys = met.flat_map(|met| met.meanings);
        let (faint, clear): (Vec<&Need>, Vec<&Need>) =
            keys.filter_map(|key| self.content.needs.get(key)).partition(|need| need.faint);
        let mut wishes: Vec<Wish> = Vec::new();
        for need in if clear.is_empty() { faint } else { clear } {
            for mut wish in need.wishes() {
                let kinds = wish.families.iter().zip(wish.subtypes.clone());
                let taken_in = kinds.flat_map(|(family, kind)| self.taken_in_by(family, &kind));
                let taken_in: Vec<String> = taken_in.cloned().collect();
                wish.subtypes.extend(taken_in);
                if !wishes.contains(&wish) {
                    wishes.push(wish);
                }
            }
        }
        wishes
    }

    /// A wish with the people it is for as pieces, where each of them has a piece of their own:
    /// "chairs for 20 people". What people share keeps them: "a table for 8".
    #[must_use]
    pub fn seated(&self, wish: Wish) -> Wish {
        let wish = self.with_room(wish);
        let shared = |family: &String| {
            let family = self.content.families.get(family);
            family.is_none_or(|it| {
                let of_kind = |kind: &String| it.kinds.get(kind).is_some_and(|kind| kind.seats);
                it.seats || wish.subtypes.iter().any(of_kind)
            })
        };
        if wish.families.is_empty() || wish.families.iter().any(shared) || wish.people.is_none() {
            return wish;
        }
        let pieces = wish.pieces.or(wish.people);
        // A total that was given for all of them is shared.
        let shared = wish.budget_total.is_some() && wish.pieces.is_none();
        let each = Decimal::from(pieces.unwrap_or(1).max(1));
        let price_max = match wish.price_max {
            Some(max) if shared => max.checked_div(each).map(|it| it.trunc_with_scale(2)),
            max => max,
        };
        Wish { pieces, people: None, price_max, ..wish }
    }

    /// A wish for people with the kinds that have room for them, where kinds say so: a sofa for three
    /// is a three-seat sofa or a larger one.
    fn with_room(&self, wish: Wish) -> Wish {
        let ([family], Some(people), true) =
            (wish.families.as_slice(), wish.people, wish.subtypes.is_empty())
        else {
            return wish;
        };
        let kinds = self.content.families.get(family).map(|family| &family.kinds);
        let mut roomy: Vec<(u32, String)> = kinds
            .into_iter()
            .flatten()
            .filter_map(|(key, kind)| Some((kind.people.filter(|it| *it >= people)?, key.clone())))
            .collect();
        roomy.sort();
        if roomy.is_empty() {
            return wish;
        }
        let subtypes = roomy.into_iter().map(|(_, kind)| kind).collect();
        Wish { subtypes, people: None, ..wish }
    }

    /// The kinds that a more general kind of `family` takes in; none for an ordinary kind.
    pub fn taken_in_by(&self, family: &str, kind: &str) -> &[String] {
        let kind = self.content.families.get(family).and_then(|family| family.kinds.get(kind));
        kind.map_or(&[], |kind| &kind.takes_in)
    }

    /// Whether a product of one of `families` that says no kind serves for one of `kinds`.
    pub fn serves_without_kind(&self, families: &[String], kinds: &[String]) -> bool {
        let families = families.iter().filter_map(|family| self.content.families.get(family));
        let mut of_kind =
            families.flat_map(|it| kinds.iter().filter_map(|kind| it.kinds.get(kind)));
        of_kind.any(|kind| kind.plain)
    }

    /// The kinds that somebody means who only names the family, with all that they take in; none if
    /// any kind is as likely.
    pub fn usual_kinds(&self, family: &str) -> Vec<String> {
        let usual = self.content.families.get(family).map_or(&[][..], |family| &family.usual);
        let with_more = |kind: &String| {
            let more = self.taken_in_by(family, kind).iter().cloned();
            std::iter::once(kind.clone()).chain(more).collect::<Vec<_>>()
        };
        usual.iter().flat_map(with_more).collect()
    }

    /// Materials with all that they take in: wood with oak and pine.
    pub fn with_taken_in(&self, materials: &[String]) -> Vec<String> {
        let of = |material: &String| {
            let known = self.content.materials.get(material);
            let more = known.map_or(&[][..], |material| &material.takes_in);
            std::iter::once(material.clone()).chain(more.iter().cloned()).collect::<Vec<_>>()
        };
        materials.iter().flat_map(of).collect()
    }

    /// The features that nobody means who does not ask for them: a child's chair is no answer to
    /// "chair".
    pub fn special_features(&self) -> impl Iterator<Item = &str> {
        let features = self.content.features.iter();
        features.filter(|(_, feature)| feature.special).map(|(key, _)| key.as_str())
    }

    /// The families that are often only parts of something else.
    pub fn details(&self) -> impl Iterator<Item = &str> {
        let families = self.content.families.iter();
        families.filter(|(_, family)| family.detail).map(|(key, _)| key.as_str())
    }
}

impl Need {
    fn wishes(&self) -> Vec<Wish> {
        let of = |thing: &String| {
            let (family, kind) = thing.split_once('.').unwrap_or((thing, ""));
            Wish {
                families: vec![family.to_owned()],
                subtypes: Some(kind.to_owned())
                    .filter(|kind| !kind.is_empty())
                    .into_iter()
                    .collect(),
                features: self.features.clone(),
                ..Wish::default()
            }
        };
        let mut wishes: Vec<Wish> = self.things.iter().map(of).collect();
        if !self.words.is_empty() {
            let words = self.words.clone();
            wishes.push(Wish { words, features: self.features.clone(), ..Wish::default() });
        }
        wishes
    }
}
