//! What has to be looked up before the answer can be decided.

use serde::{Deserialize, Serialize};

use super::state::State;
use crate::message::MessageKind;
use crate::sku;
use crate::understanding::{CodeMention, Intent, Reference, SizeWish, Understanding, Wish};

/// A batch of messages as heard: its words understood, and what had no words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heard {
    /// The words.
    pub understanding: Understanding,
    /// Kinds of messages without words that Noor cannot read yet, each once.
    pub unreadable: Vec<MessageKind>,
    /// Whether there were any words at all.
    pub has_words: bool,
    /// The whole message, where it may be a code and nothing else.
    #[serde(default)]
    pub perhaps_code: Option<CodeMention>,
}

/// A short message with a digit in it as one code: catalogues have codes such as `AT 2 grey` that
/// look like words. Not finding it means nothing.
pub fn nothing_but_a_code(message: &str) -> Option<CodeMention> {
    const LONGEST: usize = 40;
    let text = message.trim();
    let short = text.chars().take(LONGEST + 1).count() <= LONGEST;
    if !short || !text.chars().any(char::is_numeric) || text.contains('\n') {
        return None;
    }
    let key = sku::key(text);
    (key.chars().count() >= 3).then(|| CodeMention {
        text: text.to_owned(),
        key,
        quantity: None,
        explicit: false,
    })
}

/// A batch as it is meant after what was said before: a bare small number after a list of several
/// products is a place in that list, as "2" after "which one?".
pub fn in_context(state: &State, mut heard: Heard) -> Heard {
    let said = &mut heard.understanding;
    let bare = said.intents.is_empty()
        && said.wish.is_none()
        && said.codes.is_empty()
        && said.reference.is_none();
    if let Some(place) = said.quantity.filter(|place| {
        let within = usize::try_from(*place).is_ok_and(|it| (1..=state.shown.len()).contains(&it));
        bare && within && state.shown.len() > 1
    }) {
        said.quantity = None;
        said.reference = Some(Reference::Ordinal(place));
    }
    heard
}

/// Something to look up. Reads only: nothing here changes the world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "tool", rename_all = "snake_case")]
pub enum Lookup {
    /// Products with the wished traits.
    SearchProducts {
        /// The traits.
        wish: Box<Wish>,
    },
    /// The products behind codes the customer wrote.
    FindCodes {
        /// The candidates.
        mentions: Vec<CodeMention>,
        /// Colours that were named beside them.
        colours: Vec<String>,
    },
    /// The products shown before, with today's price and stock.
    GetStock {
        /// Their codes.
        skus: Vec<String>,
    },
    /// Which families the shop carries.
    ListFamilies,
}

/// The lookups of a turn, to be run side by side.
///
/// Codes win over traits ("CH 616 black" is no wish for something black), and what was shown before
/// is looked up again when the customer points at it or asks about it without naming anything else.
pub fn plan(state: &State, heard: &Heard) -> Vec<Lookup> {
    let said = &heard.understanding;
    let mut lookups = Vec::new();
    if [Intent::AskHuman, Intent::Complain, Intent::AskDiscount].iter().any(|it| said.has(it)) {
        return lookups;
    }
    let mentions: Vec<CodeMention> =
        said.codes.iter().chain(&heard.perhaps_code).cloned().collect();
    if !mentions.is_empty() {
        let colours = said.wish.as_ref().map(|wish| wish.colours.clone()).unwrap_or_default();
        lookups.push(Lookup::FindCodes { mentions, colours });
    }
    let pointed = pointed_at(state, said);
    if !pointed.is_empty() {
        lookups.push(Lookup::GetStock { skus: pointed });
    } else if let Some(wish) = wish_now(state, said) {
        lookups.push(Lookup::SearchProducts { wish: Box::new(wish) });
    } else if said.codes.is_empty() && said.has(&Intent::FindProducts) {
        lookups.push(Lookup::ListFamilies);
    }
    lookups
}

/// The shown products that the customer means, in the order they were shown.
fn pointed_at(state: &State, said: &Understanding) -> Vec<String> {
    let names_something_else = !said.codes.is_empty() || said.wish.is_some();
    let asks_about_it = said.has(&Intent::AskPrice)
        || said.has(&Intent::AskStock)
        || said.has(&Intent::AskPicture)
        || said.quantity.is_some();
    match said.reference {
        Some(Reference::Ordinal(place)) => {
            let index = usize::try_from(place).unwrap_or(usize::MAX).wrapping_sub(1);
            state.shown.get(index).cloned().into_iter().collect()
        }
        Some(Reference::End) => state.shown.last().cloned().into_iter().collect(),
        // Which one is cheapest is decided with today's prices, so all are looked up.
        Some(Reference::Last | Reference::Cheapest) => state.shown.clone(),
        None if asks_about_it && !names_something_else => state.shown.clone(),
        None => Vec::new(),
    }
}

