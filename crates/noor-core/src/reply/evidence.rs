//! What a reply may state: values that were looked up in this turn, each under a short name.

use serde::{Deserialize, Serialize};

use super::blocks::Block;
use super::figures::{Voice, amount, number, size};
use super::naming;
use super::wording::Wording;
use crate::dialogue::answer::{Answer, Contribution, OrderLine};
use crate::dialogue::findings::Trait;
use crate::language::Language;
use crate::money::Money;
use crate::pricing::PriceDecision;
use crate::product::{PriceBasis, Product};

/// The evidence of one turn. Products are named `p1`, `p2`, …; order lines `t1`, `t2`, ….
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The products, `p1` first.
    pub products: Vec<Product>,
    /// The lines, `t1` first.
    pub lines: Vec<LineEvidence>,
    /// Texts of the customer that may be read back, `c1` first.
    pub quoted: Vec<String>,
    /// Lines that only code writes, `b1` first.
    #[serde(default)]
    pub blocks: Vec<Block>,
}

/// What so many pieces of a product cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineEvidence {
    /// The product's place in [`Evidence::products`].
    pub product: usize,
    /// Pieces.
    pub quantity: u32,
    /// Their price; absent without a unit price.
    pub total: Option<Money>,
    /// What one of them costs where that is less than the list price, and why.
    #[serde(default)]
    pub reduced: Option<PriceDecision>,
}

/// A value that a draft may name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Slot {
    /// A product's display name.
    Name(usize),
    /// A product's code.
    Sku(usize),
    /// A product's unit price.
    Price(usize),
    /// How many of it are there.
    Stock(usize),
    /// Its outer size.
    Size(usize),
    /// What it is, in the catalogue's words.
    About(usize),
    /// The pieces of a line.
    Quantity(usize),
    /// The price of a line.
    Total(usize),
    /// Whether the pieces of a line are there.
    Cover(usize),
    /// A text of the customer's.
    Quoted(usize),
    /// Lines that only code writes.
    Block(usize),
}

impl std::fmt::Display for Slot {
    /// As a draft writes it: `{price:p1}`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (kind, letter, place) = match self {
            Self::Name(place) => ("name", 'p', place),
            Self::Sku(place) => ("sku", 'p', place),
            Self::Price(place) => ("price", 'p', place),
            Self::Stock(place) => ("stock", 'p', place),
            Self::Size(place) => ("size", 'p', place),
            Self::About(place) => ("about", 'p', place),
            Self::Quantity(place) => ("quantity", 't', place),
            Self::Total(place) => ("total", 't', place),
            Self::Cover(place) => ("cover", 't', place),
            Self::Quoted(place) => ("quoted", 'c', place),
            Self::Block(place) => ("block", 'b', place),
        };
        write!(f, "{{{kind}:{letter}{}}}", place + 1)
    }
}

