//! Products: what stands behind codes, what was pointed at, what was searched for.

use super::meant::Meant;
use super::{EACH, LIST, Turn};
use crate::dialogue::answer::{Ask, Contribution, List, OrderLine, OrderSaid};
use crate::dialogue::choose::choose;
use crate::dialogue::findings::{CodeIs, Found, FoundCode};
use crate::dialogue::plan::{Aim, Search};
use crate::dialogue::reason::Reason;
use crate::product::Product;
use crate::understanding::{How, Intent, LineChange, Property, Reference, Target, Wish};

impl<'a> Turn<'a> {
    /// Answers about products, in the order people look: codes, what was shown, searches.
    pub(super) fn about_products(&mut self) {
        let findings = self.findings;
        let several = findings.codes.len() > 1 && self.said.has(&Intent::Compare);
        if several {
            self.compares_codes();
        } else {
            for code in &findings.codes {
                self.about_code(code);
            }
        }
        // What was shown is meant only where no code is.
        if findings.codes.is_empty() || self.said.reference.is_some() {
            self.about_pointed();
        }
        let searched: Vec<&Found> =
            findings.searches.iter().filter(|found| !self.is_about_something_else(found)).collect();
        if !searched.is_empty() {
            for guess in &self.said.guesses {
                self.says(Contribution::Took { guess: guess.clone() });
            }
        }
        self.about_searches(&searched);
        self.in_another_currency();
        self.about_properties_in_general();
        let looked_for = searched.iter().any(|found| !self.only_words(&found.search));
        // Whoever furnishes a whole place is asked for how many.
        let named_a_place = self.said.has(&Intent::FitOut);
        if !findings.families.is_empty() && !named_a_place && (looked_for || searched.is_empty()) {
            self.says(Contribution::Families { families: findings.families.clone() });
            self.answer.ask = Some(Ask::Family);
        }
    }

    /// What the shop says in general of a property that was asked of no product.
    fn about_properties_in_general(&mut self) {
        let told = |part: &Contribution| {
            matches!(part, Contribution::Property { .. } | Contribution::Unstated { .. })
        };
        if self.answer.contributions.iter().any(told) {
            return;
        }
        for intent in &self.said.intents {
            let Intent::AskProperty { property } = intent else { continue };
            if let Some(key) = self.policy.property_articles.get(property).cloned() {
                self.says(Contribution::Article { key });
            }
        }
    }

    /// Kinds of messages that nobody can read yet.
    pub(super) fn about_what_has_no_words(&mut self) {
        for kind in &self.heard.unreadable {
            self.says(Contribution::Unreadable { kind: *kind });
            self.answer.ask = Some(Ask::Words);
        }
    }

    /// Whether a wish only describes the products whose codes stand beside it ("AT 2 grey" is no wish
    /// for something grey, and "chair KX 210" none for other chairs), or a line of the order that is
    /// changed.
    fn is_about_something_else(&self, found: &Found) -> bool {
        let families = &found.search.wish.families;
        let goes_on = found.search.of.is_some();
        let of_family = |product: &Product| {
            goes_on
                || families.is_empty()
                || product.family.as_ref().is_some_and(|it| families.contains(it))
        };
        let mut named = self.findings.codes.iter().flat_map(|code| match &code.is {
            CodeIs::One(product) | CodeIs::Gone(product) => std::slice::from_ref(product.as_ref()),
            CodeIs::Many(products) => products.as_slice(),
            CodeIs::Unknown => &[],
        });
        // The version that a line was exchanged for.
        let exchanged = matches!(found.search.aim, Aim::Version { .. })
            && self.said.changes.iter().any(|it| matches!(it.how, How::Swap { .. }));
        if exchanged && self.says_something() {
            return true;
        }
        let of_a_line = |change: &LineChange| match &change.target {
            // What nothing known is meant by is looked for: "2 of it and a pedestal".
            Target::Kind(wish) => {
                let comes_in = matches!(change.how, How::Take | How::Add);
                let known = || self.resolve(&change.target, true);
                let sought = comes_in && matches!(known(), Meant::Elsewhere | Meant::Nothing);
                (goes_on || wish.families == *families) && !sought
            }
            Target::Shown(_) | Target::Meant | Target::Each | Target::Everything => {
                goes_on || families.is_empty()
            }
            Target::Code(_) => false,
        };
        // The only version there is was told of already.
        if let ([pointed], [version]) =
            (self.findings.pointed.as_slice(), found.products.as_slice())
            && pointed.sku == version.sku
        {
            return true;
        }
        // "Ok, first chair" took a chair.
        let taken = |sku: &str| self.state.cart.quantity_of(sku) != self.cart.quantity_of(sku);
        let of_that_kind = |product: &Product| {
            product.family.as_ref().is_some_and(|family| families.contains(family))
        };
        let points = self.said.changes.iter().any(|it| matches!(it.target, Target::Shown(_)));
        let mut lines = self.cart.lines().iter().filter(|line| taken(&line.sku));
        if points && lines.any(|line| self.product(&line.sku).is_some_and(of_that_kind)) {
            return true;
        }
        let asks = self.said.intents.iter().any(|it| matches!(it, Intent::AskProperty { .. }));
        match found.search.aim {
            // Others for what is sold out are no answer to what it is like.
            Aim::Instead => return asks || self.said.has(&Intent::Compare),
            Aim::InColour => return false,
            Aim::Wish | Aim::More | Aim::Change { .. } | Aim::Version { .. } => {}
        }
        if asks && !self.findings.codes.is_empty() {
            return true;
        }
        let changed = self.says_something() && self.said.changes.iter().any(of_a_line);
        changed || named.any(of_family)
    }

