//! What has to be looked up before the answer can be decided.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::context::Heard;
use super::findings::Trait;
use super::narrow::{beyond, end_of, names_a_thing, names_a_version, narrowed, only_counts_people};
use super::people;
use super::policy::Policy;
use super::sought::{self, Sought};
use super::state::State;
use crate::understanding::{
    Budget, Change, CodeMention, Extreme, Headcount, How, Intent, Reference, Target, Understanding,
    Wish,
};

/// Something to look up. Reads only: nothing here changes the world.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "tool", rename_all = "snake_case")]
pub enum Lookup {
    /// Products with the wished traits.
    SearchProducts {
        /// What to look for.
        search: Box<Search>,
    },
    /// One of several searches: the first that finds all of its wish, else the first.
    SearchOne {
        /// The searches, the likeliest first.
        searches: Vec<Search>,
    },
    /// The products behind codes the customer wrote.
    FindCodes {
        /// The candidates.
        mentions: Vec<CodeMention>,
        /// Colours that were named beside them.
        colours: Vec<String>,
    },
    /// The products shown before, with today's price and stock.
    GetStock {
        /// Their codes.
        skus: Vec<String>,
    },
    /// The products of the order, of what was calculated and of the solutions offered, as they are
    /// today.
    GetOrder {
        /// Their codes.
        skus: Vec<String>,
    },
    /// Products for all that people in a place need, or for several things within one budget.
    Furnish {
        /// Whom it is for.
        people: Vec<Headcount>,
        /// What was named, with pieces.
        wishes: Vec<Wish>,
    },
    /// Which families the shop carries.
    ListFamilies,
}

/// A search for products.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Search {
    /// The traits.
    pub wish: Wish,
    /// What the search is for.
    pub aim: Aim,
    /// The wish of the state that it goes on from, by its place; `None` for a new one.
    pub of: Option<usize>,
    /// Traits that were let go before, so that the same products are searched.
    pub without: Vec<Trait>,
    /// Codes that are not to be shown again.
    pub seen: Vec<String>,
}

/// What a search is for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "aim", rename_all = "snake_case")]
pub enum Aim {
    /// To find what has the traits.
    #[default]
    Wish,
    /// To show more of what was shown.
    More,
    /// To go beyond what was shown.
    Change {
        /// Which way.
        change: Change,
    },
    /// To find others of the kind of a product that does not come in the wished colour.
    Instead,
    /// To find the version of one product that has the traits.
    Version {
        /// The product's code.
        sku: String,
    },
}

impl Search {
    /// How many people each piece has to have room for, as far as more than one has to share it.
    pub fn people_each(&self) -> Option<u32> {
        let people = self.wish.people?;
        let pieces = self.wish.pieces.unwrap_or(1).max(1);
        Some(people.div_ceil(pieces)).filter(|each| *each > 1)
    }
}

/// The lookups of a turn, to be run side by side.
///
/// Codes win over traits ("CH 616 black" is no wish for something black), and what was shown before
/// is looked up again when the customer points at it or asks about it without naming anything else.
pub fn plan(state: &State, heard: &Heard, policy: &Policy) -> Vec<Lookup> {
    let said = &heard.understanding;
    let mut lookups = Vec::new();
    if people::nothing_else_matters(said, policy) {
        return lookups;
    }
    let mentions: Vec<CodeMention> =
        said.codes.iter().chain(&heard.perhaps_code).cloned().collect();
    if !mentions.is_empty() {
        let colours = said.wishes.iter().flat_map(|wish| wish.colours.clone()).collect();
        lookups.push(Lookup::FindCodes { mentions, colours });
    }
    if concerns_the_order(said) {
        let skus = ordered(state);
        if !skus.is_empty() {
            lookups.push(Lookup::GetOrder { skus });
        }
    }
    // What orders the machine around looks for nothing.
    let named = if looks_for_nothing(state, said, policy) {
        Vec::new()
    } else {
        let mut named = without_vat(named(state, said), said, policy);
        // Words that name no thing are the request itself.
        named.retain(|wish| !people::is_called(said, policy) || !wish.families.is_empty());
        named
    };
    let mut pointed = pointed_at(state, said, &named);
    for sku in pointed_by_changes(state, said) {
        if !pointed.contains(&sku) {
            pointed.push(sku);
        }
    }
    let searches = if let Some(furnish) = furnishing(state, said, &named) {
        vec![furnish]
    } else if pointed.is_empty() || !named.is_empty() {
        searches(state, said, &named)
    } else {
        Vec::new()
    };
    let names_no_code = said.codes.iter().all(|code| !code.explicit);
    let nothing_meant =
        pointed.is_empty() && searches.is_empty() && names_no_code && said.changes.is_empty();
    if !pointed.is_empty() {
        lookups.push(Lookup::GetStock { skus: pointed });
    }
    lookups.extend(searches);
    if nothing_meant && said.has(&Intent::FindProducts) && !people::stops(said, policy) {
        lookups.push(Lookup::ListFamilies);
    }
    lookups
}

