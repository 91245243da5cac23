//! Street addresses in free text, English and Arabic, where they can be recognised.
//!
//! Owns the signs of an address: a house and its number, a named street, a label in front. An
//! emirate or a city alone is none, because delivery is asked and answered by city. Words of the
//! furniture trade that also name places ("office", "unit", مكتب) need a number marked as one.

use std::ops::Range;

/// Finds addresses, in order and apart from each other.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let words = words(text);
    let mut signs = signs(&words);
    signs.extend(labelled(&words, &signs));
    signs.sort_by_key(|sign| sign.start);
    together(&words, signs)
        .into_iter()
        .filter_map(|sign| Some(words.get(sign.start)?.at.start..words.get(sign.end - 1)?.at.end))
        .collect()
}

/// Where each sign of an address stands, before signs that belong together are joined. They may
/// overlap.
pub(crate) fn signs_in(text: &str) -> Vec<Range<usize>> {
    let words = words(text);
    signs(&words)
        .into_iter()
        .filter_map(|sign| Some(words.get(sign.start)?.at.start..words.get(sign.end - 1)?.at.end))
        .collect()
}

/// What a noun names that addresses are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Noun {
    /// A villa, a tower: only addresses number it.
    House,
    /// An office, a shop: a furniture shop numbers it too.
    Room,
    /// A street.
    Street,
}

/// The noun a word is, in any inflection that addresses have.
pub(crate) fn noun(word: &str) -> Option<Noun> {
    let plain = plain(word);
    let is = |nouns: &[&str]| nouns.contains(&plain.as_str());
    if is(&HOUSES) || is(&NAMED_HOUSES) || is(&ARABIC_HOUSES) {
        Some(Noun::House)
    } else if is(&ROOMS) || is(&ARABIC_ROOMS) {
        Some(Noun::Room)
    } else if is(&STREETS) || is(&ARABIC_STREETS) {
        Some(Noun::Street)
    } else {
        None
    }
}

/// Whether a word says that a number follows: "no", «رقم».
pub(crate) fn is_number_word(word: &str) -> bool {
    NUMBER_WORDS.contains(&plain(word).as_str())
}

/// Whether a word behind a number makes it a measure and no house's.
pub(crate) fn is_measure(word: &str) -> bool {
    MEASURES.contains(&plain(word).as_str())
}

/// Whether a dot behind a word of small letters ends no sentence.
pub(crate) fn is_abbreviation(word: &str) -> bool {
    ABBREVIATED.contains(&word)
}

/// A word and what parts it from the word before.
struct Word<'a> {
    at: Range<usize>,
    text: &'a str,
    /// In small letters, without the Arabic letters that are written onto a word.
    plain: String,
    gap: Gap,
}

impl Word<'_> {
    fn has_digit(&self) -> bool {
        self.text.chars().any(char::is_numeric)
    }

    fn is_capitalised(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }
}

/// What stands between two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Blank,
    /// A comma, a dash, a number sign, the dot of an abbreviation.
    Mark,
    Colon,
    /// The end of a sentence.
    Stop,
    Line,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut gap = Gap::Line;
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), '\n')]) {
        if c.is_alphanumeric() {
            start = start.or(Some(at));
            continue;
        }
        if let Some(start) = start.take() {
            let text = text.get(start..at).unwrap_or_default();
            words.push(Word { at: start..at, text, plain: plain(text), gap });
            gap = Gap::Blank;
        }
        let abbreviated = words.last().is_some_and(|word| ABBREVIATED.contains(&&*word.plain));
        gap = gap.max(match c {
            '\n' | '\r' => Gap::Line,
            '.' if abbreviated => Gap::Mark,
            '.' | '!' | '?' | '؟' | ';' | '؛' => Gap::Stop,
            ':' => Gap::Colon,
            blank if blank.is_whitespace() => Gap::Blank,
            _ => Gap::Mark,
        });
    }
    words
}

/// Small letters; the Arabic "and", "in", "to" taken off the nouns that name a place.
fn plain(word: &str) -> String {
    let word = word.to_lowercase();
    let bare = word.strip_prefix(['و', 'ب', 'ل', 'ف']).filter(|bare| {
        ARABIC_STREETS.contains(bare) || ARABIC_HOUSES.contains(bare) || LABELS.contains(bare)
    });
    bare.map_or_else(|| word.clone(), str::to_owned)
}

