//! What a model read in a message, held against the message itself.
//!
//! A model may point at words the rules missed; it cannot add a figure, a code or a family that is
//! not there. Whatever the rules read stands.

use std::collections::HashSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::money::Currency;
use crate::normalise::fold;
use crate::sku;
use crate::understanding::{CodeMention, Intent, Range, Understanding, Wish};

/// A model's reading, as its JSON schema asks for it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Suggestion {
    /// Plain names of intents.
    pub intents: Vec<SuggestedIntent>,
    /// The article of the shop's knowledge that is asked for.
    pub article: Option<String>,
    /// Canonical families.
    pub families: Vec<String>,
    /// Canonical colours.
    pub colours: Vec<String>,
    /// Canonical materials.
    pub materials: Vec<String>,
    /// Lowest unit price, digits as written.
    pub price_min: Option<String>,
    /// Highest unit price, digits as written.
    pub price_max: Option<String>,
    /// The currency named with it.
    pub currency: Option<String>,
    /// Width in centimetres, digits as written.
    pub width_cm: Option<String>,
    /// Pieces wanted, digits as written.
    pub quantity: Option<String>,
    /// Article codes as written.
    pub codes: Vec<String>,
}

/// The intents a model may suggest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestedIntent {
    /// Says hello.
    Greet,
    /// Says thank you.
    Thank,
    /// Says goodbye.
    SayGoodbye,
    /// Asks whether they talk to a machine.
    AskIfBot,
    /// Asks which languages are served.
    AskLanguages,
    /// Wants a person.
    AskHuman,
    /// Looks for products.
    FindProducts,
    /// Asks what something costs.
    AskPrice,
    /// Asks whether something is there.
    AskStock,
    /// Wants a picture.
    AskPicture,
    /// Wants to see more, or others, of what was shown.
    AskMore,
}

/// The closed lists a suggestion may draw from.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Canonical families.
    pub families: HashSet<String>,
    /// Canonical colours.
    pub colours: HashSet<String>,
    /// Canonical materials.
    pub materials: HashSet<String>,
    /// Keys of articles.
    pub articles: HashSet<String>,
}

/// Fills what `rules` left open with what `suggestion` says and `text` bears out.
#[must_use]
pub fn fill(
    mut rules: Understanding,
    suggestion: &Suggestion,
    text: &str,
    known: &Known,
) -> Understanding {
    let folded = fold(text);
    let written = |figure: &Option<String>| {
        let figure = fold(figure.as_deref()?).replace(',', "");
        let value: Decimal = figure.parse().ok()?;
        let plain = folded.replace(',', "");
        plain
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .any(|number| number.trim_matches('.').parse() == Ok(value))
            .then_some(value)
    };
    for intent in &suggestion.intents {
        let intent = intent_of(*intent);
        let greeted = matches!(intent, Intent::Greet { .. }) && greets(&rules);
        if !greeted && !rules.has(&intent) {
            rules.intents.push(intent);
        }
    }
    if let Some(key) = suggestion.article.as_ref().filter(|key| known.articles.contains(*key)) {
        let intent = Intent::AskShop { article: key.clone() };
        if !rules.has(&intent) {
            rules.intents.push(intent);
        }
    }
    let some_of = |given: &[String], known: &HashSet<String>| -> Vec<String> {
        given.iter().filter(|name| known.contains(*name)).cloned().collect()
    };
    // A suggestion has room for one wish: where the rules told several apart, it says nothing of
    // which of them it means.
    if rules.wishes.len() <= 1 {
        let mut wish = rules.wishes.pop().unwrap_or_default();
        fill_list(&mut wish.families, some_of(&suggestion.families, &known.families));
        let wanted = |given: Vec<String>, excluded: &[String]| -> Vec<String> {
            given.into_iter().filter(|name| !excluded.contains(name)).collect()
        };
        let colours = some_of(&suggestion.colours, &known.colours);
        fill_list(&mut wish.colours, wanted(colours, &wish.colours_not));
        let materials = some_of(&suggestion.materials, &known.materials);
        fill_list(&mut wish.materials, wanted(materials, &wish.materials_not));
        wish.price_min = wish.price_min.or_else(|| written(&suggestion.price_min));
        wish.price_max = wish.price_max.or_else(|| written(&suggestion.price_max));
        let currency = suggestion.currency.as_deref().and_then(|code| Currency::parse(code).ok());
        wish.price_currency = wish.price_currency.or(currency);
        if wish.size.width.is_none() {
            wish.size.width = written(&suggestion.width_cm).and_then(around);
        }
        rules.wishes.extend((wish != Wish::default()).then_some(wish));
        rules.quantity = rules
            .quantity
            .or_else(|| written(&suggestion.quantity)?.try_into().ok())
            .filter(|quantity| *quantity > 0);
    }
    if rules.codes.is_empty() {
        let whole = sku::key(text);
        rules.codes = suggestion
            .codes
            .iter()
            .map(|code| CodeMention {
                text: code.clone(),
                key: sku::key(code),
                quantity: None,
                explicit: true,
            })
            .filter(|code| code.key.len() >= 3 && whole.contains(&code.key))
            .collect();
    }
    rules.complete = true;
    rules
}

