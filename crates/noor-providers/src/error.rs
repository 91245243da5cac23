//! Failures of outside services, sorted by what the caller can do next.

use std::time::Duration;

/// The cause of a failure, kept for the log.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why an outside service did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// Nothing was done: try later, not before `retry_after`.
    #[error("{service} is unavailable")]
    Unavailable {
        /// The service, as people know it.
        service: &'static str,
        /// How long it asked us to wait.
        retry_after: Option<Duration>,
        /// What happened.
        source: BoxError,
    },
    /// It may have been done: ask before trying again.
    #[error("{service} did not confirm")]
    Unconfirmed {
        /// The service, as people know it.
        service: &'static str,
        /// What happened.
        source: BoxError,
    },
    /// It will never work as asked: tell a person.
    #[error("{service} refused ({code}): {reason}")]
    Refused {
        /// The service, as people know it.
        service: &'static str,
        /// The service's own code, lower case without underscores; empty if it gave none.
        code: String,
        /// What it said, or what we made of it.
        reason: String,
    },
}
