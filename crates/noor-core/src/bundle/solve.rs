//! Covering needs with products: plans at different prices, within a limit.

use std::cmp::Reverse;

use rust_decimal::Decimal;

use super::choice::{Choice, Ladder, Part, Rung, Serving, as_far_as, choices, servings};
use super::climb::{Climb, climb};
use super::design::Design;
use super::needs::Need;
use super::plan::{Coverage, Level, Line, Plan, Solution, Why};
use super::stock::Stock;
use super::terms::Terms;
use crate::product::Product;

/// By how many percent a plan has to be dearer than the one before to be another offer.
const CLEARLY: i64 = 5;

/// A need with the products found for it.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The need.
    pub need: &'a Need,
    /// What was found for its wish, best first. Whether it fits is not looked at again; what has no
    /// price in the terms' currency, is off the shelf or is sold by the square metre is left away.
    pub candidates: &'a [Product],
}

/// Covers `wanted` in up to `variants` plans (three at the most): with one, the cheapest; with two,
/// also the best; with three, also one about halfway between them.
///
/// - A plan covers everything that is essential and on sale and keeps the limit, if that can be
///   done at all. What is only offered is added to the best plan alone, where the limit allows.
/// - If it cannot be done, the one plan covers what the limit allows, essential needs first and in
///   their order, and [`Solution::least`] says what everything would cost at least.
/// - Each need gets one product, and a second only where the first has not enough in stock. What is
///   in stock goes before what is to be confirmed, that before products whose capacity is only
///   assumed, and those before what stock does not cover. A limit that cannot be kept otherwise
///   turns that order round, as little as it takes.
/// - At one price, products of one colour and series go together.
/// - Without a limit the best plan is three quarters of the way up, since the dearest of everything
///   is nobody's wish.
/// - Products without a price are never in a plan. Sold-out ones are only where there is no other.
///
/// The same input gives the same plans. Meant for eight needs of three dozen candidates each; the
/// work grows with the square of the candidates of one need.
///
/// Source: the shop's decisions, "How Noor talks" 4 and 5; VAT is on top of catalogue prices.
pub fn solve<'a>(wanted: &[Wanted<'a>], terms: &Terms, variants: usize) -> Solution<'a> {
    let mut site = Site {
        spots: wanted.iter().map(|it| Spot::of(it, terms)).collect(),
        terms,
        most: terms.most(),
    };
    if variants == 0 {
        return Solution::default();
    }
    if site.loosen() {
        return Solution { plans: site.plans(variants), least: None };
    }
    let bought = |plan: &Plan<'_>| !plan.lines.is_empty();
    let plans = Some(site.partial()).filter(bought).into_iter().collect();
    Solution { plans, least: Some(site.least()).filter(bought) }
}

/// Everything to be covered, and under which terms.
struct Site<'t, 'a> {
    spots: Vec<Spot<'a>>,
    terms: &'t Terms,
    /// The most that lines may come to, in fils.
    most: i64,
}

/// One need and what can cover it.
struct Spot<'a> {
    need: &'a Need,
    servings: Vec<Serving<'a>>,
    /// `None` where nothing covers all of it.
    ladder: Option<Ladder<'a>>,
}

impl<'a> Spot<'a> {
    fn of(wanted: &Wanted<'a>, terms: &Terms) -> Self {
        let servings = servings(wanted.need, wanted.candidates, terms.currency);
        let ladder = Ladder::of(choices(&servings, wanted.need.quantity));
        Self { need: wanted.need, servings, ladder }
    }

    /// All that may be taken for it, cheapest first.
    fn rungs(&self) -> Vec<Rung<'_, 'a>> {
        self.ladder.as_ref().map(Ladder::rungs).unwrap_or_default()
    }

    /// The cheapest there is for it.
    fn bottom(&self) -> Option<Rung<'_, 'a>> {
        self.ladder.as_ref()?.bottom()
    }

    fn coverage(&self, covered: u32) -> Coverage {
        let wanted = self.need.quantity;
        let missing = wanted.saturating_sub(covered);
        let why = match &self.ladder {
            _ if missing == 0 => None,
            _ if !self.need.essential => Some(Why::Offered),
            Some(_) => Some(Why::Limit),
            None => Some(Why::NotSold),
        };
        Coverage { wanted, covered: wanted - missing, missing, why }
    }
}

