//! Blocks: a few lines with sums or several values, which only code writes.
//!
//! A draft places a block as a whole (`{block:b1}`), so that nobody can tell a subtotal for a total or
//! one product's size for another's. Sentences come from content, figures from the turn's evidence.

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::evidence::{Evidence, Slot};
use super::figures::{Voice, amount, number, size};
use super::wording::Wording;
use super::{measures, naming};
use crate::dialogue::offer::Repriced;
use crate::dialogue::past::Pending;
use crate::dialogue::placed::PlacedOrder;
use crate::language::Language;
use crate::money::Money;
use crate::pricing::Totals;
use crate::product::Product;
use crate::quote::Quote;
use crate::sku;
use crate::understanding::{Details, Property};

/// Lines that only code writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// An order: its lines and what they come to.
    Order {
        /// Places in [`Evidence::lines`].
        lines: Vec<usize>,
        /// VAT in percent, where the total with it is told as well.
        vat_percent: Option<Decimal>,
    },
    /// A complete solution.
    Plan {
        /// Its number, from 1; `None` for the only one.
        number: Option<u32>,
        /// Places in [`Evidence::lines`].
        lines: Vec<usize>,
        /// Families and pieces that it lacks.
        missing: Vec<(String, u32)>,
        /// Whether it keeps the budget; `None` without one.
        within: Option<bool>,
        /// Whether it takes something for granted about how many people share a piece.
        assumed: bool,
        /// VAT in percent, where the total with it is told as well.
        vat_percent: Option<Decimal>,
    },
    /// What tells products apart.
    Comparison {
        /// Places in [`Evidence::products`].
        products: Vec<usize>,
    },
    /// A property of a product.
    Property {
        /// Its place in [`Evidence::products`].
        product: usize,
        /// Which.
        property: Property,
        /// What the catalogue's own table says of it, with the names it uses.
        values: Vec<(String, String)>,
    },
    /// Prices in another currency, called an approximation.
    InCurrency {
        /// Places in [`Evidence::products`], each with its price in it.
        amounts: Vec<(usize, Money)>,
    },
    /// What so many pieces of a product come to at less than the list price.
    Line {
        /// A place in [`Evidence::lines`].
        line: usize,
    },
    /// The same of a numbered list.
    Rows {
        /// The number of its first row.
        first: usize,
        /// Places in [`Evidence::lines`].
        lines: Vec<usize>,
    },
    /// A quotation.
    Quotation {
        /// It.
        quote: Box<Quote>,
        /// The last day on which it can be accepted.
        until: NaiveDate,
        /// What costs another amount than in the one before.
        repriced: Vec<Repriced>,
    },
    /// What a customer told of themselves.
    Details {
        /// It.
        details: Details,
    },
    /// What is open with somebody who comes back.
    Pending {
        /// It.
        pending: Pending,
        /// The last day on which the quotation can be accepted.
        until: Option<NaiveDate>,
    },
    /// How orders stand.
    Placed {
        /// The orders.
        orders: Vec<PlacedOrder>,
    },
    /// What each of several products comes to with VAT.
    WithVat {
        /// Places in [`Evidence::lines`].
        lines: Vec<usize>,
        /// VAT in percent.
        vat_percent: Decimal,
    },
}

/// What writing a block needs.
pub(super) struct Pen<'a> {
    pub(super) evidence: &'a Evidence,
    pub(super) voice: Voice,
    pub(super) wording: &'a Wording,
}

impl Block {
    /// The products it names.
    pub fn products(&self, evidence: &Evidence) -> Vec<usize> {
        let of = |lines: &[usize]| {
            lines.iter().filter_map(|at| Some(evidence.lines.get(*at)?.product)).collect()
        };
        match self {
            Self::Order { lines, .. } | Self::Plan { lines, .. } | Self::WithVat { lines, .. } => {
                of(lines)
            }
            Self::Line { line } => of(std::slice::from_ref(line)),
            Self::Rows { lines, .. } => of(lines),
            Self::Quotation { .. }
            | Self::Details { .. }
            | Self::Pending { .. }
            | Self::Placed { .. } => Vec::new(),
            Self::Comparison { products } => products.clone(),
            Self::Property { product, .. } => vec![*product],
            Self::InCurrency { amounts } => amounts.iter().map(|(place, _)| *place).collect(),
        }
    }

