//! How somebody's pages look: their language, light or dark.

use anyhow::Context as _;
use noor_core::ids::UserId;
use noor_core::language::Language;
use noor_store::users;

use crate::context::Context;

/// What a theme may be.
pub const THEMES: [&str; 3] = ["auto", "light", "dark"];

/// Keeps somebody's choice. A theme that there is not becomes `auto`.
///
/// # Errors
///
/// When the database is away.
pub async fn set_look(
    context: &Context,
    id: UserId,
    language: Language,
    theme: &str,
) -> anyhow::Result<()> {
    let theme = THEMES.into_iter().find(|it| *it == theme).unwrap_or("auto");
    let mut db = context.db.acquire().await.context("connect")?;
    Ok(users::set_look(&mut db, id, language, theme).await?)
}
