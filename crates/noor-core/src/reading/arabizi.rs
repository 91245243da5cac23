//! Arabic in Latin letters, read by its sound: "doolab", "dulab" and "dolaab" are «دولاب».
//!
//! Consonants have to be the same, in their order; long vowels, which Arabic writes, have to be heard in
//! Latin letters too, and short ones may be anything. Only words of the shop's content are met.

use std::collections::HashMap;

use crate::normalise::is_arabic;

/// Arabic words by their consonants.
#[derive(Debug, Clone, Default)]
pub(super) struct Arabizi {
    by_consonants: HashMap<String, Vec<Heard>>,
    /// Phrases of several words, by the consonants of each.
    phrases: HashMap<String, Vec<Vec<Heard>>>,
}

/// A word as a row of consonants with what is heard before each of them, and at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Heard {
    word: String,
    consonants: String,
    vowels: Vec<String>,
}

/// Words with fewer consonants sound like too many others, unless long vowels tell them apart.
const CONSONANTS: usize = 3;
const LONGEST: usize = 16;
/// Phrases of more words are told by their parts.
const WORDS: usize = 4;

impl Arabizi {
    /// Adds an Arabic word.
    pub(super) fn add(&mut self, word: &str) {
        let arabic = word.chars().all(is_arabic) && word.chars().count() <= LONGEST;
        let Some(heard) = arabic.then(|| of_arabic(word)) else { return };
        let same = self.by_consonants.entry(heard.consonants.clone()).or_default();
        if !same.iter().any(|known| known.word == heard.word) {
            same.push(heard);
        }
    }

    /// Adds a phrase of several Arabic words, which are told by one another: «ما يزيد عن» is met in "ma
    /// yezeed 3an", where no single word would be.
    pub(super) fn add_phrase(&mut self, words: &[&str]) {
        let arabic = words.iter().all(|it| it.chars().all(is_arabic));
        if !arabic || !(2..=WORDS).contains(&words.len()) {
            return;
        }
        let heard: Vec<Heard> = words.iter().map(|it| of_arabic(it)).collect();
        let key = key_of(&heard);
        if key.chars().filter(|c| *c != ' ').count() < CONSONANTS {
            return;
        }
        let same = self.phrases.entry(key).or_default();
        if !same.contains(&heard) {
            same.push(heard);
        }
    }

    /// The Arabic words that the first few of some folded Latin ones are, the longest phrase of them.
    pub(super) fn phrase_meant(&self, latin: &[&str]) -> Option<Vec<&str>> {
        (2..=latin.len().min(WORDS)).rev().find_map(|length| {
            let words = latin.get(..length)?;
            let usable = |word: &&str| word.is_ascii() && word.len() <= LONGEST;
            let said: Vec<Heard> =
                words.iter().filter(|it| usable(it)).filter_map(|it| of_latin(it)).collect();
            let known = self.phrases.get(&key_of(&said)).filter(|_| said.len() == length)?;
            let same = |phrase: &&Vec<Heard>| {
                said.iter().zip(phrase.iter()).all(|(said, known)| vowels_sound_as(said, known))
            };
            let phrase = known.iter().find(same)?;
            Some(phrase.iter().map(|it| it.word.as_str()).collect())
        })
    }

    /// The Arabic word that a folded Latin one is; of several that sound so the longest, of
    /// which most is heard.
    pub(super) fn meant(&self, latin: &str) -> Option<&str> {
        if latin.len() > LONGEST || !latin.is_ascii() {
            return None;
        }
        // A 9 is «ص», and «ض» as often.
        let other = latin.replace('9', "d");
        let readings = [latin, &other].into_iter().take(if other == latin { 1 } else { 2 });
        let readings =
            readings.flat_map(|it| [of_latin(it), it.strip_suffix('t').and_then(of_latin)]);
        let mut heard = readings.flatten().flat_map(|said| {
            let same = self.by_consonants.get(&said.consonants);
            same.into_iter().flatten().filter(move |known| sounds_as(&said, known))
        });
        let first = heard.next()?;
        let longest = heard.fold(first, |best, it| {
            if it.word.chars().count() > best.word.chars().count() { it } else { best }
        });
        Some(&longest.word)
    }
}

