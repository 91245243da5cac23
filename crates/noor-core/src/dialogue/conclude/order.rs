//! What is to happen with the order: lines come in, change and go out, and only those that are meant.
//!
//! A line needs a product that was resolved to one row. What stays open is asked for and changes
//! nothing until it is answered.

use super::Turn;
use super::meant::Meant;
use crate::dialogue::answer::{Ask, Contribution, OrderLine, OrderSaid};
use crate::dialogue::cart::{Cart, CartChange, CartLine};
use crate::dialogue::reason::Reason;
use crate::dialogue::state::Event;
use crate::product::Product;
use crate::understanding::{How, Intent, LineChange, Reference, Target};

/// What an order that was placed is called, folded: "cancel my order" is no "start over".
const AN_ORDER: [&str; 9] =
    ["order", "orders", "طلب", "الطلب", "طلبي", "طلبيه", "الطلبيه", "طلبيتي", "طلبنا"];

impl<'a> Turn<'a> {
    /// Changes the order as the message says and tells it as it is then.
    pub(super) fn about_the_order(&mut self) {
        let said = self.said;
        if self.is_ordered_already() {
            return;
        }
        let before = self.cart.clone();
        if self.quotes_the_last_time() {
            self.cart = self.last_time();
        }
        let gone = self.takes_out_what_is_gone();
        for change in &said.changes {
            // What comes in the place of something gone is as many as that was.
            let quantity = change.quantity.or(gone);
            self.changes(&LineChange { quantity, ..change.clone() });
        }
        let about_others = said.codes.iter().any(|code| code.explicit)
            || !said.wishes.is_empty()
            || !said.headcounts.is_empty();
        // "20 pieces, what is the total?" is asked of what is in view.
        let of_view = said.quantity.is_some() && !self.findings.pointed.is_empty();
        let elsewhere = (about_others || of_view) && self.cart.is_empty();
        let asked = said.has(&Intent::AskCart) && !elsewhere
            || said.has(&Intent::AskWithVat) && !about_others && !self.cart.is_empty();
        if self.cart != before {
            self.happened(Event::Ordered { cart: self.cart.clone() });
            let corrected = said.changes.iter().any(|change| !matches!(change.how, How::Take));
            let was = if corrected || said.changes.is_empty() {
                OrderSaid::Changed
            } else {
                OrderSaid::Noted
            };
            self.tells_the_order(was);
        } else if asked || self.nothing_came_of_it() {
            self.tells_the_order(OrderSaid::Asked);
        }
    }

    /// Whether the message would change an order that was placed: that a person has to do. What else is
    /// wanted begins another one.
    fn is_ordered_already(&mut self) -> bool {
        let changes = &self.said.changes;
        if self.state.accepted.is_none() || changes.is_empty() {
            return false;
        }
        let comes_in = changes.iter().all(|it| matches!(it.how, How::Take | How::Add));
        if comes_in {
            self.cart = Cart::default();
        } else {
            self.hands_over(Reason::OrderConfirmation);
        }
        !comes_in
    }

    /// Takes out what is not offered any more, where they say yes to that or take something of what was
    /// shown instead. How many it was, where it was one line and something comes in its place.
    fn takes_out_what_is_gone(&mut self) -> Option<u32> {
        let open = self.state.open_at(self.heard.now).map(|open| &open.ask);
        let takes_another = |change: &LineChange| {
            change.how == How::Take && matches!(change.target, Target::Shown(_) | Target::Code(_))
        };
        let changes = &self.said.changes;
        let replaced = !changes.is_empty() && changes.iter().all(takes_another);
        let wanted = self.said.has(&Intent::Agree) || replaced;
        if !matches!(open, Some(Ask::TakeOut)) || !wanted {
            return None;
        }
        let gone = |sku: &String| self.product(sku).is_none_or(|product| !product.active);
        let lines = self.state.cart.lines().iter().filter(|line| gone(&line.sku));
        let mut lines: Vec<CartLine> = lines.cloned().collect();
        if replaced {
            // Each choice takes one place.
            lines.truncate(changes.len());
        }
        for line in &lines {
            let change = CartChange::Remove { sku: line.sku.clone(), quantity: None };
            self.cart = std::mem::take(&mut self.cart).with(&change);
        }
        lines.first().filter(|_| replaced).map(|line| line.quantity)
    }

    /// Whether a quotation is wanted of what was bought the last time: that binds nobody, so it need not
    /// be read out first.
    pub(super) fn quotes_the_last_time(&self) -> bool {
        let wanted = self.said.has(&Intent::LikeLastTime) && self.said.has(&Intent::AskQuotation);
        wanted && self.state.cart.is_empty() && !self.last_time().is_empty()
    }

    /// What was bought the last time, as far as it is still offered.
    fn last_time(&self) -> Cart {
        let there = |line: &&CartLine| self.product(&line.sku).is_some_and(|it| it.active);
        let lines = self.findings.last_time.iter().flat_map(|last| &last.lines).filter(there);
        Cart::of(lines.cloned())
    }

