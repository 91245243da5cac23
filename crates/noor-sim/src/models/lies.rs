//! Fluent, invented sales talk: figures, dates, links and promises in every shape a model writes.
//! Nothing here is true, and nothing here may reach a customer.

use std::ops::Range;

use crate::chance::Chance;

/// A few sentences, each with at least one invented fact.
pub(super) fn tell(chance: &Chance, arabic: bool) -> String {
    let sentences = chance.number(1..4);
    let lies: Vec<String> = (0..sentences)
        .map(|_| if arabic { arabic_lie(chance) } else { english_lie(chance) })
        .collect();
    lies.join(" ")
}

/// What is `told` with a lie in it: a sentence of its own somewhere, words beside what stands in braces,
/// or something else in its place. Never `told` itself.
pub(super) fn twist(chance: &Chance, told: &str) -> String {
    let arabic = told.chars().filter(|c| ('\u{600}'..='\u{6ff}').contains(c)).count() * 3
        > told.chars().count();
    let mut parts: Vec<&str> = told.split_inclusive('}').collect();
    let beside: &[&str] = if arabic { &ARABIC_BESIDE } else { &BESIDE };
    let beside = format!(" {}", chance.pick(beside));
    let figure = if arabic { arabic_price(chance) } else { price(chance) };
    let braces: Vec<usize> = (0..parts.len()).filter(|at| parts[*at].ends_with('}')).collect();
    if braces.is_empty() || chance.happens(0.5) {
        let mut lines: Vec<&str> = told.lines().collect();
        let lie = tell(chance, arabic);
        let at = place(chance, lines.len() + 1);
        lines.insert(at, &lie);
        return lines.join("\n");
    }
    let at = *chance.pick(&braces);
    if chance.happens(0.5) {
        parts.insert(at + 1, &beside);
        return parts.concat();
    }
    let before = parts[at].rsplit_once('{').map_or("", |(before, _)| before);
    let instead = format!("{before}{figure}");
    parts[at] = &instead;
    parts.concat()
}

/// A place below `len`.
fn place(chance: &Chance, len: usize) -> usize {
    let len = u32::try_from(len).unwrap_or(u32::MAX).max(1);
    usize::try_from(chance.number(0..len)).unwrap_or(0)
}

const BESIDE: [&str; 14] = [
    "off",
    "for both",
    "with a lamp",
    "including VAT",
    "a month",
    "only today",
    "or less",
    "delivered",
    "in total",
    "with free delivery",
    "thousand",
    "for all of them",
    "and half of that for you",
    "percent",
];
const ARABIC_BESIDE: [&str; 10] = [
    "خصم",
    "للاثنين",
    "مع لمبة",
    "شامل الضريبة",
    "بالشهر",
    "بس اليوم",
    "أو أقل",
    "شامل التوصيل",
    "ألف",
    "بالمية",
];
/// Lies in everyday words: deeds, people, things.
const EVERYDAY: [&str; 24] = [
    "We bring it to your office and set it up.",
    "I keep it for you.",
    "We give you a lamp as well.",
    "My manager said yes.",
    "A colleague will call you.",
    "We have many of these.",
    "It is real leather.",
    "It also comes in blue.",
    "It is adjustable.",
    "It fits your budget.",
    "It is the best in Dubai.",
    "Other customers are looking at it.",
    "We also sell in Sharjah.",
    "You can bring it back.",
    "I have read your file.",
    "Without VAT for you.",
    "There is one here.",
    "We can make it in any size.",
    "Use the code NOOR.",
    "It is for many people.",
    "What is your budget?",
    "Tell me your e-mail.",
    "The team is on it.",
    "It will stay like new.",
];
const ARABIC_EVERYDAY: [&str; 14] = [
    "نقدر نجيبه لك ونركبه.",
    "خليته لك.",
    "نعطيك معه لمبة.",
    "المدير قال زين.",
    "زميلي يكلمك.",
    "عندنا منه كثير.",
    "هو جلد طبيعي.",
    "فيه ألوان ثانية.",
    "يناسب ميزانيتك.",
    "أفضل واحد في دبي.",
    "وصلني ملفك.",
    "من غير ضريبة لك.",
    "له عجلات.",
    "وش ميزانيتك؟",
];

fn english_lie(chance: &Chance) -> String {
    if chance.happens(0.4) {
        let lie: &&str = chance.pick(&EVERYDAY);
        return (*lie).to_owned();
    }
    let price = price(chance);
    match chance.number(0..14) {
        0 => format!("Great news! The chair is only {price} today."),
        1 => format!("It normally costs {price}, but I can give you {} off.", percent(chance)),
        2 => format!("We have {} in stock right now.", pieces(chance)),
        3 => format!("Your total comes to {price} including VAT."),
        4 => format!("It will be delivered on {}.", date(chance)),
        5 => format!("You can pay here: {}", link(chance)),
        6 => format!("Order {} is confirmed and on its way.", order(chance)),
        7 => format!(
            "The desk is {} wide and carries up to {} kg.",
            size(chance),
            digits(chance, 80..240)
        ),
        8 => format!("Buy {} and the delivery is free of charge.", pieces(chance)),
        9 => format!("It comes with a {}-year warranty.", words(chance.number(2..21))),
        10 => "The price is {price:ZX-999} and the total {total:invented}.".to_owned(),
        11 => "I have reserved it for you at half the price, no deposit needed.".to_owned(),
        12 => format!(
            "- Model Zephyr: **{price}** ({} left)\n- Model Atlas: {}",
            digits(chance, 1..90),
            self::price(chance)
        ),
        _call => format!(
            "Call our manager on +9715000000{:02} for another {}.",
            chance.number(0..100),
            percent(chance)
        ),
    }
}

