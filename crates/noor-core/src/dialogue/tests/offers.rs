//! A quotation that stands: it is taken, changed, forgotten, taken back, and never twice.

use chrono::{DateTime, TimeDelta};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::talk::{Talk, each_in, whole, whole_in};
use crate::dialogue::answer::{Answer, Ask, Contribution};
use crate::dialogue::cart::{Cart, CartLine};
use crate::dialogue::policy::Mode;
use crate::dialogue::reason::Reason;
use crate::dialogue::state::Event;
use crate::pricing::{Approval, Cut, PriceDecision, PriceRule, What, Whom};
use crate::product::Texts;
use crate::quote::Standing;
use crate::understanding::{Buyer, Detail, Details};

/// Everything that a quotation needs to know of a customer.
const WHO: &str = "I am Rana Aziz, company Delta Rooms LLC, rana@delta.example, Office 14, Tower 3, Business Bay, Dubai";

/// A quotation for 3 of DK 120 stands.
fn quoted() -> Talk {
    let talk = Talk::after(&["quotation for 3 DK 120", WHO]);
    assert_eq!(talk.books.quotes.len(), 1);
    talk
}

/// The same in a shop whose people are told of an order while Noor goes on.
fn going_on() -> Talk {
    quoted().set(Reason::OrderConfirmation, Mode::Notify)
}

#[test]
fn from_the_first_word_to_the_order() {
    whole(&[
        ("show me desks", "fits(DK 120, DK 160, ED 200) ? item"),
        ("I'll take 3 of the first", "noted(3 of DK 120) ? quotation"),
        ("yes please", "gladly ? name, company, email, address [granted]"),
        (WHO, "thanks Rana Aziz + first NR-1001(3 of DK 120 = 1575) ? acceptance"),
        ("do you deliver?", "delivery ? acceptance"),
        ("ok go ahead", "NR-1001 accepted ! order_confirmation [confirmed]"),
    ]);
    whole(&[
        (
            "ابي عرض سعر لـ 3 DK 120",
            "noted(3 of DK 120) + gladly ? name, company, email, address [granted]",
        ),
        (
            "اسمي رنا من شركة دلتا\nrana@delta.example\nOffice 14, Tower 3, Business Bay, Dubai",
            "thanks رنا + first NR-1001(3 of DK 120 = 1575) ? acceptance",
        ),
        ("تمام اعتمد", "NR-1001 accepted ! order_confirmation [confirmed]"),
    ]);
}

#[test]
fn what_was_ordered_and_is_not_clear_yet_is_not_left_out() {
    let mut talk = Talk::after(&["quotation for 3 DK 120 and 2 GL 10"]);
    let answer = talk.hears(WHO);
    assert!(talk.books.quotes.is_empty(), "{answer:?}");
    assert_eq!(answer.ask, Some(Ask::Version));
    talk.hears("the black one");
    let quote = talk.books.quotes.last().expect("now all of it is clear");
    let lines = quote.draft.variants[0].lines.iter();
    let lines: Vec<_> = lines.map(|line| (line.sku.as_str(), line.quantity)).collect();
    assert_eq!(lines, [("DK 120", 3), ("GL 10 black", 2)]);
}

#[test]
fn an_offer_is_taken_in_many_words() {
    let taken = "NR-1001 accepted ! order_confirmation [confirmed]";
    for words in [
        "ok go ahead",
        "approved",
        "yes",
        "yes please",
        "ok",
        "confirm the order",
        "yes let's do it",
        "please proceed",
        "I'll take it",
        "I accept the quotation",
        "I accept NR-1001",
        "nr 1001 approved",
        "تمام اعتمد",
        "موافق",
        "توكل على الله",
        "ايه",
        "تمام",
        "موافق على عرض السعر NR-١٠٠١",
        "e3tamed",
    ] {
        let mut talk = quoted();
        whole_in(&mut talk, &[(words, taken)]);
        assert!(matches!(talk.books.quotes[0].standing, Standing::Accepted { variant: 0, .. }));
        assert_eq!(talk.stage(), "closing", "{words}");
    }
}

