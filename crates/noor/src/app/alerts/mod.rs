//! Telling the shop's people: by a bot, each of them, with buttons ([`desk`], [`tell`], [`amend`],
//! [`hear`]); else, and whenever nobody can be told so, in the log.

pub mod amend;
mod card;
pub mod desk;
pub mod hear;
pub mod invite;
pub mod tell;

use anyhow::{Context as _, Result};
use async_trait::async_trait;
use noor_store::handoffs::{self, Handoff};

use crate::context::Context;
use crate::log::OrLog as _;

/// A way to tell whoever watches the shop that somebody waits.
#[async_trait]
pub trait Alerts: Send + Sync + std::fmt::Debug {
    /// Tells them about an open handoff. Safe to repeat: each time is one more reminder.
    ///
    /// # Errors
    ///
    /// When nobody can have been told; the next reminder tries again.
    async fn tell(&self, handoff: &Handoff) -> Result<()>;

    /// Tells them about something of the shop that no customer waits for.
    ///
    /// # Errors
    ///
    /// When nobody can have been told.
    async fn report(&self, trouble: &Trouble<'_>) -> Result<()>;
}

/// Something of the shop that a person should look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble<'a> {
    /// Half or more of a catalogue or an inventory is missing from its source: nothing is taken
    /// away until a person says that this is right.
    Shrunk {
        /// The catalogue or the inventory.
        source: &'a str,
        /// How many products are missing.
        missing: u64,
    },
    /// Products are missing from a catalogue with rows that have no code that can be read: any of them
    /// may be one of the missing, so nothing is taken away.
    InDoubt {
        /// The catalogue.
        source: &'a str,
        /// How many products are missing.
        missing: u64,
        /// How many rows have no code.
        nameless: u64,
    },
    /// Something that the CRM should know and does not yet, or does with a remark.
    NotInCrm {
        /// What it is about.
        what: &'a str,
        /// What stands in the way.
        problem: &'a str,
    },
    /// Products of the catalogue lost their item: they are shown, and not quoted.
    NoItem {
        /// The inventory.
        inventory: &'a str,
        /// How many.
        products: u64,
    },
}

impl std::fmt::Display for Trouble<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Shrunk { source, missing } => write!(
                f,
                "{missing} products are missing from {source}, half or more of all: they stay as \
                 they are until `noor sync --force` says that this is right"
            ),
            Self::InDoubt { source, missing, nameless } => write!(
                f,
                "{missing} products are missing from {source}, where {nameless} rows have no code that \
                 can be read: they stay on the shelf until those rows have one, or until `noor sync \
                 --force` says that this is right"
            ),
            Self::NotInCrm { what, problem } => {
                write!(f, "the CRM needs a look ({what}): {problem}")
            }
            Self::NoItem { inventory, products } => write!(
                f,
                "{products} products have no item in {inventory} any more: they are shown and not \
                 quoted"
            ),
        }
    }
}

/// Tells whoever watches the shop's log of a request for a person that is due. A notice is settled by
/// that.
pub(super) async fn log_and_settle(context: &Context, handoff: &Handoff) -> Result<()> {
    match context.alerts.tell(handoff).await {
        Ok(()) if handoff.notice => {
            let settled = handoffs::told(&context.db, handoff.id, context.clock.now()).await;
            settled.context("settle the notice")?;
        }
        Ok(()) => {}
        Err(error) => {
            Err::<(), _>(std::io::Error::other(error)).or_log("tell the shop's people");
        }
    }
    Ok(())
}

/// Reports a trouble; where nobody can be told, the log has it.
pub(crate) async fn report(alerts: &dyn Alerts, trouble: &Trouble<'_>) {
    if let Err(error) = alerts.report(trouble).await {
        tracing::error!(error = format!("{error:#}"), "nobody could be told: {trouble}");
    }
}

/// Alerts as warnings in the log, for shops that watch it, and for what nobody else can be told.
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

    async fn report(&self, trouble: &Trouble<'_>) -> Result<()> {
        tracing::error!("{trouble}");
        Ok(())
    }
}
