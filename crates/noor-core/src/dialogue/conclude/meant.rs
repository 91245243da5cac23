//! What a change of the order is about: lines of the order, what was shown or offered, or something
//! that only the customer can tell.

use super::Turn;
use crate::dialogue::cart::CartLine;
use crate::dialogue::findings::{CodeIs, Found};
use crate::dialogue::plan::{Aim, pointed_by};
use crate::normalise::fold;
use crate::product::Product;
use crate::sku;
use crate::understanding::{CodeMention, LineChange, Reference, Target, Wish};

/// What a change turned out to be about.
pub(super) enum Meant<'p> {
    /// Products, each a line.
    Products(Vec<&'p Product>),
    /// Lines of an order that were offered or calculated as they stand.
    Lines(Vec<CartLine>),
    /// One of several.
    Several(Vec<&'p Product>),
    /// All of the order.
    Everything,
    /// Told elsewhere in the answer: an unknown code, or one that is gone.
    Elsewhere,
    /// Nothing that is there.
    Nothing,
}

impl<'a> Turn<'a> {
    /// The line of the order that a correction is about. "12 not 10" is about the line that has 10.
    pub(super) fn resolve_line(&self, change: &LineChange) -> Meant<'a> {
        let meant =
            self.in_order(&change.target).unwrap_or_else(|| self.resolve(&change.target, false));
        let was = |product: &&'a Product| {
            change.was.is_some() && self.cart.quantity_of(&product.sku) == change.was
        };
        match meant {
            Meant::Several(products) => {
                match products.iter().copied().filter(was).collect::<Vec<_>>().as_slice() {
                    [one] => Meant::Products(vec![one]),
                    _ => Meant::Several(products),
                }
            }
            Meant::Products(_)
            | Meant::Lines(_)
            | Meant::Everything
            | Meant::Elsewhere
            | Meant::Nothing => meant,
        }
    }

    /// The only line of the order whose code goes on from the one that is named: `KX 210` where the
    /// order has "KX 210 black" and not `KX 210` itself.
    fn in_order(&self, target: &Target) -> Option<Meant<'a>> {
        let Target::Code(code) = target else { return None };
        let key = code.key.as_str();
        let lines = self.cart.lines();
        if lines.iter().any(|line| sku::key(&line.sku) == key) {
            return None;
        }
        let mut lines = lines.iter().filter(|line| sku::key(&line.sku).starts_with(key));
        match (lines.next(), lines.next()) {
            (Some(line), None) => Some(Meant::Products(vec![self.product(&line.sku)?])),
            _ => None,
        }
    }

    /// What a change is about. `new` says that something may come in that is not in the order yet.
    pub(super) fn resolve(&self, target: &Target, new: bool) -> Meant<'a> {
        match target {
            Target::Code(code) => self.by_code(code),
            Target::Shown(reference) => self.by_reference(*reference),
            Target::Kind(wish) => self.by_kind(wish, new),
            Target::Meant => self.by_context(new),
            Target::Each => self.each(new),
            Target::Everything => Meant::Everything,
        }
    }

    pub(super) fn by_code(&self, code: &CodeMention) -> Meant<'a> {
        let key = code.key.as_str();
        let found = super::coded(self.said, self.findings, code);
        match found.map(|code| &code.is) {
            Some(CodeIs::One(product)) => Meant::Products(vec![product.as_ref()]),
            Some(CodeIs::Many(products)) => {
                // One of them may be in the order already.
                let mut ordered =
                    products.iter().filter(|it| self.cart.quantity_of(&it.sku).is_some());
                match (ordered.next(), ordered.next()) {
                    (Some(one), None) => Meant::Products(vec![one]),
                    _ => Meant::Elsewhere,
                }
            }
            Some(CodeIs::Gone(_) | CodeIs::Unknown) => Meant::Elsewhere,
            None => match self.findings.order.iter().find(|it| sku::key(&it.sku) == key) {
                Some(product) => Meant::Products(vec![product]),
                None => Meant::Elsewhere,
            },
        }
    }

    /// "2 of each": of what is in view where something may come in, else of the order.
    fn each(&self, new: bool) -> Meant<'a> {
        let ordered = || self.cart.lines().iter().filter_map(|line| self.product(&line.sku));
        let shown = if new { self.in_view() } else { Vec::new() };
        let each = if shown.is_empty() { ordered().collect() } else { shown };
        if each.is_empty() { Meant::Nothing } else { Meant::Products(each) }
    }

    fn by_reference(&self, reference: Reference) -> Meant<'a> {
        if let Some(lines) = self.plan_of(Some(reference)) {
            return Meant::Lines(lines);
        }
        let skus = pointed_by(self.state, Some(reference));
        let products: Vec<&Product> = skus
            .iter()
            .filter_map(|sku| self.findings.pointed.iter().find(|it| it.sku == *sku))
            .collect();
        let price = |product: &&&Product| product.price.map(|it| it.amount);
        let priced = products.iter().filter(|it| it.price.is_some());
        let span = |product: &&&Product| product.size.span();
        let sized = products.iter().filter(|it| it.size.span().is_some());
        let one = match reference {
            Reference::Cheapest => priced.min_by_key(price),
            Reference::Dearest => priced.max_by_key(price),
            Reference::Smallest => sized.min_by_key(span),
            Reference::Largest => sized.max_by_key(span),
            Reference::Last | Reference::Ordinal(_) | Reference::End => None,
        };
        match (one, products.as_slice()) {
            (Some(one), _) | (None, [one]) => Meant::Products(vec![*one]),
            (None, []) => self.by_context(true),
            (None, _) if reference == Reference::Last && !self.state.proposed.is_empty() => {
                Meant::Lines(self.state.proposed.clone())
            }
            (None, _) => Meant::Several(products),
        }
    }

    /// A line as a customer names it: "the chairs", "the black one".
    fn by_kind(&self, wish: &Wish, new: bool) -> Meant<'a> {
        let in_order = |product: &&'a Product| self.cart.quantity_of(&product.sku).is_some();
        // What else was said of a thing of this kind is rarely its name.
        let wordless = Wish { words: Vec::new(), ..wish.clone() };
        let named = |product: &Product| is_like(product, wish);
        let any_named = self.findings.order.iter().chain(&self.findings.pointed).any(named);
        let wish = if any_named || wish.families.is_empty() { wish } else { &wordless };
        let like = |product: &&'a Product| is_like(product, wish);
        let ordered: Vec<&Product> =
            self.findings.order.iter().filter(in_order).filter(like).collect();
        let shown: Vec<&Product> = self.findings.pointed.iter().filter(like).collect();
        match (ordered.as_slice(), shown.as_slice()) {
            ([one], _) if !new => Meant::Products(vec![one]),
            ([_, _, ..], _) if !new => Meant::Several(ordered),
            (_, [one]) | ([one], []) => Meant::Products(vec![one]),
            (_, [_, _, ..]) if new => Meant::Several(shown),
            (_, _) => Meant::Nothing,
        }
    }

    /// The version of a line of the order that was looked up because it is wanted instead: "change
    /// them to black".
    pub(super) fn version_of(&self, sku: &str, target: &Target) -> Meant<'a> {
        let Target::Kind(wish) = target else { return Meant::Nothing };
        let of_it = |found: &&Found| match &found.search.aim {
            Aim::Version { sku: of } => of == sku,
            Aim::Wish | Aim::More | Aim::Change { .. } | Aim::InColour | Aim::Instead => false,
        };
        let found = self.findings.searches.iter().filter(of_it).flat_map(|it| &it.products);
        match found.filter(|it| is_like(it, wish)).collect::<Vec<_>>().as_slice() {
            [] => Meant::Nothing,
            [one] => Meant::Products(vec![one]),
            several => Meant::Several(several.to_vec()),
        }
    }

    /// What is meant without being named.
    fn by_context(&self, new: bool) -> Meant<'a> {
        if new && let Some(lines) = self.plan_of(self.said.reference) {
            return Meant::Lines(lines);
        }
        if new && !self.state.proposed.is_empty() {
            return Meant::Lines(self.state.proposed.clone());
        }
        let shown = self.in_view();
        match (self.cart.lines(), shown.as_slice()) {
            ([line], _) if !new => match self.product(&line.sku) {
                Some(product) => Meant::Products(vec![product]),
                None => Meant::Nothing,
            },
            (_, [one]) => Meant::Products(vec![one]),
            ([], [_, _, ..]) if new => Meant::Several(shown),
            ([_, _, ..], _) if !new => {
                let lines = self.cart.lines().iter();
                Meant::Several(lines.filter_map(|line| self.product(&line.sku)).collect())
            }
            ([], _) if !new && !self.state.proposed.is_empty() => {
                Meant::Lines(self.state.proposed.clone())
            }
            ([line], []) => match self.product(&line.sku) {
                Some(product) => Meant::Products(vec![product]),
                None => Meant::Nothing,
            },
            (_, _) => Meant::Nothing,
        }
    }

    /// The lines of the solution that is meant; the only one, or the one at its place.
    fn plan_of(&self, reference: Option<Reference>) -> Option<Vec<CartLine>> {
        let plans = &self.state.plans;
        let at = |place: u32| plans.get(usize::try_from(place).ok()?.checked_sub(1)?).cloned();
        match reference {
            Some(Reference::Ordinal(place)) => at(place),
            Some(Reference::End | Reference::Dearest) => plans.last().cloned(),
            Some(Reference::Cheapest) => plans.first().cloned(),
            Some(Reference::Last | Reference::Smallest | Reference::Largest) | None => {
                match plans.as_slice() {
                    [one] => Some(one.clone()),
                    _ => None,
                }
            }
        }
    }

    /// The products shown last, as they are today.
    pub(super) fn in_view(&self) -> Vec<&'a Product> {
        let pointed = &self.findings.pointed;
        let skus = self.state.shown.iter();
        skus.filter_map(|sku| pointed.iter().find(|it| it.sku == *sku)).collect()
    }

    /// A product of this turn, by its code.
    pub(super) fn product(&self, sku: &str) -> Option<&'a Product> {
        let key = sku::key(sku);
        let coded = self.findings.codes.iter().flat_map(|code| match &code.is {
            CodeIs::One(product) => std::slice::from_ref(product.as_ref()),
            CodeIs::Many(products) => products.as_slice(),
            CodeIs::Gone(_) | CodeIs::Unknown => &[],
        });
        let found = self.findings.searches.iter().flat_map(|found| &found.products);
        let all =
            self.findings.order.iter().chain(&self.findings.pointed).chain(coded).chain(found);
        all.into_iter().find(|product| sku::key(&product.sku) == key)
    }
}

/// Whether a product is what somebody calls by these traits.
fn is_like(product: &Product, wish: &Wish) -> bool {
    let of = |wished: &[String], own: Option<&String>| {
        wished.is_empty() || own.is_some_and(|own| wished.contains(own))
    };
    let name = [product.name.en.as_deref(), product.name.ar.as_deref(), Some(&product.sku)];
    let named =
        |word: &String| name.iter().flatten().any(|name| fold(name).contains(word.as_str()));
    of(&wish.families, product.family.as_ref())
        && (wish.subtypes.is_empty() || of(&wish.subtypes, product.subtype.as_ref()))
        && (wish.colours.is_empty() || wish.colours.iter().any(|it| product.colours.contains(it)))
        && (wish.materials.is_empty()
            || wish.materials.iter().any(|it| product.materials.contains(it)))
        && wish.words.iter().all(named)
}