    /// Its sums: without VAT, VAT and the total with it; `None` where it has none, or a line has no
    /// price.
    pub fn sums(&self, evidence: &Evidence) -> Option<[Money; 3]> {
        let (lines, percent) = match self {
            Self::Order { lines, vat_percent } | Self::Plan { lines, vat_percent, .. } => {
                (lines, vat_percent.unwrap_or_default())
            }
            Self::Quotation { quote, .. } => {
                let [variant] = quote.draft.variants.as_slice() else { return None };
                let Totals { subtotal, vat, total, .. } = variant.totals;
                return Some([subtotal, vat, total]);
            }
            Self::Line { .. }
            | Self::Rows { .. }
            | Self::Details { .. }
            | Self::Pending { .. }
            | Self::Placed { .. }
            | Self::Comparison { .. }
            | Self::Property { .. }
            | Self::InCurrency { .. }
            | Self::WithVat { .. } => return None,
        };
        let subtotal = subtotal(evidence, lines)?;
        let vat = vat_of(subtotal, percent);
        let total = subtotal.amount.checked_add(vat.amount)?;
        Some([subtotal, vat, Money::new(total, subtotal.currency)])
    }

    /// Its text.
    pub(super) fn render(&self, evidence: &Evidence, voice: Voice, wording: &Wording) -> String {
        let pen = Pen { evidence, voice, wording };
        match self {
            Self::Order { lines, vat_percent } => {
                let mut text = if lines.len() > NAMED {
                    pen.rows(lines)
                } else {
                    lines.iter().map(|line| pen.line("order.line", *line)).collect()
                };
                text.extend(pen.sums(lines, *vat_percent, lines.len() > 1));
                text.join("\n")
            }
            Self::Plan { number, lines, missing, within, assumed, vat_percent } => {
                let mut text = pen.plan(*number, lines, *vat_percent);
                text.extend(pen.missing(missing));
                text.extend((*within == Some(false)).then(|| pen.say("plan.above_budget")));
                text.extend(assumed.then(|| pen.say("plan.assumed")));
                text.join("\n")
            }
            Self::Line { line } => pen.line("line.priced", *line),
            Self::Rows { first, lines } => {
                let rows = (*first..).zip(lines).map(|(place, line)| {
                    let row = pen.line("product.row_total", *line);
                    format!("{place}. {row}")
                });
                rows.collect::<Vec<_>>().join("\n")
            }
            Self::Quotation { quote, until, repriced } => pen.quotation(quote, *until, repriced),
            Self::Details { details } => pen.details(details),
            Self::Pending { pending, until } => pen.pending(pending, *until),
            Self::Placed { orders } => pen.placed(orders),
            Self::Comparison { products } => {
                let rows = products.iter().map(|place| pen.compared(*place));
                rows.collect::<Vec<_>>().join("\n\n")
            }
            Self::Property { product, property, values } => {
                pen.property(*product, *property, values)
            }
            Self::InCurrency { amounts } => {
                let rows = amounts.iter().map(|(place, money)| {
                    let figure = amount(*money, voice, wording);
                    pen.of_product("in_currency.row", *place).replace("{amount}", &figure)
                });
                let intro = pen.say("in_currency.intro");
                std::iter::once(intro).chain(rows).collect::<Vec<_>>().join("\n")
            }
            Self::WithVat { lines, vat_percent } => {
                let percent = voice.digits.write(&vat_percent.normalize().to_string());
                let intro = pen.say("with_vat.intro").replace("{percent}", &percent);
                let rows = lines.iter().map(|line| pen.with_vat(*line, *vat_percent));
                std::iter::once(intro).chain(rows).collect::<Vec<_>>().join("\n")
            }
        }
    }
}

/// Lines of an order that are told with the names of the products; with more of them it is told by
/// codes.
pub(super) const NAMED: usize = 8;

