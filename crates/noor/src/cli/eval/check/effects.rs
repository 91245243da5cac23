//! What is done outside: quotations, orders, documents, feedback.

use noor_core::sku;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use super::claims::has_quotation;
use super::likeness::{figure, is_like, is_same_amount, within};
use super::scene::holds;
use super::{Kind, Own, Test};

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "quote_created", read: quote_created },
    Kind { name: "quote_not_created", read: quote_not_created },
    Kind { name: "document_count", read: document_count },
    Kind { name: "effect_count", read: effect_count },
    Kind { name: "feedback_saved", read: feedback_saved },
];

/// `{"lines": [["sku", 2]], "subtotal": …, "vat": …, "total": …}`; amounts may be terms.
fn quote_created(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let (mut lines, amounts) = of.inner(|quote| {
        let lines: Option<Vec<(String, u32)>> = quote.value("lines");
        let mut amounts = Vec::new();
        for name in ["subtotal", "vat", "total"] {
            if quote.has(name) {
                amounts.push((name, quote.amount(name)?));
            }
        }
        let lines = lines?.into_iter().map(|(code, it)| (sku::key(&code), Decimal::from(it)));
        Some((lines.collect::<Vec<_>>(), amounts))
    })?;
    lines.sort();
    Some(Box::new(move |scene| {
        let made = |turn: &super::Turn| {
            let call = turn.tools.iter().rev().find(|call| call.name == "create_quotation")?;
            let mut quoted: Vec<(String, Decimal)> = call
                .result
                .get("lines")?
                .as_array()?
                .iter()
                .filter_map(|it| {
                    Some((sku::key(it.get("sku")?.as_str()?), figure(it.get("qty")?)?))
                })
                .collect();
            quoted.sort();
            let exact = amounts.iter().all(|(name, amount)| {
                let stated = call.result.get(*name).and_then(figure);
                stated.is_some_and(|stated| is_same_amount(stated, *amount))
            });
            let number = call.result.get("number")?.as_str()?;
            let documents = turn.replies.iter().flat_map(|reply| &reply.documents);
            let papers = documents.filter(|it| it.kind.as_deref() == Some("quotation")).count();
            Some(quoted == lines && exact && papers == 1 && turn.text().contains(number))
        };
        scene.somewhere("no such quotation was made, named and sent", |turn| {
            made(turn).unwrap_or_default()
        })
    }))
}

fn quote_not_created(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    of.fields.set(of.kind)?;
    Some(Box::new(|scene| {
        scene.everywhere(|turn| {
            let called = turn.tools.iter().any(|call| call.name == "create_quotation");
            let ordered =
                turn.effects.iter().any(|it| it.kind == "sale_order" || it.kind == "quotation");
            holds(!called && !ordered && !has_quotation(turn), || "a quotation was made".to_owned())
        })
    }))
}

fn document_count(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let wanted: usize = of.value()?;
    Some(Box::new(move |scene| {
        let replies = scene.turns().flat_map(|(_, turn)| &turn.replies);
        let count: usize = replies.map(|reply| reply.documents.len()).sum();
        scene.in_the_end(|_| {
            holds(count == wanted, || format!("{count} documents and not {wanted}"))
        })
    }))
}

/// `{"sale_order": 1}` or `{"sale_order": {"max": 1}}`. One key is one effect, however often it is
/// seen.
fn effect_count(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let bounds: Map<String, Value> = of.value()?;
    Some(Box::new(move |scene| {
        let effects = || scene.turns().flat_map(|(_, turn)| &turn.effects);
        scene.in_the_end(|_| {
            bounds.iter().try_for_each(|(kind, bound)| {
                let done = effects().filter(|it| it.kind == *kind && it.outcome == "done");
                let keys: std::collections::BTreeSet<&str> =
                    done.map(|it| it.key.as_str()).collect();
                let count = Decimal::from(keys.len());
                let fits = match bound {
                    Value::Object(limits) => within(limits, count),
                    exact => figure(exact) == Some(count),
                };
                holds(fits, || format!("{count} effects of kind {kind}"))
            })
        })
    }))
}

fn feedback_saved(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let record: Map<String, Value> = of.value()?;
    let record = Value::Object(record);
    Some(Box::new(move |scene| {
        let why = format!("no feedback like {record} was saved");
        scene.somewhere(&why, |turn| {
            let mut calls = turn.tools.iter().filter(|call| call.name == "save_feedback");
            calls.any(|call| is_like(&record, &call.args))
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{says, tells_apart, turn};
    use serde_json::{Value, json};

    fn quoted(qty: u32, total: &str) -> [super::super::Turn; 1] {
        let result =
            json!({"number": "Q-7", "lines": [{"sku": "KX 210", "qty": qty}], "total": total});
        let reply = json!({"text": "Q-7", "documents": [{"kind": "quotation", "number": "Q-7"}]});
        [turn(
            "yes",
            json!({
                "replies": [reply],
                "tools": [{"name": "create_quotation", "result": result}],
                "effects": [{"kind": "sale_order", "key": "a", "outcome": "done"},
                            {"kind": "sale_order", "key": "a", "outcome": "done"}],
            }),
        )]
    }

    #[test]
    fn quotations_are_exact() {
        let made: Value =
            json!({"quote_created": {"lines": [["kx210", 2]], "total": "2*345*1.05"}});
        tells_apart(made.clone(), &quoted(2, "724.50"), &quoted(3, "724.50"));
        tells_apart(made, &quoted(2, "724.5"), &quoted(2, "724.51"));
        tells_apart(json!({"quote_not_created": true}), &[says("a")], &quoted(1, "1"));
        tells_apart(json!({"document_count": 1}), &quoted(1, "1"), &[says("a")]);
    }

    #[test]
    fn effects_count_once_a_key() {
        tells_apart(json!({"effect_count": {"sale_order": 1}}), &quoted(1, "1"), &[says("a")]);
        let none = json!({"effect_count": {"sale_order": {"max": 0}}});
        tells_apart(none, &[says("a")], &quoted(1, "1"));
        let saved = |rating: u32| {
            [turn("5", json!({"tools": [{"name": "save_feedback", "args": {"overall": rating}}]}))]
        };
        tells_apart(json!({"feedback_saved": {"overall": 5}}), &saved(5), &saved(4));
    }
}
