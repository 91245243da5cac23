//! The plain draft of every kind of answer passes its own check: content and claims agree.

use super::*;
use crate::dialogue::answer::{Because, OrderLine, OrderSaid, Plan};
use crate::dialogue::reason::Reason;
use crate::dialogue::state::Lead;
use crate::message::MessageKind;
use crate::money::{Currency, Money};
use crate::understanding::{Change, Detail, Extreme, Property};
use rust_decimal::Decimal;

fn every_contribution(shop: &Shop) -> Vec<Contribution> {
    let mut unpriced = chair(3);
    unpriced.price = None;
    unpriced.stock = None;
    let priced = || Box::new(chair(1));
    let mut all = vec![
        Contribution::Languages,
        Contribution::Assistant,
        Contribution::Product { product: priced() },
        Contribution::Product { product: Box::new(unpriced.clone()) },
        Contribution::Line { product: priced(), quantity: 5, price: None },
        Contribution::Line { product: Box::new(unpriced.clone()), quantity: 5, price: None },
        Contribution::Variants {
            code: "KX".to_owned(),
            products: vec![chair(1), chair(2), unpriced],
        },
        Contribution::UnknownCode { code: "ZZ 9".to_owned() },
        Contribution::Gone { product: priced() },
        Contribution::NothingFound { family: None },
        Contribution::NothingFound { family: Some("desk".to_owned()) },
        Contribution::NoMore { family: None },
        Contribution::NoMore { family: Some("chair".to_owned()) },
        Contribution::NoPicture { products: vec![chair(1)], others_have: true },
        Contribution::NoPicture { products: vec![chair(1), chair(2)], others_have: true },
        Contribution::NoPicture { products: vec![chair(1), chair(2)], others_have: false },
        Contribution::Line { product: Box::new(unknown_stock()), quantity: 5, price: None },
        Contribution::Families { families: vec!["chair".to_owned(), "desk".to_owned()] },
        Contribution::OtherColour,
        Contribution::Thanks,
        Contribution::Goodbye,
        Contribution::NotUnderstood,
    ];
    for (salam, introduce) in [(true, true), (true, false), (false, true), (false, false)] {
        for name in [None, Some("Rana {price:p1}".to_owned())] {
            all.push(Contribution::Greeting { salam, introduce, name });
        }
    }
    all.extend(about_orders());
    all.extend(about_people());
    all.extend(quotations::every_quotation());
    for without in [
        Trait::Size,
        Trait::Colour,
        Trait::Material,
        Trait::Kind,
        Trait::Price,
        Trait::Stock,
        Trait::People,
        Trait::Words,
        Trait::Version,
    ] {
        all.push(listed(vec![chair(1), chair(2), chair(3)], &[without]));
    }
    all.push(listed(vec![chair(1)], &[]));
    all.push(listed(vec![chair(1)], &[Trait::Colour, Trait::Price]));
    let seats = Product { capacity: Some(4), ..chair(1) };
    all.push(listed(vec![seats], &[Trait::People]));
    all.extend(every_list());
    for change in CHANGES {
        all.push(Contribution::NothingBeyond { change, family: None });
    }
    for reason in Reason::ALL {
        all.push(Contribution::HandOver { reason });
    }
    for kind in [
        MessageKind::Text,
        MessageKind::Voice,
        MessageKind::Image,
        MessageKind::Video,
        MessageKind::Document,
        MessageKind::Sticker,
        MessageKind::Location,
        MessageKind::Contact,
        MessageKind::MissedCall,
        MessageKind::Unsupported,
    ] {
        all.push(Contribution::Unreadable { kind });
    }
    let mut articles: Vec<&String> = shop.articles.keys().map(|(key, _)| key).collect();
    articles.sort();
    articles.dedup();
    all.extend(articles.into_iter().map(|key| Contribution::Article { key: key.clone() }));
    all
}

/// Orders, solutions, comparisons, properties and other currencies.
fn about_orders() -> Vec<Contribution> {
    let line =
        |number, quantity| OrderLine { product: Box::new(chair(number)), quantity, price: None };
    let unpriced = Product { price: None, ..chair(3) };
    let unpriced = OrderLine { product: Box::new(unpriced), quantity: 3, price: None };
    let orders =
        [OrderSaid::Noted, OrderSaid::Changed, OrderSaid::Asked].map(|said| Contribution::Order {
            lines: vec![line(1, 12), line(2, 1)],
            said,
            vat_percent: (said == OrderSaid::Asked).then_some(Decimal::from(5)),
        });
    let plan = |missing: &[(&str, u32)], within| Plan {
        lines: vec![line(1, 6), line(2, 2)],
        missing: missing.iter().map(|(it, pieces)| ((*it).to_owned(), *pieces)).collect(),
        within,
        assumed: within.is_none() || within == Some(false),
    };
    let property = |property, values: &[(&str, &str)]| Contribution::Property {
        product: Box::new(chair(1)),
        property,
        values: values.iter().map(|(it, of)| ((*it).to_owned(), (*of).to_owned())).collect(),
    };
    let mut all = orders.to_vec();
    all.extend([
        Contribution::Order {
            lines: vec![line(1, 2), unpriced],
            said: OrderSaid::Noted,
            vat_percent: Some(Decimal::from(5)),
        },
        Contribution::NoOrder,
        Contribution::NotInOrder,
        Contribution::OrderCleared,
        Contribution::Plans { plans: vec![plan(&[], Some(true))], vat_percent: None },
        Contribution::Plans {
            plans: vec![plan(&[], Some(true)), plan(&[("desk", 2), ("{odd}", 1)], Some(false))],
            vat_percent: Some(Decimal::from(5)),
        },
        Contribution::Comparison { products: vec![chair(1), chair(2)] },
        property(Property::Warranty, &[("Warranty", "2 years")]),
        property(Property::Weight, &[]),
        property(Property::Size, &[]),
        property(Property::Seats, &[]),
        Contribution::InCurrency {
            amounts: vec![(chair(1), Money::new(Decimal::new(9394, 2), Currency::USD))],
        },
        Contribution::OtherCurrency,
        Contribution::LastTimeUnknown,
    ]);
    for because in [Because::InStock, Because::Cheapest, Because::Fits] {
        all.push(Contribution::Advice { product: Box::new(chair(1)), because });
    }
    all
}