impl Pen<'_> {
    pub(super) fn say(&self, key: &str) -> String {
        self.wording.phrase(key, self.voice, 0)
    }

    fn value(&self, slot: Slot) -> String {
        self.evidence.render(slot, self.voice, self.wording)
    }

    fn of_product(&self, key: &str, place: usize) -> String {
        self.filled(&self.say(key), place)
    }

    fn filled(&self, text: &str, place: usize) -> String {
        text.replace("{name}", &self.value(Slot::Name(place)))
            .replace("{sku}", &self.value(Slot::Sku(place)))
            .replace("{price}", &self.value(Slot::Price(place)))
            .replace("{stock}", &self.value(Slot::Stock(place)))
    }

    /// One line of an order or a solution.
    fn line(&self, key: &str, place: usize) -> String {
        let Some(line) = self.evidence.lines.get(place) else { return String::new() };
        let key = match (line.total.is_some(), key) {
            (true, _) => key.to_owned(),
            (false, "product.row_total") => "product.row_untotalled".to_owned(),
            (false, _) => format!("{key}_unpriced"),
        };
        let price = match &line.reduced {
            Some(decision) => amount(decision.unit, self.voice, self.wording),
            None => self.value(Slot::Price(line.product)),
        };
        let text = self
            .filled(&self.say(&key).replace("{price}", &price), line.product)
            .replace("{quantity}", &self.value(Slot::Quantity(place)))
            .replace("{total}", &self.value(Slot::Total(place)))
            .replace("{cover}", &self.value(Slot::Cover(place)));
        match line.reduced.as_ref().and_then(|decision| self.reduction(decision)) {
            Some(reduction) => format!("{text}\n{reduction}"),
            None => text,
        }
    }

    /// The lines of a long order: by their codes, so that they stand in one message, and with what
    /// there is of them only where that is not all.
    fn rows(&self, lines: &[usize]) -> Vec<String> {
        let (there, short): (Vec<usize>, Vec<usize>) =
            lines.iter().partition(|line| self.is_there(**line));
        let row = |line: &usize| {
            let priced = self.evidence.lines.get(*line).is_some_and(|line| line.total.is_some());
            let key = if there.contains(line) && priced { "order.row" } else { "order.row_short" };
            self.line(key, *line)
        };
        let remark = match (there.is_empty(), short.is_empty()) {
            (true, _) => None,
            (false, true) => Some("plan.all_there"),
            (false, false) => Some("order.others_there"),
        };
        lines.iter().map(row).chain(remark.map(|key| self.say(key))).collect()
    }

    /// One product with what it comes to with VAT.
    fn with_vat(&self, place: usize, percent: Decimal) -> String {
        let Some(line) = self.evidence.lines.get(place) else { return String::new() };
        let Some(net) = line.total else { return self.line("order.line", place) };
        let gross =
            Money::new(net.amount.saturating_add(vat_of(net, percent).amount), net.currency);
        let key = if line.quantity > 1 { "with_vat.line" } else { "with_vat.piece" };
        self.line(key, place).replace("{gross}", &amount(gross, self.voice, self.wording))
    }

    /// Subtotal, VAT and total; none while a line has no price.
    fn sums(&self, lines: &[usize], vat_percent: Option<Decimal>, several: bool) -> Vec<String> {
        let Some(subtotal) = subtotal(self.evidence, lines) else { return Vec::new() };
        let sum = |key: &str, money: Money| {
            self.say(key).replace("{sum}", &amount(money, self.voice, self.wording))
        };
        let mut sums = Vec::new();
        let Some(percent) = vat_percent else {
            sums.extend(several.then(|| sum("order.sum", subtotal)));
            return sums;
        };
        let vat = vat_of(subtotal, percent);
        let total = Money::new(subtotal.amount.saturating_add(vat.amount), subtotal.currency);
        let percent = self.voice.digits.write(&percent.normalize().to_string());
        sums.push(sum("order.sum", subtotal));
        sums.push(sum("order.vat", vat).replace("{percent}", &percent));
        sums.push(sum("order.sum_with_vat", total));
        sums
    }

    /// The number, lines and sums of a solution.
    fn plan(
        &self,
        place: Option<u32>,
        lines: &[usize],
        vat_percent: Option<Decimal>,
    ) -> Vec<String> {
        let title = |place| self.say("plan.title").replace("{n}", &number(place, self.voice));
        let mut text: Vec<String> = place.map(title).into_iter().collect();
        let there = lines.iter().all(|line| self.is_there(*line));
        text.extend(lines.iter().map(|line| {
            let key = if self.is_there(*line) { "plan.line" } else { "plan.line_short" };
            self.without_double_code(*line, self.line(key, *line))
        }));
        text.extend(self.sums(lines, vat_percent, true));
        text.extend(there.then(|| self.say("plan.all_there")));
        text
    }

    /// A line without its code in brackets, where the name tells it already.
    fn without_double_code(&self, place: usize, text: String) -> String {
        let product = self.evidence.lines.get(place).map(|line| line.product);
        let Some(product) = product else { return text };
        let (name, code) = (self.value(Slot::Name(product)), self.value(Slot::Sku(product)));
        if sku::key(&name).contains(&sku::key(&code)) {
            text.replace(&format!(" ({code})"), "")
        } else {
            text
        }
    }

    /// Whether all pieces of a line are known to be in stock.
    fn is_there(&self, place: usize) -> bool {
        let line = self.evidence.lines.get(place);
        line.is_some_and(|line| {
            let stock = self.evidence.products.get(line.product).and_then(|it| it.stock);
            stock.is_some_and(|stock| stock >= line.quantity)
        })
    }

    /// What a solution lacks: "2 desks, 1 chair".
    fn missing(&self, missing: &[(String, u32)]) -> Option<String> {
        let lack = |(family, pieces): &(String, u32)| {
            let known = self.wording.get(&format!("family.{family}"), self.voice.language, 0);
            let name = known.map_or_else(|| naming::code(family), str::to_owned);
            format!("{} {name}", number(*pieces, self.voice))
        };
        let lacks: Vec<String> = missing.iter().map(lack).collect();
        let lacks = lacks.join(&self.say("list.comma"));
        (!missing.is_empty()).then(|| self.say("plan.missing").replace("{missing}", &lacks))
    }

    /// A product beside others: price, stock, size and what it is.
    fn compared(&self, place: usize) -> String {
        let Some(product) = self.evidence.products.get(place) else { return String::new() };
        let mut text = vec![self.of_product("compare.row", place)];
        if let Some(size) = size(&product.size, self.voice, self.wording) {
            text.push(self.say("compare.size").replace("{size}", &size));
        }
        if let Some(about) = product.described(self.voice.language) {
            text.push(naming::description(about));
        }
        text.retain(|line| !line.trim().is_empty());
        text.join("\n")
    }

    fn property(&self, place: usize, property: Property, values: &[(String, String)]) -> String {
        let Some(product) = self.evidence.products.get(place) else { return String::new() };
        let label = self.say(&format!("property.{}", label_of(property)));
        let of_row = self.of_the_row(product, property);
        let written =
            |value: &str| measures::value(&naming::description(value), self.voice, self.wording);
        let told: Vec<String> = match (of_row, values) {
            (Some(value), _) => vec![value],
            (None, [(_, value)]) if !in_general(property) => vec![written(value)],
            (None, values) => values
                .iter()
                .map(|(name, value)| match self.voice.language {
                    Language::English => {
                        format!("{}: {}", naming::description(name), written(value))
                    }
                    // In Arabic the catalogue's English name of a property helps nobody.
                    Language::Arabic => written(value),
                })
                .collect(),
        };
        let key = match (told.is_empty(), property) {
            (true, _) => "property.unstated",
            (false, property) if in_general(property) => "property.fact",
            (false, _) => "property.stated",
        };
        let about = product.described(self.voice.language).map(naming::description);
        let text = self
            .of_product(key, place)
            .replace("{property}", &label)
            .replace("{value}", &told.join(&self.say("list.comma")));
        match about.filter(|about| told.is_empty() && !about.is_empty()) {
            Some(about) => format!("{text}\n{about}"),
            None => text,
        }
    }

    /// A property that the row itself holds.
    fn of_the_row(&self, product: &Product, property: Property) -> Option<String> {
        let names = |kind: &str, all: &[String]| {
            let name = |one: &String| {
                self.wording
                    .get(&format!("{kind}.{one}"), self.voice.language, 0)
                    .map_or_else(|| naming::code(one), str::to_owned)
            };
            let names: Vec<String> = all.iter().map(name).collect();
            (!names.is_empty()).then(|| names.join(&self.say("list.comma")))
        };
        match property {
            Property::Size => size(&product.size, self.voice, self.wording),
            Property::Colour => names("colour", &product.colours),
            Property::Material => names("material", &product.materials),
            Property::Seats => product.capacity.map(|seats| number(seats, self.voice)),
            Property::Weight
            | Property::Load
            | Property::Adjustment
            | Property::Assembly
            | Property::Origin
            | Property::Warranty
            | Property::Certificate
            | Property::Restock
            | Property::Benefit
            | Property::Details => None,
        }
    }
}

