//! How many calls an account may still make: a sliding window over all processes of a shop.
//!
//! Two backends keep the same promise: of the calls that were booked, no more than the limit lie in
//! any one period. One suite of contract tests holds them to it. The count in Redis may be lost; then
//! the vendor's own limit stands.

mod postgres;
mod redis;

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

pub use postgres::PostgresCallWindow;
pub use redis::RedisCallWindow;

/// What a vendor allows an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// The account's name: whoever uses the same name shares the window.
    pub account: String,
    /// Calls in any one period.
    pub calls: u32,
    /// How long that is; at most a year.
    pub period: Duration,
}

/// What became of a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Booking {
    /// The call may be made, and counts.
    Booked,
    /// It may not: nothing was booked.
    Full {
        /// How long until there is room, if nobody else takes it.
        wait: Duration,
    },
}

/// The backend did not answer. Whether the call was booked is not known.
#[derive(Debug, thiserror::Error)]
#[error("the calls' window ({backend}) is out of order")]
pub struct CallWindowError {
    /// Which backend.
    pub backend: &'static str,
    /// What happened.
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// A sliding window over the calls of one account.
#[async_trait]
pub trait CallWindow: Send + Sync + std::fmt::Debug {
    /// The backend's name, as it stands in settings.
    fn name(&self) -> &'static str;

    /// Books a call at `now`. The clocks of processes may differ by up to a period: of the times that
    /// they give, no more than the limit lie in any one.
    ///
    /// # Errors
    ///
    /// [`CallWindowError`] when the backend cannot be reached.
    async fn book(&self, now: DateTime<Utc>) -> Result<Booking, CallWindowError>;

    /// Nobody may call for `pause` from `now` on, a year at most. A longer pause that was set before
    /// stands.
    ///
    /// # Errors
    ///
    /// As for [`Self::book`].
    async fn block(&self, now: DateTime<Utc>, pause: Duration) -> Result<(), CallWindowError>;
}

/// The longest period and pause: what is longer counts as this, which both backends can count with.
const LONGEST: Duration = Duration::from_hours(24 * 365);

/// Microseconds of a period or a pause.
fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.min(LONGEST).as_micros()).unwrap_or(i64::MAX)
}

/// What is still to wait; an instant at least, or it would be no wait.
fn full(micros: i64) -> Booking {
    let wait = Duration::from_micros(u64::try_from(micros).unwrap_or(0));
    Booking::Full { wait: wait.max(Duration::from_millis(1)) }
}
