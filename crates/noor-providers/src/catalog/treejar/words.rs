//! The shop's words made plain: no markup, and one spelling for the name of a fact.
//!
//! Owns spelling only; never changes what is said.

use std::collections::{BTreeMap, HashMap};

use crate::catalog::Row;

/// A text without tags and entities, blanks in a row made one.
pub(super) fn plain(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        bare.push_str(before);
        let tag = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        if !tag {
            bare.push('<');
            rest = after;
        } else if let Some((_, behind)) = after.split_once('>') {
            bare.push(' ');
            rest = behind;
        } else {
            bare.push('<');
            rest = after;
            break;
        }
    }
    bare.push_str(rest);
    let bare = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ]
    .into_iter()
    .fold(bare, |text, (entity, meant)| text.replace(entity, meant));
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Gives facts whose names differ in case alone ("Recommended load", "Recommended Load") the
/// spelling most products use; of two as common, the one that sorts first.
pub(super) fn settle_attribute_names(rows: &mut [Row]) {
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

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn markup_goes_and_words_stay() {
        let table = [
            ("<p>Solid&nbsp;<b>oak</b> top</p>", "Solid oak top"),
            ("width < 120 cm", "width < 120 cm"),
            ("a < b <br/> c", "a < b c"),
            ("Tea &amp; coffee", "Tea & coffee"),
            ("&amp;lt;", "&lt;"),
            ("  two\n lines ", "two lines"),
            ("<unclosed", "<unclosed"),
        ];
        for (written, read) in table {
            assert_eq!(plain(written), read, "{written}");
        }
    }
}
