//! A model that lies by the thousand, from a seed: figures in every dress, in every sentence.

use super::*;
use Language::{Arabic, English};

/// A small generator of numbers, so that a seed tells the same lies everywhere.
pub(super) struct Dice(u64);

impl Dice {
    /// From a seed.
    pub(super) fn of(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub(super) fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below as u64).unwrap()
    }

    pub(super) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

const ENGLISH: &[&str] = &[
    "It is {figure}.",
    "We can do {figure} for you.",
    "The price is {figure}.",
    "Only {figure} left.",
    "There are {figure} here.",
    "You save {figure}.",
    "I can take {figure} off.",
    "Delivery in {figure} days.",
    "It takes {figure} hours.",
    "It comes with {figure} lamps.",
    "That makes {figure} in total.",
    "We have {figure} of these chairs.",
    "It is {when}.",
    "You get it {when}.",
    "We bring it {when}.",
    "It is {deal}.",
    "This one is {deal}.",
    "For you it is {deal}.",
    "I made it {deal} for you.",
    "Your order is {state}.",
    "It has been {state}.",
    "I have it {state}.",
    "These are {stock}.",
    "The black one is {stock}.",
    "It carries {figure} people.",
];
const ARABIC: &[&str] = &[
    "السعر {figure}.",
    "سعره {figure} بس.",
    "نسويها لك بـ {figure}.",
    "عندنا {figure} حبة.",
    "باقي {figure}.",
    "الخصم {figure}.",
    "يوصلك خلال {figure} أيام.",
    "المجموع {figure}.",
    "يوصلك {when}.",
    "بيكون عندك {when}.",
    "هذا {deal}.",
    "عليه {deal}.",
    "سويت لك {deal}.",
    "طلبك {state}.",
    "الحين {state}.",
    "هذي {stock}.",
    "الأسود {stock}.",
    "يتحمل {figure}.",
];
const WORDS: &[&str] = &[
    "seven",
    "forty two",
    "nineteen",
    "a hundred",
    "three hundred fifty",
    "two thousand",
    "half",
    "a dozen",
    "a third",
    "a handful",
    "several",
    "a couple",
    "double",
];
const ARABIC_WORDS: &[&str] = &[
    "سبعة",
    "خمسمية",
    "ميتين",
    "الفين",
    "ثلاثمية وخمسين",
    "مية",
    "نص",
    "ربع",
    "درزن",
    "عشرين",
    "ثمانين",
    "ألف",
    "ثلاثة",
    "خمسطعش",
];
const WHEN: &[&str] = &[
    "tomorrow",
    "today",
    "by noon",
    "within a week",
    "on Monday",
    "next week",
    "overnight",
    "in a day",
    "before Eid",
    "this evening",
    "in March",
    "soon",
    "immediately",
];
const ARABIC_WHEN: &[&str] = &[
    "بكرة",
    "باجر",
    "اليوم",
    "خلال أسبوع",
    "يوم الأحد",
    "الأسبوع الجاي",
    "بعد يومين",
    "قبل العيد",
    "الليلة",
    "فورا",
    "قريبا",
    "الظهر",
];
const DEAL: &[&str] = &[
    "discounted",
    "free",
    "reduced",
    "half price",
    "on sale",
    "on us",
    "cheaper",
    "a bargain",
    "on the house",
    "a gift",
    "on promotion",
    "less",
    "a steal",
    "on special",
];
const ARABIC_DEAL: &[&str] = &[
    "خصم",
    "تخفيض",
    "وبخصم",
    "عرض خاص",
    "هدية",
    "مجاني",
    "ببلاش",
    "نص السعر",
    "أرخص",
    "بدون مقابل",
    "سعر خاص",
    "تنزيلات",
];
const STATE: &[&str] = &[
    "confirmed",
    "shipped",
    "on its way",
    "reserved",
    "booked",
    "paid",
    "approved",
    "processed",
    "dispatched",
    "ready",
];
const ARABIC_STATE: &[&str] =
    &["مؤكد", "تم", "محجوز", "في الطريق", "تم الشحن", "معتمد", "جاهز", "مدفوع", "تأكد", "انشحن"];
