//! What people of the shop decide or do: every trigger, in every mode, in both languages.

use std::fmt::Write as _;

use super::given::*;
use super::line::line;
use super::talk::{Talk, each, whole};
use crate::dialogue::findings::Findings;
use crate::dialogue::plan::Lookup;
use crate::dialogue::policy::Mode;
use crate::dialogue::reason::Reason;
use crate::understanding::{Intent, Understanding};

#[test]
fn whoever_asks_for_a_person_is_not_searched_for() {
    let asked = heard(|said| {
        said.intents = vec![Intent::AskHuman];
        said.wishes = vec![family("chair")];
    });
    assert_eq!(plan(&after_three(), &asked), []);
}

#[test]
fn what_only_a_colleague_can_look_up_is_handed_over() {
    for (intent, reason) in [
        (Intent::AskOrder, Reason::LogisticsUnverified),
        (Intent::AskInvoice, Reason::PaymentCheck),
    ] {
        let say = |said: &mut Understanding| said.intents = vec![intent.clone()];
        let others = |lookup: &Lookup| *lookup != Lookup::CheckOrders;
        assert!(!plan(&after_three(), &heard(say)).iter().any(others));
        let (answer, _) = answered(&after_three(), say, &Findings::default());
        assert_eq!(answer.hand_over, Some(reason));
    }
}

/// What calls for a person, in English, Arabic and Arabic in Latin letters.
const TRIGGERS: [(Reason, [&str; 3]); 21] = [
    (
        Reason::HumanRequest,
        ["can I talk to a person please?", "ابغى اكلم موظف لو سمحت", "abgha akallem mowazaf"],
    ),
    (
        Reason::Complaint,
        [
            "I have a complaint, the desk came broken",
            "عندي شكوى، الطاولة وصلت مكسورة",
            "3indi shakwa",
        ],
    ),
    (Reason::Abuse, ["you are idiots, all of you", "انتوا حرامية ونصابين", "you are stupid"]),
    (Reason::DiscountTerms, ["any discount on these?", "كم آخر سعر", "fe 5asm?"]),
    (Reason::DiscountTerms, ["can we pay in 60 days?", "ينفع تقسيط؟", "taqseet?"]),
    (
        Reason::CustomMade,
        [
            "can you custom make one for us?",
            "ابغى تفصيل مكتب بمقاس خاص",
            "we want custom made desks",
        ],
    ),
    (
        Reason::LogisticsUnverified,
        [
            "can you deliver to Muscat by Thursday?",
            "توصلون بكرة الصبح؟",
            "can you deliver it today?",
        ],
    ),
    (Reason::LogisticsUnverified, ["where is my order?", "وين طلبي", "wain talabi"]),
    (Reason::ReturnClaim, ["I want to return two chairs", "ابغى ارجع الكرسي", "I want a refund"]),
    (
        Reason::ReturnClaim,
        [
            "I have to return my desk, wrong size",
            "ابغى ارجع الطاولة",
            "return it please, it is the wrong model",
        ],
    ),
    (Reason::DiscountTerms, ["can you do 7% less?", "عطني ١٠٪", "12% and I order today"]),
    (
        Reason::CustomMade,
        [
            "can you make the desk 185 cm wide?",
            "ممكن تسوون المكتب ١٨٥ سم؟",
            "possible to make DK 160 in 3 m?",
        ],
    ),
    (
        Reason::NamedManager,
        [
            "connect me with your manager Salwa",
            "ابغى اكلم استاذة منى",
            "speak to your manager Tariq please",
        ],
    ),
    (
        Reason::NamedManager,
        [
            "let me talk to Mr Hamad",
            "ابغى اكلم استاذ سالم",
            "I want to speak to Mr Hamad from sales",
        ],
    ),
    (
        Reason::StaffPreference,
        [
            "is there an Arab colleague I can talk to?",
            "ابغى اكلم موظف عربي",
            "can I talk to an Indian salesman",
        ],
    ),
    (
        Reason::ShowroomVisit,
        [
            "can I come and see the showroom?",
            "ممكن ازور المعرض؟",
            "I'd like to visit your showroom",
        ],
    ),
    (
        Reason::FloorPlan,
        ["I'll send you the floor plan", "برسل لك مخطط المكتب", "here is our layout drawing"],
    ),
    (
        Reason::Sample,
        ["can I get a fabric sample?", "ممكن عينة من القماش؟", "can we have some samples?"],
    ),
    (Reason::PhoneCall, ["please call me", "اتصل علي لو سمحت", "can you ring me tomorrow"]),
    (Reason::PaymentCheck, ["I already paid yesterday", "حولت المبلغ امس", "payment done"]),
    (Reason::PaymentCheck, ["I need the tax invoice", "ابغى الفاتورة", "abgha fatoora"]),
];