    fn about_code(&mut self, code: &'a FoundCode) {
        let is_this = |target: &Target| match target {
            Target::Code(line) => super::coded(self.said, self.findings, line)
                .is_some_and(|found| std::ptr::eq(found, code)),
            Target::Kind(_)
            | Target::Shown(_)
            | Target::Meant
            | Target::Each
            | Target::Everything => false,
        };
        let is_line = |change: &LineChange| match &change.how {
            How::Swap { out, .. } => is_this(out) || is_this(&change.target),
            How::Take | How::Set | How::Add | How::Remove => is_this(&change.target),
        };
        let ordered = self.said.changes.iter().any(is_line);
        if code.other_colour {
            self.says(Contribution::OtherColour);
        }
        let quantity = code.mention.quantity.or(self.said.quantity);
        match &code.is {
            CodeIs::One(product) => {
                if !ordered {
                    self.about_one(product, quantity);
                }
                self.about_pictures(&[product.as_ref()]);
            }
            CodeIs::Many(products) => {
                let in_order = products.iter().any(|it| self.cart.quantity_of(&it.sku).is_some());
                if ordered && in_order {
                    return;
                }
                self.says(Contribution::Variants {
                    code: code.mention.text.clone(),
                    products: products.clone(),
                });
                self.answer.ask = Some(Ask::Version);
                self.waiting = self.waiting.or(quantity);
                for product in products {
                    self.wishes.asked(product, quantity);
                }
            }
            CodeIs::Gone(product) => {
                self.says(Contribution::Gone { product: product.clone() });
                self.answer.ask = Some(Ask::Family);
            }
            CodeIs::Unknown => {
                self.says(Contribution::UnknownCode { code: code.mention.text.clone() });
                self.asks_if_free(Ask::Family);
            }
        }
    }

    /// One product as it was asked about: its properties, or the whole of it; both where its
    /// stock is asked for as well.
    pub(super) fn about_one(&mut self, product: &'a Product, quantity: Option<u32>) {
        let told = self.about_properties(product);
        if told && !self.said.has(&Intent::AskStock) {
            self.wishes.asked(product, quantity.filter(|it| *it > 0));
        } else {
            self.about_product(product, quantity);
            self.pictures(product);
        }
    }

    /// One product, or what so many of it cost, if it is known how many are wanted. Without a price,
    /// a person has to name one.
    fn about_product(&mut self, product: &'a Product, quantity: Option<u32>) {
        let quantity = quantity.filter(|it| *it > 0);
        let ordered = self.cart.quantity_of(&product.sku);
        let known = quantity.or_else(|| self.wishes.pieces_of(product)).or(ordered);
        self.wishes.asked(product, quantity);
        if product.price.is_none() {
            self.hands_over(Reason::PriceUnavailable);
        }
        if let Some(quantity) = known {
            // What it comes to with VAT takes sums.
            let vat_percent = self.said.has(&Intent::AskWithVat).then_some(self.policy.vat_percent);
            let line = self.line_of(product, quantity);
            self.says(match vat_percent {
                None => {
                    let OrderLine { product, quantity, price } = line;
                    Contribution::Line { product, quantity, price }
                }
                Some(_) => Contribution::Order {
                    lines: vec![line],
                    said: OrderSaid::Calculated,
                    vat_percent,
                },
            });
            self.asks_if_free(if ordered == known { Ask::Else } else { Ask::Fit });
        } else {
            self.tells_one(product);
            self.about.get_or_insert_with(|| product.sku.clone());
            self.answer.ask = Some(Ask::Quantity);
        }
    }

