//! What a batch of messages means, as a closed type that both the rules and a model fill.

mod budget;
mod intent;
mod order;
mod person;
mod wish;

use serde::{Deserialize, Serialize};

use crate::language::Language;
pub use budget::{Budget, Headcount};
pub use intent::{Intent, Property};
pub use order::{CodeMention, How, LineChange, Reference, Target};
pub use person::{Buyer, Detail, Details};
pub use wish::{Change, Extreme, Guess, Range, Sense, SizeWish, Wish};

/// The reading of one batch of messages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Understanding {
    /// The language to answer in: that of the last message with words in it.
    pub language: Language,
    /// Whether the customer wrote in a language Noor serves; if not, the answer says which are.
    pub language_served: bool,
    /// What the customer wants, in the order of their text, without repeats.
    pub intents: Vec<Intent>,
    /// The kinds of product they look for, one entry for each kind of thing, in the order of the
    /// text ("a black chair and a white desk"); empty if they named no trait of any.
    pub wishes: Vec<Wish>,
    /// Article codes they may have meant; only the catalogue can tell whether they exist.
    pub codes: Vec<CodeMention>,
    /// How many pieces, where no code stands beside the number; of the only wish, if there is one.
    /// With several wishes each has [`Wish::pieces`] of its own.
    pub quantity: Option<u32>,
    /// What "those", "the second one" points at.
    pub reference: Option<Reference>,
    /// "Cheaper", "a bit wider": how the next list should differ from the one shown last.
    pub change: Option<Change>,
    /// Numbers that say nothing about themselves and were taken for what is likeliest beside their
    /// thing ("desk 1200"); the answer says so.
    #[serde(default)]
    pub guesses: Vec<Guess>,
    /// How many products they want to see at the most, where they said so.
    #[serde(default)]
    pub at_most: Option<u32>,
    /// What is to happen with the order, in the order of the text.
    #[serde(default)]
    pub changes: Vec<LineChange>,
    /// What they told about themselves.
    #[serde(default)]
    pub details: Details,
    /// What they can spend, where they said so.
    #[serde(default)]
    pub budget: Budget,
    /// Whom a whole place is to be furnished for, one entry for each kind of people.
    #[serde(default)]
    pub headcounts: Vec<Headcount>,
    /// Whether the rules read every word that matters. If not, a model is asked to look as well.
    pub complete: bool,
}

impl Understanding {
    /// Nothing understood yet, in `language`.
    pub fn empty(language: Language) -> Self {
        Self {
            language,
            language_served: true,
            intents: Vec::new(),
            wishes: Vec::new(),
            codes: Vec::new(),
            quantity: None,
            reference: None,
            change: None,
            guesses: Vec::new(),
            at_most: None,
            changes: Vec::new(),
            details: Details::default(),
            budget: Budget::default(),
            headcounts: Vec::new(),
            complete: false,
        }
    }

    /// Whether `intent` was read.
    pub fn has(&self, intent: &Intent) -> bool {
        self.intents.contains(intent)
    }
}
