//! The bell: "look at this conversation at that time".
//!
//! A ring carries no work. Losing, doubling or delaying one loses nothing, since whoever hears it
//! asks PostgreSQL what is really due, and a sweeper rings again for what is overdue. Three
//! backends keep the same promise, and one suite of contract tests holds them to it.

mod in_process;
mod postgres;
mod queue;
mod redis;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use noor_core::ids::ConversationId;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

pub use in_process::InProcessBell;
pub use postgres::PostgresBell;
pub use redis::RedisBell;

/// One ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ring {
    /// The conversation to look at.
    pub conversation: ConversationId,
    /// Not before this time.
    pub at: DateTime<Utc>,
}

/// The bell's backend did not do what it was asked. Nothing is lost: the sweeper makes up for it.
#[derive(Debug, thiserror::Error)]
#[error("the bell ({backend}) is out of order")]
pub struct BellError {
    /// Which backend.
    pub backend: &'static str,
    /// What happened.
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// Rings and hears rings.
#[async_trait]
pub trait Bell: Send + Sync + std::fmt::Debug {
    /// The backend's name, as it stands in settings.
    fn name(&self) -> &'static str;

    /// Rings. A ring whose time has passed is heard at once.
    ///
    /// # Errors
    ///
    /// [`BellError`] when the backend cannot be reached.
    async fn ring(&self, rings: &[Ring]) -> Result<(), BellError>;

    /// Passes on each ring at its time, not earlier, until `stop`. Several processes may listen;
    /// one of them hears a ring.
    ///
    /// # Errors
    ///
    /// [`BellError`] when the backend is lost; listen again after a pause.
    async fn listen(
        &self,
        heard: mpsc::Sender<ConversationId>,
        stop: CancellationToken,
    ) -> Result<(), BellError>;
}
