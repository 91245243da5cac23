//! What somebody wants with a message: the intents its words say, and those that only all of it says.

use super::cues::Cue;
use super::found::Found;
use super::precedence::settle;
use super::properties::{asks_for_parts, asks_without_a_word, currencies, which_material};
use super::said::{self, said};
use super::search::Search;
use super::seen::Seen;
use super::wish::Sought;
use crate::numbers::{FigureKind, Term};
use crate::understanding::{Intent, Property};
use crate::words::Gap;

/// The intents in the order of the text, each once, and what is looked for. From what was found goes
/// what turns out to be asked about and not wanted.
pub(super) fn wanted(seen: &Seen<'_>, found: &mut Found) -> (Vec<Intent>, Search) {
    let mut intents = in_words(seen, found);
    ask_about_parts(seen, found, &mut intents);
    if intents.iter().all(|(_, intent)| is_courtesy(intent)) && names_only_a_percentage(seen, found)
    {
        intents.push((0, Intent::AskDiscount));
    }
    haggle(seen, found, &intents);
    let search = Search::of(seen, found, &intents);
    search.look_for(seen, found, &mut intents);
    if intents.is_empty() && asks_without_a_word(seen, found) {
        intents.push((0, Intent::AskProperty { property: Property::Details }));
    }
    // "No. 4" points at something and declines nothing.
    if found.reference.is_some() || found.pieces.is_some() || !found.changes.lines.is_empty() {
        intents.retain(|(_, intent)| *intent != Intent::Decline);
    }
    if intents.is_empty() && only_introduces(seen, found) {
        intents.push((0, Intent::Introduce));
    }
    (in_order(intents), search)
}

/// The intents that words say, each with the word it begins at, after what yields to another is gone.
fn in_words(seen: &Seen<'_>, found: &Found) -> Vec<(usize, Intent)> {
    let Seen { text, figures, sentences, .. } = seen;
    let taken = &found.claims.words;
    let mut intents = said(&said::Message {
        text,
        sentences,
        in_code: &seen.codes.words,
        taken,
        about: found.about,
        orders: found.counts_pieces() && seen.says(Cue::Find),
        counts_people: figures.iter().any(|figure| matches!(figure.kind, FigureKind::People(_))),
    });
    intents.extend(currencies(text, figures, taken));
    intents.extend(which_material(text, sentences, found.about.names_thing));
    let said = intents.clone();
    intents.retain(|(at, intent)| *intent != Intent::AskPrice || !is_haggled(*at, seen, &said));
    if !found.about.names_thing && !found.about.points && !seen.names_code() {
        intents.retain(|(at, intent)| {
            *intent != Intent::AskPrice || !is_of_an_article(*at, seen, found)
        });
    }
    intents.extend(found.topics.iter().map(|topic| {
        let intent = Intent::AskShop { article: topic.article.clone() };
        (topic.words.first().copied().unwrap_or(0), intent)
    }));
    settle(&mut intents);
    intents
}

/// Whether a price is asked as a discount: «كم اخر سعر».
fn is_haggled(price: usize, seen: &Seen<'_>, intents: &[(usize, Intent)]) -> bool {
    let discounts = intents.iter().filter(|(_, intent)| *intent == Intent::AskDiscount);
    discounts.map(|(at, _)| *at).any(|at| price < at && in_one_breath(price, at, seen))
}

/// Whether a price is asked of what an article tells: "what would delivery cost?". "How much with
/// delivery?" asks both.
fn is_of_an_article(price: usize, seen: &Seen<'_>, found: &Found) -> bool {
    // What goods come to with VAT is asked of the goods.
    let services = found.topics.iter().filter(|topic| topic.article != "vat");
    services.flat_map(|topic| &topic.words).any(|word| in_one_breath(price, *word, seen))
}

/// Whether nothing stands between two words that begins something else.
fn in_one_breath(one: usize, other: usize, seen: &Seen<'_>) -> bool {
    let (from, to) = (one.min(other), one.max(other));
    let items = seen.text.items.iter().filter(|item| (from + 1..=to).contains(&item.at));
    items.into_iter().all(|item| {
        let and = item.is(Term::And) || item.particle == Some('و');
        item.gap < Gap::Comma && !and && !item.says(Cue::With)
    })
}

/// "Is it leather or fabric?" and "does KX 210 have a headrest?" ask about a product and look for
/// none.
fn ask_about_parts(seen: &Seen<'_>, found: &mut Found, intents: &mut Vec<(usize, Intent)>) {
    let lexicon = &seen.vocabulary.lexicon;
    let only_parts =
        |one: &Sought| one.wish.families.iter().all(|family| lexicon.is_detail(family));
    let asks_property =
        intents.iter().any(|(_, intent)| matches!(intent, Intent::AskProperty { .. }));
    let all_parts = found.wished.sought.iter().all(only_parts);
    let asks_for_parts = all_parts && asks_for_parts(seen, found);
    if asks_for_parts && !asks_property {
        intents.push((0, Intent::AskProperty { property: Property::Details }));
    }
    if (asks_property || asks_for_parts) && all_parts {
        found.wished.sought.clear();
    }
}

/// "Give me 10%", "5% less?": what is asked of nothing else is asked of the price.
fn names_only_a_percentage(seen: &Seen<'_>, found: &Found) -> bool {
    let is = |term: Term| seen.text.items.iter().any(|item| item.is(term));
    // "Up to 40% off" in an advertisement is the shop's own word.
    let of_goods = found.about.names_thing || seen.names_code();
    is(Term::Percent) && !is(Term::Vat) && !seen.says(Cue::Ad) && !of_goods
}

fn is_courtesy(intent: &Intent) -> bool {
    matches!(intent, Intent::Greet { .. } | Intent::Thank | Intent::Decline)
}

/// "Your manager agreed to 600": an amount that is haggled over counts nothing.
fn haggle(seen: &Seen<'_>, found: &mut Found, intents: &[(usize, Intent)]) {
    let haggles = intents.iter().any(|(_, intent)| *intent == Intent::AskDiscount);
    let figure = found.counted.and_then(|place| seen.figures.get(place));
    let amount = figure.is_some_and(|it| matches!(it.kind, FigureKind::Bare(100..)));
    if haggles && amount {
        found.pieces = None;
    }
}

/// Whether a message tells who somebody is and nothing else.
fn only_introduces(seen: &Seen<'_>, found: &Found) -> bool {
    found.wished.leftover.is_empty()
        && !seen.told.details.is_empty()
        && found.wished.sought.is_empty()
        && !seen.names_code()
}

fn in_order(mut intents: Vec<(usize, Intent)>) -> Vec<Intent> {
    intents.sort_by_key(|(at, _)| *at);
    let mut in_order: Vec<Intent> = Vec::new();
    for (_, intent) in intents {
        if !in_order.contains(&intent) {
            in_order.push(intent);
        }
    }
    in_order
}
