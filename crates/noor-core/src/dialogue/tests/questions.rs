//! The one question of an answer: what answers it, what does not, and when it comes back.

use chrono::TimeDelta;

use super::line::line;
use super::talk::{Talk, each, whole};
use crate::message::MessageKind;

#[test]
fn how_many_is_answered_by_a_number_and_by_nothing_else() {
    each(
        &["price of MX 22"],
        &[
            ("4", "noted(4 of MX 22) ? quotation"),
            ("٤", "noted(4 of MX 22) ? quotation"),
            ("four pieces", "noted(4 of MX 22) ? quotation"),
            ("about 4", "noted(4 of MX 22) ? quotation"),
            ("yes", "fine ? quantity of MX 22"),
            ("no", "no problem"),
            ("no thanks", "no problem"),
            ("I don't know yet", "not understood ? quantity of MX 22"),
            ("do you deliver?", "delivery ? quantity of MX 22"),
            ("are you a bot?", "an assistant ? quantity of MX 22"),
            (
                "what is its warranty?",
                "warranty of MX 22 not stated + warranty ? quantity of MX 22",
            ),
            ("my number is +971500000012", "thanks for that ? quantity of MX 22"),
            ("budget is 5000 in all", "fits(MX 22) ? quantity of MX 22"),
            ("desk 140", "fits(DK 120, DK 160) without [size] ? item"),
            ("Office 14, Tower 3, Business Bay", "thanks for that ? quantity of MX 22"),
            ("call me at 5", "! phone_call"),
            ("and how much is DK 120?", "DK 120 ? quantity of DK 120"),
            ("4 desks", "fits ×4(DK 120, DK 160, ED 200) ? item"),
            ("thanks", "welcome"),
            ("بشوف وارد عليك", "no rush ? nextcontact"),
        ],
    );
}

#[test]
fn a_question_comes_back_once_something_else_is_answered() {
    whole(&[
        ("price of MX 22", "MX 22 ? quantity of MX 22"),
        ("do you deliver to Sharjah?", "delivery ? quantity of MX 22"),
        ("4", "noted(4 of MX 22) ? quotation"),
        ("are you a bot?", "an assistant ? quotation"),
        ("not now", "no quotation [declined]"),
        ("ok thanks", "welcome"),
    ]);
    whole(&[
        ("I'll take 2 GL 10", "versions of GL 10(GL 10 grey, GL 10 black) ? version"),
        ("where are you located?", "location ? version"),
        ("black", "noted(2 of GL 10 black) ? quotation"),
    ]);
}

#[test]
fn a_question_that_is_passed_over_twice_is_not_asked_a_third_time() {
    whole(&[
        ("price of MX 22", "MX 22 ? quantity of MX 22"),
        ("do you deliver?", "delivery ? quantity of MX 22"),
        ("where are you located?", "location"),
        ("4 then", "noted(4 of MX 22) ? quotation"),
    ]);
}

#[test]
fn a_question_is_forgotten_after_three_turns_or_a_day() {
    let of = |between: &[&str], hours: i64| {
        let mut talk = Talk::after(&["price of MX 22"]);
        for message in between {
            talk.hears(message);
        }
        talk.waits(TimeDelta::hours(hours));
        talk.hears("4");
        talk.cart()
    };
    assert_eq!(of(&[], 0), "4 of MX 22");
    assert_eq!(of(&["do you deliver?"], 0), "4 of MX 22");
    assert_eq!(of(&["do you deliver?", "are you a bot?"], 0), "4 of MX 22");
    assert_eq!(of(&["do you deliver?", "are you a bot?", "where are you?"], 0), "");
    assert_eq!(of(&[], 23), "4 of MX 22");
    assert_eq!(of(&[], 25), "");
}

#[test]
fn a_number_answers_one_question_and_not_the_one_before_it() {
    let mut talk = Talk::after(&["price of MX 22", "4"]);
    assert_eq!(talk.cart(), "4 of MX 22");
    talk.hears("show me desks");
    talk.hears("2");
    assert_eq!(talk.cart(), "4 of MX 22", "the second of the list, and nothing of the chair");
    assert_eq!(talk.state.shown, ["DK 160"]);
    talk.hears("3");
    assert_eq!(talk.cart(), "4 of MX 22, 3 of DK 160");
}

