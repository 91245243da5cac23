//! Telling the shop's people.

use anyhow::Result;
use async_trait::async_trait;
use noor_store::handoffs::Handoff;

/// A way to tell the shop's people that somebody waits for them.
#[async_trait]
pub trait Alerts: Send + Sync + std::fmt::Debug {
    /// Tells them about an open handoff. Safe to repeat: each time is one more reminder.
    ///
    /// # Errors
    ///
    /// When nobody can have been told; the next reminder tries again.
    async fn tell(&self, handoff: &Handoff) -> Result<()>;
}

/// Alerts as warnings in the log, for shops that watch it, and until another way is configured.
#[derive(Debug, Clone, Copy, Default)]
pub struct LogAlerts;

#[async_trait]
impl Alerts for LogAlerts {
    async fn tell(&self, handoff: &Handoff) -> Result<()> {
        if handoff.notice {
            tracing::warn!(
                conversation = %handoff.conversation,
                reason = handoff.reason,
                "a conversation is worth a look"
            );
        } else {
            tracing::warn!(
                conversation = %handoff.conversation,
                reason = handoff.reason,
                reminder = handoff.alerts,
                "a customer waits for a person"
            );
        }
        Ok(())
    }
}
