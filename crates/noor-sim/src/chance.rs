//! Seeded randomness and ids. Nothing else in the simulator draws a number or invents an id.

use std::ops::Range;
use std::sync::Mutex;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

use crate::lock;

/// A source of numbers and ids that repeats itself exactly when it gets the same seed.
#[derive(Debug)]
pub(crate) struct Chance {
    rng: Mutex<StdRng>,
}

impl Chance {
    /// Starts from `seed`; without one from the system's entropy, so that the ids of a simulator
    /// which is started again are new to a Noor that remembers the old ones.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        let rng = seed.map_or_else(StdRng::from_os_rng, StdRng::seed_from_u64);
        Self { rng: Mutex::new(rng) }
    }

    /// A random (version 4) id.
    pub(crate) fn id(&self) -> String {
        let bytes = lock(&self.rng).random();
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    /// 32 hexadecimal digits.
    pub(crate) fn hex(&self) -> String {
        Uuid::from_u128(lock(&self.rng).random()).simple().to_string()
    }

    /// Whether something of probability `p` happens now.
    pub(crate) fn happens(&self, p: f64) -> bool {
        lock(&self.rng).random_bool(p.clamp(0.0, 1.0))
    }

    /// A number out of `range`.
    pub(crate) fn number(&self, range: Range<u32>) -> u32 {
        lock(&self.rng).random_range(range)
    }

    /// One of `choices`, which must not be empty.
    pub(crate) fn pick<'a, T>(&self, choices: &'a [T]) -> &'a T {
        let at = lock(&self.rng).random_range(0..choices.len());
        &choices[at]
    }
}
