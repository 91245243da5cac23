//! The 24-hour window of WhatsApp's business lines, as a proof that free text needs.

use chrono::{DateTime, Duration, Utc};

/// Proof that free text may be sent right now. There is no way to make one but [`check`], and no
/// way to make an [`crate::message::Outgoing`] without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenWindow(());

/// The customer's last message is too long ago: only an approved template may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the 24-hour window is closed: send an approved template")]
pub struct WindowClosed;

/// Checks the window of a chat.
///
/// `applies` is whether the line has such a window at all (a business line does, a personal number
/// does not). The window is open for 24 hours after the customer's last message; one minute is
/// kept back for the way to the gateway.
///
/// # Errors
///
/// [`WindowClosed`] when free text would be refused.
///
/// Source: Meta, "Customer service windows", 2026.
pub fn check(
    applies: bool,
    last_customer_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<OpenWindow, WindowClosed> {
    let open = !applies
        || last_customer_at.is_some_and(|at| now < at + Duration::hours(24) - Duration::minutes(1));
    if open { Ok(OpenWindow(())) } else { Err(WindowClosed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_text_needs_a_message_of_the_last_day_where_the_line_has_a_window() {
        let wrote = DateTime::UNIX_EPOCH;
        let after = |hours: i64| wrote + Duration::hours(hours);
        assert!(check(true, Some(wrote), after(23)).is_ok());
        assert_eq!(check(true, Some(wrote), after(24)), Err(WindowClosed));
        assert_eq!(check(true, None, after(0)), Err(WindowClosed));
        assert!(check(false, Some(wrote), after(240)).is_ok());
    }
}
