//! What fits a space. Every store refuses the same vectors in the same words.

use std::collections::BTreeMap;

use super::{MOST_WEIGHTS, Point, Space, SparseVector, VOCABULARY, Vector};
use crate::error::ProviderError;

/// How far the length of a dense vector may be from one: half-precision numbers add up to less.
const LENGTH_TOLERANCE: f32 = 0.01;

impl SparseVector {
    /// The weights of a text's words in any order: of a place that is named twice the larger one, of
    /// very many the heaviest. What weighs nothing is left out.
    pub fn from_weights(weights: impl IntoIterator<Item = (u32, f32)>) -> Self {
        let mut by_place: BTreeMap<u32, f32> = BTreeMap::new();
        for (place, weight) in weights {
            if weight > 0.0 {
                let known = by_place.entry(place).or_default();
                *known = known.max(weight);
            }
        }
        let mut weights: Vec<(u32, f32)> = by_place.into_iter().collect();
        if weights.len() > MOST_WEIGHTS {
            weights.sort_by(|one, other| other.1.total_cmp(&one.1));
            weights.truncate(MOST_WEIGHTS);
            weights.sort_by_key(|(place, _)| *place);
        }
        let (indices, values) = weights.into_iter().unzip();
        Self { indices, values }
    }

    /// What is wrong with it, if anything is.
    fn fault(&self) -> Option<String> {
        let (indices, values) = (&self.indices, &self.values);
        if indices.len() != values.len() {
            let (indices, values) = (indices.len(), values.len());
            return Some(format!("it has {indices} places and {values} weights"));
        }
        if indices.len() > MOST_WEIGHTS {
            return Some(format!("it has {} weights, at most {MOST_WEIGHTS} fit", indices.len()));
        }
        if !indices.is_sorted_by(|one, other| one < other) {
            return Some("its places are not ascending or name one twice".to_owned());
        }
        if indices.last().is_some_and(|place| *place >= VOCABULARY) {
            return Some(format!("it has a place beyond the vocabulary of {VOCABULARY}"));
        }
        let wrong = values.iter().find(|value| !value.is_finite() || **value <= 0.0)?;
        Some(format!("a weight is {wrong}, which is not a number above zero"))
    }
}

impl Space {
    /// Refuses a vector that is not of this space. `of` says whose it is: a product's key, or "the
    /// query"; `service` is the store.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Refused`] with the code `vector`: what made the vector is not what the space
    /// was made for, or is broken.
    pub fn check(
        &self,
        service: &'static str,
        of: &str,
        vector: &Vector,
    ) -> Result<(), ProviderError> {
        let Some(fault) = self.fault(vector) else { return Ok(()) };
        let reason =
            format!("the vector of {of} does not fit the space of {}: {fault}", self.model);
        Err(ProviderError::Refused { service, code: "vector".to_owned(), reason })
    }

    /// Refuses points whose vectors are not of this space or lack its words.
    ///
    /// # Errors
    ///
    /// As for [`Self::check`], for the first of them.
    pub fn check_points(
        &self,
        service: &'static str,
        points: &[Point],
    ) -> Result<(), ProviderError> {
        points.iter().try_for_each(|point| self.check(service, &point.key, &point.vector))
    }

    fn fault(&self, vector: &Vector) -> Option<String> {
        let dense = &vector.dense;
        if usize::try_from(self.dimensions) != Ok(dense.len()) {
            return Some(format!(
                "it has {} dimensions instead of {}",
                dense.len(),
                self.dimensions
            ));
        }
        if let Some(wrong) = dense.iter().find(|value| !value.is_finite()) {
            return Some(format!("it has the value {wrong}"));
        }
        let length = dense.iter().map(|value| value * value).sum::<f32>().sqrt();
        if (length - 1.0).abs() > LENGTH_TOLERANCE {
            return Some(format!("its length is {length} instead of 1"));
        }
        match &vector.sparse {
            Some(_) if !self.sparse => {
                Some("it has lexical weights, the space has none".to_owned())
            }
            Some(sparse) => sparse.fault().map(|fault| format!("of its lexical weights, {fault}")),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space() -> Space {
        Space { model: "bge-m3".to_owned(), dimensions: 2, sparse: true }
    }

    fn refusal(space: &Space, vector: &Vector) -> String {
        match space.check("a store", "kx210", vector) {
            Err(ProviderError::Refused { code, reason, .. }) => format!("{code}: {reason}"),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn vectors_of_the_space_pass() {
        let sparse = SparseVector::from_weights([(9, 0.5), (7, 0.1), (9, 0.2), (8, 0.0)]);
        assert_eq!(sparse, SparseVector { indices: vec![7, 9], values: vec![0.1, 0.5] });
        let vector = Vector { dense: vec![0.6, 0.8], sparse: Some(sparse) };
        assert!(space().check("a store", "the query", &vector).is_ok());
        assert!(space().check("a store", "the query", &Vector { sparse: None, ..vector }).is_ok());
    }

    #[test]
    fn very_many_weights_leave_the_heaviest() {
        let weights = (0..3_000_u16).map(|place| (u32::from(place), f32::from(place % 1_500 + 1)));
        let sparse = SparseVector::from_weights(weights);
        assert_eq!(sparse.indices.len(), MOST_WEIGHTS);
        assert!(sparse.values.iter().all(|weight| *weight > 1_000.0));
        assert!(sparse.fault().is_none());
    }

    #[test]
    fn what_does_not_fit_is_refused_with_the_reason() {
        let dense = |dense: Vec<f32>| Vector { dense, sparse: None };
        let sparse = |indices: Vec<u32>, values: Vec<f32>| {
            let sparse = Some(SparseVector { indices, values });
            Vector { dense: vec![1.0, 0.0], sparse }
        };
        let cases = [
            (dense(vec![1.0]), "1 dimensions instead of 2"),
            (dense(vec![f32::NAN, 0.0]), "the value NaN"),
            (dense(vec![f32::INFINITY, 0.0]), "the value inf"),
            (dense(vec![0.0, 0.0]), "its length is 0"),
            (dense(vec![3.0, 4.0]), "its length is 5"),
            (sparse(vec![1], vec![]), "1 places and 0 weights"),
            (sparse(vec![2, 1], vec![0.1, 0.1]), "not ascending"),
            (sparse(vec![1, 1], vec![0.1, 0.1]), "name one twice"),
            (sparse(vec![VOCABULARY], vec![0.1]), "beyond the vocabulary"),
            (sparse(vec![1], vec![f32::NAN]), "a weight is NaN"),
            (sparse(vec![1], vec![-0.5]), "a weight is -0.5"),
        ];
        for (vector, fault) in cases {
            let reason = refusal(&space(), &vector);
            assert!(reason.starts_with("vector: the vector of kx210"), "{reason}");
            assert!(reason.contains(fault), "{reason}");
        }
        let wordless = Space { sparse: false, ..space() };
        let reason = refusal(&wordless, &sparse(vec![1], vec![0.1]));
        assert!(reason.contains("the space has none"), "{reason}");
    }
}
