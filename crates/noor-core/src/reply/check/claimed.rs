//! Claims in a draft's own words: what only a value, or content's own sentence, may say.

use std::collections::HashSet;

use super::reading::Word;
use super::{Case, Objection};

/// Every phrase of content's claims, also where blanks, marks or line ends stand inside it.
pub(super) fn objections(case: &Case<'_>) -> Vec<Objection> {
    let claims = case.rules.claims;
    let stream = case.reading.stream();
    let words: Vec<Option<&Word>> = stream.iter().map(|it| it.map(|(word, _)| word)).collect();
    let idiomatic: HashSet<usize> =
        claims.idioms.found_in(&words).iter().flat_map(|it| it.start..it.start + it.len).collect();
    let is_own = |start: usize, len: usize| {
        let said = stream.get(start..start + len).unwrap_or_default();
        said.iter().any(|it| it.is_none_or(|(_, plain)| !plain))
            && !(start..start + len).all(|place| idiomatic.contains(&place))
    };
    let said = |start: usize, len: usize| -> String {
        let said = words.get(start..start + len).unwrap_or_default();
        said.iter().flatten().map(|word| word.text()).collect::<Vec<_>>().join(" ")
    };
    let mut objections = Vec::new();
    let mut object = |kind: &str, start: usize, len: usize| {
        objections.push(Objection::Claim { claim: kind.to_owned(), words: said(start, len) });
    };
    for found in claims.of_values.found_in(&words) {
        if is_own(found.start, found.len) {
            object(found.kind, found.start, found.len);
        }
    }
    // Words in pieces: `to day`, `dis count`.
    for len in [2, 3] {
        for (start, pieces) in words.windows(len).enumerate() {
            let whole: Option<Vec<&str>> =
                pieces.iter().map(|piece| piece.map(Word::text)).collect();
            let whole = whole.map(|pieces| pieces.concat());
            if let Some(kind) = whole.and_then(|whole| claims.of_values.single(&whole))
                && is_own(start, len)
            {
                object(kind, start, len);
            }
        }
    }
    let plain = case.plain.stream();
    let plain: Vec<Option<&Word>> = plain.iter().map(|it| it.map(|(word, _)| word)).collect();
    let raised: HashSet<&str> =
        claims.topics.found_in(&plain).into_iter().map(|found| found.kind).collect();
    for found in claims.topics.found_in(&words) {
        if is_own(found.start, found.len) && !raised.contains(found.kind) {
            object(found.kind, found.start, found.len);
        }
    }
    objections
}
