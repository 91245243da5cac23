//! Lies without a figure, in everyday words: deeds nobody will do, people nobody asked, things nobody
//! made like that. And drafts that say nothing false, but leave out or turn round what the plain one says.

use super::*;
use Language::{Arabic, English};

pub(super) const ENGLISH: &[&str] = &[
    // What somebody is to do.
    "We bring it to your office.",
    "Our team comes to your place and puts it together.",
    "I keep it for you.",
    "I kept it for you.",
    "We give you a lamp as well.",
    "We can make it smaller for you.",
    "I made it happen.",
    "I put it on your list.",
    "You can take it home.",
    "You can try it at home.",
    "We come to you and set it up.",
    "I can go down for you.",
    "Use the code NOOR.",
    "It would be with you on the same day.",
    // Who knows of it.
    "A colleague will call you.",
    "My manager said yes.",
    "I asked my manager.",
    "The team is on it.",
    "Our expert will contact you.",
    "I passed it to the team.",
    "I have read your file.",
    "Your photo is lovely.",
    // What there is.
    "We carry many of these.",
    "We have many.",
    "We have all sizes.",
    "All colours are possible.",
    "There is one here.",
    "It is here in our shop.",
    "Other customers are looking at it.",
    "You can have as many as you like.",
    "We are open.",
    "We also sell in Sharjah.",
    "We are near you.",
    // What it is like.
    "It is real leather.",
    "It is white.",
    "It also comes in blue.",
    "The *{name:p1}* has wheels.",
    "The *{name:p2}* is solid wood.",
    "The size is small.",
    "It is wider than it looks.",
    "It is adjustable.",
    "It fits in your corner.",
    "It fits every room.",
    "It is for many people.",
    "It is good for your back.",
    // What nobody can say.
    "It is the best in Dubai.",
    "It is the most compact one we have.",
    "Everyone likes it.",
    "Most offices choose it.",
    "It will stay like new.",
    "It fits your budget.",
    "Without VAT for you.",
    "The *{name:p1}* with a lamp.",
    "The *{name:p1}* and a lamp.",
    // What nobody asked for.
    "What is your budget?",
    "How many do you need?",
    "Tell me your e-mail.",
    "What is your name?",
];
pub(super) const ARABIC: &[&str] = &[
    "نقدر نجيبه لك.",
    "نركبه لك.",
    "خليته لك.",
    "حفظته لك.",
    "نعطيك معه لمبة.",
    "يجي معه مسند.",
    "نسوي لك اللي تبغى.",
    "تعال شوفه عندنا.",
    "زميلي يكلمك.",
    "الفريق يتواصل معك.",
    "المدير قال زين.",
    "حولت طلبك للمدير.",
    "وصلني ملفك.",
    "شفت صورتك.",
    "عندنا منه كثير.",
    "عندنا كل المقاسات.",
    "فيه ألوان ثانية.",
    "عندنا واحد.",
    "كلها هنا.",
    "عندنا في أبوظبي بعد.",
    "لونه أبيض.",
    "هو جلد طبيعي.",
    "الإطار حديد.",
    "له عجلات.",
    "قابل للتعديل.",
    "مقاسه صغير.",
    "مريح للظهر.",
    "يركب في الزاوية.",
    "يناسب ميزانيتك.",
    "أفضل واحد في دبي.",
    "أصغر واحد عندنا.",
    "كل الشركات تختاره.",
    "سعره حلو.",
    "من غير ضريبة لك.",
    "*{name:p1}* مع لمبة.",
    "وش ميزانيتك؟",
    "كم حبة تحتاج؟",
];

const GOOD: &str = "*{name:p1}*: {price:p1}, {stock:p1}\n*{name:p2}*: {price:p2}, {stock:p2}";

#[test]
fn everyday_words_promise_nothing() {
    let turn = Shop::open().two("black chairs please");
    let mut wrong = Vec::new();
    for (language, lies) in [(English, ENGLISH), (Arabic, ARABIC)] {
        for lie in lies {
            for draft in [format!("{GOOD}\n{lie}"), format!("{lie}\n{GOOD}")] {
                if !turn.refuses(language, &draft) {
                    wrong.push(draft);
                }
            }
        }
    }
    none_wrong(&wrong);
}

