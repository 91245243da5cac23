//! What replies ask the customer for.

use super::super::ground::sentences;
use super::scene::holds;
use super::{Kind, Own, Test};

pub(super) const KINDS: &[Kind] = &[Kind { name: "asks_slots", read: asks_slots }];

/// Slots as the structured reply names them: `any_of` once, `none_of` never, and `not_only` where a
/// reply must not consist of that question alone.
fn asks_slots(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let (any_of, none_of, not_only) = of.inner(|slots| {
        let any_of: Option<Option<Vec<String>>> = slots.optional("any_of");
        let none_of: Option<Option<Vec<String>>> = slots.optional("none_of");
        let not_only: Option<Option<Vec<String>>> = slots.optional("not_only");
        let read = (any_of?, none_of?.unwrap_or_default(), not_only?.unwrap_or_default());
        if read.0.is_none() && read.1.is_empty() && read.2.is_empty() {
            slots.mistake(&"write `any_of`, `none_of` or `not_only`");
        }
        Some(read)
    })?;
    Some(Box::new(move |scene| {
        if let Some(wanted) = &any_of {
            let why = format!("no reply asks for {}", wanted.join(" or "));
            scene.somewhere(&why, |turn| turn.asks.iter().any(|slot| wanted.contains(slot)))?;
        }
        scene.everywhere(|turn| {
            let found = turn.asks.iter().find(|slot| none_of.contains(slot));
            holds(found.is_none(), || format!("it asks for {}", turn.asks.join(", ")))?;
            let alone = sentences(&turn.text()).len() <= 1;
            let only = turn.asks.iter().any(|slot| not_only.contains(slot)) && alone;
            holds(!only, || format!("it asks for {} and says nothing else", turn.asks.join(", ")))
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{tells_apart, turn};
    use serde_json::json;

    #[test]
    fn slots_are_asked_for_or_not() {
        let asks = |slot: &str, text: &str| {
            [turn("hi", json!({"asks": [slot], "replies": [{"text": text}]}))]
        };
        let quantity = asks("quantity", "It costs AED 345. How many?");
        let name = asks("name", "What is your name?");
        tells_apart(json!({"asks_slots": {"any_of": ["quantity"]}}), &quantity, &name);
        tells_apart(json!({"asks_slots": {"none_of": ["name"]}}), &quantity, &name);
        tells_apart(json!({"asks_slots": {"not_only": ["name", "quantity"]}}), &quantity, &name);
    }
}