#[test]
fn what_is_no_yes_to_the_quotation_takes_nothing() {
    for words in [
        "ok but I want 5% discount",
        "ok, does it have a warranty?",
        "yes, but my boss has to approve it",
        "it needs to be approved first",
        "let me think",
        "no",
        "no thanks",
        "thanks",
        "hello",
        "👍",
        "show me chairs",
        "how much is MX 22?",
        "go ahead and send the quotation again",
        "make it 4",
        "بشاور المدير",
        "كم مدة التوصيل؟",
    ] {
        let mut talk = quoted();
        talk.hears(words);
        let accepted = |it: &crate::quote::Quote| matches!(it.standing, Standing::Accepted { .. });
        assert!(!talk.books.quotes.iter().any(accepted), "{words}");
        assert_ne!(talk.stage(), "closing", "{words}");
    }
    // A yes to something else.
    let mut talk = quoted();
    whole_in(
        &mut talk,
        &[
            ("show me chairs", "fits(VC 50, GL 10 grey, MX 22) ? item"),
            ("ok", "fine ? acceptance"),
            ("how much are 2 MX 22?", "2 of MX 22 cost ? fit"),
            ("sure, go ahead", "changed NR-1001/2(3 of DK 120, 2 of MX 22 = 2520) ? acceptance"),
            ("go ahead", "NR-1001 accepted ! order_confirmation [confirmed]"),
        ],
    );
}

#[test]
fn the_same_yes_again_changes_nothing() {
    let mut talk = going_on();
    whole_in(
        &mut talk,
        &[
            ("ok go ahead", "NR-1001 accepted ? else ~ order_confirmation [confirmed]"),
            ("ok go ahead", "NR-1001 accepted before ? else"),
            ("confirm the order", "NR-1001 accepted before ? else"),
            ("موافق", "NR-1001 accepted before ? else"),
            ("my email is rana@delta.example", "thanks for that ? else"),
            ("send me the quotation again", "again NR-1001(3 of DK 120 = 1575)"),
        ],
    );
    assert_eq!(talk.books.quotes.len(), 1);
    assert_eq!(talk.cart(), "3 of DK 120");
}

#[test]
fn what_is_wanted_after_an_order_is_another_order() {
    let mut talk = going_on();
    talk.hears("ok go ahead");
    each_in(
        &talk,
        &[
            (
                "add 2 PD 35",
                "changed(2 of PD 35) + as before(name, company, email, address) ? same",
            ),
            (
                "I'll take 1 MX 22 as well",
                "noted(1 of MX 22) + as before(name, company, email, address) ? same",
            ),
        ],
    );
    for change in ["make it 5", "remove the desks", "cancel everything"] {
        let mut talk = talk.clone().set(Reason::OrderConfirmation, Mode::HandOver);
        let answer = talk.hears(change);
        assert_eq!(answer.hand_over, Some(Reason::OrderConfirmation), "{change}: {answer:?}");
        assert_eq!((talk.cart().as_str(), talk.books.quotes.len()), ("3 of DK 120", 1));
    }
}

#[test]
fn a_large_order_is_quoted_and_its_confirmation_is_a_persons() {
    let mut talk = Talk::after(&["quotation for 30 DK 120"]);
    whole_in(
        &mut talk,
        &[
            (WHO, "thanks Rana Aziz + first NR-1001(30 of DK 120 = 15750) ? acceptance"),
            ("go ahead", "NR-1001 accepted ! large_order [confirmed]"),
        ],
    );
}

