//! Codes and versions of one product.

use super::given::*;
use super::talk::each;
use crate::dialogue::answer::{Contribution, List};
use crate::dialogue::findings::{CodeIs, FoundCode, Trait};
use crate::dialogue::plan::{Aim, Search};
use crate::understanding::{CodeMention, Intent, Reference, Wish};
use rust_decimal::Decimal;

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
fn a_wish_beside_a_code_describes_it() {
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
fn a_code_is_that_product_and_no_other() {
    each(
        &[],
        &[
            ("MX 22", "MX 22 ? quantity of MX 22"),
            ("mx22 price", "MX 22 ? quantity of MX 22"),
            ("mx-22 متوفر؟", "MX 22 ? quantity of MX 22"),
            ("بكم DK 160", "DK 160 ? quantity of DK 160"),
            ("how much is 4 x DK 120", "4 of DK 120 cost ? fit"),
            ("GL 10", "versions of GL 10(GL 10 grey, GL 10 black) ? version"),
            ("GL 10 black", "GL 10 black ? quantity of GL 10 black"),
            ("do you have GL10 in grey", "GL 10 grey ? quantity of GL 10 grey"),
            ("GL 10 red", "versions of GL 10(GL 10 grey, GL 10 black) ? version"),
            (
                "MX 22 in black",
                "not in that colour + MX 22 + fits(VC 50, GL 10 black) without [kind] ? item",
            ),
            ("OL 77", "OL 77 is gone + instead(GL 10 grey, GL 10 black) ? item"),
            ("ZZ 999", "no ZZ 999 ? family"),
            ("price for SF 30", "SF 30 ! price_unavailable"),
            ("DK 120 and PD 35", "DK 120 + PD 35 ? quantity of DK 120"),
            (
                "DK 120, ZZ 999, OL 77",
                "DK 120 + no ZZ 999 + OL 77 is gone + instead(GL 10 grey, GL 10 black) ? item",
            ),
            ("is MX 22 available?", "MX 22 ? quantity of MX 22"),
            ("picture of CT 60", "CT 60 + no picture(CT 60) ? quantity of CT 60"),
            ("I want 3 GL 10", "versions of GL 10(GL 10 grey, GL 10 black) ? version"),
        ],
    );
}

#[test]
fn which_version_is_answered_by_its_colour_its_place_or_its_code() {
    each(
        &["I'll take 6 GL 10"],
        &[
            ("black", "noted(6 of GL 10 black) ? quotation"),
            ("the black one", "noted(6 of GL 10 black) ? quotation"),
            ("الأسود", "noted(6 of GL 10 black) ? quotation"),
            ("2", "noted(6 of GL 10 black) ? quotation"),
            ("the first", "noted(6 of GL 10 grey) ? quotation"),
            ("GL 10 grey", "6 of GL 10 grey cost ? fit"),
            ("gl10 black please, 7 of them", "noted(7 of GL 10 black) ? quotation"),
            ("do you deliver?", "delivery ? version"),
            ("no, leave it", "no problem"),
            ("which is cheaper?", "6 of GL 10 grey cost ? fit"),
            ("red", "fits ×6(GL 10 grey, GL 10 black) without [colour] ? item"),
            (
                "what colours are there?",
                "colour of GL 10 grey stated + colour of GL 10 black stated ? item",
            ),
        ],
    );
    each(
        &["price of GL 10 grey"],
        &[
            ("and in black?", "GL 10 black ? quantity of GL 10 black"),
            ("عندكم منه أسود؟", "fits(GL 10 black) ? quantity of GL 10 black"),
            ("in red?", "version(GL 10 black) without [colour, version] ? quantity of GL 10 black"),
            ("something similar but cheaper", "nothing found ? family"),
        ],
    );
}
