//! The catalogue as replies name it: which products a text mentions, by code or by name.

use std::collections::HashMap;

use noor_core::normalise::fold;
use noor_core::product::Product;
use noor_core::sku;

/// A product that is named in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli::eval) struct Mention {
    /// Its place in the catalogue.
    pub(in crate::cli::eval) product: usize,
    /// The first byte.
    pub(in crate::cli::eval) start: usize,
    /// The byte after the last one.
    pub(in crate::cli::eval) end: usize,
}

/// The products on offer.
#[derive(Debug, Default)]
pub(in crate::cli::eval) struct Catalogue {
    products: Vec<Product>,
    by_key: HashMap<String, usize>,
    /// Codes and names as words, by their first one; the longest first.
    by_word: HashMap<String, Vec<(Vec<String>, usize)>>,
}

/// Shorter codes than this are words or figures of everybody's.
const SHORTEST: usize = 3;

impl Catalogue {
    pub(super) fn of(products: Vec<Product>) -> Self {
        let mut by_key = HashMap::new();
        let mut called: HashMap<Vec<String>, Option<usize>> = HashMap::new();
        for (place, product) in products.iter().enumerate() {
            by_key.insert(sku::key(&product.sku), place);
            let names = [product.name.en.as_deref(), product.name.ar.as_deref()];
            for name in names.into_iter().flatten().chain([product.sku.as_str()]) {
                let words: Vec<String> = words(name).into_iter().map(|word| word.key).collect();
                // A name that several products have names none of them.
                let same = called.entry(words).or_insert(Some(place));
                *same = same.filter(|other| *other == place);
            }
        }
        let mut by_word: HashMap<String, Vec<(Vec<String>, usize)>> = HashMap::new();
        for (words, place) in called {
            let (Some(first), Some(place)) = (words.first().cloned(), place) else { continue };
            if words.iter().map(|word| word.chars().count()).sum::<usize>() >= SHORTEST {
                by_word.entry(first).or_default().push((words, place));
            }
        }
        for called in by_word.values_mut() {
            called.sort_by_key(|(words, place)| (std::cmp::Reverse(words.len()), *place));
        }
        Self { products, by_key, by_word }
    }

    /// The product at a place.
    pub(in crate::cli::eval) fn product(&self, place: usize) -> Option<&Product> {
        self.products.get(place)
    }

    /// The product with a code, in any spelling.
    pub(in crate::cli::eval) fn by_code(&self, code: &str) -> Option<&Product> {
        self.products.get(*self.by_key.get(&sku::key(code))?)
    }

    /// All products.
    pub(in crate::cli::eval) fn products(&self) -> &[Product] {
        &self.products
    }

    /// The products a text names, in its order; the longest name or code at each place.
    pub(in crate::cli::eval) fn mentions(&self, text: &str) -> Vec<Mention> {
        let words = words(text);
        let mut mentions = Vec::new();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let rest = words.get(at..).unwrap_or_default();
            let called = self.by_word.get(&word.key).into_iter().flatten();
            let found = called.into_iter().find(|(name, _)| {
                name.len() <= rest.len() && name.iter().zip(rest).all(|(name, it)| *name == it.key)
            });
            match found {
                Some((name, product)) => {
                    let end = rest.get(name.len() - 1).map_or(word.end, |last| last.end);
                    mentions.push(Mention { product: *product, start: word.start, end });
                    at += name.len();
                }
                None => at += 1,
            }
        }
        mentions
    }

    /// The codes of the products a text names, each once.
    pub(in crate::cli::eval) fn codes(&self, text: &str) -> Vec<&str> {
        let mut codes: Vec<&str> = Vec::new();
        for mention in self.mentions(text) {
            let Some(product) = self.products.get(mention.product) else { continue };
            if !codes.contains(&product.sku.as_str()) {
                codes.push(&product.sku);
            }
        }
        codes
    }
}

struct Word {
    key: String,
    start: usize,
    end: usize,
}

/// The words of a text as lookup keys.
fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut begun: Option<usize> = None;
    let end = std::iter::once((text.len(), ' '));
    for (at, sign) in text.char_indices().chain(end) {
        match (begun, belongs(sign)) {
            (None, true) => begun = Some(at),
            (Some(start), false) => {
                begun = None;
                // Look-alike letters first: in lower case some look like others.
                let key = fold(&sku::key(text.get(start..at).unwrap_or_default()));
                if !key.is_empty() {
                    words.push(Word { key, start, end: at });
                }
            }
            (None, false) | (Some(_), true) => {}
        }
    }
    words
}

/// Letters, digits, and the marks above and below Arabic letters.
fn belongs(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '\u{064B}'..='\u{065F}' | '\u{0670}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::eval::check::hand_made::product;

    fn codes(text: &str) -> Vec<String> {
        let catalogue = Catalogue::of(vec![
            product("KX 210", "Orin Task Chair KX 210 Grey", "345"),
            product("KX 210 black", "Orin Task Chair KX 210 Black", "345"),
            product("СН 616", "Danah Chair", "420"),
            product("A1", "Lamp", "10"),
            product("B2 oak", "Lamp", "20"),
        ]);
        catalogue.codes(text).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn the_longest_code_is_meant() {
        assert_eq!(codes("the KX-210 BLACK costs less"), ["KX 210 black"]);
        assert_eq!(codes("*Orin Task Chair KX 210 Grey* (KX 210): AED 345"), ["KX 210"]);
        assert_eq!(codes("CH 616 and kx210"), ["СН 616"], "words are compared, not letters");
    }

    #[test]
    fn a_name_of_several_products_and_a_tiny_code_name_none() {
        assert_eq!(codes("a lamp, A1"), Vec::<String>::new());
        assert_eq!(codes("the Danah chair"), ["СН 616"]);
    }
}