/// Whether a property has no name of its own to be told under: its values say what they are.
fn in_general(property: Property) -> bool {
    matches!(property, Property::Details | Property::Benefit)
}

/// The sum of lines, all of which have a price in one currency.
fn subtotal(evidence: &Evidence, lines: &[usize]) -> Option<Money> {
    let mut totals = lines.iter().map(|place| evidence.lines.get(*place)?.total);
    let first = totals.next()??;
    totals.try_fold(first, |sum, total| {
        let total = total.filter(|it| it.currency == sum.currency)?;
        Some(Money::new(sum.amount.checked_add(total.amount)?, sum.currency))
    })
}

/// VAT on an amount, rounded half away from zero to two places.
pub(super) fn vat_of(net: Money, percent: Decimal) -> Money {
    let vat = net.amount.checked_mul(percent).unwrap_or_default() / Decimal::ONE_HUNDRED;
    let rounded = vat.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    Money::new(rounded, net.currency)
}

pub(super) fn label_of(property: Property) -> &'static str {
    match property {
        Property::Size => "size",
        Property::Colour => "colour",
        Property::Material => "material",
        Property::Seats => "seats",
        Property::Weight => "weight",
        Property::Load => "load",
        Property::Adjustment => "adjustment",
        Property::Assembly => "assembly",
        Property::Origin => "origin",
        Property::Warranty => "warranty",
        Property::Certificate => "certificate",
        Property::Restock => "restock",
        Property::Benefit => "benefit",
        Property::Details => "details",
    }
}