#[test]
fn another_cart_or_another_buyer_is_another_revision() {
    each_in(
        &quoted(),
        &[
            ("make it 4", "changed NR-1001/2(4 of DK 120 = 2100) ? acceptance"),
            ("add 2 PD 35", "changed NR-1001/2(3 of DK 120, 2 of PD 35 = 2100) ? acceptance"),
            ("instead of DK 120 take DK 160", "changed NR-1001/2(3 of DK 160 = 2205) ? acceptance"),
            (
                "confirm the order but make it 5",
                "changed NR-1001/2(5 of DK 120 = 2625) ? acceptance",
            ),
            (
                "the company is Sand Line LLC",
                "thanks for that + changed NR-1001/2(3 of DK 120 = 1575) ? acceptance",
            ),
            (
                "my company name is شركة الرمال 🏜️",
                "thanks for that + changed NR-1001/2(3 of DK 120 = 1575) ? acceptance",
            ),
            ("make it 9000", "changed NR-1001/2(9000 of DK 120 = 4725000) ? acceptance"),
            ("I'll take 0 DK 120", "order(3 of DK 120) ? acceptance"),
            ("make it 3", "order(3 of DK 120) ? acceptance"),
            ("send me the quotation again", "again NR-1001(3 of DK 120 = 1575) ? acceptance"),
            (
                "cancel everything",
                "all taken out + NR-1001 cancelled ? family [declined] [nothing ordered]",
            ),
        ],
    );
    let mut talk = quoted();
    whole_in(
        &mut talk,
        &[
            ("make it 4", "changed NR-1001/2(4 of DK 120 = 2100) ? acceptance"),
            ("no, 5", "changed NR-1001/3(5 of DK 120 = 2625) ? acceptance"),
            ("I accept NR-1001/2", "later NR-1001/3(5 of DK 120 = 2625) ? acceptance"),
            ("yes", "NR-1001 accepted ! order_confirmation [confirmed]"),
        ],
    );
    let standings: Vec<Standing> = talk.books.quotes.iter().map(|it| it.standing).collect();
    assert!(
        matches!(
            standings.as_slice(),
            [Standing::Revised { by: 2 }, Standing::Revised { by: 3 }, Standing::Accepted { .. }]
        ),
        "{standings:?}"
    );
}

#[test]
fn what_expired_is_made_out_anew_before_it_is_taken() {
    let mut talk = quoted();
    talk.waits(TimeDelta::days(8));
    whole_in(
        &mut talk,
        &[
            ("ok go ahead", "hello Rana Aziz + expired NR-1001/2(3 of DK 120 = 1575) ? acceptance"),
            ("ok go ahead", "NR-1001 accepted ! order_confirmation [confirmed]"),
        ],
    );
    let mut talk = quoted();
    talk.books.prices.insert("DK 120".to_owned(), 520);
    talk.waits(TimeDelta::days(8));
    let expected = "hello Rana Aziz + expired NR-1001/2(3 of DK 120 = 1638) DK 120 from 500 to 520 ? acceptance";
    whole_in(&mut talk, &[("تمام اعتمد", expected)]);
}

#[test]
fn another_price_is_told_before_the_offer_is_taken() {
    let mut talk = quoted();
    talk.books.prices.insert("DK 120".to_owned(), 520);
    whole_in(
        &mut talk,
        &[
            (
                "ok go ahead",
                "repriced NR-1001/2(3 of DK 120 = 1638) DK 120 from 500 to 520 ? acceptance",
            ),
            ("ok", "NR-1001 accepted ! order_confirmation [confirmed]"),
        ],
    );
}

#[test]
fn what_is_gone_can_be_taken_out() {
    let mut talk = Talk::after(&["quotation for 3 DK 120 and 2 PD 35", WHO]);
    talk.books.gone.push("PD 35".to_owned());
    whole_in(
        &mut talk,
        &[
            ("ok go ahead", "not offered(PD 35) ? takeout"),
            ("yes", "changed NR-1001/2(3 of DK 120 = 1575) ? acceptance"),
            ("yes", "NR-1001 accepted ! order_confirmation [confirmed]"),
        ],
    );
    let mut talk = quoted();
    talk.books.gone.push("DK 120".to_owned());
    whole_in(
        &mut talk,
        &[
            ("اعتمد", "not offered(DK 120) + instead ×3(DK 160) ? takeout"),
            ("ايه", "all taken out + NR-1001 cancelled ? family [declined] [nothing ordered]"),
        ],
    );
    let mut talk = quoted();
    talk.books.gone.push("DK 120".to_owned());
    talk.hears("ok go ahead");
    each_in(
        &talk,
        &[
            ("ok take DK 160", "changed NR-1001/2(3 of DK 160 = 2205) ? acceptance"),
            ("the first one then", "changed NR-1001/2(3 of DK 160 = 2205) ? acceptance"),
            ("replace it with DK 160", "changed NR-1001/2(3 of DK 160 = 2205) ? acceptance"),
            ("باخذ الأول", "changed NR-1001/2(3 of DK 160 = 2205) ? acceptance"),
        ],
    );
    let mut talk = quoted();
    talk.books.without_item.push("DK 120".to_owned());
    whole_in(&mut talk, &[("approved", "! quote_failure")]);
    assert_eq!(talk.books.quotes[0].standing, Standing::Open);
}

