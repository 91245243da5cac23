//! Lies about orders, solutions, properties, other currencies and comparisons: their sums stand in
//! blocks that only code writes, and nothing may be said beside them that is not so.

use super::liar::{Dice, disguise, figure, lie};
use super::*;
use crate::dialogue::answer::{Because, OrderLine, OrderSaid, Plan};
use crate::understanding::Property;
use Language::{Arabic, English};

const ENGLISH: &[&str] = &[
    "Your subtotal is {figure}.",
    "VAT on that is {figure}.",
    "With VAT it comes to {figure}.",
    "The VAT rate is {figure} percent.",
    "That is about {figure} dollars.",
    "In riyals you pay {figure}.",
    "One dollar is {figure} dirhams.",
    "It weighs {figure} kilos.",
    "It carries up to {figure} kg.",
    "It comes with a {figure} year warranty.",
    "This solution seats {figure} people.",
    "You stay {figure} under your budget.",
    "The first solution is {figure} cheaper.",
    "The second one is {figure} wider.",
    "Your order has {figure} chairs now.",
    "I put {figure} more on your order.",
    "A deposit of {figure} is enough.",
    "I rounded the total down to {figure}.",
];
const ARABIC: &[&str] = &[
    "المجموع قبل الضريبة {figure}.",
    "الضريبة {figure}.",
    "مع الضريبة يصير {figure}.",
    "نسبة الضريبة {figure} بالمئة.",
    "يعني حوالي {figure} دولار.",
    "بالريال {figure}.",
    "وزنه {figure} كيلو.",
    "يتحمل لين {figure} كيلو.",
    "عليه ضمان {figure} سنوات.",
    "هالحل يكفي {figure} موظف.",
    "باقي لك {figure} من الميزانية.",
    "الأول أرخص بـ {figure}.",
    "الثاني أعرض بـ {figure}.",
    "صار في طلبك {figure} كرسي.",
    "زدت لك {figure}.",
    "يكفي عربون {figure}.",
];
/// True values said of something else.
const TWISTED: &[&str] = &[
    "All of it is {total:t1}.",
    "Your whole order: {price:p1}.",
    "VAT: {total:t1}.",
    "{total:t1} with VAT.",
    "In dollars: {price:p1}.",
    "It weighs {size:p1}.",
    "It carries {stock:p1}.",
    "{stock:p1} years of warranty.",
    "The budget leaves {price:p1}.",
    "You save {price:p1}.",
    "{price:p1} off.",
    "{block:b1} is for one piece.",
    "Only {block:b1}",
    "{block:b1} off",
    "{block:b9}",
    "{total:t99}",
    "{vat:b1}",
    "المجموع كله {total:t1}.",
    "الخصم {price:p1}.",
    "وزنه {stock:p1}.",
    "{block:b1} بدل السعر",
];

/// Every kind of answer with a block in it, and those beside it.
fn answers(shop: &Shop) -> Vec<Turn<'_>> {
    let vat = Some(5.into());
    let line = |number: u32, quantity: u32| OrderLine {
        product: Box::new(chair(number)),
        quantity,
        price: None,
    };
    let plan = |lines: Vec<OrderLine>, within: Option<bool>| Plan {
        lines,
        missing: vec![("desk".to_owned(), 2)],
        within,
        assumed: true,
    };
    let order = |said, vat_percent| Contribution::Order {
        lines: vec![line(1, 4), line(2, 2)],
        said,
        vat_percent,
    };
    let several =
        vec![plan(vec![line(1, 6), line(2, 2)], Some(true)), plan(vec![line(2, 8)], Some(false))];
    let usd = |product: Product, amount: u32| (product, Money::new(amount.into(), Currency::USD));
    let property = |property, values: &[(&str, &str)]| Contribution::Property {
        product: Box::new(chair(1)),
        property,
        values: values.iter().map(|(name, it)| ((*name).to_owned(), (*it).to_owned())).collect(),
    };
    let advice = Contribution::Advice { product: Box::new(chair(1)), because: Because::InStock };
    vec![
        shop.turn(vec![order(OrderSaid::Noted, None)], None, "4 x KX 110, 2 x KX 210"),
        shop.turn(vec![order(OrderSaid::Changed, vat)], Some(Ask::Else), "total with VAT? 12,000"),
        shop.turn(
            vec![Contribution::Plans { plans: several, vat_percent: vat }],
            Some(Ask::Plan),
            "6 employees and 2 managers, 12000 in all",
        ),
        shop.turn(
            vec![Contribution::Comparison { products: vec![chair(1), chair(2)] }],
            None,
            "compare the two",
        ),
        shop.turn(
            vec![property(Property::Weight, &[("Weight", "14 kg")])],
            None,
            "how heavy is it? 20 kg?",
        ),
        shop.turn(vec![property(Property::Warranty, &[])], None, "كم الضمان؟ ٥ سنوات؟"),
        shop.turn(
            vec![Contribution::InCurrency { amounts: vec![usd(chair(1), 94), usd(chair(2), 95)] }],
            None,
            "price in dollars? 90?",
        ),
        shop.turn(vec![advice, order(OrderSaid::Asked, None)], None, "which one would you take?"),
    ]
}

/// The plain reply with a lie before it, behind it, or in a line of its own within it.
fn with_lie(dice: &mut Dice, plain: &str, lie: &str) -> String {
    let mut lines: Vec<&str> = plain.lines().collect();
    let place = dice.roll(lines.len() + 1);
    lines.insert(place, lie);
    lines.join("\n")
}

#[test]
fn plain_replies_with_blocks_pass_as_they_are() {
    let mut wrong = Vec::new();
    for turn in answers(Shop::open()) {
        for (language, seed) in [(English, 0), (English, 1), (Arabic, 0), (Arabic, 1)] {
            let plain = turn.plain(language, seed);
            if let Err(why) = turn.check_with(language, seed, &plain) {
                wrong.push(format!("{plain}\n  {why:?}"));
            }
        }
    }
    none_wrong(&wrong);
}

#[test]
fn not_one_of_ten_thousand_lies_about_orders_and_plans_gets_through() {
    let turns = answers(Shop::open());
    let plain: Vec<[String; 2]> =
        turns.iter().map(|turn| [turn.plain(English, 0), turn.plain(Arabic, 0)]).collect();
    let mut wrong = Vec::new();
    for seed in 1..=10_000_u64 {
        let mut dice = Dice::of(seed);
        let (language, place) = if dice.roll(2) == 0 { (English, 0) } else { (Arabic, 1) };
        let lie = match dice.roll(8) {
            0 => dice.pick(TWISTED).to_owned(),
            1 | 2 => lie(&mut dice, language),
            _about_the_order => {
                let said = match language {
                    English => dice.pick(ENGLISH),
                    Arabic => dice.pick(ARABIC),
                };
                let lie = said.replace("{figure}", &figure(&mut dice, language));
                disguise(&mut dice, &lie)
            }
        };
        let at = dice.roll(turns.len());
        let draft = with_lie(&mut dice, &plain[at][place], &lie);
        if !turns[at].refuses(language, &draft) {
            wrong.push(format!("{seed}: {lie}\n    in {draft}"));
        }
    }
    none_wrong(&wrong);
}
