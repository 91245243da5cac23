//! A decision in one line.
//!
//! What the answer contributes stands in its order, then behind `?` what it asks and of which product,
//! behind `!` why a person takes over, behind `~` what a person is told of, and in brackets what
//! changed beside: the consent to a quotation, and an order that is empty now or confirmed.

use std::fmt::Write as _;

use crate::dialogue::answer::{
    Answer, Ask, Because, Contribution, List, OrderLine, OrderSaid, Plan,
};
use crate::dialogue::offer::{Occasion, Repriced};
use crate::dialogue::state::{Event, State};
use crate::product::Product;
use crate::quote::Quote;
use crate::understanding::Detail;

/// The decision, made after `before`.
pub(super) fn line(answer: &Answer, before: &State) -> String {
    let after = answer.events.iter().fold(before.clone(), State::after);
    // Who takes over stands behind the "!".
    let told = |part: &&Contribution| {
        answer.hand_over.is_none() || !matches!(part, Contribution::HandOver { .. })
    };
    let parts: Vec<String> = answer.contributions.iter().filter(told).map(part).collect();
    let mut line = parts.join(" + ");
    if let Some(ask) = &answer.ask {
        write!(line, " ? {}", question(ask)).unwrap();
        let about = after.open.as_ref().and_then(|open| open.sku.as_ref());
        if let Some(sku) = about.filter(|_| matches!(ask, Ask::Quantity)) {
            write!(line, " of {sku}").unwrap();
        }
    }
    if let Some(reason) = answer.hand_over {
        write!(line, " ! {}", reason.code()).unwrap();
    }
    for reason in &answer.notify {
        write!(line, " ~ {}", reason.code()).unwrap();
    }
    if after.consent != before.consent {
        write!(line, " [{}]", after.consent.word()).unwrap();
    }
    if after.cart.is_empty() && !before.cart.is_empty() {
        line += " [nothing ordered]";
    }
    if answer.events.contains(&Event::Confirmed) {
        line += " [confirmed]";
    }
    line.trim().to_owned()
}

