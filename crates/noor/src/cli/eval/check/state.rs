//! What is remembered: the state, the stage, the cart.

use noor_core::sku;
use serde_json::{Map, Value};

use super::super::seen::Turn;
use super::likeness::{figure, is_equal};
use super::scene::holds;
use super::{Kind, Own, Test};

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "state", read: state },
    Kind { name: "state_in", read: state_in },
    Kind { name: "state_not", read: state_not },
    Kind { name: "state_absent", read: state_absent },
    Kind { name: "state_contains", read: state_contains },
    Kind { name: "stage", read: stage },
    Kind { name: "stage_in", read: stage },
    Kind { name: "cart", read: cart },
    Kind { name: "cart_not_confirmed", read: cart_not_confirmed },
    Kind { name: "cart_qty_in", read: cart_qty_in },
];

/// The value at a dotted path; null if there is none.
fn at<'a>(turn: &'a Turn, path: &str) -> &'a Value {
    let step = |value: &'a Value, part: &str| match value {
        Value::Array(items) => items.get(part.parse::<usize>().ok()?),
        value => value.get(part),
    };
    path.split('.').try_fold(&turn.state, step).unwrap_or(&Value::Null)
}

/// `{"path": "a.b", "value": …}` as `{"a.b": …}`: both are ways to write it.
fn by_path(mut written: Map<String, Value>) -> Map<String, Value> {
    const VALUE: [&str; 4] = ["value", "equals", "in", "contains"];
    let spelled = written.len() == 2
        && written.get("path").is_some_and(Value::is_string)
        && VALUE.iter().any(|key| written.contains_key(*key));
    if !spelled {
        return written;
    }
    let value = VALUE.iter().find_map(|key| written.remove(*key)).unwrap_or_default();
    let path = written.get("path").and_then(Value::as_str).unwrap_or_default();
    Map::from_iter([(path.to_owned(), value)])
}

/// Tests of `{"path": value}`, one a path.
fn each_path(
    of: &mut Own<'_, '_, '_>,
    fits: impl Fn(&Value, &Value) -> bool + Send + Sync + 'static,
) -> Option<Test> {
    let paths = by_path(of.value()?);
    if paths.is_empty() {
        of.fields.mistake(&format!("`{}` names no path", of.kind));
    }
    Some(Box::new(move |scene| {
        scene.in_the_end(|turn| {
            paths.iter().try_for_each(|(path, expected)| {
                let seen = at(turn, path);
                holds(fits(expected, seen), || format!("{path} is {seen}"))
            })
        })
    }))
}

fn state(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    each_path(of, is_equal)
}

fn state_not(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    each_path(of, |unwanted, seen| !is_equal(unwanted, seen))
}

fn state_in(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    each_path(of, |list, seen| {
        list.as_array().is_some_and(|list| list.iter().any(|value| is_equal(value, seen)))
    })
}

fn state_contains(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    each_path(of, |part, seen| match (part.as_str(), seen.as_str()) {
        (Some(part), Some(seen)) => seen.to_lowercase().contains(&part.to_lowercase()),
        (_, _) => false,
    })
}