impl<'a> Site<'_, 'a> {
    /// Allows more doubtful products, as few as possible, until the cheapest plan keeps the limit;
    /// `false` if none does.
    fn loosen(&mut self) -> bool {
        let essential = self.spots.iter_mut().filter(|spot| spot.need.essential);
        let mut ladders: Vec<&mut Ladder<'a>> =
            essential.filter_map(|spot| spot.ladder.as_mut()).collect();
        while sum(ladders.iter().map(|ladder| ladder.least())) > self.most {
            let savings = ladders.iter_mut().filter_map(|ladder| {
                let (doubt, saved) = ladder.saving()?;
                Some((doubt, Reverse(saved), ladder))
            });
            let Some((doubt, _, ladder)) = savings.min_by_key(|it| (it.0, it.1)) else {
                return false;
            };
            ladder.allow(doubt);
        }
        true
    }

    /// Plans that keep the limit, where the cheapest does.
    fn plans(&self, variants: usize) -> Vec<Plan<'a>> {
        let all: Vec<Vec<Rung<'_, 'a>>> = self.spots.iter().map(Spot::rungs).collect();
        let essential = |place: usize| self.spots.get(place).is_some_and(|it| it.need.essential);
        let prices_of = |(place, rungs): (usize, &Vec<Rung<'_, 'a>>)| -> Vec<i64> {
            rungs.iter().map(|rung| rung.cost).filter(|_| essential(place)).collect()
        };
        let prices: Vec<Vec<i64>> = all.iter().enumerate().map(prices_of).collect();
        let extras = self.extras(&all, &prices);
        let price = |place: &usize| all.get(*place)?.first().map(|rung| rung.cost);
        let left = self.most.saturating_sub(sum(extras.iter().filter_map(price)));
        let climb = climb(&prices, left);
        let top = match self.terms.limit {
            Some(_) => climb.height(),
            None => (climb.height() * 3).div_ceil(4),
        };
        let at = |moves: usize, level: Level, extras: &[usize]| {
            let chosen =
                chosen(&all, &climb, moves, |place| essential(place) || extras.contains(&place));
            self.assemble(level, &chosen)
        };
        let lean = at(0, Level::Lean, &[]);
        if lean.lines.is_empty() {
            return Vec::new();
        }
        let mut plans = vec![lean];
        if variants > 2 {
            plans.push(at(climb.halfway(top), Level::Middle, &[]));
        }
        if variants > 1 {
            plans.push(at(top, Level::Best, &extras));
        }
        clearly_different(plans)
    }

    /// What is only offered and can be added to the cheapest plan, by place.
    fn extras(&self, all: &[Vec<Rung<'_, 'a>>], prices: &[Vec<i64>]) -> Vec<usize> {
        let covered = |spot: &Spot<'_>| {
            !spot.need.essential || spot.ladder.is_some() || spot.need.quantity == 0
        };
        if !self.spots.iter().all(covered) {
            return Vec::new();
        }
        let lean = prices.iter().filter_map(|ladder| ladder.first()).copied();
        let mut left = self.most.saturating_sub(sum(lean));
        let mut extras = Vec::new();
        for (place, (spot, rungs)) in self.spots.iter().zip(all).enumerate() {
            let cost = rungs.first().map(|rung| rung.cost);
            if let Some(cost) = cost.filter(|cost| !spot.need.essential && *cost <= left) {
                left -= cost;
                extras.push(place);
            }
        }
        extras
    }

    /// As much as the limit allows, essential needs in their order.
    fn partial(&self) -> Plan<'a> {
        let mut left = self.most;
        let bought: Vec<Option<Choice<'a>>> = (self.spots.iter())
            .map(|spot| {
                let some = || as_far_as(&spot.servings, spot.need.quantity, left);
                let choice = Some(spot).filter(|it| it.need.essential).and_then(|_| some())?;
                left -= choice.cost;
                Some(choice)
            })
            .collect();
        let rungs: Vec<Option<Rung<'_, 'a>>> =
            bought.iter().map(|choice| choice.as_ref().map(Rung::only)).collect();
        let chosen: Vec<&[Rung<'_, 'a>]> = rungs.iter().map(Option::as_slice).collect();
        self.assemble(Level::Lean, &chosen)
    }

    /// The cheapest plan of all that is essential, whatever the limit and however doubtful.
    fn least(&self) -> Plan<'a> {
        let rungs: Vec<Option<Rung<'_, 'a>>> =
            self.spots.iter().map(|spot| spot.bottom().filter(|_| spot.need.essential)).collect();
        let chosen: Vec<&[Rung<'_, 'a>]> = rungs.iter().map(Option::as_slice).collect();
        self.assemble(Level::Lean, &chosen)
    }

    /// The plan with one of the first rung's choices for each need, or of a higher rung's that the
    /// limit allows, where needs before it take the stock that the first would live on.
    fn assemble(&self, level: Level, chosen: &[&[Rung<'_, 'a>]]) -> Plan<'a> {
        let first = |rungs: &&[Rung<'_, 'a>]| rungs.first().map(|rung| rung.cost);
        let mut left = self.most.saturating_sub(sum(chosen.iter().filter_map(first))).max(0);
        let mut design = Design::of(chosen);
        let mut stock = Stock::default();
        let mut lines = Vec::new();
        let mut coverage = Vec::new();
        for (place, (spot, rungs)) in self.spots.iter().zip(chosen).enumerate() {
            let choice = design.pick(rungs, left, &stock);
            if let Some((choice, cheapest)) = choice.zip(rungs.first()) {
                left = left.saturating_sub(choice.cost - cheapest.cost);
                design.add(choice);
                for part in &choice.parts {
                    lines.extend(self.line(place, part, &mut stock));
                }
            }
            let covered = choice.map_or(0, |choice| choice.covers(spot.need.quantity));
            coverage.push(spot.coverage(covered));
        }
        let subtotal = sum(lines.iter().map(|(_, cost)| *cost));
        let lines = lines.into_iter().map(|(line, _)| line).collect();
        let keeps_limit = subtotal <= self.most;
        Plan { level, lines, coverage, sum: self.terms.sum(subtotal), keeps_limit }
    }

    /// A part as a line of a plan, and its cost in fils.
    fn line(&self, need: usize, part: &Part<'a>, stock: &mut Stock<'a>) -> Option<(Line<'a>, i64)> {
        let Serving { product, each, assumed, .. } = part.serving;
        let line = Line {
            need,
            product,
            quantity: part.pieces,
            unit: product.price?,
            total: self.terms.money(part.cost),
            supply: stock.take(product, part.pieces),
            assumed: assumed.then_some(each),
        };
        Some((line, part.cost))
    }
}

