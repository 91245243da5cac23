//! Filling what the rules left open.

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

use super::ground::Ground;
use super::intents::intent;
use super::order::changes;
use super::{Fact, KIND, Known, PEOPLE, SuggestedWish, Suggestion, has, value};
use crate::understanding::{
    Budget, Buyer, Change, CodeMention, Details, Extreme, Headcount, How, Intent, LineChange,
    Property, Reference, SizeWish, Target, Understanding, Wish,
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
    let facts = suggestion.facts.as_slice();
    let asks = asks(&rules);
    let plain = suggestion.intents.iter().filter_map(|name| intent(name));
    let plain = plain.filter(|intent| !(asks && turns_away(intent)));
    add_intents(&mut rules.intents, plain, suggestion, ground);
    let no_changes = rules.changes.is_empty();
    if no_changes {
        let first = suggestion.changes.get(..MOST).unwrap_or(&suggestion.changes);
        rules.changes = changes(first, ground);
    }
    if rules.codes.is_empty() {
        rules.codes = codes(facts, &rules.changes, ground);
    }
    add_wishes(&mut rules, suggestion, ground);
    if no_changes {
        let coming: Vec<Wish> = rules.changes.iter().filter_map(comes_in).collect();
        for wish in coming {
            if !rules.wishes.iter().any(|it| it.families == wish.families) {
                rules.wishes.push(wish);
            }
        }
    }
    rules.reference = rules.reference.or_else(|| reference(facts, ground));
    rules.change = rules.change.or_else(|| change(facts));
    rules.at_most = rules.at_most.or_else(|| ground.count(value(facts, "at_most")));
    rules.details = details(facts, ground).with(&rules.details);
    rules.budget = budget(facts, ground).with(rules.budget);
    if rules.headcounts.is_empty() {
        rules.headcounts = headcounts(facts, ground);
    }
    rules.complete = true;
    rules
}

/// The codes that are named, each with the pieces that are ordered of it.
fn codes(facts: &[Fact], changes: &[LineChange], ground: &Ground<'_>) -> Vec<CodeMention> {
    let mut codes: Vec<CodeMention> = Vec::new();
    for fact in facts.iter().filter(|fact| fact.is == "code").take(MOST) {
        let Some(mut code) = ground.code(&fact.value) else { continue };
        let ordered = changes.iter().find(|change| match &change.target {
            Target::Code(it) => it.key == code.key,
            Target::Kind(_)
            | Target::Shown(_)
            | Target::Meant
            | Target::Each
            | Target::Everything => false,
        });
        code.quantity = ordered.and_then(|change| change.quantity);
        if !codes.iter().any(|known| known.key == code.key) {
            codes.push(code);
        }
    }
    // Pieces beside the only code are pieces of it.
    if let [only] = codes.as_mut_slice() {
        only.quantity = only.quantity.or_else(|| ground.count(value(facts, "quantity")));
    }
    codes
}

fn reference(facts: &[Fact], ground: &Ground<'_>) -> Option<Reference> {
    let placed = value(facts, "place").and_then(|place| ground.ordinal(place));
    let pointed = [
        ("end_of_list", Reference::End),
        ("cheapest", Reference::Cheapest),
        ("dearest", Reference::Dearest),
        ("smallest", Reference::Smallest),
        ("largest", Reference::Largest),
        ("it", Reference::Last),
    ];
    placed.or_else(|| pointed.into_iter().find(|(is, _)| has(facts, is)).map(|it| it.1))
}

fn change(facts: &[Fact]) -> Option<Change> {
    let changes = [
        ("cheaper", Change::Cheaper),
        ("dearer", Change::Dearer),
        ("smaller", Change::Smaller),
        ("larger", Change::Larger),
    ];
    changes.into_iter().find(|(is, _)| has(facts, is)).map(|it| it.1)
}

/// Whether the rules read something the customer would like.
fn asks(rules: &Understanding) -> bool {
    let polite = |it: &Intent| {
        matches!(it, Intent::Greet { .. } | Intent::Thank | Intent::SayGoodbye | Intent::Introduce)
    };
    let nothing = rules.wishes.is_empty() && rules.codes.is_empty() && rules.changes.is_empty();
    !(nothing && rules.intents.iter().all(polite))
}

/// Whether an intent ends the sale. Nobody who asks for something is sent away because a model says so.
fn turns_away(intent: &Intent) -> bool {
    matches!(
        intent,
        Intent::OptOut
            | Intent::ApplyForJob
            | Intent::OfferGoods
            | Intent::Spam
            | Intent::Abuse
            | Intent::Instruct
    )
}

