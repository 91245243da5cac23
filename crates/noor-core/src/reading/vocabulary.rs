//! Everything Noor knows to read, built once from content.

use std::collections::HashSet;

use crate::knowledge::Topics;
use crate::lexicon::{Feature, Lexicon, Spelling as Script};
use crate::normalise::{is_arabic, stem, without_particle};
use crate::numbers::Term;
use crate::phrases::PhraseBook;
use crate::reading::arabizi::Arabizi;
use crate::reading::cues::{Cue, Intents};
use crate::reading::details::DetailMarks;
use crate::reading::spelling::Spelling;
use crate::reading::tags::{Meaning, Tagged};
use crate::understanding::Wish;
use crate::words::{Gap, InCode, Kind, Word, split};

/// The words of the trade, of asking, and of the shop's own topics, in one book.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// Furniture, colours, materials.
    pub lexicon: Lexicon,
    /// What the shop can be asked about itself.
    pub topics: Topics,
    /// How customers say who they are.
    pub(crate) details: DetailMarks,
    book: PhraseBook<Meaning>,
    arabizi: HashSet<String>,
    english: HashSet<String>,
    /// Every word of every phrase, and the ordinary words, as written and as stems.
    known: HashSet<String>,
    spelling: Spelling,
    /// Words of the trade that say "not" beside Arabic in Latin letters: "mesh" is «مش» as well.
    not_in_arabizi: HashSet<String>,
    /// Arabic words and phrases of the trade, as they sound in Latin letters.
    sounds: Arabizi,
    /// Those of limits, numbers and needs, which are met beside other Arabic only.
    sounds_beside: Arabizi,
}

impl Vocabulary {
    /// Puts the parts together. Slow (some thousand phrases): do it once.
    pub fn new(lexicon: Lexicon, intents: &Intents, topics: Topics, details: DetailMarks) -> Self {
        let mut builder = Builder::default();
        for (phrase, spelling, feature) in lexicon.phrases() {
            let detail = match &feature {
                Feature::Family { family, .. } | Feature::Kind { family, .. } => {
                    lexicon.is_detail(family)
                }
                Feature::Colour(_) | Feature::Material(_) | Feature::Has(_) => false,
            };
            builder.add(phrase, spelling, Meaning::Feature(feature), detail);
        }
        for (phrase, spelling, cue) in intents.phrases() {
            builder.add(phrase, spelling, Meaning::Cue(cue), false);
        }
        for (phrase, spelling, role) in intents.roles() {
            builder.add(phrase, spelling, Meaning::Role(role), false);
        }
        for (term, forms) in lexicon.terms() {
            forms.all().for_each(|(phrase, spelling)| {
                builder.add(phrase, spelling, Meaning::Term(term), false);
            });
        }
        for (currency, forms) in lexicon.currencies() {
            forms.all().for_each(|(phrase, spelling)| {
                builder.add(phrase, spelling, Meaning::Currency(currency), false);
            });
        }
        for (number, forms) in lexicon.numbers() {
            forms.all().for_each(|(phrase, spelling)| {
                builder.add(phrase, spelling, Meaning::Number(number), false);
            });
        }
        let Builder { book, mut arabizi, english, mut known, spelling, not_in_arabizi, .. } =
            builder;
        let Builder { sounds, mut sounds_beside, .. } = builder;
        for phrase in lexicon.need_phrases() {
            hear(&mut sounds_beside, &split(phrase, |_| true));
        }
        arabizi.retain(|word| !english.contains(word));
        known.extend(topics.words().map(str::to_owned));
        for word in intents.ordinary().flat_map(|word| split(word, |_| true)) {
            known.extend([word.text, word.stem]);
        }
        Self {
            lexicon,
            topics,
            details,
            book,
            arabizi,
            english,
            known,
            spelling,
            not_in_arabizi,
            sounds,
            sounds_beside,
        }
    }

