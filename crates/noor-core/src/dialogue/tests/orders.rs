//! Orders: what comes in, changes and goes out, and that nothing else does.

use super::given::*;
use super::talk::{Talk, each, each_in, whole};
use crate::dialogue::answer::Ask;
use crate::dialogue::findings::{CodeIs, FoundCode};
use crate::dialogue::plan::Lookup;
use crate::understanding::{CodeMention, Understanding};

#[test]
fn a_number_that_may_be_a_code_counts_what_was_shown_if_it_is_none() {
    let say = |said: &mut Understanding| {
        said.quantity = Some(100);
        said.codes = vec![CodeMention {
            text: "100".to_owned(),
            key: "100".to_owned(),
            quantity: None,
            explicit: false,
            spot: 1,
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
            spot: 1,
        },
        is: CodeIs::One(Box::new(product("100", "Century", 90))),
        other_colour: false,
    }];
    let (answer, _) = answered(&after_one(), say, &is_code);
    assert_eq!(lines(&answer), [("100".to_owned(), 100)]);
}

#[test]
fn an_order_begins_by_code_by_place_by_kind_and_by_it() {
    each(
        &[],
        &[
            ("I'll take 3 DK 120", "noted(3 of DK 120) ? quotation"),
            ("ابغى 3 من DK 120", "noted(3 of DK 120) ? quotation"),
            ("abgha 3 DK 120", "noted(3 of DK 120) ? quotation"),
            ("3 x DK 120 and 2 x PD 35", "noted(3 of DK 120, 2 of PD 35) ? quotation"),
            (
                "DK 120 x3\nPD 35 x2\nMX 22 x4",
                "noted(3 of DK 120, 2 of PD 35, 4 of MX 22) ? quotation",
            ),
            ("order 2 SF 30", "noted(2 of SF 30) ! price_unavailable"),
            ("I'll take 99 MX 22", "noted(99 of MX 22) ? quotation"),
            ("I'll take 2 OL 77", "OL 77 is gone + instead(GL 10 grey, GL 10 black) ? item"),
            ("I'll take 2 ZZ 999 and 1 DK 120", "noted(1 of DK 120) + no ZZ 999 ? quotation"),
            ("I take DK 120", "DK 120 ? quantity of DK 120"),
            ("5 CT 60 please, I'll take them", "noted(5 of CT 60) ? quotation"),
        ],
    );
    each(
        &["show me chairs"],
        &[
            ("I'll take 4 of the second", "noted(4 of GL 10 grey) ? quotation"),
            ("باخذ ٤ من الثاني", "noted(4 of GL 10 grey) ? quotation"),
            (
                "4 of the blue ones please, I'll take them",
                "again(VC 50, GL 10 grey, MX 22) ? version",
            ),
            ("I'll take the last one", "MX 22 ? quantity of MX 22"),
            ("I'll take it", "again(VC 50, GL 10 grey, MX 22) ? version"),
            ("I'll take 3 of the cheapest", "noted(3 of VC 50) ? quotation"),
            ("I take two of the ninth", "nothing ordered ? family"),
            ("I'd like to order 2 MX 22", "noted(2 of MX 22) ? quotation"),
        ],
    );
    each(
        &["price of DK 160"],
        &[
            ("I'll take it", "DK 160 ? quantity of DK 160"),
            ("I'll take 4", "noted(4 of DK 160) ? quotation"),
            ("خلاص باخذ اثنين", "noted(2 of DK 160) ? quotation"),
            ("3", "noted(3 of DK 160) ? quotation"),
            ("7", "noted(7 of DK 160) ? quotation"),
            ("yes 2 please", "noted(2 of DK 160) ? quotation"),
            ("I'll take 9", "noted(9 of DK 160) ? quotation"),
        ],
    );
    each(
        &["how much would 4 DK 120 be?"],
        &[
            ("I'll take them", "noted(4 of DK 120) ? quotation"),
            ("ok deal", "noted(4 of DK 120) ? quotation"),
            ("yes", "noted(4 of DK 120) ? quotation"),
            ("باخذهم", "noted(4 of DK 120) ? quotation"),
            ("make it 5", "changed(5 of DK 120) ? quotation"),
            ("too many, 3 is enough", "not understood ? family"),
            ("no", "no problem"),
        ],
    );
}

