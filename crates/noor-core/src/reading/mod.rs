//! Reading a batch of messages without any model: language, intents, wish, codes, numbers.
//!
//! The reading is a pure function of the messages and the vocabulary, and linear in their length.
//! It says itself whether it understood everything ([`Understanding::complete`]); it never looks
//! at the catalogue (whoever calls says which codes it has), the state of the conversation or the time.

mod bare;
mod batch;
mod budgets;
mod changes;
mod codes;
pub mod cues;
pub mod details;
mod headcounts;
mod language;
mod options;
mod people;
mod pointing;
mod precedence;
mod properties;
mod refusal;
mod said;
mod sentences;
mod spelling;
pub mod tags;
mod things;
mod vocabulary;
mod wish;

use crate::language::Language;
use crate::lexicon::Feature;
use crate::numbers::{Figure, FigureKind, figures};
use crate::understanding::{
    Budget, Change, CodeMention, Detail, Details, Headcount, How, Intent, LineChange, Property,
    Reference, Target, Understanding, Wish,
};
use crate::words::{Gap, Kind, Word};

use batch::add_later;
use changes::{Changes, Said, changes};
pub use codes::shop::{ShopCode, possible as possible_codes};
use codes::{Codes, codes};
use cues::Cue;
use details::{Spelled, Told, details};
use headcounts::{Headcounts, headcounts};
use language::{Spoken, spoken};
use options::options;
use pointing::{change, points, reference};
use precedence::{is_no_customer, looks_for_nothing, settle as settle_intents};
use properties::{About, currencies, which_material};
use said::{is_about_products, said};
use sentences::{Sentences, Sign};
use tags::{Item, Tagged};
pub use vocabulary::Vocabulary;
use wish::{Message, Sought, Wished, wants_stock, wished};

/// What a batch is read in the light of.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// The language so far; it stays when no message has words that tell.
    pub language: Language,
    /// The details Noor asked for last, in order: a bare "Sami" answers the question for a name.
    pub asked: &'a [Detail],
    /// Which of the [possible codes](possible_codes) of the batch the catalogue has.
    pub codes: &'a [ShopCode],
}

/// Reads a batch of messages, oldest first.
///
/// Where messages contradict each other (two budgets), the later one counts. A message that repeats
/// an earlier one word for word says nothing new.
pub fn read(messages: &[&str], before: Before<'_>, vocabulary: &Vocabulary) -> Understanding {
    let mut whole = Understanding::empty(before.language);
    let mut complete = true;
    let mut sought = Vec::new();
    for (number, message) in messages.iter().enumerate() {
        let earlier = messages.get(..number).unwrap_or_default();
        if earlier.iter().any(|earlier| earlier.trim() == message.trim()) {
            continue;
        }
        let part = read_one(message, before, vocabulary);
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
        add_later(&mut sought, part.sought, part.corrects);
        whole.codes.extend(part.codes);
        whole.quantity = part.quantity.or(whole.quantity);
        whole.reference = part.reference.or(whole.reference);
        whole.change = part.change.or(whole.change);
        whole.at_most = part.at_most.or(whole.at_most);
        whole.changes.extend(part.changes);
        whole.budget = whole.budget.with(part.budget);
        for later in part.headcounts {
            match whole.headcounts.iter_mut().find(|known| known.role == later.role) {
                Some(known) => known.people = later.people,
                None => whole.headcounts.push(later),
            }
        }
        whole.details = whole.details.with(&part.details);
    }
    settle(&mut whole, sought);
    let said = !whole.intents.is_empty()
        || !whole.wishes.is_empty()
        || !whole.codes.is_empty()
        || whole.quantity.is_some()
        || whole.reference.is_some()
        || whole.change.is_some()
        || !whole.changes.is_empty()
        || !whole.headcounts.is_empty()
        || !whole.details.is_empty();
    whole.complete = complete && said;
    whole
}

/// What a few words point at ("the second one"), read by themselves.
pub(crate) fn reference_in(words: &str, vocabulary: &Vocabulary) -> Option<Reference> {
    let text = vocabulary.tag_words(vocabulary.put_right(words, vocabulary.words(words)));
    reference(&text, &figures(&text), false)
}

