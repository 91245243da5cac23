//! What a message is taken to mean beside what was said before, and what is answered.

use std::collections::BTreeMap;

use chrono::DateTime;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::answer::{Answer, Ask, Contribution, List};
use super::conclude::LIST;
use super::context::Heard;
use super::findings::{CodeIs, Findings, Found, FoundCode, Trait};
use super::plan::{Aim, Lookup, Search};
use super::policy::Policy;
use super::reason::Reason;
use super::sought::{Seen, Sought};
use super::state::{Event, State};
use crate::language::Language;
use crate::message::MessageKind;
use crate::money::{Currency, Money};
use crate::product::{PriceBasis, Product, SizeMm, Texts};
use crate::reply::Draft;
use crate::reply::compose::{self, Words};
use crate::reply::evidence::Evidence;
use crate::reply::figures::{Digits, Voice};
use crate::reply::wording::Wording;
use crate::understanding::{
    Buyer, Change, CodeMention, Detail, Details, Extreme, Guess, How, Intent, LineChange, Range,
    Reference, Sense, SizeWish, Target, Understanding, Wish,
};

fn heard(change: impl FnOnce(&mut Understanding)) -> Heard {
    let mut understanding = Understanding::empty(Language::English);
    change(&mut understanding);
    Heard {
        understanding,
        unreadable: Vec::new(),
        has_words: true,
        perhaps_code: None,
        digits: None,
        now: DateTime::default(),
        words: 0,
        tokens: Vec::new(),
        with_file: false,
    }
}

fn policy() -> Policy {
    Policy::from_toml(include_str!("../../../../content/policy.toml")).unwrap()
}

fn in_context(state: &State, heard: Heard) -> Heard {
    super::context::in_context(state, heard, &policy())
}

fn plan(state: &State, heard: &Heard) -> Vec<Lookup> {
    super::plan::plan(state, heard, &policy())
}

fn conclude(state: &State, heard: &Heard, findings: &Findings) -> Answer {
    super::conclude::conclude(state, heard, findings, &policy())
}

