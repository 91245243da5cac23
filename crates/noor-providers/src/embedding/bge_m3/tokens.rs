//! Cutting texts into tokens, and tokens into batches that take about the same time each.

use std::path::Path;

use tokenizers::{Tokenizer, TruncationParams};

use super::LoadError;

/// Tokens of one text, marks at its ends included. What follows is cut off.
pub(super) const LONGEST: usize = 512;
/// Characters that can make up so many tokens; more are not even looked at.
const CHARACTERS: usize = 16 * LONGEST;
/// Tokens in one batch, with what shorter texts are filled up with.
const BATCH: usize = 4096;

/// A text of a call, with its place in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tokens {
    pub(super) place: usize,
    pub(super) ids: Vec<u32>,
}

/// Reads a `tokenizer.json`.
pub(super) fn tokenizer(path: &Path) -> Result<Tokenizer, LoadError> {
    let unusable = |error: tokenizers::Error| LoadError::Tokenizer {
        path: path.to_owned(),
        reason: error.to_string(),
    };
    let mut tokenizer = Tokenizer::from_file(path).map_err(unusable)?;
    let truncation = TruncationParams { max_length: LONGEST, ..TruncationParams::default() };
    tokenizer.with_truncation(Some(truncation)).map_err(unusable)?;
    tokenizer.with_padding(None);
    Ok(tokenizer)
}

/// The tokens of each text.
pub(super) fn cut(tokenizer: &Tokenizer, texts: &[String]) -> tokenizers::Result<Vec<Tokens>> {
    let cut = |(place, text): (usize, &String)| {
        let text: String = text.chars().take(CHARACTERS).collect();
        let encoding = tokenizer.encode_fast(text, true)?;
        Ok(Tokens { place, ids: encoding.get_ids().to_vec() })
    };
    texts.iter().enumerate().map(cut).collect()
}

/// Puts texts of like length together, shortest first.
pub(super) fn batches(mut texts: Vec<Tokens>) -> Vec<Vec<Tokens>> {
    texts.sort_by_key(|text| text.ids.len());
    let mut batches: Vec<Vec<Tokens>> = Vec::new();
    for text in texts {
        match batches.last_mut() {
            Some(batch) if (batch.len() + 1) * text.ids.len() <= BATCH => batch.push(text),
            Some(_) | None => batches.push(vec![text]),
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_has_texts_of_like_length_and_no_more_tokens_than_it_may() {
        let lengths = [512, 3, 100, 512, 4, 512, 512, 512, 512, 512, 512, 5];
        let texts = lengths.iter().enumerate();
        let texts = texts.map(|(place, length)| Tokens { place, ids: vec![9; *length] }).collect();
        let batches = batches(texts);
        let places: Vec<Vec<usize>> =
            batches.iter().map(|batch| batch.iter().map(|text| text.place).collect()).collect();
        assert_eq!(places, [vec![1, 4, 11, 2, 0, 3, 5, 6], vec![7, 8, 9, 10]]);
        for batch in &batches {
            let longest = batch.iter().map(|text| text.ids.len()).max().unwrap();
            assert!(batch.len() * longest <= BATCH);
        }
    }
}
