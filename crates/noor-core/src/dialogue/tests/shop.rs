//! A little shop of invented furniture, and a catalogue that is searched as the real one is.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::bundle::{Bundles, Need};
use crate::dialogue::cart::CartLine;
use crate::dialogue::findings::{CodeIs, Findings, Found, FoundCode, Place, Trait};
use crate::dialogue::offer::{Fresh, NamedQuote, Prices, Quotations, QuoteStep};
use crate::dialogue::past::{LastTime, Pending};
use crate::dialogue::placed::PlacedOrder;
use crate::dialogue::plan::{Aim, Lookup, Search};
use crate::dialogue::policy::Policy;
use crate::ids::{CustomerId, QuoteId};
use crate::money::{Currency, Money};
use crate::normalise::fold;
use crate::pricing::PriceRule;
use crate::product::{PriceBasis, Product, SizeMm, Texts};
use crate::quote::{Quote, QuoteLine, Standing};
use crate::reading::{ShopCode, Vocabulary};
use crate::sku;
use crate::understanding::{CodeMention, Extreme, Range, SizeWish, Wish};

pub(super) const CONTENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../content");

pub(super) static VOCABULARY: LazyLock<Vocabulary> =
    LazyLock::new(crate::reading::tests::vocabulary);

static BUNDLES: LazyLock<Bundles> = LazyLock::new(|| {
    Bundles::from_toml(include_str!("../../../../../content/bundles.toml")).unwrap()
});

static CATALOGUE: LazyLock<Vec<Product>> = LazyLock::new(|| {
    let row =
        |sku: &str, en: &str, ar: &str, kind: (&str, &str), colour: &str, price: i64, stock| {
            let widths = [("DK 120", 1200), ("DK 160", 1600), ("ED 200", 2000), ("MT 240", 2400)];
            let width = widths.iter().find(|(code, _)| *code == sku).map(|(_, width)| *width);
            let leather = en.contains("Leather").then(|| "leather".to_owned());
            let mesh = en.contains("Mesh").then(|| "mesh".to_owned());
            Product {
                sku: sku.to_owned(),
                name: Texts { en: Some(en.to_owned()), ar: Some(ar.to_owned()) },
                description: Texts::default(),
                categories: Vec::new(),
                family: Some(kind.0.to_owned()),
                subtype: Some(kind.1.to_owned()).filter(|it| !it.is_empty()),
                colours: vec![colour.to_owned()],
                materials: leather.or(mesh).into_iter().collect(),
                size: SizeMm { width, ..SizeMm::default() },
                price: (price > 0).then(|| Money::new(Decimal::from(price), Currency::AED)),
                price_basis: PriceBasis::Each,
                stock,
                active: sku != "OL 77",
                images: if sku == "CT 60" { Vec::new() } else { vec!["a.png".to_owned()] },
                attributes: BTreeMap::new(),
                capacity: None,
                url: None,
            }
        };
    let mut all = vec![
        row(
            "GL 10 grey",
            "Glen Task Chair Grey",
            "كرسي غلين رمادي",
            ("chair", "task"),
            "grey",
            300,
            Some(20),
        ),
        row(
            "GL 10 black",
            "Glen Task Chair Black",
            "كرسي غلين أسود",
            ("chair", "task"),
            "black",
            300,
            Some(8),
        ),
        row(
            "MX 22",
            "Marlin Mesh Chair Blue",
            "كرسي مارلين شبكي أزرق",
            ("chair", "mesh"),
            "blue",
            450,
            Some(6),
        ),
        row(
            "VC 50",
            "Vela Visitor Chair Black",
            "كرسي زوار فيلا أسود",
            ("chair", "visitor"),
            "black",
            180,
            Some(40),
        ),
        row(
            "EX 90",
            "Empire Leather Executive Chair Brown",
            "كرسي مدير إمباير جلد بني",
            ("chair", "executive"),
            "brown",
            1200,
            Some(3),
        ),
        row(
            "OL 77",
            "Olden Task Chair Grey",
            "كرسي أولدن رمادي",
            ("chair", "task"),
            "grey",
            200,
            Some(4),
        ),
        row(
            "DK 120",
            "Nara Desk White",
            "مكتب نارا أبيض",
            ("desk", "straight"),
            "white",
            500,
            Some(10),
        ),
        row(
            "DK 160",
            "Tarn Desk Brown",
            "مكتب تارن بني",
            ("desk", "straight"),
            "brown",
            700,
            Some(4),
        ),
        row(
            "ED 200",
            "Senator Executive Desk Brown",
            "مكتب مدير سيناتور بني",
            ("desk", "executive"),
            "brown",
            2400,
            None,
        ),
        row(
            "WS 40",
            "Quad Workstation White",
            "محطة عمل كواد بيضاء",
            ("workstation", ""),
            "white",
            2600,
            Some(2),
        ),
        row(
            "MT 240",
            "Forum Meeting Table White",
            "طاولة اجتماعات فوروم بيضاء",
            ("table", "meeting"),
            "white",
            1900,
            Some(1),
        ),
        row(
            "CT 60",
            "Pebble Coffee Table Brown",
            "طاولة قهوة بيبل بنية",
            ("table", "coffee"),
            "brown",
            150,
            Some(0),
        ),
        row(
            "SF 30",
            "Lagoon Sofa Grey",
            "كنبة لاغون رمادية",
            ("sofa", "three_seat"),
            "grey",
            0,
            Some(2),
        ),
        row(
            "PD 35",
            "Pico Mobile Pedestal White",
            "وحدة أدراج بيكو بيضاء",
            ("pedestal", "mobile"),
            "white",
            250,
            Some(15),
        ),
        row(
            "LP 11",
            "Lumo Desk Lamp Black",
            "مصباح مكتب لومو أسود",
            ("lamp", "desk_lamp"),
            "black",
            90,
            Some(0),
        ),
    ];
    for product in &mut all {
        match product.sku.as_str() {
            "GL 10 grey" | "GL 10 black" => {
                product.attributes.insert("Load capacity".to_owned(), "120 kg".to_owned());
            }
            "DK 120" => {
                product.attributes.insert("Warranty".to_owned(), "3 years".to_owned());
            }
            "WS 40" => product.capacity = Some(4),
            "MT 240" => product.capacity = Some(8),
            _ => {}
        }
    }
    all
});