/// What is said to people of themselves.
fn about_people() -> Vec<Contribution> {
    let mut all = vec![
        Contribution::Noted { name: None },
        Contribution::Noted { name: Some("منى".to_owned()) },
        Contribution::QuotationAgreed,
        Contribution::NoQuotation { later: true },
        Contribution::NoQuotation { later: false },
        Contribution::NoRush,
        Contribution::Doubted,
        Contribution::Worth,
        Contribution::OptedOut,
        Contribution::Unmoved,
        Contribution::Private,
        Contribution::Agreed,
        Contribution::Declined,
        Contribution::Languages,
        Contribution::Assistant,
    ];
    for lead in [Lead::JobSeeker, Lead::Supplier, Lead::Spam, Lead::OptedOut, Lead::Customer] {
        all.push(Contribution::NotSales { lead });
    }
    all
}

const CHANGES: [Change; 4] = [Change::Cheaper, Change::Dearer, Change::Smaller, Change::Larger];

fn unknown_stock() -> Product {
    Product { stock: None, ..chair(2) }
}

/// Lists of every kind, alone and under their family, and one of what has another name.
fn every_list() -> Vec<Contribution> {
    let ends = [Extreme::Cheapest, Extreme::Dearest, Extreme::Smallest, Extreme::Largest];
    let lists = [List::Fits, List::Again, List::More, List::Version]
        .into_iter()
        .chain(ends.map(|end| List::First { end }))
        .chain(CHANGES.map(|change| List::Beyond { change }));
    let of = |list, family: Option<&str>, unmet: &[&str]| Contribution::Products {
        products: vec![chair(1), chair(2)],
        without: if unmet.is_empty() { Vec::new() } else { vec![Trait::Words] },
        unmet: unmet.iter().map(|word| (*word).to_owned()).collect(),
        pieces: (list == List::Again).then_some(12),
        prices: Vec::new(),
        list,
        family: family.map(str::to_owned),
    };
    let mut all: Vec<Contribution> =
        lists.flat_map(|list| [of(list, None, &[]), of(list, Some("chair"), &[])]).collect();
    all.push(of(List::Fits, None, &["billy", "oxberg"]));
    all.push(of(List::Fits, Some("a {strange} *family*"), &["بيلي"]));
    all
}

#[test]
fn the_plain_draft_of_every_answer_passes_its_own_check() {
    let shop = Shop::open();
    let all = every_contribution(shop);
    let asks = [
        None,
        Some(Ask::Family),
        Some(Ask::Item),
        Some(Ask::Items),
        Some(Ask::Fit),
        Some(Ask::Else),
        Some(Ask::Quantity),
        Some(Ask::Words),
        Some(Ask::Version),
        Some(Ask::Plan),
        Some(Ask::Referent),
        Some(Ask::Lines),
        Some(Ask::Headcount),
        Some(Ask::UseCase),
        Some(Ask::Quotation),
        Some(Ask::NextContact),
        Some(Ask::Acceptance),
        Some(Ask::Variant),
        Some(Ask::TakeOut),
        Some(Ask::Details(vec![Detail::Email])),
        Some(Ask::Details(vec![
            Detail::Name,
            Detail::Company,
            Detail::Email,
            Detail::Phone,
            Detail::Address,
        ])),
    ];
    let mut wrong = Vec::new();
    for (place, contribution) in all.iter().enumerate() {
        // Alone and after another one, with every question and several variants of the wording.
        let other = all.get((place * 7 + 3) % all.len()).unwrap();
        for contributions in [vec![contribution.clone()], vec![other.clone(), contribution.clone()]]
        {
            // One question each, another one for each neighbour.
            for ask in asks.iter().cloned().cycle().skip(place).take(2) {
                let turn = shop.turn(contributions.clone(), ask, "can you do 10% off? نزلها");
                for language in [Language::English, Language::Arabic] {
                    for seed in 0..3 {
                        let plain = turn.plain(language, seed);
                        if let Err(objections) = turn.check_with(language, seed, &plain)
                            && !plain.is_empty()
                        {
                            wrong.push(format!("{plain}\n    {objections:?}"));
                        }
                    }
                }
            }
        }
    }
    none_wrong(&wrong);
}
