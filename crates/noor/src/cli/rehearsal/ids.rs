//! Identifiers that repeat themselves, so that a conversation played twice says the same.

use std::sync::atomic::{AtomicU64, Ordering};

use noor_core::ids::Ids;
use uuid::Uuid;

/// Counts up from a seed. Two sources with the same seed give the same identifiers; they are only
/// distinct within one rehearsal's database.
#[derive(Debug)]
pub(in crate::cli) struct SeededIds {
    seed: u64,
    given: AtomicU64,
}

impl SeededIds {
    /// A source that has given nothing yet.
    pub(in crate::cli) fn new(seed: u64) -> Self {
        Self { seed, given: AtomicU64::new(0) }
    }
}

impl Ids for SeededIds {
    fn next(&self) -> Uuid {
        let place = self.given.fetch_add(1, Ordering::Relaxed);
        // The place comes first, so that later ones sort after earlier ones.
        Uuid::from_u64_pair(place, self.seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_in_rising_order() {
        let (first, again) = (SeededIds::new(7), SeededIds::new(7));
        let given: Vec<Uuid> = (0..300).map(|_| first.next()).collect();
        assert!(given.is_sorted_by(|a, b| a < b));
        assert!(given.iter().all(|id| again.next() == *id));
        assert_ne!(SeededIds::new(8).next(), SeededIds::new(7).next());
    }
}