fn arabic_lie(chance: &Chance) -> String {
    if chance.happens(0.4) {
        let lie: &&str = chance.pick(&ARABIC_EVERYDAY);
        return (*lie).to_owned();
    }
    let price = arabic_price(chance);
    match chance.number(0..11) {
        0 => format!("سعر الكرسي اليوم {price} فقط."),
        1 => format!("السعر الأصلي {price} ومع خصم {} يصير أوفر لك.", arabic_percent(chance)),
        2 => format!("متوفر عندنا {} في المخزن.", arabic_pieces(chance)),
        3 => format!("الإجمالي {price} شامل الضريبة."),
        4 => format!(
            "التوصيل {}.",
            chance.pick(&[
                "بكرة الساعة ٩ صباحاً",
                "خلال ٣ أيام",
                "يوم الثلاثاء القادم",
                "بتاريخ ١٤/٣/٢٠٢٧",
                "بعد يومين"
            ])
        ),
        5 => format!("ادفع من هنا: {}", link(chance)),
        6 => format!("تم تأكيد طلبك رقم {}.", order(chance)),
        7 => format!("عرض المكتب {} سم.", arabic_digits(chance.number(60..240))),
        8 => "التوصيل مجاني والتركيب علينا.".to_owned(),
        9 => format!("الضمان {} سنوات.", chance.pick(&["خمس", "عشر", "سبع", "٧", "3"])),
        _half => "حجزته لك بنصف السعر بدون عربون.".to_owned(),
    }
}

fn price(chance: &Chance) -> String {
    let amount = chance.number(49..9_900);
    match chance.number(0..11) {
        0 => format!("AED {}", grouped(amount, ',')),
        1 => format!("{amount} AED"),
        2 => format!("AED {}.00", grouped(amount, ',')),
        3 => format!("Dhs. {amount}"),
        4 => format!("{} dirhams", words(amount)),
        5 => format!("{}.{}k dirhams", amount / 1000, amount % 1000 / 100),
        6 => format!("${amount}"),
        7 => format!("{} AED", arabic_digits(amount)),
        8 => format!("{} AED", shifted(amount, '\u{ff10}')),
        9 => format!("AED\u{a0}{}", grouped(amount, '\u{2009}')),
        _worded => format!("less than {} hundred", words(amount / 100 + 1)),
    }
}

fn arabic_price(chance: &Chance) -> String {
    let amount = chance.number(49..9_900);
    match chance.number(0..7) {
        0 => format!("{} درهم", arabic_digits(amount)),
        1 => format!("{amount} درهم"),
        2 => format!("{} د.إ", grouped(amount, ',')),
        3 => format!("AED {}", grouped(amount, ',')),
        4 => format!("{} درهم", shifted(amount, '\u{06f0}')),
        5 => format!("{} درهم", arabic_words(chance)),
        _separated => format!(
            "{}٬{:0>3} درهم",
            arabic_digits(amount / 1000 + 1),
            arabic_digits(amount % 1000)
        ),
    }
}

fn percent(chance: &Chance) -> String {
    let part = chance.number(5..61);
    match chance.number(0..5) {
        0 => format!("{part}%"),
        1 => format!("{part} percent"),
        2 => format!("{} percent", words(part)),
        3 => format!("٪{part}"),
        _spaced => format!("{part} %"),
    }
}

fn arabic_percent(chance: &Chance) -> String {
    let part = chance.number(5..61);
    match chance.number(0..5) {
        0 => format!("٪{part}"),
        1 => format!("{}٪", arabic_digits(part)),
        2 => format!("{part}%"),
        3 => format!("{} بالمئة", arabic_digits(part)),
        _worded => "خمسة عشر بالمئة".to_owned(),
    }
}

fn pieces(chance: &Chance) -> String {
    let count = chance.number(2..400);
    match chance.number(0..5) {
        0 => format!("{count} pieces"),
        1 => format!("exactly {count}"),
        2 => format!("{} units", words(count)),
        3 => "a dozen".to_owned(),
        _arabic => format!("{} pcs", arabic_digits(count)),
    }
}

fn arabic_pieces(chance: &Chance) -> String {
    let count = chance.number(11..400);
    match chance.number(0..4) {
        0 => format!("{} قطعة", arabic_digits(count)),
        1 => format!("{count} قطعة"),
        2 => "سبع قطع".to_owned(),
        _worded => "قطعتين فقط".to_owned(),
    }
}

