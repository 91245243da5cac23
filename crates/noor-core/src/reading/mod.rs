//! Reading a batch of messages without any model: language, intents, wish, codes, numbers.
//!
//! The reading is a pure function of the messages and the vocabulary, and linear in their length.
//! It says itself whether it understood everything ([`Understanding::complete`]); it never looks
//! at the catalogue, the state of the conversation or the time.

mod codes;
pub mod cues;
mod language;
pub mod tags;
mod vocabulary;
mod wish;

use crate::language::Language;
use crate::lexicon::Feature;
use crate::numbers::{Figure, FigureKind, figures};
use crate::understanding::{CodeMention, Intent, Reference, Understanding, Wish};
use crate::words::Kind;

use codes::{Codes, codes};
use cues::Cue;
use language::{Spoken, spoken};
use tags::Tagged;
pub use vocabulary::Vocabulary;
use wish::{Wished, share_budget, wants_stock, wished};

/// Reads a batch of messages, oldest first.
///
/// `fallback` is the language so far; it stays when no message has words that tell. Where messages
/// contradict each other (two budgets), the later one counts.
pub fn read(messages: &[&str], fallback: Language, vocabulary: &Vocabulary) -> Understanding {
    let mut whole = Understanding::empty(fallback);
    let mut complete = true;
    for message in messages {
        let part = read_one(message, vocabulary);
        match part.spoken {
            Spoken::Served(language) => (whole.language, whole.language_served) = (language, true),
            Spoken::Other => (whole.language, whole.language_served) = (Language::English, false),
            Spoken::Unclear => {}
        }
        complete &= part.complete;
        for intent in part.intents {
            if !whole.has(&intent) {
                whole.intents.push(intent);
            }
        }
        whole.wish = match (whole.wish.take(), part.wish) {
            (Some(earlier), Some(later)) => Some(both(earlier, later)),
            (earlier, later) => later.or(earlier),
        };
        whole.codes.extend(part.codes);
        whole.quantity = part.quantity.or(whole.quantity);
        whole.reference = part.reference.or(whole.reference);
    }
    let said = !whole.intents.is_empty()
        || whole.wish.is_some()
        || !whole.codes.is_empty()
        || whole.quantity.is_some()
        || whole.reference.is_some();
    whole.complete = complete && said;
    whole
}

/// The reading of one message.
struct Part {
    spoken: Spoken,
    intents: Vec<Intent>,
    wish: Option<Wish>,
    codes: Vec<CodeMention>,
    quantity: Option<u32>,
    reference: Option<Reference>,
    complete: bool,
}