impl Evidence {
    /// Everything that an answer's contributions may state.
    pub fn of(answer: &Answer) -> Self {
        let mut evidence = Self::default();
        // Lists are numbered through.
        let mut rows = 0;
        for contribution in &answer.contributions {
            match contribution {
                Contribution::Products { products, without, unmet, pieces, prices, .. } => {
                    evidence.quoted.extend(unmet_to_quote(without, unmet));
                    let mut lines = Vec::new();
                    for (place, product) in products.iter().enumerate() {
                        let price = prices.get(place).and_then(Option::as_ref);
                        match pieces {
                            Some(pieces) => lines.push(evidence.line(product, *pieces, price)),
                            None => _ = evidence.add(product),
                        }
                    }
                    if lines.iter().any(|line| evidence.is_reduced(*line)) {
                        evidence.blocks.push(Block::Rows { first: rows + 1, lines });
                    }
                    rows += products.len();
                }
                Contribution::Variants { products, code } => {
                    evidence.quoted.push(code.clone());
                    rows += products.len();
                    for product in products {
                        evidence.add(product);
                    }
                }
                Contribution::Product { product } | Contribution::Gone { product } => {
                    evidence.add(product);
                }
                Contribution::Line { product, quantity, price } => {
                    let line = evidence.line(product, *quantity, price.as_ref());
                    if evidence.is_reduced(line) {
                        evidence.blocks.push(Block::Line { line });
                    }
                }
                Contribution::Order { lines, vat_percent, said: _ } => {
                    let lines = evidence.lines_of(lines);
                    let vat_percent = *vat_percent;
                    evidence.blocks.push(Block::Order { lines, vat_percent });
                }
                Contribution::Plans { plans, vat_percent } => {
                    let several = plans.len() > 1;
                    for (number, plan) in (1..).zip(plans) {
                        let lines = evidence.lines_of(&plan.lines);
                        evidence.blocks.push(Block::Plan {
                            number: several.then_some(number),
                            lines,
                            missing: plan.missing.clone(),
                            within: plan.within,
                            assumed: plan.assumed,
                            vat_percent: *vat_percent,
                        });
                    }
                }
                Contribution::Comparison { products } => {
                    let products = products.iter().map(|it| evidence.add(it)).collect();
                    evidence.blocks.push(Block::Comparison { products });
                }
                Contribution::Advice { product, .. } => _ = evidence.add(product),
                Contribution::Property { product, property, values } => {
                    let (product, property) = (evidence.add(product), *property);
                    let values = values.clone();
                    evidence.blocks.push(Block::Property { product, property, values });
                }
                Contribution::InCurrency { amounts } => {
                    let amounts =
                        amounts.iter().map(|(it, money)| (evidence.add(it), *money)).collect();
                    evidence.blocks.push(Block::InCurrency { amounts });
                }
                Contribution::WithVat { lines, vat_percent } => {
                    let (lines, vat_percent) = (evidence.lines_of(lines), *vat_percent);
                    evidence.blocks.push(Block::WithVat { lines, vat_percent });
                }
                Contribution::Quotation { quote, until, repriced, occasion: _ } => {
                    let (quote, until) = (quote.clone(), *until);
                    let repriced = repriced.clone();
                    evidence.blocks.push(Block::Quotation { quote, until, repriced });
                }
                Contribution::PlacedOrders { orders } => {
                    evidence.blocks.push(Block::Placed { orders: orders.clone() });
                }
                Contribution::KnownDetails { details } => {
                    evidence.blocks.push(Block::Details { details: details.clone() });
                }
                Contribution::Pending { pending, until } => {
                    let (pending, until) = (pending.clone(), *until);
                    evidence.blocks.push(Block::Pending { pending, until });
                }
                Contribution::QuotationAccepted { number, .. }
                | Contribution::QuotationCancelled { number }
                | Contribution::QuotationWithdrawn { number }
                | Contribution::UnknownQuotation { number } => {
                    evidence.quoted.push(number.clone());
                }
                Contribution::NotOffered { codes } => evidence.quoted.push(codes.join(", ")),
                Contribution::Pictures { products }
                | Contribution::Unstated { products, .. }
                | Contribution::NoPicture { products, .. } => {
                    for product in products {
                        evidence.add(product);
                    }
                }
                Contribution::UnknownCode { code } => evidence.quoted.push(code.clone()),
                Contribution::Took { guess } => evidence.quoted.push(guess.figure.clone()),
                Contribution::Greeting { name, .. } | Contribution::Noted { name } => {
                    evidence.quoted.extend(name.clone());
                }
                Contribution::Languages
                | Contribution::Assistant
                | Contribution::Article { .. }
                | Contribution::NothingFound { .. }
                | Contribution::OtherColour
                | Contribution::NoMore { .. }
                | Contribution::NothingBeyond { .. }
                | Contribution::Families { .. }
                | Contribution::Unreadable { .. }
                | Contribution::HandOver { .. }
                | Contribution::Agreed
                | Contribution::Declined
                | Contribution::NoOrder
                | Contribution::NotInOrder
                | Contribution::OrderCleared
                | Contribution::OtherCurrency
                | Contribution::QuotationAgreed
                | Contribution::NoQuotation { .. }
                | Contribution::LastTimeUnknown
                | Contribution::NoRush
                | Contribution::Doubted
                | Contribution::Worth
                | Contribution::NotSales { .. }
                | Contribution::OptedOut
                | Contribution::Unmoved
                | Contribution::Private
                | Contribution::Thanks
                | Contribution::Goodbye
                | Contribution::NotUnderstood => {}
            }
        }
        evidence
    }

