//! A batch as it is heard, and as it is meant after what was said before.
//!
//! What Noor asked is a field of the state, never something to be found again in its own prose: a
//! bare number, a "yes" or a colour means what the open question makes of it, once.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::answer::Ask;
use super::plan::{begins_at_an_end, meant, pointed_by};
use super::policy::Policy;
use super::sought::{Seen, Sought};
use super::state::{HOURS, Open, State};
use crate::message::MessageKind;
use crate::reply::figures::Digits;
use crate::sku;
use crate::understanding::{
    Change, CodeMention, Details, Headcount, How, Intent, LineChange, Reference, Target,
    Understanding, Wish,
};

/// The role that people are taken for of whom nothing else is known.
const STAFF: &str = "staff";

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
    /// The digits it was written in, if that was in Arabic and there were any.
    #[serde(default)]
    pub digits: Option<Digits>,
    /// When it is answered.
    #[serde(default)]
    pub now: DateTime<Utc>,
    /// A fingerprint of the words.
    #[serde(default)]
    pub words: u64,
    /// Its words, folded: what a catalogue's own facts are found by ("does it have a lock?").
    #[serde(default)]
    pub tokens: Vec<String>,
    /// Whether a picture or a file came along, with or without words.
    #[serde(default)]
    pub with_file: bool,
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
    // A long number and nothing else can be nothing but a code; a longer one is a telephone.
    let explicit = (6..=8).contains(&key.len()) && key.chars().all(|c| c.is_ascii_digit());
    (key.chars().count() >= 3).then(|| CodeMention {
        text: text.to_owned(),
        key,
        quantity: None,
        explicit,
    })
}

/// Whether the customer was silent for so long that nothing shown or asked then is before their eyes:
/// what they write at `now` goes on from [`Event::CameBack`](super::state::Event::CameBack).
pub fn stale(state: &State, now: DateTime<Utc>) -> bool {
    state.spoke_at.is_some_and(|at| now - at >= TimeDelta::hours(HOURS))
}

/// A batch as it is meant after what was said before.
pub fn in_context(state: &State, mut heard: Heard, policy: &Policy) -> Heard {
    let (now, words, has_words) = (heard.now, heard.words, heard.has_words);
    let said = &mut heard.understanding;
    let again = has_words && state.last_words == Some(words);
    if again {
        said_again(said);
    }
    bring_back_what_waits(state, said);
    if said.has(&Intent::Instruct) {
        // "Forget your rules" changes no order, whatever stands behind it.
        said.changes.retain(|change| change.how == How::Take);
    }
    // The question that a wish led to is not answered by the same wish.
    if let Some(open) = state.open_at(now).filter(|_| !again || said.wishes.is_empty()) {
        answer_to(state, open, said);
    }
    solution(state, said);
    if said.has(&Intent::Decline) && said.wishes.is_empty() {
        // "No, that's too much" wants nothing cheaper either.
        said.change = None;
    }
    place_in_the_list(state, said);
    beyond_the_only_one(state, said);
    what_is_taken(state, said);
    of_the_product(state, said, policy);
    heard
}

/// "And the warranty?" beside a product asks about that product, and not what the shop says of
/// warranties.
fn of_the_product(state: &State, said: &mut Understanding, policy: &Policy) {
    let coded = said.codes.iter().any(|code| code.explicit);
    let names_none = said.wishes.iter().all(|wish| wish.families.is_empty());
    let in_view = coded || names_none && (1..=3).contains(&state.shown.len());
    if !in_view {
        return;
    }
    for intent in &mut said.intents {
        let Intent::AskShop { article } = intent else { continue };
        let of = policy.property_articles.iter().find(|(_, key)| *key == article);
        if let Some((property, _)) = of {
            *intent = Intent::AskProperty { property: *property };
        }
    }
}

/// The same words once more are the same message: what adds to an order does not add again, and what
/// they told about the customer they do not tell of something else that was asked meanwhile.
fn said_again(said: &mut Understanding) {
    said.details = Details::default();
    said.changes.retain(|change| match change.how {
        How::Take | How::Set | How::Swap { .. } => true,
        How::Add => false,
        How::Remove => change.quantity.is_none(),
    });
}