fn read_one(message: &str, vocabulary: &Vocabulary) -> Part {
    let text = vocabulary.tag(message);
    let figures = figures(&text);
    let mut codes = codes(message, &text, &figures);
    let quantity = quantity(&text, &figures, &codes);

    let mut taken = codes.words.clone();
    let idle = idle_words(&text);
    let topics = vocabulary.topics.asked(&text.words, |at| idle.get(at).copied().unwrap_or(true));
    for &at in topics.iter().flat_map(|topic| &topic.words) {
        taken[at] = true;
    }
    let coloured = behind_codes(&text, &codes, &mut taken);
    codes.mentions.extend(coloured);
    let Wished { mut wish, leftover, lost, .. } = wished(&text, &figures, &taken, vocabulary);
    share_budget(&mut wish, &figures, quantity);

    let reference = reference(&text, &figures);
    let mut intents = said(&text, &taken);
    for topic in &topics {
        let intent = Intent::AskShop { article: topic.article.clone() };
        intents.push((topic.words.first().copied().unwrap_or(0), intent));
    }
    let wants = text.items.iter().position(|item| item.says(Cue::Find) && !taken[item.at]);
    let traits = !wish.is_empty();
    let names_code = codes.mentions.iter().any(|code| code.explicit);
    // A family named only in a question about the shop ("do you deliver desks?") is not a search.
    let searches = traits
        && (topics.is_empty()
            || wish != Wish { families: wish.families.clone(), ..Wish::default() })
        && !(names_code && wish.families.is_empty() && wish.subtypes.is_empty());
    let short = leftover.len() <= 6;
    let about_products = intents.iter().all(|(_, intent)| match intent {
        Intent::Greet { .. }
        | Intent::Thank
        | Intent::Agree
        | Intent::Decline
        | Intent::FindProducts
        | Intent::AskPrice
        | Intent::AskStock
        | Intent::AskPicture => true,
        Intent::SayGoodbye
        | Intent::AskDiscount
        | Intent::Complain
        | Intent::AskIfBot
        | Intent::AskLanguages
        | Intent::AskHuman
        | Intent::AskShop { .. } => false,
    });
    let names_something =
        !leftover.is_empty() && short && codes.mentions.is_empty() && about_products;
    if searches || (wants.is_some() && names_something) {
        let named = text.items.iter().position(|item| item.features().next().is_some());
        let at = wants
            .or(named)
            .and_then(|place| text.items.get(place))
            .map_or(usize::MAX, |item| item.at);
        intents.push((at, Intent::FindProducts));
        if wants_stock(&text) && codes.mentions.is_empty() && reference.is_none() {
            wish.in_stock = true;
            intents.retain(|(_, intent)| *intent != Intent::AskStock);
        }
    }
    // "No. 4" points at something and declines nothing.
    if reference.is_some() || quantity.is_some() {
        intents.retain(|(_, intent)| *intent != Intent::Decline);
    }
    intents.sort_by_key(|(at, _)| *at);
    let mut in_order: Vec<Intent> = Vec::new();
    for (_, intent) in intents {
        if !in_order.contains(&intent) {
            in_order.push(intent);
        }
    }

    let clear = !in_order.is_empty()
        || names_code
        || quantity.is_some()
        || reference.is_some()
        || text.items.iter().any(|item| item.says(Cue::Agree) || item.says(Cue::Decline));
    let asked_product = in_order.iter().any(|intent| {
        matches!(
            intent,
            Intent::FindProducts | Intent::AskPrice | Intent::AskStock | Intent::AskPicture
        )
    });
    let spoken = spoken(&text, vocabulary, &codes.words);
    let served = spoken != Spoken::Other;
    // A series name may stay unread beside a family, but not beside a code or alone.
    let allowed = if (searches || !about_products) && !names_code { 2 } else { 0 };
    let numbers_read = all_numbers_used(&text, &figures, &codes, quantity);
    let complete = served
        && !lost
        && numbers_read
        && (leftover.is_empty() || clear && leftover.len() <= allowed);
    // What is left may name a product or a series, unless the message is about something else.
    let bare_name = in_order.is_empty() && served && text.words.len() <= 3;
    if (searches || asked_product && !names_code || bare_name) && short {
        for word in leftover {
            if !wish.words.contains(&word) {
                wish.words.push(word);
            }
        }
    }
    Part {
        spoken,
        intents: in_order,
        wish: (!wish.is_empty()).then_some(wish),
        codes: codes.mentions,
        quantity,
        reference,
        complete,
    }
}

/// The intents that cues say, each with the word it begins at.
fn said(text: &Tagged<'_>, taken: &[bool]) -> Vec<(usize, Intent)> {
    let mut said = Vec::new();
    for item in &text.items {
        if taken.get(item.at).copied().unwrap_or(false) {
            continue;
        }
        for cue in item.cues() {
            let intent = match cue {
                Cue::Greet => Intent::Greet { salam: false },
                Cue::Salam => Intent::Greet { salam: true },
                Cue::Thank => Intent::Thank,
                Cue::Goodbye => Intent::SayGoodbye,
                Cue::Bot => Intent::AskIfBot,
                Cue::Languages => Intent::AskLanguages,
                Cue::Human => Intent::AskHuman,
                Cue::Price => Intent::AskPrice,
                Cue::Stock => Intent::AskStock,
                Cue::Picture => Intent::AskPicture,
                Cue::Agree => Intent::Agree,
                Cue::Decline => Intent::Decline,
                Cue::Discount => Intent::AskDiscount,
                Cue::Complaint => Intent::Complain,
                Cue::Find
                | Cue::Those
                | Cue::End
                | Cue::Cheapest
                | Cue::Ordinal(_)
                | Cue::Not
                | Cue::With
                | Cue::Filler
                | Cue::Setting
                | Cue::Foreign => continue,
            };
            said.push((item.at, intent));
        }
    }
    // "Salam, hello" is one greeting, returned in full.
    if said.iter().any(|(_, intent)| *intent == Intent::Greet { salam: true }) {
        said.retain(|(_, intent)| *intent != Intent::Greet { salam: false });
    }
    said
}