/// Whether the long vowels of an Arabic word are heard in a Latin one, and no others.
fn sounds_as(latin: &Heard, arabic: &Heard) -> bool {
    let last = arabic.vowels.len().saturating_sub(1);
    let few = arabic.consonants.chars().count() < CONSONANTS;
    let written: usize = arabic.vowels.iter().map(|vowels| vowels.chars().count()).sum();
    let long = last + written > CONSONANTS && (last > 1 || written > CONSONANTS);
    (!few || long || has_doubled(&latin.word)) && vowels_sound_as(latin, arabic)
}

/// The consonants of some words.
fn key_of(words: &[Heard]) -> String {
    words.iter().map(|it| it.consonants.as_str()).collect::<Vec<_>>().join(" ")
}

/// The same of words that have the same consonants, however few.
fn vowels_sound_as(latin: &Heard, arabic: &Heard) -> bool {
    let last = arabic.vowels.len().saturating_sub(1);
    latin.vowels.iter().zip(&arabic.vowels).enumerate().all(|(at, (said, written))| {
        let heard = |c: char| match c {
            'و' => said.contains(['o', 'u', 'w']),
            'ي' => said.contains(['i', 'e', 'y']),
            'ا' | 'ه' => said.contains(['a', 'e']),
            _ => true,
        };
        // What begins with a half-vowel does so in both.
        let begins = |latin: char, arabic: char| {
            at > 0 || said.starts_with(latin) <= written.starts_with(arabic)
        };
        let short = match at {
            0 => !said.is_empty() && written.is_empty(),
            at if at == last => written.is_empty() && !said.is_empty(),
            _ => written.is_empty() && said.len() > 1,
        };
        // A long vowel that Arabic would write is not heard where it does not.
        let unwritten = !written.is_empty()
            && !written.contains('ع')
            && (said.contains(['o', 'u', 'w']) && !written.contains('و')
                || said.contains('i') && !written.contains('ي') && at > 0);
        !short && !unwritten && begins('y', 'ي') && begins('w', 'و') && written.chars().all(heard)
    })
}

/// Whether a word ends in a consonant written twice, as "raff" does.
fn has_doubled(word: &str) -> bool {
    let mut letters = word.chars().rev();
    letters.next().is_some_and(|last| letters.next() == Some(last))
}

fn of_arabic(word: &str) -> Heard {
    let letters: Vec<char> = word.chars().collect();
    let (mut consonants, mut vowels) = (String::new(), vec![String::new()]);
    for (at, c) in letters.iter().enumerate() {
        let last = at + 1 == letters.len();
        let vowel = |vowels: &mut Vec<String>, c: char| {
            if let Some(vowels) = vowels.last_mut() {
                vowels.push(c);
            }
        };
        match c {
            'ا' | 'أ' | 'إ' | 'آ' | 'ى' => vowel(&mut vowels, 'ا'),
            'و' | 'ؤ' => vowel(&mut vowels, 'و'),
            'ي' | 'ئ' => vowel(&mut vowels, 'ي'),
            'ة' => vowel(&mut vowels, 'ه'),
            'ه' if last && at > 1 => vowel(&mut vowels, 'ه'),
            'ع' | 'ء' => vowel(&mut vowels, 'ع'),
            c => {
                consonants.push(match c {
                    'ب' => 'b',
                    'ت' | 'ط' => 't',
                    'د' | 'ض' | 'ذ' | 'ظ' | 'ز' | 'ث' => 'd',
                    'س' | 'ص' => 's',
                    'ش' => 'x',
                    'ك' | 'ق' | 'ج' | 'غ' | 'گ' => 'k',
                    'ه' | 'ح' => 'h',
                    'خ' => 'c',
                    'ف' | 'ڤ' => 'f',
                    other => *other,
                });
                vowels.push(String::new());
            }
        }
    }
    let consonants = consonants
        .chars()
        .map(|c| match c {
            'ل' => 'l',
            'م' => 'm',
            'ن' => 'n',
            'ر' => 'r',
            other => other,
        })
        .collect();
    Heard { word: word.to_owned(), consonants, vowels }
}