fn part(contribution: &Contribution) -> String {
    match contribution {
        Contribution::Greeting { salam, introduce, name } => {
            let mut greeting = if *salam { "salam" } else { "hello" }.to_owned();
            if let Some(name) = name {
                write!(greeting, " {name}").unwrap();
            }
            greeting + if *introduce { ", I'm Noor" } else { "" }
        }
        Contribution::Languages => "languages".to_owned(),
        Contribution::Assistant => "an assistant".to_owned(),
        Contribution::Article { key } => key.clone(),
        Contribution::Products { products, without, unmet, pieces, list, family, .. } => {
            let mut line = kind(*list).to_owned();
            if let Some(family) = family {
                write!(line, " {family}").unwrap();
            }
            if let Some(pieces) = pieces {
                write!(line, " ×{pieces}").unwrap();
            }
            write!(line, "({})", skus(products)).unwrap();
            if !without.is_empty() {
                let without = format!("{without:?}").to_lowercase();
                write!(line, " without {without}").unwrap();
            }
            if !unmet.is_empty() {
                write!(line, " no {}", unmet.join(" ")).unwrap();
            }
            line
        }
        Contribution::NoMore { .. } => "no more".to_owned(),
        Contribution::NothingBeyond { change, .. } => format!("none {change:?}").to_lowercase(),
        Contribution::Product { product } => product.sku.clone(),
        Contribution::Line { product, quantity, .. } => {
            format!("{quantity} of {} cost", product.sku)
        }
        Contribution::Order { lines, said, vat_percent } => {
            let said = match said {
                OrderSaid::Noted => "noted",
                OrderSaid::Changed => "changed",
                OrderSaid::Asked => "order",
                OrderSaid::Calculated => "would be",
                OrderSaid::LastTime => "last time",
            };
            let vat = vat_percent.map_or(String::new(), |percent| format!(" with VAT {percent}"));
            format!("{said}({}){vat}", pieces_of(lines))
        }
        Contribution::OrderCleared => "all taken out".to_owned(),
        Contribution::NoOrder => "nothing ordered".to_owned(),
        Contribution::NotInOrder => "not ordered".to_owned(),
        Contribution::Plans { plans, vat_percent } => {
            let plans: Vec<String> = plans.iter().map(plan).collect();
            let vat = vat_percent.map_or(String::new(), |percent| format!(" with VAT {percent}"));
            format!("plans({}){vat}", plans.join(" | "))
        }
        Contribution::Comparison { products } => format!("compared({})", skus(products)),
        Contribution::Advice { product, because } => {
            let because = match because {
                Because::InStock => "in stock",
                Because::Cheapest => "cheapest",
                Because::Fits => "fits",
            };
            format!("take {}: {because}", product.sku)
        }
        Contribution::Property { product, property, values } => {
            let stated = product.states(*property) || !values.is_empty();
            let stated = if stated { "stated" } else { "not stated" };
            format!("{property:?} of {} {stated}", product.sku)
                .to_lowercase()
                .replace(&product.sku.to_lowercase(), &product.sku)
        }
        Contribution::InCurrency { amounts } => {
            let amounts: Vec<String> = amounts
                .iter()
                .map(|(product, money)| {
                    format!("{} {} {}", product.sku, money.currency, money.amount)
                })
                .collect();
            format!("about({})", amounts.join(", "))
        }
        Contribution::WithVat { lines, vat_percent } => {
            let lines: Vec<String> = lines
                .iter()
                .map(|line| format!("{} of {}", line.quantity, line.product.sku))
                .collect();
            format!("each with VAT {vat_percent}({})", lines.join(", "))
        }
        Contribution::OtherCurrency => "no such currency".to_owned(),
        Contribution::Variants { code, products } => {
            format!("versions of {code}({})", skus(products))
        }
        Contribution::OtherColour => "not in that colour".to_owned(),
        Contribution::UnknownCode { code } => format!("no {code}"),
        Contribution::Gone { product } => format!("{} is gone", product.sku),
        Contribution::NothingFound { family } => {
            format!(
                "nothing found{}",
                family.as_ref().map_or(String::new(), |it| format!(" of {it}"))
            )
        }
        Contribution::Unstated { products, property } => {
            format!("{} of none stated({})", format!("{property:?}").to_lowercase(), skus(products))
        }
        Contribution::Pictures { products } => format!("pictures({})", skus(products)),
        Contribution::NoPicture { products, .. } => format!("no picture({})", skus(products)),
        Contribution::Families { families } => format!("families({})", families.join(", ")),
        Contribution::Unreadable { kind } => format!("cannot read {kind:?}").to_lowercase(),
        Contribution::HandOver { reason } => format!("passes {} on", reason.code()),
        Contribution::Agreed => "fine".to_owned(),
        Contribution::Declined => "no problem".to_owned(),
        Contribution::Took { guess } => {
            format!("took {} as {:?}", guess.figure, guess.sense).to_lowercase()
        }
        Contribution::Noted { name } => match name {
            Some(name) => format!("thanks {name}"),
            None => "thanks for that".to_owned(),
        },
        Contribution::PlacedOrders { orders } => {
            let told = orders.iter().map(|it| format!("{} {}", it.number, it.standing.word()));
            format!("orders({})", told.collect::<Vec<_>>().join(", "))
        }
        Contribution::QuotationAgreed => "gladly".to_owned(),
        Contribution::Quotation { quote, occasion, repriced, .. } => {
            quotation(quote, *occasion, repriced)
        }
        Contribution::QuotationAccepted { number, again: false } => format!("{number} accepted"),
        Contribution::QuotationAccepted { number, again: true } => {
            format!("{number} accepted before")
        }
        Contribution::QuotationCancelled { number } => format!("{number} cancelled"),
        Contribution::QuotationWithdrawn { number } => format!("{number} is withdrawn"),
        Contribution::UnknownQuotation { number } => format!("no quotation {number}"),
        Contribution::KnownDetails { details } => {
            let known: Vec<String> = Detail::ALL
                .into_iter()
                .filter(|detail| details.has(*detail))
                .map(|detail| format!("{detail:?}").to_lowercase())
                .collect();
            format!("as before({})", known.join(", "))
        }
        Contribution::Pending { pending, .. } => {
            let quotation = pending.quotation.iter().map(|(number, _)| number.clone());
            let order = pending.order.iter().map(|order| order.number.clone());
            let open: Vec<String> = quotation.chain(order).collect();
            format!("open({})", open.join(", "))
        }
        Contribution::NotOffered { codes } => format!("not offered({})", codes.join(", ")),
        Contribution::NoQuotation { later: true } => "quotation later".to_owned(),
        Contribution::NoQuotation { later: false } => "no quotation".to_owned(),
        Contribution::LastTimeUnknown => "last time unknown".to_owned(),
        Contribution::NoRush => "no rush".to_owned(),
        Contribution::Doubted => "heard the doubt".to_owned(),
        Contribution::Worth => "worth".to_owned(),
        Contribution::NotSales { lead } => format!("not for a {}", lead.word()),
        Contribution::OptedOut => "silent from now on".to_owned(),
        Contribution::Unmoved => "unmoved".to_owned(),
        Contribution::Private => "private".to_owned(),
        Contribution::Thanks => "welcome".to_owned(),
        Contribution::Goodbye => "bye".to_owned(),
        Contribution::NotUnderstood => "not understood".to_owned(),
    }
}

