//! Desks: how the shop's people are told, one by one, that a customer waits for them, and how what
//! they answer with a button comes back.
//!
//! A desk translates; it never decides whom to tell, never knows who belongs to the shop, and never
//! acts on a button.

pub mod telegram;

use async_trait::async_trait;
use secrecy::SecretString;
use url::Url;
use uuid::Uuid;

use crate::error::ProviderError;

/// A way to the shop's people.
#[async_trait]
pub trait Desk: Send + Sync + std::fmt::Debug {
    /// The vendor's name, as it stands in settings (`telegram`).
    fn name(&self) -> &'static str;

    /// Gives one person a note.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Unavailable`]: they did not get it, try again.
    /// [`ProviderError::Unconfirmed`]: they may have got it, and nobody can find out: a repeat may be
    /// a second note.
    /// [`ProviderError::Refused`]: they will not get it; [`Desk::is_gone`] says whether that is so
    /// because this person cannot be reached any more.
    async fn tell(&self, chat: Chat, note: &Note) -> Result<NoteId, ProviderError>;

    /// Makes a note that somebody has say something else. Safe to repeat.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Unavailable`] or [`ProviderError::Refused`].
    async fn amend(&self, chat: Chat, id: NoteId, note: &Note) -> Result<(), ProviderError>;

    /// Tells whoever pressed a button what came of it. Safe to repeat; a press of long ago needs no
    /// answer any more, and that is no failure.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Unavailable`] or [`ProviderError::Refused`].
    async fn acknowledge(&self, press: &str, words: &str) -> Result<(), ProviderError>;

    /// Has what people do delivered to `address` from now on, with `secret` beside it. Safe to
    /// repeat.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Unavailable`] or [`ProviderError::Refused`].
    async fn deliver_to(&self, address: &Url, secret: &SecretString) -> Result<(), ProviderError>;

    /// Who we are there, and whether what people do reaches us.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Unavailable`] or [`ProviderError::Refused`]: the token is not valid.
    async fn state(&self) -> Result<DeskState, ProviderError>;

    /// Whether an error of [`Desk::tell`] means that this person cannot be reached until they come
    /// back by themselves.
    fn is_gone(&self, error: &ProviderError) -> bool;
}

/// Where one person is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chat(pub i64);

impl std::fmt::Display for Chat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A note that somebody has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NoteId(pub i64);

/// What a person is to read, and what they can do about it.
///
/// A note that is longer than the desk takes loses its end, never its buttons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Note {
    /// The words, in order.
    pub words: Vec<Words>,
    /// Rows of buttons.
    pub buttons: Vec<Vec<Button>>,
}

impl Note {
    /// A note of plain words without buttons.
    pub fn plain(words: impl Into<String>) -> Self {
        Self { words: vec![Words::Plain(words.into())], buttons: Vec::new() }
    }
}

/// Words of one look. They may hold anything: what customers wrote is only ever shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// As they are.
    Plain(String),
    /// Bold.
    Bold(String),
    /// Set off from the rest, as what somebody else said.
    Quoted(String),
}

impl Words {
    /// The words without their look.
    pub fn text(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Bold(text) | Self::Quoted(text) => text,
        }
    }
}

/// A button under a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// What a press of it comes back as, in [`Heard::Pressed`].
    pub wants: (Verb, Uuid),
}

/// What a person can do with a request for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Take it: the conversation is theirs.
    Take,
    /// It is settled, and the conversation is Noor's again.
    Resolve,
    /// The conversation is Noor's again.
    HandBack,
}

/// What somebody did. Anybody may do any of it: who they are is the caller's to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// They opened the chat with us, perhaps with the code of an invitation.
    Started {
        /// Who.
        by: Somebody,
        /// The code.
        code: Option<String>,
    },
    /// They pressed a button.
    Pressed {
        /// Who.
        by: Somebody,
        /// The press, for [`Desk::acknowledge`].
        press: String,
        /// What for; `None` for a button that is not ours, or not any more.
        wanted: Option<(Verb, Uuid)>,
    },
    /// They want no more notes.
    Left(Somebody),
    /// They want notes again.
    Returned(Somebody),
}

/// Somebody who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Somebody {
    /// Their own id at the vendor's.
    pub id: i64,
    /// Where they are reached.
    pub chat: Chat,
}

/// A desk as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskState {
    /// Our name there.
    pub name: String,
    /// Where what people do is delivered to, without its secrets; `None`: nowhere.
    pub delivers_to: Option<String>,
    /// How many deliveries wait.
    pub waiting: u64,
    /// Why the last delivery failed, if one did.
    pub trouble: Option<String>,
}