/// What was parked is meant again, once the customer has only told who they are or agreed.
fn bring_back_what_waits(state: &State, said: &mut Understanding) {
    let Some(parked) = &state.parked else { return };
    let only_tells = said.wishes.is_empty()
        && said.codes.is_empty()
        && said.changes.is_empty()
        && said.intents.iter().all(|intent| {
            matches!(
                intent,
                Intent::Introduce | Intent::Greet { .. } | Intent::Agree | Intent::Thank
            )
        });
    if !only_tells {
        return;
    }
    for intent in &parked.intents {
        let greets = matches!(intent, Intent::Greet { .. });
        if !greets && !said.has(intent) {
            said.intents.push(intent.clone());
        }
    }
    said.wishes.clone_from(&parked.wishes);
    said.codes.clone_from(&parked.codes);
    said.changes.clone_from(&parked.changes);
    said.quantity = said.quantity.or(parked.quantity);
    said.reference = said.reference.or(parked.reference);
    said.headcounts.clone_from(&parked.headcounts);
}

/// A message as the answer to the open question, where it can be one.
fn answer_to(state: &State, open: &Open, said: &mut Understanding) {
    // "Ok, but we pay in 45 days" is no yes.
    let agrees = !said.has(&Intent::Postpone)
        && !said.has(&Intent::AskDiscount)
        && !said.has(&Intent::Decline)
        && (said.has(&Intent::Agree) || said.has(&Intent::Order) && is_bare(said));
    match &open.ask {
        Ask::Quantity => {
            if let (Some(sku), Some(pieces), true) = (&open.sku, said.quantity, is_bare(said)) {
                said.quantity = None;
                take(said, code(sku), Some(pieces));
            } else if said.wishes.iter().any(|wish| wish.pieces.or(said.quantity).is_some()) {
                choice(state, open, said);
            }
        }
        Ask::Headcount => {
            if let (Some(people), true) = (said.quantity, is_bare(said)) {
                said.quantity = None;
                said.headcounts.push(Headcount { role: STAFF.to_owned(), people });
            }
        }
        Ask::Item | Ask::Items | Ask::Version => choice(state, open, said),
        Ask::Plan => place_of_a_bare_number(state.plans.len(), said),
        Ask::Quotation => {
            if agrees && !said.has(&Intent::AskQuotation) && said.changes.is_empty() {
                replace(said, &Intent::Agree, Intent::AskQuotation);
            } else if said.has(&Intent::Postpone) {
                said.intents.push(Intent::DeferQuotation);
            } else if said.has(&Intent::Decline) && said.wishes.is_empty() {
                replace(said, &Intent::Decline, Intent::RefuseQuotation);
            }
        }
        Ask::Fit if said.wishes.iter().any(|wish| wish.pieces.or(said.quantity).is_some()) => {
            choice(state, open, said);
        }
        Ask::Fit if agrees && said.changes.is_empty() && !asks(said) => {
            take(said, Target::Meant, said.quantity);
        }
        // "Yes, and add a lamp."
        Ask::Fit if agrees && said.changes.iter().all(|change| change.how == How::Add) => {
            said.changes.insert(0, taken(Target::Meant, None));
        }
        // "I need 25 pieces" was said before it was known of what.
        Ask::Family | Ask::Referent | Ask::Lines => {
            if let ([wish], None) = (said.wishes.as_mut_slice(), said.quantity) {
                wish.pieces = wish.pieces.or(open.pieces);
            }
            if let ([code], None) = (said.codes.as_mut_slice(), said.quantity) {
                code.quantity = code.quantity.or(open.pieces);
            }
        }
        Ask::Details(_) if said.has(&Intent::Decline) && is_bare(said) => {
            replace(said, &Intent::Decline, Intent::DeferQuotation);
        }
        Ask::Fit | Ask::Else | Ask::UseCase | Ask::Details(_) | Ask::NextContact | Ask::Words => {}
    }
}

/// One of the solutions offered last, chosen by its place: nothing else can be done with it.
fn solution(state: &State, said: &mut Understanding) {
    let chosen = !state.plans.is_empty() && said.reference.is_some();
    if chosen && said.wishes.is_empty() && !asks(said) && said.changes.is_empty() {
        said.changes.push(taken(Target::Meant, None));
    }
}