/// The wish as it stands after this message: a new family starts afresh, anything less narrows or
/// changes what was wished before.
fn wish_now(state: &State, said: &Understanding) -> Option<Wish> {
    let new = said.wish.as_ref().filter(|wish| !wish.is_empty())?;
    match &state.wish {
        Some(before) if new.families.is_empty() && new.words.is_empty() => {
            Some(narrowed(before, new))
        }
        Some(_) | None => Some(new.clone()),
    }
}

fn narrowed(before: &Wish, new: &Wish) -> Wish {
    let or = |new: &Vec<String>, before: &Vec<String>| {
        if new.is_empty() { before.clone() } else { new.clone() }
    };
    let names_a_price = new.price_min.is_some() || new.price_max.is_some();
    let price = if names_a_price { new } else { before };
    Wish {
        families: before.families.clone(),
        subtypes: or(&new.subtypes, &before.subtypes),
        colours: or(&new.colours, &before.colours),
        colours_not: or(&new.colours_not, &before.colours_not),
        materials: or(&new.materials, &before.materials),
        materials_not: or(&new.materials_not, &before.materials_not),
        price_min: price.price_min,
        price_max: price.price_max,
        price_currency: price.price_currency,
        budget_total: price.budget_total,
        people: new.people.or(before.people),
        size: SizeWish {
            width: new.size.width.or(before.size.width),
            depth: new.size.depth.or(before.size.depth),
            height: new.size.height.or(before.size.height),
        },
        in_stock: new.in_stock || before.in_stock,
        words: before.words.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use rust_decimal::Decimal;

    fn heard(change: impl FnOnce(&mut Understanding)) -> Heard {
        let mut understanding = Understanding::empty(Language::English);
        change(&mut understanding);
        Heard { understanding, unreadable: Vec::new(), has_words: true, perhaps_code: None }
    }

    fn shown() -> State {
        State { shown: vec!["A".into(), "B".into()], ..State::default() }
    }

    #[test]
    fn a_number_after_a_list_asks_about_the_list() {
        let plan = plan(&shown(), &heard(|said| said.quantity = Some(25)));
        assert_eq!(plan, [Lookup::GetStock { skus: vec!["A".into(), "B".into()] }]);
    }

    #[test]
    fn a_bare_number_within_a_list_is_a_place_in_it() {
        let asked = |number| in_context(&shown(), heard(|said| said.quantity = Some(number)));
        assert_eq!(asked(2).understanding.reference, Some(Reference::Ordinal(2)));
        assert_eq!(asked(25).understanding.quantity, Some(25));
    }

    #[test]
    fn the_second_one_is_the_second_one() {
        let second = heard(|said| said.reference = Some(Reference::Ordinal(2)));
        assert_eq!(plan(&shown(), &second), [Lookup::GetStock { skus: vec!["B".into()] }]);
        let zeroth = heard(|said| said.reference = Some(Reference::Ordinal(0)));
        assert_eq!(plan(&shown(), &zeroth), []);
    }

    #[test]
    fn a_colour_alone_narrows_and_a_family_starts_afresh() {
        let chairs_under_400 = Wish {
            families: vec!["chair".into()],
            price_max: Some(Decimal::from(400)),
            ..Wish::default()
        };
        let state = State { wish: Some(chairs_under_400.clone()), ..State::default() };
        let black = Wish { colours: vec!["black".into()], ..Wish::default() };
        let both = Wish { colours: vec!["black".into()], ..chairs_under_400 };
        let asked = heard(|said| said.wish = Some(black));
        assert_eq!(plan(&state, &asked), [Lookup::SearchProducts { wish: Box::new(both) }]);

        let desk = Wish { families: vec!["desk".into()], ..Wish::default() };
        let asked = heard(|said| said.wish = Some(desk.clone()));
        assert_eq!(plan(&state, &asked), [Lookup::SearchProducts { wish: Box::new(desk) }]);
    }

    #[test]
    fn whoever_asks_for_a_person_is_not_searched_for() {
        let asked = heard(|said| {
            said.intents = vec![Intent::AskHuman];
            said.wish = Some(Wish { families: vec!["chair".into()], ..Wish::default() });
        });
        assert_eq!(plan(&shown(), &asked), []);
    }
}
