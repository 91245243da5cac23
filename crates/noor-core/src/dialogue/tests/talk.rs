//! A conversation with the little shop, and tables of such.

use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, TimeDelta, Utc};

use super::line::line;
use super::shop::{self, Books};
use crate::dialogue::answer::Answer;
use crate::dialogue::conclude::conclude;
use crate::dialogue::context::{Heard, in_context, nothing_but_a_code, stale};
use crate::dialogue::plan::plan;
use crate::dialogue::policy::{Mode, Policy};
use crate::dialogue::reason::Reason;
use crate::dialogue::state::{Event, State};
use crate::language::Language;
use crate::message::MessageKind;
use crate::normalise::{fold, tokens};
use crate::reading::{Before, possible_codes, read};

/// A conversation. Every message comes a minute after the one before it.
#[derive(Debug, Clone)]
pub(super) struct Talk {
    pub(super) state: State,
    pub(super) policy: Policy,
    pub(super) language: Language,
    pub(super) books: Books,
    now: DateTime<Utc>,
}

impl Talk {
    /// Nothing was said yet.
    pub(super) fn new() -> Self {
        Self {
            state: State::default(),
            policy: shop::policy(),
            language: Language::English,
            books: Books::default(),
            now: DateTime::default(),
        }
    }

    /// Both know who they talk to, what the shop is worth was said, and this was said since.
    pub(super) fn after(messages: &[&str]) -> Self {
        let state = State { introduced: true, valued: true, ..State::default() };
        let mut talk = Self { state, ..Self::new() };
        for message in messages {
            talk.hears(message);
        }
        talk
    }

    /// What a trigger does in this shop.
    pub(super) fn set(mut self, reason: Reason, mode: Mode) -> Self {
        self.policy.handoff.insert(reason, mode);
        self
    }

    /// Time goes by.
    pub(super) fn waits(&mut self, time: TimeDelta) {
        self.now += time;
    }

    /// A batch of messages, one a line, and the answer to it.
    pub(super) fn hears(&mut self, batch: &str) -> Answer {
        self.waits(TimeDelta::minutes(1));
        let heard = self.heard(batch);
        self.answers(heard)
    }

    /// Something came that has no words.
    pub(super) fn sees(&mut self, kind: MessageKind) -> Answer {
        self.waits(TimeDelta::minutes(1));
        let heard = Heard { unreadable: vec![kind], has_words: false, ..self.heard("") };
        self.answers(heard)
    }

    fn heard(&self, batch: &str) -> Heard {
        let messages: Vec<&str> = batch.lines().filter(|it| !it.trim().is_empty()).collect();
        let asked = self.state.asked(&self.policy, self.now);
        let codes = shop::codes_of(&possible_codes(&messages, &shop::VOCABULARY));
        let before = Before { language: self.language, asked: &asked, codes: &codes };
        Heard {
            understanding: read(&messages, before, &shop::VOCABULARY),
            unreadable: Vec::new(),
            has_words: batch.chars().any(char::is_alphanumeric),
            perhaps_code: messages.last().and_then(|text| nothing_but_a_code(text)),
            digits: None,
            now: self.now,
            words: fingerprint(batch),
            tokens: tokens(batch),
            articles: Vec::new(),
            with_file: false,
        }
    }

    fn answers(&mut self, heard: Heard) -> Answer {
        if stale(&self.state, heard.now) {
            self.state = std::mem::take(&mut self.state).after(&Event::CameBack);
        }
        let heard = in_context(&self.state, heard, &self.policy);
        let findings = self.books.look_up(&plan(&self.state, &heard, &self.policy));
        let answer = conclude(&self.state, &heard, &findings, &self.policy);
        if let Some(step) = &answer.quote {
            self.books.does(step, self.now);
        }
        self.state = answer.events.iter().fold(self.state.clone(), State::after);
        self.language = heard.understanding.language;
        answer
    }

    /// The stage of the sale.
    pub(super) fn stage(&self) -> &'static str {
        self.state.stage(&self.policy).word()
    }

    /// The order, as `3 of DK 120, 2 of PD 35`.
    pub(super) fn cart(&self) -> String {
        let lines = self.state.cart.lines().iter();
        let lines: Vec<String> =
            lines.map(|line| format!("{} of {}", line.quantity, line.sku)).collect();
        lines.join(", ")
    }
}

fn fingerprint(batch: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    fold(batch).split_whitespace().for_each(|word| word.hash(&mut hasher));
    hasher.finish()
}

/// Compares the answer to each message, said after the same messages before it, with its line; shows
/// all that differ at once.
pub(super) fn each(before: &[&str], table: &[(&str, &str)]) {
    each_in(&Talk::after(before), table);
}

/// The same, going on from a conversation.
pub(super) fn each_in(talk: &Talk, table: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (message, expected) in table {
        compare(&mut talk.clone(), message, expected, &mut wrong);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// Compares the answers to a conversation, message by message, with their lines.
pub(super) fn whole(table: &[(&str, &str)]) {
    whole_in(&mut Talk::after(&[]), table);
}

/// The same, going on from a conversation.
pub(super) fn whole_in(talk: &mut Talk, table: &[(&str, &str)]) {
    let mut wrong = String::new();
    for (message, expected) in table {
        compare(talk, message, expected, &mut wrong);
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn compare(talk: &mut Talk, message: &str, expected: &str, wrong: &mut String) {
    let before = talk.state.clone();
    let found = line(&talk.hears(message), &before);
    if found != expected {
        writeln!(wrong, "{message:?}\n  expected {expected}\n  found    {found}").unwrap();
    }
}
