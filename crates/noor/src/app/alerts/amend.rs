//! Keeping what the shop's people read in line with how a request stands: who took it, and how it
//! ended, whatever they did it with.

use anyhow::{Context as _, Result};
use noor_providers::alerts::{Chat, NoteId};
use noor_providers::error::ProviderError;
use noor_store::alerts::{self, Amendment, Standing};

use super::card;
use super::desk::ShopDesk;
use crate::context::Context;
use crate::log::chain;

/// Most messages in one go.
const SOME: i64 = 50;

/// Makes every message that shows something else say how its request stands. Safe to call by several
/// processes, and to do twice.
///
/// # Errors
///
/// When the database was lost.
pub async fn amend_due(context: &Context, shop: &ShopDesk) -> Result<()> {
    let now = context.clock.now();
    let again = now + shop.timeout * 2;
    let due =
        alerts::to_amend(&context.db, now, again, SOME).await.context("find what to amend")?;
    for amendment in due {
        amend(context, shop, &amendment).await?;
    }
    Ok(())
}

async fn amend(context: &Context, shop: &ShopDesk, amendment: &Amendment) -> Result<()> {
    let subject = &amendment.subject;
    let note = card::note(subject, &amendment.person, shop.wording(context));
    shop.limiter.turn().await;
    let amended = shop.desk.amend(Chat(amendment.chat), NoteId(amendment.message), &note).await;
    match amended {
        Ok(()) => {}
        // Tried again when its claim runs out.
        Err(error @ (ProviderError::Unavailable { .. } | ProviderError::Unconfirmed { .. })) => {
            tracing::warn!(alert = amendment.id, error = chain(&error), "an alert was not changed");
            if let ProviderError::Unavailable { retry_after: Some(pause), .. } = error {
                shop.limiter.pause(pause.min(shop.timeout));
            }
            return Ok(());
        }
        // They deleted it, or stopped the bot: there is nothing to change.
        Err(error @ ProviderError::Refused { .. }) => {
            tracing::info!(alert = amendment.id, error = chain(&error), "an alert stays as it is");
        }
    }
    let ended = match subject.standing {
        Standing::Open | Standing::Taken { .. } => false,
        Standing::Resolved { .. } | Standing::HandedBack { .. } | Standing::Over => true,
    };
    let now = context.clock.now();
    let noted = alerts::amended(&context.db, amendment.id, &amendment.key, ended, now).await;
    noted.context("note what a message shows")
}