#[test]
fn which_one_is_answered_by_place_colour_or_name() {
    // 1 VC 50, 2 GL 10 grey, 3 MX 22.
    each(
        &["8 chairs please"],
        &[
            ("1", "noted(8 of VC 50) ? quotation"),
            ("number 3", "noted(8 of MX 22) ? quotation"),
            ("the blue one", "noted(8 of MX 22) ? quotation"),
            ("Marlin", "noted(8 of MX 22) ? quotation"),
            ("الأزرق", "noted(8 of MX 22) ? quotation"),
            ("the grey, 5 of them", "noted(5 of GL 10 grey) ? quotation"),
            ("the black one", "noted(8 of VC 50) ? quotation"),
            ("yes", "fine ? item"),
            ("no", "no problem"),
            ("which one do you recommend?", "take VC 50: in stock ? fit"),
            ("what is the difference?", "compared(VC 50, GL 10 grey, MX 22) ? item"),
            ("8", "again ×8(VC 50, GL 10 grey, MX 22) ? item"),
            ("both the first and the second", "noted(8 of VC 50) ? quotation"),
        ],
    );
    each(
        &["10 chairs and 2 desks"],
        &[
            ("the first and the third", "again(GL 10 grey, DK 120) ? version"),
            ("1", "again(GL 10 grey, DK 120) ? version"),
            ("ok", "fine ? item"),
            ("all of them", "not understood ? family"),
        ],
    );
}

#[test]
fn does_it_suit_you_is_answered_by_yes_and_by_another_number() {
    each(
        &["how much are 3 MX 22?"],
        &[
            ("yes", "noted(3 of MX 22) ? quotation"),
            ("ايه تمام", "noted(3 of MX 22) ? quotation"),
            ("aywa", "noted(3 of MX 22) ? quotation"),
            ("no", "no problem"),
            ("لا", "no problem"),
            ("6", "6 of MX 22 cost ? fit"),
            ("hmm, it is too expensive", "none cheaper ? item"),
            ("something cheaper?", "none cheaper ? item"),
            ("let me think about it", "no rush ? nextcontact"),
            ("yes and add 1 PD 35", "changed(3 of MX 22, 1 of PD 35) ? quotation"),
        ],
    );
}

#[test]
fn for_how_many_people_is_answered_by_a_number() {
    each(
        &["we are fitting out our new office"],
        &[
            (
                "6",
                "plans(6 of DK 120, 6 of GL 10 grey | 6 of DK 120, 6 of MX 22 | 2 of WS 40, 6 of MX 22, 6 of PD 35) ? plan",
            ),
            (
                "6 people",
                "plans(6 of DK 120, 6 of GL 10 grey | 6 of DK 120, 6 of MX 22 | 2 of WS 40, 6 of MX 22, 6 of PD 35) ? plan",
            ),
            (
                "we are 6 and 1 manager",
                "plans(6 of DK 120, 6 of GL 10 grey, 1 of ED 200, 1 of EX 90 | 2 of WS 40, 6 of MX 22, 1 of ED 200, 1 of EX 90) ? plan",
            ),
            (
                "٦ موظفين",
                "plans(6 of DK 120, 6 of GL 10 grey | 6 of DK 120, 6 of MX 22 | 2 of WS 40, 6 of MX 22, 6 of PD 35) ? plan",
            ),
            ("do you install?", "installation ? headcount"),
            ("not sure yet", "not understood ? headcount"),
        ],
    );
}

#[test]
fn what_has_no_words_is_kept_and_the_customer_asked_for_words() {
    for kind in [MessageKind::Voice, MessageKind::Image, MessageKind::Location] {
        let mut talk = Talk::after(&["price of MX 22"]);
        let before = talk.state.clone();
        let answer = talk.sees(kind);
        let expected = format!("cannot read {kind:?} ? words").to_lowercase();
        assert_eq!(line(&answer, &before), expected);
        assert_eq!(talk.hears("4").hand_over, None);
    }
}

#[test]
fn what_is_not_understood_is_said_once_and_then_given_to_a_person() {
    whole(&[
        ("blorp fizzle wug", "not understood ? family"),
        ("krunt zabble", "! repeated_failure"),
    ]);
    whole(&[
        ("blorp fizzle wug", "not understood ? family"),
        ("show me desks", "fits(DK 120, DK 160, ED 200) ? item"),
        ("krunt zabble", "not understood ? family"),
    ]);
    whole(&[("بلرب فزل ووق", "not understood ? family"), ("كرنت زبل", "! repeated_failure")]);
    whole(&[
        ("blorp fizzle wug", "not understood ? family"),
        ("👍", "? family"),
        ("krunt zabble", "! repeated_failure"),
    ]);
}
