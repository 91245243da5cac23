//! What the messages of a batch say together: later ones add to earlier ones and overrule them.

use super::batch::add_later;
use super::found::Found;
use super::language::Spoken;
use super::precedence::is_no_customer;
use super::seen::Seen;
use super::wish::Sought;
use crate::language::Language;
use crate::understanding::{
    Budget, Change, CodeMention, Details, Headcount, How, Intent, LineChange, Reference, Target,
    Understanding,
};

/// The reading of one message.
pub(super) struct Part {
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

impl Part {
    /// What a message says. `complete` tells whether everything in it was understood.
    pub(super) fn of(
        seen: Seen<'_>,
        found: Found,
        intents: Vec<Intent>,
        spoken: Spoken,
        complete: bool,
    ) -> Self {
        let buys_nothing = intents.iter().any(is_no_customer);
        let part = Self {
            spoken,
            intents,
            sought: found.wished.sought,
            corrects: found.wished.corrects,
            codes: in_language(seen.codes.mentions, spoken),
            quantity: found.pieces,
            reference: found.reference,
            change: found.change,
            at_most: found.at_most,
            changes: found.changes.lines,
            budget: found.budget,
            headcounts: found.people,
            details: seen.told.details,
            complete: complete && spoken != Spoken::Other,
        };
        if buys_nothing { part.of_no_customer() } else { part }
    }

    /// What a supplier or courier names is nothing to look up.
    fn of_no_customer(self) -> Self {
        Self {
            sought: Vec::new(),
            codes: Vec::new(),
            changes: Vec::new(),
            quantity: None,
            complete: self.spoken != Spoken::Other,
            ..self
        }
    }
}

/// Codes as far as they are sure in a language: "de 140" may be a size in one that Noor does not
/// read, and counts only if the catalogue has it.
fn in_language(mut codes: Vec<CodeMention>, spoken: Spoken) -> Vec<CodeMention> {
    for code in codes.iter_mut().filter(|_| spoken == Spoken::Other) {
        code.explicit &= !code.text.contains(char::is_whitespace);
    }
    codes
}

/// What the messages read so far say together.
pub(super) struct Whole {
    said: Understanding,
    sought: Vec<Sought>,
    complete: bool,
}

impl Whole {
    /// Nothing said yet, in a conversation that was in `language`.
    pub(super) fn new(language: Language) -> Self {
        Self { said: Understanding::empty(language), sought: Vec::new(), complete: true }
    }

    /// Adds what a later message says.
    pub(super) fn add(&mut self, part: Part) {
        let said = &mut self.said;
        match part.spoken {
            Spoken::Served(language) => (said.language, said.language_served) = (language, true),
            Spoken::Other => (said.language, said.language_served) = (Language::English, false),
            Spoken::Unclear => {}
        }
        self.complete &= part.complete;
        for intent in part.intents {
            if !said.has(&intent) {
                said.intents.push(intent);
            }
        }
        add_later(&mut self.sought, part.sought, part.corrects);
        let corrected = match said.changes.as_mut_slice() {
            // "5 x CH 190", "sorry", "8".
            [line] if part.codes.is_empty() && part.changes.is_empty() => {
                line.quantity.is_some().then_some(&mut line.quantity).zip(part.quantity)
            }
            _ => None,
        };
        if let Some((known, pieces)) = corrected {
            *known = Some(pieces);
        } else {
            said.quantity = part.quantity.or(said.quantity);
        }
        let read = said.codes.iter().map(|code| code.spot).max().unwrap_or(0);
        said.codes.extend(part.codes.into_iter().map(|code| after(read, code)));
        said.reference = part.reference.or(said.reference);
        said.change = part.change.or(said.change);
        said.at_most = part.at_most.or(said.at_most);
        said.changes.extend(part.changes.into_iter().map(|change| change_after(read, change)));
        said.budget = said.budget.with(part.budget);
        for later in part.headcounts {
            match said.headcounts.iter_mut().find(|known| known.role == later.role) {
                Some(known) => known.people = later.people,
                None => said.headcounts.push(later),
            }
        }
        said.details = said.details.with(&part.details);
    }

    /// What they say together. Messages that say nothing at all are not understood.
    pub(super) fn understanding(self) -> Understanding {
        let Self { said: mut whole, sought, complete } = self;
        settle(&mut whole, sought);
        whole.complete = complete && says_something(&whole);
        whole
    }
}

/// A code of a later message, behind the `read` ones of those before it.
fn after(read: u32, code: CodeMention) -> CodeMention {
    CodeMention { spot: code.spot.saturating_add(read), ..code }
}

fn change_after(read: u32, mut change: LineChange) -> LineChange {
    let behind = |target: &mut Target| {
        if let Target::Code(code) = target {
            code.spot = code.spot.saturating_add(read);
        }
    };
    behind(&mut change.target);
    if let How::Swap { out, .. } = &mut change.how {
        behind(out);
    }
    change
}

fn says_something(whole: &Understanding) -> bool {
    !whole.intents.is_empty()
        || !whole.wishes.is_empty()
        || !whole.codes.is_empty()
        || whole.quantity.is_some()
        || whole.reference.is_some()
        || whole.change.is_some()
        || !whole.changes.is_empty()
        || !whole.headcounts.is_empty()
        || !whole.details.is_empty()
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