fn list(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn family(name: &str) -> Wish {
    Wish { families: list(&[name]), ..Wish::default() }
}

fn colour(name: &str) -> Wish {
    Wish { colours: list(&[name]), ..Wish::default() }
}

fn product(sku: &str, name: &str, price: i64) -> Product {
    Product {
        sku: sku.to_owned(),
        name: Texts { en: Some(name.to_owned()), ar: None },
        description: Texts::default(),
        categories: Vec::new(),
        family: Some("chair".to_owned()),
        subtype: None,
        colours: Vec::new(),
        materials: Vec::new(),
        size: SizeMm { width: Some(600), ..SizeMm::default() },
        price: (price > 0).then(|| Money::new(Decimal::from(price), Currency::AED)),
        price_basis: PriceBasis::Each,
        stock: Some(5),
        active: true,
        images: vec!["a.png".to_owned()],
        attributes: BTreeMap::new(),
        capacity: None,
        url: None,
    }
}

fn sought(wish: Wish, shown: &[Product]) -> Sought {
    let mut sought = Sought { wish, ..Sought::default() };
    sought.show(shown);
    sought
}

/// Three chairs were shown.
fn three() -> [Product; 3] {
    [product("A", "Aster", 100), product("B", "Birch", 200), product("C", "Cedar", 300)]
}

fn after_three() -> State {
    State {
        introduced: true,
        wishes: vec![sought(family("chair"), &three())],
        shown: list(&["A", "B", "C"]),
        listed: list(&["A", "B", "C"]),
        valued: true,
        ..State::default()
    }
}

/// One chair was shown.
fn after_one() -> State {
    let shown = [product("KX 210", "Orin KX 210 Grey", 345)];
    State {
        introduced: true,
        wishes: vec![sought(family("chair"), &shown)],
        shown: list(&["KX 210"]),
        valued: true,
        ..State::default()
    }
}

/// The searches a message leads to.
fn searched(state: &State, change: impl FnOnce(&mut Understanding)) -> Vec<Search> {
    let lookups = plan(state, &heard(change));
    let searches = lookups.into_iter().flat_map(|lookup| match lookup {
        Lookup::SearchProducts { search } => vec![*search],
        Lookup::SearchOne { searches } => searches,
        other => panic!("{other:?}"),
    });
    searches.collect()
}

fn only(searches: Vec<Search>) -> Search {
    assert_eq!(searches.len(), 1, "{searches:?}");
    searches.into_iter().next().unwrap()
}

fn answered(
    state: &State,
    change: impl FnOnce(&mut Understanding),
    findings: &Findings,
) -> (Answer, State) {
    let answer = conclude(state, &in_context(state, heard(change)), findings);
    let after = answer.events.iter().fold(state.clone(), State::after);
    (answer, after)
}

fn found(search: Search, products: &[Product]) -> Findings {
    let found = Found { search, products: products.to_vec(), ..Found::default() };
    Findings { searches: vec![found], ..Findings::default() }
}

fn for_wish(wish: Wish) -> Search {
    Search { wish, ..Search::default() }
}

fn pointed(products: &[Product]) -> Findings {
    Findings { pointed: products.to_vec(), ..Findings::default() }
}

/// The codes of a list, in its order.
fn listed(answer: &Answer) -> Vec<String> {
    let lists = answer.contributions.iter().filter_map(|part| match part {
        Contribution::Products { products, .. } => Some(products),
        _ => None,
    });
    lists.flatten().map(|product| product.sku.clone()).collect()
}

fn lines(answer: &Answer) -> Vec<(String, u32)> {
    let lines = answer.contributions.iter().flat_map(|part| match part {
        Contribution::Line { product, quantity } => vec![(product.sku.clone(), *quantity)],
        Contribution::Order { lines, .. } => {
            lines.iter().map(|line| (line.product.sku.clone(), line.quantity)).collect()
        }
        _ => Vec::new(),
    });
    lines.collect()
}

#[test]
fn a_number_after_a_list_asks_about_the_list() {
    let plan = plan(&after_three(), &heard(|said| said.quantity = Some(25)));
    assert_eq!(plan, [Lookup::GetStock { skus: list(&["A", "B", "C"]) }]);
}

#[test]
fn a_bare_number_within_a_list_is_a_place_in_it() {
    let asked = |number| in_context(&after_three(), heard(|said| said.quantity = Some(number)));
    assert_eq!(asked(2).understanding.reference, Some(Reference::Ordinal(2)));
    assert_eq!(asked(25).understanding.quantity, Some(25));
}

#[test]
fn the_second_one_is_the_second_one() {
    let at = |place| heard(|said| said.reference = Some(Reference::Ordinal(place)));
    assert_eq!(plan(&after_three(), &at(2)), [Lookup::GetStock { skus: list(&["B"]) }]);
    for nowhere in [0, 4, u32::MAX] {
        let all = Lookup::GetStock { skus: list(&["A", "B", "C"]) };
        assert_eq!(plan(&after_three(), &at(nowhere)), [all], "the list again: {nowhere}");
        let (answer, _) = answered(
            &after_three(),
            |said| said.reference = Some(Reference::Ordinal(nowhere)),
            &Findings::default(),
        );
        assert_eq!(answer.ask, Some(Ask::Item), "which one, then?");
    }
}

#[test]
fn the_first_is_the_first_of_the_list_also_after_another_was_looked_at() {
    let (_, after) = answered(
        &after_three(),
        |said| said.reference = Some(Reference::Ordinal(3)),
        &pointed(&three()[2..]),
    );
    assert_eq!(after.shown, ["C"]);
    let first = heard(|said| said.reference = Some(Reference::Ordinal(1)));
    assert_eq!(plan(&after, &first), [Lookup::GetStock { skus: list(&["A"]) }]);
    let cheapest = heard(|said| said.reference = Some(Reference::Cheapest));
    assert_eq!(plan(&after, &cheapest), [Lookup::GetStock { skus: list(&["A", "B", "C"]) }]);
    // "How many do you need?" is answered by a number of pieces, and by that they are ordered.
    let two = in_context(&after, heard(|said| said.quantity = Some(2)));
    let changes = &two.understanding.changes;
    assert!(
        matches!(changes.as_slice(), [LineChange { how: How::Take, quantity: Some(2), target: Target::Code(code), .. }] if code.text == "C"),
        "{changes:?}"
    );
}

#[test]
fn whoever_asks_for_a_person_is_not_searched_for() {
    let asked = heard(|said| {
        said.intents = vec![Intent::AskHuman];
        said.wishes = vec![family("chair")];
    });
    assert_eq!(plan(&after_three(), &asked), []);
}

#[test]
fn a_colour_alone_narrows_and_a_family_starts_afresh() {
    let chairs_under_400 = Wish { price_max: Some(Decimal::from(400)), ..family("chair") };
    let state = State {
        wishes: vec![sought(chairs_under_400.clone(), &three())],
        shown: list(&["A", "B", "C"]),
        listed: list(&["A", "B", "C"]),
        valued: true,
        ..State::default()
    };
    let black = only(searched(&state, |said| said.wishes = vec![colour("black")]));
    assert_eq!(black.wish, Wish { colours: list(&["black"]), ..chairs_under_400 });
    assert_eq!(black.of, Some(0));
    let desk = only(searched(&state, |said| said.wishes = vec![family("desk")]));
    assert_eq!(desk, for_wish(family("desk")));
}

#[test]
fn each_kind_of_thing_is_searched_and_numbered_through() {
    let chair = Wish { pieces: Some(10), ..family("chair") };
    let desk = Wish { pieces: Some(5), ..family("desk") };
    let wishes = vec![chair.clone(), desk.clone(), colour("white")];
    let searches = searched(&State::default(), |said| said.wishes = wishes);
    let white = Wish { colours: list(&["white"]), ..desk.clone() };
    assert_eq!(searches, [for_wish(chair.clone()), for_wish(desk.clone()), for_wish(white)]);

    let of_desks = [("D", 500), ("E", 600), ("F", 700)].map(|(sku, price)| Product {
        family: Some("desk".to_owned()),
        ..product(sku, sku, price)
    });
    let mut findings = found(for_wish(chair), &three());
    findings.searches.extend(found(for_wish(desk), &of_desks).searches);
    let (answer, after) = answered(&State::default(), |_| {}, &findings);
    assert_eq!(listed(&answer), ["A", "B", "D", "E"], "two of each");
    assert_eq!(answer.ask, Some(Ask::Items));
    assert_eq!(after.shown, ["A", "B", "D", "E"]);
    let pieces: Vec<Option<u32>> = after.wishes.iter().map(|it| it.wish.pieces).collect();
    assert_eq!(pieces, [Some(10), Some(5)]);
    // "The fourth", and nobody has to say again how many.
    let fourth = heard(|said| said.reference = Some(Reference::Ordinal(4)));
    assert_eq!(plan(&after, &fourth), [Lookup::GetStock { skus: list(&["E"]) }]);
    let (answer, _) = answered(
        &after,
        |said| said.reference = Some(Reference::Ordinal(4)),
        &pointed(&of_desks[1..2]),
    );
    assert_eq!(lines(&answer), [("E".to_owned(), 5)]);
    assert_ne!(answer.ask, Some(Ask::Quantity));
}

#[test]
fn a_trait_is_tried_on_what_is_in_view_before_what_came_earlier() {
    let mut state = after_three();
    let lamp = product("L", "Luma", 80);
    state.wishes.push(sought(family("lamp"), std::slice::from_ref(&lamp)));
    let asked = |state: &State| {
        let lookups = plan(state, &heard(|said| said.wishes = vec![colour("blue")]));
        match lookups.as_slice() {
            [Lookup::SearchOne { searches }] => {
                searches.iter().map(|it| (it.wish.families.concat(), it.of)).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        }
    };
    let chairs_in_view = [("chair".to_owned(), Some(0)), ("lamp".to_owned(), Some(1))];
    assert_eq!(asked(&state), chairs_in_view);
    state.shown = list(&["A", "B", "L"]);
    assert_eq!(asked(&state)[0].0, "lamp", "the last of the two");
}

#[test]
fn a_colour_after_one_product_asks_for_its_version_in_it() {
    let version = Aim::Version { sku: "KX 210".to_owned() };
    let asked = [
        only(searched(&after_one(), |said| said.wishes = vec![colour("black")])),
        // "Do you have this chair in black?"
        only(searched(&after_one(), |said| {
            said.reference = Some(Reference::Last);
            said.intents = vec![Intent::AskStock];
            said.wishes = vec![Wish { colours: list(&["black"]), ..family("chair") }];
        })),
    ];
    for search in asked {
        assert_eq!((search.aim, search.wish), (version.clone(), colour("black")));
    }
    let second = only(searched(&after_three(), |said| {
        said.reference = Some(Reference::Ordinal(2));
        said.wishes = vec![colour("black")];
    }));
    assert_eq!(second.aim, Aim::Version { sku: "B".to_owned() });
    // What costs less is another product.
    let cheap = Wish { price_max: Some(Decimal::from(200)), ..Wish::default() };
    let search = only(searched(&after_one(), |said| said.wishes = vec![cheap]));
    assert_eq!((search.aim, search.wish.families), (Aim::Wish, list(&["chair"])));
}

#[test]
fn a_version_is_shown_as_the_product_it_is_and_otherwise_said_to_be_missing() {
    let search = Search {
        aim: Aim::Version { sku: "KX 210".to_owned() },
        wish: Wish { colours: list(&["black"]), ..family("chair") },
        of: Some(0),
        ..Search::default()
    };
    let black = product("KX 210 black", "Orin KX 210 Black", 345);
    let (answer, after) =
        answered(&after_one(), |_| {}, &found(search.clone(), std::slice::from_ref(&black)));
    assert!(
        matches!(answer.contributions.as_slice(), [Contribution::Product { product }] if **product == black)
    );
    assert_eq!(after.shown, ["KX 210 black"]);
    let mut others = found(search, &three());
    others.searches[0].without = vec![Trait::Version];
    let (answer, _) = answered(&after_one(), |_| {}, &others);
    assert!(matches!(
        answer.contributions.as_slice(),
        [Contribution::Products { without, list: List::Version, .. }] if *without == [Trait::Version]
    ));
}

#[test]
fn more_is_what_was_not_shown_yet_with_the_same_let_go() {
    let mut state = after_three();
    state.wishes[0].without = vec![Trait::Colour];
    let more = only(searched(&state, |said| said.intents = vec![Intent::AskMore]));
    assert_eq!((more.aim.clone(), more.of), (Aim::More, Some(0)));
    assert_eq!((&more.without, &more.seen), (&vec![Trait::Colour], &list(&["A", "B", "C"])));
    // "More chairs" is the same, "more chairs in red" is narrower.
    let named = |wish: Wish| {
        only(searched(&state, |said| {
            said.intents = vec![Intent::FindProducts, Intent::AskMore];
            said.wishes = vec![wish];
        }))
    };
    assert_eq!(named(family("chair")), more);
    let red = named(Wish { colours: list(&["red"]), ..family("chair") });
    assert_eq!((red.aim, red.seen), (Aim::Wish, more.seen.clone()));

    let next = [product("D", "Dune", 400)];
    let (answer, after) = answered(&state, |_| {}, &found(more.clone(), &next));
    assert_eq!(listed(&answer), ["D"]);
    let seen: Vec<&str> = after.wishes[0].seen.iter().map(|seen| seen.sku.as_str()).collect();
    assert_eq!(seen, ["A", "B", "C", "D"]);
    let (answer, after) = answered(&after, |_| {}, &found(more, &[]));
    assert_eq!(answer.contributions, [Contribution::NoMore { family: None }]);
    assert_eq!(after.wishes[0].seen.len(), 4, "what was looked for stays");
}

#[test]
fn cheaper_is_below_what_is_in_view_and_honestly_nothing_if_there_is_nothing() {
    let cheaper = only(searched(&after_three(), |said| said.change = Some(Change::Cheaper)));
    assert_eq!(cheaper.wish.price_max, Some(Decimal::new(9_999, 2)));
    assert_eq!(cheaper.aim, Aim::Change { change: Change::Cheaper });
    // Also where the words point at what was shown.
    let those = only(searched(&after_three(), |said| {
        said.change = Some(Change::Cheaper);
        said.reference = Some(Reference::Last);
    }));
    assert_eq!(those, cheaper);
    // Beyond it there is something, but not all that the list before had.
    let mut another = found(cheaper.clone(), &[product("Z", "Zinnia", 50)]);
    another.searches[0].without = vec![Trait::Words];
    let (answer, _) = answered(&after_three(), |_| {}, &another);
    assert!(matches!(
        answer.contributions.as_slice(),
        [Contribution::Products { without, .. }] if *without == [Trait::Words]
    ));
    let (answer, after) = answered(&after_three(), |_| {}, &found(cheaper, &[]));
    let nothing = Contribution::NothingBeyond { change: Change::Cheaper, family: None };
    assert_eq!(answer.contributions, [nothing]);
    assert_eq!(after.wishes, after_three().wishes);
    // Of nothing there is nothing cheaper.
    assert_eq!(searched(&State::default(), |said| said.change = Some(Change::Cheaper)), []);
    let desk = only(searched(&State::default(), |said| {
        said.change = Some(Change::Larger);
        said.wishes = vec![family("desk")];
    }));
    assert_eq!(desk.wish.first, Some(Extreme::Largest));
}

#[test]
fn what_is_known_is_not_asked_again() {
    let ten = Wish { pieces: Some(10), ..family("chair") };
    let wished = only(searched(&State::default(), |said| {
        said.quantity = Some(10);
        said.wishes = vec![family("chair")];
    }));
    assert_eq!(wished.wish, ten);
    let (answer, after) = answered(&State::default(), |_| {}, &found(wished, &three()));
    assert_eq!(answer.ask, Some(Ask::Item));
    let choose = |state: &State, findings: &Findings| {
        let (answer, _) = answered(state, |said| said.reference = Some(Reference::End), findings);
        lines(&answer)
    };
    assert_eq!(choose(&after, &pointed(&three()[2..])), [("C".to_owned(), 10)]);
    // Chosen by its code, which was never shown.
    let mention =
        CodeMention { text: "Z9".to_owned(), key: "z9".to_owned(), quantity: None, explicit: true };
    let code = FoundCode {
        mention,
        is: CodeIs::One(Box::new(product("Z 9", "Zinnia", 150))),
        other_colour: false,
    };
    let by_code = Findings { codes: vec![code], ..Findings::default() };
    assert_eq!(choose(&after, &by_code), [("Z 9".to_owned(), 10)]);
    // Another number replaces it.
    let (answer, after) = answered(&after, |said| said.quantity = Some(4), &pointed(&three()));
    assert_eq!(listed(&answer).len(), 3);
    assert_eq!(choose(&after, &pointed(&three()[2..])), [("C".to_owned(), 4)]);
    // Still known when they look for another kind of chair.
    let again = only(searched(&after, |said| {
        said.wishes = vec![Wish { subtypes: list(&["executive"]), ..family("chair") }];
    }));
    assert_eq!(again.wish.pieces, Some(4));
}

#[test]
fn the_cheapest_of_the_list_or_of_the_range() {
    let dearest = |said: &mut Understanding| said.reference = Some(Reference::Dearest);
    let in_list = plan(&after_three(), &heard(dearest));
    assert_eq!(in_list, [Lookup::GetStock { skus: list(&["A", "B", "C"]) }]);
    let (answer, _) = answered(&after_three(), dearest, &pointed(&three()));
    assert!(
        matches!(answer.contributions.as_slice(), [Contribution::Product { product }] if product.sku == "C")
    );
    // Nothing was shown of desks.
    let desk = only(searched(&after_three(), |said| {
        dearest(said);
        said.wishes = vec![family("desk")];
    }));
    assert_eq!(desk.wish.first, Some(Extreme::Dearest));
    let first = Search { wish: desk.wish, ..Search::default() };
    let by_price = [product("X", "Xeno", 900), product("Y", "Yarrow", 800)];
    let (answer, _) = answered(&State::default(), |_| {}, &found(first.clone(), &by_price));
    assert_eq!(listed(&answer), ["X", "Y"], "as they were found");
    // "And the cheapest?" means the other end, and not the cheapest of the dearest.
    let (_, after) = answered(&State::default(), |_| {}, &found(first, &by_price));
    let other = only(searched(&after, |said| said.reference = Some(Reference::Cheapest)));
    assert_eq!(other.wish, Wish { first: Some(Extreme::Cheapest), ..family("desk") });
}

#[test]
fn a_list_has_different_designs_before_colours_of_one() {
    let colours = ["Black", "Grey", "Blue"].map(|colour| Product {
        colours: vec![colour.to_lowercase()],
        ..product(&format!("K {colour}"), &format!("Kite chair {colour}"), 100)
    });
    let hits: Vec<Product> = colours
        .iter()
        .cloned()
        .chain([product("M", "Moss", 300), product("N", "Nile", 200)])
        .collect();
    let (answer, _) = answered(&State::default(), |_| {}, &found(for_wish(family("chair")), &hits));
    assert_eq!(listed(&answer), ["K Black", "N", "M"], "three designs, the cheapest first");
    let (answer, _) =
        answered(&State::default(), |_| {}, &found(for_wish(family("chair")), &colours));
    assert_eq!(listed(&answer).len(), LIST, "colours of one where there is nothing else");
}

#[test]
fn price_orders_only_what_fits_equally_well() {
    let near = |mm| Some(Range { min: None, max: None, near: Some(mm) });
    let wide = |sku: &str, width, price| Product {
        size: SizeMm { width: Some(width), ..SizeMm::default() },
        ..product(sku, sku, price)
    };
    let wish =
        Wish { size: SizeWish { width: near(1400), ..SizeWish::default() }, ..family("desk") };
    let hits = [wide("exact", 1400, 900), wide("near", 1450, 100), wide("far", 1600, 50)];
    let (answer, _) = answered(&State::default(), |_| {}, &found(for_wish(wish), &hits));
    assert_eq!(listed(&answer), ["exact", "near", "far"]);
    let seats = |sku: &str, capacity, price| Product {
        capacity: Some(capacity),
        ..product(sku, sku, price)
    };
    let wish = Wish { people: Some(6), ..family("workstation") };
    let hits = [seats("six", 6, 900), seats("eight", 8, 100)];
    let (answer, _) = answered(&State::default(), |_| {}, &found(for_wish(wish), &hits));
    assert_eq!(listed(&answer), ["six", "eight"]);
}

#[test]
fn room_for_people_is_shared_by_the_pieces() {
    for (people, pieces, each) in [
        (Some(12), None, Some(12)),
        (Some(12), Some(2), Some(6)),
        (Some(7), Some(2), Some(4)),
        (Some(8), Some(8), None),
        (Some(1), None, None),
        (Some(6), Some(0), Some(6)),
        (None, Some(3), None),
    ] {
        let search = for_wish(Wish { people, pieces, ..Wish::default() });
        assert_eq!(search.people_each(), each, "{people:?} in {pieces:?}");
    }
}

#[test]
fn a_picture_that_nobody_has_is_said_to_be_missing() {
    let [with, other, _] = three();
    let without = Product { images: Vec::new(), ..other };
    let ask = |said: &mut Understanding| said.intents = vec![Intent::AskPicture];
    let (answer, _) = answered(&after_three(), ask, &pointed(&[with, without.clone()]));
    assert_eq!(answer.pictures, ["A"]);
    let missing = Contribution::NoPicture { products: vec![without], others_have: true };
    assert!(answer.contributions.contains(&missing), "{answer:?}");
}

#[test]
fn digits_stay_until_the_customer_changes_them() {
    let write = |state: &State, digits| {
        let heard = Heard { digits, ..heard(|said| said.intents = vec![Intent::Thank]) };
        let answer = conclude(state, &heard, &Findings::default());
        answer.events.iter().fold(state.clone(), State::after)
    };
    let eastern = write(&State::default(), Some(Digits::Eastern));
    assert_eq!(eastern.digits, Digits::Eastern);
    let kept = write(&eastern, None);
    assert_eq!(kept.digits, Digits::Eastern);
    assert_eq!(write(&kept, Some(Digits::Western)).digits, Digits::Western);
}

#[test]
fn a_wish_beside_a_code_describes_it() {
    let mention =
        CodeMention { text: "Z9".to_owned(), key: "z9".to_owned(), quantity: None, explicit: true };
    let code = FoundCode {
        mention,
        is: CodeIs::One(Box::new(product("Z 9", "Zinnia", 150))),
        other_colour: false,
    };
    let narrowed = Search { of: Some(0), wish: family("desk"), ..Search::default() };
    let mut findings = found(narrowed, &three());
    findings.codes = vec![code];
    let (answer, after) = answered(&after_three(), |_| {}, &findings);
    assert_eq!(listed(&answer), Vec::<String>::new());
    assert_eq!(after.shown, ["Z 9"]);
    // Where it does not come in the colour beside it, that is said first.
    findings.codes[0].other_colour = true;
    let (answer, _) = answered(&after_three(), |_| {}, &findings);
    assert!(matches!(
        answer.contributions.as_slice(),
        [Contribution::OtherColour, Contribution::Product { .. }]
    ));
}

#[test]
fn a_cheaper_one_than_the_only_one_shown_is_another() {
    let asked = in_context(&after_one(), heard(|said| said.reference = Some(Reference::Cheapest)));
    assert_eq!(asked.understanding.change, Some(Change::Cheaper));
    let of_three =
        in_context(&after_three(), heard(|said| said.reference = Some(Reference::Cheapest)));
    assert_eq!(of_three.understanding.reference, Some(Reference::Cheapest));
}

#[test]
fn what_is_ruled_out_stays_ruled_out() {
    let no = |material: &str| Wish { materials_not: list(&[material]), ..Wish::default() };
    let state = State {
        wishes: vec![sought(Wish { families: list(&["chair"]), ..no("mesh") }, &three())],
        ..after_three()
    };
    let search = only(searched(&state, |said| said.wishes = vec![no("leather")]));
    assert_eq!(search.wish.materials_not, ["mesh", "leather"]);
}

#[test]
fn a_number_that_may_be_a_code_counts_what_was_shown_if_it_is_none() {
    let say = |said: &mut Understanding| {
        said.quantity = Some(100);
        said.codes = vec![CodeMention {
            text: "100".to_owned(),
            key: "100".to_owned(),
            quantity: None,
            explicit: false,
        }];
    };
    let lookups = plan(&after_one(), &heard(say));
    assert!(lookups.contains(&Lookup::GetStock { skus: list(&["KX 210"]) }), "{lookups:?}");
    let shown = product("KX 210", "Orin KX 210 Grey", 345);
    let (answer, _) = answered(&after_one(), say, &pointed(std::slice::from_ref(&shown)));
    assert_eq!(lines(&answer), [("KX 210".to_owned(), 100)]);
    assert_eq!(answer.ask, Some(Ask::Fit), "an order line leads on");
    let mut is_code = pointed(&[shown]);
    is_code.codes = vec![FoundCode {
        mention: CodeMention {
            text: "100".to_owned(),
            key: "100".to_owned(),
            quantity: None,
            explicit: false,
        },
        is: CodeIs::One(Box::new(product("100", "Century", 90))),
        other_colour: false,
    }];
    let (answer, _) = answered(&after_one(), say, &is_code);
    assert_eq!(lines(&answer), [("100".to_owned(), 100)]);
}

#[test]
fn a_quotation_asks_for_what_it_needs_and_then_a_colleague_makes_it() {
    let say = |said: &mut Understanding| {
        said.intents = vec![Intent::AskQuotation];
        said.quantity = Some(8);
    };
    let product = product("KX 210", "Orin KX 210 Grey", 345);
    let (answer, after) = answered(&after_one(), say, &pointed(std::slice::from_ref(&product)));
    assert_eq!(after.cart.quantity_of("KX 210"), Some(8));
    let needs = vec![Detail::Name, Detail::Company, Detail::Email, Detail::Address];
    assert_eq!((answer.hand_over, answer.ask), (None, Some(Ask::Details(needs))));
    let tell = |said: &mut Understanding| {
        said.intents = vec![Intent::Introduce];
        said.details = Details {
            name: Some("Rana".to_owned()),
            company: Some(Buyer::Individual),
            email: Some("rana@mail.example".to_owned()),
            address: Some("Villa 3, Street 7, Dubai".to_owned()),
            ..Details::default()
        };
    };
    let order = Findings { order: vec![product], ..Findings::default() };
    let (answer, _) = answered(&after, tell, &order);
    assert_eq!((answer.hand_over, answer.ask), (Some(Reason::QuoteFailure), None));
}

#[test]
fn what_only_a_colleague_can_look_up_is_handed_over() {
    for (intent, reason) in [
        (Intent::AskOrder, Reason::LogisticsUnverified),
        (Intent::AskInvoice, Reason::PaymentCheck),
    ] {
        let say = |said: &mut Understanding| said.intents = vec![intent.clone()];
        assert_eq!(plan(&after_three(), &heard(say)), []);
        let (answer, _) = answered(&after_three(), say, &Findings::default());
        assert_eq!(answer.hand_over, Some(reason));
    }
}

#[test]
fn what_a_number_was_taken_for_is_said_above_the_list() {
    let guess = Guess { figure: "1200".to_owned(), sense: Sense::Width };
    let (answer, _) = answered(
        &after_three(),
        |said| {
            said.wishes = vec![family("desk")];
            said.guesses = vec![guess.clone()];
        },
        &found(for_wish(family("desk")), &three()),
    );
    let took = answer
        .contributions
        .iter()
        .position(|it| *it == Contribution::Took { guess: guess.clone() });
    assert_eq!(took, Some(0), "{:?}", answer.contributions);
    assert_eq!(listed(&answer).len(), 3);
}

fn any_word() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("chair".to_owned()),
        Just("desk".to_owned()),
        Just("black".to_owned()),
        Just("{name:p1}".to_owned()),
        Just(String::new()),
        ".{0,6}",
    ]
}

