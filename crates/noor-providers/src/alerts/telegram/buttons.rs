//! Buttons under a message, and what a press of one brings back.
//!
//! What comes back is a short word and an id, and nothing else: no right and no state, since anybody
//! who can write to the bot can send any such data. 64 bytes is all there is room for.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::alerts::{Button, Verb};

const VERBS: [(&str, Verb); 3] = [("t", Verb::Take), ("r", Verb::Resolve), ("b", Verb::HandBack)];

/// The rows as Telegram's `inline_keyboard`.
pub(super) fn keyboard(rows: &[Vec<Button>]) -> Value {
    let row = |row: &Vec<Button>| -> Vec<Value> { row.iter().map(button).collect() };
    json!({ "inline_keyboard": rows.iter().map(row).collect::<Vec<_>>() })
}

fn button(button: &Button) -> Value {
    let (verb, subject) = button.wants;
    json!({ "text": button.label, "callback_data": data(verb, subject) })
}

fn data(verb: Verb, subject: Uuid) -> String {
    let word = VERBS.iter().find(|(_, known)| *known == verb).map_or("", |(word, _)| word);
    format!("{word}:{}", subject.simple())
}

/// What the data of a press asks for.
pub(super) fn wanted(data: &str) -> Option<(Verb, Uuid)> {
    let (word, subject) = data.split_once(':')?;
    let (_, verb) = VERBS.iter().find(|(known, _)| *known == word)?;
    Some((*verb, Uuid::try_parse(subject).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_button_was_given_comes_back_and_has_room() {
        for (_, verb) in VERBS {
            let subject = Uuid::from_u128(u128::MAX - 7);
            let data = data(verb, subject);
            assert!(data.len() <= 64, "{data}");
            assert_eq!(wanted(&data), Some((verb, subject)));
        }
        for foreign in ["", "t", "t:", "x:00000000000000000000000000000007", "t:7", "take:018f3c"] {
            assert_eq!(wanted(foreign), None, "{foreign}");
        }
    }
}
