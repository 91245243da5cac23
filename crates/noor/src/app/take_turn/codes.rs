//! Which codes of the shop a batch may name: asked before it is read, so that "MAX 300" is no amount
//! and `STACK-8` no eight pieces where the catalogue has them.

use anyhow::{Context as _, Result};
use noor_core::reading::{ShopCode, possible_codes};
use noor_store::products;

use crate::context::Context;

/// Most codes that begin with one key which are looked at.
const VARIANTS: i64 = 5;

/// The codes that `messages` could name and the catalogue has. Asks nothing where no word could be one.
///
/// # Errors
///
/// When the catalogue cannot be asked.
pub(crate) async fn of_shop(context: &Context, messages: &[&str]) -> Result<Vec<ShopCode>> {
    let keys = possible_codes(messages, &context.content.vocabulary);
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let found = products::by_codes(&context.db, &keys, VARIANTS).await;
    let found = found.context("ask which codes the shop has")?;
    Ok(found.into_iter().map(|hit| ShopCode { key: hit.key, sku: hit.product.sku }).collect())
}