fn any_words() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(any_word(), 0..3)
}

fn any_end() -> impl Strategy<Value = Option<Extreme>> {
    prop::option::of(prop_oneof![
        Just(Extreme::Cheapest),
        Just(Extreme::Dearest),
        Just(Extreme::Smallest),
        Just(Extreme::Largest),
    ])
}

fn any_change() -> impl Strategy<Value = Option<Change>> {
    prop::option::of(prop_oneof![
        Just(Change::Cheaper),
        Just(Change::Dearer),
        Just(Change::Smaller),
        Just(Change::Larger),
    ])
}

fn any_number() -> impl Strategy<Value = Option<u32>> {
    prop::option::of(prop_oneof![0..5_u32, Just(u32::MAX)])
}

prop_compose! {
    fn any_wish()(
        lists in prop::array::uniform6(any_words()),
        price in any_number(),
        width in any_number(),
        people in any_number(),
        pieces in any_number(),
        first in any_end(),
    ) -> Wish {
        let [families, subtypes, subtypes_not, colours, colours_not, words] = lists;
        let range = |near| Range { min: None, max: None, near: Some(near) };
        Wish {
            families, subtypes, subtypes_not, colours, colours_not, words,
            price_max: price.map(Decimal::from),
            size: SizeWish { width: width.map(range), ..SizeWish::default() },
            people, pieces, first,
            ..Wish::default()
        }
    }
}

