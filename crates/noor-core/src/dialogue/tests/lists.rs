//! Lists: what fits, what of it is meant, and how the next one differs.

use rust_decimal::Decimal;

use super::given::*;
use super::talk::{Talk, each, each_in, whole};
use crate::dialogue::answer::{Ask, Contribution};
use crate::dialogue::conclude::LIST;
use crate::dialogue::findings::{CodeIs, Findings, FoundCode, Trait};
use crate::dialogue::plan::{Aim, Lookup, Search};
use crate::dialogue::sought::Seen;
use crate::dialogue::state::State;
use crate::product::{Product, SizeMm};
use crate::understanding::{
    Change, CodeMention, Extreme, Guess, How, Intent, LineChange, Range, Reference, Sense,
    SizeWish, Target, Understanding, Wish,
};

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
    let mention = CodeMention {
        text: "Z9".to_owned(),
        key: "z9".to_owned(),
        quantity: None,
        explicit: true,
        spot: 1,
    };
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

#[test]
fn what_was_seen_is_forgotten_after_a_while() {
    let many: Vec<Product> = (0..500).map(|n| product(&format!("S {n}"), "Sage", 100)).collect();
    let remembered = sought(family("chair"), &many);
    assert!(remembered.seen.len() < 100, "{}", remembered.seen.len());
    assert!(remembered.saw("S 499") && !remembered.saw("S 0"));
    let newest: Option<&Seen> = remembered.seen.last();
    assert_eq!(newest.map(|seen| seen.sku.as_str()), Some("S 499"));
}

#[test]
fn the_first_message_is_answered_before_anything_is_asked() {
    let fresh = Talk::new();
    each_in(
        &fresh,
        &[
            ("hello", "hello, I'm Noor ? family"),
            ("السلام عليكم", "salam, I'm Noor ? family"),
            ("هلا والله", "hello, I'm Noor ? family"),
            (
                "Good morning, this is Rana from Delta Rooms",
                "hello Rana, I'm Noor + thanks for that ? family",
            ),
            (
                "hi, do you have desks?",
                "hello, I'm Noor + fits(DK 120, DK 160, ED 200) + worth ? item",
            ),
            (
                "السلام عليكم، عندكم كراسي؟",
                "salam, I'm Noor + fits(VC 50, GL 10 grey, MX 22) + worth ? item",
            ),
            ("what do you sell?", "hello, I'm Noor + about"),
            ("وش عندكم", "hello, I'm Noor + about"),
            ("price of DK 120?", "hello, I'm Noor + DK 120 ? quantity of DK 120"),
            ("need 6 pedestals", "hello, I'm Noor + 6 of PD 35 cost ? fit"),
            ("👍", "hello, I'm Noor ? family"),
            ("qwpoeiru zmxn", "hello, I'm Noor + not understood ? family"),
        ],
    );
}

#[test]
fn what_is_looked_for_is_shown_and_which_of_it_is_asked() {
    each(
        &[],
        &[
            ("show me office chairs", "fits(GL 10 grey, MX 22, EX 90) ? item"),
            ("أبغى مكاتب", "fits(DK 120, DK 160, ED 200) ? item"),
            ("abgha kursi", "fits(VC 50, GL 10 grey, MX 22) ? item"),
            ("do you have blue chairs?", "fits(MX 22) ? quantity of MX 22"),
            ("red chairs please", "fits(VC 50, GL 10 grey, MX 22) without [colour] ? item"),
            ("chairs under 200", "fits(VC 50) ? quantity of VC 50"),
            ("chairs below 100 dirhams", "fits(VC 50, GL 10 grey, MX 22) without [price] ? item"),
            ("كرسي أقل من ٢٠٠ درهم", "fits(VC 50) ? quantity of VC 50"),
            ("meeting table for 8", "fits(MT 240) ? quantity of MT 240"),
            ("a meeting table for 20 people", "fits(MT 240) without [people] ? quantity of MT 240"),
            ("desk 120 cm", "fits(DK 120) ? quantity of DK 120"),
            ("the cheapest desk you have", "first(DK 120, DK 160, ED 200) ? item"),
            ("أغلى مكتب عندكم", "first(ED 200, DK 160, DK 120) ? item"),
            ("4 visitor chairs", "4 of VC 50 cost ? fit"),
            (
                "chairs and desks",
                "fits chair(GL 10 grey, MX 22) + fits desk(DK 120, DK 160) ? items",
            ),
            (
                "10 chairs and 3 desks",
                "fits chair ×10(GL 10 grey, MX 22) + fits desk ×3(DK 120, DK 160) ? items",
            ),
            ("a wardrobe", "nothing found ? family"),
            ("sofas?", "fits(SF 30) ? quantity of SF 30"),
            ("do you have beds", "nothing found ? family"),
            ("coffee tables in stock", "fits(CT 60) without [stock] ? quantity of CT 60"),
            ("black chairs but not mesh", "fits(VC 50, GL 10 black) ? item"),
            ("Marlin chairs", "fits(MX 22) ? quantity of MX 22"),
            ("Zorblax chairs", "fits(VC 50, GL 10 grey, MX 22) without [words] no zorblax ? item"),
        ],
    );
}

