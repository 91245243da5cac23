//! Which person of the shop somebody asks for: anybody, a certain one, or one of a kind.
//!
//! "Manager" alone asks for nobody: there are manager desks, and office managers who write. A person
//! is asked for by a verb of talking, by a title with a name, or by a kind beside somebody of the shop.

use crate::numbers::Term;
use crate::reading::cues::Cue;
use crate::reading::sentences::{Sign, Spot, says_little};
use crate::reading::tags::Item;
use crate::understanding::Intent;
use crate::words::Kind;

/// What a phrase that speaks of people asks for; `None` where it asks for nobody.
pub(super) fn asked_for(cue: Cue, spot: &Spot<'_>, names_thing: bool) -> Option<Intent> {
    let asked = match cue {
        Cue::Human if is_called(spot) => Some(Intent::AskPersonByName),
        Cue::Human => anybody(spot, names_thing).then_some(Intent::AskHuman),
        Cue::Talk => talked_to(spot),
        Cue::NamedPerson => {
            (has_name(spot) && is_asked_after(spot)).then_some(Intent::AskPersonByName)
        }
        Cue::Present => looked_for(spot),
        Cue::PersonOfKind => is_a_kind_of_person(spot).then_some(Intent::AskPersonOfKind),
        _ => None,
    };
    asked.filter(|_| !spot.refused() && !spot.imagined())
}

/// "An office for 20 employees" and "a desk for an employee" ask for no person.
fn anybody(spot: &Spot<'_>, names_thing: bool) -> bool {
    let counted = spot.item().is_some_and(|item| item.is(Term::Person));
    !counted || !names_thing && !spot.text.behind_number(spot.place)
}

/// Whom a verb of talking asks for: "talk to a manager", "speak with Ahmed".
fn talked_to(spot: &Spot<'_>) -> Option<Intent> {
    for item in spot.behind() {
        if item.says(Cue::NamedPerson) {
            return Some(Intent::AskPersonByName);
        }
        if item.says(Cue::PersonOfKind) {
            return None;
        }
        if item.says(Cue::Staff) || item.says(Cue::Human) {
            let named = ends_with_a_name(spot);
            return Some(if named { Intent::AskPersonByName } else { Intent::AskHuman });
        }
        if is_name(spot, item) {
            return Some(Intent::AskPersonByName);
        }
        if !says_little(item) {
            return None;
        }
    }
    None
}

/// "Speak to your manager *Hamad*": somebody of the shop with a name that ends the clause.
fn is_called(spot: &Spot<'_>) -> bool {
    spot.item().is_some_and(|item| item.length > 1) && ends_with_a_name(spot)
}

/// Whether nothing follows in the clause but somebody of the shop and a name.
fn ends_with_a_name(spot: &Spot<'_>) -> bool {
    let mut behind = spot.behind().skip_while(|item| says_little(item) || item.says(Cue::Staff));
    let named = behind.next().is_some_and(|next| next.gap.continues() && is_name(spot, next));
    named && behind.next().is_none_or(says_little)
}

fn has_name(spot: &Spot<'_>) -> bool {
    let next = spot.behind().next();
    next.is_some_and(|next| spot.text.first_word(next).is_some_and(is_word))
}

/// "Is Mr. Khalid there?", "I want Ms. Layla".
fn is_asked_after(spot: &Spot<'_>) -> bool {
    let before = spot.place.checked_sub(1).and_then(|place| spot.text.items.get(place));
    before.is_some_and(|item| item.says(Cue::Find))
        || spot.behind().any(|item| item.says(Cue::Present) || item.says(Cue::Stock))
}

/// "Is Ahmed around?", "is the manager there?": somebody directly before, asked after.
fn looked_for(spot: &Spot<'_>) -> Option<Intent> {
    let last = spot.text.next_in_clause(spot.place + 1).is_none_or(says_little);
    if !last || !spot.sentence.asks() || spot.sentence.is(Sign::NamesThing) {
        return None;
    }
    let passes = |item: &Item<'_>| says_little(item) || item.says(Cue::Present);
    if spot.preceded(|item| item.says(Cue::Staff), passes) {
        return Some(Intent::AskHuman);
    }
    // What is "available" without a title may be a product with a name.
    let of_people = spot.item().is_some_and(|item| !item.says(Cue::Stock) && item.gap.continues());
    let item = |back: usize| spot.place.checked_sub(back).and_then(|it| spot.text.items.get(it));
    let named = item(1).is_some_and(|before| is_name(spot, before));
    let asked = item(2).is_some_and(|opens| opens.says(Cue::Whether));
    (of_people && named && asked).then_some(Intent::AskPersonByName)
}

/// "An Indian salesman", "a manager who speaks Hindi", "can a lady talk to me".
fn is_a_kind_of_person(spot: &Spot<'_>) -> bool {
    let of_staff = |item: &Item<'_>| item.says(Cue::Staff) || item.says(Cue::Speaks);
    let small = |item: &Item<'_>| says_little(item) || item.is(Term::And);
    let before = |item: &Item<'_>| {
        [Cue::Staff, Cue::Talk, Cue::Human, Cue::Speaks].iter().any(|cue| item.says(*cue))
    };
    if spot.sentence.is(Sign::NamesThing) {
        return false;
    }
    let languages_asked = spot.preceded(|item| item.says(Cue::Languages), small);
    let talks_behind = spot.followed(|item| item.says(Cue::Talk));
    let speaks_alone = spot.preceded(|item| item.says(Cue::Speaks), small)
        && !spot.sentence.says(Cue::Staff)
        && !spot.sentence.says(Cue::Talk);
    !languages_asked
        && !speaks_alone
        && (spot.followed(of_staff) || spot.preceded(before, small) || talks_behind)
}

/// Whether a phrase can be somebody's name: a word that means nothing else.
fn is_name(spot: &Spot<'_>, item: &Item<'_>) -> bool {
    item.meanings.is_empty() && spot.text.first_word(item).is_some_and(is_word)
}

fn is_word(word: &crate::words::Word) -> bool {
    matches!(word.kind, Kind::Latin | Kind::Arabic | Kind::Foreign)
}
