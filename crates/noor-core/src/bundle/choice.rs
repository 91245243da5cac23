//! The ways to cover one need, from the products found for it.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::needs::{Count, Need};
use super::terms::MOST;
use crate::money::Currency;
use crate::product::{PriceBasis, Product};

/// As many different prices as make a choice; fewer in stock, and those to be confirmed count too.
const ENOUGH: usize = 3;

/// A product that can serve a need.
#[derive(Debug, Clone, Copy)]
pub(super) struct Serving<'a> {
    pub(super) product: &'a Product,
    /// Its price in hundredths of a fils, above zero.
    unit: i64,
    /// How much of the need one piece covers, at least 1.
    pub(super) each: u32,
    /// Whether `each` is only assumed.
    pub(super) assumed: bool,
}

/// One way to cover a need, as a whole or as far as money goes.
#[derive(Debug, Clone)]
pub(super) struct Choice<'a> {
    /// One product, or two where the stock of the first is not enough.
    pub(super) parts: Vec<Part<'a>>,
    /// What they cost, in fils.
    pub(super) cost: i64,
    pub(super) doubt: Doubt,
}

/// Pieces of one product.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) serving: Serving<'a>,
    pub(super) pieces: u32,
    /// In fils.
    pub(super) cost: i64,
}

/// What speaks against a choice, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doubt {
    /// Nothing: all of it is in stock.
    InStock,
    /// Its stock is not known.
    ToConfirm,
    /// How many people it serves is only assumed.
    Assumed,
    /// It takes two products.
    Two,
    /// Not all of it is in stock.
    Short,
    /// None of it is.
    SoldOut,
}

impl<'a> Serving<'a> {
    /// `None` for what cannot be sold by the piece: off the shelf, without a price, in another
    /// currency or by the square metre.
    fn of(need: &Need, product: &'a Product, currency: Currency) -> Option<Self> {
        let price = product.price.filter(|price| price.currency == currency)?;
        let by_piece = match product.price_basis {
            PriceBasis::Each | PriceBasis::Set => true,
            PriceBasis::M2 => false,
        };
        let unit = price.amount.checked_mul(Decimal::from(10_000))?.normalize();
        let unit = (unit.scale() == 0).then(|| unit.to_i64()).flatten().filter(|it| *it > 0)?;
        let (each, assumed) = serves(need, product);
        (product.active && by_piece).then_some(Self { product, unit, each, assumed })
    }

    /// So many pieces; `None` where they cost less than a fils or more than anybody has.
    fn part(self, pieces: u32) -> Option<Part<'a>> {
        let exact = self.unit.checked_mul(i64::from(pieces))?;
        // Half a fils and more counts as one, as in `Money::times`.
        let cost = exact.checked_add(50)? / 100;
        (1..=MOST).contains(&cost).then_some(Part { serving: self, pieces, cost })
    }

    /// As many pieces for `quantity` as `money` fils pay for.
    fn affordable(self, quantity: u32, money: i64) -> Option<Part<'a>> {
        let payable = money.saturating_mul(100).saturating_add(49) / self.unit;
        let pieces = u32::try_from(payable).unwrap_or(u32::MAX).min(self.pieces_for(quantity));
        self.part(pieces)
    }

    fn pieces_for(self, quantity: u32) -> u32 {
        quantity.div_ceil(self.each)
    }

    fn doubt(self, pieces: u32) -> Doubt {
        match self.product.stock {
            Some(0) => Doubt::SoldOut,
            Some(stock) if stock < pieces => Doubt::Short,
            Some(_) | None if self.assumed => Doubt::Assumed,
            Some(_) => Doubt::InStock,
            None => Doubt::ToConfirm,
        }
    }
}

/// How much of a need one piece of a product covers, and whether that is only assumed.
fn serves(need: &Need, product: &Product) -> (u32, bool) {
    match &need.count {
        Count::Pieces => (1, false),
        Count::People { otherwise, seat_mm, shared } => {
            if let Some(entered) = product.capacity.filter(|capacity| *capacity > 0) {
                return (entered, false);
            }
            let side = product.size.width.max(product.size.length);
            let along = side.zip(*seat_mm).and_then(|(side, seat)| side.checked_div(seat));
            let seats = along.map_or(*otherwise, |along| along.saturating_mul(2).min(*otherwise));
            let is_shared = product.family.as_ref().is_some_and(|it| shared.contains(it));
            (seats.max(1), is_shared)
        }
    }
}