/// What the message points at. "The second one" says more than "one of those".
fn reference(text: &Tagged<'_>, figures: &[Figure]) -> Option<Reference> {
    let place = figures.iter().find_map(|figure| match figure.kind {
        FigureKind::Place(place) => Some(Reference::Ordinal(place)),
        FigureKind::Pieces(_)
        | FigureKind::Price(_)
        | FigureKind::Size(..)
        | FigureKind::Footprint(_)
        | FigureKind::People(_)
        | FigureKind::LineNumber
        | FigureKind::Other
        | FigureKind::Bare(_) => None,
    });
    let cues = || text.items.iter().flat_map(tags::Item::cues);
    let exact = cues().find_map(|cue| match cue {
        Cue::Ordinal(place) => Some(Reference::Ordinal(place)),
        Cue::End => Some(Reference::End),
        Cue::Cheapest => Some(Reference::Cheapest),
        Cue::Greet
        | Cue::Salam
        | Cue::Thank
        | Cue::Goodbye
        | Cue::Bot
        | Cue::Languages
        | Cue::Human
        | Cue::Price
        | Cue::Stock
        | Cue::Picture
        | Cue::Find
        | Cue::Those
        | Cue::Not
        | Cue::With
        | Cue::Agree
        | Cue::Decline
        | Cue::Discount
        | Cue::Complaint
        | Cue::Filler
        | Cue::Setting
        | Cue::Foreign => None,
    });
    let last = || cues().any(|cue| cue == Cue::Those).then_some(Reference::Last);
    exact.or(place).or_else(last)
}

/// Pieces that stand beside no code. A bare number counts them where the message is nothing but a
/// number, or asks a price or for goods and names no other number.
fn quantity(text: &Tagged<'_>, figures: &[Figure], codes: &Codes) -> Option<u32> {
    let free = || figures.iter().enumerate().filter(|(place, _)| !codes.quantities.contains(place));
    let pieces = free().rev().find_map(|(_, figure)| match figure.kind {
        FigureKind::Pieces(pieces) => Some(pieces),
        FigureKind::Price(_)
        | FigureKind::Size(..)
        | FigureKind::Footprint(_)
        | FigureKind::People(_)
        | FigureKind::Place(_)
        | FigureKind::LineNumber
        | FigureKind::Other
        | FigureKind::Bare(_) => None,
    });
    if let Some(pieces) = pieces {
        return (pieces > 0).then_some(pieces);
    }
    let mut bare = free().filter_map(|(_, figure)| match figure.kind {
        FigureKind::Bare(number) if (1..10_000).contains(&number) => Some((figure, number)),
        _ => None,
    });
    let ((figure, number), None) = (bare.next()?, bare.next()) else { return None };
    let alone = text.items.iter().enumerate().all(|(place, item)| {
        (figure.start..figure.end).contains(&place)
            || item.says(Cue::Filler)
            || item.says(Cue::Agree)
            || item.says(Cue::Decline)
    });
    let asked = text
        .items
        .get(..figure.start)
        .unwrap_or_default()
        .iter()
        .any(|item| item.says(Cue::Price) || item.says(Cue::Find));
    let last = text.items.get(figure.end).is_none_or(|next| {
        next.gap >= crate::words::Gap::Comma || next.says(Cue::Those) || next.says(Cue::Filler)
    });
    let in_code = text.items.get(figure.start).is_some_and(|item| codes.words[item.at]);
    ((alone || asked && last) && !in_code).then_some(number)
}