prop_compose! {
    fn any_product()(
        sku in any_word(),
        name in any_word(),
        price in prop::option::of(prop_oneof![1..900_i64, Just(i64::MAX)]),
        family in prop::option::of(any_word()),
        capacity in any_number(),
        stock in any_number(),
        pictured in any::<bool>(),
    ) -> Product {
        Product {
            price: price.map(|it| Money::new(Decimal::from(it), Currency::AED)),
            family, capacity, stock,
            images: if pictured { vec!["a.png".to_owned()] } else { Vec::new() },
            ..product(&sku, &name, 1)
        }
    }
}

fn any_products() -> impl Strategy<Value = Vec<Product>> {
    prop::collection::vec(any_product(), 0..6)
}

prop_compose! {
    fn any_state()(
        wishes in prop::collection::vec((any_wish(), any_products()), 0..5),
        shown in any_words(),
        listed in any_words(),
        introduced in any::<bool>(),
        misunderstood in any::<u8>(),
    ) -> State {
        let wishes = wishes.into_iter().map(|(wish, shown)| sought(wish, &shown)).collect();
        State { introduced, wishes, shown, listed, misunderstood, ..State::default() }
    }
}

fn any_intent() -> impl Strategy<Value = Intent> {
    prop_oneof![
        Just(Intent::Greet { salam: true }),
        Just(Intent::Thank),
        Just(Intent::Agree),
        Just(Intent::Decline),
        Just(Intent::AskHuman),
        Just(Intent::FindProducts),
        Just(Intent::AskPrice),
        Just(Intent::AskStock),
        Just(Intent::AskPicture),
        Just(Intent::AskMore),
        Just(Intent::AskQuotation),
        Just(Intent::AskOrder),
        Just(Intent::AskInvoice),
        Just(Intent::Introduce),
    ]
}