    /// A message as words with their meanings. Misspelled words of the trade are put right.
    #[cfg(test)]
    pub(crate) fn tag(&self, text: &str) -> Tagged<'_> {
        self.tag_words(self.put_right(text, self.words(text)))
    }

    /// The words of a message. «مابي» are two of them.
    pub(crate) fn words(&self, text: &str) -> Vec<Word> {
        let whole = |word: &str| {
            let known = self.known.contains(word) || self.book.has_word(word);
            known || self.sounds.meant(word).is_some()
        };
        let words = split(text, whole).into_iter();
        words.flat_map(|word| self.without_negation(text, word)).collect()
    }

    /// A word as it is, or as the negation written together with it and what it negates: «مابي» as
    /// «ما ابي», «مانحتاج» as «ما نحتاج».
    fn without_negation(&self, text: &str, word: Word) -> Vec<Word> {
        let bare = word.text.strip_prefix("ما").filter(|_| word.kind == Kind::Arabic);
        let Some(bare) = bare.filter(|_| !self.knows(&word)) else { return vec![word] };
        let of_the_customer = |form: &String| {
            let word = Word { text: form.clone(), stem: stem(form), ..word.clone() };
            self.says(&word, Cue::Oneself)
        };
        // The alif of «ابي» is written once.
        let forms = [bare.to_owned(), format!("ا{bare}")];
        let Some(negated) = forms.into_iter().find(of_the_customer) else { return vec![word] };
        let written = text.get(word.start..word.end).unwrap_or_default();
        let mut letters = written.char_indices().filter(|(_, c)| is_arabic(*c));
        let middle = letters.nth(2).map_or(word.end, |(at, _)| word.start + at);
        let not = Word { text: "ما".into(), stem: "ما".into(), end: middle, ..word.clone() };
        let stem = stem(&negated);
        vec![not, Word { text: negated, stem, start: middle, gap: Gap::Blank, plus: false, ..word }]
    }

    /// Words with their meanings.
    pub(crate) fn tag_words(&self, words: Vec<Word>) -> Tagged<'_> {
        Tagged::new(words, &self.book)
    }

    /// The words of `text`, with misspelled words of the trade put right.
    pub(crate) fn put_right(&self, text: &str, words: Vec<Word>) -> Vec<Word> {
        let tagged = self.tag_words(self.in_arabic_letters(text, words));
        let corrected = self.corrected(text, &tagged);
        let mut words = tagged.words;
        for (at, meant) in corrected {
            if let Some(word) = words.get_mut(at) {
                word.text.clone_from(&meant);
                word.stem = meant;
            }
        }
        self.tell_negations(&mut words);
        words
    }

    /// The words of `text`, with Arabic in Latin letters that content does not spell so as the Arabic
    /// words they sound like; and with the known ones beside them, so that they make a phrase.
    fn in_arabic_letters(&self, text: &str, words: Vec<Word>) -> Vec<Word> {
        let tagged = self.tag_words(words);
        // Other languages have words that sound like these: "kursiyan chahiye".
        if tagged.items.iter().any(|item| item.says(Cue::Foreign)) {
            return tagged.words;
        }
        let shouted = !text.chars().any(char::is_lowercase);
        let arabic = tagged.words.iter().any(|it| it.kind == Kind::Arabic || self.is_arabizi(it));
        let mut heard: Vec<(usize, String)> = Vec::new();
        let mut spelled: Vec<(usize, String)> = Vec::new();
        for item in &tagged.items {
            let Some(word) = tagged.words.get(item.at).filter(|_| item.length == 1) else {
                continue;
            };
            let written = text.get(word.start..word.end).unwrap_or_default();
            let capitals = !shouted && written.chars().any(char::is_uppercase);
            if word.kind != Kind::Latin || word.code != InCode::Nowhere || capitals {
                continue;
            }
            let unknown = item.meanings.is_empty() && !self.knows(word);
            // In English alone a slip of the finger is likelier.
            let slip = || !arabic && self.spelling.correct(&word.stem).is_some();
            let beside = || self.sounds_beside.meant(&word.text).filter(|_| arabic && unknown);
            let meant = self.sounds.meant(&word.text).or_else(beside);
            let Some(meant) = meant.map(str::to_owned) else { continue };
            if unknown && !slip() {
                heard.push((item.at, meant));
            } else if self.is_arabizi(word) && !self.is_english(word) {
                spelled.push((item.at, meant));
            }
        }
        let beside = |at: usize| heard.iter().any(|(it, _)| *it == at + 1 || *it + 1 == at);
        spelled.retain(|(at, _)| beside(*at));
        heard.extend(spelled);
        if arabic && !shouted {
            heard.extend(self.phrases_heard(text, &tagged));
        }
        let mut words = tagged.words;
        for (at, meant) in heard {
            if let Some(word) = words.get_mut(at) {
                (word.stem, word.kind) = (stem(&meant), Kind::Arabic);
                (word.text, word.by_sound) = (meant, true);
            }
        }
        words
    }

    /// The words of phrases that content spells otherwise: "sareer nafar wa7ed" is «سرير نفر واحد», and
    /// "ma yezeed 3an" is «ما يزيد عن». What is known as it is written stays.
    fn phrases_heard(&self, text: &str, tagged: &Tagged<'_>) -> Vec<(usize, String)> {
        let article = |word: &Word| matches!(word.text.as_str(), "el" | "al" | "il");
        let sounds = |word: &Word| {
            let written = text.get(word.start..word.end).unwrap_or_default();
            word.kind == Kind::Latin
                && word.code == InCode::Nowhere
                && !self.english.contains(&word.text)
                && !written.chars().any(char::is_uppercase)
        };
        let mut heard = Vec::new();
        let mut at = 0;
        while at < tagged.words.len() {
            let mut places: Vec<usize> = Vec::new();
            for (place, word) in tagged.words.iter().enumerate().skip(at).take(HEARD) {
                if !sounds(word) || place > at && !word.gap.continues() {
                    break;
                }
                if place == at || !article(word) {
                    places.push(place);
                }
            }
            let words: Vec<&str> =
                places.iter().filter_map(|it| Some(tagged.words.get(*it)?.text.as_str())).collect();
            let known = tagged.items.iter().find(|item| item.at == at).map_or(0, |it| it.length);
            let meant = self.sounds.phrase_meant(&words);
            let meant = meant.or_else(|| self.sounds_beside.phrase_meant(&words));
            match meant.filter(|meant| meant.len() > known) {
                Some(meant) => {
                    let last = places.get(meant.len() - 1).copied().unwrap_or(at);
                    heard.extend(places.into_iter().zip(meant.into_iter().map(str::to_owned)));
                    at = last + 1;
                }
                None => at += 1,
            }
        }
        heard
    }

    /// Reads "mesh" beside Arabic in Latin letters as the «مش» it is there.
    fn tell_negations(&self, words: &mut [Word]) {
        for at in 0..words.len() {
            let next = words.get(at + 1).filter(|next| next.gap.continues());
            let arabic = |word: &Word| word.kind == Kind::Arabic || self.is_arabizi(word);
            let negates = next.is_some_and(arabic);
            let word =
                words.get_mut(at).filter(|it| negates && self.not_in_arabizi.contains(&it.text));
            if let Some(word) = word {
                (word.text, word.stem) = ("مش".to_owned(), "مش".to_owned());
            }
        }
    }

    /// The words that were misspelled, each with the stem that was meant.
    fn corrected(&self, text: &str, tagged: &Tagged<'_>) -> Vec<(usize, String)> {
        // Who writes everything in capitals names nothing by them.
        let shouted = !text.chars().any(char::is_lowercase);
        let mut corrected = Vec::new();
        let mut after_name = false;
        for item in &tagged.items {
            let named = std::mem::replace(&mut after_name, item.says(Cue::Name));
            let Some(word) = tagged.words.get(item.at).filter(|_| item.meanings.is_empty()) else {
                continue;
            };
            let written = text.get(word.start..word.end).unwrap_or_default();
            let capitals = !shouted && written.chars().filter(|c| c.is_uppercase()).count() > 1;
            let next = tagged.words.get(item.at + 1);
            let beside_digits = |digits: Option<&Word>, gap: Gap| {
                gap <= Gap::Joined && digits.is_some_and(|word| word.kind == Kind::Digits)
            };
            let before = item.at.checked_sub(1).and_then(|at| tagged.words.get(at));
            let in_code = beside_digits(before, word.gap)
                || next.is_some_and(|next| beside_digits(Some(next), next.gap));
            let spelled = matches!(word.kind, Kind::Latin | Kind::Arabic);
            let coded = word.code != InCode::Nowhere;
            if named || capitals || in_code || coded || !spelled || self.knows(word) {
                continue;
            }
            let bare = || without_particle(&word.text).filter(|_| word.kind == Kind::Arabic);
            let meant = self
                .spelling
                .correct(&word.stem)
                .or_else(|| self.spelling.correct(&word.text))
                .or_else(|| self.spelling.correct(&bare()?));
            corrected.extend(meant.map(|meant| (item.at, meant)));
        }
        corrected
    }

    /// Whether a word is spelled as some word that Noor, or anybody, knows.
    pub(crate) fn knows(&self, word: &Word) -> bool {
        let known = |text: &str| self.known.contains(text);
        known(&word.text)
            || known(&word.stem)
            || word.kind == Kind::Arabic
                && without_particle(&word.text).is_some_and(|bare| known(&bare))
    }

    /// Whether a folded word is one that things are called by, alone or in a longer phrase.
    pub fn is_ordinary(&self, word: &str) -> bool {
        self.known.contains(word) || self.known.contains(&stem(word))
    }

    /// What serves for something that `text` wants to do ([`Lexicon::needed`]), as it is written and
    /// with misspelled words put right.
    pub fn needed(&self, text: &str) -> Vec<Wish> {
        let words = self.words(text);
        let written = self.lexicon.needed(text);
        let mut needed = self.lexicon.needed_in(&self.put_right(text, words));
        for need in written {
            if !needed.contains(&need) {
                needed.push(need);
            }
        }
        needed
    }

    /// What a word says about a product by itself.
    pub(crate) fn features_of(&self, word: &Word) -> Vec<&Feature> {
        let met = self.book.longest(std::slice::from_ref(word));
        let meanings = met.into_iter().flat_map(|met| met.meanings);
        meanings
            .filter_map(|meaning| match meaning {
                Meaning::Feature(feature) => Some(feature),
                Meaning::Cue(_)
                | Meaning::Term(_)
                | Meaning::Currency(_)
                | Meaning::Number(_)
                | Meaning::Role(_) => None,
            })
            .collect()
    }

    /// What a word can mean by itself.
    pub(crate) fn meanings_of(&self, word: &Word) -> &[Meaning] {
        self.book.longest(std::slice::from_ref(word)).map_or(&[], |met| met.meanings)
    }

    /// Whether a word says something by itself, whatever phrase it stands in.
    pub(crate) fn says(&self, word: &Word, cue: Cue) -> bool {
        let met = self.book.longest(std::slice::from_ref(word));
        met.is_some_and(|met| met.meanings.contains(&Meaning::Cue(cue)))
    }

    /// Whether a word is Arabic in Latin letters.
    pub(crate) fn is_arabizi(&self, word: &Word) -> bool {
        word.kind == Kind::Latin
            && (self.arabizi.contains(&word.text)
                || word.text.chars().any(|c| c.is_ascii_digit())
                    && !self.english.contains(&word.text))
    }

    /// Whether a word is English that Noor knows.
    pub(crate) fn is_english(&self, word: &Word) -> bool {
        word.kind == Kind::Latin
            && (self.english.contains(&word.text) || self.english.contains(&word.stem))
    }
}

