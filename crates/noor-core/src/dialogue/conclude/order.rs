//! What is to happen with the order: lines come in, change and go out, and only those that are meant.
//!
//! A line needs a product that was resolved to one row. What stays open is asked for and changes
//! nothing until it is answered.

use rust_decimal::Decimal;

use super::Turn;
use crate::dialogue::answer::{Ask, Contribution, OrderLine, OrderSaid};
use crate::dialogue::cart::{Cart, CartChange, CartLine};
use crate::dialogue::findings::CodeIs;
use crate::dialogue::plan::pointed_by;
use crate::dialogue::reason::Reason;
use crate::dialogue::state::Event;
use crate::product::Product;
use crate::sku;
use crate::understanding::{CodeMention, How, Intent, LineChange, Reference, Target, Wish};

/// What a change turned out to be about.
enum Meant<'p> {
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
    /// Changes the order as the message says and tells it as it is then.
    pub(super) fn about_the_order(&mut self) {
        let before = self.cart.clone();
        let said = self.said;
        for change in &said.changes {
            self.changes(change);
        }
        let about_others = said.codes.iter().any(|code| code.explicit)
            || !said.wishes.is_empty()
            || !said.headcounts.is_empty();
        let asked = said.has(&Intent::AskCart) && !(about_others && self.cart.is_empty())
            || said.has(&Intent::AskWithVat) && !about_others && !self.cart.is_empty();
        if self.cart != before {
            self.happened(Event::Ordered { cart: self.cart.clone() });
            let corrected = said.changes.iter().any(|change| !matches!(change.how, How::Take));
            let was = if corrected { OrderSaid::Changed } else { OrderSaid::Noted };
            self.tells_the_order(was);
        } else if asked || self.nothing_came_of_it() {
            self.tells_the_order(OrderSaid::Asked);
        }
    }

    /// Whether the message changes the order, and nothing else of the answer says why it did not.
    fn nothing_came_of_it(&self) -> bool {
        let elsewhere = self.said.changes.iter().any(|change| match &change.target {
            Target::Code(code) => matches!(self.by_code(code), Meant::Elsewhere),
            Target::Kind(_) => !self.findings.searches.is_empty(),
            Target::Shown(_) | Target::Meant | Target::Everything => false,
        });
        let asked = self.answer.ask.is_some();
        !self.said.changes.is_empty() && !self.says_something() && !asked && !elsewhere
    }

    /// The order with its sums; honestly none if it is empty.
    pub(super) fn tells_the_order(&mut self, said: OrderSaid) {
        let lines: Vec<OrderLine> = self
            .cart
            .lines()
            .iter()
            .filter_map(|line| {
                let product = Box::new(self.product(&line.sku)?.clone());
                Some(OrderLine { product, quantity: line.quantity })
            })
            .collect();
        if lines.is_empty() {
            let cleared = self.cart.is_empty() && !self.state.cart.is_empty();
            self.says(if cleared { Contribution::OrderCleared } else { Contribution::NoOrder });
            self.asks_if_free(Ask::Family);
            return;
        }
        if lines.iter().any(|line| line.product.price.is_none()) {
            self.hands_over(Reason::PriceUnavailable);
        }
        let with_vat =
            self.said.has(&Intent::AskWithVat) || self.state.budget.incl_vat == Some(true);
        let vat_percent = with_vat.then_some(self.policy.vat_percent);
        self.says(Contribution::Order { lines, said, vat_percent });
    }

    fn changes(&mut self, change: &LineChange) {
        match &change.how {
            How::Take => self.takes(change, false),
            // "Add 2 more" of nothing that is in the order begins a line.
            How::Add => self.takes(change, true),
            How::Set => self.sets(change),
            How::Remove => self.removes(change),
            How::Swap { out } => self.swaps(out, change),
        }
    }

    fn takes(&mut self, change: &LineChange, on_top: bool) {
        match self.resolve(&change.target, !on_top) {
            Meant::Products(products) => {
                for product in products {
                    self.takes_one(product, change.quantity, on_top);
                }
            }
            Meant::Lines(lines) => {
                for line in lines {
                    let quantity = change.quantity.unwrap_or(line.quantity);
                    self.cart = std::mem::take(&mut self.cart)
                        .with(&CartChange::Set { sku: line.sku, quantity });
                }
            }
            Meant::Several(products) => self.asks_which(products, change.quantity),
            Meant::Everything => self.takes_all(change, on_top),
            Meant::Nothing if self.state.plans.len() > 1 => self.answer.ask = Some(Ask::Plan),
            Meant::Nothing | Meant::Elsewhere => {}
        }
    }

    /// "I'll take all of them": what was calculated, else all that is in view. So many of several
    /// things are not so many of each.
    fn takes_all(&mut self, change: &LineChange, on_top: bool) {
        let shown = self.in_view();
        match (shown.as_slice(), change.quantity) {
            ([_, _, ..], None) if self.state.proposed.is_empty() => {
                for product in shown {
                    self.takes_one(product, None, on_top);
                }
            }
            (_, _) => self.takes(&LineChange { target: Target::Meant, ..change.clone() }, on_top),
        }
    }

    /// The products shown last, as they are today.
    fn in_view(&self) -> Vec<&'a Product> {
        let pointed = &self.findings.pointed;
        let skus = self.state.shown.iter();
        skus.filter_map(|sku| pointed.iter().find(|it| it.sku == *sku)).collect()
    }

    /// A product into the order, once it is known how many.
    fn takes_one(&mut self, product: &'a Product, quantity: Option<u32>, on_top: bool) {
        let in_order = self.cart.quantity_of(&product.sku);
        let known = || self.wishes.pieces_of(product).filter(|_| in_order.is_none());
        let quantity = match quantity {
            Some(quantity) => Some(quantity),
            None if on_top => Some(1),
            None => known().or(in_order),
        };
        self.wishes.asked(product, quantity.filter(|it| *it > 0));
        let sku = product.sku.clone();
        match quantity.filter(|it| *it > 0) {
            Some(quantity) if on_top => {
                self.cart = std::mem::take(&mut self.cart).with(&CartChange::Add { sku, quantity });
            }
            Some(quantity) => {
                self.cart = std::mem::take(&mut self.cart).with(&CartChange::Set { sku, quantity });
            }
            None => {
                self.tells_one(product);
                self.about.get_or_insert(sku);
                self.answer.ask = Some(Ask::Quantity);
            }
        }
        if in_order.is_none() {
            self.pictures(product);
        }
    }

    fn sets(&mut self, change: &LineChange) {
        match (self.resolve_line(change), change.quantity) {
            (Meant::Products(products), Some(quantity)) => {
                for product in products {
                    self.wishes.asked(product, Some(quantity).filter(|it| *it > 0));
                    let sku = product.sku.clone();
                    self.cart =
                        std::mem::take(&mut self.cart).with(&CartChange::Set { sku, quantity });
                }
            }
            // Something new is set to so many, or what was calculated is wanted in another number.
            (Meant::Nothing | Meant::Lines(_), _) => self.takes(change, false),
            (Meant::Several(products), quantity) => self.asks_which(products, quantity),
            (Meant::Products(_) | Meant::Everything | Meant::Elsewhere, _) => {}
        }
    }

    fn removes(&mut self, change: &LineChange) {
        let quantity = change.quantity;
        match self.resolve_line(change) {
            Meant::Products(products) => {
                let there = products.iter().any(|it| self.cart.quantity_of(&it.sku).is_some());
                if !there {
                    self.says(Contribution::NotInOrder);
                }
                for product in products {
                    let sku = product.sku.clone();
                    self.cart =
                        std::mem::take(&mut self.cart).with(&CartChange::Remove { sku, quantity });
                }
            }
            Meant::Everything => {
                self.cart = Cart::default();
                if self.state.cart.is_empty() {
                    self.says(Contribution::NoOrder);
                }
            }
            Meant::Several(products) => self.asks_which(products, quantity),
            Meant::Nothing if self.state.cart.is_empty() => self.says(Contribution::NoOrder),
            Meant::Nothing => self.says(Contribution::NotInOrder),
            Meant::Lines(_) | Meant::Elsewhere => {}
        }
    }

    fn swaps(&mut self, out: &Target, change: &LineChange) {
        let out = match self.resolve(out, false) {
            Meant::Products(products) => products.first().map(|it| it.sku.clone()),
            Meant::Several(_)
            | Meant::Lines(_)
            | Meant::Everything
            | Meant::Nothing
            | Meant::Elsewhere => None,
        };
        let in_order = |sku: &String| self.cart.quantity_of(sku).is_some();
        let Some(out) = out.filter(in_order) else {
            return self.takes(change, false);
        };
        match self.resolve(&change.target, true) {
            Meant::Products(products) => {
                if let Some(product) = products.first() {
                    let sku = product.sku.clone();
                    self.wishes.asked(product, self.cart.quantity_of(&out));
                    let quantity = change.quantity;
                    self.cart = std::mem::take(&mut self.cart).with(&CartChange::Swap {
                        out,
                        sku,
                        quantity,
                    });
                }
            }
            Meant::Several(products) => {
                let quantity = change.quantity.or_else(|| self.cart.quantity_of(&out));
                self.asks_which(products, quantity);
            }
            Meant::Lines(_) | Meant::Everything | Meant::Nothing | Meant::Elsewhere => {}
        }
    }

    /// Asks which of several is meant; the number waits for the answer.
    fn asks_which(&mut self, products: Vec<&'a Product>, pieces: Option<u32>) {
        let products: Vec<Product> = products.into_iter().take(super::LIST + 2).cloned().collect();
        for product in &products {
            self.wishes.asked(product, pieces.filter(|it| *it > 0));
        }
        self.says(super::products::plain_list(products, pieces));
        self.waiting = self.waiting.or(pieces);
        self.answer.ask = Some(Ask::Version);
    }

    /// The line of the order that a correction is about. "12 not 10" is about the line that has 10.
    fn resolve_line(&self, change: &LineChange) -> Meant<'a> {
        let meant = self.resolve(&change.target, false);
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

    /// What a change is about. `new` says that something may come in that is not in the order yet.
    fn resolve(&self, target: &Target, new: bool) -> Meant<'a> {
        match target {
            Target::Code(code) => self.by_code(code),
            Target::Shown(reference) => self.by_reference(*reference),
            Target::Kind(wish) => self.by_kind(wish, new),
            Target::Meant => self.by_context(new),
            Target::Everything => Meant::Everything,
        }
    }

    fn by_code(&self, code: &CodeMention) -> Meant<'a> {
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
        let any_named =
            self.findings.order.iter().chain(&self.findings.pointed).any(|it| named(it));
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

    /// What the order comes to, before VAT; `None` while a price is missing.
    pub(super) fn order_total(&self) -> Option<Decimal> {
        self.cart.lines().iter().try_fold(Decimal::ZERO, |sum, line| {
            let price = self.product(&line.sku)?.price?;
            sum.checked_add(price.times(line.quantity)?.amount)
        })
    }
}

/// Whether a product is what somebody calls by these traits.
fn is_like(product: &Product, wish: &Wish) -> bool {
    let of = |wished: &[String], own: Option<&String>| {
        wished.is_empty() || own.is_some_and(|own| wished.contains(own))
    };
    let name = [product.name.en.as_deref(), product.name.ar.as_deref(), Some(&product.sku)];
    let named = |word: &String| {
        name.iter().flatten().any(|name| crate::normalise::fold(name).contains(word.as_str()))
    };
    of(&wish.families, product.family.as_ref())
        && (wish.subtypes.is_empty() || of(&wish.subtypes, product.subtype.as_ref()))
        && (wish.colours.is_empty() || wish.colours.iter().any(|it| product.colours.contains(it)))
        && (wish.materials.is_empty()
            || wish.materials.iter().any(|it| product.materials.contains(it)))
        && wish.words.iter().all(named)
}
