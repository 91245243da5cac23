//! What was found, counted by its traits.

use std::collections::BTreeMap;

use noor_core::product::Product;
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

/// What was found, by its traits; values that most products have come first.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Facets {
    /// How many products were counted.
    products: usize,
    /// Whether there are more that were not.
    more: bool,
    /// By family.
    family: Vec<Count>,
    /// By kind.
    kind: Vec<Count>,
    /// By colour; a product counts for each it has.
    colour: Vec<Count>,
    /// By material, likewise.
    material: Vec<Count>,
    /// How many are known to be in stock.
    in_stock: usize,
    /// From the lowest price to the highest, one for each currency.
    price: Vec<PriceRange>,
}

/// How many products have a value.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
struct Count {
    value: String,
    products: usize,
}

/// What prices there are in one currency.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
struct PriceRange {
    #[schema(example = "AED")]
    currency: String,
    #[schema(value_type = String, example = "95.00")]
    lowest: Decimal,
    #[schema(value_type = String, example = "4800.00")]
    highest: Decimal,
}

impl Facets {
    /// Counts products, of which `most` were looked for.
    pub(super) fn of<'a>(all: impl Iterator<Item = &'a Product>, most: usize) -> Self {
        let [mut family, mut kind, mut colour, mut material] = [(); 4].map(|()| BTreeMap::new());
        let mut price: BTreeMap<&str, (Decimal, Decimal)> = BTreeMap::new();
        let mut facets = Self::default();
        for product in all {
            facets.products += 1;
            facets.in_stock += usize::from(product.stock.is_some_and(|stock| stock > 0));
            count(&mut family, product.family.as_slice());
            count(&mut kind, product.subtype.as_slice());
            count(&mut colour, &product.colours);
            count(&mut material, &product.materials);
            if let Some(it) = &product.price {
                let range = price.entry(it.currency.code()).or_insert((it.amount, it.amount));
                *range = (range.0.min(it.amount), range.1.max(it.amount));
            }
        }
        let ranges = price.into_iter().map(|(currency, (mut lowest, mut highest))| {
            lowest.rescale(2);
            highest.rescale(2);
            PriceRange { currency: currency.to_owned(), lowest, highest }
        });
        Self {
            more: facets.products >= most,
            family: counts(family),
            kind: counts(kind),
            colour: counts(colour),
            material: counts(material),
            price: ranges.collect(),
            ..facets
        }
    }
}

fn count<'a>(counts: &mut BTreeMap<&'a str, usize>, values: &'a [String]) {
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
}

fn counts(counted: BTreeMap<&str, usize>) -> Vec<Count> {
    let mut counts: Vec<Count> = counted
        .into_iter()
        .map(|(value, products)| Count { value: value.to_owned(), products })
        .collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.products));
    counts
}
