//! One sentence about what has just been done, on the next page.

use anyhow::Context as _;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;

const FLASH: &str = "flash";

/// What is said on the next page.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Flash {
    /// Whether something did not work.
    pub(super) is_bad: bool,
    /// Its name in labels.
    pub(super) label: String,
    /// What stands for `{name}` in the words.
    pub(super) name: String,
}

/// Leaves a sentence for the next page.
///
/// # Errors
///
/// When the database is away.
pub(super) async fn leave(session: &Session, flash: Flash) -> anyhow::Result<()> {
    session.insert(FLASH, flash).await.context("leave a message")
}

/// Takes the sentence that was left, if there is one.
///
/// # Errors
///
/// When the database is away.
pub(super) async fn take(session: &Session) -> anyhow::Result<Option<Flash>> {
    if session.get_value(FLASH).await.context("read a message")?.is_none() {
        return Ok(None);
    }
    session.remove(FLASH).await.context("read a message")
}