/// The rungs from where each need has come after so many moves; none where it is not in the plan.
fn chosen<'r, 'c, 'a>(
    all: &'r [Vec<Rung<'c, 'a>>],
    climb: &Climb,
    moves: usize,
    is_in: impl Fn(usize) -> bool,
) -> Vec<&'r [Rung<'c, 'a>]> {
    let places = climb.after(moves, all.len());
    let from = |(need, (rungs, place)): (usize, (&'r Vec<Rung<'c, 'a>>, usize))| {
        rungs.get(place..).filter(|_| is_in(need)).unwrap_or_default()
    };
    all.iter().zip(places).enumerate().map(from).collect()
}

/// The cheapest plan, then the best and the one between them as far as they are clearly dearer than
/// what stays below them.
fn clearly_different(plans: Vec<Plan<'_>>) -> Vec<Plan<'_>> {
    let clearly = |dear: &Plan<'_>, cheap: &Plan<'_>| {
        let times = |plan: &Plan<'_>, n: i64| plan.sum.subtotal.amount * Decimal::from(n);
        times(dear, 100) >= times(cheap, 100 + CLEARLY)
    };
    let best = plans.last().cloned();
    let mut kept: Vec<Plan<'_>> = Vec::new();
    for plan in plans {
        let is_above = kept.last().is_none_or(|before| clearly(&plan, before));
        let is_below = match plan.level {
            Level::Middle => best.as_ref().is_some_and(|best| clearly(best, &plan)),
            Level::Lean | Level::Best => true,
        };
        if is_above && is_below {
            kept.push(plan);
        }
    }
    kept
}

fn sum(fils: impl Iterator<Item = i64>) -> i64 {
    fils.fold(0, i64::saturating_add)
}