    fn add(&mut self, product: &Product) -> usize {
        let known = self.products.iter().position(|known| known.sku == product.sku);
        known.unwrap_or_else(|| {
            self.products.push(product.clone());
            self.products.len() - 1
        })
    }

    /// Adds what so many pieces of a product cost; gives its place.
    fn line(&mut self, product: &Product, quantity: u32, price: Option<&PriceDecision>) -> usize {
        let place = self.add(product);
        let unit = price.map(|it| it.unit).or(product.price);
        self.lines.push(LineEvidence {
            product: place,
            quantity,
            total: total(product, unit, quantity),
            reduced: price.filter(|it| it.reduction.is_some()).cloned(),
        });
        self.lines.len() - 1
    }

    fn lines_of(&mut self, lines: &[OrderLine]) -> Vec<usize> {
        let line = |line: &OrderLine| self.line(&line.product, line.quantity, line.price.as_ref());
        lines.iter().map(line).collect()
    }

    /// Whether a line costs less than the list says: then its price and its reason are told together.
    pub(super) fn is_reduced(&self, line: usize) -> bool {
        self.lines.get(line).is_some_and(|line| line.reduced.is_some())
    }

    /// Whether there is anything of the catalogue or of an order to state.
    pub fn has_values(&self) -> bool {
        !(self.products.is_empty() && self.lines.is_empty() && self.blocks.is_empty())
    }

    /// The place of a product.
    pub fn place(&self, product: &Product) -> Option<usize> {
        self.products.iter().position(|known| known.sku == product.sku)
    }

    /// Reads a slot's name, such as `price:p1`; `None` if there is no such value.
    pub fn slot(&self, name: &str) -> Option<Slot> {
        let (kind, reference) = name.split_once(':')?;
        let place = |letter: char, len: usize| {
            let place: usize = reference.strip_prefix(letter)?.parse().ok()?;
            (1..=len).contains(&place).then(|| place - 1)
        };
        let product = || place('p', self.products.len());
        let line = || place('t', self.lines.len());
        Some(match kind {
            "name" => Slot::Name(product()?),
            "sku" => Slot::Sku(product()?),
            "price" => Slot::Price(product()?),
            "stock" => Slot::Stock(product()?),
            "size" => Slot::Size(product()?),
            "about" => Slot::About(product()?),
            "quantity" => Slot::Quantity(line()?),
            "total" => Slot::Total(line()?),
            "cover" => Slot::Cover(line()?),
            "quoted" => Slot::Quoted(place('c', self.quoted.len())?),
            "block" => Slot::Block(place('b', self.blocks.len())?),
            _ => return None,
        })
    }

