//! Finds the verification codes in a file.

use hayro_syntax::Pdf;
use hayro_syntax::object::dict::keys::{METADATA, TYPE};
use hayro_syntax::object::{Name, Object};

use crate::fingerprint::VerificationCode;
use crate::page_text::texts_of;

/// The verification codes in a file, each once; none for a file that is no quotation.
///
/// They are looked for in its keywords, its metadata and on its pages, so they survive programs that
/// save a PDF anew, and those that only print it into another one. Two codes are in a file that was
/// put together from two quotations, or one whose pages were changed. A scan has none; its code can be
/// typed.
///
/// A code says which quotation this wants to be. Whether that was ever made, and what it says, only
/// the one who made it knows: compare the fingerprint with that of the stored quotation, and the
/// figures by eye.
pub fn verification_codes(pdf: &[u8]) -> Vec<VerificationCode> {
    let mut texts = Vec::new();
    if let Ok(pdf) = Pdf::new(pdf.to_vec()) {
        texts.extend(pdf.metadata().keywords.as_deref().map(text_string));
        texts.extend(pdf.objects().into_iter().filter_map(metadata));
        texts.extend(texts_of(&pdf));
    } else {
        // Damaged, or cut on its way: what is not compressed can still be read.
        texts.push(String::from_utf8_lossy(pdf).into_owned());
    }
    let mut codes = Vec::new();
    for code in texts.iter().flat_map(|text| codes_in(text)) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

fn codes_in(text: &str) -> impl Iterator<Item = VerificationCode> {
    let in_a_code = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '%' | '/');
    text.split(move |c: char| !in_a_code(c)).filter_map(|word| word.parse().ok())
}

/// The XML in which a file says what it is.
fn metadata(object: Object<'_>) -> Option<String> {
    let stream = object.into_stream()?;
    let kind: Name<'_> = stream.dict().get(TYPE)?;
    let bytes = (*kind == *METADATA).then(|| stream.decoded().ok())??;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A text of a PDF: UTF-16 with its mark, else bytes.
fn text_string(bytes: &[u8]) -> String {
    let Some(wide) = bytes.strip_prefix(&[0xfe, 0xff]) else {
        return String::from_utf8_lossy(bytes).into_owned();
    };
    let units: Vec<u16> = wide
        .chunks_exact(2)
        .filter_map(|pair| Some(u16::from_be_bytes(pair.try_into().ok()?)))
        .collect();
    String::from_utf16_lossy(&units)
}
