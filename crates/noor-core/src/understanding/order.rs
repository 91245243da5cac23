//! What somebody points at, and what is to happen with their order.

use serde::{Deserialize, Serialize};

use super::wish::Wish;

/// A stretch of text that could be an article code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeMention {
    /// As the customer wrote it.
    pub text: String,
    /// Its lookup key (see [`crate::sku::key`]).
    pub key: String,
    /// Pieces wanted of it.
    pub quantity: Option<u32>,
    /// Whether it is written like a code (letters with digits, or a long number after "code"/"SKU"),
    /// so that not finding it is worth telling the customer.
    pub explicit: bool,
    /// Which code of the batch it is a reading of, counted from 1 in the order of the text: of the
    /// readings of one spot at most one is meant. Zero where it stands in no text.
    #[serde(default)]
    pub spot: u32,
}

impl CodeMention {
    /// Whether it is written elsewhere in the batch than `other`, so that both may be meant: "2 KX 210
    /// and 3 KX 210 black".
    pub fn stands_apart_from(&self, other: &Self) -> bool {
        self.explicit && self.spot > 0 && other.spot > 0 && self.spot != other.spot
    }
}

/// What a customer points at in what Noor last showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "at", rename_all = "snake_case")]
pub enum Reference {
    /// "it", "this one", "of those": whatever was shown last.
    Last,
    /// "the second one": a place in the last list, counted from 1.
    Ordinal(u32),
    /// "the last one" of the list.
    End,
    /// "the cheaper one", "أرخص واحد": the cheapest of the list.
    Cheapest,
    /// "the most expensive one": the dearest of the list.
    Dearest,
    /// "The smallest one": the least wide of the list.
    Smallest,
    /// "The longest of them": the widest of the list.
    Largest,
}

/// A change of the order that the customer asks for: one line of it, in the order of the text.
///
/// What comes in by its kind (all but [`How::Remove`] and what a swap takes out) stands among the
/// wishes as well, so that it can be looked for where nothing shown or ordered is meant by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineChange {
    /// What is to be done.
    pub how: How,
    /// With what.
    pub target: Target,
    /// Pieces, where a number was said.
    pub quantity: Option<u32>,
    /// Pieces there were before, where the correction names them: "12, not *10*".
    #[serde(default)]
    pub was: Option<u32>,
}

/// What is to be done with a line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// "I'll take 5 of it", "5 x CH 190": the line has that many, whatever it had before.
    Take,
    /// "Make it 12", "12 not 10": an order that stands is corrected.
    Set,
    /// "2 more": so many on top.
    Add,
    /// "Without the desk", "3 less": the line goes, or loses so many.
    Remove,
    /// "The grey ones instead of the black": the target takes the place of another.
    Swap {
        /// What goes out.
        out: Target,
        /// How many of it, where not all of it goes.
        #[serde(default)]
        pieces: Option<u32>,
    },
}

/// What a change of the order is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// An article code as written. With a colour behind it a longer mention stands among the codes of
    /// the message, which the catalogue may know rather.
    Code(CodeMention),
    /// A kind of thing, as somebody names a line of an order: "the chairs", "the black one".
    Kind(Box<Wish>),
    /// Something that was shown.
    Shown(Reference),
    /// Whatever is meant: what was shown or calculated last, or the only line there is. An "it" that
    /// is removed or corrected is meant so, one that is taken or added is [`Target::Shown`].
    Meant,
    /// Each of what was shown, or of the order: "2 of each".
    Each,
    /// All of it.
    Everything,
}
