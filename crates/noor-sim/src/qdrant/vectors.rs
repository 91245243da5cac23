//! Vectors of points and of queries: what fits a collection, and how alike two are.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::answer::Problem;

/// How dense vectors are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Distance {
    Cosine,
    Dot,
}

/// A named dense vector of a collection.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct DenseParams {
    pub(super) size: usize,
    pub(super) distance: Distance,
}

/// A vector as it is written in a body.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Written {
    Dense(Vec<f32>),
    Sparse(Sparse),
}

/// Weights at places; all others are nothing.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sparse {
    indices: Vec<u32>,
    values: Vec<f32>,
}

impl Sparse {
    /// The weights by place.
    pub(super) fn checked(self) -> Result<BTreeMap<u32, f32>, Problem> {
        if self.indices.len() != self.values.len() {
            return Err(Problem::invalid("values: must be the same length as indices"));
        }
        let count = self.indices.len();
        let weights: BTreeMap<u32, f32> = self.indices.into_iter().zip(self.values).collect();
        if weights.len() < count {
            return Err(Problem::invalid("indices: must be unique"));
        }
        Ok(weights)
    }
}

impl DenseParams {
    /// The vector as it is kept: of length one for the cosine.
    pub(super) fn fitted(self, vector: Vec<f32>) -> Result<Vec<f32>, Problem> {
        if vector.len() != self.size {
            return Err(Problem::wrong_input(format_args!(
                "Vector dimension error: expected dim: {}, got {}",
                self.size,
                vector.len(),
            )));
        }
        let length = dot(&vector, &vector).sqrt();
        Ok(match self.distance {
            Distance::Cosine if length > 0.0 => {
                vector.into_iter().map(|value| value / length).collect()
            }
            Distance::Cosine | Distance::Dot => vector,
        })
    }
}

/// The product of two dense vectors.
pub(super) fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(x, y)| x * y).sum()
}

/// The product of two sparse vectors; `None` where they share no place.
pub(super) fn sparse_dot(one: &BTreeMap<u32, f32>, other: &BTreeMap<u32, f32>) -> Option<f32> {
    let shared = one.iter().filter_map(|(place, x)| Some(x * other.get(place)?));
    shared.reduce(|sum, product| sum + product)
}