#[test]
fn somebody_elses_number_is_no_ones() {
    each_in(
        &quoted(),
        &[
            ("I accept NR-77", "no quotation NR-77 ? acceptance"),
            ("موافق على NR-77", "no quotation NR-77 ? acceptance"),
            ("cancel quotation NR-77", "no quotation NR-77 ? acceptance"),
            ("NR-1001", "again NR-1001(3 of DK 120 = 1575) ? acceptance"),
            ("send me NR-1001 again", "again NR-1001(3 of DK 120 = 1575) ? acceptance"),
        ],
    );
    each_in(
        &Talk::after(&["I'll take 3 DK 120"]),
        &[("I accept NR-1042", "no quotation NR-1042 ? quotation")],
    );
}

#[test]
fn a_quotation_of_another_conversation_is_told_before_it_is_taken() {
    let mut talk = Talk::after(&[]);
    talk.books = quoted().books;
    talk.waits(TimeDelta::hours(1));
    whole_in(
        &mut talk,
        &[
            ("send me quotation NR-1001", "again NR-1001(3 of DK 120 = 1575) ? acceptance"),
            ("yes", "NR-1001 accepted ! order_confirmation [confirmed]"),
        ],
    );
    assert_eq!(talk.cart(), "3 of DK 120");
    assert_eq!(talk.books.quotes.len(), 1);
    let mut talk = Talk::after(&[]);
    talk.books = quoted().books;
    talk.waits(TimeDelta::hours(1));
    let taken = "NR-1001 accepted ! order_confirmation [confirmed]";
    whole_in(&mut talk, &[("I approve quotation NR-1001", taken)]);
}

#[test]
fn one_whose_time_is_over_is_made_out_anew_wherever_it_is_named() {
    let mut talk = Talk::after(&[]);
    talk.books = quoted().books;
    talk.books.prices.insert("DK 120".to_owned(), 520);
    talk.waits(TimeDelta::days(9));
    each_in(
        &talk,
        &[
            (
                "send me quotation NR-1001",
                "expired NR-1001/2(3 of DK 120 = 1638) DK 120 from 500 to 520 ? acceptance",
            ),
            (
                "موافق على عرض السعر NR-1001",
                "expired NR-1001/2(3 of DK 120 = 1638) DK 120 from 500 to 520 ? acceptance",
            ),
        ],
    );
    let mut talk = talk.clone();
    talk.books.gone.push("DK 120".to_owned());
    let answer = talk.hears("NR-1001 please");
    assert_eq!(talk.books.quotes.len(), 1, "{answer:?}");
}