/// Whether every number went somewhere: none without a type, no hours or percents, and at most one
/// count of pieces apart from those of codes.
fn all_numbers_used(
    text: &Tagged<'_>,
    figures: &[Figure],
    codes: &Codes,
    quantity: Option<u32>,
) -> bool {
    let in_code = |figure: &Figure| {
        let first = text.items.get(figure.start);
        first.and_then(|item| codes.words.get(item.at)).copied().unwrap_or(false)
    };
    let mut counts = 0;
    let free = figures.iter().enumerate().filter(|(place, _)| !codes.quantities.contains(place));
    for (_, figure) in free.filter(|(_, figure)| !in_code(figure)) {
        match figure.kind {
            FigureKind::Pieces(_) => counts += 1,
            FigureKind::Bare(number) if quantity == Some(number) => counts += 1,
            // A long number alone is looked up as a code.
            FigureKind::Bare(10_000..) if !codes.mentions.is_empty() => {}
            FigureKind::Bare(_) | FigureKind::Other => return false,
            FigureKind::Price(_)
            | FigureKind::Size(..)
            | FigureKind::Footprint(_)
            | FigureKind::People(_)
            | FigureKind::Place(_)
            | FigureKind::LineNumber => {}
        }
    }
    counts <= 1
}

/// A colour directly behind a code belongs to the code and is no wish. Catalogues spell it in English,
/// so the code is also offered with the colour's own name behind it, whatever language it was in.
fn behind_codes(text: &Tagged<'_>, codes: &Codes, taken: &mut [bool]) -> Vec<CodeMention> {
    let mut coloured = Vec::new();
    for place in 1..text.items.len() {
        let Some(item) = text.items.get(place) else { break };
        let colour = item.features().find_map(|feature| match feature {
            Feature::Colour(colour) => Some(colour),
            Feature::Material(_) | Feature::Family { .. } | Feature::Kind { .. } => None,
        });
        let after_code = codes.words.get(item.at - 1).copied().unwrap_or(false);
        let Some(colour) = colour.filter(|_| after_code && item.gap.continues()) else { continue };
        taken[item.at..item.at + item.length].fill(true);
        // With several codes nobody knows which one it belongs to.
        let mut explicit = codes.mentions.iter().filter(|code| code.explicit);
        if let (Some(code), None) = (explicit.next(), explicit.next()) {
            coloured.push(CodeMention {
                text: format!("{} {colour}", code.text),
                key: format!("{}{colour}", code.key),
                quantity: code.quantity,
                explicit: false,
            });
        }
    }
    coloured
}

/// Words that say nothing by themselves: greetings, fillers, signs.
fn idle_words(text: &Tagged<'_>) -> Vec<bool> {
    let mut idle = vec![false; text.words.len()];
    for item in &text.items {
        let says_nothing = item.cues().any(|cue| {
            matches!(
                cue,
                Cue::Greet
                    | Cue::Salam
                    | Cue::Thank
                    | Cue::Filler
                    | Cue::Agree
                    | Cue::Decline
                    | Cue::Discount
                    | Cue::Complaint
                    | Cue::Find
                    | Cue::Price
            )
        }) || text.first_word(item).is_some_and(|word| word.kind == Kind::Sign);
        if says_nothing {
            idle[item.at..item.at + item.length].fill(true);
        }
    }
    idle
}

/// A later wish of the same batch adds to the earlier one and overrules its numbers.
fn both(earlier: Wish, later: Wish) -> Wish {
    let join = |mut one: Vec<String>, other: Vec<String>| {
        for key in other {
            if !one.contains(&key) {
                one.push(key);
            }
        }
        one
    };
    let priced = later.price_min.is_some() || later.price_max.is_some();
    Wish {
        families: join(earlier.families, later.families),
        subtypes: join(earlier.subtypes, later.subtypes),
        colours: join(earlier.colours, later.colours),
        colours_not: join(earlier.colours_not, later.colours_not),
        materials: join(earlier.materials, later.materials),
        materials_not: join(earlier.materials_not, later.materials_not),
        price_min: if priced { later.price_min } else { earlier.price_min },
        price_max: if priced { later.price_max } else { earlier.price_max },
        price_currency: later.price_currency.or(earlier.price_currency),
        budget_total: later.budget_total.or(earlier.budget_total),
        size: crate::understanding::SizeWish {
            width: later.size.width.or(earlier.size.width),
            depth: later.size.depth.or(earlier.size.depth),
            height: later.size.height.or(earlier.size.height),
        },
        people: later.people.or(earlier.people),
        in_stock: earlier.in_stock || later.in_stock,
        words: join(earlier.words, later.words),
    }
}

#[cfg(test)]
pub(crate) mod tests;
