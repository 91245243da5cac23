//! What makes a row of numbers a vector that can be searched for.

/// Why a row of numbers is no vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unusable {
    /// There is nothing in it.
    #[error("is empty")]
    Empty,
    /// It has a value that is not a number, or too large for one.
    #[error("has a value that is no number")]
    NotANumber,
    /// It points nowhere.
    #[error("is all zeros")]
    Zero,
}

impl Unusable {
    /// The word for it in an error's code.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Empty => "emptyvector",
            Self::NotANumber => "notanumber",
            Self::Zero => "zerovector",
        }
    }
}

/// The same direction with length one.
pub(super) fn unit(vector: &[f32]) -> Result<Vec<f32>, Unusable> {
    if vector.is_empty() {
        return Err(Unusable::Empty);
    }
    if vector.iter().any(|value| !value.is_finite()) {
        return Err(Unusable::NotANumber);
    }
    // Squares of large values do not fit into 32 bits.
    let length = vector.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>().sqrt();
    if length == 0.0 {
        return Err(Unusable::Zero);
    }
    #[expect(clippy::cast_possible_truncation, reason = "the quotient is between -1 and 1")]
    let shorten = |value: &f32| (f64::from(*value) / length) as f32;
    Ok(vector.iter().map(shorten).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vector_keeps_its_direction_and_gets_length_one() {
        assert_eq!(unit(&[3.0, -4.0]), Ok(vec![0.6, -0.8]));
        assert_eq!(unit(&[3.0e38, 0.0]), Ok(vec![1.0, 0.0]), "its square fits into no f32");
        assert_eq!(unit(&[1.0e-40, 0.0]), Ok(vec![1.0, 0.0]));
    }

    #[test]
    fn what_points_nowhere_is_no_vector() {
        assert_eq!(unit(&[]), Err(Unusable::Empty));
        assert_eq!(unit(&[0.0, -0.0]), Err(Unusable::Zero));
        assert_eq!(unit(&[1.0, f32::NAN]), Err(Unusable::NotANumber));
        assert_eq!(unit(&[1.0, f32::INFINITY]), Err(Unusable::NotANumber));
    }
}
