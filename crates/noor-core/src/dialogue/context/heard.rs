//! A batch of messages as it is heard.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::message::MessageKind;
use crate::reply::figures::Digits;
use crate::sku;
use crate::understanding::{CodeMention, Understanding};

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
    /// The articles that have most of its words, best first, in case it asks for nothing else.
    #[serde(default)]
    pub articles: Vec<String>,
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
        spot: 0,
    })
}
