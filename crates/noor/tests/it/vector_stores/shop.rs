//! Products with vectors that look like chance and are the same every time, and what a search that
//! looks at every one of them finds.

use noor_providers::vectors::{Narrow, Point, Space, SparseVector, Traits, Vector};
use rust_decimal::Decimal;

/// Numbers in the vectors of most tests.
const DIMENSIONS: u16 = 48;

pub(super) fn space() -> Space {
    Space { model: "test/bge-m3".to_owned(), dimensions: DIMENSIONS.into(), sparse: true }
}

/// Numbers between -1 and 1 that follow from `seed`.
fn numbers(seed: u32) -> impl Iterator<Item = f32> {
    let mut state = u64::from(seed) + 1;
    std::iter::repeat_with(move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let high = u16::try_from(state >> 48).unwrap();
        f32::from(high) / 32_768.0 - 1.0
    })
    .skip(2)
}

/// A vector of length one.
pub(super) fn unit(numbers: impl IntoIterator<Item = f32>) -> Vec<f32> {
    let numbers: Vec<f32> = numbers.into_iter().collect();
    let length = numbers.iter().map(|n| n * n).sum::<f32>().sqrt();
    numbers.into_iter().map(|n| n / length).collect()
}

/// The meaning of the text number `seed`.
pub(super) fn meaning(seed: u32) -> Vector {
    Vector { dense: unit(numbers(seed).take(DIMENSIONS.into())), sparse: None }
}

/// A meaning close to that of `seed`, but not the same.
pub(super) fn close_to(seed: u32) -> Vector {
    let noise = numbers(seed + 500_000).map(|n| n * 0.05);
    let near = meaning(seed).dense.into_iter().zip(noise).map(|(n, noise)| n + noise);
    Vector { dense: unit(near), sparse: None }
}

/// A vector that points into one direction, with words.
pub(super) fn with_words(dense: [f32; 2], words: &[(u32, f32)]) -> Vector {
    let rest = std::iter::repeat_n(0.0, usize::from(DIMENSIONS) - 2);
    let sparse = SparseVector::from_weights(words.iter().copied());
    Vector { dense: unit(dense.into_iter().chain(rest)), sparse: Some(sparse) }
}

pub(super) fn key(n: u32) -> String {
    format!("kx{n:04}")
}

/// Product number `n`: every 20th is a lamp, every 17th is not offered, every 11th has no price.
pub(super) fn point(n: u32) -> Point {
    let pick = |values: &[&str], n: u32| vec![values[n as usize % values.len()].to_owned()];
    let family =
        if n.is_multiple_of(20) { "lamp" } else { ["chair", "desk", "sofa"][n as usize % 3] };
    let priced = !n.is_multiple_of(11);
    let traits = Traits {
        family: Some(family.to_owned()),
        colours: pick(&["black", "white", "red", "blue"], n),
        materials: pick(&["oak", "steel", "mesh"], n / 2),
        features: ["arms", "wheels"]
            .iter()
            .enumerate()
            .filter(|(bit, _)| n >> bit & 1 == 1)
            .map(|(_, feature)| (*feature).to_owned())
            .collect(),
        price: priced.then(|| Decimal::new(i64::from(n) * 125 + 99, 2)),
        currency: priced.then(|| if n.is_multiple_of(7) { "USD" } else { "AED" }.to_owned()),
        in_stock: n.is_multiple_of(2),
        active: !n.is_multiple_of(17),
    };
    Point { key: key(n), text_hash: format!("hash {n}"), vector: meaning(n), traits }
}

pub(super) fn points(count: u32) -> Vec<Point> {
    (1..=count).map(point).collect()
}

/// Whether a product may be found.
fn passes(traits: &Traits, narrow: &Narrow) -> bool {
    let one_of = |wanted: &[String], has: &[String]| {
        wanted.is_empty() || wanted.iter().any(|it| has.contains(it))
    };
    let family: Vec<String> = traits.family.iter().cloned().collect();
    traits.active
        && one_of(&narrow.families, &family)
        && one_of(&narrow.colours, &traits.colours)
        && one_of(&narrow.materials, &traits.materials)
        && narrow.features.iter().all(|it| traits.features.contains(it))
        && narrow.price_min.is_none_or(|min| traits.price.is_some_and(|price| price >= min))
        && narrow.price_max.is_none_or(|max| traits.price.is_some_and(|price| price <= max))
        && narrow.currency.as_ref().is_none_or(|it| traits.currency.as_ref() == Some(it))
        && (!narrow.in_stock || traits.in_stock)
}

/// Every product that may be found, nearest first, with the cosine.
pub(super) fn all_near(points: &[Point], query: &Vector, narrow: &Narrow) -> Vec<(String, f32)> {
    let cosine = |point: &Point| {
        point.vector.dense.iter().zip(&query.dense).map(|(x, y)| x * y).sum::<f32>()
    };
    let passing = points.iter().filter(|point| passes(&point.traits, narrow));
    let mut near: Vec<(String, f32)> =
        passing.map(|point| (point.key.clone(), cosine(point))).collect();
    near.sort_by(|one, other| other.1.total_cmp(&one.1));
    near
}