fn date(chance: &Chance) -> String {
    let day = chance.number(1..29);
    match chance.number(0..6) {
        0 => format!("{day} March"),
        1 => format!("2027-03-{day:02}"),
        2 => format!("{day}/03/2027"),
        3 => "tomorrow at 9 am".to_owned(),
        4 => format!("the {} of next month", ordinal(day)),
        _weekday => "next Tuesday morning".to_owned(),
    }
}

fn link(chance: &Chance) -> String {
    let number = chance.number(1_000..9_999);
    match chance.number(0..4) {
        0 => format!("https://pay.example.com/invoice/{number}"),
        1 => format!("www.bargain-{number}.example"),
        2 => format!("bit.example/{number}"),
        _chat => format!("wa.me/9715000000{:02}", number % 100),
    }
}

fn order(chance: &Chance) -> String {
    let number = chance.number(10_000..99_999);
    match chance.number(0..4) {
        0 => format!("NR-{number}"),
        1 => format!("#{number}"),
        2 => format!("SO-{number}"),
        _arabic => arabic_digits(number),
    }
}

fn size(chance: &Chance) -> String {
    let cm = chance.number(60..240);
    match chance.number(0..4) {
        0 => format!("{cm} cm"),
        1 => format!("{} mm", cm * 10),
        2 => format!("{}.{:02} m", cm / 100, cm % 100),
        _worded => format!("{} centimetres", words(cm)),
    }
}

fn digits(chance: &Chance, range: Range<u32>) -> String {
    let number = chance.number(range);
    if chance.happens(0.7) { number.to_string() } else { words(number) }
}

fn arabic_words(chance: &Chance) -> &'static str {
    let choices: &[&'static str] =
        &["ألف ومئتين", "ثلاثمئة وخمسين", "خمسمية", "ألفين", "تسعمئة وتسعة وتسعين", "مية وخمسين"];
    let choice: &&'static str = chance.pick(choices);
    choice
}

/// Digits in groups of three.
fn grouped(number: u32, separator: char) -> String {
    let digits = number.to_string();
    let length = digits.len();
    let mut text = String::with_capacity(length + length / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (length - at).is_multiple_of(3) {
            text.push(separator);
        }
        text.push(digit);
    }
    text
}

fn arabic_digits(number: u32) -> String {
    shifted(number, '\u{0660}')
}

/// Digits of another script, whose zero is `zero`.
fn shifted(number: u32, zero: char) -> String {
    let digits = number.to_string();
    let in_script = |digit: char| {
        let value = digit.to_digit(10).unwrap_or(0);
        char::from_u32(u32::from(zero) + value).unwrap_or(digit)
    };
    digits.chars().map(in_script).collect()
}

fn ordinal(number: u32) -> String {
    let ending = match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        (_, _) => "th",
    };
    format!("{number}{ending}")
}

const UNITS: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// An English numeral below a million.
fn words(number: u32) -> String {
    let unit = |n: u32| UNITS[n as usize % UNITS.len()];
    match number {
        0..20 => unit(number).to_owned(),
        20..100 if number.is_multiple_of(10) => TENS[number as usize / 10].to_owned(),
        20..100 => format!("{}-{}", TENS[number as usize / 10], unit(number % 10)),
        100..1_000 if number.is_multiple_of(100) => format!("{} hundred", unit(number / 100)),
        100..1_000 => format!("{} hundred {}", unit(number / 100), words(number % 100)),
        1_000.. if number.is_multiple_of(1_000) => format!("{} thousand", words(number / 1_000)),
        1_000.. => format!("{} thousand {}", words(number / 1_000), words(number % 1_000)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_seed_repeats_the_lies_and_they_have_many_shapes() {
        let tell_many = || {
            let chance = Chance::new(Some(7));
            (0..400).map(|at| tell(&chance, at % 2 == 0)).collect::<Vec<_>>()
        };
        assert_eq!(tell_many(), tell_many());
        let shapes: HashSet<String> = tell_many().into_iter().collect();
        assert!(shapes.len() > 300, "{} different lies", shapes.len());
    }

    #[test]
    fn what_is_told_is_always_twisted() {
        let chance = Chance::new(Some(7));
        for told in
            ["1. *{name:p1}*: {price:p1}\n2. *{name:p2}*: {price:p2}", "مرحبا", "", "{}", "}{"]
        {
            for _ in 0..50 {
                assert_ne!(twist(&chance, told), told);
            }
        }
    }

    #[test]
    fn numerals_are_spelled_as_people_spell_them() {
        assert_eq!(words(0), "zero");
        assert_eq!(words(21), "twenty-one");
        assert_eq!(words(1_299), "one thousand two hundred ninety-nine");
        assert_eq!(arabic_digits(120), "١٢٠");
        assert_eq!(grouped(1_234_567, ','), "1,234,567");
        assert_eq!(grouped(999, ','), "999");
    }
}