fn any_reference() -> impl Strategy<Value = Option<Reference>> {
    prop::option::of(prop_oneof![
        Just(Reference::Last),
        Just(Reference::End),
        Just(Reference::Cheapest),
        Just(Reference::Dearest),
        (0..6_u32).prop_map(Reference::Ordinal),
        Just(Reference::Ordinal(u32::MAX)),
    ])
}

prop_compose! {
    fn any_heard()(
        intents in prop::collection::vec(any_intent(), 0..3),
        wishes in prop::collection::vec(any_wish(), 0..6),
        quantity in any_number(),
        reference in any_reference(),
        change in any_change(),
        has_words in any::<bool>(),
        voice in any::<bool>(),
    ) -> Heard {
        Heard {
            has_words,
            unreadable: if voice { vec![MessageKind::Voice] } else { Vec::new() },
            ..heard(|said| {
                said.intents = intents;
                said.wishes = wishes;
                said.quantity = quantity;
                said.reference = reference;
                said.change = change;
            })
        }
    }
}

fn any_trait() -> impl Strategy<Value = Trait> {
    prop_oneof![
        Just(Trait::Size),
        Just(Trait::Price),
        Just(Trait::People),
        Just(Trait::Words),
        Just(Trait::Version),
    ]
}

/// What the lookups of a plan could come back with.
fn any_findings(lookups: &[Lookup]) -> impl Strategy<Value = Findings> + use<> {
    let searches: Vec<Search> = lookups
        .iter()
        .filter_map(|lookup| match lookup {
            Lookup::SearchProducts { search } => Some(search.as_ref().clone()),
            Lookup::SearchOne { searches } => searches.last().cloned(),
            Lookup::FindCodes { .. }
            | Lookup::GetStock { .. }
            | Lookup::GetOrder { .. }
            | Lookup::Furnish { .. }
            | Lookup::ListFamilies => None,
        })
        .collect();
    let results = prop::collection::vec(
        (any_products(), prop::collection::vec(any_trait(), 0..3)),
        searches.len(),
    );
    (results, any_products(), any_words()).prop_map(move |(results, pointed, families)| {
        let found = |(search, (products, without)): (&Search, (Vec<Product>, Vec<Trait>))| Found {
            search: search.clone(),
            products,
            without,
            unmet: search.wish.words.clone(),
        };
        let searches = searches.iter().zip(results).map(found).collect();
        Findings { searches, pointed, families, ..Findings::default() }
    })
}

