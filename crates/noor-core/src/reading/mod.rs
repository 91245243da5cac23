//! Reading a batch of messages without any model: language, intents, wish, codes, numbers.
//!
//! The reading is a pure function of the messages and the vocabulary, and linear in their length.
//! It says itself whether it understood everything ([`Understanding::complete`]); it never looks
//! at the catalogue (whoever calls says which codes that has), the state of the conversation or the
//! time.

mod arabizi;
mod bare;
mod batch;
mod budgets;
mod changes;
mod claims;
mod codes;
mod corrected;
pub mod cues;
pub mod details;
mod found;
mod headcounts;
mod language;
mod leftovers;
mod naming;
mod options;
mod parts;
mod people;
mod pieces;
mod pointing;
mod precedence;
mod properties;
mod refusal;
mod said;
mod search;
mod seen;
mod sentences;
mod spelling;
pub mod tags;
mod things;
mod topics;
mod vocabulary;
mod wanted;
mod wish;

use crate::language::Language;
use crate::numbers::figures;
use crate::understanding::{Detail, Reference, Understanding};
use crate::words::{Kind, Word};

pub use codes::shop::{ShopCode, possible as possible_codes};
use found::Found;
use language::Spoken;
use leftovers::{is_complete, note_names};
pub use naming::Naming;
use parts::{Part, Whole};
use pointing::reference;
use seen::Seen;
pub use vocabulary::Vocabulary;
use wanted::wanted;

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
    let mut whole = Whole::new(before.language);
    for (number, message) in messages.iter().enumerate() {
        let earlier = messages.get(..number).unwrap_or_default();
        let again = earlier.iter().any(|earlier| earlier.trim() == message.trim());
        if !again {
            whole.add(read_one(message, before, vocabulary));
        }
    }
    whole.understanding()
}

/// Reads one message: what it is made of, what is found in it, what is wanted with that, and whether
/// anything was left over.
fn read_one(message: &str, before: Before<'_>, vocabulary: &Vocabulary) -> Part {
    let seen = Seen::of(message, before, vocabulary);
    let mut found = Found::of(&seen);
    let (intents, search) = wanted(&seen, &mut found);
    let spoken = seen.spoken();
    let complete = is_complete(&seen, &found, &intents, &search);
    note_names(&seen, &mut found, &intents, &search, spoken != Spoken::Other);
    Part::of(seen, found, intents, spoken, complete)
}

/// The words of a text that no phrase of the vocabulary takes in: names of products, if anything.
/// First those that stay unknown when misspelled words are put right, then, apart, those that could be
/// names as they are written: what was put right, and Arabic words that are only known without what may
/// be a particle («كالاكس» is no «ك» before «ال»).
pub fn unknown_words(text: &str, vocabulary: &Vocabulary) -> (Vec<String>, Vec<String>) {
    let words = vocabulary.words(text);
    let mut written = unknown(&vocabulary.tag_words(words.clone()));
    let arabic = words.iter().filter(|word| word.kind == Kind::Arabic);
    // The article is never part of a name here; «كال» may be.
    let article =
        |word: &Word| ["ال", "لل", "وال", "ولل", "هال"].iter().any(|it| word.text.starts_with(it));
    let as_written = arabic.filter(|word| word.stem != word.text && !article(word));
    written.extend(as_written.map(|word| word.text.clone()));
    let meant = unknown(&vocabulary.tag_words(vocabulary.put_right(text, words)));
    let put_right = written.into_iter().filter(|word| !meant.contains(word)).collect();
    (meant, put_right)
}

/// The words of a text that say what it is about, put right: no greetings, fillers, chatter or signs.
pub fn telling_words(text: &str, vocabulary: &Vocabulary) -> Vec<String> {
    let words = vocabulary.words(text);
    let text = vocabulary.tag_words(vocabulary.put_right(text, words));
    let idle = topics::idle_words(&text);
    let chats = |at: usize| {
        let mut items = text.items.iter().filter(|it| (it.at..it.at + it.length).contains(&at));
        items.any(|item| item.cues().any(|cue| cue == cues::Cue::Chatter))
    };
    let says = |at: &usize| !idle.get(*at).copied().unwrap_or(true) && !chats(*at);
    let word = |at: usize| text.words.get(at).map(|word| word.text.clone());
    (0..text.words.len()).filter(says).filter_map(word).collect()
}

fn unknown(text: &tags::Tagged<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let unknown = text.items.iter().filter(|item| item.meanings.is_empty());
    for word in unknown.filter_map(|item| text.first_word(item)) {
        let letters = matches!(word.kind, Kind::Latin | Kind::Arabic);
        if letters && !names.contains(&word.text) {
            names.push(word.text.clone());
        }
    }
    names
}

/// What a few words point at ("the second one"), read by themselves.
pub(crate) fn reference_in(words: &str, vocabulary: &Vocabulary) -> Option<Reference> {
    let text = vocabulary.tag_words(vocabulary.put_right(words, vocabulary.words(words)));
    reference(&text, &figures(&text), false)
}

#[cfg(test)]
pub(crate) mod tests;