#[test]
fn the_second_is_the_second() {
    let turn = Shop::open().two("black chairs please");
    for (draft, allowed) in [
        ("1. *{name:p1}*: {price:p1}, {stock:p1}\n2. *{name:p2}*: {price:p2}, {stock:p2}", true),
        ("1. *{name:p2}*: {price:p2}, {stock:p2}\n2. *{name:p1}*: {price:p1}, {stock:p1}", false),
        ("*{name:p2}*: {price:p2}, {stock:p2}\n*{name:p1}*: {price:p1}, {stock:p1}", false),
        ("2. *{name:p1}*: {price:p1}, {stock:p1}\n3. *{name:p2}*: {price:p2}, {stock:p2}", false),
        ("1. *{name:p1}*: {price:p1}, {stock:p1}\n1. *{name:p2}*: {price:p2}, {stock:p2}", false),
    ] {
        assert_eq!(turn.check(English, draft).is_ok(), allowed, "{draft}");
    }
}

/// A reply that says what is not so, who comes in, or what the shop does, with that sentence left out, cut
/// or turned round.
#[test]
fn what_the_plain_reply_states_is_neither_left_out_nor_reworded() {
    let shop = Shop::open();
    let article = |key: &str| Contribution::Article { key: key.to_owned() };
    let answers = [
        vec![listed(vec![chair(1), chair(2)], &[Trait::Price])],
        vec![listed(vec![chair(1), chair(2)], &[Trait::Colour])],
        vec![Contribution::UnknownCode { code: "ZZ 9".to_owned() }],
        vec![Contribution::HandOver { reason: crate::dialogue::reason::Reason::Complaint }],
        vec![article("delivery")],
        vec![article("warranty")],
        vec![article("returns")],
        vec![Contribution::LastTimeUnknown],
        vec![Contribution::Assistant],
    ];
    let mut wrong = Vec::new();
    for answer in answers {
        let turn = shop.turn(answer, None, "and?");
        for (language, seed) in [(English, 0), (English, 1), (Arabic, 0), (Arabic, 1)] {
            let plain = turn.plain(language, seed);
            let parsed = Draft::parse(&plain, &turn.evidence).unwrap();
            let rules = Rules {
                evidence: &turn.evidence,
                claims: &shop.claims,
                language,
                customer: "and?",
                plain: &parsed,
                spare: "",
                longest: 1_200,
            };
            let case = Case::new(&parsed, rules);
            let stated = case.plain.sentences.iter().filter(|it| owed::is_statement(&case, it));
            let lines: HashSet<usize> = stated.map(|sentence| sentence.line).collect();
            assert!(!lines.is_empty(), "nothing is stated in: {plain}");
            for line in lines {
                let without: Vec<&str> = plain
                    .lines()
                    .enumerate()
                    .filter(|(at, _)| *at != line)
                    .map(|(_, it)| it)
                    .collect();
                let without = without.join("\n");
                if check(&without, rules).is_ok() {
                    wrong.push(format!("{plain}\n-> {without}"));
                }
            }
        }
    }
    none_wrong(&wrong);
}

#[test]
fn a_yes_is_not_said_beside_a_no() {
    let shop = Shop::open();
    let turn = shop.turn(
        vec![listed(vec![chair(1), chair(2)], &[Trait::Colour])],
        Some(Ask::Item),
        "is it there in green?",
    );
    for (language, yes) in
        [(English, "Yes!"), (English, "Certainly."), (Arabic, "نعم!"), (Arabic, "أكيد.")]
    {
        let plain = turn.plain(language, 0);
        assert_eq!(turn.check(language, &plain).err(), None, "{plain}");
        assert!(turn.refuses(language, &format!("{yes} {plain}")), "{yes} {plain}");
    }
}