fn wording() -> Wording {
    let file = |language| {
        let path = format!("{}/../../content/replies/{language}.toml", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).unwrap();
        [("name", "Mizwala"), ("city", "Dubai"), ("currency", "AED")]
            .iter()
            .fold(text, |text, (fact, it)| text.replace(&format!("{{{{ shop.{fact} }}}}"), it))
    };
    Wording::from_toml(&file("en"), &file("ar")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever was said before, is said now and is found: there is an answer, it can be worded in
    /// both languages, its state stays small, and its lists are short.
    #[test]
    fn there_is_always_an_answer(
        (state, heard, findings) in (any_state(), any_heard()).prop_flat_map(|(state, heard)| {
            let heard = in_context(&state, heard);
            let findings = any_findings(&plan(&state, &heard));
            (Just(state), Just(heard), findings)
        }),
        seed in 0..4_u64,
    ) {
        static WORDING: std::sync::OnceLock<Wording> = std::sync::OnceLock::new();
        let wording = WORDING.get_or_init(wording);
        let answer = conclude(&state, &heard, &findings);
        prop_assert!(!answer.contributions.is_empty() || answer.ask.is_some());
        let evidence = Evidence::of(&answer);
        let (articles, families) = Default::default();
        let words = Words { wording, articles: &articles, families: &families };
        for language in [Language::English, Language::Arabic] {
            let voice = Voice::answering(language, Digits::Eastern);
            let text = compose::text(&answer, &evidence, words, voice, seed);
            let draft = Draft::parse(&text, &evidence);
            prop_assert!(draft.is_ok(), "{draft:?}: {text}");
            let sent = draft.unwrap().render(&evidence, voice, wording);
            prop_assert!(!sent.trim().is_empty());
        }
        let after = answer.events.iter().fold(state, State::after);
        prop_assert!(after.wishes.len() <= super::sought::MOST.max(5));
        for part in &answer.contributions {
            if let Contribution::Products { products, list, .. } = part {
                prop_assert!(*list == List::Again || products.len() <= LIST);
            }
        }
        let counts = |it: &&Event| {
            matches!(it, Event::Misunderstood | Event::Spoke { .. } | Event::Doubted)
        };
        let again = answer.events.iter().filter(|it| !counts(it));
        prop_assert_eq!(again.fold(after.clone(), State::after), after);
    }
}

#[test]
fn what_was_seen_is_forgotten_after_a_while() {
    let many: Vec<Product> = (0..500).map(|n| product(&format!("S {n}"), "Sage", 100)).collect();
    let remembered = sought(family("chair"), &many);
    assert!(remembered.seen.len() < 100, "{}", remembered.seen.len());
    assert!(remembered.saw("S 499") && !remembered.saw("S 0"));
    let newest: Option<&Seen> = remembered.seen.last();
    assert_eq!(newest.map(|seen| seen.sku.as_str()), Some("S 499"));
}