/// The shipped decisions, with the facts that stand in a shop's own file.
pub(in crate::dialogue) fn policy() -> Policy {
    let shipped = include_str!("../../../../../content/policy.toml");
    Policy {
        vat_percent: Decimal::from(5),
        rates: [(Currency::USD, Decimal::new(36_725, 4))].into(),
        minutes_ahead: 4 * 60,
        ..Policy::from_toml(shipped).unwrap()
    }
}

/// A product of the catalogue.
pub(super) fn product(sku: &str) -> Product {
    by_code(sku).unwrap_or_else(|| panic!("{sku} is not in the catalogue")).clone()
}

/// Which keys the catalogue has, as a whole code or as the beginning of one.
pub(super) fn codes_of(keys: &[String]) -> Vec<ShopCode> {
    let begins = |key: &String, it: &Product| sku::key(&it.sku).starts_with(key.as_str());
    let has = |key: &String| {
        let skus = CATALOGUE.iter().filter(|it| begins(key, it)).map(|it| it.sku.clone());
        skus.map(|sku| ShopCode { key: key.clone(), sku }).collect::<Vec<_>>()
    };
    keys.iter().flat_map(has).collect()
}

fn by_code(sku: &str) -> Option<&'static Product> {
    let key = sku::key(sku);
    CATALOGUE.iter().find(|product| sku::key(&product.sku) == key)
}

/// What the shop knows beside its catalogue: quotations, price rules, and what changed since.
#[derive(Debug, Clone, Default)]
pub(super) struct Books {
    /// Every revision that was made out, the newest last.
    pub(super) quotes: Vec<Quote>,
    /// The rules that are approved.
    pub(super) rules: Vec<PriceRule>,
    /// Prices that changed, by their codes.
    pub(super) prices: BTreeMap<String, i64>,
    /// What is not offered any more.
    pub(super) gone: Vec<String>,
    /// What the inventory does not have.
    pub(super) without_item: Vec<String>,
    /// The orders that the book has of the customer.
    pub(super) placed: Vec<PlacedOrder>,
    /// How many numbers were drawn.
    drawn: u32,
}

