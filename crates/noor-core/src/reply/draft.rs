//! A draft: words with slots in them.

use serde::{Deserialize, Serialize};

use super::evidence::{Evidence, Slot};
use super::figures::Voice;
use super::wording::Wording;

/// Words and slots in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Part {
    Words(String),
    Slot(Slot),
}

/// A draft names a value that nobody looked up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{{{0}}}` is no slot of this turn")]
pub struct UnknownSlot(pub String);

impl Draft {
    /// Reads a draft's text. Slots stand in braces: `The *{name:p1}* is {price:p1}.`
    ///
    /// # Errors
    ///
    /// [`UnknownSlot`] for the first brace that names nothing in `evidence`.
    pub fn parse(text: &str, evidence: &Evidence) -> Result<Self, UnknownSlot> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((words, after)) = rest.split_once('{') {
            let (name, after) = after
                .split_once('}')
                .ok_or_else(|| UnknownSlot(after.chars().take(40).collect()))?;
            let slot = evidence.slot(name.trim()).ok_or_else(|| UnknownSlot(name.to_owned()))?;
            if !words.is_empty() {
                parts.push(Part::Words(words.to_owned()));
            }
            parts.push(Part::Slot(slot));
            rest = after;
        }
        if rest.contains('}') {
            return Err(UnknownSlot("}".to_owned()));
        }
        if !rest.is_empty() {
            parts.push(Part::Words(rest.to_owned()));
        }
        Ok(Self { parts })
    }

    /// Words and slots in order.
    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The words alone, a blank where each slot was.
    pub fn words(&self) -> String {
        let words = self.parts.iter().map(|part| match part {
            Part::Words(words) => words.as_str(),
            Part::Slot(_) => " ",
        });
        words.collect()
    }

    /// The slots in order.
    pub fn slots(&self) -> impl Iterator<Item = Slot> + '_ {
        self.parts.iter().filter_map(|part| match part {
            Part::Slot(slot) => Some(*slot),
            Part::Words(_) => None,
        })
    }

    /// The finished text. The only renderer there is.
    pub fn render(&self, evidence: &Evidence, voice: Voice, wording: &Wording) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Words(words) => text.push_str(words),
                Part::Slot(slot) => text.push_str(&evidence.render(*slot, voice, wording)),
            }
        }
        text.trim().to_owned()
    }
}
