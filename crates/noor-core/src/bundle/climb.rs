//! From the cheapest products upwards: which need gets something better next.

use std::cmp::Ordering;

/// The way up from the cheapest product of each need.
#[derive(Debug)]
pub(super) struct Climb {
    /// The needs, by place, that got the next dearer product, one after the other.
    moves: Vec<usize>,
    /// What all cost together before the first move and after each, in fils.
    totals: Vec<i64>,
}

/// Goes up as far as `most` fils allow. `ladders` are the prices of each need, lowest first; one
/// without any stays out.
///
/// Next is always the need whose next product is dearer than its cheapest by the smallest factor, so
/// that everything in a plan is about equally good: no throne beside a camp table.
pub(super) fn climb(ladders: &[Vec<i64>], most: i64) -> Climb {
    let mut steps: Vec<Step> = ladders.iter().enumerate().filter_map(Step::first).collect();
    let bases = ladders.iter().filter_map(|ladder| ladder.first());
    let mut total = bases.fold(0_i64, |total, cost| total.saturating_add(*cost));
    let mut climb = Climb { moves: Vec::new(), totals: vec![total] };
    while let Some(next) = (0..steps.len()).min_by(|a, b| by_factor(steps.get(*a), steps.get(*b))) {
        let step = steps.swap_remove(next);
        let dearer = total.saturating_add(step.to - step.from);
        if dearer > most {
            // Whatever else this need could get is dearer still.
            continue;
        }
        total = dearer;
        climb.moves.push(step.need);
        climb.totals.push(total);
        steps.extend(step.next(ladders));
    }
    climb
}

/// A need's next dearer product.
#[derive(Debug)]
struct Step {
    need: usize,
    /// Its place on the ladder.
    rung: usize,
    base: i64,
    from: i64,
    to: i64,
}

impl Step {
    fn first((need, ladder): (usize, &Vec<i64>)) -> Option<Self> {
        let (base, to) = (*ladder.first()?, *ladder.get(1)?);
        Some(Self { need, rung: 1, base, from: base, to })
    }

    fn next(self, ladders: &[Vec<i64>]) -> Option<Self> {
        let rung = self.rung + 1;
        let to = *ladders.get(self.need)?.get(rung)?;
        Some(Self { rung, from: self.to, to, ..self })
    }
}

fn by_factor(a: Option<&Step>, b: Option<&Step>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => {
            let cross = |a: &Step, b: &Step| i128::from(a.to) * i128::from(b.base);
            cross(a, b).cmp(&cross(b, a)).then(a.need.cmp(&b.need))
        }
        // Both are there: the places come from the list itself.
        (a, b) => b.is_some().cmp(&a.is_some()),
    }
}

impl Climb {
    /// How many moves it has.
    pub(super) fn height(&self) -> usize {
        self.moves.len()
    }

    /// How far each of `needs` needs has come after so many moves: its place on its ladder.
    pub(super) fn after(&self, moves: usize, needs: usize) -> Vec<usize> {
        let mut places = vec![0; needs];
        for need in self.moves.iter().take(moves) {
            if let Some(place) = places.get_mut(*need) {
                *place += 1;
            }
        }
        places
    }

    /// How many of the first `moves` moves come nearest to half the way in money.
    pub(super) fn halfway(&self, moves: usize) -> usize {
        let first = self.totals.first().copied().unwrap_or_default();
        let last = self.totals.get(moves).copied().unwrap_or(first);
        let half = i64::midpoint(first, last);
        let reached = self.totals.iter().enumerate().take(moves.saturating_add(1));
        reached.min_by_key(|(_, total)| total.abs_diff(half)).map_or(0, |(moves, _)| moves)
    }
}