/// Wishes with their limits taken from a budget that VAT is in. Prices of the catalogue are without.
fn without_vat(wishes: Vec<Wish>, said: &Understanding, policy: &Policy) -> Vec<Wish> {
    if said.budget.incl_vat != Some(true) {
        return wishes;
    }
    let share =
        Decimal::ONE_HUNDRED / (Decimal::ONE_HUNDRED + policy.vat_percent.max(Decimal::ZERO));
    let net = |limit: Decimal| limit.checked_mul(share).map_or(limit, |it| it.trunc_with_scale(2));
    let of = |wish: Wish| Wish {
        price_min: wish.price_min.map(net),
        price_max: wish.price_max.map(net),
        ..wish
    };
    wishes.into_iter().map(of).collect()
}

/// What is to be furnished as a whole: a place for people, or several things that share a budget.
fn furnishing(state: &State, said: &Understanding, named: &[Wish]) -> Option<Lookup> {
    let things: Vec<Wish> =
        named.iter().filter(|wish| !wish.families.is_empty()).cloned().collect();
    let total = said.budget.total.is_some() || things.iter().any(|it| it.budget_total.is_some());
    let counted = things.iter().all(|it| it.pieces.is_some());
    let without_prices = |mut wish: Wish| {
        if total {
            (wish.price_min, wish.price_max, wish.budget_total) = (None, None, None);
        }
        wish
    };
    if !said.headcounts.is_empty() {
        let all = said.headcounts.iter().map(|it| it.people).fold(0, u32::saturating_add);
        let for_all = |wish: Wish| Wish { pieces: wish.pieces.or(Some(all)), ..wish };
        let wishes: Vec<Wish> = things.into_iter().map(without_prices).map(for_all).collect();
        let people = if wishes.is_empty() { said.headcounts.clone() } else { Vec::new() };
        return Some(Lookup::Furnish { people, wishes });
    }
    if things.len() > 1 && counted && total {
        let wishes = things.into_iter().map(without_prices).collect();
        return Some(Lookup::Furnish { people: Vec::new(), wishes });
    }
    // Another budget for the place that was spoken of.
    let again = things.is_empty() && !state.people.is_empty() && said.budget.total.is_some();
    (again && said.codes.iter().all(|code| !code.explicit))
        .then(|| Lookup::Furnish { people: state.people.clone(), wishes: Vec::new() })
}

/// Whether things that are named are not looked for: what orders the machine around, what a person
/// comes for anyway, and what speaks of the order as it stands.
fn looks_for_nothing(state: &State, said: &Understanding, policy: &Policy) -> bool {
    let spoken_of = !state.cart.is_empty() && !said.has(&Intent::AskMore);
    said.has(&Intent::Instruct)
        || said.has(&Intent::AskAboutOthers)
        || people::comes_anyway(said, policy)
        || people::stops(said, policy) && spoken_of
}

/// Whether a message is about the order, so that its products have to be known.
fn concerns_the_order(said: &Understanding) -> bool {
    !said.changes.is_empty()
        || !said.details.is_empty()
        || said.intents.iter().any(|intent| {
            matches!(
                intent,
                Intent::AskCart
                    | Intent::AskWithVat
                    | Intent::PlaceOrder
                    | Intent::AskQuotation
                    | Intent::AskInCurrency { .. }
                    | Intent::Introduce
            )
        })
}

/// The products of the order, of what was calculated and of the solutions offered.
fn ordered(state: &State) -> Vec<String> {
    let lines =
        state.cart.lines().iter().chain(&state.proposed).chain(state.plans.iter().flatten());
    let mut skus = Vec::new();
    for line in lines {
        if !skus.contains(&line.sku) {
            skus.push(line.sku.clone());
        }
    }
    skus
}

