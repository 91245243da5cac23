//! Ids of records, and of what is left of an answer.

use serde_json::Value;

use super::wire::unconfirmed;
use crate::crm::CrmError;
use crate::lenient;

/// What the last three characters of an id are made of, by the capitals they stand for.
const CHECKS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";

/// The id of what was written.
pub(super) fn told_id(answer: &Value) -> Result<String, CrmError> {
    let told = lenient::text(&answer["id"]).filter(|id| is_id(id) && answer["success"] != false);
    told.ok_or_else(|| unconfirmed("the answer does not say what was written").into())
}

/// Whether it can be an id of Salesforce's: anything else names nothing. The short form has fifteen
/// characters; the long one has three more, which say where among five of them capitals stand.
pub(super) fn is_id(id: &str) -> bool {
    let capitals = |part: &[u8]| -> usize {
        let capitals = part.iter().enumerate().filter(|(_, byte)| byte.is_ascii_uppercase());
        capitals.map(|(place, _)| 1 << place).sum()
    };
    let Some((short, check)) = id.as_bytes().split_at_checked(15) else { return false };
    let places: Vec<u8> = short.chunks(5).map(|part| CHECKS[capitals(part)]).collect();
    let fits = check.is_empty() || check.eq_ignore_ascii_case(&places);
    fits && short.iter().all(u8::is_ascii_alphanumeric)
}

/// Whether it can name the rest of an answer: `01g000000000001AAA-2000`.
pub(super) fn is_cursor(cursor: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !cursor.is_empty() && cursor.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_two_forms_and_nothing_else_is_one() {
        for id in ["0035g0000012Abc", "0035g0000012AbcAAE"] {
            assert!(is_id(id), "{id}");
        }
        for odd in ["", "77", "0035g0000012AbcAAA", "0035g0000012Ab'", "0035g0000012AbcAA", "عقد"]
        {
            assert!(!is_id(odd), "{odd}");
        }
        assert!(is_cursor("01g000000000001AAA-2000") && !is_cursor("01g/../x") && !is_cursor(""));
    }
}