impl<'a> Choice<'a> {
    fn single(part: Part<'a>) -> Self {
        let doubt = part.serving.doubt(part.pieces);
        Self { parts: vec![part], cost: part.cost, doubt }
    }

    /// How much of `quantity` it covers.
    pub(super) fn covers(&self, quantity: u32) -> u32 {
        let each = |part: &Part<'_>| u64::from(part.pieces) * u64::from(part.serving.each);
        let all: u64 = self.parts.iter().map(each).sum();
        u32::try_from(all).unwrap_or(u32::MAX).min(quantity)
    }

    /// Whether it is of two products that do not look alike.
    pub(super) fn is_mixed(&self) -> bool {
        let mut others = self.parts.iter().map(|part| part.serving.product);
        self.main().is_some_and(|main| others.any(|it| differ(main, it) != (false, false)))
    }

    /// The main product, which gives the design.
    pub(super) fn main(&self) -> Option<&'a Product> {
        self.parts.first().map(|part| part.serving.product)
    }
}

/// What can serve a need, in the order found, each product once. What is sold out is left away
/// where there is anything else.
pub(super) fn servings<'a>(
    need: &Need,
    candidates: &'a [Product],
    currency: Currency,
) -> Vec<Serving<'a>> {
    let mut seen = BTreeSet::new();
    let fresh = candidates.iter().filter(|it| seen.insert(it.sku.as_str()));
    let mut all: Vec<Serving<'a>> =
        fresh.filter_map(|product| Serving::of(need, product, currency)).collect();
    let on_hand = |serving: &Serving<'_>| serving.product.stock != Some(0);
    if all.iter().any(on_hand) {
        all.retain(on_hand);
    }
    all
}

/// The ways to cover all of `quantity`, cheapest first, then the least doubtful, then as found.
pub(super) fn choices<'a>(servings: &[Serving<'a>], quantity: u32) -> Vec<Choice<'a>> {
    if quantity == 0 {
        return Vec::new();
    }
    let whole = |serving: &Serving<'a>| serving.part(serving.pieces_for(quantity));
    let singles = servings.iter().filter_map(whole).map(Choice::single);
    let pairs = servings.iter().filter_map(|first| pair(*first, servings, quantity));
    let mut choices: Vec<Choice<'a>> = singles.chain(pairs).collect();
    choices.sort_by_key(|choice| (choice.cost, choice.doubt));
    choices
}

/// All there is of `first`, and the cheapest that has the rest in stock, if possible of the same
/// design.
fn pair<'a>(first: Serving<'a>, servings: &[Serving<'a>], quantity: u32) -> Option<Choice<'a>> {
    let stock = first.product.stock.filter(|it| (1..first.pieces_for(quantity)).contains(it))?;
    let rest = quantity.checked_sub(stock.checked_mul(first.each)?).filter(|rest| *rest > 0)?;
    let part = first.part(stock)?;
    let others = servings.iter().filter(|it| it.product.sku != first.product.sku);
    let stocked = others.filter_map(|other| {
        let pieces = other.pieces_for(rest);
        other.product.stock.filter(|stock| *stock >= pieces)?;
        other.part(pieces)
    });
    let second = stocked
        .min_by_key(|second| (second.cost, differ(second.serving.product, first.product)))?;
    let cost = part.cost.checked_add(second.cost)?;
    Some(Choice { parts: vec![part, second], cost, doubt: Doubt::Two })
}

/// Whether two products differ in series, and in their main colour.
fn differ(one: &Product, other: &Product) -> (bool, bool) {
    (one.series() != other.series(), one.colours.first() != other.colours.first())
}

/// What covers most of `quantity` for `money` fils; of what covers the same, what is in stock or
/// may be, then the cheapest, which leaves most for other needs.
pub(super) fn as_far_as<'a>(
    servings: &[Serving<'a>],
    quantity: u32,
    money: i64,
) -> Option<Choice<'a>> {
    let partly = servings.iter().filter_map(|it| it.affordable(quantity, money));
    let whole = choices(servings, quantity).into_iter().filter(|it| it.cost <= money);
    partly.map(Choice::single).chain(whole).min_by_key(|choice| {
        let lacks_stock = choice.doubt >= Doubt::Short;
        (Reverse(choice.covers(quantity)), lacks_stock, choice.cost, choice.doubt)
    })
}