const ABBREVIATED: [&str; 10] = ["st", "rd", "ave", "blvd", "bldg", "apt", "no", "p", "o", "ص"];
const STREETS: [&str; 9] =
    ["street", "st", "road", "rd", "avenue", "ave", "boulevard", "blvd", "highway"];
/// Places that only an address numbers.
const HOUSES: [&str; 12] = [
    "villa",
    "townhouse",
    "penthouse",
    "flat",
    "apartment",
    "apt",
    "building",
    "bldg",
    "tower",
    "plot",
    "warehouse",
    "makani",
];
/// Places that a furniture shop numbers too ("office 20 desks").
const ROOMS: [&str; 9] =
    ["office", "shop", "unit", "suite", "floor", "block", "house", "showroom", "clinic"];
const NAMED_HOUSES: [&str; 6] = ["tower", "towers", "building", "residence", "residences", "plaza"];
const NUMBER_WORDS: [&str; 5] = ["no", "number", "nr", "num", "رقم"];
const MEASURES: [&str; 14] = [
    "mm", "cm", "m", "m2", "inch", "inches", "pcs", "pieces", "people", "persons", "chairs",
    "desks", "aed", "سم",
];
/// Words that are in no street's name.
const OUTSIDE_NAMES: [&str; 40] = [
    "the", "a", "an", "in", "on", "at", "to", "from", "of", "for", "and", "or", "my", "our",
    "your", "is", "are", "it", "this", "that", "near", "off", "by", "with", "we", "i", "you",
    "deliver", "delivery", "address", "which", "what", "where", "same", "office", "new", "any",
    "live", "located", "across",
];
const ARABIC_STREETS: [&str; 4] = ["شارع", "طريق", "الشارع", "جادة"];
const ARABIC_HOUSES: [&str; 12] = [
    "فيلا",
    "فلة",
    "ڤيلا",
    "شقة",
    "شقه",
    "بناية",
    "بنايه",
    "برج",
    "مبنى",
    "عمارة",
    "عماره",
    "مستودع",
];
const ARABIC_ROOMS: [&str; 4] = ["مكتب", "محل", "وحدة", "منزل"];
const ARABIC_OUTSIDE_NAMES: [&str; 16] = [
    "في", "من", "على", "الى", "إلى", "عند", "قرب", "مع", "هو", "هي", "أريد", "ابي", "ابغى", "بعد",
    "قبل", "كم",
];
const LABELS: [&str; 4] = ["address", "العنوان", "عنواني", "عنوان"];

/// No labelled address has more words; what follows is talk.
const LONGEST_LINE: usize = 30;

/// Finds the signs of an address, as ranges of words.
fn signs(words: &[Word<'_>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for place in 0..words.len() {
        found.extend(numbered(words, place));
        found.extend(street(words, place));
        found.extend(named_house(words, place));
        found.extend(arabic_street(words, place));
        found.extend(post_box(words, place));
    }
    found
}