fn state_absent(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let paths = of.texts()?;
    Some(Box::new(move |scene| {
        scene.in_the_end(|turn| {
            let there = paths.iter().find(|path| !is_empty(at(turn, path)));
            holds(there.is_none(), || {
                there.map(|path| format!("{path} is {}", at(turn, path))).unwrap_or_default()
            })
        })
    }))
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// `stage` and `stage_in`: one of.
fn stage(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    const STAGES: [&str; 8] = [
        "greeting",
        "qualifying",
        "needs_analysis",
        "solution",
        "company_details",
        "quoting",
        "closing",
        "feedback",
    ];
    let stages = of.texts()?;
    if let Some(unknown) = stages.iter().find(|stage| !STAGES.contains(&stage.as_str())) {
        of.fields.mistake(&format!("there is no stage `{unknown}`"));
        return None;
    }
    Some(Box::new(move |scene| {
        scene.in_the_end(|turn| {
            let stage = at(turn, "stage").as_str().unwrap_or_default();
            holds(stages.iter().any(|it| it == stage), || format!("the stage is {stage}"))
        })
    }))
}

/// The confirmed lines of a turn: key and pieces.
fn lines(turn: &Turn) -> Vec<(String, u32)> {
    let lines = at(turn, "cart").as_array().into_iter().flatten();
    let mut lines: Vec<(String, u32)> = lines
        .filter_map(|line| {
            let pieces = figure(line.get("qty")?)?;
            Some((sku::key(line.get("sku")?.as_str()?), pieces.try_into().ok()?))
        })
        .collect();
    lines.sort();
    lines
}

fn cart(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let wanted: Vec<(String, u32)> = of.value()?;
    let mut wanted: Vec<(String, u32)> =
        wanted.into_iter().map(|(code, pieces)| (sku::key(&code), pieces)).collect();
    wanted.sort();
    Some(Box::new(move |scene| {
        scene.in_the_end(|turn| {
            let lines = lines(turn);
            holds(lines == wanted, || format!("the cart is {lines:?}"))
        })
    }))
}

fn cart_not_confirmed(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    of.fields.set(of.kind)?;
    Some(Box::new(|scene| {
        scene.in_the_end(|turn| {
            let lines = lines(turn);
            holds(lines.is_empty(), || format!("the cart is {lines:?}"))
        })
    }))
}

/// `{"sku": …, "in": […]}`: if it is in the cart, then so often.
fn cart_qty_in(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let (code, pieces): (String, Vec<u32>) = of.inner(|line| {
        let (code, pieces) = (line.text("sku"), line.value("in"));
        Some((code?, pieces?))
    })?;
    let key = sku::key(&code);
    Some(Box::new(move |scene| {
        scene.in_the_end(|turn| {
            let lines = lines(turn);
            let other = lines.iter().find(|(code, it)| *code == key && !pieces.contains(it));
            holds(other.is_none(), || format!("the cart is {lines:?}"))
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{tells_apart, turn};
    use serde_json::{Value, json};

    fn after(state: &Value) -> [super::Turn; 1] {
        [turn("a", json!({"state": state}))]
    }

    #[test]
    fn values_at_paths() {
        let good =
            after(&json!({"budget": {"per_item": 300}, "note": "Sea view", "stage": "solution"}));
        let bad = after(&json!({"budget": {"per_item": 301}, "note": null, "stage": "greeting"}));
        tells_apart(json!({"state": {"budget.per_item": 300.0}}), &good, &bad);
        tells_apart(json!({"state_in": {"budget.per_item": [299, 300]}}), &good, &bad);
        tells_apart(json!({"state_not": {"budget.per_item": 301}}), &good, &bad);
        tells_apart(json!({"state_contains": {"note": "sea"}}), &good, &bad);
        let spelled = json!({"state": {"path": "budget.per_item", "value": 300}});
        tells_apart(spelled, &good, &bad);
        tells_apart(json!({"state_absent": ["note", "budget.total"]}), &bad, &good);
        tells_apart(json!({"stage": "solution"}), &good, &bad);
        tells_apart(json!({"stage_in": ["solution", "quoting"]}), &good, &bad);
    }

    #[test]
    fn lines_of_the_cart() {
        let cart = |pieces: u32| after(&json!({"cart": [{"sku": "KX 210", "qty": pieces}]}));
        let empty = after(&json!({"cart": []}));
        tells_apart(json!({"cart": [["kx-210", 12]]}), &cart(12), &cart(10));
        tells_apart(json!({"cart": []}), &empty, &cart(1));
        tells_apart(json!({"cart_not_confirmed": true}), &empty, &cart(1));
        let pieces = json!({"cart_qty_in": {"sku": "KX 210", "in": [1, 2]}});
        tells_apart(pieces.clone(), &cart(2), &cart(3));
        tells_apart(pieces, &empty, &cart(3));
    }
}
