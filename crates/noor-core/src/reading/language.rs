//! Which language a message is written in, so that the answer is in the same.
//!
//! Codes, numbers and addresses say nothing; any Arabic word says Arabic.

use crate::language::Language;
use crate::reading::cues::Cue;
use crate::reading::tags::Tagged;
use crate::reading::vocabulary::Vocabulary;
use crate::words::Kind;

/// What the words of a message say about its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spoken {
    /// One that Noor writes.
    Served(Language),
    /// Another one.
    Other,
    /// The message has no words that tell.
    Unclear,
}

/// What was heard in words that are no longer in the text: "my name is" counts, the name does not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Heard {
    pub(super) arabic: u32,
    pub(super) arabizi: u32,
    pub(super) english: u32,
    /// Whether names were written in Arabic letters. They tell where nothing else does.
    pub(super) arabic_names: bool,
    /// Whether digits were. They tell where no word does.
    pub(super) arabic_digits: bool,
}

/// Decides by counting words. `in_code` says which words belong to article codes or name areas.
pub(super) fn spoken(
    text: &Tagged<'_>,
    vocabulary: &Vocabulary,
    in_code: &[bool],
    heard: Heard,
) -> Spoken {
    let Heard { mut arabic, mut arabizi, mut english, arabic_names, arabic_digits } = heard;
    let mut urdu = 0_u32;
    let mut latin = 0_u32;
    let mut foreign = 0_u32;
    let mut foreign_latin = 0_u32;
    for item in &text.items {
        let strange = item.says(Cue::Foreign);
        for at in item.at..item.at + item.length {
            let Some(word) = text.words.get(at) else { continue };
            if in_code.get(at).copied().unwrap_or(false) {
                continue;
            }
            match word.kind {
                Kind::Arabic if word.text.contains(['ٹ', 'ڈ', 'ڑ', 'ں', 'ے', 'ھ']) => {
                    urdu += 1;
                }
                Kind::Arabic if strange => urdu += 1,
                Kind::Arabic if word.by_sound => arabizi += 1,
                Kind::Arabic => arabic += 1,
                Kind::Latin if vocabulary.is_arabizi(word) => arabizi += 1,
                Kind::Latin => {
                    latin += 1;
                    // "W" is «و» as well.
                    let known = word.text.len() > 1 && vocabulary.is_english(word);
                    english += u32::from(known && !strange);
                    let accent = !word.text.is_ascii();
                    foreign_latin += u32::from((strange && !known) || accent);
                }
                Kind::Foreign => foreign += 1,
                Kind::Digits | Kind::Sign | Kind::Private => {}
            }
        }
    }
    match () {
        () if urdu > 0 && urdu * 4 >= arabic => Spoken::Other,
        () if arabic > 0 => Spoken::Served(Language::Arabic),
        () if foreign > english + arabizi => Spoken::Other,
        () if arabizi > 0 && arabizi >= english => Spoken::Served(Language::Arabic),
        () if foreign_latin > english => Spoken::Other,
        () if english == 0 && arabic_digits => Spoken::Served(Language::Arabic),
        () if english > 0 || latin > 2 => Spoken::Served(Language::English),
        () if arabic_names => Spoken::Served(Language::Arabic),
        () => Spoken::Unclear,
    }
}