    /// Whether the message changes the order, and nothing else of the answer says why it did not.
    fn nothing_came_of_it(&self) -> bool {
        let elsewhere = self.said.changes.iter().any(|change| match &change.target {
            Target::Code(code) => matches!(self.by_code(code), Meant::Elsewhere),
            Target::Kind(_) => !self.findings.searches.is_empty(),
            Target::Shown(_) | Target::Meant | Target::Each | Target::Everything => false,
        });
        let asked = self.answer.ask.is_some() || self.answer.hand_over.is_some();
        !self.said.changes.is_empty() && !self.says_something() && !asked && !elsewhere
    }

    /// The order with its sums; honestly none if it is empty.
    pub(super) fn tells_the_order(&mut self, said: OrderSaid) {
        let lines: Vec<OrderLine> = self
            .cart
            .lines()
            .iter()
            .filter_map(|line| Some(self.line_of(self.product(&line.sku)?, line.quantity)))
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
            How::Swap { out, pieces } => self.swaps(out, *pieces, change),
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

    /// A product into the order, once it is known how many.
    fn takes_one(&mut self, product: &'a Product, quantity: Option<u32>, on_top: bool) {
        let in_order = self.cart.quantity_of(&product.sku);
        // So many of several things are not so many of each: "the first and the third".
        let uncounted = |it: &&LineChange| it.how == How::Take && it.quantity.is_none();
        let by_place = |it: &&LineChange| matches!(it.target, Target::Shown(Reference::Ordinal(_)));
        let changes = self.said.changes.iter();
        let shared = changes.filter(uncounted).filter(by_place).count() > 1;
        let known = || self.wishes.pieces_of(product).filter(|_| in_order.is_none() && !shared);
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
                let speaks_of_one =
                    self.heard.tokens.iter().any(|word| AN_ORDER.contains(&word.as_str()));
                match self.state.cart.is_empty() {
                    // It is one that was placed before, which only a person undoes.
                    true if speaks_of_one => self.hands_over(Reason::OrderConfirmation),
                    true => self.says(Contribution::NoOrder),
                    false => {}
                }
            }
            Meant::Several(products) => self.asks_which(products, quantity),
            Meant::Nothing if self.state.cart.is_empty() => self.says(Contribution::NoOrder),
            Meant::Nothing => self.says(Contribution::NotInOrder),
            // What is not offered any more can still go out of the order.
            Meant::Elsewhere => {
                if let Target::Code(code) = &change.target
                    && self.cart.quantity_of(&code.text).is_some()
                {
                    let change = CartChange::Remove { sku: code.text.clone(), quantity };
                    self.cart = std::mem::take(&mut self.cart).with(&change);
                }
            }
            Meant::Lines(_) => {}
        }
    }

    fn swaps(&mut self, out: &Target, pieces: Option<u32>, change: &LineChange) {
        let out = match self.resolve(out, false) {
            Meant::Products(products) => products.first().map(|it| it.sku.clone()),
            Meant::Several(_)
            | Meant::Lines(_)
            | Meant::Everything
            | Meant::Nothing
            | Meant::Elsewhere => None,
        };
        let comes_in = change.quantity.or(pieces);
        let in_order = |sku: &String| self.cart.quantity_of(sku).is_some();
        let Some(out) = out.filter(in_order) else {
            return self.takes(&LineChange { quantity: comes_in, ..change.clone() }, false);
        };
        let all = self.cart.quantity_of(&out);
        let into = match self.version_of(&out, &change.target) {
            Meant::Nothing => self.resolve(&change.target, true),
            version => version,
        };
        match into {
            Meant::Products(products) => {
                let Some(product) = products.first() else { return };
                self.wishes.asked(product, comes_in.or(all));
                let (sku, quantity) = (product.sku.clone(), comes_in);
                let left = all.zip(pieces).and_then(|(all, some)| all.checked_sub(some));
                let cart = std::mem::take(&mut self.cart);
                self.cart = match (left.filter(|left| *left > 0), comes_in) {
                    // "Two of the KX 210 for KX 211."
                    (Some(left), Some(some)) => cart
                        .with(&CartChange::Set { sku: out, quantity: left })
                        .with(&CartChange::Add { sku, quantity: some }),
                    (_, _) => cart.with(&CartChange::Swap { out, sku, quantity }),
                };
            }
            Meant::Several(products) => self.asks_which(products, comes_in.or(all)),
            Meant::Lines(_) | Meant::Everything | Meant::Nothing | Meant::Elsewhere => {}
        }
    }

    /// Asks which of several is meant; the number waits for the answer.
    fn asks_which(&mut self, products: Vec<&'a Product>, pieces: Option<u32>) {
        let products: Vec<Product> = products.into_iter().take(super::LIST + 2).cloned().collect();
        for product in &products {
            self.wishes.asked(product, pieces.filter(|it| *it > 0));
        }
        let list = self.plain_list(products, pieces);
        self.says(list);
        self.waiting = self.waiting.or(pieces);
        self.answer.ask = Some(Ask::Version);
    }
}
