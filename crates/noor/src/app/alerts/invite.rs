//! Inviting one of the shop's people: a link that works once, for a while, for whoever opens it.

use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, Utc};
use noor_store::people::{self, NewInvitation};
use sha2::{Digest as _, Sha256};
use url::Url;
use uuid::Uuid;

use super::desk::ShopDesk;
use crate::context::Context;

/// 128 bits: nobody guesses that in a day.
const CODE: usize = 16;
/// Most characters of a name.
const NAME: usize = 60;

/// An invitation, to be passed on to the person it is for and to nobody else.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// What they open.
    pub link: Url,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// Makes an invitation for somebody by the name the shop knows them by, and for their account in the
/// panel if they have one. Only its hash is kept.
///
/// # Errors
///
/// The name is empty or too long; the bot cannot be asked for its own name; the database was lost.
pub async fn invite(
    context: &Context,
    shop: &ShopDesk,
    name: &str,
    user: Option<Uuid>,
) -> Result<Invitation> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > NAME {
        bail!("a name has 1 to {NAME} characters");
    }
    let state = shop.desk.state().await.context("ask the bot who it is")?;
    let code = hex::encode(rand::random::<[u8; CODE]>());
    let mut link = Url::parse("https://t.me/").context("an address")?.join(&state.name)?;
    link.query_pairs_mut().append_pair("start", &code);
    let now = context.clock.now();
    let expires_at = now + shop.invitation;
    let code_hash = hash(&code);
    let invitation = NewInvitation { code_hash: &code_hash, name: &name, user, expires_at };
    people::invite(&context.db, &invitation, now).await.context("keep the invitation")?;
    Ok(Invitation { link, expires_at })
}

/// As a code is kept.
pub(super) fn hash(code: &str) -> Vec<u8> {
    Sha256::digest(code.as_bytes()).to_vec()
}