/// Puts the wishes down with their pieces: those of the only wish are the pieces of the message, and
/// pieces that stand alone are those of the only wish that has none.
fn settle(whole: &mut Understanding, mut sought: Vec<Sought>) {
    if let [only] = sought.as_mut_slice() {
        whole.quantity = only.wish.pieces.take().or(whole.quantity);
        let pieces = whole.quantity;
        whole.guesses.extend(only.guess.take());
        whole.wishes = sought.into_iter().map(|one| one.settled(pieces)).collect();
        return;
    }
    let mut without = sought.iter_mut().filter(|one| one.wish.pieces.is_none());
    if let (Some(one), None) = (without.next(), without.next()) {
        one.wish.pieces = whole.quantity.take();
    }
    whole.guesses.extend(sought.iter_mut().filter_map(|one| one.guess.take()));
    whole.wishes = sought
        .into_iter()
        .map(|one| {
            let pieces = one.wish.pieces;
            one.settled(pieces)
        })
        .collect();
}

/// The reading of one message.
struct Part {
    spoken: Spoken,
    intents: Vec<Intent>,
    sought: Vec<Sought>,
    /// Whether its first wish overrules what was said before.
    corrects: bool,
    codes: Vec<CodeMention>,
    quantity: Option<u32>,
    reference: Option<Reference>,
    change: Option<Change>,
    at_most: Option<u32>,
    changes: Vec<LineChange>,
    budget: Budget,
    headcounts: Vec<Headcount>,
    details: Details,
    complete: bool,
}

