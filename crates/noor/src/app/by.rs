//! Who does something about a conversation, whatever they do it with.

use noor_store::handoffs::Name;
use uuid::Uuid;

/// One of the shop's people, or the shop itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// Somebody in the panel.
    User {
        /// Their account.
        id: Uuid,
        /// What people call them.
        name: String,
    },
    /// Somebody with the bot.
    Telegram {
        /// Their own id there.
        id: i64,
        /// What people call them.
        name: String,
    },
    /// Noor itself, by a rule of the shop's.
    System,
}

impl By {
    /// As the store writes it down.
    pub(crate) fn name(&self) -> Name {
        let (code, name) = match self {
            Self::User { id, name } => (format!("user:{id}"), name.as_str()),
            Self::Telegram { id, name } => (noor_store::people::code(*id), name.as_str()),
            Self::System => ("system".to_owned(), "Noor"),
        };
        Name { code, name: name.to_owned() }
    }
}