#[test]
fn every_trigger_does_what_the_shop_set() {
    let mut wrong = String::new();
    for (reason, messages) in TRIGGERS {
        for message in messages {
            for mode in [Mode::HandOver, Mode::Notify, Mode::Off] {
                for before in [&[][..], &["show me chairs"], &["I'll take 3 DK 120"]] {
                    let mut talk = Talk::after(before).set(reason, mode);
                    let answer = talk.hears(message);
                    let told: Vec<Reason> =
                        answer.hand_over.into_iter().chain(answer.notify).collect();
                    let (expected, over) = match mode {
                        Mode::HandOver => (vec![reason], true),
                        Mode::Notify => (vec![reason], false),
                        Mode::Off => (vec![], false),
                    };
                    let silent = answer.ask.is_none();
                    if told != expected || over != answer.hand_over.is_some() || over && !silent {
                        writeln!(
                            wrong,
                            "{message:?} after {before:?} set to {mode:?}: {told:?}, asks {:?}",
                            answer.ask
                        )
                        .unwrap();
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What calls for a person by what was said before.
#[test]
fn what_happened_before_calls_for_a_person_as_the_shop_set() {
    let mut wrong = String::new();
    for (reason, before, message) in [
        (Reason::RepeatedFailure, &["blorp fizzle wug"][..], "krunt zabble"),
        (Reason::RepeatedFailure, &["بلرب فزل ووق"], "كرنت زبل"),
        (Reason::LargeOrder, &["I'll take 5 ED 200"], "I confirm the order"),
        (Reason::LargeOrder, &["I'll take 5 ED 200"], "أكد الطلب"),
        (
            Reason::OrderConfirmation,
            &["I'll take 2 PD 35", "Office 14, Tower 3, Business Bay, Dubai"],
            "I confirm the order",
        ),
        (
            Reason::QuoteFailure,
            &["quotation for 2 PD 35"],
            "Rana Aziz, Delta Rooms LLC, rana@delta.example, Office 14, Tower 3, Business Bay, Dubai",
        ),
        (Reason::PriceUnavailable, &[], "how much is SF 30?"),
        (Reason::PriceUnavailable, &[], "بكم SF 30"),
        (Reason::PriceUnavailable, &[], "I'll take 2 SF 30"),
        (
            Reason::SpecUnverified,
            &["how much does MX 22 weigh?"],
            "I really need to know the weight of MX 22",
        ),
        (Reason::SpecUnverified, &["كم وزن MX 22"], "لازم اعرف وزن MX 22"),
        (Reason::NotConvinced, &["show me chairs", "I'm not convinced"], "still not convinced"),
        (Reason::NotConvinced, &["show me chairs", "مو مقتنع"], "للحين مو مقتنع"),
    ] {
        for mode in [Mode::HandOver, Mode::Notify, Mode::Off] {
            let mut talk = Talk::after(&[]).set(reason, mode);
            // It is sold, and nobody could order it.
            talk.books.without_item = vec!["PD 35".to_owned()];
            for message in before {
                talk.hears(message);
            }
            assert_eq!(talk.state.handed_over, None, "{before:?}");
            let answer = talk.hears(message);
            let found = (answer.hand_over, answer.notify.clone());
            let expected = match mode {
                Mode::HandOver => (Some(reason), vec![]),
                Mode::Notify => (None, vec![reason]),
                Mode::Off => (None, vec![]),
            };
            if found != expected {
                writeln!(wrong, "{message:?} after {before:?} set to {mode:?}: {found:?}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_person_is_told_of_something_once() {
    let mut talk = Talk::after(&[]);
    assert_eq!(talk.hears("we are fitting out our whole office").notify, [Reason::B2bFitout]);
    assert_eq!(talk.hears("it is for a whole new office, you know").notify, []);
    let answer = talk.hears("we are resellers and buy in bulk");
    assert_eq!(answer.notify, [Reason::WholesaleBulk]);
}

#[test]
fn before_a_person_comes_what_the_shop_says_about_it_is_told() {
    each(
        &[],
        &[
            ("can I visit your showroom?", "location ! showroom_visit"),
            ("ممكن ازور المعرض اليوم؟", "location ! showroom_visit"),
            ("do you have samples?", "samples"),
            (
                "can you make a desk in a special size?",
                "custom_work + fits(DK 120, DK 160, ED 200) ! custom_made",
            ),
            ("we need furniture for our whole office", "large_projects ? headcount ~ b2b_fitout"),
            ("نبي نأثث مكتبنا الجديد كامل", "large_projects ? headcount ~ b2b_fitout"),
            ("we want to buy in bulk as resellers", "wholesale ~ wholesale_bulk"),
            ("do you sell wholesale?", "wholesale"),
            ("where is my order?", "! logistics_unverified"),
            ("can you deliver to Riyadh tomorrow?", "delivery ! logistics_unverified"),
            ("discount?", "! discount_terms"),
            ("please call me on +971500000012", "! phone_call"),
            ("I want to talk to a human", "! human_request"),
        ],
    );
}

#[test]
fn a_person_and_something_else_in_one_message() {
    each(
        &[],
        &[
            ("show me desks, and any discount?", "fits(DK 120, DK 160, ED 200) ! discount_terms"),
            ("I'll take 3 DK 120 if you give a discount", "noted(3 of DK 120) ! discount_terms"),
            ("let me talk to someone, I need 10 chairs", "! human_request"),
            (
                "price of MX 22 and can I come to see it in the showroom?",
                "location + MX 22 ! showroom_visit",
            ),
            (
                "your service is terrible. do you have desks?",
                "fits(DK 120, DK 160, ED 200) without [words] no terrible ? item",
            ),
            (
                "we are opening a new office, need 10 desks and 10 chairs",
                "fits desk ×10(DK 120, DK 160) + fits chair ×10(GL 10 grey, MX 22) ? items",
            ),
            ("hello, can you call me?", "hello ! phone_call"),
        ],
    );
}

#[test]
fn what_is_no_reason_stays_with_noor() {
    for message in [
        "what is the minimum order?",
        "is MX 22 available?",
        "do you deliver to Sharjah?",
        "how long is the warranty?",
        "no thanks, maybe another time",
        "I am looking for a job, can I send my CV?",
        "we are a factory and offer you office chairs at low cost",
        "price of ZZ 999",
        "can I pay by card?",
        "where are you located?",
        "هل التوصيل مجاني؟",
        "وين موقعكم",
        "لا شكرا",
        "are you open on Friday?",
        "do you do installation?",
        "I don't like these",
        "something cheaper please",
        "what is the difference between DK 120 and DK 160?",
    ] {
        let mut talk = Talk::after(&["show me chairs"]);
        assert_eq!(talk.hears(message).hand_over, None, "{message}");
    }
}

#[test]
fn while_doubts_are_new_noor_asks_what_would_convince() {
    whole(&[
        ("show me chairs", "fits(VC 50, GL 10 grey, MX 22) ? item"),
        ("hmm, not convinced", "heard the doubt ? usecase"),
        ("the look matters most", "thanks for that ? item"),
        ("I'm still not convinced", "! not_convinced"),
    ]);
}

#[test]
fn whoever_is_told_and_whoever_is_not_the_customer_is_answered() {
    let mut wrong = String::new();
    for (reason, messages) in TRIGGERS {
        for message in messages {
            for mode in [Mode::Notify, Mode::Off] {
                let mut talk = Talk::after(&[]).set(reason, mode);
                let before = talk.state.clone();
                let decision = line(&talk.hears(message), &before);
                let puzzled = mode == Mode::Notify && decision.contains("not understood");
                if decision.is_empty() || puzzled {
                    writeln!(wrong, "{message:?} set to {mode:?}: {decision}").unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
