//! Messages as customers write them, and what is read from each.

mod details;
mod intents;
mod messages;
mod orders;
mod robustness;
mod spelling;
mod wishes;

use std::fmt::Write as _;

use super::*;
use crate::knowledge::{Article, Topics};
use crate::lexicon::Lexicon;
use crate::reading::cues::Intents;
use crate::reading::details::DetailMarks;
use crate::understanding::Intent;
use crate::understanding::Range;

/// The vocabulary of the content that the project ships.
pub(crate) fn vocabulary() -> Vocabulary {
    let content = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
    let read = |name: &str| std::fs::read_to_string(content.join(name)).unwrap();
    let lexicon = Lexicon::from_toml(&read("lexicon.toml")).unwrap();
    let intents = Intents::from_toml(&read("intents.toml")).unwrap();
    let mut articles = Vec::new();
    for file in std::fs::read_dir(content.join("knowledge")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        articles.push(Article::from_toml(&text).unwrap());
    }
    articles.sort_by(|a, b| a.key.cmp(&b.key));
    let details = DetailMarks::from_toml(&read("details.toml")).unwrap();
    Vocabulary::new(lexicon, &intents, Topics::new(&articles), details)
}

/// Nothing was asked, in a language.
fn after(language: Language) -> Before<'static> {
    Before { language, asked: &[], codes: &[] }
}

/// A reading in one line: language, intents, wish, explicit codes, quantity, reference.
fn line(reading: &Understanding) -> String {
    let mut line = reading.language.to_string();
    if !reading.language_served {
        line.push('!');
    }
    for intent in &reading.intents {
        let kind = serde_json::to_value(intent).unwrap();
        let name = match intent {
            Intent::Greet { salam: true } => "salam".to_owned(),
            Intent::AskShop { article } => article.clone(),
            Intent::AskProperty { property } => format!("{property:?}?").to_lowercase(),
            Intent::AskInCurrency { currency } => format!("in {currency}"),
            Intent::SayGoodbye => "bye".to_owned(),
            Intent::AskIfBot => "bot".to_owned(),
            Intent::Agree => "yes".to_owned(),
            Intent::Decline => "no".to_owned(),
            Intent::Complain => "complaint".to_owned(),
            Intent::Introduce => "introduces".to_owned(),
            Intent::FindProducts => "find".to_owned(),
            // `AskPrice` is "price".
            _ => kind["kind"].as_str().unwrap().trim_start_matches("ask_").to_owned(),
        };
        write!(line, " {name}").unwrap();
    }
    for wish in &reading.wishes {
        line.push_str(" |");
        let lists = [
            ("", &wish.families),
            ("kind ", &wish.subtypes),
            ("not kind ", &wish.subtypes_not),
            ("", &wish.colours),
            ("not ", &wish.colours_not),
            ("", &wish.materials),
            ("not ", &wish.materials_not),
            ("\"", &wish.words),
        ];
        for (sign, list) in lists {
            for key in list {
                write!(line, " {sign}{key}").unwrap();
            }
        }
        let amounts = [("≥", wish.price_min), ("≤", wish.price_max), ("all≤", wish.budget_total)];
        for (sign, amount) in amounts {
            if let Some(amount) = amount {
                write!(line, " {sign}{amount}").unwrap();
            }
        }
        if let Some(currency) = wish.price_currency {
            write!(line, " {currency}").unwrap();
        }
        let sides = [("w", wish.size.width), ("d", wish.size.depth), ("h", wish.size.height)];
        for (side, range) in sides {
            if let Some(Range { min, max, near }) = range {
                let show = |mm: Option<u32>| mm.map_or(String::new(), |mm| mm.to_string());
                match near {
                    Some(near) => write!(line, " {side}={near}").unwrap(),
                    None => write!(line, " {side}={}..{}", show(min), show(max)).unwrap(),
                }
            }
        }
        for feature in &wish.features {
            write!(line, " +{feature}").unwrap();
        }
        for feature in &wish.features_not {
            write!(line, " -{feature}").unwrap();
        }
        if let Some(people) = wish.people {
            write!(line, " people={people}").unwrap();
        }
        if wish.in_stock {
            line.push_str(" in-stock");
        }
        if let Some(pieces) = wish.pieces {
            write!(line, " n={pieces}").unwrap();
        }
        if let Some(first) = wish.first {
            write!(line, " first={first:?}").unwrap();
        }
    }
    for code in reading.codes.iter().filter(|code| code.explicit) {
        write!(line, " #{}", code.key).unwrap();
        if let Some(quantity) = code.quantity {
            write!(line, "x{quantity}").unwrap();
        }
    }
    if let Some(quantity) = reading.quantity {
        write!(line, " q={quantity}").unwrap();
    }
    if let Some(reference) = reading.reference {
        let name = match reference {
            Reference::Last => "last".to_owned(),
            Reference::Ordinal(place) => place.to_string(),
            Reference::End => "end".to_owned(),
            Reference::Cheapest => "cheapest".to_owned(),
            Reference::Dearest => "dearest".to_owned(),
            Reference::Smallest => "smallest".to_owned(),
            Reference::Largest => "largest".to_owned(),
        };
        write!(line, " @{name}").unwrap();
    }
    if let Some(change) = reading.change {
        write!(line, " ~{change:?}").unwrap();
    }
    if !reading.complete {
        line.push_str(" ?");
    }
    for guess in &reading.guesses {
        write!(line, " guess={:?}", guess.sense).unwrap();
    }
    line
}

/// Compares every message with its line, and shows all that differ at once.
fn check(table: &[(&str, &str)]) {
    let vocabulary = vocabulary();
    let mut wrong = String::new();
    for (message, expected) in table {
        let found = line(&read(&[message], after(Language::English), &vocabulary));
        if found != *expected {
            writeln!(wrong, "{message:?}\n  expected {expected}\n  found    {found}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