#[test]
fn what_was_told_for_one_sale_is_proposed_for_the_next() {
    let mut talk = going_on();
    talk.hears("ok go ahead");
    let known = "as before(name, company, email, address) ? same";
    whole_in(&mut talk, &[("add 2 PD 35", &format!("changed(2 of PD 35) + {known}"))]);
    each_in(
        &talk,
        &[
            ("yes", "first NR-1002(2 of PD 35 = 525) ? acceptance"),
            ("ايه نفسها", "first NR-1002(2 of PD 35 = 525) ? acceptance"),
            ("still the same", "first NR-1002(2 of PD 35 = 525) ? acceptance"),
            ("same as before", "first NR-1002(2 of PD 35 = 525) ? acceptance"),
            ("ايه نفسها", "first NR-1002(2 of PD 35 = 525) ? acceptance"),
            ("نفس البيانات", "first NR-1002(2 of PD 35 = 525) ? acceptance"),
            ("do you deliver?", "delivery"),
            ("no", "gladly ? name, company, email, address"),
            ("make it 3", "changed(3 of PD 35) ? same"),
            ("quotation please", &format!("gladly + {known}")),
        ],
    );
    for words in [
        "that's not right",
        "not correct",
        "مو صح",
        "yes but the address is different",
        "ok let me check first",
    ] {
        let mut talk = talk.clone();
        let answer = talk.hears(words);
        assert_eq!(talk.books.quotes.len(), 1, "{words}: {answer:?}");
    }
    let mut elsewhere = talk.clone();
    elsewhere.hears("deliver to Abu Dhabi this time");
    let answer = elsewhere.hears("yes");
    assert_eq!(elsewhere.books.quotes.len(), 1, "where to is not known yet: {answer:?}");
    assert!(!elsewhere.state.details.has(Detail::Address));
    for (words, company, email) in [
        ("yes", "Delta Rooms LLC", "rana@delta.example"),
        ("the company is Sand Line LLC", "Sand Line LLC", "rana@delta.example"),
        ("yes but my email is new@delta.example", "Delta Rooms LLC", "new@delta.example"),
    ] {
        let mut talk = talk.clone();
        let answer = talk.hears(words);
        let quote = talk.books.quotes.get(1).unwrap_or_else(|| panic!("{words}: {answer:?}"));
        let recipient = &quote.draft.recipient;
        assert_eq!(recipient.buyer, Buyer::Company(company.to_owned()), "{words}");
        assert_eq!(recipient.email, email, "{words}");
    }
    let mut talk = talk.clone();
    talk.hears("do you deliver?");
    let answer = talk.hears("yes the same");
    assert_eq!(talk.books.quotes.len(), 2, "it may be answered later: {answer:?}");
}

#[test]
fn what_another_line_knows_is_proposed_and_what_it_lacks_is_asked_for() {
    let details = Details {
        name: Some("Rana Aziz".to_owned()),
        company: Some(Buyer::Company("Delta Rooms LLC".to_owned())),
        email: Some("old@delta.example".to_owned()),
        ..Details::default()
    };
    let mut talk = Talk::after(&[]);
    talk.state = talk.state.after(&Event::Recalled { details });
    whole_in(
        &mut talk,
        &[(
            "quotation for 3 DK 120",
            "noted(3 of DK 120) + gladly + as before(name, company, email) ? same, address [granted]",
        )],
    );
    let address = "Office 14, Tower 3, Business Bay, Dubai";
    let mut told = talk.clone();
    told.hears(address);
    assert_eq!(told.books.quotes[0].draft.recipient.email, "old@delta.example");
    whole_in(
        &mut talk,
        &[
            ("yes", "fine ? address"),
            (address, "thanks for that + first NR-1001(3 of DK 120 = 1575) ? acceptance"),
        ],
    );
}

#[test]
fn the_same_as_last_time_is_read_out_and_ordered_only_after_a_yes() {
    let mut talk = going_on();
    talk.hears("ok go ahead");
    let mut next = Talk::after(&[]).set(Reason::OrderConfirmation, Mode::Notify);
    next.books = talk.books.clone();
    whole_in(&mut next, &[("same as last time please", "last time(3 of DK 120) ? sameorder")]);
    assert_eq!(next.cart(), "");
    whole_in(&mut next, &[("yes", "noted(3 of DK 120) ? quotation")]);
    let mut open = quoted();
    open.books.quotes.extend(talk.books.quotes.clone());
    let answer = open.hears("same as last time please");
    assert_eq!(answer.ask, Some(Ask::SameOrder), "the yes is to this and not to the quotation");
    let mut next = Talk::after(&[]);
    next.books = talk.books.clone();
    let answer = next.hears("please quote the same as last time");
    assert_eq!(next.cart(), "3 of DK 120", "{answer:?}");
    let mut next = Talk::after(&[]);
    next.books = talk.books.clone();
    next.books.gone.push("DK 120".to_owned());
    whole_in(&mut next, &[("نفس الطلب السابق", "last time unknown ? lines")]);
    whole_in(&mut Talk::after(&[]), &[("same as last time please", "last time unknown ? lines")]);
}

