//! When messages are sent, and whether they may be.

use chrono::{NaiveTime, TimeDelta};
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::super::seen::{By, Reply};
use super::likeness::{figure, within};
use super::scene::holds;
use super::{Kind, Own, Test};

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "followup_sent", read: followup_sent },
    Kind { name: "no_freeform_outside_window", read: no_freeform_outside_window },
    Kind { name: "followup_within_hours", read: within_hours },
    Kind { name: "outbound_none", read: outbound_none },
];

/// How long after the customer's last message free text may be sent.
const WINDOW: TimeDelta = TimeDelta::hours(24);

/// `{"mode": …, "kind": …, "count": …}`, all of them optional; of the turns in which time passes.
fn followup_sent(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let (mode, kind, count) = of.inner(|wanted| {
        let mode: Option<Option<String>> = wanted.optional("mode");
        let kind: Option<Option<String>> = wanted.optional("kind");
        let count: Option<Option<Value>> = wanted.optional("count");
        Some((mode?, kind?, count?))
    })?;
    Some(Box::new(move |scene| {
        let fits = |reply: &&Reply| {
            mode.as_ref().is_none_or(|mode| *mode == reply.mode)
                && kind.as_ref().is_none_or(|kind| Some(kind) == reply.kind.as_ref())
        };
        let passing = scene.turns().filter(|(_, turn)| turn.happened.by == By::Clock);
        let sent = Decimal::from(passing.flat_map(|(_, turn)| &turn.replies).filter(fits).count());
        let enough = match &count {
            None => sent > Decimal::ZERO,
            Some(Value::Object(limits)) => within(limits, sent),
            Some(exact) => figure(exact) == Some(sent),
        };
        scene.in_the_end(|_| holds(enough, || format!("{sent} such messages were sent")))
    }))
}

fn no_freeform_outside_window(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    of.fields.set(of.kind)?;
    Some(Box::new(|scene| {
        scene.everywhere(|turn| {
            turn.replies.iter().filter(|reply| reply.mode != "template").try_for_each(|reply| {
                let (Some(at), Some(wrote)) = (reply.at, turn.happened.last_customer_at) else {
                    return Ok(());
                };
                holds(at - wrote <= WINDOW, || format!("free text was sent at {at}, after {wrote}"))
            })
        })
    }))
}

/// `["10:00", "20:00"]` in the shop's time zone; of the turns in which time passes.
fn within_hours(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let hours: Map<String, Value> = match of.value::<Value>()? {
        Value::Array(hours) if hours.len() == 2 => {
            ["from", "to"].map(str::to_owned).into_iter().zip(hours).collect()
        }
        Value::Object(hours) => hours,
        _ => Map::new(),
    };
    let hour = |key: &str| NaiveTime::parse_from_str(hours.get(key)?.as_str()?, "%H:%M").ok();
    let (Some(from), Some(to)) = (hour("from"), hour("to")) else {
        of.fields.mistake(
            &"`followup_within_hours` is two times of day, such as [\"10:00\", \"20:00\"]",
        );
        return None;
    };
    Some(Box::new(move |scene| {
        scene.everywhere(|turn| {
            let passing = turn.happened.by == By::Clock;
            let times = turn.replies.iter().filter(|_| passing).filter_map(|reply| reply.at);
            let local = times.map(|at| at.with_timezone(&scene.ground.zone).time());
            let outside = local.into_iter().find(|at| *at < from || *at > to);
            holds(outside.is_none(), || {
                format!("a message was sent at {}", outside.unwrap_or_default())
            })
        })
    }))
}

fn outbound_none(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    of.fields.set(of.kind)?;
    Some(Box::new(|scene| {
        scene.everywhere(|turn| holds(turn.replies.is_empty(), || "something was sent".to_owned()))
    }))
}

#[cfg(test)]
mod tests {
    use super::super::super::seen::{By, Turn};
    use super::super::hand_made::{says, tells_apart, turn};
    use serde_json::json;

    fn sent(at: &str, mode: &str) -> [Turn; 1] {
        let mut later =
            turn("", json!({"replies": [{"text": "Hello again", "mode": mode, "at": at}]}));
        later.happened.by = By::Clock;
        later.happened.last_customer_at = "2026-03-02T06:00:00Z".parse().ok();
        [later]
    }

    #[test]
    fn follow_ups_are_sent_in_time() {
        let (good, late) =
            (sent("2026-03-03T05:00:00Z", "freeform"), sent("2026-03-03T17:00:00Z", "freeform"));
        tells_apart(json!({"no_freeform_outside_window": true}), &good, &late);
        // Nine in the morning in Dubai is before ten.
        tells_apart(json!({"followup_within_hours": ["09:00", "20:00"]}), &good, &late);
        tells_apart(
            json!({"followup_sent": {"mode": "freeform", "count": 1}}),
            &good,
            &[says("a")],
        );
        let template = sent("2026-03-03T17:00:00Z", "template");
        tells_apart(json!({"no_freeform_outside_window": true}), &template, &late);
        tells_apart(json!({"followup_sent": {"mode": "template"}}), &template, &late);
        tells_apart(json!({"followup_sent": {"count": {"max": 0}}}), &[says("a")], &late);
        tells_apart(json!({"outbound_none": true}), &[turn("a", json!({}))], &late);
    }
}
