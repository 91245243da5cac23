//! Whether a paper is a quotation that was made out here, and says what it said then.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use noor_core::quote::Quote;
use noor_core::reply::figures::Digits;
use noor_paper::{VerificationCode, page_texts, verification_codes};
use noor_store::{documents, quotes};

use super::paper;
use crate::content::Content;
use crate::context::Context;

/// What a paper turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is the quotation, and every page reads as it did when it was sent.
    Genuine {
        /// The quotation, with what became of it.
        quote: Box<Quote>,
        /// Whether it is the very file, byte for byte.
        same_file: bool,
    },
    /// Its code is right, and what stands on its pages is not what was sent.
    Altered {
        /// The quotation that it was made from.
        quote: Box<Quote>,
        /// The first line that differs: as it was sent, and as it stands there.
        difference: (String, String),
    },
    /// Its code is right, and it cannot be told whether its pages are: the paper is not kept, or the
    /// code was typed.
    CodeOnly {
        /// The quotation.
        quote: Box<Quote>,
    },
    /// Its code is not that of the quotation it names.
    Forged {
        /// The code.
        code: VerificationCode,
        /// What the quotation's own figures give.
        quote: Box<Quote>,
    },
    /// Nothing of that number and revision was made out here.
    Unknown {
        /// The code.
        code: VerificationCode,
    },
    /// No code can be read in it.
    NoCode,
    /// It has several codes: it was put together from more than one paper, or changed.
    SeveralCodes {
        /// The codes.
        codes: Vec<VerificationCode>,
    },
}

/// Looks at a file that somebody says is a quotation of the shop's.
///
/// # Errors
///
/// When the database cannot be asked.
pub async fn verify_file(context: &Context, file: &[u8]) -> Result<Verdict> {
    let codes = verification_codes(file);
    let code = match codes.as_slice() {
        [] => return Ok(Verdict::NoCode),
        [code] => code.clone(),
        [_, _, ..] => return Ok(Verdict::SeveralCodes { codes }),
    };
    let quote = match verify_code(context, code).await? {
        Verdict::CodeOnly { quote } => quote,
        verdict => return Ok(verdict),
    };
    let kept = documents::find(&context.db, paper::KIND, &paper::subject(&quote)).await;
    let Some(kept) = kept.context("look for the paper")? else {
        return Ok(Verdict::CodeOnly { quote });
    };
    let kept = documents::read(&context.db, kept.id).await.context("read the paper")?;
    let Some(kept) = kept else { return Ok(Verdict::CodeOnly { quote }) };
    if kept.bytes == file {
        return Ok(Verdict::Genuine { quote, same_file: true });
    }
    Ok(match difference(&kept.bytes, file) {
        Some(difference) => Verdict::Altered { quote, difference },
        None => Verdict::Genuine { quote, same_file: false },
    })
}

/// Looks at a code as somebody typed it from a paper.
///
/// # Errors
///
/// When the database cannot be asked.
pub async fn verify_code(context: &Context, code: VerificationCode) -> Result<Verdict> {
    let quote = quotes::revision(&context.db, &code.number, code.revision).await;
    let Some(quote) = quote.context("look for the quotation")? else {
        return Ok(Verdict::Unknown { code });
    };
    let quote = Box::new(quote);
    if code_of(&context.content, &quote) != code {
        return Ok(Verdict::Forged { code, quote });
    }
    Ok(Verdict::CodeOnly { quote })
}

/// The code that stands on the paper of a quotation, computed from its figures.
pub fn code_of(content: &Content, quote: &Quote) -> VerificationCode {
    VerificationCode::of(&paper::paper(content, quote, Digits::default(), &HashMap::new()))
}

/// The first line that differs between two files; spaces do not count.
fn difference(sent: &[u8], given: &[u8]) -> Option<(String, String)> {
    let lines = |file: &[u8]| -> Vec<String> {
        let pages = page_texts(file);
        let lines = pages.iter().flat_map(|page| page.lines());
        lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    };
    let (sent, given) = (lines(sent), lines(given));
    let longest = sent.len().max(given.len());
    let line = |lines: &[String], place: usize| lines.get(place).cloned().unwrap_or_default();
    (0..longest)
        .map(|place| (line(&sent, place), line(&given, place)))
        .find(|(sent, given)| sent != given)
}