/// The shown products that changes of the order point at.
fn pointed_by_changes(state: &State, said: &Understanding) -> Vec<String> {
    let targets = said.changes.iter().flat_map(|change| {
        let out = match &change.how {
            How::Swap { out } => Some(out),
            How::Take | How::Set | How::Add | How::Remove => None,
        };
        std::iter::once(&change.target).chain(out)
    });
    let shown = |target: &Target| match target {
        Target::Shown(reference) => pointed_by(state, Some(*reference)),
        Target::Meant | Target::Kind(_) | Target::Everything => {
            state.listed.iter().chain(&state.shown).cloned().collect()
        }
        Target::Code(_) => Vec::new(),
    };
    targets.flat_map(shown).collect()
}

/// The shown products that the customer asks about, in the order they were shown.
fn pointed_at(state: &State, said: &Understanding, named: &[Wish]) -> Vec<String> {
    if goes_beyond(said) || !said.changes.is_empty() {
        // "Those, but cheaper" looks for others.
        return Vec::new();
    }
    if said.has(&Intent::Compare) && named.is_empty() {
        return if state.listed.is_empty() { state.shown.clone() } else { state.listed.clone() };
    }
    match said.reference {
        // "The second one and a desk" wants both, "the second one in grey" another one.
        Some(Reference::Ordinal(_) | Reference::End) if named.iter().all(names_a_thing) => {
            meant(state, said)
        }
        Some(Reference::Last) if named.is_empty() => meant(state, said),
        // Which one is cheapest is decided with today's prices, so all are looked up.
        Some(
            Reference::Cheapest | Reference::Dearest | Reference::Smallest | Reference::Largest,
        ) if named.is_empty() && !begins_at_an_end(state) => meant(state, said),
        // "I need 100" counts what was shown, unless there is such a code.
        None if asks_about_it(state, said)
            && named.is_empty()
            && (said.codes.is_empty()
                || said.quantity.is_some() && said.codes.iter().all(|code| !code.explicit)) =>
        {
            meant(state, said)
        }
        Some(_) | None => Vec::new(),
    }
}

/// Whether a message asks about what is before the customer's eyes. "With VAT" is asked of the order,
/// once there is one.
fn asks_about_it(state: &State, said: &Understanding) -> bool {
    said.quantity.is_some()
        || said.has(&Intent::AskWithVat) && state.cart.is_empty()
        || said.intents.iter().any(|intent| {
            matches!(
                intent,
                Intent::AskPrice
                    | Intent::AskStock
                    | Intent::AskPicture
                    | Intent::AskProperty { .. }
                    | Intent::Compare
                    | Intent::AskAdvice
                    | Intent::AskInCurrency { .. }
            )
        })
}

/// The shown products that a message means.
pub(super) fn meant(state: &State, said: &Understanding) -> Vec<String> {
    pointed_by(state, said.reference)
}

/// The shown products that a reference names; all of them without one.
pub(super) fn pointed_by(state: &State, reference: Option<Reference>) -> Vec<String> {
    match reference {
        Some(Reference::Ordinal(place)) => {
            let meant = at_place(state, place);
            // There is no such place: what there is, is shown again.
            if meant.is_empty() { state.listed.clone() } else { meant }
        }
        Some(Reference::End) => state.listed.last().cloned().into_iter().collect(),
        // One of a list was looked at, and the list is compared.
        Some(
            Reference::Cheapest | Reference::Dearest | Reference::Smallest | Reference::Largest,
        ) if state.shown.iter().all(|sku| state.listed.contains(sku)) => state.listed.clone(),
        Some(
            Reference::Last
            | Reference::Cheapest
            | Reference::Dearest
            | Reference::Smallest
            | Reference::Largest,
        )
        | None => state.shown.clone(),
    }
}

/// The products at a place of the last list. Where there were several lists, each has a second one,
/// and only the customer knows which of them is meant.
fn at_place(state: &State, place: u32) -> Vec<String> {
    let index = usize::try_from(place).unwrap_or(usize::MAX).wrapping_sub(1);
    let mut meant: Vec<String> = state.listed.get(index).cloned().into_iter().collect();
    let mut first = 0;
    for length in &state.lists {
        let there = state.listed.get(first + index).filter(|_| index < *length);
        meant.extend(there.filter(|sku| !meant.contains(*sku)).cloned());
        first += length;
    }
    meant
}

/// Whether what is in view is one end of the range, so that "the dearest" means the other end of it
/// and none of the few that were shown.
pub(super) fn begins_at_an_end(state: &State) -> bool {
    let mut viewed = sought::in_view(state).into_iter().filter_map(|place| state.wishes.get(place));
    viewed.any(|sought| sought.wish.first.is_some())
}