/// The choices of one need as a ladder of prices, and how doubtful they may be.
#[derive(Debug)]
pub(super) struct Ladder<'a> {
    /// Cheapest first, then the least doubtful. Never empty.
    choices: Vec<Choice<'a>>,
    /// What is doubtful up to here may be taken at any price.
    usual: Doubt,
    /// What is more doubtful, up to here, may be taken where it is cheaper than all that is less so.
    allowed: Doubt,
}

/// Choices of one price and one degree of doubt.
#[derive(Debug)]
pub(super) struct Rung<'c, 'a> {
    pub(super) cost: i64,
    /// In the order found. Never empty.
    pub(super) choices: Vec<&'c Choice<'a>>,
}

impl<'c, 'a> Rung<'c, 'a> {
    /// The rung of one choice.
    pub(super) fn only(choice: &'c Choice<'a>) -> Self {
        Self { cost: choice.cost, choices: vec![choice] }
    }
}

impl<'a> Ladder<'a> {
    /// `None` where nothing covers the need.
    pub(super) fn of(choices: Vec<Choice<'a>>) -> Option<Self> {
        let least = choices.iter().map(|choice| choice.doubt).min()?;
        let certain = choices.iter().filter(|choice| choice.doubt == least);
        let prices: BTreeSet<i64> = certain.map(|choice| choice.cost).collect();
        let usual = if prices.len() < ENOUGH { least.max(Doubt::ToConfirm) } else { least };
        Some(Self { choices, usual, allowed: usual })
    }

    /// The cheapest that is allowed, in fils.
    pub(super) fn least(&self) -> i64 {
        self.cheapest(|doubt| doubt <= self.allowed).unwrap_or(MOST)
    }

    /// The cheapest of all, however doubtful.
    pub(super) fn bottom(&self) -> Option<Rung<'_, 'a>> {
        rungs(self.choices.iter()).into_iter().next()
    }

    /// The least doubtful of what is not allowed yet and would be cheaper, and what it would save.
    pub(super) fn saving(&self) -> Option<(Doubt, i64)> {
        let (least, allowed) = (self.least(), self.allowed);
        let cheaper = self.choices.iter().filter(|it| it.doubt > allowed && it.cost < least);
        let next = cheaper.map(|choice| choice.doubt).min()?;
        Some((next, least - self.cheapest(|doubt| doubt <= next)?))
    }

    /// Allows what is doubtful up to `doubt`.
    pub(super) fn allow(&mut self, doubt: Doubt) {
        self.allowed = doubt;
    }

    /// All that is allowed, cheapest first.
    pub(super) fn rungs(&self) -> Vec<Rung<'_, 'a>> {
        let is_worth_it = |choice: &&Choice<'a>| {
            let less_doubtful = || self.cheapest(|doubt| doubt < choice.doubt);
            choice.doubt <= self.usual
                || choice.doubt <= self.allowed && less_doubtful().is_none_or(|it| choice.cost < it)
        };
        rungs(self.choices.iter().filter(is_worth_it))
    }

    fn cheapest(&self, may: impl Fn(Doubt) -> bool) -> Option<i64> {
        self.choices.iter().find(|choice| may(choice.doubt)).map(|choice| choice.cost)
    }
}

/// Sorted choices by price, of each price the least doubtful only.
fn rungs<'c, 'a>(choices: impl Iterator<Item = &'c Choice<'a>>) -> Vec<Rung<'c, 'a>> {
    let mut rungs: Vec<Rung<'c, 'a>> = Vec::new();
    for choice in choices {
        match rungs.last_mut().filter(|rung| rung.cost == choice.cost) {
            Some(rung) if rung.choices.iter().all(|it| it.doubt == choice.doubt) => {
                rung.choices.push(choice);
            }
            Some(_) => {}
            None => rungs.push(Rung::only(choice)),
        }
    }
    rungs
}
