//! What rows, articles and the shop's rate say, and what they do not.

use super::talk::{each, whole};

#[test]
fn what_no_row_says_it_has_is_not_said_to_be_missing() {
    whole(&[("chairs without armrests", "not-said(VC 50, GL 10 grey, MX 22) ? item")]);
    whole(&[("كراسي بدون عجلات", "not-said(VC 50, GL 10 grey, MX 22) ? item")]);
}

#[test]
fn what_things_carry_is_told_of_those_that_say_it_and_what_was_taken_is_not_asked_about() {
    whole(&[
        (
            "a chair that can hold 150 kg",
            "fits(VC 50, GL 10 grey, MX 22) + load of GL 10 grey stated ? item",
        ),
        ("I'll take 2 DK 120", "noted(2 of DK 120) ? quotation"),
        ("which of them would you take?", "2 of DK 120 cost ? else"),
    ]);
}

#[test]
fn a_property_is_told_as_far_as_it_is_stated() {
    each(
        &["price of GL 10 grey"],
        &[
            (
                "how much weight does it carry?",
                "load of GL 10 grey stated ? quantity of GL 10 grey",
            ),
            (
                "كم يتحمل وزن؟",
                "load of GL 10 grey stated + weight of GL 10 grey not stated ? quantity of GL 10 grey",
            ),
            (
                "what colour is it?",
                "colour of GL 10 grey stated + version(GL 10 grey, GL 10 black) ? item",
            ),
            ("how big is it?", "size of GL 10 grey not stated ? quantity of GL 10 grey"),
            (
                "do you have it in other colours?",
                "colour of GL 10 grey stated + version(GL 10 grey, GL 10 black) ? item",
            ),
            ("what is it made of?", "material of GL 10 grey not stated ? quantity of GL 10 grey"),
            (
                "does it have a warranty?",
                "warranty of GL 10 grey not stated + warranty ? quantity of GL 10 grey",
            ),
            ("is it certified?", "certificate of GL 10 grey not stated ? quantity of GL 10 grey"),
            (
                "is it good for back pain?",
                "benefit of GL 10 grey not stated ? quantity of GL 10 grey",
            ),
            ("who makes it?", "origin of GL 10 grey not stated ? quantity of GL 10 grey"),
            ("details please", "not understood ? quantity of GL 10 grey"),
            ("is it in stock?", "GL 10 grey ? quantity of GL 10 grey"),
            ("picture?", "pictures(GL 10 grey) ? quantity of GL 10 grey"),
        ],
    );
    each(
        &[],
        &[
            ("warranty of DK 120?", "warranty of DK 120 stated ? else"),
            ("how many people fit at MT 240?", "seats of MT 240 stated ? else"),
            ("how many people fit at DK 160?", "seats of DK 160 not stated ? headcount"),
            ("how wide is DK 160", "size of DK 160 stated ? else"),
            ("when will LP 11 be back in stock?", "restock of LP 11 not stated ? else"),
            ("how long is the warranty?", "warranty"),
            ("what is the weight?", "? referent"),
        ],
    );
}

#[test]
fn who_insists_on_what_is_not_stated_is_answered_by_a_person() {
    whole(&[
        ("how much does MX 22 weigh?", "weight of MX 22 not stated ? else"),
        ("and how much does PD 35 weigh?", "weight of PD 35 not stated ? else"),
        ("but I need the weight of MX 22", "weight of MX 22 not stated ! spec_unverified"),
    ]);
}

#[test]
fn prices_in_other_currencies_are_approximations_beside_the_price() {
    each(
        &["show me desks"],
        &[
            (
                "how much is the first in dollars?",
                "DK 120 + about(DK 120 USD 136.15) ? quantity of DK 120",
            ),
            (
                "prices in USD please",
                "again(DK 120, DK 160, ED 200) + about(DK 120 USD 136.15, DK 160 USD 190.61, ED 200 USD 653.51) ? item",
            ),
            (
                "بالدولار كم؟",
                "again(DK 120, DK 160, ED 200) + about(DK 120 USD 136.15, DK 160 USD 190.61, ED 200 USD 653.51) ? item",
            ),
            ("in euro?", "again(DK 120, DK 160, ED 200) + no such currency ? item"),
            ("DK 160 in usd", "DK 160 + about(DK 160 USD 190.61) ? quantity of DK 160"),
        ],
    );
    each(
        &["I'll take 3 DK 120"],
        &[
            ("what is that in USD?", "3 of DK 120 cost + about(DK 120 USD 136.15) ? else"),
            ("total in dollars please", "3 of DK 120 cost + about(DK 120 USD 136.15) ? else"),
        ],
    );
    each(&[], &[("do you have prices in USD?", "? referent")]);
}

#[test]
fn products_are_compared_and_one_is_recommended() {
    each(
        &["show me chairs"],
        &[
            ("what is the difference?", "compared(VC 50, GL 10 grey, MX 22) ? item"),
            ("شو الفرق بينهم؟", "compared(VC 50, GL 10 grey, MX 22) ? item"),
            ("which one is better?", "compared(VC 50, GL 10 grey, MX 22) ? item"),
            ("which do you recommend?", "take VC 50: in stock ? quantity of VC 50"),
            ("ايش تنصحني؟", "take VC 50: in stock ? quantity of VC 50"),
            ("compare the first and the third", "compared(VC 50, GL 10 grey, MX 22) ? item"),
            ("compare MX 22 and EX 90", "compared(MX 22, EX 90) ? item"),
            ("MX 22 or VC 50?", "MX 22 + VC 50 ? quantity of MX 22"),
            ("difference between GL 10 and OL 77?", "OL 77 is gone + compared(GL 10 grey) ? item"),
        ],
    );
    each(
        &[],
        &[
            ("which chair do you recommend?", "fits(VC 50, GL 10 grey, MX 22) ? item"),
            ("what is better, mesh or leather?", "fits(MX 22, EX 90) ? item"),
        ],
    );
}

#[test]
fn the_shop_is_asked_about() {
    each(
        &[],
        &[
            ("where are you?", "location"),
            ("are you open on Saturday?", "hours"),
            ("do you deliver and install?", "delivery"),
            ("هل الاسعار شاملة الضريبة؟", "vat"),
            ("how can I pay?", "payment"),
            ("do you have a minimum order?", "minimum_order"),
            ("what is your return policy?", "returns"),
        ],
    );
    each(
        &["I'll take 3 DK 120"],
        &[
            ("do prices include VAT?", "vat + 3 of DK 120 cost ? else"),
            ("where are you?", "location ? quotation"),
        ],
    );
}