impl Books {
    /// What the lookups of a plan find today.
    pub(super) fn look_up(&mut self, lookups: &[Lookup]) -> Findings {
        let mut findings = look_up(lookups);
        findings.pointed.retain(|it| !self.gone.contains(&it.sku));
        findings.order.retain(|it| !self.gone.contains(&it.sku));
        for product in findings.products_mut() {
            if let Some(price) = self.prices.get(&product.sku) {
                product.price = Some(Money::new(Decimal::from(*price), Currency::AED));
            }
        }
        for lookup in lookups {
            if let Lookup::GetQuotation { numbers } = lookup {
                let known = self.quotations(numbers);
                self.looks_up_what_was_quoted(&known, lookups, &mut findings);
                findings.quotations = Some(known);
            }
            match lookup {
                Lookup::CheckOrders => findings.placed.clone_from(&self.placed),
                Lookup::GetPending => findings.pending = self.pending(),
                Lookup::GetLastOrder => {
                    let last = self.last_time();
                    let lines = last.iter().flat_map(|last| &last.lines);
                    let there = lines.filter(|line| !self.gone.contains(&line.sku));
                    findings.order.extend(there.map(|line| product(&line.sku)));
                    findings.last_time = last;
                }
                _ => {}
            }
        }
        if findings.products_mut().next().is_some() {
            let customer = CustomerId(Uuid::from_u128(7));
            let rules = self.rules.clone();
            findings.prices = Some(Prices { customer, segments: Vec::new(), rules });
        }
        findings
    }

    /// The products of the quotations that were named, and others for what is gone.
    fn looks_up_what_was_quoted(
        &self,
        known: &Quotations,
        lookups: &[Lookup],
        findings: &mut Findings,
    ) {
        let open = known.named.iter().filter_map(|it| it.quote.as_ref());
        let open = open.filter(|quote| quote.standing == Standing::Open);
        let lines = open.flat_map(|quote| &quote.draft.variants).flat_map(|it| &it.lines);
        let quoted: Vec<&String> = lines.map(|line| &line.sku).collect();
        for sku in &quoted {
            let there = findings.order.iter().any(|it| it.sku == **sku);
            if !there && !self.gone.contains(sku) {
                findings.order.push(product(sku));
            }
        }
        let ordered = lookups.iter().flat_map(Lookup::ordered).chain(quoted);
        let gone: BTreeSet<&String> = ordered.filter(|sku| self.gone.contains(sku)).collect();
        for sku in gone {
            let code = FoundCode {
                mention: CodeMention { text: sku.clone(), ..CodeMention::default() },
                is: CodeIs::Gone(Box::new(product(sku))),
                other_colour: false,
            };
            let mut found = code.others(&[]).map(|search| with_least_let_go(&search)).unwrap();
            found.products.retain(|it| it.sku != *sku && it.stock.is_some_and(|stock| stock > 0));
            findings.instead.push(found);
        }
        for product in findings.products_mut() {
            if let Some(price) = self.prices.get(&product.sku) {
                product.price = Some(Money::new(Decimal::from(*price), Currency::AED));
            }
        }
    }

    fn pending(&self) -> Pending {
        let open = self.quotes.iter().rfind(|it| it.standing == Standing::Open);
        let quotation = open.map(|it| (it.number.clone(), it.valid_until));
        Pending { quotation, order: self.placed.first().cloned() }
    }

    fn last_time(&self) -> Option<LastTime> {
        self.quotes.iter().rev().find_map(|quote| {
            let Standing::Accepted { variant, .. } = quote.standing else { return None };
            let lines = quote.draft.variants[variant].lines.iter();
            let line =
                |line: &QuoteLine| CartLine { sku: line.sku.clone(), quantity: line.quantity };
            Some(LastTime { number: quote.number.clone(), lines: lines.map(line).collect() })
        })
    }

    fn quotations(&mut self, numbers: &[String]) -> Quotations {
        self.drawn += 1;
        let of = |number: &String| self.quotes.iter().rfind(|it| it.number == *number).cloned();
        let named = |number: &String| NamedQuote { number: number.clone(), quote: of(number) };
        Quotations {
            fresh: Fresh {
                id: QuoteId(Uuid::from_u128(self.drawn.into())),
                number: format!("NR-{}", self.next_number()),
            },
            last: self.quotes.last().cloned(),
            named: numbers.iter().map(named).collect(),
            without_item: self.without_item.iter().map(|sku| sku::key(sku)).collect(),
        }
    }