/// The wishes that name a trait, as many as are answered. Beside a reference, the kind of what is in
/// view only says what is pointed at: "this chair in grey" asks for grey.
fn named(state: &State, said: &Understanding) -> Vec<Wish> {
    let points = said.reference.is_some() && !state.shown.is_empty();
    let says_a_trait = |wish: &Wish| !Wish { pieces: None, ..wish.clone() }.is_empty();
    let in_view = |wish: &Wish| {
        let mut families = wish.families.iter();
        points && !wish.families.is_empty() && families.all(|it| is_in_view(state, it))
    };
    let wishes = said.wishes.iter().cloned().map(|wish| {
        if in_view(&wish) {
            Wish { families: Vec::new(), subtypes: Vec::new(), ..wish }
        } else {
            wish
        }
    });
    // Words that nobody knows are no product beside a question about what is there already.
    let about_it = points || asks_beside_words(said);
    let only_words =
        |wish: &Wish| Wish { words: Vec::new(), pieces: None, ..wish.clone() }.is_empty();
    wishes
        .filter(|wish| says_a_trait(wish) && !(about_it && only_words(wish)))
        .take(sought::MOST)
        .collect()
}

/// Whether a message asks something that makes sense without any product of its own.
fn asks_beside_words(said: &Understanding) -> bool {
    said.intents.iter().any(|intent| {
        matches!(
            intent,
            Intent::AskProperty { .. }
                | Intent::Compare
                | Intent::AskAdvice
                | Intent::AskCart
                | Intent::AskWithVat
                | Intent::AskInCurrency { .. }
        )
    })
}

fn is_in_view(state: &State, family: &String) -> bool {
    let mut viewed = sought::in_view(state).into_iter().filter_map(|place| state.wishes.get(place));
    viewed.any(|sought| sought.wish.families.contains(family))
}

fn goes_beyond(said: &Understanding) -> bool {
    said.has(&Intent::AskMore) || said.change.is_some()
}

/// The searches of a message: one for each kind of thing it names, or one that goes on from before.
fn searches(state: &State, said: &Understanding, named: &[Wish]) -> Vec<Lookup> {
    match named {
        [] => going_on(state, said),
        [one] => {
            let mut wish = one.clone();
            wish.pieces = wish.pieces.or(said.quantity);
            wish.first = wish.first.or_else(|| first_of(said.reference));
            vec![search_for(state, said, wish)]
        }
        several => each(state, several),
    }
}

/// One search for each wish of a message. One that names no kind of thing says what is different
/// about the one before it: "a black chair and a white one".
fn each(state: &State, several: &[Wish]) -> Vec<Lookup> {
    let mut wishes: Vec<Wish> = Vec::new();
    for wish in several {
        let before = wishes.last().filter(|_| !names_a_thing(wish));
        let wish = before.map_or_else(|| wish.clone(), |before| narrowed(before, wish));
        wishes.push(wish);
    }
    wishes.into_iter().map(|wish| search(afresh(state, wish))).collect()
}

fn search(search: Search) -> Lookup {
    Lookup::SearchProducts { search: Box::new(search) }
}

/// A search for something new. How many are wanted of its kind stays known.
fn afresh(state: &State, mut wish: Wish) -> Search {
    let known = same_kind(state, &wish).and_then(|place| state.wishes.get(place));
    wish.pieces = wish.pieces.or_else(|| known?.wish.pieces);
    Search { wish, ..Search::default() }
}

/// The newest wish for the very families that `wish` names.
fn same_kind(state: &State, wish: &Wish) -> Option<usize> {
    let same = |sought: &Sought| sought.wish.families == wish.families;
    state.wishes.iter().rposition(same).filter(|_| !wish.families.is_empty())
}

/// The search for the only wish of a message.
fn search_for(state: &State, said: &Understanding, mut wish: Wish) -> Lookup {
    let goes_on = goes_beyond(said);
    let trait_of_it = Wish { families: Vec::new(), ..wish.clone() };
    if let Some(sku) = exchanged(state, said).filter(|_| names_a_version(&trait_of_it)) {
        return version(state, sku, trait_of_it);
    }
    if names_a_thing(&wish) {
        if let Some(place) = same_kind(state, &wish).filter(|_| goes_on) {
            return search(onward(state, said, place, &wish));
        }
        wish.first = wish.first.or_else(|| said.change.map(end_of));
        return search(afresh(state, wish));
    }
    if let ([sku], true, false) = (meant(state, said).as_slice(), names_a_version(&wish), goes_on) {
        return version(state, sku, wish);
    }
    // What is in view is meant first, then what was looked for before it.
    let viewed = sought::in_view(state);
    let (mut places, other): (Vec<usize>, Vec<usize>) =
        (0..state.wishes.len()).rev().partition(|place| viewed.contains(place));
    places.extend(other);
    let mut searches: Vec<Search> =
        places.into_iter().map(|place| onward(state, said, place, &wish)).collect();
    match searches.len() {
        // People sit, work and meet: what they need is to be asked.
        0 if only_counts_people(&wish) => Lookup::ListFamilies,
        0 => search(Search { wish, ..Search::default() }),
        1 => search(searches.remove(0)),
        _ => Lookup::SearchOne { searches },
    }
}