#[derive(Default)]
struct Builder {
    book: PhraseBook<Meaning>,
    arabizi: HashSet<String>,
    english: HashSet<String>,
    known: HashSet<String>,
    spelling: Spelling,
    not_in_arabizi: HashSet<String>,
    sounds: Arabizi,
    sounds_beside: Arabizi,
}

/// So many words may belong to one phrase that is heard, its articles among them.
const HEARD: usize = 8;

/// Adds a phrase as it sounds: its words, and all of them together.
fn hear(sounds: &mut Arabizi, words: &[Word]) {
    for word in words {
        sounds.add(&word.text);
    }
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    sounds.add_phrase(&texts);
}

impl Builder {
    fn add(&mut self, phrase: &str, spelling: Script, meaning: Meaning, detail: bool) {
        let foreign = meaning == Meaning::Cue(Cue::Foreign);
        let words = split(phrase, |_| true);
        let alone = words.len() == 1;
        if let ([word], Script::Arabizi, Meaning::Cue(Cue::Not)) =
            (words.as_slice(), spelling, &meaning)
            && self.english.contains(&word.text)
        {
            self.not_in_arabizi.insert(word.text.clone());
            return;
        }
        match meaning {
            Meaning::Feature(_) => hear(&mut self.sounds, &words),
            Meaning::Term(_) | Meaning::Number(_) | Meaning::Currency(_) => {
                hear(&mut self.sounds_beside, &words);
            }
            Meaning::Cue(_) | Meaning::Role(_) => {}
        }
        let expected = spelling == Script::AsIs && worth_correcting_to(&meaning, alone);
        for word in words {
            // A short word inside a phrase or of a small part ("case", "post") is like too many
            // ordinary ones.
            let distinct = alone && !detail || word.stem.chars().take(6).count() == 6;
            if expected && distinct {
                self.spelling.add(&word.stem);
            }
            self.known.extend([word.text.clone(), word.stem.clone()]);
            if word.kind != Kind::Latin {
                continue;
            }
            match spelling {
                Script::AsIs if foreign => {}
                Script::AsIs => self.english.extend([word.text, word.stem]),
                // Particles of one or two letters ("w", "fe") prove nothing.
                Script::Arabizi if word.text.len() > 2 => {
                    self.arabizi.insert(word.text);
                }
                Script::Arabizi => {}
            }
        }
        self.book.add(phrase, meaning);
    }
}

/// Whether the words of a phrase are ones that customers misspell and that matter: those of the
/// trade, and a few that ask or limit. `alone` says that the phrase is one word.
fn worth_correcting_to(meaning: &Meaning, alone: bool) -> bool {
    match meaning {
        Meaning::Feature(_) => true,
        Meaning::Cue(cue) => alone && matches!(cue, Cue::Price | Cue::Stock | Cue::Discount),
        Meaning::Term(term) => {
            let limits = matches!(term, Term::Below | Term::Between | Term::Budget);
            alone && (limits || matches!(term, Term::Width | Term::Depth | Term::Height))
        }
        Meaning::Currency(_) => alone,
        Meaning::Number(_) | Meaning::Role(_) => false,
    }
}
