//! What goes together in a plan, where it costs nothing.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::choice::{Choice, Rung};
use super::stock::Stock;

/// What the products of a plan have in common.
pub(super) struct Design<'a> {
    /// The main colour that most needs can have at no cost.
    colour: Option<&'a str>,
    /// The series taken so far.
    series: BTreeSet<&'a str>,
}

impl<'a> Design<'a> {
    /// The design for the first rung of each need.
    pub(super) fn of(chosen: &[&[Rung<'_, 'a>]]) -> Self {
        let mut needs_with: BTreeMap<&'a str, (usize, Reverse<usize>)> = BTreeMap::new();
        let mut order = 0;
        for rung in chosen.iter().filter_map(|rungs| rungs.first()) {
            let mut here = BTreeSet::new();
            for colour in rung.choices.iter().filter_map(|choice| main_colour(choice)) {
                order += 1;
                if here.insert(colour) {
                    needs_with.entry(colour).or_insert((0, Reverse(order))).0 += 1;
                }
            }
        }
        let most = needs_with.into_iter().max_by_key(|(_, count)| *count);
        Self { colour: most.map(|(colour, _)| colour), series: BTreeSet::new() }
    }

    /// What goes best with the plan so far, from the lowest rung that stock has something left on.
    pub(super) fn pick<'c>(
        &self,
        rungs: &[Rung<'c, 'a>],
        left: i64,
        stock: &Stock<'a>,
    ) -> Option<&'c Choice<'a>> {
        let first = rungs.first()?;
        let affordable = rungs.iter().take_while(|rung| rung.cost - first.cost <= left);
        let mut best = affordable.filter_map(|rung| self.matching(rung, stock));
        let found = best.find(|choice| !stock.is_used_up(choice));
        found.or_else(|| self.matching(first, stock))
    }

    /// What goes best with the plan so far, of one price.
    fn matching<'c>(&self, rung: &Rung<'c, 'a>, stock: &Stock<'a>) -> Option<&'c Choice<'a>> {
        let choices = rung.choices.iter().copied();
        choices.min_by_key(|choice| {
            let other_series = !series(choice).is_some_and(|it| self.series.contains(it));
            let other_colour = main_colour(choice) != self.colour;
            (stock.is_used_up(choice), choice.is_mixed(), other_series, other_colour)
        })
    }

    /// Takes a choice into the plan.
    pub(super) fn add(&mut self, choice: &Choice<'a>) {
        self.series.extend(series(choice));
    }
}

fn main_colour<'a>(choice: &Choice<'a>) -> Option<&'a str> {
    choice.main()?.colours.first().map(String::as_str)
}

fn series<'a>(choice: &Choice<'a>) -> Option<&'a str> {
    choice.main()?.series()
}