/// The search for another version of a product.
fn version(state: &State, sku: &str, wish: Wish) -> Lookup {
    let aim = Aim::Version { sku: sku.to_owned() };
    let of = state.wishes.iter().rposition(|sought| sought.saw(sku));
    search(Search { wish, aim, of, ..Search::default() })
}

/// The only line of the order that a message wants in another version: "the chairs in black instead".
fn exchanged<'s>(state: &'s State, said: &Understanding) -> Option<&'s str> {
    let [change] = said.changes.as_slice() else { return None };
    let (How::Swap { out }, Target::Kind(_)) = (&change.how, &change.target) else { return None };
    let is_out = |sku: &str| match out {
        Target::Meant => true,
        Target::Kind(wish) => {
            let of_it = state.wishes.iter().filter(|sought| sought.saw(sku));
            of_it.flat_map(|sought| &sought.wish.families).any(|it| wish.families.contains(it))
        }
        Target::Code(_) | Target::Shown(_) | Target::Everything => false,
    };
    let mut lines = state.cart.lines().iter().filter(|line| is_out(&line.sku));
    match (lines.next(), lines.next()) {
        (Some(line), None) => Some(line.sku.as_str()),
        _ => None,
    }
}

/// What a message without a wish goes on from: each wish that is in view.
fn going_on(state: &State, said: &Understanding) -> Vec<Lookup> {
    let mut new = Wish::default();
    if !goes_beyond(said) && said.budget.total.is_none() {
        match first_of(said.reference) {
            Some(first) => new.first = Some(first),
            None => return Vec::new(),
        }
    }
    let viewed = sought::in_view(state).into_iter();
    viewed.map(|place| search(onward(state, said, place, &new))).collect()
}

/// The search that goes on from a wish of the state: narrower by `new`, with more of it, or beyond
/// what was shown.
fn onward(state: &State, said: &Understanding, place: usize, new: &Wish) -> Search {
    let Some(before) = state.wishes.get(place) else {
        return Search { wish: new.clone(), ..Search::default() };
    };
    let mut wish = narrowed(&before.wish, new);
    share(&mut wish, said.budget);
    let is_same = wish == before.wish;
    let seen = || before.seen.iter().map(|seen| seen.sku.clone()).collect();
    let go_on = Search { of: Some(place), ..Search::default() };
    match said.change {
        Some(change) => Search {
            wish: beyond(&wish, before, &state.shown, change),
            aim: Aim::Change { change },
            without: if is_same { before.without.clone() } else { Vec::new() },
            seen: seen(),
            ..go_on
        },
        None if said.has(&Intent::AskMore) && is_same => {
            Search { wish, aim: Aim::More, without: before.without.clone(), seen: seen(), ..go_on }
        }
        None if said.has(&Intent::AskMore) => Search { wish, seen: seen(), ..go_on },
        None => Search { wish, ..go_on },
    }
}

/// Shares a new total budget among the pieces that are known from before.
fn share(wish: &mut Wish, budget: Budget) {
    let pieces = Decimal::from(wish.pieces.unwrap_or(1).max(1));
    if let Some(each) = budget.total.and_then(|total| total.checked_div(pieces)) {
        (wish.price_min, wish.price_max) = (None, Some(each.trunc_with_scale(2)));
        (wish.budget_total, wish.price_currency) = (budget.total, budget.currency);
    }
}

/// "The cheapest", said of nothing that was shown.
fn first_of(reference: Option<Reference>) -> Option<Extreme> {
    match reference {
        Some(Reference::Cheapest) => Some(Extreme::Cheapest),
        Some(Reference::Dearest) => Some(Extreme::Dearest),
        Some(Reference::Smallest) => Some(Extreme::Smallest),
        Some(Reference::Largest) => Some(Extreme::Largest),
        Some(Reference::Last | Reference::Ordinal(_) | Reference::End) | None => None,
    }
}
