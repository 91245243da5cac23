//! Whether a message looks for products, and whether only for what is in stock.

use super::cues::Cue;
use super::found::Found;
use super::precedence::looks_for_nothing;
use super::said::is_about_products;
use super::seen::Seen;
use super::wish::{Sought, wants_stock};
use crate::understanding::{Intent, Wish};

/// Most words nobody understood that may still be the name of a product.
const NAME: usize = 6;

/// What of a message speaks for a search.
pub(super) struct Search {
    /// Whether a wish of it is worth a search.
    pub(super) by_wish: bool,
    /// Whether all that it says leaves room for a product.
    pub(super) about_products: bool,
    /// The phrase that wants something, by its place.
    wants: Option<usize>,
    /// Whether products are looked for at all.
    looks: bool,
}

impl Search {
    /// Weighs what was found beside the intents that words say.
    pub(super) fn of(seen: &Seen<'_>, found: &Found, intents: &[(usize, Intent)]) -> Self {
        let taken = |at: usize| found.claims.words.get(at).copied().unwrap_or(false);
        let mut items = seen.text.items.iter();
        let wants = items.position(|item| item.says(Cue::Find) && !taken(item.at));
        let by_wish = found.wished.sought.iter().any(|one| is_worth_it(one, seen, found));
        let about_products = intents.iter().all(|(_, intent)| is_about_products(intent));
        let names = about_products && names_something(seen, found, wants);
        let only_wants = wants.is_some() && intents.is_empty() && says_nothing_else(seen, found);
        let nothing_sought = looks_for_nothing(intents.iter().map(|(_, intent)| intent));
        let looks = (by_wish || names || only_wants) && !nothing_sought;
        Self { by_wish, about_products, wants, looks }
    }

    /// Adds the intent to find products where they are looked for; "in stock" is a trait of theirs
    /// then and no question.
    pub(super) fn look_for(
        &self,
        seen: &Seen<'_>,
        found: &mut Found,
        intents: &mut Vec<(usize, Intent)>,
    ) {
        if !self.looks {
            return;
        }
        let items = &seen.text.items;
        let named = || items.iter().position(|item| item.features().next().is_some());
        let place = self.wants.or_else(named);
        let at = place.and_then(|place| items.get(place)).map_or(usize::MAX, |item| item.at);
        intents.push((at, Intent::FindProducts));
        let nothing_pointed_at = seen.codes.mentions.is_empty() && found.reference.is_none();
        if wants_stock(&seen.text) && !seen.says(Cue::Ad) && nothing_pointed_at {
            let sought = &mut found.wished.sought;
            if sought.is_empty() {
                sought.push(Sought::default());
            }
            for one in sought {
                one.wish.in_stock = true;
            }
            intents.retain(|(_, intent)| *intent != Intent::AskStock);
        }
    }
}

/// Whether the words that nobody understood are few enough for a name.
pub(super) fn may_be_a_name(found: &Found) -> bool {
    found.wished.leftover.len() <= NAME
}

/// Whether a wish is worth a search. A family named only in a question about the shop ("do you
/// deliver desks?") is not, and a colour beside a code is the code's.
fn is_worth_it(one: &Sought, seen: &Seen<'_>, found: &Found) -> bool {
    let only_family =
        |wish: &Wish| *wish == Wish { families: wish.families.clone(), ..Wish::default() };
    (found.topics.is_empty() || !only_family(&one.wish))
        && !(seen.names_code() && !one.names_thing() && one.wish.subtypes.is_empty())
}

/// Whether what nobody understood stands behind the phrase that wants something, as a name does.
fn names_something(seen: &Seen<'_>, found: &Found, wants: Option<usize>) -> bool {
    let wants = wants.and_then(|place| seen.text.items.get(place));
    let behind = |at: usize| wants.is_some_and(|wants| at > wants.at);
    let wanted = found.wished.leftover.iter().any(|word| behind(word.at));
    wanted && may_be_a_name(found) && seen.codes.mentions.is_empty()
}

/// "I need 100", "what do you have": all of it is the asking.
fn says_nothing_else(seen: &Seen<'_>, found: &Found) -> bool {
    found.wished.leftover.is_empty()
        && found.wished.sought.is_empty()
        && !seen.names_code()
        && found.reference.is_none()
        && found.change.is_none()
        && found.changes.lines.is_empty()
        && found.people.is_empty()
}