fn greets(understanding: &Understanding) -> bool {
    understanding.intents.iter().any(|intent| matches!(intent, Intent::Greet { .. }))
}

fn fill_list(open: &mut Vec<String>, given: Vec<String>) {
    if open.is_empty() {
        *open = given;
    }
}

/// Five centimetres to either side of a named width.
fn around(cm: Decimal) -> Option<Range> {
    let mm: u32 = (cm * Decimal::TEN).round().try_into().ok()?;
    Some(Range { min: Some(mm.saturating_sub(50)), max: mm.checked_add(50), near: Some(mm) })
}

fn intent_of(suggested: SuggestedIntent) -> Intent {
    match suggested {
        SuggestedIntent::Greet => Intent::Greet { salam: false },
        SuggestedIntent::Thank => Intent::Thank,
        SuggestedIntent::SayGoodbye => Intent::SayGoodbye,
        SuggestedIntent::AskIfBot => Intent::AskIfBot,
        SuggestedIntent::AskLanguages => Intent::AskLanguages,
        SuggestedIntent::AskHuman => Intent::AskHuman,
        SuggestedIntent::FindProducts => Intent::FindProducts,
        SuggestedIntent::AskPrice => Intent::AskPrice,
        SuggestedIntent::AskStock => Intent::AskStock,
        SuggestedIntent::AskPicture => Intent::AskPicture,
        SuggestedIntent::AskMore => Intent::AskMore,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    #[test]
    fn a_model_cannot_add_what_the_message_does_not_say() {
        let known = Known { families: ["chair".to_owned()].into(), ..Known::default() };
        let lies = Suggestion {
            families: vec!["chair".into(), "spaceship".into()],
            price_max: Some("99".into()),
            quantity: Some("٢٥".into()),
            codes: vec!["ZZ 9".into(), "kx-210".into()],
            article: Some("free_money".into()),
            ..Suggestion::default()
        };
        let text = "something to sit on, KX210, 25 of it, up to 400";
        let filled = fill(Understanding::empty(Language::English), &lies, text, &known);
        let wish = filled.wishes.first().unwrap();
        assert_eq!(wish.families, ["chair"]);
        assert_eq!(wish.price_max, None);
        assert_eq!(filled.quantity, Some(25));
        let keys: Vec<&str> = filled.codes.iter().map(|code| code.key.as_str()).collect();
        assert_eq!(keys, ["kx210"]);
        assert_eq!(filled.intents, []);
    }

    #[test]
    fn a_model_neither_wants_what_was_excluded_nor_mixes_two_wishes() {
        let known = Known {
            families: ["chair".to_owned(), "desk".to_owned()].into(),
            colours: ["black".to_owned(), "white".to_owned()].into(),
            ..Known::default()
        };
        let suggestion = Suggestion {
            families: vec!["chair".into()],
            colours: vec!["black".into(), "white".into()],
            quantity: Some("4".into()),
            ..Suggestion::default()
        };
        let excluded = Wish { colours_not: vec!["black".into()], ..Wish::default() };
        let rules =
            Understanding { wishes: vec![excluded], ..Understanding::empty(Language::English) };
        let filled = fill(rules, &suggestion, "no black ones, 4 white", &known);
        let wish = filled.wishes.first().unwrap();
        assert_eq!(
            (wish.colours.as_slice(), filled.quantity),
            (&["white".to_owned()][..], Some(4))
        );

        let of = |family: &str| Wish { families: vec![family.into()], ..Wish::default() };
        let two = vec![of("desk"), of("chair")];
        let rules =
            Understanding { wishes: two.clone(), ..Understanding::empty(Language::English) };
        let filled = fill(rules, &suggestion, "desks, 4 chairs black or white", &known);
        assert_eq!((filled.wishes, filled.quantity), (two, None));
    }
}
