//! Notes: what people should know of a chat, in a few sentences.

use serde::{Deserialize, Serialize};

/// A note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Our key, which stands in the title so that the note is found again: letters, digits and
    /// dashes, no longer than 40.
    pub key: String,
    /// Its title for people; cut where the CRM has no room.
    pub title: String,
    /// The text, plain, with line breaks. Never a whole transcript.
    pub text: String,
}

/// What a note belongs to, by its id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parent {
    /// A contact.
    Contact(String),
    /// A deal.
    Deal(String),
}

impl Parent {
    /// The id.
    pub fn id(&self) -> &str {
        match self {
            Self::Contact(id) | Self::Deal(id) => id,
        }
    }
}