    /// One product in detail.
    pub(super) fn tells_one(&mut self, product: &Product) {
        if product.price.is_none() {
            self.hands_over(Reason::PriceUnavailable);
        }
        self.says(Contribution::Product { product: Box::new(product.clone()) });
    }

    fn about_pointed(&mut self) {
        if !self.said.changes.is_empty() {
            return;
        }
        let pointed = &self.findings.pointed;
        let price = |product: &&Product| product.price.map(|it| it.amount);
        let priced = pointed.iter().filter(|it| it.price.is_some());
        let span = |product: &&Product| product.size.span();
        let sized = pointed.iter().filter(|it| it.size.span().is_some());
        let meant: Vec<&Product> = match self.said.reference {
            Some(Reference::Cheapest) => priced.min_by_key(price).into_iter().collect(),
            Some(Reference::Dearest) => priced.max_by_key(price).into_iter().collect(),
            Some(Reference::Smallest) => sized.min_by_key(span).into_iter().collect(),
            Some(Reference::Largest) => sized.max_by_key(span).into_iter().collect(),
            Some(Reference::Last | Reference::Ordinal(_) | Reference::End) | None => {
                pointed.iter().collect()
            }
        };
        // None of them has a price, or a size, to compare.
        let meant = if meant.is_empty() { pointed.iter().collect() } else { meant };
        match (meant.as_slice(), self.said.quantity) {
            ([], _) => return,
            (products, _) if self.only_shows(products) => {
                self.answer.ask = match products {
                    [_] => None,
                    _ => Some(Ask::Item),
                };
            }
            ([one], quantity) => {
                self.about_one(one, quantity);
            }
            (several, _) if self.compares_or_advises(several) => {}
            // What each is good for is what tells them apart.
            (several, _) if self.said.has(&Intent::AskProperty { property: Property::Benefit }) => {
                self.compares(several);
            }
            (several, quantity) if self.said.has(&Intent::AskWithVat) => {
                self.tells_each_with_vat(several, quantity);
            }
            (several, Some(quantity)) if quantity > 0 => {
                for product in several {
                    self.wishes.asked(product, Some(quantity));
                }
                let products = several.iter().map(|product| (*product).clone()).collect();
                let list = self.plain_list(products, Some(quantity));
                self.says(list);
                self.answer.ask = Some(Ask::Item);
            }
            (several, _) => {
                let several = several.get(..LIST.min(several.len())).unwrap_or_default();
                let told = self.about_properties_of_each(several);
                if !told {
                    let products = several.iter().map(|product| (*product).clone()).collect();
                    let list = self.plain_list(products, None);
                    self.says(list);
                }
                self.answer.ask = Some(Ask::Item);
            }
        }
        self.about_pictures(&meant);
    }

