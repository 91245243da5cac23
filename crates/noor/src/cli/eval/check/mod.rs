//! What is expected of a conversation: one function a kind of expectation, in a file by subject.
//!
//! A kind reads its own keys and gives a test back. A test looks at a [`Scene`], which is the whole
//! conversation with those turns in focus that the expectation is about.

mod always;
mod amounts;
mod asks;
mod claims;
mod effects;
mod handoff;
mod likeness;
mod offers;
mod products;
mod scene;
mod sending;
mod state;
mod text;
mod tools;

#[cfg(test)]
pub(in crate::cli::eval) mod hand_made;

use serde_json::Value;

pub(super) use self::always::always;
pub(super) use self::scene::{Failure, Scene, Verdict};
use super::ground::Ground;
use super::scenario::{Bindings, Fields, Notes};
use super::seen::Turn;

/// Looks at a conversation and says what is wrong with it.
type Test = Box<dyn Fn(&Scene<'_>) -> Verdict + Send + Sync>;

/// A kind of expectation. `None` is a mistake, which the fields have noted.
struct Kind {
    name: &'static str,
    read: fn(&mut Own<'_, '_, '_>) -> Option<Test>,
}

/// The keys of one expectation, and which of them is its kind.
struct Own<'f, 'n, 'a> {
    kind: &'static str,
    fields: &'f mut Fields<'n, 'a>,
}

fn kinds() -> impl Iterator<Item = &'static Kind> {
    [
        text::KINDS,
        asks::KINDS,
        amounts::KINDS,
        products::KINDS,
        offers::KINDS,
        claims::KINDS,
        state::KINDS,
        handoff::KINDS,
        effects::KINDS,
        sending::KINDS,
        tools::KINDS,
    ]
    .into_iter()
    .flatten()
}

/// One expectation of a scenario.
pub(super) struct Expectation {
    /// As it is written, for reports.
    pub(super) written: String,
    wanted: Wanted,
}

/// What an expectation asks for.
enum Wanted {
    /// It is known.
    Test(Focused),
    /// It names what a list of the conversation shows, so it is read once that was had.
    OfList(OfList),
}

/// A test of one turn, or of all of them.
struct Focused {
    turn: Option<usize>,
    test: Test,
}

/// An expectation to be read when the lists are known.
struct OfList {
    at: String,
    value: Value,
    bindings: Bindings,
}

impl std::fmt::Debug for Expectation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Expectation").field(&self.written).finish()
    }
}

impl Expectation {
    /// Reads the expectation at `at`, of a scenario with so many turns.
    pub(super) fn read(
        at: String,
        value: Value,
        turns: usize,
        notes: &mut Notes<'_>,
    ) -> Option<Self> {
        let written = value.to_string();
        if !notes.bindings().names_list(&written) {
            let wanted = Wanted::Test(Focused::read(at, value, turns, notes)?);
            return Some(Self { written, wanted });
        }
        let sample = notes.bindings().with_sample();
        let mut tried = Notes::new(&sample);
        let read = Focused::read(at.clone(), value.clone(), turns, &mut tried);
        notes.take(tried.mistakes());
        read?;
        let bindings = notes.bindings().clone();
        Some(Self { written, wanted: Wanted::OfList(OfList { at, value, bindings }) })
    }

    /// What is wrong, if anything is.
    pub(super) fn check(&self, turns: &[Turn], ground: &Ground) -> Verdict {
        match &self.wanted {
            Wanted::Test(focused) => focused.check(turns, ground),
            Wanted::OfList(of_list) => of_list.check(turns, ground),
        }
    }
}

impl Focused {
    fn read(at: String, value: Value, turns: usize, notes: &mut Notes<'_>) -> Option<Self> {
        let mut fields = Fields::open(at, value, notes)?;
        let turn: Option<Option<usize>> = fields.optional("turn");
        if let Some(Some(turn)) = turn
            && turn >= turns
        {
            fields.mistake(&format!("`turn`: the last turn is {}", turns.saturating_sub(1)));
        }
        let test = if fields.has("any_of") {
            any_of(&mut fields, turns)
        } else {
            let Some(kind) = kind_of(&fields) else {
                let keys: Vec<String> = fields.keys().map(|key| format!("`{key}`")).collect();
                fields.mistake(&format!("no expectation of that kind: {}", keys.join(", ")));
                return None;
            };
            (kind.read)(&mut Own { kind: kind.name, fields: &mut fields })
        };
        fields.close();
        Some(Self { turn: turn?, test: test? })
    }

    fn check(&self, turns: &[Turn], ground: &Ground) -> Verdict {
        let focus = self.turn.map_or(0..turns.len(), |turn| turn..turn + 1);
        (self.test)(&Scene::of(turns, focus, ground))
    }
}

impl OfList {
    /// Reads it with what each turn named, and checks it. A place that no list has is a failure.
    fn check(&self, turns: &[Turn], ground: &Ground) -> Verdict {
        let bindings = self.bindings.with_lists(&offers::lists(turns, ground));
        let mut notes = Notes::new(&bindings);
        let read = Focused::read(self.at.clone(), self.value.clone(), turns.len(), &mut notes);
        match read {
            Some(focused) => focused.check(turns, ground),
            None => Err(Failure { at: None, why: notes.mistakes().join("; ") }),
        }
    }
}

/// The kind of an expectation. Several of its keys may be kinds: `tool` narrows another one down.
fn kind_of(fields: &Fields<'_, '_>) -> Option<&'static Kind> {
    kinds().find(|kind| fields.has(kind.name))
}

/// At least one of several expectations holds.
fn any_of(fields: &mut Fields<'_, '_>, turns: usize) -> Option<Test> {
    let items = fields.items("any_of");
    if items.is_empty() {
        fields.mistake(&"`any_of` has no expectations");
    }
    let mut nested = Vec::new();
    for (at, value) in items {
        nested.push(Focused::read(at, value, turns, fields.notes()));
    }
    let nested: Vec<Focused> = nested.into_iter().collect::<Option<_>>()?;
    Some(Box::new(move |scene| {
        let mut failures = Vec::new();
        for focused in &nested {
            let focus = focused.turn.map_or_else(|| scene.focus(), |turn| turn..turn + 1);
            match (focused.test)(&scene.refocused(focus)) {
                Ok(()) => return Ok(()),
                Err(failure) => failures.push(failure),
            }
        }
        let at = failures.first().and_then(|failure| failure.at);
        let why: Vec<String> = failures.into_iter().map(|failure| failure.why).collect();
        Err(Failure { at, why: format!("none of it holds: {}", why.join("; ")) })
    }))
}

impl<'a> Own<'_, '_, 'a> {
    /// The value under the kind's own key.
    fn value<T: serde::de::DeserializeOwned>(&mut self) -> Option<T> {
        self.fields.value(self.kind)
    }

    /// The text under it.
    fn text(&mut self) -> Option<String> {
        self.fields.text(self.kind)
    }

    /// The texts under it.
    fn texts(&mut self) -> Option<Vec<String>> {
        self.fields.texts(self.kind)
    }

    /// The object under it, read to its end by `read`.
    fn inner<T>(&mut self, read: impl FnOnce(&mut Fields<'_, 'a>) -> Option<T>) -> Option<T> {
        let mut inner = self.fields.inner(self.kind)?;
        let value = read(&mut inner);
        inner.close();
        value
    }
}
