//! Our keys in titles: `Falcon Ridge, 4 desks [NR-1042]`.

use super::CrmError;
use crate::error::ProviderError;

/// The longest key: it must leave room for words.
const LONGEST_KEY: usize = 40;

/// The key, if it can stand in a title and in a query.
///
/// # Errors
///
/// A refusal that says what a key may hold.
pub(super) fn checked<'a>(service: &'static str, key: &'a str) -> Result<&'a str, CrmError> {
    if is_key(key) {
        return Ok(key);
    }
    Err(CrmError::Provider(ProviderError::Refused {
        service,
        code: "key".to_owned(),
        reason: format!(
            "{key:?} is no key: use one to forty letters, digits, dashes, dots and colons"
        ),
    }))
}

fn is_key(key: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(plain)
}

/// No more than `longest` characters of `text`.
pub(super) fn cut(text: &str, longest: Option<usize>) -> String {
    text.chars().take(longest.filter(|longest| *longest > 0).unwrap_or(usize::MAX)).collect()
}

/// The title with its key, no longer than `longest`: the words give way.
pub(super) fn with_key(title: &str, key: &str, longest: usize) -> String {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    let room = longest.saturating_sub(key.chars().count() + 3);
    format!("{} [{key}]", cut(&title, Some(room)).trim_end())
}

/// The words and the key of a title, if it has one.
pub(super) fn split(title: &str) -> (&str, Option<&str>) {
    let parts = title.trim().strip_suffix(']').and_then(|rest| rest.rsplit_once('['));
    match parts.filter(|(_, key)| is_key(key)) {
        Some((words, key)) => (words.trim_end(), Some(key)),
        None => (title.trim(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_give_way_to_the_key() {
        assert_eq!(with_key("  Falcon \n Ridge ", "NR-1", 120), "Falcon Ridge [NR-1]");
        let arabic = with_key(&"مكتب ".repeat(60), "NR-1042", 120);
        assert_eq!(arabic.chars().count(), 119, "{arabic}");
        assert_eq!(split(&arabic).1, Some("NR-1042"));
        assert_eq!(split("Falcon Ridge [NR-1]"), ("Falcon Ridge", Some("NR-1")));
        for plain in ["Falcon Ridge", "Desks [4 pieces]", "[]", "x]"] {
            assert_eq!(split(plain), (plain, None), "{plain}");
        }
    }

    #[test]
    fn a_key_is_plain() {
        assert!(is_key("quote.01890a5d-ac96-774b:2"));
        for wrong in ["", "a b", "O'Sample", "100%", "ن", &"k".repeat(41)] {
            assert!(checked("X", wrong).unwrap_err().to_string().contains("is no key"), "{wrong}");
        }
    }
}
