//! Limits that a vendor sets for a whole account, shared by all processes of a shop.

use std::time::Duration;

/// Why a call may not be made now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the account's limit of calls is used up for {wait:?}")]
pub struct Full {
    /// How long until a call may be made.
    pub wait: Duration,
}

/// Counts the calls of one account in a sliding window.
#[async_trait::async_trait]
pub trait Quota: Send + Sync + std::fmt::Debug {
    /// Books one call now.
    ///
    /// # Errors
    ///
    /// [`Full`] if the window has no room or the account is blocked: nothing was booked. Where the
    /// count itself cannot be reached, the call is allowed: the vendor's own limit still stands.
    async fn book(&self) -> Result<(), Full>;

    /// Nobody may call for `pause`: the vendor said so.
    async fn block(&self, pause: Duration);
}