#[test]
fn a_correction_changes_only_what_it_names() {
    each(
        &["I'll take 3 DK 120 and 2 PD 35"],
        &[
            ("make it 5 DK 120", "changed(5 of DK 120, 2 of PD 35) ? quotation"),
            ("sorry, 4 desks not 3", "changed(4 of DK 120, 2 of PD 35) ? quotation"),
            ("خل المكاتب 6", "changed(6 of DK 120, 2 of PD 35) ? quotation"),
            ("add 2 more PD 35", "changed(3 of DK 120, 4 of PD 35) ? quotation"),
            ("زيد 2 MX 22", "changed(3 of DK 120, 2 of PD 35, 2 of MX 22) ? quotation"),
            ("add a lamp, LP 11", "changed(3 of DK 120, 2 of PD 35, 1 of LP 11) ? quotation"),
            ("remove the pedestals", "changed(3 of DK 120) ? quotation"),
            ("شيل المكاتب", "changed(2 of PD 35) ? quotation"),
            ("without PD 35", "changed(3 of DK 120) ? quotation"),
            ("one desk less", "changed(2 of DK 120, 2 of PD 35) ? quotation"),
            ("remove MX 22", "not ordered"),
            ("replace DK 120 with DK 160", "changed(3 of DK 160, 2 of PD 35) ? quotation"),
            ("DK 160 instead of the desks", "changed(3 of DK 160, 2 of PD 35) ? quotation"),
            ("cancel everything", "all taken out ? family [nothing ordered]"),
            ("الغ الطلب كله", "all taken out ? family [nothing ordered]"),
            ("make it 5", "again ×5(DK 120, PD 35) ? version"),
            ("what do I have so far?", "order(3 of DK 120, 2 of PD 35) ? quotation"),
            ("كم المجموع مع الضريبة؟", "order(3 of DK 120, 2 of PD 35) with VAT 5 ? quotation"),
            ("total with VAT?", "order(3 of DK 120, 2 of PD 35) with VAT 5 ? quotation"),
            ("add 2 more OL 77", "OL 77 is gone + instead(GL 10 grey, GL 10 black) ? item"),
            ("take 4 GL 10 as well", "versions of GL 10(GL 10 grey, GL 10 black) ? version"),
            (
                "swap the pedestals for GL 10",
                "versions of GL 10(GL 10 grey, GL 10 black) ? version",
            ),
            ("I'll take 3 DK 120 and 2 PD 35", "order(3 of DK 120, 2 of PD 35) ? quotation"),
            ("0 PD 35", "2 of PD 35 cost ? else"),
            ("what is the total?", "order(3 of DK 120, 2 of PD 35) ? quotation"),
        ],
    );
    each(
        &["I'll take 3 DK 120"],
        &[
            ("make it 12 not 3", "changed(12 of DK 120) ? quotation"),
            ("خلها 12", "changed(12 of DK 120) ? quotation"),
            ("remove it", "all taken out ? family [nothing ordered]"),
            ("2 more", "changed(5 of DK 120) ? quotation"),
            ("one less", "changed(2 of DK 120) ? quotation"),
            ("the brown one instead, DK 160", "3 of DK 160 cost ? fit"),
            ("actually 4", "changed(4 of DK 120) ? quotation"),
            ("and 2 chairs", "fits ×2(VC 50, GL 10 grey, MX 22) ? item"),
            ("hmm 4 chairs too", "fits ×4(VC 50, GL 10 grey, MX 22) ? item"),
        ],
    );
    each(
        &[],
        &[
            ("remove the desks", "nothing ordered ? family"),
            ("make it 5", "nothing ordered ? family"),
            ("what is in my order?", "nothing ordered ? family"),
            ("start over", "nothing ordered ? family"),
            ("cancel my order", "! order_confirmation"),
            ("add 2 more", "nothing ordered ? family"),
            ("I'll take it", "nothing ordered ? family"),
            ("same as last time please", "last time unknown ? lines"),
        ],
    );
}

#[test]
fn the_same_message_twice_is_the_same_order() {
    for (before, message, cart) in [
        ("", "I'll take 3 DK 120", "3 of DK 120"),
        ("I'll take 3 DK 120", "add 2 more DK 120", "5 of DK 120"),
        ("I'll take 3 DK 120", "2 more", "5 of DK 120"),
        ("I'll take 3 DK 120", "one less", "2 of DK 120"),
        ("I'll take 3 DK 120", "زيد 2 PD 35", "3 of DK 120, 2 of PD 35"),
        ("I'll take 3 DK 120 and 1 PD 35", "remove the pedestal", "3 of DK 120"),
        ("I'll take 3 DK 120", "replace DK 120 with DK 160", "3 of DK 160"),
        ("price of DK 120", "4", "4 of DK 120"),
        ("show me chairs", "I'll take 4 of the second", "4 of GL 10 grey"),
        ("I'll take 6 GL 10", "the black one", "6 of GL 10 black"),
    ] {
        let mut talk = Talk::after(&[before]);
        talk.hears(message);
        assert_eq!(talk.cart(), cart, "{message}");
        talk.hears(message);
        assert_eq!(talk.cart(), cart, "{message}, twice");
        talk.hears(&message.to_uppercase());
        assert_eq!(talk.cart(), cart, "{message}, in capitals");
    }
}