#[test]
fn an_order_that_was_placed_before_is_undone_by_a_person() {
    let mut talk = going_on();
    talk.hears("ok go ahead");
    let mut next = Talk::after(&[]);
    next.books = talk.books;
    each_in(
        &next,
        &[
            ("I want to cancel my order", "! order_confirmation"),
            ("ابي الغي الطلب", "! order_confirmation"),
        ],
    );
    each_in(
        &Talk::after(&["I'll take 3 DK 120"]),
        &[
            ("cancel the order", "all taken out ? family [nothing ordered]"),
            ("الغاء الطلب", "all taken out ? family [nothing ordered]"),
        ],
    );
    each_in(
        &quoted(),
        &[(
            "cancel my order",
            "all taken out + NR-1001 cancelled ? family [declined] [nothing ordered]",
        )],
    );
}

#[test]
fn who_comes_back_with_a_hello_is_told_what_is_open() {
    let mut talk = quoted();
    talk.waits(TimeDelta::days(2));
    each_in(
        &talk,
        &[
            ("hello", "hello Rana Aziz + open(NR-1001) ? acceptance"),
            ("السلام عليكم", "salam Rana Aziz + open(NR-1001) ? acceptance"),
            ("hello, show me chairs", "hello Rana Aziz + fits(VC 50, GL 10 grey, MX 22) ? item"),
        ],
    );
}

#[test]
fn a_quotation_can_be_taken_back() {
    each_in(
        &quoted(),
        &[
            ("cancel the quotation", "NR-1001 cancelled [declined]"),
            ("I don't want it any more", "NR-1001 cancelled [declined]"),
            ("no quotation please", "NR-1001 cancelled [declined]"),
            ("الغ عرض السعر", "NR-1001 cancelled [declined]"),
            ("cancel NR-1001 quotation", "NR-1001 cancelled [declined]"),
            ("no thanks", "no problem"),
        ],
    );
    let mut talk = quoted();
    whole_in(
        &mut talk,
        &[
            ("cancel the quotation", "NR-1001 cancelled [declined]"),
            ("I accept NR-1001", "NR-1001 is withdrawn ? quotation [none]"),
            ("yes please", "first NR-1002(3 of DK 120 = 1575) ? acceptance [granted]"),
        ],
    );
}

#[test]
fn several_solutions_stand_in_one_quotation() {
    let plans = "4 desks and 4 chairs, total budget 5000";
    let mut talk = Talk::after(&[plans]);
    let three = "4 of DK 120, 4 of VC 50 = 2856 | 4 of DK 160, 4 of VC 50 = 3696 | 4 of DK 160, 4 of MX 22 = 4830";
    whole_in(
        &mut talk,
        &[
            (
                "send me a quotation for all the options",
                "gladly ? name, company, email, address [granted]",
            ),
            (WHO, &format!("thanks Rana Aziz + first NR-1001({three}) ? variant")),
            ("ok go ahead", "fine ? variant"),
        ],
    );
    for (words, variant, cart) in [
        ("option 2", 1, "4 of DK 160, 4 of VC 50"),
        ("2", 1, "4 of DK 160, 4 of VC 50"),
        ("go ahead with option 1", 0, "4 of DK 120, 4 of VC 50"),
        ("the last one please", 2, "4 of DK 160, 4 of MX 22"),
        ("نعتمد الخيار الثاني", 1, "4 of DK 160, 4 of VC 50"),
    ] {
        let mut talk = talk.clone();
        whole_in(&mut talk, &[(words, "NR-1001 accepted ! order_confirmation [confirmed]")]);
        let taken =
            |it: &Standing| matches!(it, Standing::Accepted { variant: at, .. } if *at == variant);
        assert!(taken(&talk.books.quotes[0].standing), "{words}");
        assert_eq!(talk.cart(), cart, "{words}");
    }
}

