//! What the shop says about itself: articles, and which of them a message asks for.
//!
//! An article is asked for by whole phrases, never by one word in a longer sentence: an "office
//! manager" does not ask where the office is. Where a message has none of the phrases and means
//! nothing else, the article is looked for that has most of its words. Answers are the shop's own;
//! nothing is added here.

mod index;
mod markdown;
mod topics;

use serde::Deserialize;

use crate::language::Language;
pub use index::{Index, Near};
pub use markdown::MarkdownError;
pub use topics::{Topic, Topics};

/// One article of the shop's knowledge, one file in `content/knowledge`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Article {
    /// Its name in code and journals.
    pub key: String,
    /// Its title, for people.
    pub title: Both,
    /// How customers ask for it; without any it is found by its words alone.
    #[serde(default)]
    pub ask: Asks,
    /// The answer, with `{{ shop.… }}` where the shop's facts go in. It asks nothing.
    pub answer: Both,
    /// The question that leads on from it; said only where it is the one question of the reply.
    pub next: Option<Both>,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// English.
    pub en: String,
    /// Arabic.
    pub ar: String,
}

/// Phrases that ask for an article. Up to two other words may stand between those of a phrase. A
/// phrase of one word asks only in a message that says little else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asks {
    /// In English.
    pub en: Vec<String>,
    /// In Arabic, in either script.
    pub ar: Vec<String>,
}

impl Both {
    /// The text in a language.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Arabic => &self.ar,
        }
    }
}

impl Article {
    /// Reads one file.
    ///
    /// # Errors
    ///
    /// A mistake in the shop's content; the error says where.
    pub fn from_toml(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}