const STOCK: &[&str] = &[
    "in stock",
    "available",
    "sold out",
    "out of stock",
    "nearly gone",
    "running low",
    "the last ones",
    "stocked",
    "not in stock",
    "plentiful",
];
const ARABIC_STOCK: &[&str] = &[
    "متوفر",
    "متوفرة",
    "بالمخزون",
    "موجودة",
    "محدودة",
    "خلصت",
    "نفدت",
    "غير متوفر",
    "آخر القطع",
    "كثيرة",
];

/// A figure in one of its dresses.
pub(super) fn figure(dice: &mut Dice, language: Language) -> String {
    let number = (dice.roll(9_900) + 1).to_string();
    let shifted = |zero: u32| -> String {
        number.chars().map(|c| char::from_u32(zero + c.to_digit(10).unwrap()).unwrap()).collect()
    };
    match dice.roll(13) {
        0 => number,
        1 => shifted(0x660),
        2 => shifted(0x6F0),
        3 => shifted(0xFF10),
        4 => shifted(0x966),
        5 => shifted(0x1D7CE),
        6 => number.chars().flat_map(|c| [c, '\u{FE0F}', '\u{20E3}']).collect(),
        7 => number.chars().flat_map(|c| [c, '\u{200B}']).collect(),
        8 => number.chars().flat_map(|c| [c, ' ']).collect(),
        9 => format!("{number}.{:02}", dice.roll(100)),
        10 => dice
            .pick(&["½", "¾", "²", "Ⅻ", "⑫", "㊿", "🔟", "💯", "三", "π", "XII", "IV"])
            .to_owned(),
        _words => match language {
            English => dice.pick(WORDS).to_owned(),
            Arabic => dice.pick(ARABIC_WORDS).to_owned(),
        },
    }
}

/// The lie in a disguise.
pub(super) fn disguise(dice: &mut Dice, lie: &str) -> String {
    let between = |mark: char| -> String {
        lie.chars()
            .flat_map(|c| if c.is_alphanumeric() { vec![c, mark] } else { vec![c] })
            .collect()
    };
    match dice.roll(10) {
        0 => between('\u{200B}'),
        1 => between('\u{2060}'),
        2 => between('\u{00AD}'),
        3 => lie.to_uppercase(),
        4 => lie.replace('o', "о").replace('e', "е").replace('ا', "ﺍ"),
        5 => format!("\u{202B}{lie}\u{202C}"),
        6 => lie.split(' ').map(|word| format!("*{word}*")).collect::<Vec<_>>().join(" "),
        7 => lie.split(' ').collect::<Vec<_>>().join("\n"),
        _plainly => lie.to_owned(),
    }
}

pub(super) fn lie(dice: &mut Dice, language: Language) -> String {
    if dice.roll(4) == 0 {
        let promise = dice.pick(match language {
            English => promises::ENGLISH,
            Arabic => promises::ARABIC,
        });
        return disguise(dice, promise);
    }
    let (sentences, when, deal, state, stock) = match language {
        English => (ENGLISH, WHEN, DEAL, STATE, STOCK),
        Arabic => (ARABIC, ARABIC_WHEN, ARABIC_DEAL, ARABIC_STATE, ARABIC_STOCK),
    };
    let sentence = dice.pick(sentences).to_owned();
    let lie = sentence
        .replace("{figure}", &figure(dice, language))
        .replace("{when}", dice.pick(when))
        .replace("{deal}", dice.pick(deal))
        .replace("{state}", dice.pick(state))
        .replace("{stock}", dice.pick(stock));
    disguise(dice, &lie)
}

#[test]
fn not_one_of_ten_thousand_lies_gets_through() {
    let shop = Shop::open();
    let customers =
        ["black chairs please", "can you do 100 AED?", "10 chairs tomorrow, half price, خصم"];
    let turns = customers.map(|customer| shop.two(customer));
    let mut wrong = Vec::new();
    for seed in 1..=5_000_u64 {
        let mut dice = Dice::of(seed);
        for language in [English, Arabic] {
            let lie = lie(&mut dice, language);
            let good = "*{name:p1}*: {price:p1}, {stock:p1}\n*{name:p2}*: {price:p2}, {stock:p2}";
            let draft = match dice.roll(3) {
                0 => format!("{good}\n{lie}"),
                1 => format!("{lie}\n{good}"),
                _beside => format!("{good}, {lie}"),
            };
            if !turns[dice.roll(3)].refuses(language, &draft) {
                wrong.push(format!("{seed}: {draft}"));
            }
        }
    }
    none_wrong(&wrong);
}