/// The labels are words like any others: a press comes back as what stands on the button.
#[test]
fn a_button_says_what_it_does() {
    let taken = "NR-1001 accepted ! order_confirmation [confirmed]";
    each_in(&quoted(), &[("Go ahead", taken), ("تمام، اعتمد", taken)]);
    for words in ["Not now", "مو الحين"] {
        let mut talk = quoted();
        let answer = talk.hears(words);
        assert_eq!(talk.books.quotes[0].standing, Standing::Open, "{words}");
        let understood = |part: &Contribution| *part != Contribution::NotUnderstood;
        assert!(answer.contributions.iter().all(understood), "{words}: {answer:?}");
    }
    each_in(
        &Talk::after(&["I'll take 3 DK 120"]),
        &[
            ("Yes", "gladly ? name, company, email, address [granted]"),
            ("نعم", "gladly ? name, company, email, address [granted]"),
            ("No", "no quotation [declined]"),
            ("لا", "no quotation [declined]"),
        ],
    );
}

#[test]
fn so_many_pieces_are_read_as_they_are_written() {
    each_in(
        &Talk::after(&[]),
        &[
            ("I'll take 1000000 DK 120", "noted(1000000 of DK 120) ? quotation"),
            ("1000000 DK 120", "noted(1000000 of DK 120) ? quotation"),
            ("price for 1,000,000 pieces of DK 120", "1000000 of DK 120 cost ? fit"),
            ("ابي ١٠٠٠٠٠ حبة DK 120", "noted(100000 of DK 120) ? quotation"),
            ("I'll take 0 DK 120", "DK 120 ? quantity of DK 120"),
            ("0 DK 120", "DK 120 ? quantity of DK 120"),
            ("620140 DK 120", "DK 120 ? quantity of DK 120"),
        ],
    );
}

#[test]
fn a_million_pieces_are_quoted_and_what_cannot_be_told_is_a_persons() {
    for (pieces, expected) in [
        (1_000_000, "thanks Rana Aziz + first NR-1001(1000000 of DK 120 = 525000000) ? acceptance"),
        (
            u32::MAX,
            "thanks Rana Aziz + first NR-1001(4294967295 of DK 120 = 2254857829875) ? acceptance",
        ),
    ] {
        let mut talk = Talk::after(&["quotation for 3 DK 120"]);
        let cart = Cart::of([CartLine { sku: "DK 120".to_owned(), quantity: pieces }]);
        talk.state = talk.state.after(&Event::Ordered { cart });
        whole_in(&mut talk, &[(WHO, expected)]);
    }
}

/// So many percent less from ten pieces on, for everybody.
fn from_ten(percent: i64) -> PriceRule {
    let at = DateTime::default();
    PriceRule {
        id: Uuid::from_u128(1),
        name: Texts { en: Some("Wholesale price".to_owned()), ar: None },
        whom: Whom::Everybody,
        what: What::Everything,
        min_quantity: 10,
        cut: Cut::Percent(Decimal::from(percent)),
        valid_from: None,
        valid_until: None,
        approval: Some(Approval { by: "maha".to_owned(), at }),
    }
}

/// The prices of one piece that an answer tells.
fn units(answer: &Answer) -> Vec<Decimal> {
    let unit = |price: &Option<PriceDecision>| price.as_ref().map(|it| it.unit.amount);
    let of = |part: &Contribution| match part {
        Contribution::Order { lines, .. } => {
            lines.iter().filter_map(|it| unit(&it.price)).collect()
        }
        Contribution::Line { price, .. } => unit(price).into_iter().collect(),
        Contribution::Products { prices, .. } => prices.iter().filter_map(unit).collect(),
        Contribution::Quotation { quote, .. } => {
            let lines = quote.draft.variants.iter().flat_map(|it| &it.lines);
            lines.map(|line| line.price.unit.amount).collect()
        }
        _ => Vec::new(),
    };
    answer.contributions.iter().flat_map(of).collect()
}

