//! Filling what the rules left open.

use std::collections::HashSet;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use super::ground::Ground;
use super::intents::intent;
use super::order::changes;
use super::{SuggestedBudget, SuggestedDetails, SuggestedPeople, SuggestedWish, Suggestion};
use crate::understanding::{
    Budget, Buyer, Details, Headcount, How, Intent, LineChange, SizeWish, Target, Understanding,
    Wish,
};

/// Most entries of a list that count: nobody asks for more in one message.
const MOST: usize = 16;
/// Most words of a person's name, and of a company's or a job's.
const NAME: usize = 4;
const COMPANY: usize = 8;

/// Fills what `rules` left open with what `suggestion` says and the customer's words bear out.
#[must_use]
pub fn fill(
    mut rules: Understanding,
    suggestion: &Suggestion,
    ground: &Ground<'_>,
) -> Understanding {
    add_intents(&mut rules.intents, suggestion, ground);
    if rules.codes.is_empty() {
        let codes = suggestion.codes.iter().take(MOST).filter_map(|suggested| {
            let mut code = ground.code(&suggested.text)?;
            code.quantity = ground.count(suggested.quantity.as_ref());
            Some(code)
        });
        rules.codes = codes.collect();
    }
    add_wishes(&mut rules, suggestion, ground);
    let point = || ground.reference(suggestion.point.as_ref(), suggestion.place.as_ref());
    rules.reference = rules.reference.or_else(point);
    rules.change = rules.change.or_else(|| closed(suggestion.change.as_ref()));
    if rules.changes.is_empty() {
        let first = suggestion.changes.get(..MOST).unwrap_or(&suggestion.changes);
        rules.changes = changes(first, ground);
        let wished: Vec<Wish> = rules.changes.iter().filter_map(comes_in).collect();
        let known = |wish: &Wish, all: &[Wish]| all.iter().any(|it| it.families == wish.families);
        for wish in wished {
            if !known(&wish, &rules.wishes) {
                rules.wishes.push(wish);
            }
        }
    }
    rules.details = details(&suggestion.details, ground).with(&rules.details);
    rules.budget = budget(&suggestion.budget, ground).with(rules.budget);
    if rules.headcounts.is_empty() {
        rules.headcounts = headcounts(&suggestion.people, ground);
    }
    rules.complete = true;
    rules
}

fn add_intents(intents: &mut Vec<Intent>, suggestion: &Suggestion, ground: &Ground<'_>) {
    let plain = suggestion.intents.iter().filter_map(|name| intent(name));
    let articles = suggestion.articles.iter().filter(|key| ground.known.articles.contains(*key));
    let articles = articles.map(|key| Intent::AskShop { article: key.clone() });
    let properties = suggestion.properties.iter().filter_map(|name| closed(Some(name)));
    let properties = properties.map(|property| Intent::AskProperty { property });
    let currencies = suggestion.in_currencies.iter();
    let currencies = currencies.filter_map(|code| Ground::currency(Some(code)));
    let currencies = currencies.map(|currency| Intent::AskInCurrency { currency });
    let all = plain.take(MOST).chain(articles.take(MOST));
    for intent in all.chain(properties.take(MOST)).chain(currencies.take(MOST)) {
        let is_greeting = |intent: &Intent| matches!(intent, Intent::Greet { .. });
        let greeted = is_greeting(&intent) && intents.iter().any(is_greeting);
        if !greeted && !intents.contains(&intent) {
            intents.push(intent);
        }
    }
}

/// Completes the wishes. A suggested one goes with the rules' own of its family, or with the only one
/// that names none; where a model tells more things apart than the rules did, the others are new.
fn add_wishes(rules: &mut Understanding, suggestion: &Suggestion, ground: &Ground<'_>) {
    let told_apart = rules.wishes.len() > 1;
    let suggested = suggestion.wishes.iter().take(MOST).map(|it| wish(it, ground));
    let suggested: Vec<Wish> = suggested.filter(|wish| !wish.is_empty()).collect();
    let more = suggested.len() > rules.wishes.len();
    for theirs in suggested {
        match own(&rules.wishes, &theirs) {
            Some(place) => {
                if let Some(own) = rules.wishes.get_mut(place) {
                    complete(own, theirs);
                }
            }
            None if more => rules.wishes.push(theirs),
            None => {}
        }
    }
    if let [only] = rules.wishes.as_mut_slice() {
        rules.quantity = rules.quantity.or_else(|| only.pieces.take());
    }
    if !told_apart {
        rules.quantity = rules.quantity.or_else(|| ground.count(suggestion.quantity.as_ref()));
    }
}

/// The place of the wish that a suggested one is about.
fn own(wishes: &[Wish], theirs: &Wish) -> Option<usize> {
    let shared = |own: &Wish| own.families.iter().any(|family| theirs.families.contains(family));
    let of_family = wishes.iter().position(shared);
    let only = match wishes {
        [only] if only.families.is_empty() || theirs.families.is_empty() => Some(0),
        _ => None,
    };
    of_family.or(only)
}