#[test]
fn after_a_list_words_mean_what_is_in_it() {
    // 1 VC 50, 2 GL 10 grey, 3 MX 22.
    each(
        &["show me chairs"],
        &[
            ("the second one", "GL 10 grey ? quantity of GL 10 grey"),
            ("2", "GL 10 grey ? quantity of GL 10 grey"),
            ("٢", "GL 10 grey ? quantity of GL 10 grey"),
            ("الثاني", "GL 10 grey ? quantity of GL 10 grey"),
            ("the last one", "MX 22 ? quantity of MX 22"),
            ("the cheapest of them", "VC 50 ? quantity of VC 50"),
            ("أغلى واحد", "MX 22 ? quantity of MX 22"),
            ("the fifth", "again(VC 50, GL 10 grey, MX 22) ? version"),
            ("more please", "more(GL 10 black, EX 90) ? item"),
            ("غيرهم؟", "more(GL 10 black, EX 90) ? item"),
            ("anything cheaper?", "none cheaper ? item"),
            ("ابغى ارخص", "none cheaper ? item"),
            ("something better, more expensive", "beyond(EX 90) ? quantity of EX 90"),
            ("in black", "VC 50 ? quantity of VC 50"),
            ("with a budget of 250 each", "fits(VC 50) ? quantity of VC 50"),
            ("I need 15", "again ×15(VC 50, GL 10 grey, MX 22) ? item"),
            ("15", "again ×15(VC 50, GL 10 grey, MX 22) ? item"),
            ("do you have desks too?", "fits(DK 120, DK 160, ED 200) ? item"),
            ("are they in stock?", "again(VC 50, GL 10 grey, MX 22) ? item"),
            (
                "how much are they with VAT?",
                "each with VAT 5(1 of VC 50, 1 of GL 10 grey, 1 of MX 22) ? item",
            ),
            (
                "كم يصير السعر مع الضريبة لـ 6 حبات",
                "each with VAT 5(6 of VC 50, 6 of GL 10 grey, 6 of MX 22) ? item",
            ),
            ("I need 2", "again ×2(VC 50, GL 10 grey, MX 22) ? item"),
            (
                "is assembly included?",
                "assembly of none stated(VC 50, GL 10 grey, MX 22) + installation ? item",
            ),
            ("send pictures", "pictures(VC 50, GL 10 grey, MX 22) ? item"),
            ("how much is the third?", "MX 22 ? quantity of MX 22"),
            ("how much are they", "again(VC 50, GL 10 grey, MX 22) ? item"),
            ("blue one", "MX 22 ? quantity of MX 22"),
            ("executive ones", "fits(EX 90) ? quantity of EX 90"),
            ("not mesh", "fits(VC 50, GL 10 grey, EX 90) ? item"),
        ],
    );
}

#[test]
fn a_list_is_gone_through_step_by_step() {
    whole(&[
        ("I'm looking for desks", "fits(DK 120, DK 160, ED 200) ? item"),
        ("anything cheaper?", "none cheaper ? item"),
        ("and something more expensive?", "none dearer ? item"),
        ("ok the first one", "DK 120 ? quantity of DK 120"),
        ("and the second?", "DK 160 ? quantity of DK 160"),
        ("show me chairs instead", "fits(VC 50, GL 10 grey, MX 22) ? item"),
        ("the first", "VC 50 ? quantity of VC 50"),
    ]);
}
