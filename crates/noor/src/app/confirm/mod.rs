//! Asking the outside itself, before a figure is promised.

mod price;
mod stock;

use anyhow::Result;
use futures::try_join;
use noor_core::product::Product;
use noor_core::sku;

use crate::context::Context;

/// Gives products the stock and the price they have now, by one question to the inventory for all of
/// them and one to the catalogue for each. A figure that cannot be had in time is none: it is to be
/// confirmed. What was asked for a moment ago stands.
///
/// Where there is nobody to ask, the mirror's figures stand.
///
/// # Errors
///
/// When the mirror cannot be asked what they are called there.
pub(crate) async fn confirm(context: &Context, found: &mut [&mut Product]) -> Result<()> {
    let keys: Vec<String> = found.iter().map(|product| sku::key(&product.sku)).collect();
    if keys.is_empty() {
        return Ok(());
    }
    let (stock, prices) = try_join!(stock::now(context, &keys), price::now(context, &keys))?;
    for product in found {
        let key = sku::key(&product.sku);
        stock.tell(&key, product);
        prices.tell(&key, product);
    }
    Ok(())
}
