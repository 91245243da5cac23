//! Writing down what is said in a voice note.
//!
//! A vendor's file translates; it never decides what a note means. The sound goes to the one vendor
//! that is configured for it and to nobody else, and the words are a customer's: they stand in no
//! error and no log line.

mod container;

pub mod openai;

use std::time::Duration;

use async_trait::async_trait;

use crate::error::ProviderError;
use crate::model::CallRecord;

pub use container::Container;

/// What calls of a transcriber are named in the journal.
pub const ROLE: &str = "transcribe";

/// A voice note whose kind is known.
#[derive(Clone, PartialEq, Eq)]
pub struct Recording {
    sound: Vec<u8>,
    container: Container,
}

impl Recording {
    /// Takes a file for what its first bytes say it is; `None` if that is no sound we know.
    pub fn of(sound: Vec<u8>) -> Option<Self> {
        let container = Container::of(&sound)?;
        Some(Self { sound, container })
    }
}

impl std::fmt::Debug for Recording {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recording")
            .field("bytes", &self.sound.len())
            .field("container", &self.container)
            .finish()
    }
}

/// Someone who hears voice notes.
#[async_trait]
pub trait Transcriber: Send + Sync + std::fmt::Debug {
    /// Writes down what is said, in the language it is said in, `within` that time.
    async fn transcribe(&self, recording: &Recording, within: Duration) -> Transcription;
}

/// What came of a voice note, and what was paid for it.
#[derive(Debug)]
pub struct Transcription {
    /// The words without blanks around them, perhaps none; or why there are none:
    /// [`ProviderError::Unavailable`] when it may work later, [`ProviderError::Refused`] when not.
    pub result: Result<String, ProviderError>,
    /// The call, with [`ROLE`], whether or not it was of use.
    pub call: CallRecord,
}
