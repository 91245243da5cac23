//! Which of the products that were found a list shows.

use super::findings::Found;
use super::plan::Aim;
use crate::product::Product;
use crate::understanding::{Range, Wish};

/// Up to `most` of the hits: the most fitting first, different designs before colours of one, and
/// among equally fitting ones the cheapest first, and what is sold out behind the others.
///
/// Where one size was named, a list of two or more keeps to the nearest there is.
pub(super) fn choose(found: &Found, most: usize) -> Vec<Product> {
    let (wish, people) = (&found.search.wish, found.search.people_each());
    let priced: Vec<&Product> = found.products.iter().filter(|it| it.price.is_some()).collect();
    let usable = if priced.is_empty() { found.products.iter().collect() } else { priced };
    let usable = nearest_size(usable, wish);
    // Versions of one product are one design, and who asks for the cheapest means that very order.
    let as_found = wish.first.is_some() || matches!(found.search.aim, Aim::Version { .. });
    let mut chosen: Vec<&Product> = Vec::new();
    // An end of the range is told model by model.
    let ways: &[fn(&Product, &Product) -> bool] = match wish.first {
        Some(_) => &[of_another_model, of_another_code],
        None => &[of_another_design, of_another_model, of_another_code],
    };
    for differs in ways {
        for group in groups(&usable, people) {
            for product in group {
                if chosen.len() < most && chosen.iter().all(|other| differs(product, other)) {
                    chosen.push(product);
                }
            }
        }
    }
    let place = |product: &Product| found.products.iter().position(|it| it.sku == product.sku);
    if as_found {
        chosen.sort_by_key(|product| place(product));
    } else {
        chosen.sort_by_key(|product| {
            let fits = (places_over(product, people), size_gap(product, wish));
            let gone = product.stock == Some(0);
            (fits, gone, product.price.map(|it| it.amount), place(product))
        });
    }
    chosen.into_iter().cloned().collect()
}

/// The hits of the nearest size, if there are two or more of them.
fn nearest_size<'p>(usable: Vec<&'p Product>, wish: &Wish) -> Vec<&'p Product> {
    let nearest = usable.iter().map(|product| size_gap(product, wish)).min().unwrap_or(0);
    let near: Vec<&Product> =
        usable.iter().copied().filter(|product| size_gap(product, wish) == nearest).collect();
    if near.len() >= 2 { near } else { usable }
}

/// Hits that fit equally well, as they come, the best fitting group first.
fn groups<'a, 'p>(
    usable: &'a [&'p Product],
    people: Option<u32>,
) -> impl Iterator<Item = &'a [&'p Product]> {
    usable.chunk_by(move |one, other| places_over(one, people) == places_over(other, people))
}

fn of_another_design(one: &Product, other: &Product) -> bool {
    one.sku != other.sku
        && one.price != other.price
        && (one.series() != other.series() || one.subtype != other.subtype)
}

fn of_another_model(one: &Product, other: &Product) -> bool {
    let model =
        |product: &Product| product.model(|word| product.colours.iter().any(|it| it == word));
    one.sku != other.sku && model(one) != model(other)
}

fn of_another_code(one: &Product, other: &Product) -> bool {
    one.sku != other.sku
}

/// How many places more than wished a product is known to have.
fn places_over(product: &Product, people: Option<u32>) -> u32 {
    match (people, product.capacity) {
        (Some(people), Some(capacity)) => capacity.abs_diff(people),
        (Some(_), None) | (None, _) => 0,
    }
}

/// How far a product is from the sizes that were named, in millimetres.
fn size_gap(product: &Product, wish: &Wish) -> u32 {
    let gap = |wished: Option<Range>, size: Option<u32>| match wished.and_then(|range| range.near) {
        Some(near) => size.map_or(u32::MAX / 4, |size| size.abs_diff(near)),
        None => 0,
    };
    gap(wish.size.width, product.size.width.or(product.size.length))
        .saturating_add(gap(wish.size.depth, product.size.depth))
        .saturating_add(gap(wish.size.height, product.size.height))
}
