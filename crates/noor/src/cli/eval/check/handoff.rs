//! When a person is asked for, and what they are told.

use serde_json::Value;

use super::super::ground::normalised;
use super::super::seen::Turn;
use super::scene::holds;
use super::{Kind, Own, Test};

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "escalated", read: escalated },
    Kind { name: "escalated_reason_if_any", read: reason_if_any },
    Kind { name: "escalation_count", read: count },
    Kind { name: "alert_sent", read: alert_sent },
    Kind { name: "handoff_contains_any", read: contains_any },
    Kind { name: "handoff_contains_all", read: contains_all },
    Kind { name: "handoff_has_media", read: has_media },
    Kind { name: "message_forwarded_to_manager", read: forwarded },
    Kind { name: "transcript_has_manager_turn", read: has_manager_turn },
];

/// Whether a person was asked for. Telling one while Noor goes on is no stop, so that both
/// `"escalated": false` and `true` with that reason hold after it.
fn escalated(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let wanted: Option<bool> = of.value();
    let one: Option<Option<String>> = of.fields.optional("reason");
    let several: Option<Option<Vec<String>>> = of.fields.optional("reason_in");
    let (wanted, one, several) = (wanted?, one?, several?);
    let reasons: Vec<String> = one.into_iter().chain(several.into_iter().flatten()).collect();
    Some(Box::new(move |scene| {
        scene.in_the_end(|turn| {
            let (count, stopped) = (turn.handoff.count, turn.handoff.stopped);
            let happened = if wanted { count > 0 } else { stopped > 0 };
            holds(happened == wanted, || format!("a person was asked for {count} times"))?;
            let fits = reasons.is_empty()
                || !wanted
                || turn.handoff.reasons.iter().any(|reason| reasons.contains(reason));
            holds(fits, || format!("the reason is {}", turn.handoff.reasons.join(", ")))
        })
    }))
}

fn reason_if_any(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let reasons = of.texts()?;
    Some(Box::new(move |scene| {
        scene.in_the_end(|turn| match &turn.handoff.reason {
            Some(reason) => holds(reasons.contains(reason), || format!("the reason is {reason}")),
            None => Ok(()),
        })
    }))
}

fn count(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let wanted: u64 = of.value()?;
    Some(Box::new(move |scene| {
        scene.in_the_end(|turn| {
            let count = turn.handoff.count;
            holds(count == wanted, || format!("a person was asked for {count} times"))
        })
    }))
}

fn alert_sent(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let wanted: bool = of.value()?;
    Some(Box::new(move |scene| {
        scene.in_the_end(|turn| {
            let told = turn.handoff.alerts_delivered;
            holds((told > 0) == wanted, || format!("people were told {told} times"))
        })
    }))
}

/// The texts of a card, whatever they stand under.
fn card(turn: &Turn) -> String {
    fn texts(value: &Value, all: &mut String) {
        match value {
            Value::String(text) => {
                all.push_str(&normalised(text).to_lowercase());
                all.push('\n');
            }
            Value::Array(items) => items.iter().for_each(|item| texts(item, all)),
            Value::Object(fields) => fields.values().for_each(|value| texts(value, all)),
            Value::Number(number) => {
                all.push_str(&number.to_string());
                all.push('\n');
            }
            Value::Null | Value::Bool(_) => {}
        }
    }
    let mut all = String::new();
    texts(&turn.handoff.card, &mut all);
    all
}

fn wanted(of: &mut Own<'_, '_, '_>) -> Option<Vec<String>> {
    Some(of.texts()?.iter().map(|text| normalised(text).to_lowercase()).collect())
}

fn contains_any(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let wanted = wanted(of)?;
    Some(Box::new(move |scene| {
        scene.in_the_end(|turn| {
            let card = card(turn);
            holds(wanted.iter().any(|text| card.contains(text)), || {
                format!("the card says: {card}")
            })
        })
    }))
}

fn contains_all(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let wanted = wanted(of)?;
    Some(Box::new(move |scene| {
        scene.in_the_end(|turn| {
            let card = card(turn);
            holds(wanted.iter().all(|text| card.contains(text)), || {
                format!("the card says: {card}")
            })
        })
    }))
}

fn has_media(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    of.fields.set(of.kind)?;
    Some(Box::new(|scene| {
        scene.in_the_end(|turn| {
            let card = &turn.handoff.card;
            let files =
                ["media", "files", "attachments"].into_iter().filter_map(|key| card.get(key));
            let some = files.into_iter().any(|it| it.as_array().is_some_and(|it| !it.is_empty()));
            holds(some, || "the card has no file".to_owned())
        })
    }))
}

/// The customer's words of the turn stand in the card of an open request, or people have the chat
/// already and see it as it comes.
fn forwarded(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    of.fields.set(of.kind)?;
    Some(Box::new(|scene| {
        scene.in_the_end(|turn| {
            let card = card(turn);
            let words = turn.happened.words.iter().map(|it| normalised(it).to_lowercase());
            // Whoever has the chat sees what comes in; what made them take it stands in the card.
            let in_their_hands = turn.handoff.open && turn.replies.is_empty();
            let in_card = turn.handoff.open && words.into_iter().all(|it| card.contains(it.trim()));
            let seen = turn.happened.manager_messages > 0;
            holds(in_card || in_their_hands || seen, || "no manager sees the message".to_owned())
        })
    }))
}

fn has_manager_turn(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    of.fields.set(of.kind)?;
    Some(Box::new(|scene| {
        scene.in_the_end(|turn| {
            holds(turn.happened.manager_messages > 0, || "no manager's message is kept".to_owned())
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{says, tells_apart, turn};
    use serde_json::json;

    #[test]
    fn a_person_is_asked_for_or_not() {
        let with = |reason: &str| {
            let card = json!({"last_messages": ["Send a Person"], "shown": ["KX 210"]});
            let handoff = json!({"open": true, "reason": reason, "reasons": [reason],
                                 "stopped": 1, "count": 1, "alerts_delivered": 1,
                "card": card});
            [turn("send a person", json!({"handoff": handoff}))]
        };
        let (asked, complaint, not) = (with("human_request"), with("complaint"), [says("a")]);
        tells_apart(json!({"escalated": true}), &asked, &not);
        tells_apart(json!({"escalated": false}), &not, &asked);
        tells_apart(json!({"escalated": true, "reason": "human_request"}), &asked, &complaint);
        tells_apart(json!({"escalated": true, "reason_in": ["complaint"]}), &complaint, &asked);
        tells_apart(json!({"escalated_reason_if_any": ["complaint"]}), &not, &asked);
        tells_apart(json!({"escalation_count": 1}), &asked, &not);
        tells_apart(json!({"alert_sent": true}), &asked, &not);
        tells_apart(json!({"handoff_contains_any": ["x", "a person"]}), &asked, &not);
        tells_apart(json!({"handoff_contains_all": ["person", "kx 210"]}), &asked, &not);
        tells_apart(json!({"message_forwarded_to_manager": true}), &asked, &not);
    }

    #[test]
    fn what_managers_write_and_get_is_kept() {
        let mut kept = [says("a")];
        kept[0].happened.manager_messages = 1;
        tells_apart(json!({"transcript_has_manager_turn": true}), &kept, &[says("a")]);
        let file = [turn("a", json!({"handoff": {"card": {"media": ["plan.pdf"]}}}))];
        tells_apart(json!({"handoff_has_media": true}), &file, &[says("a")]);
    }
}