/// A quotation with why it is sent, its lines and what they come to: `first NR-1(3 of DK 120 = 1575)`.
fn quotation(quote: &Quote, occasion: Occasion, repriced: &[Repriced]) -> String {
    let occasion = format!("{occasion:?}").to_lowercase();
    let revision = if quote.revision > 1 { format!("/{}", quote.revision) } else { String::new() };
    let variants = quote.draft.variants.iter().map(|variant| {
        let lines = variant.lines.iter().map(|line| format!("{} of {}", line.quantity, line.sku));
        let lines: Vec<String> = lines.collect();
        format!("{} = {}", lines.join(", "), variant.totals.total.amount.normalize())
    });
    let variants: Vec<String> = variants.collect();
    let mut line = format!("{occasion} {}{revision}({})", quote.number, variants.join(" | "));
    for Repriced { sku, from, to, .. } in repriced {
        let (from, to) = (from.amount.normalize(), to.amount.normalize());
        write!(line, " {sku} from {from} to {to}").unwrap();
    }
    line
}

fn question(ask: &Ask) -> String {
    match ask {
        Ask::Details(details) => {
            let details: Vec<String> =
                details.iter().map(|it| format!("{it:?}").to_lowercase()).collect();
            details.join(", ")
        }
        Ask::SameDetails(missing) => {
            let missing = missing.iter().map(|it| format!("{it:?}").to_lowercase());
            std::iter::once("same".to_owned()).chain(missing).collect::<Vec<_>>().join(", ")
        }
        Ask::Family
        | Ask::Item
        | Ask::Items
        | Ask::Version
        | Ask::Plan
        | Ask::Referent
        | Ask::Fit
        | Ask::SameOrder
        | Ask::Else
        | Ask::Quantity
        | Ask::Lines
        | Ask::Headcount
        | Ask::UseCase
        | Ask::Quotation
        | Ask::NextContact
        | Ask::Acceptance
        | Ask::Variant
        | Ask::TakeOut
        | Ask::Words => format!("{ask:?}").to_lowercase(),
    }
}

fn kind(list: List) -> &'static str {
    match list {
        List::Fits => "fits",
        List::Again => "again",
        List::First { .. } => "first",
        List::More => "more",
        List::Beyond { .. } => "beyond",
        List::Version => "version",
        List::NotSaid => "not-said",
        List::Instead => "instead",
    }
}

fn plan(plan: &Plan) -> String {
    let mut line = pieces_of(&plan.lines);
    for (family, pieces) in &plan.missing {
        write!(line, "; lacks {pieces} {family}").unwrap();
    }
    line + match plan.within {
        Some(true) => "; within",
        Some(false) => "; above",
        None => "",
    }
}

fn pieces_of(lines: &[OrderLine]) -> String {
    let lines: Vec<String> =
        lines.iter().map(|line| format!("{} of {}", line.quantity, line.product.sku)).collect();
    lines.join(", ")
}

fn skus(products: &[Product]) -> String {
    let skus: Vec<&str> = products.iter().map(|product| product.sku.as_str()).collect();
    skus.join(", ")
}