    /// Numbers go up by one; what is drawn and not used is lost in the real shop.
    fn next_number(&self) -> usize {
        let mut numbers: Vec<&String> = self.quotes.iter().map(|it| &it.number).collect();
        numbers.dedup();
        numbers.len() + 1001
    }

    /// Does what a turn decided.
    pub(super) fn does(&mut self, step: &QuoteStep, now: DateTime<Utc>) {
        match step {
            QuoteStep::MakeOut { quote, instead_of } => {
                for it in self.quotes.iter_mut().filter(|it| it.number == quote.number) {
                    assert_ne!(it.revision, quote.revision, "{} was made out twice", it.number);
                    if Some(it.revision) == *instead_of {
                        it.standing = Standing::Revised { by: quote.revision };
                    }
                }
                self.quotes.push(quote.as_ref().clone());
            }
            QuoteStep::SendAgain { quote } => assert!(self.quotes.contains(quote.as_ref())),
            QuoteStep::Accept { quote, variant } => {
                self.stands(quote).standing = Standing::Accepted { at: now, variant: *variant };
            }
            QuoteStep::Cancel { quote } => {
                self.stands(quote).standing = Standing::Cancelled { at: now };
            }
        }
    }

    fn stands(&mut self, quote: &Quote) -> &mut Quote {
        let known = self.quotes.iter_mut().find(|it| *it == quote);
        known.filter(|it| it.standing == Standing::Open).unwrap()
    }
}

/// What the lookups of a plan find in the catalogue.
fn look_up(lookups: &[Lookup]) -> Findings {
    let mut findings = Findings::default();
    for lookup in lookups {
        match lookup {
            Lookup::SearchProducts { search } => findings.searches.push(found(search)),
            Lookup::SearchOne { searches } => findings.searches.extend(first_whole(searches)),
            Lookup::FindCodes { mentions, colours } => {
                findings.codes = codes(mentions, colours);
                findings.searches.extend(instead(&findings.codes, colours));
            }
            Lookup::GetStock { skus } => findings.pointed = offered(skus),
            Lookup::GetOrder { skus } => findings.order = offered(skus),
            Lookup::Furnish { people, wishes } => {
                let seated = |wish: &Wish| VOCABULARY.lexicon.seated(wish.clone());
                let named = wishes.iter().filter_map(|wish| Need::of(seated(wish)));
                let needs = BUNDLES.needs(people).into_iter().chain(named);
                let place = |need: Need| {
                    let search = Search { wish: need.wish.clone(), ..Search::default() };
                    Place { need, products: with_least_let_go(&search).products }
                };
                findings.places = needs.map(place).collect();
            }
            Lookup::ListFamilies => {
                findings.families = ["chair", "desk", "table"].map(str::to_owned).into();
            }
            // They stand in the books.
            Lookup::GetQuotation { .. }
            | Lookup::CheckOrders
            | Lookup::GetPending
            | Lookup::GetLastOrder => {}
        }
    }
    findings
}

fn offered(skus: &[String]) -> Vec<Product> {
    skus.iter().filter_map(|sku| by_code(sku)).filter(|it| it.active).cloned().collect()
}

fn first_whole(searches: &[Search]) -> Option<Found> {
    let all: Vec<Found> = searches.iter().map(found).collect();
    let whole = all.iter().find(|it| !it.products.is_empty() && it.without.is_empty());
    whole.or_else(|| all.first()).cloned()
}

fn found(search: &Search) -> Found {
    let search = &Search { wish: VOCABULARY.lexicon.seated(search.wish.clone()), ..search.clone() };
    match &search.aim {
        Aim::Wish | Aim::InColour | Aim::Instead => with_least_let_go(search),
        Aim::More | Aim::Change { .. } => {
            of_hits(search, hits(search, &search.without), search.without.clone())
        }
        Aim::Version { sku } => version(search, &product(sku)),
    }
}

/// What has all of the wish, else all but one of its traits, else any of its family.
fn with_least_let_go(search: &Search) -> Found {
    let traits = [
        Trait::Stock,
        Trait::Size,
        Trait::Material,
        Trait::Kind,
        Trait::Colour,
        Trait::Price,
        Trait::People,
    ];
    let named: Vec<Trait> =
        traits.into_iter().filter(|it| let_go(search.wish.clone(), *it) != search.wish).collect();
    let mut ways: Vec<Vec<Trait>> = vec![Vec::new()];
    if !search.wish.families.is_empty() {
        ways.extend(named.iter().map(|it| vec![*it]));
        ways.push(named);
    }
    let tried = ways.into_iter().map(|without| of_hits(search, hits(search, &without), without));
    let mut tried = tried.filter(|it| !it.products.is_empty());
    tried.next().unwrap_or_else(|| Found { search: search.clone(), ..Found::default() })
}