    /// The text of a slot, in the customer's language and digits.
    pub fn render(&self, slot: Slot, voice: Voice, wording: &Wording) -> String {
        let product = |place: usize| self.products.get(place);
        let line = |place: usize| self.lines.get(place);
        match slot {
            Slot::Name(place) => {
                product(place).map(|it| shown_name(it, voice.language)).unwrap_or_default()
            }
            Slot::Sku(place) => product(place).map(|it| naming::code(&it.sku)).unwrap_or_default(),
            Slot::Price(place) => {
                product(place).map(|it| price(it, voice, wording)).unwrap_or_default()
            }
            Slot::Stock(place) => match product(place).and_then(|it| it.stock) {
                None => wording.phrase("stock.unknown", voice, 0),
                Some(0) => wording.phrase("stock.none", voice, 0),
                Some(n) => wording.phrase("stock.some", voice, 0).replace("{n}", &number(n, voice)),
            },
            Slot::Size(place) => product(place)
                .and_then(|it| size(&it.size, voice, wording))
                .unwrap_or_else(|| wording.phrase("size.unknown", voice, 0)),
            Slot::About(place) => product(place)
                .and_then(|it| it.description.best(voice.language))
                .map(naming::description)
                .unwrap_or_default(),
            Slot::Quantity(place) => {
                line(place).map(|it| number(it.quantity, voice)).unwrap_or_default()
            }
            Slot::Total(place) => match line(place).and_then(|it| it.total) {
                Some(total) => amount(total, voice, wording),
                None => wording.phrase("price.unknown", voice, 0),
            },
            Slot::Cover(place) => {
                let stock = line(place).and_then(|it| product(it.product)?.stock);
                let wanted = line(place).map_or(0, |it| it.quantity);
                match stock {
                    None => wording.phrase("cover.unknown", voice, 0),
                    Some(0) => wording.phrase("cover.none", voice, 0),
                    Some(stock) if stock >= wanted => wording.phrase("cover.all", voice, 0),
                    Some(stock) => {
                        wording.phrase("cover.part", voice, 0).replace("{n}", &number(stock, voice))
                    }
                }
            }
            Slot::Quoted(place) => {
                self.quoted.get(place).map(|text| naming::code(text)).unwrap_or_default()
            }
            Slot::Block(place) => {
                let block = self.blocks.get(place);
                block.map(|block| block.render(self, voice, wording)).unwrap_or_default()
            }
        }
    }
}

/// The wished words that a list is introduced with because none of its products meets them; `None`
/// where that is not all it lacks.
pub(super) fn unmet_to_quote(without: &[Trait], unmet: &[String]) -> Option<String> {
    const MOST: usize = 3;
    let first: Vec<&str> = unmet.iter().take(MOST).map(String::as_str).collect();
    (without == [Trait::Words] && !first.is_empty()).then(|| first.join(" "))
}

/// A product's name as a customer reads it; its code if the catalogue's name is none.
fn shown_name(product: &Product, language: Language) -> String {
    naming::name(product.display_name(language)).unwrap_or_else(|| naming::code(&product.sku))
}

/// What a product is, in single words of the catalogue: family, kind, colours and materials. What a
/// model is told about it, so anything longer than a few plain words is left out.
pub fn traits(product: &Product) -> impl Iterator<Item = &str> {
    const LONGEST: usize = 32;
    let tame = |text: &&str| {
        text.chars().count() <= LONGEST
            && text.split_whitespace().count() <= 3
            && text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '_'))
    };
    [product.family.as_deref(), product.subtype.as_deref()]
        .into_iter()
        .flatten()
        .chain(product.colours.iter().map(String::as_str))
        .chain(product.materials.iter().map(String::as_str))
        .filter(tame)
}

/// What so many pieces cost; nobody knows how many square metres a piece is.
fn total(product: &Product, unit: Option<Money>, quantity: u32) -> Option<Money> {
    match product.price_basis {
        PriceBasis::Each | PriceBasis::Set => unit.and_then(|it| it.times(quantity)),
        PriceBasis::M2 => None,
    }
}

fn price(product: &Product, voice: Voice, wording: &Wording) -> String {
    let Some(price) = product.price else {
        return wording.phrase("price.unknown", voice, 0);
    };
    let amount = amount(price, voice, wording);
    match product.price_basis {
        PriceBasis::Each => amount,
        PriceBasis::Set => wording.phrase("price.set", voice, 0).replace("{amount}", &amount),
        PriceBasis::M2 => wording.phrase("price.m2", voice, 0).replace("{amount}", &amount),
    }
}
