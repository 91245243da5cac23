//! Needs and solutions in a short notation, so that a case is one line of a table.

mod needs;
mod properties;
mod tables;

use rust_decimal::Decimal;

use super::{
    Bundles, Count, Level, Limit, Need, Plan, Solution, Supply, Terms, Wanted, Why, solve,
};
use crate::lexicon::Lexicon;
use crate::money::{Currency, Money};
use crate::product::{PriceBasis, Product, SizeMm, Texts};
use crate::understanding::Wish;

fn lexicon() -> Lexicon {
    Lexicon::from_toml(include_str!("../../../../../content/lexicon.toml")).unwrap()
}

fn bundles() -> Bundles {
    let text = include_str!("../../../../../content/bundles.toml");
    Bundles::from_toml(text).unwrap()
}

/// A product: `CODE price`, then `x` stock (`x?` unknown; 1,000 without), `/` capacity, `#` colour,
/// `~` series, `@` family, `w` width in mm, `$` currency, `m2`, `off`. A price of `-` is none.
fn product(text: &str) -> Product {
    let mut words = text.split_whitespace();
    let sku = words.next().unwrap();
    let price = words.next().and_then(|price| price.parse::<Decimal>().ok());
    let mut product = Product {
        sku: sku.to_owned(),
        name: Texts::default(),
        description: Texts::default(),
        categories: Vec::new(),
        family: None,
        subtype: None,
        colours: Vec::new(),
        materials: Vec::new(),
        size: SizeMm::default(),
        price: price.map(|amount| Money::new(amount, Currency::AED)),
        price_basis: PriceBasis::Each,
        stock: Some(1000),
        active: true,
        images: Vec::new(),
        attributes: std::collections::BTreeMap::default(),
        capacity: None,
        url: None,
    };
    for word in words {
        match word.split_at(1) {
            ("x", stock) => product.stock = stock.parse().ok(),
            ("/", capacity) => product.capacity = capacity.parse().ok(),
            ("#", colour) => product.colours.push(colour.to_owned()),
            ("~", series) => product.name.en = Some(format!("{series} {sku}")),
            ("w", width) => product.size.width = width.parse().ok(),
            ("@", family) => product.family = Some(family.to_owned()),
            ("$", code) => {
                let currency = Currency::parse(code).unwrap();
                product.price = product.price.map(|price| Money { currency, ..price });
            }
            ("m", "2") => product.price_basis = PriceBasis::M2,
            ("o", "ff") => product.active = false,
            _ => panic!("{word}"),
        }
    }
    product
}

/// A need: pieces (`6`), people of whom a piece without a capacity serves one (`6p`) or all (`6room`)
/// as far as its sides have 600 mm for each; workstations and tables are shared. A `+` before it is
/// only offered.
fn need(text: &str) -> Need {
    let (text, essential) = text.strip_prefix('+').map_or((text, true), |it| (it, false));
    let digits = text.trim_end_matches(char::is_alphabetic);
    let quantity = digits.parse().unwrap();
    let shared = || vec!["workstation".to_owned(), "table".to_owned()];
    let count = match text.strip_prefix(digits).unwrap() {
        "" => Count::Pieces,
        "p" => Count::People { otherwise: 1, seat_mm: None, shared: shared() },
        "room" => Count::People { otherwise: quantity, seat_mm: Some(600), shared: shared() },
        other => panic!("{other}"),
    };
    Need { role: None, what: None, wish: Wish::default(), quantity, count, essential }
}

/// Needs with their candidates: `6: A 300, B 400 | 2: C 900`.
fn place(text: &str) -> Vec<(Need, Vec<Product>)> {
    let one = |part: &str| {
        let (quantity, candidates) = part.split_once(':').unwrap();
        let candidates = candidates.split(',').filter(|it| !it.trim().is_empty()).map(product);
        (need(quantity.trim()), candidates.collect())
    };
    text.split('|').filter(|part| !part.trim().is_empty()).map(one).collect()
}

/// Terms: no limit (empty), `1890 incl` or `1800 excl`; VAT is 5 %.
fn terms(limit: &str) -> Terms {
    let limit = limit
        .split_once(' ')
        .map(|(amount, vat)| Limit { amount: amount.parse().unwrap(), incl_vat: vat == "incl" });
    Terms { limit, vat_percent: Decimal::from(5), currency: Currency::AED }
}

fn wanted(place: &[(Need, Vec<Product>)]) -> Vec<Wanted<'_>> {
    place.iter().map(|(need, candidates)| Wanted { need, candidates }).collect()
}

/// A solution as text: each plan with its lines, what is missing and the subtotal, then the least.
fn solution(place_text: &str, limit: &str, variants: usize) -> Vec<String> {
    let place = place(place_text);
    let solution = solve(&wanted(&place), &terms(limit), variants);
    for plan in solution.plans.iter().chain(&solution.least) {
        restates(plan, &terms(limit));
    }
    shown(&solution)
}

fn shown(solution: &Solution<'_>) -> Vec<String> {
    let plans = solution.plans.iter().map(plan);
    plans.chain(solution.least.iter().map(|it| format!("least {}", plan(it)))).collect()
}

fn plan(plan: &Plan<'_>) -> String {
    let mut parts = Vec::new();
    for line in &plan.lines {
        let supply = match line.supply {
            Supply::InStock => String::new(),
            Supply::ToConfirm => "?".to_owned(),
            Supply::Short { by } => format!("!{by}"),
        };
        let assumed = line.assumed.map(|people| format!("~{people}")).unwrap_or_default();
        parts.push(format!("{}×{}{supply}{assumed}", line.quantity, line.product.sku));
    }
    for (place, coverage) in plan.coverage.iter().enumerate() {
        let why = match coverage.why {
            None => continue,
            Some(Why::NotSold) => "unsold",
            Some(Why::Limit) => "limit",
            Some(Why::Offered) => "offered",
        };
        parts.push(format!("-{}[{place}] {why}", coverage.missing));
    }
    let level = match plan.level {
        Level::Lean => "lean",
        Level::Middle => "middle",
        Level::Best => "best",
    };
    let over = if plan.keeps_limit { "" } else { " over" };
    let subtotal = plan.sum.subtotal.amount.normalize();
    format!("{level}: {} = {subtotal}{over}", parts.join(" "))
}

/// Every figure of a plan follows from its lines, and every need from its quantity.
fn restates(plan: &Plan<'_>, terms: &Terms) {
    let mut subtotal = Decimal::ZERO;
    for line in &plan.lines {
        assert_eq!(Some(line.unit), line.product.price);
        assert_eq!(line.unit.times(line.quantity).unwrap().amount, line.total.amount);
        subtotal += line.total.amount;
    }
    let exact = subtotal * terms.vat_percent / Decimal::ONE_HUNDRED;
    let away = rust_decimal::RoundingStrategy::MidpointAwayFromZero;
    let vat = exact.round_dp_with_strategy(2, away);
    assert_eq!(plan.sum.subtotal.amount, subtotal);
    assert_eq!(plan.sum.vat.amount, vat);
    assert_eq!(plan.sum.total.amount, subtotal + vat);
    let keeps = terms
        .limit
        .is_none_or(|limit| limit.amount >= if limit.incl_vat { subtotal + vat } else { subtotal });
    assert_eq!(plan.keeps_limit, keeps, "{subtotal} + {vat}");
    for coverage in &plan.coverage {
        assert_eq!(coverage.covered.checked_add(coverage.missing), Some(coverage.wanted));
        assert_eq!(coverage.missing > 0, coverage.why.is_some());
    }
}