/// `villa 12`, `office no. 1204`, `شقة رقم ٥`.
fn numbered(words: &[Word<'_>], place: usize) -> Option<Range<usize>> {
    let house = words.get(place)?;
    let kind = house.plain.as_str();
    let plain_house = HOUSES.contains(&kind) || ARABIC_HOUSES.contains(&kind);
    let room = ROOMS.contains(&kind) || ARABIC_ROOMS.contains(&kind);
    if !(plain_house || room) {
        return None;
    }
    let next = words.get(place + 1).filter(|word| word.gap <= Gap::Mark)?;
    let marked = NUMBER_WORDS.contains(&next.plain.as_str());
    let number_at = if marked { place + 2 } else { place + 1 };
    let number = words.get(number_at).filter(|word| word.gap <= Gap::Mark && word.has_digit())?;
    let measured = words
        .get(number_at + 1)
        .is_some_and(|word| word.gap == Gap::Blank && MEASURES.contains(&word.plain.as_str()));
    // A room needs a marked number, or one that is no head count.
    let digits = number.text.chars().filter(|c| c.is_numeric()).count();
    let sure = plain_house || marked || (digits >= 3 && ROOMS.contains(&kind));
    (sure && !measured).then_some(place..number_at + 1)
}

/// `Al Wasl Road`, `12th street`, `street 14`.
fn street(words: &[Word<'_>], place: usize) -> Option<Range<usize>> {
    let word = words.get(place)?;
    if !STREETS.contains(&word.plain.as_str()) {
        return None;
    }
    let start = name_before(words, place, |word| !OUTSIDE_NAMES.contains(&word.plain.as_str()));
    let numbered =
        words.get(place + 1).is_some_and(|next| next.gap <= Gap::Mark && next.has_digit());
    let end = if numbered { place + 2 } else { place + 1 };
    (start < place || numbered).then_some(start..end)
}

/// `Marina Plaza`, `Silver Tower`: written like a name.
fn named_house(words: &[Word<'_>], place: usize) -> Option<Range<usize>> {
    let word = words.get(place)?;
    if !NAMED_HOUSES.contains(&word.plain.as_str()) {
        return None;
    }
    let start = name_before(words, place, |word| {
        word.is_capitalised() && !OUTSIDE_NAMES.contains(&word.plain.as_str())
    });
    (start < place).then_some(start..place + 1)
}

/// Where the name in front of a word starts: three words at most, nothing between them.
fn name_before(words: &[Word<'_>], place: usize, belongs: impl Fn(&Word<'_>) -> bool) -> usize {
    let mut start = place;
    while start > 0
        && place - start < 3
        && words.get(start).is_some_and(|word| word.gap == Gap::Blank)
        && words.get(start - 1).is_some_and(&belongs)
    {
        start -= 1;
    }
    start
}

/// `شارع الشيخ زايد`, `برج المارينا`: the name follows.
fn arabic_street(words: &[Word<'_>], place: usize) -> Option<Range<usize>> {
    let word = words.get(place)?;
    let longest = if ARABIC_STREETS.contains(&word.plain.as_str()) {
        3
    } else if word.plain == "برج" {
        1
    } else {
        return None;
    };
    let named = words
        .iter()
        .skip(place + 1)
        .take(longest)
        .take_while(|word| {
            word.gap == Gap::Blank && !ARABIC_OUTSIDE_NAMES.contains(&word.plain.as_str())
        })
        .count();
    (named > 0).then_some(place..place + 1 + named)
}

/// `P.O. Box 1234`, `ص.ب ١٢٣٤`, `صندوق بريد ١٢٣٤`.
fn post_box(words: &[Word<'_>], place: usize) -> Option<Range<usize>> {
    let spelled = |offset: usize| {
        let word = words.get(place + offset).filter(|word| offset == 0 || word.gap <= Gap::Mark);
        word.map_or("", |word| word.plain.as_str())
    };
    let label = match (spelled(0), spelled(1), spelled(2)) {
        ("p", "o", "box") => 3,
        ("po", "box", _) | ("ص", "ب", _) | ("صندوق", "بريد", _) => 2,
        ("pobox", _, _) => 1,
        _ => return None,
    };
    let label = if NUMBER_WORDS.contains(&spelled(label)) { label + 1 } else { label };
    let number = words.get(place + label)?;
    (number.gap <= Gap::Colon && number.has_digit()).then_some(place..place + label + 1)
}

/// `Address: …`, `العنوان …`: the rest of the line, if there is any sign of an address in it.
fn labelled(words: &[Word<'_>], signs: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut place = 0;
    while let Some(word) = words.get(place) {
        place += 1;
        if !LABELS.contains(&word.plain.as_str()) {
            continue;
        }
        let mut start = place;
        while words
            .get(start)
            .is_some_and(|word| matches!(word.plain.as_str(), "is" | "هو" | "التوصيل" | "delivery"))
        {
            start += 1;
        }
        let line = words.iter().skip(start).take(LONGEST_LINE).enumerate();
        let length = line.take_while(|(nth, word)| *nth == 0 || word.gap < Gap::Stop).count();
        let end = start + length;
        let same_line = words.get(start).is_some_and(|word| word.gap < Gap::Stop);
        let numbered = words.get(start..end).unwrap_or_default().iter().any(Word::has_digit);
        let next_sign = signs.partition_point(|sign| sign.start < start);
        let signed = signs.get(next_sign).is_some_and(|sign| sign.start < end);
        if same_line && (numbered || signed) {
            found.push(start..end);
            place = end;
        }
    }
    found
}

/// Joins signs that at most three words and no full stop part: a district stands between a house
/// and its street.
fn together(words: &[Word<'_>], signs: Vec<Range<usize>>) -> Vec<Range<usize>> {
    let mut joined: Vec<Range<usize>> = Vec::new();
    for sign in signs {
        if let Some(last) = joined.last_mut()
            && (sign.start < last.end
                || sign.start - last.end <= 3
                    && words
                        .get(last.end..=sign.start)
                        .is_some_and(|between| between.iter().all(|word| word.gap <= Gap::Mark)))
        {
            last.end = last.end.max(sign.end);
        } else {
            joined.push(sign);
        }
    }
    joined
}