#[test]
fn the_chat_and_the_quotation_have_the_same_price() {
    let mut talk = Talk::after(&[]);
    talk.books.rules = vec![from_ten(10)];
    for (message, expected) in [
        ("how much are 9 DK 120?", vec![500]),
        ("how much are 12 DK 120?", vec![450]),
        ("12 desks", vec![450, 630, 2160]),
        ("I'll take 12 DK 120", vec![450]),
        ("add 2 PD 35", vec![450, 250]),
        ("send me a quotation", vec![]),
        (WHO, vec![450, 250]),
        ("make it 9 DK 120", vec![500, 250]),
    ] {
        let expected: Vec<Decimal> = expected.into_iter().map(Decimal::from).collect();
        assert_eq!(units(&talk.hears(message)), expected, "{message}");
    }
    whole_in(
        &mut talk,
        &[
            (
                "make it 10 DK 120",
                "changed NR-1001/3(10 of DK 120, 2 of PD 35 = 5250) DK 120 from 500 to 450 ? acceptance",
            ),
            ("go ahead", "NR-1001 accepted ! order_confirmation [confirmed]"),
        ],
    );
}

#[test]
fn whether_an_order_is_large_is_told_by_what_it_costs() {
    for (percent, reason) in [(10, Reason::LargeOrder), (50, Reason::OrderConfirmation)] {
        let mut talk =
            Talk::after(&["I'll take 30 DK 120", "Office 14, Tower 3, Business Bay, Dubai"]);
        talk.books.rules = vec![from_ten(percent)];
        assert_eq!(talk.clone().hears("I confirm the order").hand_over, Some(reason));
        talk.hears("send me a quotation");
        talk.hears(WHO);
        assert_eq!(talk.hears("go ahead").hand_over, Some(reason));
    }
}

#[test]
fn the_stage_follows_the_quotation() {
    let mut talk = Talk::after(&["quotation for 3 DK 120"]);
    for (message, stage) in [
        ("hello", "company_details"),
        (WHO, "quoting"),
        ("make it 4", "quoting"),
        ("ok go ahead", "closing"),
        ("ok go ahead", "closing"),
    ] {
        talk.hears(message);
        assert_eq!(talk.stage(), stage, "{message}");
    }
    assert_eq!(talk.state.quoted, None);
    assert_eq!(talk.state.accepted.as_deref(), Some("NR-1001"));
}

#[test]
fn a_yes_without_a_quotation_is_what_it_was() {
    each_in(
        &Talk::after(&["I'll take 3 DK 120"]),
        &[
            ("go ahead", "gladly ? name, company, email, address [granted]"),
            ("approved", "gladly ? name, company, email, address [granted]"),
            ("موافق", "gladly ? name, company, email, address [granted]"),
            (
                "I confirm the order",
                "order(3 of DK 120) ? name, company, email, address [granted] [confirmed]",
            ),
        ],
    );
    each_in(
        &Talk::after(&["show me chairs"]),
        &[("go ahead", "fine ? item"), ("موافق", "fine ? item"), ("approved", "fine ? item")],
    );
}

#[test]
fn arabic_names_and_emoji_stand_on_the_quotation_as_they_were_told() {
    let mut talk = Talk::after(&["quotation for 3 DK 120"]);
    talk.hears("شركة الرمال الذهبية\nrana@delta.example");
    talk.hears("my name is Rana 🌟 Aziz");
    talk.hears("Office 14, Tower 3, Business Bay, Dubai");
    let recipient = &talk.books.quotes[0].draft.recipient;
    assert!(recipient.name.contains("Rana"), "{recipient:?}");
    assert!(
        matches!(&recipient.buyer, Buyer::Company(name) if name.contains("الرمال")),
        "{recipient:?}"
    );
    assert_eq!(talk.hears("go ahead").hand_over, Some(Reason::OrderConfirmation));
}

#[test]
fn a_vague_address_or_a_misspelled_e_mail_makes_no_quotation() {
    let mut talk = Talk::after(&["quotation for 3 DK 120"]);
    whole_in(
        &mut talk,
        &[
            ("Rana Aziz, Delta Rooms LLC, rana@delta, Dubai", "thanks Rana Aziz ? email, address"),
            (
                "rana@delta.example\nOffice 14, Tower 3, Business Bay, Dubai",
                "thanks for that + first NR-1001(3 of DK 120 = 1575) ? acceptance",
            ),
        ],
    );
}
