//! What a message means as the answer to what was asked last.

use rust_decimal::Decimal;

use super::asks;
use super::taken::{code, take, taken, wanted_of};
use crate::dialogue::answer::Ask;
use crate::dialogue::plan::pointed_by;
use crate::dialogue::sought::Seen;
use crate::dialogue::state::{Open, State};
use crate::sku;
use crate::understanding::{
    CodeMention, Headcount, How, Intent, Reference, Target, Understanding, Wish,
};

/// The role that people are taken for of whom nothing else is known.
const STAFF: &str = "staff";

/// A message as the answer to the open question, where it can be one.
pub(super) fn answer_to(state: &State, open: &Open, said: &mut Understanding) {
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
        Ask::Plan => {
            amount_for_all(said);
            place_of_a_bare_number(state.plans.len(), said);
        }
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
        Ask::Fit | Ask::SameOrder if agrees && said.changes.is_empty() && !asks(said) => {
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
        Ask::TakeOut => in_its_place(state, open, said),
        Ask::SameDetails(_) => {
            if said.has(&Intent::LikeLastTime) {
                replace(said, &Intent::LikeLastTime, Intent::Agree);
            }
            // "Yes, the same."
            if agrees && said.changes.is_empty() {
                said.reference = None;
            }
        }
        Ask::Variant => {
            let variants = state.quoted.as_ref().map_or(0, |quoted| quoted.variants);
            place_of_a_bare_number(variants, said);
        }
        Ask::Fit
        | Ask::Else
        | Ask::UseCase
        | Ask::Details(_)
        | Ask::SameOrder
        | Ask::Acceptance
        | Ask::NextContact
        | Ask::Words => {}
    }
}

/// One of what was shown instead of something that is not offered any more.
fn in_its_place(state: &State, open: &Open, said: &mut Understanding) {
    let listed = |code: &CodeMention| state.listed.iter().any(|it| sku::key(it) == code.key);
    // "Replace it with the second": what goes out is gone already.
    for change in &mut said.changes {
        if let How::Swap { pieces, .. } = change.how {
            (change.how, change.quantity) = (How::Take, change.quantity.or(pieces));
        }
    }
    match said.codes.iter().filter(|code| listed(code)).cloned().collect::<Vec<_>>().as_slice() {
        [code] if said.changes.is_empty() && !asks(said) => {
            take(said, Target::Code(code.clone()), code.quantity);
        }
        _ => choice(state, open, said),
    }
}

/// An amount alone, said of solutions for a whole place, is what may be spent on all of it.
fn amount_for_all(said: &mut Understanding) {
    let ([wish], None) = (said.wishes.as_slice(), said.budget.total) else { return };
    let otherwise = Wish { price_min: None, price_max: None, price_currency: None, ..wish.clone() };
    // About so much: in the middle.
    let about = || match (wish.price_min, wish.price_max) {
        (Some(min), Some(max)) => min.checked_add(max)?.checked_div(Decimal::TWO),
        (None, most) => most,
        (Some(_), None) => None,
    };
    let Some(amount) = said.budget.per_item.or_else(about).filter(|_| otherwise.is_empty()) else {
        return;
    };
    said.budget.currency = said.budget.currency.or(wish.price_currency);
    (said.budget.total, said.budget.per_item) = (Some(amount), None);
    said.wishes.clear();
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
    if !said.has(&Intent::FindProducts) {
        place_of_a_bare_number(state.listed.len(), said);
    }
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
        Target::Kind(_) | Target::Meant | Target::Each | Target::Everything => state.shown.clone(),
    }
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

/// A bare small number as a place in a list of `length`.
pub(super) fn place_of_a_bare_number(length: usize, said: &mut Understanding) {
    let within =
        |place: &u32| usize::try_from(*place).is_ok_and(|place| (1..=length).contains(&place));
    if let Some(place) = said.quantity.filter(|place| is_bare(said) && within(place)) {
        said.quantity = None;
        said.reference = Some(Reference::Ordinal(place));
    }
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