/// A wish as far as it stands in the message.
pub(super) fn wish(suggested: &SuggestedWish, ground: &Ground<'_>) -> Wish {
    let of = |given: &[String], known: &HashSet<String>| -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in given.iter().take(MOST).filter(|name| known.contains(*name)) {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        names
    };
    let known = ground.known;
    let amount = |figure: &Option<String>| ground.amount(figure.as_ref());
    let size = |figure: &Option<String>| ground.size(figure.as_ref());
    let price_min = amount(&suggested.price_min);
    let price_max = amount(&suggested.price_max);
    let priced = price_min.is_some() || price_max.is_some();
    Wish {
        families: of(&suggested.families, &known.families),
        subtypes: of(&suggested.kinds, &known.kinds),
        subtypes_not: of(&suggested.kinds_not, &known.kinds),
        colours: of(&suggested.colours, &known.colours),
        colours_not: of(&suggested.colours_not, &known.colours),
        materials: of(&suggested.materials, &known.materials),
        materials_not: of(&suggested.materials_not, &known.materials),
        price_min,
        price_max,
        price_currency: Ground::currency(suggested.currency.as_ref()).filter(|_| priced),
        budget_total: None,
        size: SizeWish {
            width: size(&suggested.width),
            depth: size(&suggested.depth),
            height: size(&suggested.height),
        },
        people: ground.count(suggested.people.as_ref()),
        in_stock: suggested.in_stock,
        pieces: ground.count(suggested.pieces.as_ref()),
        first: closed(suggested.first.as_ref()),
        words: ground.series(suggested.words.get(..MOST).unwrap_or(&suggested.words)),
    }
}

/// Fills what a wish leaves open; what the rules excluded stays excluded.
fn complete(own: &mut Wish, theirs: Wish) {
    fn open(own: &mut Vec<String>, theirs: Vec<String>, excluded: &[String]) {
        if own.is_empty() {
            *own = theirs.into_iter().filter(|name| !excluded.contains(name)).collect();
        }
    }
    open(&mut own.families, theirs.families, &[]);
    open(&mut own.subtypes, theirs.subtypes, &own.subtypes_not);
    open(&mut own.colours, theirs.colours, &own.colours_not);
    open(&mut own.materials, theirs.materials, &own.materials_not);
    open(&mut own.subtypes_not, theirs.subtypes_not, &own.subtypes);
    open(&mut own.colours_not, theirs.colours_not, &own.colours);
    open(&mut own.materials_not, theirs.materials_not, &own.materials);
    open(&mut own.words, theirs.words, &[]);
    if own.price_min.is_none() && own.price_max.is_none() {
        (own.price_min, own.price_max) = (theirs.price_min, theirs.price_max);
        own.price_currency = own.price_currency.or(theirs.price_currency);
    }
    own.size.width = own.size.width.or(theirs.size.width);
    own.size.depth = own.size.depth.or(theirs.size.depth);
    own.size.height = own.size.height.or(theirs.size.height);
    own.people = own.people.or(theirs.people);
    own.in_stock |= theirs.in_stock;
    own.pieces = own.pieces.or(theirs.pieces);
    own.first = own.first.or(theirs.first);
}

/// The wish that comes in with a change of the order.
fn comes_in(change: &LineChange) -> Option<Wish> {
    match (&change.how, &change.target) {
        (How::Take | How::Set | How::Add | How::Swap { .. }, Target::Kind(wish)) => {
            Some(Wish { pieces: change.quantity, ..(**wish).clone() })
        }
        (How::Remove, _)
        | (_, Target::Code(_) | Target::Shown(_) | Target::Meant | Target::Everything) => None,
    }
}

fn details(suggested: &SuggestedDetails, ground: &Ground<'_>) -> Details {
    let company = ground.name(suggested.company.as_ref(), COMPANY).map(Buyer::Company);
    let place = ground.place(suggested.address.as_ref());
    let (address, vague) = match place {
        Some((place, true)) => (Some(place), None),
        Some((place, false)) => (None, Some(place)),
        None => (None, None),
    };
    Details {
        name: ground.name(suggested.name.as_ref(), NAME),
        company: company.or_else(|| suggested.individual.then_some(Buyer::Individual)),
        email: ground.email(suggested.email.as_ref()),
        phone: ground.phone(suggested.phone.as_ref()),
        address,
        area: ground.name(suggested.area.as_ref(), COMPANY).or(vague),
        role: ground.name(suggested.role.as_ref(), COMPANY),
    }
}

fn budget(suggested: &SuggestedBudget, ground: &Ground<'_>) -> Budget {
    let budget = Budget {
        total: ground.amount(suggested.total.as_ref()),
        per_item: ground.amount(suggested.per_item.as_ref()),
        currency: Ground::currency(suggested.currency.as_ref()),
        incl_vat: suggested.incl_vat,
    };
    if budget.is_empty() { Budget::default() } else { budget }
}

fn headcounts(suggested: &[SuggestedPeople], ground: &Ground<'_>) -> Vec<Headcount> {
    let mut all: Vec<Headcount> = Vec::new();
    for said in suggested.iter().take(MOST).filter(|it| ground.known.roles.contains(&it.role)) {
        let known = all.iter().any(|it| it.role == said.role);
        if let (Some(people), false) = (ground.count(Some(&said.people)), known) {
            all.push(Headcount { role: said.role.clone(), people });
        }
    }
    all
}

/// A value of a closed list by the word it is stored under.
fn closed<'de, T: Deserialize<'de>>(word: Option<&'de String>) -> Option<T> {
    let word: StrDeserializer<'de, Error> = word?.as_str().into_deserializer();
    T::deserialize(word).ok()
}
