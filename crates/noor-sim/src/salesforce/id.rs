//! Ids: a prefix for the object, fifteen characters in which capitals count, and three more that say
//! which of them are capitals, for programs that do not tell them apart.

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SHORT: usize = 15;

/// The id of the `n`th record of the organization.
pub(super) fn nth(prefix: &str, n: u64) -> String {
    let mut tail = Vec::new();
    let mut rest = n;
    while rest > 0 {
        let digit = usize::try_from(rest % 62).unwrap_or_default();
        tail.push(char::from(DIGITS[digit]));
        rest /= 62;
    }
    let tail: String = tail.into_iter().rev().collect();
    in_full(&format!("{prefix}5g{tail:0>10}"))
}

/// What an id is compared by; `None` for what cannot be one.
pub(super) fn short(id: &str) -> Option<String> {
    let plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let short: String = id.chars().take(SHORT).collect();
    match id.len() {
        SHORT if plain => Some(short),
        18 if plain && in_full(&short).eq_ignore_ascii_case(id) => Some(short),
        _ => None,
    }
}

/// The long form of a short id.
fn in_full(short: &str) -> String {
    let mut id = short.to_owned();
    for part in short.as_bytes().chunks(5) {
        let capitals = part.iter().enumerate().filter(|(_, byte)| byte.is_ascii_uppercase());
        let place: usize = capitals.map(|(at, _)| 1 << at).sum();
        id.push(char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[place]));
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_form_knows_its_capitals() {
        assert_eq!(in_full("0035g0000012Abc"), "0035g0000012AbcAAE");
        assert_eq!(short("0035g0000012AbcAAE").as_deref(), Some("0035g0000012Abc"));
        assert_eq!(short("0035g0000012Abc").as_deref(), Some("0035g0000012Abc"));
        for odd in ["", "7", "0035g0000012AbcAAA", "0035g0000012Ab-", "900000000000000001"] {
            assert_eq!(short(odd), None, "{odd}");
        }
        let id = nth("003", 12_345);
        assert!(id.starts_with("0035g") && id.len() == 18 && short(&id).is_some(), "{id}");
        assert_ne!(nth("003", 1), nth("003", 63));
    }
}
