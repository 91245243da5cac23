//! A quotation: when it is offered, what it needs, and that a refusal stands.

use super::given::*;
use super::talk::{Talk, each, whole};
use crate::dialogue::answer::Ask;
use crate::dialogue::findings::Findings;
use crate::dialogue::reason::Reason;
use crate::understanding::{Buyer, Detail, Details, Intent, Understanding};

#[test]
fn a_quotation_that_nobody_looked_for_is_never_claimed() {
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

/// Everything a quotation needs but what stands in it.
const WHO: &str = "I am Rana Aziz, company Delta Rooms LLC, rana@delta.example, Office 14, Tower 3, Business Bay, Dubai";

#[test]
fn a_quotation_is_offered_once_something_is_ordered_and_nothing_was_said_about_it() {
    each(
        &["I'll take 3 DK 120"],
        &[
            ("yes please", "gladly ? name, company, email, address [granted]"),
            ("ايه", "gladly ? name, company, email, address [granted]"),
            ("no thanks", "no quotation [declined]"),
            ("لا شكرا", "no quotation [declined]"),
            ("no quotation please", "no quotation [declined]"),
            ("ما ابي عرض سعر", "no quotation [declined]"),
            ("not the quotation yet, first I ask my partner", "quotation later [deferred]"),
            ("send me the quotation", "gladly ? name, company, email, address [granted]"),
            ("ارسل عرض السعر", "gladly ? name, company, email, address [granted]"),
            ("let me think", "quotation later [deferred]"),
            ("do you deliver?", "delivery ? quotation"),
            ("add 2 PD 35", "changed(3 of DK 120, 2 of PD 35) ? quotation"),
            ("what is the total?", "order(3 of DK 120) ? quotation"),
            ("thanks", "welcome"),
            (
                "yes and my email is rana@delta.example",
                "thanks for that + gladly ? name, company, address [granted]",
            ),
        ],
    );
}

#[test]
fn a_refusal_stands_until_they_ask_again() {
    for refusal in ["no quotation please", "no need for a quote", "ما ابي عرض سعر"] {
        let mut talk = Talk::after(&["I'll take 3 DK 120", refusal]);
        assert_eq!(talk.state.consent.word(), "declined", "{refusal}");
        for message in
            ["add 2 PD 35", "what is the total?", "make it 5 DK 120", "ok", "show me chairs"]
        {
            let answer = talk.hears(message);
            assert!(
                !matches!(answer.ask, Some(Ask::Quotation | Ask::Details(_))),
                "{refusal}, {message}: {answer:?}"
            );
        }
        let answer = talk.hears("ok, now send me the quotation");
        assert!(matches!(answer.ask, Some(Ask::Details(_))), "{refusal}: {answer:?}");
        assert_eq!(talk.state.consent.word(), "granted");
    }
}

#[test]
fn consent_and_stage_follow_what_is_said() {
    for (messages, consent, stage) in [
        (&["hello"][..], "none", "qualifying"),
        (&["we are 6 people, budget 12000"], "none", "solution"),
        (&["show me desks"], "none", "solution"),
        (&["I'll take 3 DK 120"], "none", "solution"),
        (&["I'll take 3 DK 120", "yes"], "granted", "company_details"),
        (&["I'll take 3 DK 120", "no"], "declined", "solution"),
        (&["I'll take 3 DK 120", "let me think"], "deferred", "solution"),
        (&["I'll take 3 DK 120", "no", "please prepare the quote"], "granted", "company_details"),
        (&["quotation for 3 DK 120 please"], "granted", "company_details"),
        (&["quotation for 3 DK 120 please", WHO], "granted", "quoting"),
        (&["quotation for 3 DK 120 please", "no leave the quotation"], "declined", "solution"),
        (&["send me a quotation"], "granted", "qualifying"),
        (&["I'll take 3 DK 120", "I confirm the order"], "granted", "closing"),
        (
            &["I'll take 3 DK 120", "I confirm the order", "make it 4 DK 120"],
            "granted",
            "company_details",
        ),
    ] {
        let mut talk = Talk::new();
        for message in messages {
            talk.hears(message);
        }
        assert_eq!((talk.state.consent.word(), talk.stage()), (consent, stage), "{messages:?}");
    }
}

#[test]
fn a_quotation_is_asked_for_with_and_without_its_lines() {
    each(
        &[],
        &[
            ("can you send me a quotation?", "gladly ? lines [granted]"),
            ("ابغى عرض سعر", "gladly ? lines [granted]"),
            (
                "quotation for 3 DK 120",
                "noted(3 of DK 120) + gladly ? name, company, email, address [granted]",
            ),
            ("quotation for DK 120", "DK 120 + gladly ? quantity of DK 120 [granted]"),
            (
                "عرض سعر ل 3 DK 120 و 2 PD 35",
                "noted(3 of DK 120, 2 of PD 35) + gladly ? name, company, email, address [granted]",
            ),
            (
                "quotation for 4 GL 10",
                "versions of GL 10(GL 10 grey, GL 10 black) + gladly ? version [granted]",
            ),
            ("quotation for 2 SF 30", "noted(2 of SF 30) + gladly ! price_unavailable [granted]"),
            (
                "quotation for 2 OL 77",
                "OL 77 is gone + instead(GL 10 grey, GL 10 black) + gladly ? item [granted]",
            ),
            ("quote for 10 chairs", "fits ×10(VC 50, GL 10 grey, MX 22) + gladly ? item [granted]"),
        ],
    );
    each(
        &["price of MX 22"],
        &[
            ("quotation please", "gladly ? quantity of MX 22 [granted]"),
            (
                "send quotation for 5",
                "noted(5 of MX 22) + gladly ? name, company, email, address [granted]",
            ),
            (
                "عرض سعر لخمسة",
                "noted(5 of MX 22) + gladly ? name, company, email, address [granted]",
            ),
        ],
    );
    each(
        &["how much are 5 MX 22?"],
        &[
            (
                "send me a quotation for that",
                "noted(5 of MX 22) + gladly ? name, company, email, address [granted]",
            ),
            (
                "quote please",
                "noted(5 of MX 22) + gladly ? name, company, email, address [granted]",
            ),
        ],
    );
    each(
        &["show me chairs"],
        &[
            ("quotation please", "gladly ? lines [granted]"),
            (
                "quote for the second, 3 pieces",
                "noted(3 of GL 10 grey) + gladly ? name, company, email, address [granted]",
            ),
        ],
    );
}

#[test]
fn exactly_what_is_missing_is_asked_for_in_one_question() {
    each(
        &["quotation for 3 DK 120"],
        &[
            ("Rana Aziz", "thanks Rana Aziz ? company, email, address"),
            ("my name is Rana", "thanks Rana ? company, email, address"),
            ("Delta Rooms LLC", "thanks for that ? name, email, address"),
            ("it's for me personally, Rana", "thanks Rana ? company, email, address"),
            ("rana@delta.example", "thanks for that ? name, company, address"),
            ("Dubai", "thanks for that ? name, email, address"),
            ("Office 14, Tower 3, Business Bay, Dubai", "thanks for that ? name, company, email"),
            ("اسمي رنا من شركة دلتا", "thanks رنا ? email, address"),
            (
                "rana@delta.example, Villa 8, Street 14, Al Wasl, Dubai",
                "thanks Al Wasl + first NR-1001(3 of DK 120 = 1575) ? acceptance",
            ),
            (WHO, "thanks Rana Aziz + first NR-1001(3 of DK 120 = 1575) ? acceptance"),
            ("do you deliver?", "delivery ? name, company, email, address"),
            (
                "what is the warranty of DK 120?",
                "warranty of DK 120 stated ? name, company, email, address",
            ),
            ("make it 4", "changed(4 of DK 120) ? name, company, email, address"),
            ("add 2 PD 35", "changed(3 of DK 120, 2 of PD 35) ? name, company, email, address"),
            ("forget the quotation", "no quotation [declined]"),
            ("why do you need my email?", "quotation_details ? name, company, email, address"),
            ("ok", "fine ? name, company, email, address"),
            ("no", "quotation later [deferred]"),
            ("I'll send it tomorrow", "no rush ? nextcontact"),
        ],
    );
    each(
        &["hi, I'm Rana from Delta Rooms", "quotation for 3 DK 120"],
        &[
            ("rana@delta.example", "thanks for that ? address"),
            ("Villa 8, Street 14, Al Wasl, Dubai", "thanks for that ? email"),
        ],
    );
    whole(&[
        (
            "quotation for 3 DK 120",
            "noted(3 of DK 120) + gladly ? name, company, email, address [granted]",
        ),
        ("Rana", "thanks Rana ? company, email, address"),
        ("Delta Rooms LLC", "thanks for that ? email, address"),
        ("rana@delta.example", "thanks for that ? address"),
        (
            "Office 14, Tower 3, Business Bay, Dubai",
            "thanks for that + first NR-1001(3 of DK 120 = 1575) ? acceptance",
        ),
        ("thank you", "welcome"),
    ]);
}