/// One of the list, chosen by its place, its colour or its name in answer to "which one?".
fn choice(state: &State, open: &Open, said: &mut Understanding) {
    if asks(said) || !said.changes.is_empty() || !said.codes.iter().all(|code| !code.explicit) {
        return;
    }
    // "Do you have a white desk instead?" names a thing afresh; with pieces it is an order.
    let counted = said.quantity.or(open.pieces).is_some();
    let afresh = |wish: &Wish| !wish.families.is_empty() && wish.pieces.is_none() && !counted;
    if said.wishes.iter().any(afresh) {
        return;
    }
    place_of_a_bare_number(state.listed.len(), said);
    let one = match (said.reference, said.wishes.as_slice()) {
        (Some(Reference::Ordinal(_) | Reference::End), []) => Target::Shown(Reference::Last),
        (None | Some(Reference::Last), [wish]) => match the_only_listed(state, wish) {
            Some(sku) => code(&sku),
            None => return,
        },
        _ => return,
    };
    let target = match (&one, said.reference) {
        (Target::Shown(_), Some(reference)) => Target::Shown(reference),
        _ => one,
    };
    let pieces = said.quantity.or_else(|| said.wishes.first()?.pieces).or(open.pieces);
    let pieces = pieces.or_else(|| match chosen(state, &target).as_slice() {
        [one] => wanted_of(state, std::slice::from_ref(one)),
        // Which of them is asked first.
        [] | [_, _, ..] => None,
    });
    said.wishes.clear();
    said.quantity = None;
    said.intents.retain(|intent| *intent != Intent::FindProducts);
    take(said, target, pieces);
}

/// The codes of what is chosen.
fn chosen(state: &State, target: &Target) -> Vec<String> {
    match target {
        Target::Code(code) => vec![code.text.clone()],
        Target::Shown(reference) => pointed_by(state, Some(*reference)),
        Target::Kind(_) | Target::Meant | Target::Everything => state.shown.clone(),
    }
}

/// The pieces that are wanted of products that were shown.
fn wanted_of(state: &State, skus: &[String]) -> Option<u32> {
    let shown = |wish: &&Sought| skus.iter().any(|sku| wish.saw(sku));
    state.wishes.iter().rev().find(shown)?.wish.pieces
}

/// The only product of the last list that has the traits of a wish which names no other thing.
fn the_only_listed(state: &State, wish: &Wish) -> Option<String> {
    let seen = |sku: &String| {
        let mut all = state.wishes.iter().flat_map(|sought| &sought.seen);
        all.rfind(|seen| seen.sku == *sku)
    };
    let all_listed = state.shown.iter().all(|sku| state.listed.contains(sku));
    let before_them = if all_listed { &state.listed } else { &state.shown };
    let mut matching = before_them.iter().filter_map(seen).filter(|seen| seen.is_like(wish));
    match (matching.next(), matching.next()) {
        (Some(one), None) => Some(one.sku.clone()),
        _ => None,
    }
}

impl Seen {
    /// Whether it has the colours and names of a wish that says nothing else but perhaps its kind.
    fn is_like(&self, wish: &Wish) -> bool {
        let otherwise = Wish {
            families: Vec::new(),
            subtypes: Vec::new(),
            colours: Vec::new(),
            materials: Vec::new(),
            words: Vec::new(),
            pieces: None,
            ..wish.clone()
        };
        let mut traits = [&wish.colours, &wish.materials, &wish.subtypes, &wish.words]
            .into_iter()
            .flatten()
            .peekable();
        let says = traits.peek().is_some();
        let has = |it: &String| self.colours.contains(it) || self.names.contains(it);
        says && otherwise.is_empty() && traits.all(has)
    }
}

/// A bare small number after a list of several is a place in it, as "2" after "which one?".
fn place_in_the_list(state: &State, said: &mut Understanding) {
    if state.shown.len() > 1 {
        place_of_a_bare_number(state.listed.len(), said);
    }
}

fn place_of_a_bare_number(length: usize, said: &mut Understanding) {
    let within =
        |place: &u32| usize::try_from(*place).is_ok_and(|place| (1..=length).contains(&place));
    if let Some(place) = said.quantity.filter(|place| is_bare(said) && within(place)) {
        said.quantity = None;
        said.reference = Some(Reference::Ordinal(place));
    }
}