fn version(search: &Search, of: &Product) -> Found {
    let of_its_kind = Search { wish: of_its_kind(of, &search.wish), ..search.clone() };
    let versions: Vec<Product> =
        hits(&of_its_kind, &[]).into_iter().filter(|it| it.series() == of.series()).collect();
    if !versions.is_empty() {
        return of_hits(&of_its_kind, versions, Vec::new());
    }
    let mut found = with_least_let_go(&Search { seen: vec![of.sku.clone()], ..of_its_kind });
    found.without.push(Trait::Version);
    found
}

fn of_its_kind(product: &Product, traits: &Wish) -> Wish {
    Wish {
        families: product.family.iter().cloned().collect(),
        subtypes: product.subtype.iter().cloned().collect(),
        ..traits.clone()
    }
}

fn let_go(mut wish: Wish, it: Trait) -> Wish {
    match it {
        Trait::Size => wish.size = SizeWish::default(),
        Trait::Colour => wish.colours.clear(),
        Trait::Material => wish.materials.clear(),
        Trait::Kind => wish.subtypes.clear(),
        Trait::Price => (wish.price_min, wish.price_max) = (None, None),
        Trait::Stock => wish.in_stock = false,
        Trait::People => wish.people = None,
        Trait::Words | Trait::Feature | Trait::Version => {}
    }
    wish
}

fn of_hits(search: &Search, mut products: Vec<Product>, mut without: Vec<Trait>) -> Found {
    let met =
        |product: &Product| search.wish.words.iter().filter(|it| is_named(product, it)).count();
    let most = products.iter().map(met).max().unwrap_or(0);
    products.retain(|product| met(product) == most);
    let is_met = |word: &&String| products.iter().any(|product| is_named(product, word));
    let unmet: Vec<String> =
        search.wish.words.iter().filter(|it| !is_met(it) && it.is_ascii()).cloned().collect();
    if !unmet.is_empty() {
        without.push(Trait::Words);
    }
    Found { search: search.clone(), products, without, unmet }
}

fn is_named(product: &Product, word: &str) -> bool {
    let names = [product.name.en.as_deref(), product.name.ar.as_deref()];
    names.into_iter().flatten().any(|name| fold(name).contains(word))
}

fn hits(search: &Search, without: &[Trait]) -> Vec<Product> {
    let wish = without.iter().fold(search.wish.clone(), |wish, it| let_go(wish, *it));
    let search = Search { wish, ..search.clone() };
    let mut products: Vec<Product> =
        CATALOGUE.iter().filter(|product| has_all(product, &search)).cloned().collect();
    let price = |product: &Product| product.price.map(|it| it.amount);
    match search.wish.first {
        Some(Extreme::Cheapest) => products.sort_by_key(price),
        Some(Extreme::Dearest) => products.sort_by_key(|it| Reverse(price(it))),
        Some(Extreme::Smallest) => products.sort_by_key(|it| it.size.width),
        Some(Extreme::Largest) => products.sort_by_key(|it| Reverse(it.size.width)),
        None => {}
    }
    products
}