#[test]
fn an_order_is_put_together_step_by_step() {
    whole(&[
        ("I need chairs for the office", "fits(VC 50, GL 10 grey, MX 22) ? item"),
        ("I'll take 8 of the second one", "noted(8 of GL 10 grey) ? quotation"),
        ("and desks?", "fits(DK 120, DK 160, ED 200) ? item"),
        ("4 of the first", "noted(8 of GL 10 grey, 4 of DK 120) ? quotation"),
        ("no wait, 5", "again ×5(GL 10 grey, DK 120) ? version"),
        ("and the chairs in black instead", "changed(8 of GL 10 black, 4 of DK 120) ? quotation"),
        (
            "what is it all together with VAT?",
            "order(8 of GL 10 black, 4 of DK 120) with VAT 5 ? quotation",
        ),
        (
            "perfect, I confirm the order",
            "gladly + order(8 of GL 10 black, 4 of DK 120) ? name, company, email, address [granted] [confirmed]",
        ),
    ]);
}

#[test]
fn a_confirmed_order_goes_to_a_person_or_asks_for_what_is_missing() {
    each(
        &["I'll take 2 PD 35"],
        &[
            (
                "I confirm the order",
                "order(2 of PD 35) ? name, company, email, address [granted] [confirmed]",
            ),
            (
                "أكد الطلب",
                "order(2 of PD 35) ? name, company, email, address [granted] [confirmed]",
            ),
            (
                "confirmed, deliver to Villa 8, Street 14, Al Wasl, Dubai",
                "thanks for that + order(2 of PD 35) ! order_confirmation [confirmed]",
            ),
        ],
    );
    each(
        &["I'll take 5 ED 200"],
        &[
            ("I confirm the order", "order(5 of ED 200) ! large_order [confirmed]"),
            ("confirm please", "order(5 of ED 200) ! large_order [confirmed]"),
        ],
    );
    each_in(&Talk::after(&[]), &[("I confirm the order", "nothing ordered ? family")]);
}

#[test]
fn a_line_comes_in_another_version_of_the_same_product() {
    each(
        &["6 GL 10 grey and 1 DK 160"],
        &[
            (
                "please change the chairs to black",
                "changed(6 of GL 10 black, 1 of DK 160) ? quotation",
            ),
            ("actually the chairs in black", "changed(6 of GL 10 black, 1 of DK 160) ? quotation"),
        ],
    );
    each(&["3 GL 10 black"], &[("make them grey please", "changed(3 of GL 10 grey) ? quotation")]);
}

#[test]
fn a_part_of_a_line_is_exchanged() {
    each(
        &["10 MX 22"],
        &[
            ("replace 5 MX 22 with 3 EX 90", "changed(5 of MX 22, 3 of EX 90) ? quotation"),
            ("replace 4 MX 22 with EX 90", "changed(6 of MX 22, 4 of EX 90) ? quotation"),
            ("replace MX 22 with EX 90", "changed(10 of EX 90) ? quotation"),
            ("remove MX 22, but add 2 PD 35", "changed(2 of PD 35) ? quotation"),
        ],
    );
}

#[test]
fn what_is_sold_out_is_replaced_by_its_kind() {
    each(
        &[],
        &[
            (
                "is OL 77 still available?",
                "OL 77 is gone + instead(GL 10 grey, GL 10 black) ? item",
            ),
            // There is no other of its kind.
            ("how much is CT 60?", "CT 60 ? quantity of CT 60"),
        ],
    );
}

#[test]
fn so_many_each_is_said_of_every_line() {
    each(
        &[],
        &[
            ("DK 160 and PD 35, 3 each", "noted(3 of DK 160, 3 of PD 35) ? quotation"),
            ("EX 90 and MX 22, 2 pcs each please", "noted(2 of EX 90, 2 of MX 22) ? quotation"),
        ],
    );
    // 1 VC 50, 2 GL 10 grey, 3 MX 22.
    each(
        &["show me chairs"],
        &[
            (
                "the second and the third, 4 pcs each",
                "noted(4 of GL 10 grey, 4 of MX 22) ? quotation",
            ),
            ("5 of the blue one", "noted(5 of MX 22) ? quotation"),
        ],
    );
}

#[test]
fn what_is_taken_beside_another_thing_is_chosen_next() {
    whole(&[
        ("desks?", "fits(DK 120, DK 160, ED 200) ? item"),
        (
            "I'll take 2 of the first and 3 chairs",
            "noted(2 of DK 120) + fits ×3(VC 50, GL 10 grey, MX 22) ? item",
        ),
        ("the first", "noted(2 of DK 120, 3 of VC 50) ? quotation"),
    ]);
}
