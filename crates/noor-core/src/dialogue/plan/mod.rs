//! What has to be looked up before the answer can be decided.

mod lookup;
mod pointed;
mod quotation;
mod searches;

use rust_decimal::Decimal;

use super::context::Heard;
use super::narrow::names_a_thing;
use super::past::comes_back;
use super::people;
use super::placed::asks_how_orders_stand;
use super::policy::Policy;
use super::sought;
use super::state::State;
use crate::understanding::{CodeMention, Intent, Understanding, Wish};
pub use lookup::{Aim, Lookup, Search};
pub(super) use pointed::{begins_at_an_end, meant, pointed_by};
use pointed::{pointed_at, pointed_by_changes};
use quotation::about_a_quotation;
pub(super) use quotation::varies;
use searches::{named, searches, share, versions};

/// The lookups of a turn, to be run side by side.
///
/// Codes win over traits ("CH 616 black" is no wish for something black), and what was shown before
/// is looked up again when the customer points at it or asks about it without naming anything else.
pub fn plan(state: &State, heard: &Heard, policy: &Policy) -> Vec<Lookup> {
    let said = &heard.understanding;
    let mut lookups = Vec::new();
    if asks_how_orders_stand(said) {
        return vec![Lookup::CheckOrders];
    }
    if people::nothing_else_matters(said, policy) {
        return lookups;
    }
    if comes_back(state, heard) {
        lookups.push(Lookup::GetPending);
    }
    if said.has(&Intent::LikeLastTime) {
        lookups.push(Lookup::GetLastOrder);
    }
    let mentions: Vec<CodeMention> =
        said.codes.iter().chain(&heard.perhaps_code).cloned().collect();
    if !mentions.is_empty() {
        let colours = said.wishes.iter().flat_map(|wish| wish.colours.clone()).collect();
        lookups.push(Lookup::FindCodes { mentions, colours });
    }
    let quotation = about_a_quotation(state, heard, policy);
    if concerns_the_order(said) || quotation.is_some() {
        let skus = ordered(state);
        if !skus.is_empty() {
            lookups.push(Lookup::GetOrder { skus });
        }
    }
    lookups.extend(quotation);
    // What orders the machine around looks for nothing.
    let named = if looks_for_nothing(state, said, policy) {
        Vec::new()
    } else {
        let mut named = without_vat(for_people(named(state, said), said), said, policy);
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
    let versions = versions(said, &pointed).filter(|_| named.is_empty());
    let searches = if let Some(versions) = versions {
        vec![versions]
    } else if let Some(furnish) = furnishing(state, said, &named) {
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

/// Things that are named for people, with how many these are: whether each of them needs a piece or all
/// share one, the lexicon says. A budget is that of the only thing.
fn for_people(named: Vec<Wish>, said: &Understanding) -> Vec<Wish> {
    if said.headcounts.is_empty() {
        return named;
    }
    let all = said.headcounts.iter().map(|it| it.people).fold(0, u32::saturating_add);
    let things = named.iter().filter(|wish| names_a_thing(wish)).count();
    let for_all = |mut wish: Wish| {
        if wish.pieces.is_none() && names_a_thing(&wish) {
            wish.people = wish.people.or(Some(all));
            if things == 1 {
                share(&mut wish, said.budget);
            }
        }
        wish
    };
    named.into_iter().map(for_all).collect()
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
    if !said.headcounts.is_empty() && things.len() != 1 {
        let wishes: Vec<Wish> = things.into_iter().map(without_prices).collect();
        let people = if wishes.is_empty() { said.headcounts.clone() } else { Vec::new() };
        return Some(Lookup::Furnish { people, wishes });
    }
    if things.len() > 1 && counted && total {
        let wishes = things.into_iter().map(without_prices).collect();
        return Some(Lookup::Furnish { people: Vec::new(), wishes });
    }
    // Another budget for what was spoken of.
    let again = things.is_empty() && said.budget.total.is_some();
    if !again || said.codes.iter().any(|code| code.explicit) {
        return None;
    }
    if !state.plans.is_empty() && !state.named.is_empty() {
        return Some(Lookup::Furnish { people: Vec::new(), wishes: state.named.clone() });
    }
    let goes_on = !state.people.is_empty() && sought::in_view(state).is_empty();
    goes_on.then(|| Lookup::Furnish { people: state.people.clone(), wishes: Vec::new() })
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

/// The products of the order, of what was calculated, of the solutions offered and of the quotation
/// that stands.
fn ordered(state: &State) -> Vec<String> {
    let offered = state.plans.iter().chain(&state.variants).flatten();
    let lines = state.cart.lines().iter().chain(&state.proposed).chain(offered);
    let quoted = state.quoted.iter().flat_map(|quoted| &quoted.skus);
    let mut skus = Vec::new();
    for sku in lines.map(|line| &line.sku).chain(quoted) {
        if !skus.contains(sku) {
            skus.push(sku.clone());
        }
    }
    skus
}