/// "A cheaper one", said of one product, is none of those that were shown.
fn beyond_the_only_one(state: &State, said: &mut Understanding) {
    let beyond = match said.reference {
        Some(Reference::Cheapest) => Some(Change::Cheaper),
        Some(Reference::Dearest) => Some(Change::Dearer),
        Some(Reference::Smallest) => Some(Change::Smaller),
        Some(Reference::Largest) => Some(Change::Larger),
        Some(Reference::Last | Reference::Ordinal(_) | Reference::End) | None => None,
    };
    let only_one = said.wishes.is_empty() && meant(state, said).len() == 1;
    if let Some(change) = beyond.filter(|_| only_one && !begins_at_an_end(state)) {
        (said.reference, said.change) = (None, Some(change));
    }
}

/// "I'll take it" takes what is named or pointed at, else what was calculated or shown last.
fn what_is_taken(state: &State, said: &mut Understanding) {
    let quoted = said.has(&Intent::AskQuotation);
    let orders = said.has(&Intent::Order) || said.has(&Intent::PlaceOrder) || quoted;
    if !orders || !said.changes.is_empty() || said.wishes.iter().any(|it| !it.families.is_empty()) {
        return;
    }
    let mut codes: Vec<CodeMention> = said.codes.iter().filter(|it| it.explicit).cloned().collect();
    if codes.is_empty() {
        // `LP 8` looks like no code and may be one, if pieces stand with it.
        let counted = said.codes.iter().filter(|it| it.quantity.is_some());
        codes.extend(counted.max_by_key(|it| it.key.chars().count()).cloned());
    }
    if !codes.is_empty() {
        let lines = codes.into_iter().map(|code| {
            let quantity = code.quantity.or(said.quantity);
            taken(Target::Code(code), quantity)
        });
        said.changes = lines.collect();
    } else if let Some(reference) = said.reference {
        let quantity = said.quantity.take();
        said.changes.push(taken(Target::Shown(reference), quantity));
    } else if said.has(&Intent::Order) || state.cart.is_empty() && something_is_meant(state, said) {
        let quantity = said.quantity.take();
        said.changes.push(taken(Target::Meant, quantity));
    }
}

/// Whether there is something that a quotation or an order without a name can be about.
fn something_is_meant(state: &State, said: &Understanding) -> bool {
    !state.proposed.is_empty()
        || state.plans.len() == 1
        || state.shown.len() == 1
            && (said.quantity.is_some() || wanted_of(state, &state.shown).is_some())
}

fn take(said: &mut Understanding, target: Target, quantity: Option<u32>) {
    if let Target::Code(code) = &target
        && !said.codes.contains(code)
    {
        said.codes.push(code.clone());
    }
    said.intents.retain(|intent| *intent != Intent::Agree);
    said.changes.push(taken(target, quantity));
}

fn taken(target: Target, quantity: Option<u32>) -> LineChange {
    LineChange { how: How::Take, target, quantity, was: None }
}

fn code(sku: &str) -> Target {
    let key = sku::key(sku);
    Target::Code(CodeMention { text: sku.to_owned(), key, quantity: None, explicit: true })
}

fn replace(said: &mut Understanding, old: &Intent, new: Intent) {
    said.intents.retain(|intent| intent != old);
    said.intents.push(new);
}

/// Whether a message is nothing but a number, perhaps with a courtesy.
fn is_bare(said: &Understanding) -> bool {
    let courtesy = |intent: &Intent| {
        matches!(
            intent,
            Intent::Agree
                | Intent::Decline
                | Intent::Thank
                | Intent::Order
                | Intent::Greet { .. }
                | Intent::FindProducts
        )
    };
    let empty = |wish: &Wish| Wish { pieces: None, ..wish.clone() }.is_empty();
    said.intents.iter().all(courtesy)
        && said.wishes.iter().all(empty)
        && said.codes.iter().all(|code| !code.explicit)
        && said.changes.is_empty()
        && said.reference.is_none()
        && said.change.is_none()
        && said.headcounts.is_empty()
}

/// Whether a message asks something about products, so that what it points at is no choice.
fn asks(said: &Understanding) -> bool {
    said.change.is_some()
        || said.intents.iter().any(|intent| {
            matches!(
                intent,
                Intent::AskPrice
                    | Intent::AskStock
                    | Intent::AskPicture
                    | Intent::AskMore
                    | Intent::AskProperty { .. }
                    | Intent::Compare
                    | Intent::AskAdvice
                    | Intent::AskInCurrency { .. }
                    | Intent::AskDiscount
            )
        })
}
