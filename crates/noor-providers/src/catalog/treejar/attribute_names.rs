//! One spelling for the name of a fact.

use std::collections::{BTreeMap, HashMap};

use crate::catalog::Row;

/// Gives facts whose names differ in case alone ("Recommended load", "Recommended Load") the
/// spelling most products use; of two as common, the one that sorts first.
pub(super) fn settle(rows: &mut [Row]) {
    let mut spellings: HashMap<String, BTreeMap<String, usize>> = HashMap::new();
    for product in products(rows) {
        for name in product.attributes.keys() {
            *spellings.entry(name.to_lowercase()).or_default().entry(name.clone()).or_default() +=
                1;
        }
    }
    let settled: HashMap<String, String> = spellings
        .into_iter()
        .filter_map(|(key, uses)| {
            let most = uses.values().copied().max()?;
            let (name, _) = uses.into_iter().find(|(_, times)| *times == most)?;
            Some((key, name))
        })
        .collect();
    for product in products(rows) {
        product.attributes = std::mem::take(&mut product.attributes)
            .into_iter()
            .map(|(name, fact)| {
                let settled = settled.get(&name.to_lowercase()).cloned();
                (settled.unwrap_or(name), fact)
            })
            .collect();
    }
}

fn products(rows: &mut [Row]) -> impl Iterator<Item = &mut noor_core::product::Product> {
    rows.iter_mut().filter_map(|row| match row {
        Row::Product { product, .. } => Some(product.as_mut()),
        Row::Rejected { .. } => None,
    })
}