fn has_all(product: &Product, search: &Search) -> bool {
    let wish = &search.wish;
    let one_of = |wished: &[String], own: &[String]| {
        wished.is_empty() || own.iter().any(|it| wished.contains(it))
    };
    let none_of =
        |ruled_out: &[String], own: &[String]| !own.iter().any(|it| ruled_out.contains(it));
    let family: Vec<String> = product.family.iter().cloned().collect();
    let kind: Vec<String> = product.subtype.iter().cloned().collect();
    let rate = match wish.price_currency {
        Some(Currency::USD) => Decimal::new(36_725, 4),
        Some(_) | None => Decimal::ONE,
    };
    let price = product.price.map(|it| it.amount / rate);
    let priced = match (wish.price_min, wish.price_max) {
        (None, None) => true,
        (min, max) => price
            .is_some_and(|it| min.is_none_or(|min| it >= min) && max.is_none_or(|max| it <= max)),
    };
    let sized = wish.size.width.is_none_or(|Range { min, max, near }| {
        product.size.width.is_some_and(|width| {
            min.is_none_or(|min| width >= min)
                && max.is_none_or(|max| width <= max)
                && near.is_none_or(|near| width.abs_diff(near) <= 50)
        })
    });
    let roomy =
        search.people_each().is_none_or(|people| product.capacity.is_some_and(|it| it >= people));
    let named = !wish.families.is_empty()
        || wish.words.is_empty()
        || wish.words.iter().any(|it| is_named(product, it));
    product.active
        && one_of(&wish.families, &family)
        && one_of(&wish.subtypes, &kind)
        && none_of(&wish.subtypes_not, &kind)
        && one_of(&wish.colours, &product.colours)
        && none_of(&wish.colours_not, &product.colours)
        && one_of(&wish.materials, &product.materials)
        && none_of(&wish.materials_not, &product.materials)
        && (!wish.in_stock || product.stock.is_some_and(|it| it > 0))
        && !search.seen.contains(&product.sku)
        && priced
        && sized
        && roomy
        && named
}

/// What stands behind codes: the longest reading of a place stands.
fn codes(mentions: &[CodeMention], beside: &[String]) -> Vec<FoundCode> {
    let mut sorted: Vec<&CodeMention> = mentions.iter().filter(|it| it.key.len() >= 3).collect();
    sorted.sort_by_key(|mention| Reverse(mention.key.chars().count()));
    let mut found: Vec<FoundCode> = Vec::new();
    for mention in sorted {
        let within = |other: &FoundCode| {
            other.is != CodeIs::Unknown
                && !mention.stands_apart_from(&other.mention)
                && other.mention.key.contains(&mention.key)
        };
        if found.iter().any(within) {
            continue;
        }
        let around = mentions
            .iter()
            .filter(|other| other.spot == mention.spot && other.key.starts_with(&mention.key));
        let mut colours: Vec<String> =
            around.flat_map(|other| VOCABULARY.lexicon.colours_in(&other.text)).collect();
        colours.extend_from_slice(beside);
        if let Some(is) = behind(mention, &colours) {
            let product = match &is {
                CodeIs::One(product) => Some(product.as_ref()),
                CodeIs::Many(_) | CodeIs::Gone(_) | CodeIs::Unknown => None,
            };
            let differs =
                |product: &Product| !product.colours.iter().any(|it| colours.contains(it));
            let other_colour = !colours.is_empty() && product.is_some_and(differs);
            found.push(FoundCode { mention: mention.clone(), is, other_colour });
        }
    }
    for mention in mentions.iter().filter(|mention| mention.explicit) {
        let covers = |other: &FoundCode| {
            other.mention.key.contains(&mention.key) || mention.key.contains(&other.mention.key)
        };
        if !found.iter().any(covers) {
            let mention = mention.clone();
            found.push(FoundCode { mention, is: CodeIs::Unknown, other_colour: false });
        }
    }
    found.sort_by_key(|code| mentions.iter().position(|mention| *mention == code.mention));
    found
}

/// Others of the kind of what cannot be had.
fn instead(codes: &[FoundCode], colours: &[String]) -> Vec<Found> {
    let others = codes.iter().filter_map(|code| code.others(colours));
    others.map(|search| found(&search)).filter(Found::replaces).collect()
}

fn behind(mention: &CodeMention, colours: &[String]) -> Option<CodeIs> {
    if let Some(exact) = by_code(&mention.key) {
        let product = Box::new(exact.clone());
        return Some(if exact.active { CodeIs::One(product) } else { CodeIs::Gone(product) });
    }
    let begins = |it: &&Product| it.active && sku::key(&it.sku).starts_with(&mention.key);
    let versions: Vec<Product> = CATALOGUE.iter().filter(begins).cloned().collect();
    let coloured = |it: &&Product| it.colours.iter().any(|it| colours.contains(it));
    let mut in_colour = versions.iter().filter(coloured);
    match (in_colour.next(), in_colour.next(), versions.as_slice()) {
        (Some(one), None, _) => Some(CodeIs::One(Box::new(one.clone()))),
        _ if !mention.explicit || mention.key.len() < 4 => None,
        (_, _, []) => None,
        (_, _, [one]) => Some(CodeIs::One(Box::new(one.clone()))),
        (_, _, _) => Some(CodeIs::Many(versions)),
    }
}