    /// What each of several products comes to with VAT, for as many as are wanted of it.
    fn tells_each_with_vat(&mut self, products: &[&'a Product], quantity: Option<u32>) {
        let quantity = quantity.filter(|it| *it > 0);
        let mut lines = Vec::new();
        for product in products.iter().take(LIST) {
            self.wishes.asked(product, quantity);
            let quantity = quantity.or_else(|| self.wishes.pieces_of(product)).unwrap_or(1);
            lines.push(self.line_of(product, quantity));
        }
        self.says(Contribution::WithVat { lines, vat_percent: self.policy.vat_percent });
        self.answer.ask = Some(Ask::Item);
    }

    fn about_searches(&mut self, founds: &[&'a Found]) {
        let several = founds.len() > 1;
        for found in founds {
            self.about_search(found, several);
        }
        if several && matches!(self.answer.ask, Some(Ask::Item | Ask::Fit)) {
            self.answer.ask = Some(Ask::Items);
        }
        let in_its_stead = founds.iter().any(|found| found.search.aim.stands_in());
        let one = !founds.is_empty() && !several && !in_its_stead;
        if one && !self.state.valued && self.answer.hand_over.is_none() {
            self.says_its_worth();
        }
    }

    /// One list, or honestly none. One of several has its family above it.
    fn about_search(&mut self, found: &'a Found, several: bool) {
        let search = &found.search;
        let most = self.said.at_most.and_then(|it| usize::try_from(it).ok());
        let products = choose(found, most.unwrap_or(if several { EACH } else { LIST }));
        let family = search.wish.families.first().filter(|_| several).cloned();
        let list = list_of(search);
        // What goes on from a list lacks what that list lacked, and nobody has to be told again.
        let goes_on = matches!(list, List::More | List::Beyond { .. });
        let told_before = goes_on && found.without == search.without;
        let all_fits = found.without.is_empty() && found.unmet.is_empty();
        let pieces = search.wish.pieces.filter(|it| *it > 0);
        // The very product that is meant, or the only one there is for so many pieces.
        let in_detail = !several && all_fits && (list == List::Version || pieces.is_some());
        self.wishes.searched(found, &products);
        match products.as_slice() {
            // Words that nobody asked for by name are not understood rather than not sold.
            [] if self.only_words(search) => {}
            [] => self.finds_nothing(list, family),
            [one] if in_detail => {
                let one = found.products.iter().find(|it| it.sku == one.sku);
                if let Some(one) = one {
                    self.about_one(one, pieces);
                }
            }
            [_, ..] => {
                let ordered = |product: &Product| self.cart.quantity_of(&product.sku).is_some();
                self.answer.ask = Some(match (products.as_slice(), pieces) {
                    ([_], Some(_)) => Ask::Fit,
                    ([one], None) if ordered(one) => Ask::Else,
                    ([_], None) if !several => Ask::Quantity,
                    (_, _) => Ask::Item,
                });
                if let ([one], None, false) = (products.as_slice(), pieces, several) {
                    self.about.get_or_insert_with(|| one.sku.clone());
                }
                self.says(Contribution::Products {
                    products: products.clone(),
                    without: if told_before { Vec::new() } else { found.without.clone() },
                    // There are such, only not beyond what was shown.
                    unmet: if goes_on || self.tells_a_story() {
                        Vec::new()
                    } else {
                        found.unmet.clone()
                    },
                    pieces,
                    prices: self.prices_of(&products, pieces),
                    list,
                    family,
                });
                if !several {
                    self.states_of_each(&products);
                }
            }
        }
        self.about_pictures(&products.iter().collect::<Vec<_>>());
    }

    /// Whether a search is for words only, in a message that does not say it looks for something.
    fn only_words(&self, search: &Search) -> bool {
        let traitless = Wish { words: Vec::new(), ..search.wish.clone() }.is_empty();
        let looks = self.said.has(&Intent::FindProducts)
            || self.said.has(&Intent::AskPrice)
            || self.said.has(&Intent::AskStock)
            || self.said.has(&Intent::AskPicture);
        traitless && !looks
    }

    /// Whether a message is too long for its unknown words to be names of products.
    fn tells_a_story(&self) -> bool {
        const LONG: usize = 16;
        self.heard.tokens.len() > LONG
    }

    /// Says that there is nothing, or no more.
    fn finds_nothing(&mut self, list: List, family: Option<String>) {
        let (contribution, ask) = match list {
            List::More => (Contribution::NoMore { family }, Ask::Item),
            List::Beyond { change } => (Contribution::NothingBeyond { change, family }, Ask::Item),
            List::Fits
            | List::NotSaid
            | List::Again
            | List::First { .. }
            | List::Version
            | List::Instead => (Contribution::NothingFound { family }, Ask::Family),
        };
        self.says(contribution);
        self.asks_if_free(ask);
    }
}

fn list_of(search: &Search) -> List {
    match (&search.aim, search.wish.first) {
        (Aim::Version { .. }, _) => List::Version,
        (Aim::More, _) => List::More,
        (Aim::Change { change }, _) => List::Beyond { change: *change },
        (Aim::Instead, _) => List::Instead,
        (Aim::Wish | Aim::InColour, Some(end)) => List::First { end },
        // That a row does not say it has armrests is not to say that it has none.
        (Aim::Wish | Aim::InColour, None) if !search.wish.features_not.is_empty() => List::NotSaid,
        (Aim::Wish | Aim::InColour, None) => List::Fits,
    }
}
