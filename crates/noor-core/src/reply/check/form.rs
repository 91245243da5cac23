//! The outer form of a draft: its length, language, questions, links and markup.

use super::reading::Sentence;
use super::{Case, Objection, Rules};
use crate::language::Language;
use crate::normalise::fold;
use crate::reply::draft::{Draft, Part};
use crate::reply::evidence::Slot;

/// The objection to a text that is not worth reading further.
pub(super) fn too_long(draft: &Draft, rules: Rules<'_>) -> Vec<Objection> {
    let long = draft.words().chars().count() > rules.longest;
    long.then_some(Objection::Long(rules.longest)).into_iter().collect()
}

/// The other objections to its form.
pub(super) fn objections(case: &Case<'_>) -> Vec<Objection> {
    let own = case.draft.words();
    let plain = case.rules.plain.words();
    let mut objections = Vec::new();
    if own.trim().is_empty() && case.draft.slots().next().is_none() {
        objections.push(Objection::Empty);
    }
    if !is_in(&own, case.rules.language) {
        objections.push(Objection::Language(case.rules.language));
    }
    if questions(&own) > questions(&plain) {
        objections.push(Objection::Questions);
    }
    if has_link(&own) && !has_link(&plain) {
        objections.push(Objection::Link);
    }
    if is_unfinished(case) {
        objections.push(Objection::Unfinished);
    }
    // A block is a paragraph of its own: nothing is said of it in its line.
    for sentence in &case.reading.sentences {
        let blocks = sentence.slots().filter(|slot| matches!(slot, Slot::Block(_)));
        for slot in blocks.filter(|_| sentence.tokens.len() > 1) {
            objections.push(Objection::Block(slot.to_string()));
        }
    }
    let headed = own.lines().any(|line| line.starts_with(['#', '|', '>']));
    if own.contains("**") || own.contains("__") || own.contains(['~', '`']) || headed {
        objections.push(Objection::Markup);
    }
    objections
}

/// Whether it breaks off: its last words are neither content's nor ended by a mark.
fn is_unfinished(case: &Case<'_>) -> bool {
    let last = case.reading.sentences.last();
    let plain = last.is_none_or(Sentence::is_plain);
    let Some(Part::Words(words)) = case.draft.parts().last() else { return false };
    let end = words.trim_end_matches(|c: char| c.is_whitespace() || is_closing(c));
    let end = end.chars().next_back();
    !plain
        && end
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '،' | ':' | ';' | '؛' | '-'))
}

fn is_closing(c: char) -> bool {
    matches!(c, '*' | '_' | '"' | '”' | '»' | ')' | '\'')
}

fn questions(text: &str) -> usize {
    text.chars().filter(|c| matches!(c, '?' | '؟')).count()
}

fn has_link(text: &str) -> bool {
    const SIGNS: [&str; 8] = ["http", "www", "://", "@", ".com", ".ae", ".me/", "wa.me"];
    let folded = fold(text);
    SIGNS.iter().any(|sign| folded.contains(sign))
}

/// Whether most letters are of the language's script.
fn is_in(own: &str, language: Language) -> bool {
    let (mut arabic, mut other) = (0_usize, 0_usize);
    for c in own.chars().filter(|c| c.is_alphabetic()) {
        if matches!(c, '\u{600}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{FB50}'..='\u{FEFF}') {
            arabic += 1;
        } else {
            other += 1;
        }
    }
    match language {
        Language::English => arabic == 0,
        Language::Arabic => arabic >= other || arabic + other == 0,
    }
}
