//! Which pictures of what was found can be shown: those of the shop's folder and those that were
//! prepared. Nobody is shown, or promised, one that is at somebody else's address.

use std::collections::{HashMap, HashSet};

use anyhow::{Context as _, Result};
use noor_core::dialogue::findings::Findings;
use noor_store::products;

use crate::context::{Context, Links};
use crate::links::is_plain;

/// Puts our own paths in the place of addresses, and leaves out what is not ready.
pub(super) async fn of_our_own(context: &Context, findings: &mut Findings) -> Result<()> {
    let images = findings.products_mut().flat_map(|product| product.images.iter());
    let elsewhere: HashSet<String> = images.filter(|image| !is_plain(image)).cloned().collect();
    if elsewhere.is_empty() {
        return Ok(());
    }
    let sources: Vec<String> = elsewhere.into_iter().collect();
    let ready = products::ready_pictures(&context.db, &sources).await;
    let ready: HashMap<String, String> = ready
        .context("look for prepared pictures")?
        .into_iter()
        .map(|picture| (picture.source, Links::prepared(&picture.sha256)))
        .collect();
    for product in findings.products_mut() {
        let images = std::mem::take(&mut product.images).into_iter();
        let ours =
            |image: String| if is_plain(&image) { Some(image) } else { ready.get(&image).cloned() };
        product.images = images.filter_map(ours).collect();
    }
    Ok(())
}