fn read_one(message: &str, before: Before<'_>, vocabulary: &Vocabulary) -> Part {
    let mut words = vocabulary.words(message);
    codes::shop::mark(message, &mut words, before.codes, vocabulary);
    let right = vocabulary.put_right(message, words.clone());
    let spelled = Spelled { raw: message, words: &words, right: &right };
    let told = details(spelled, before.asked, vocabulary);
    let text = vocabulary.tag_words(without(right, &told.taken));
    let figures = figures(&text);
    let mut codes = codes(message, &text, &figures);

    let mut taken = codes.words.clone();
    let idle = idle_words(&text);
    let is_idle = |at: usize| idle.get(at).copied().unwrap_or(true);
    let mut refused: Vec<bool> = figures.iter().map(|figure| is_refused(&text, figure)).collect();
    let rows = options(&text, &figures);
    if let Some(counted) = rows.and_then(|(at, _)| refused.get_mut(at)) {
        *counted = true;
    }
    let Headcounts { list: headcounts, words: people, figures: heads } =
        headcounts(&text, &figures, &refused, &codes.quantities);
    let budget = budgets::budget(&text, &figures, &refused, &headcounts);
    let mut topics = vocabulary.topics.asked(&text.words, is_idle);
    let sentences = Sentences::of(message, &text, vocabulary);
    topics.retain(|topic| {
        let of_budget = budget.incl_vat.is_some() && budgets::only_vat(&text, &topic.words);
        let of_address =
            told.details.address.is_some() && leads_to(&text, &sentences, &topic.words);
        !of_budget
            && !of_address
            && !asks_for_goods(&text, &topic.words, is_idle)
            && !asks_nothing(&text, &sentences, &topic.words)
    });
    for &at in topics.iter().flat_map(|topic| &topic.words) {
        taken[at] = true;
    }
    for (taken, area) in taken.iter_mut().zip(&told.areas) {
        *taken |= area;
    }
    let mut of_codes = codes.words.clone();
    let coloured = behind_codes(&text, &figures, &codes, &mut of_codes);
    for (taken, of_code) in taken.iter_mut().zip(&of_codes) {
        *taken |= of_code;
    }
    codes.mentions.extend(coloured);
    let mut used = used_by_codes(&text, &figures, &codes);
    let said_so = Said {
        raw: message,
        text: &text,
        figures: &figures,
        codes: &codes,
        taken: &taken,
        refused: &refused,
        vocabulary,
    };
    let Changes { lines: mut changes, gone, counted: relative, read } = changes(&said_so);
    for (at, taken) in taken.iter_mut().enumerate() {
        let here = |words: &[bool]| words.get(at).copied().unwrap_or(false);
        *taken |= here(&gone) || here(&people);
    }
    for (at, used) in used.iter_mut().enumerate() {
        let here = |figures: &[bool]| figures.get(at).copied().unwrap_or(false);
        *used |= here(&relative)
            || here(&heads)
            || here(&refused)
            || gone_with(&text, &figures, &gone, at);
    }
    let no_amount: Vec<bool> =
        refused.iter().zip(&relative).map(|(refused, relative)| *refused || *relative).collect();
    let budget = budgets::budget(&text, &figures, &no_amount, &headcounts);
    // "Make it 14, and a table": the number of a correction measures nothing.
    let corrected = |number: u32| {
        let of_it =
            |line: &LineChange| line.target == Target::Meant && line.quantity == Some(number);
        changes.iter().any(|line| line.how == How::Set && of_it(line))
    };
    let measures_nothing: Vec<bool> = figures
        .iter()
        .zip(used.iter().zip(&read))
        .map(|(figure, (used, read))| match figure.kind {
            FigureKind::Bare(number) => *used || *read && corrected(number),
            _ => *used,
        })
        .collect();
    let parts = Message { text: &text, figures: &figures, taken: &taken, used: &measures_nothing };
    let Wished { mut sought, corrects, leftover, lost, placed } = wished(&parts, vocabulary);
    let free = |place: usize| {
        !used.get(place).copied().unwrap_or(false) && !placed.get(place).copied().unwrap_or(false)
    };
    let counted = quantity(&text, &figures, free);
    let quantity = counted.map(|(_, pieces)| pieces);

    if corrects_behind(&text) {
        correct_pieces(&mut sought, &mut changes);
    }
    let names_thing = sought.iter().any(Sought::names_thing);
    let reference = reference(&text, &figures, names_thing)
        .filter(|reference| !only_goes_out(&changes, *reference));
    let change = change(&text, vocabulary);
    let sized = figures
        .iter()
        .any(|figure| matches!(figure.kind, FigureKind::Size(..) | FigureKind::Footprint(_)));
    let counts_pieces = quantity.is_some() || sought.iter().any(|one| one.wish.pieces.is_some());
    let points = reference.is_some() || codes.mentions.iter().any(|code| code.explicit);
    let mut intents = said(&said::Message {
        text: &text,
        sentences: &sentences,
        in_code: &codes.words,
        taken: &taken,
        about: About { names_thing, points, sized },
        orders: counts_pieces && text.items.iter().any(|item| item.says(Cue::Find)),
        counts_people: figures.iter().any(|figure| matches!(figure.kind, FigureKind::People(_))),
    });
    intents.extend(currencies(&text, &figures, &taken));
    intents.extend(which_material(&text, &sentences, names_thing));
    for topic in &topics {
        let intent = Intent::AskShop { article: topic.article.clone() };
        intents.push((topic.words.first().copied().unwrap_or(0), intent));
    }
    settle_intents(&mut intents);
    // "Is it leather or fabric?" asks about a product and looks for none.
    let asks_property =
        intents.iter().any(|(_, intent)| matches!(intent, Intent::AskProperty { .. }));
    let only_parts =
        |one: &Sought| one.wish.families.iter().all(|family| vocabulary.lexicon.is_detail(family));
    // "Does KX 210 have a headrest?"
    let asks_for_parts = points
        && !sought.is_empty()
        && sought.iter().all(|one| one.names_thing() && only_parts(one))
        && sentences.spot(&text, 0).is_some_and(|spot| spot.sentence.is(Sign::AsksWhether));
    if asks_for_parts && !asks_property {
        intents.push((0, Intent::AskProperty { property: Property::Details }));
    }
    if (asks_property || asks_for_parts) && sought.iter().all(only_parts) {
        sought.clear();
    }
    // "Your manager agreed to 600": an amount that is haggled over counts nothing.
    let haggles = intents.iter().any(|(_, intent)| *intent == Intent::AskDiscount);
    let amount = counted.and_then(|(place, _)| figures.get(place));
    let amount = amount.is_some_and(|it| matches!(it.kind, FigureKind::Bare(100..)));
    let quantity = quantity.filter(|_| !(haggles && amount));
    let buys_nothing = intents.iter().any(|(_, intent)| is_no_customer(intent));
    let wants = text.items.iter().position(|item| item.says(Cue::Find) && !taken[item.at]);
    let names_code = codes.mentions.iter().any(|code| code.explicit);
    // A family named only in a question about the shop ("do you deliver desks?") is not a search,
    // and a colour beside a code is the code's.
    let only_family =
        |wish: &Wish| *wish == Wish { families: wish.families.clone(), ..Wish::default() };
    let worth_it = |one: &Sought| {
        (topics.is_empty() || !only_family(&one.wish))
            && !(names_code && !one.names_thing() && one.wish.subtypes.is_empty())
    };
    let searches = sought.iter().any(worth_it);
    let short = leftover.len() <= 6;
    let about_products = intents.iter().all(|(_, intent)| is_about_products(intent));
    let wanted = wants
        .and_then(|place| text.items.get(place))
        .is_some_and(|want| leftover.iter().any(|word| word.at > want.at));
    let names_something = wanted && short && codes.mentions.is_empty() && about_products;
    // "I need 100", "what do you have": all of it is the asking.
    let only_wants = wants.is_some()
        && leftover.is_empty()
        && sought.is_empty()
        && intents.is_empty()
        && !names_code
        && reference.is_none()
        && change.is_none()
        && changes.is_empty()
        && headcounts.is_empty();
    let nothing_sought = looks_for_nothing(intents.iter().map(|(_, intent)| intent));
    if (searches || names_something || only_wants) && !nothing_sought {
        let named = text.items.iter().position(|item| item.features().next().is_some());
        let at = wants
            .or(named)
            .and_then(|place| text.items.get(place))
            .map_or(usize::MAX, |item| item.at);
        intents.push((at, Intent::FindProducts));
        let of_ad = text.items.iter().any(|item| item.says(Cue::Ad));
        if wants_stock(&text) && !of_ad && codes.mentions.is_empty() && reference.is_none() {
            if sought.is_empty() {
                sought.push(Sought::default());
            }
            for one in &mut sought {
                one.wish.in_stock = true;
            }
            intents.retain(|(_, intent)| *intent != Intent::AskStock);
        }
    }
    // "Is it stackable?" asks for a property that nobody has a word for.
    let first = sentences.spot(&text, 0).map(|spot| spot.sentence);
    let whether = first.is_some_and(|sentence| sentence.is(Sign::AsksWhether));
    if intents.is_empty() && whether && points && !names_thing && !leftover.is_empty() {
        intents.push((0, Intent::AskProperty { property: Property::Details }));
    }
    // "No. 4" points at something and declines nothing.
    if reference.is_some() || quantity.is_some() || !changes.is_empty() {
        intents.retain(|(_, intent)| *intent != Intent::Decline);
    }
    if introduces(&told, &leftover) && intents.is_empty() && sought.is_empty() && !names_code {
        intents.push((0, Intent::Introduce));
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
        || change.is_some()
        || !changes.is_empty()
        || !headcounts.is_empty()
        || !told.details.is_empty();
    let asked_product = in_order.iter().any(|intent| {
        matches!(
            intent,
            Intent::FindProducts
                | Intent::AskPrice
                | Intent::AskStock
                | Intent::AskPicture
                | Intent::AskProperty { .. }
                | Intent::Compare
        )
    });
    let names: Vec<bool> =
        of_codes.iter().zip(&told.areas).map(|(code, area)| *code || *area).collect();
    let spoken = spoken(&text, vocabulary, &names, told.heard);
    let served = spoken != Spoken::Other;
    // A series name may stay unread beside a family, but not beside a code or alone.
    let allowed = if (searches || !about_products) && !names_code { 2 } else { 0 };
    let counted = counted.map(|(place, _)| place);
    let numbers_read = figures.iter().enumerate().all(|(place, figure)| {
        !free(place)
            || counted == Some(place)
            || read.get(place).copied().unwrap_or(false)
            || needs_no_place(figure, &codes)
            || is_refused(&text, figure)
    });
    // "How much with delivery?": half of it is asked of nobody.
    let delivered =
        |intent: &Intent| !is_about_products(intent) || matches!(intent, Intent::PlaceOrder);
    let delivery_left =
        text.items.iter().any(|item| item.says(Cue::Deliver)) && !in_order.iter().any(delivered);
    // "Deliver to Villa 3, …" tells where to.
    let delivery_left = delivery_left && told.details.address.is_none();
    let mut complete = served
        && !lost
        && !delivery_left
        && numbers_read
        && (leftover.is_empty() || clear && leftover.len() <= allowed);
    // What is left may name a product or a series, unless the message is about something else.
    let bare_name = in_order.is_empty() && changes.is_empty() && served && text.words.len() <= 3;
    if (searches || asked_product && !names_code || bare_name) && short {
        for word in leftover {
            if sought.is_empty() {
                sought.push(Sought::default());
            }
            let last = sought.len() - 1;
            if let Some(one) = sought.get_mut(word.owner.min(last)) {
                wish::note(&mut one.wish.words, &word.text);
            }
        }
    }
    // What a supplier or courier names is nothing to look up.
    if buys_nothing {
        sought.clear();
        codes.mentions.clear();
        changes.clear();
        complete = served;
    }
    Part {
        spoken,
        intents: in_order,
        sought,
        corrects,
        codes: codes.mentions,
        quantity: quantity.filter(|_| !buys_nothing),
        reference,
        change,
        at_most: rows.map(|(_, rows)| rows),
        changes,
        budget,
        headcounts,
        details: told.details,
        complete,
    }
}

/// Whether the last correction stands behind the last thing.
fn corrects_behind(text: &Tagged<'_>) -> bool {
    let last = |is: &dyn Fn(&Item<'_>) -> bool| text.items.iter().rposition(is);
    let corrects = last(&|item| item.says(Cue::Set) || item.says(Cue::Correction));
    let thing = last(&|item| things::family(item).is_some());
    thing.is_some_and(|thing| corrects.is_some_and(|corrects| corrects > thing))
}

/// "5 stools …, and make it 6": a correction at the end of a message is of the wish before it.
fn correct_pieces(sought: &mut [Sought], changes: &mut Vec<LineChange>) {
    let [only] = sought else { return };
    let Some(before) = only.wish.pieces else { return };
    let of_it = |line: &LineChange| {
        let about = match &line.target {
            Target::Meant => true,
            Target::Kind(kind) => kind.families.is_empty() || kind.families == only.wish.families,
            Target::Code(_) | Target::Shown(_) | Target::Everything => false,
        };
        let differs = line.quantity.is_some_and(|pieces| pieces != before);
        line.how == How::Set && about && differs && line.was.is_none_or(|was| was == before)
    };
    let Some(at) = changes.iter().rposition(of_it) else { return };
    only.wish.pieces = changes.remove(at).quantity;
}

/// Whether a figure stands among the words of what goes out.
fn gone_with(text: &Tagged<'_>, figures: &[Figure], gone: &[bool], at: usize) -> bool {
    let first = figures.get(at).and_then(|figure| text.items.get(figure.start));
    first.and_then(|item| gone.get(item.at)).copied().unwrap_or(false)
}

/// Whether something is pointed at only to be taken out of the order.
fn only_goes_out(changes: &[LineChange], reference: Reference) -> bool {
    let points = |target: &Target| match target {
        Target::Shown(shown) => *shown == reference,
        Target::Meant => reference == Reference::Last,
        Target::Code(_) | Target::Kind(_) | Target::Everything => false,
    };
    let goes = |line: &LineChange| match &line.how {
        How::Remove => points(&line.target),
        How::Swap { out } => points(out),
        How::Take | How::Set | How::Add => false,
    };
    let stays = |line: &LineChange| match line.how {
        How::Remove => false,
        How::Take | How::Set | How::Add | How::Swap { .. } => points(&line.target),
    };
    changes.iter().any(goes) && !changes.iter().any(stays)
}

/// Whether a message tells who somebody is and nothing that was not understood.
fn introduces(told: &Told, leftover: &[wish::Leftover]) -> bool {
    leftover.is_empty() && !told.details.is_empty()
}

/// Words of which those that were taken can no longer be read as anything.
fn without(mut words: Vec<Word>, taken: &[bool]) -> Vec<Word> {
    for (word, _) in words.iter_mut().zip(taken).filter(|(_, taken)| **taken) {
        word.kind = Kind::Private;
        word.text.clear();
        word.stem.clear();
    }
    words
}

/// Whether a number stands right before a phrase.
fn behind_number(text: &Tagged<'_>, place: usize) -> bool {
    let before = place.checked_sub(1).and_then(|before| text.items.get(before));
    before.is_some_and(|before| {
        before.number().is_some()
            || text.first_word(before).is_some_and(|word| word.kind == Kind::Digits)
    })
}

/// For each figure, whether it is a part of a code or says how many of one are wanted.
fn used_by_codes(text: &Tagged<'_>, figures: &[Figure], codes: &Codes) -> Vec<bool> {
    let in_code = |figure: &Figure| {
        let first = text.items.get(figure.start);
        first.and_then(|item| codes.words.get(item.at)).copied().unwrap_or(false)
    };
    let used =
        |(place, figure): (usize, &Figure)| codes.quantities.contains(&place) || in_code(figure);
    figures.iter().enumerate().map(used).collect()
}

/// Pieces of what no wish and no code names, with the place of their figure. A bare number counts
/// them where the message is nothing but a number, or asks a price or for goods and names no other
/// number. `free` says which figures nothing else has use for.
fn quantity(
    text: &Tagged<'_>,
    figures: &[Figure],
    free: impl Fn(usize) -> bool,
) -> Option<(usize, u32)> {
    let free = || {
        let figures = figures.iter().enumerate();
        figures.filter(|(place, figure)| free(*place) && !is_refused(text, figure))
    };
    let pieces = free().rev().find_map(|(place, figure)| match figure.kind {
        FigureKind::Pieces(pieces) => Some((place, pieces)),
        FigureKind::Price(_)
        | FigureKind::Size(..)
        | FigureKind::Footprint(_)
        | FigureKind::People(_)
        | FigureKind::Place(_)
        | FigureKind::LineNumber
        | FigureKind::Other
        | FigureKind::Bare(_)
        | FigureKind::Fraction(_) => None,
    });
    if let Some((place, pieces)) = pieces {
        return (pieces > 0).then_some((place, pieces));
    }
    let mut bare = free().filter_map(|(place, figure)| match figure.kind {
        FigureKind::Bare(number) if (1..10_000).contains(&number) => Some((place, figure, number)),
        _ => None,
    });
    let ((place, figure, number), None) = (bare.next()?, bare.next()) else { return None };
    let refused: Vec<&Figure> = figures.iter().filter(|it| is_refused(text, it)).collect();
    let alone = text.items.iter().enumerate().all(|(place, item)| {
        (figure.start..figure.end).contains(&place)
            || item.says(Cue::Filler)
            || item.says(Cue::Agree)
            || item.says(Cue::Decline)
            || item.says(Cue::Correction)
            || points(item)
            || refused.iter().any(|other| (other.start - 1..other.end).contains(&place))
    });
    let asked = text
        .items
        .get(..figure.start)
        .unwrap_or_default()
        .iter()
        .any(|item| item.says(Cue::Price) || item.says(Cue::Find));
    let last = text
        .items
        .get(figure.end)
        .is_none_or(|next| next.gap >= Gap::Comma || points(next) || next.says(Cue::Filler));
    let thing = text.items.iter().any(|item| things::family(item).is_some());
    (alone || asked && last && !thing && !figure.for_it).then_some((place, number))
}

/// "12, not 10": the number behind "not" is the one that was wrong.
fn is_refused(text: &Tagged<'_>, figure: &Figure) -> bool {
    let is_number = match &figure.kind {
        FigureKind::Bare(_) | FigureKind::Pieces(_) | FigureKind::People(_) => true,
        FigureKind::Price(price) => price.min.is_some() && price.max.is_some(),
        FigureKind::Size(_, range) => range.near.is_some(),
        FigureKind::Footprint(_)
        | FigureKind::Place(_)
        | FigureKind::LineNumber
        | FigureKind::Other
        | FigureKind::Fraction(_) => false,
    };
    let joined = text.items.get(figure.start).is_some_and(|item| item.gap < Gap::Comma);
    let before = figure.start.checked_sub(1).and_then(|place| text.items.get(place));
    // "No, 8" and «لا ٨» refuse what was said before, unless that is a number of this message.
    let number_before = || behind_number(text, figure.start.saturating_sub(1));
    is_number
        && joined
        && before.is_some_and(|item| {
            item.says(Cue::Not) && (!item.says(Cue::Decline) || number_before())
        })
}

/// Whether a figure says all it has to say without a wish that takes it up.
fn needs_no_place(figure: &Figure, codes: &Codes) -> bool {
    match figure.kind {
        FigureKind::Place(_) | FigureKind::LineNumber => true,
        // A long number alone is looked up as a code.
        FigureKind::Bare(10_000..) => !codes.mentions.is_empty(),
        FigureKind::Pieces(_)
        | FigureKind::Price(_)
        | FigureKind::Size(..)
        | FigureKind::Footprint(_)
        | FigureKind::People(_)
        | FigureKind::Other
        | FigureKind::Bare(_)
        | FigureKind::Fraction(_) => false,
    }
}

/// A colour or material directly behind a code belongs to the code and is no wish. Catalogues spell
/// it in English, so the code is also offered with its own name behind it, whatever language it was
/// in.
fn behind_codes(
    text: &Tagged<'_>,
    figures: &[Figure],
    codes: &Codes,
    of_codes: &mut [bool],
) -> Vec<CodeMention> {
    let mut coloured = Vec::new();
    for place in 1..text.items.len() {
        let Some(item) = text.items.get(place) else { break };
        let followed =
            text.next_in_clause(place + 1).is_some_and(|it| things::family(it).is_some());
        let colour = item.features().find_map(|feature| match feature {
            Feature::Colour(shade) | Feature::Material(shade) => Some(shade),
            Feature::Family { .. } | Feature::Kind { .. } => None,
        });
        // "KX 110 qty 2 white"
        let after_pieces = || {
            let figure = figures.partition_point(|figure| figure.end < place);
            let ends = figures.get(figure).is_some_and(|figure| figure.end == place);
            ends && codes.quantities.contains(&figure) && !followed
        };
        // "GH 28 white/black"
        let shade_of_it = of_codes.get(item.at - 1).copied().unwrap_or(false)
            && !codes.words.get(item.at - 1).copied().unwrap_or(false);
        if colour.is_some() && shade_of_it && item.gap <= Gap::Joined {
            of_codes[item.at..item.at + item.length].fill(true);
            continue;
        }
        let after_code = codes.words.get(item.at - 1).copied().unwrap_or(false) || after_pieces();
        let Some(colour) = colour.filter(|_| after_code && item.gap.continues()) else { continue };
        of_codes[item.at..item.at + item.length].fill(true);
        let code = codes.written.partition_point(|code| code.end <= place).checked_sub(1);
        let code = code.and_then(|code| codes.written.get(code)).map(|code| &code.mention);
        coloured.extend(code.filter(|code| code.explicit).map(|code| CodeMention {
            text: format!("{} {colour}", code.text),
            key: format!("{}{colour}", code.key),
            quantity: code.quantity,
            explicit: false,
        }));
    }
    coloured
}

/// Whether a topic's words only say what an address is for: "deliver to Villa 3, …".
fn leads_to(text: &Tagged<'_>, sentences: &Sentences, words: &[usize]) -> bool {
    words.iter().all(|at| {
        let place = text.items.partition_point(|item| item.at <= *at).checked_sub(1);
        let spot = place.and_then(|place| sentences.spot(text, place));
        spot.is_some_and(|spot| !spot.sentence.asks() && spot.sentence.says(Cue::Deliver))
    })
}

/// Whether a topic's words ask nothing of the shop: it is to be done without ("we don't need
/// assembly"), or its words belong to a phrase of another meaning ("sample pictures", "half on
/// delivery").
fn asks_nothing(text: &Tagged<'_>, sentences: &Sentences, words: &[usize]) -> bool {
    let Some(first) = words.first() else { return false };
    let place = text.items.partition_point(|item| item.at + item.length <= *first);
    let Some((spot, item)) = sentences.spot(text, place).zip(text.items.get(place)) else {
        return false;
    };
    let within = words.iter().all(|at| (item.at..item.at + item.length).contains(at));
    let elsewhere = within
        && item.length > 1
        && item.cues().any(|cue| match cue {
            Cue::Chatter | Cue::Picture | Cue::Postpone => words.len() == 1,
            Cue::Discount => true,
            _ => false,
        });
    elsewhere || !spot.sentence.asks() && spot.refused()
}

/// Whether the words of a topic are only those of asking, with a thing asked for among them: "what
/// desks do you have" is a question about desks and not about the shop.
fn asks_for_goods(text: &Tagged<'_>, words: &[usize], is_idle: impl Fn(usize) -> bool) -> bool {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let from = text.items.partition_point(|item| item.at < *first);
    let to = text.items.partition_point(|item| item.at <= *last);
    words.iter().all(|at| is_idle(*at))
        && text
            .items
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .any(|item| things::family(item).is_some())
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

#[cfg(test)]
pub(crate) mod tests;