/// `None` for what has letters that no Arabic word is written with.
fn of_latin(word: &str) -> Option<Heard> {
    let (mut consonants, mut vowels) = (String::new(), vec![String::new()]);
    let mut rest = word;
    let mut before: Option<char> = None;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(1..).unwrap_or_default();
        let next = after.chars().next();
        let (heard, taken) = match (c, next) {
            ('k', Some('h')) | ('7', Some('\'')) => ('c', 2),
            ('s' | 'c', Some('h')) => ('x', 2),
            ('g', Some('h')) => ('k', 2),
            ('t' | 'd', Some('h')) => ('d', 2),
            ('5', _) => ('c', 1),
            // The silent end of «ـة».
            ('h', None) if vowels.last().is_some_and(|it| !it.is_empty()) => {
                rest = after;
                continue;
            }
            ('a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w', _) => {
                if let Some(vowels) = vowels.last_mut() {
                    vowels.push(c);
                }
                (rest, before) = (after, None);
                continue;
            }
            ('3' | '2' | '\'', _) => {
                (rest, before) = (after, None);
                continue;
            }
            ('b' | 'p', _) => ('b', 1),
            ('t' | '6', _) => ('t', 1),
            ('d' | 'z', _) => ('d', 1),
            ('c', Some('e' | 'i')) | ('s' | '9', _) => ('s', 1),
            ('k' | 'q' | 'g' | 'j' | 'c' | '8', _) => ('k', 1),
            ('h' | '7', _) => ('h', 1),
            ('f' | 'v', _) => ('f', 1),
            ('l' | 'm' | 'n' | 'r', _) => (c, 1),
            _ => return None,
        };
        rest = rest.get(taken..).unwrap_or_default();
        // A doubled letter is written once.
        if before.replace(heard) != Some(heard) {
            consonants.push(heard);
            vowels.push(String::new());
        }
    }
    Some(Heard { word: word.to_owned(), consonants, vowels })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::fold;

    #[test]
    fn arabic_words_are_met_in_the_spellings_people_use() {
        let mut arabizi = Arabizi::default();
        for word in [
            "دولاب",
            "دواليب",
            "كبت",
            "كنبة",
            "كراسي",
            "مكتب",
            "سرير",
            "رف",
            "رفوف",
            "مراية",
            "تسريحة",
            "سفرة",
            "خزانة",
            "ملابس",
            "ترابيزة",
            "ابيض",
            "زاوية",
            "مفرد",
            "طاولة",
            "قهوة",
            "طعام",
            "شيزلونج",
            "كومدينا",
            "قفل",
            "ارخص",
        ] {
            arabizi.add(&fold(word));
        }
        for (latin, arabic) in [
            ("doolab", "دولاب"),
            ("doulab", "دولاب"),
            ("dawaleeb", "دواليب"),
            ("kbat", "كبت"),
            ("kanabeh", "كنبة"),
            ("canaba", "كنبة"),
            ("kerasi", "كراسي"),
            ("mektab", "مكتب"),
            ("sirir", "سرير"),
            ("sreer", "سرير"),
            ("raff", "رف"),
            ("rafof", "رفوف"),
            ("merayah", "مراية"),
            ("tasreeha", "تسريحة"),
            ("sufra", "سفرة"),
            ("khazanat", "خزانة"),
            ("5azanat", "خزانة"),
            ("malabis", "ملابس"),
            ("tarabeza", "ترابيزة"),
            ("abyad", "ابيض"),
            ("zawya", "زاوية"),
            ("mufrad", "مفرد"),
            ("tawlet", "طاولة"),
            ("ta3am", "طعام"),
            ("shezlong", "شيزلونج"),
            ("kumedina", "كومدينا"),
            ("gifl", "قفل"),
            ("arkhas", "ارخص"),
        ] {
            assert_eq!(arabizi.meant(latin), Some(fold(arabic).as_str()), "{latin}");
        }
        for other in [
            "tablet", "kallax", "office", "dolby", "kanban", "rough", "x", "mirror", "read",
            "york", "eket",
        ] {
            assert_eq!(arabizi.meant(other), None, "{other}");
        }
    }
}
