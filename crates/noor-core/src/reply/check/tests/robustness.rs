//! Whatever a model writes, the check ends, soon, and without a panic.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_text_is_judged(text in ".{0,200}", customer in ".{0,80}") {
        let shop = Shop::open();
        let turn = shop.two(&customer);
        for language in [Language::English, Language::Arabic] {
            let _judged = turn.check(language, &text);
        }
    }

    #[test]
    fn no_digit_of_any_script_gets_through(
        digits in "[0-9٠-٩۰-۹०-९０-９①-⑳²³¹½¼¾Ⅰ-Ⅻ𝟎-𝟗]{1,6}",
        place in 0_usize..6,
    ) {
        let shop = Shop::open();
        let turn = shop.one("chairs");
        let frames = [
            "*{name:p1}* is {price:p1}, {stock:p1}, # here",
            "*{name:p1}* is {price:p1} # {stock:p1}",
            "# *{name:p1}* is {price:p1}, {stock:p1}",
            "*{name:p1}* # {price:p1}, {stock:p1}",
            "*{name:p1}* is {price:p1}#, {stock:p1}",
            "*{name:p1}* is #{price:p1}, {stock:p1}",
        ];
        let draft = frames[place].replace('#', &digits);
        prop_assert!(turn.check(Language::English, &draft).is_err(), "{draft}");
    }
}

#[test]
fn long_texts_take_time_in_proportion() {
    let shop = Shop::open();
    let turn = shop.two("chairs");
    let plain = Draft::parse(&turn.plain(Language::English, 0), &turn.evidence).unwrap();
    let rules = Rules {
        evidence: &turn.evidence,
        claims: &shop.claims,
        language: Language::English,
        customer: "5 chairs, 10 desks. ",
        plain: &plain,
        spare: "",
        longest: usize::MAX,
    };
    let time = |text: &str| {
        // The best of three: other work on the machine only ever adds.
        let once = || {
            let start = Instant::now();
            let _judged = check(text, rules);
            start.elapsed().max(Duration::from_millis(1))
        };
        once().min(once()).min(once())
    };
    for unit in
        ["{price:p1} not ", "a'", "1.", "1,", "in ", "ب", "وبال", "two ", "x\n", "* ", "a a-a "]
    {
        let short = time(&unit.repeat(2_000));
        let long = time(&unit.repeat(16_000));
        assert!(long < short * 40, "{unit:?}: {short:?} and then {long:?}");
    }
}