fn add_intents(
    intents: &mut Vec<Intent>,
    plain: impl Iterator<Item = Intent>,
    suggestion: &Suggestion,
    ground: &Ground<'_>,
) {
    let articles = suggestion.articles.iter().filter(|key| ground.known.articles.contains(*key));
    let articles = articles.map(|key| Intent::AskShop { article: key.clone() });
    let properties = suggestion.properties.iter().filter_map(|name| property(name));
    let properties = properties.map(|property| Intent::AskProperty { property });
    let currencies = suggestion.facts.iter().filter(|fact| fact.is == "in_currency");
    let currencies = currencies.filter_map(|fact| Ground::currency(Some(&fact.value)));
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
    let of_a_code = rules.codes.iter().any(|code| code.quantity.is_some());
    if !told_apart && !of_a_code {
        rules.quantity =
            rules.quantity.or_else(|| ground.count(value(&suggestion.facts, "quantity")));
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
fn wish(suggested: &SuggestedWish, ground: &Ground<'_>) -> Wish {
    let facts = suggested.facts.as_slice();
    let amount = |is| ground.amount(value(facts, is));
    let size = |is| ground.size(value(facts, is));
    let (price_min, price_max) = (amount("price_min"), amount("price_max"));
    let priced = price_min.is_some() || price_max.is_some();
    let words = facts.iter().filter(|fact| fact.is == "word").take(MOST);
    let first = [
        ("cheapest", Extreme::Cheapest),
        ("dearest", Extreme::Dearest),
        ("smallest", Extreme::Smallest),
        ("largest", Extreme::Largest),
    ];
    Wish {
        price_min,
        price_max,
        price_currency: Ground::currency(value(facts, "currency")).filter(|_| priced),
        size: SizeWish { width: size("width"), depth: size("depth"), height: size("height") },
        people: ground.count(value(facts, "people")),
        in_stock: has(facts, "in_stock"),
        pieces: ground.count(value(facts, "pieces")),
        first: first.into_iter().find(|(is, _)| has(facts, is)).map(|it| it.1),
        words: words.flat_map(|fact| ground.series(&fact.value)).collect(),
        ..traits(&suggested.want, &suggested.not, ground.known)
    }
}

/// The traits behind canonical names; a name that is none of the shop's counts for nothing.
pub(super) fn traits(want: &[String], not: &[String], known: &Known) -> Wish {
    let mut wish = Wish::default();
    let add = |list: &mut Vec<String>, name: &str| {
        if list.len() < MOST && !list.iter().any(|known| known == name) {
            list.push(name.to_owned());
        }
    };
    for name in want {
        match known.list_of(name) {
            Some((List::Family, name)) => add(&mut wish.families, name),
            Some((List::Kind, name)) => add(&mut wish.subtypes, name),
            Some((List::Colour, name)) => add(&mut wish.colours, name),
            Some((List::Material, name)) => add(&mut wish.materials, name),
            None => {}
        }
    }
    for name in not {
        match known.list_of(name) {
            Some((List::Kind, name)) => add(&mut wish.subtypes_not, name),
            Some((List::Colour, name)) => add(&mut wish.colours_not, name),
            Some((List::Material, name)) => add(&mut wish.materials_not, name),
            Some((List::Family, _)) | None => {}
        }
    }
    wish
}

/// The lists that a canonical name can stand in.
enum List {
    Family,
    Kind,
    Colour,
    Material,
}

impl Known {
    fn list_of<'n>(&self, name: &'n str) -> Option<(List, &'n str)> {
        match name.strip_prefix(KIND) {
            Some(kind) => self.kinds.contains(kind).then_some((List::Kind, kind)),
            None if self.families.contains(name) => Some((List::Family, name)),
            None if self.colours.contains(name) => Some((List::Colour, name)),
            None if self.materials.contains(name) => Some((List::Material, name)),
            None if self.kinds.contains(name) => Some((List::Kind, name)),
            None => None,
        }
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
        | (
            _,
            Target::Code(_) | Target::Shown(_) | Target::Meant | Target::Each | Target::Everything,
        ) => None,
    }
}

fn details(facts: &[Fact], ground: &Ground<'_>) -> Details {
    let name = |is, most| ground.name(value(facts, is), most);
    let company = name("company", COMPANY).map(Buyer::Company);
    let (address, vague) = match ground.place(value(facts, "address")) {
        Some((place, true)) => (Some(place), None),
        Some((place, false)) => (None, Some(place)),
        None => (None, None),
    };
    Details {
        name: name("name", NAME),
        company: company.or_else(|| has(facts, "individual").then_some(Buyer::Individual)),
        email: ground.email(value(facts, "email")),
        phone: ground.phone(value(facts, "phone")),
        address,
        area: name("area", COMPANY).or(vague),
        role: name("role", COMPANY),
    }
}

fn budget(facts: &[Fact], ground: &Ground<'_>) -> Budget {
    let with_vat = has(facts, "budget_with_vat").then_some(true);
    let budget = Budget {
        total: ground.amount(value(facts, "budget_total")),
        per_item: ground.amount(value(facts, "budget_each")),
        currency: Ground::currency(value(facts, "budget_currency")),
        incl_vat: with_vat.or_else(|| has(facts, "budget_without_vat").then_some(false)),
    };
    if budget.is_empty() { Budget::default() } else { budget }
}

fn headcounts(facts: &[Fact], ground: &Ground<'_>) -> Vec<Headcount> {
    let mut all: Vec<Headcount> = Vec::new();
    for fact in facts {
        let Some(role) = fact.is.strip_prefix(PEOPLE) else { continue };
        let new = ground.known.roles.contains(role) && all.iter().all(|it| it.role != role);
        if let (Some(people), true) = (ground.count(Some(&fact.value)), new) {
            all.push(Headcount { role: role.to_owned(), people });
        }
    }
    all
}

/// A property by the word it is stored under.
fn property(word: &str) -> Option<Property> {
    let word: StrDeserializer<'_, Error> = word.into_deserializer();
    Property::deserialize(word).ok()
}
