//! Which products replies name and show.

use noor_core::sku;
use serde_json::Value;

use super::super::seen::Turn;
use super::scene::holds;
use super::{Kind, Own, Scene, Test};

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "skus_mentioned_min", read: at_least },
    Kind { name: "skus_mentioned_max", read: at_most },
    Kind { name: "skus_mentioned_include", read: include },
    Kind { name: "skus_mentioned_any", read: any },
    Kind { name: "skus_mentioned_only", read: only },
    Kind { name: "skus_mentioned_exclude", read: exclude },
    Kind { name: "sku_never", read: never },
    Kind { name: "media_count", read: media_count },
    Kind { name: "media_is_list_item", read: media_is_list_item },
];

/// The lookup keys of the products a turn's replies name.
pub(super) fn named(scene: &Scene<'_>, turn: &Turn) -> Vec<String> {
    scene.ground.catalogue.codes(&turn.text()).into_iter().map(sku::key).collect()
}

fn keys(of: &mut Own<'_, '_, '_>) -> Option<Vec<String>> {
    Some(of.texts()?.iter().map(|code| sku::key(code)).collect())
}

fn at_least(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let least: usize = of.value()?;
    Some(Box::new(move |scene| {
        let why = format!("no reply names {least} products");
        scene.somewhere(&why, |turn| named(scene, turn).len() >= least)
    }))
}

fn at_most(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let most: usize = of.value()?;
    Some(Box::new(move |scene| {
        scene.everywhere(|turn| {
            let count = named(scene, turn).len();
            holds(count <= most, || format!("{count} products are named, more than {most}"))
        })
    }))
}

fn include(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let wanted = keys(of)?;
    Some(Box::new(move |scene| {
        let why = format!("no reply names all of {}", wanted.join(", "));
        scene.somewhere(&why, |turn| {
            let named = named(scene, turn);
            wanted.iter().all(|key| named.contains(key))
        })
    }))
}

fn any(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let wanted = keys(of)?;
    Some(Box::new(move |scene| {
        let why = format!("no reply names any of {}", wanted.join(", "));
        scene.somewhere(&why, |turn| named(scene, turn).iter().any(|key| wanted.contains(key)))
    }))
}

fn only(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let allowed = keys(of)?;
    Some(Box::new(move |scene| {
        scene.everywhere(|turn| {
            let named = named(scene, turn);
            let other = named.iter().find(|key| !allowed.contains(key));
            holds(other.is_none(), || format!("{} are named", named.join(", ")))
        })
    }))
}

fn exclude(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let unwanted = keys(of)?;
    Some(Box::new(move |scene| {
        scene.everywhere(|turn| {
            let named = named(scene, turn);
            let found = named.iter().find(|key| unwanted.contains(key));
            holds(found.is_none(), || format!("{} is named", found.cloned().unwrap_or_default()))
        })
    }))
}

/// None of these is, or begins, a code that a tool is asked for or a cart has.
fn never(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let unwanted = keys(of)?;
    Some(Box::new(move |scene| {
        scene.everywhere(|turn| {
            let mut codes = Vec::new();
            turn.tools.iter().for_each(|tool| codes_in(&tool.args, &mut codes));
            for lines in ["cart", "unresolved"] {
                codes_in(turn.state.get(lines).unwrap_or(&Value::Null), &mut codes);
            }
            let found = codes.iter().find(|code| {
                let key = sku::key(code);
                unwanted.iter().any(|unwanted| key.starts_with(unwanted.as_str()))
            });
            holds(found.is_none(), || {
                format!("{} is used as a code", found.cloned().unwrap_or_default())
            })
        })
    }))
}

fn codes_in(value: &Value, codes: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match (key.as_str(), value) {
                    ("sku" | "code", Value::String(code)) => codes.push(code.clone()),
                    ("skus" | "codes", Value::Array(many)) => {
                        codes.extend(many.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    (_, value) => codes_in(value, codes),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| codes_in(item, codes)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The pictures of the turns in focus, together.
fn media_count(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let wanted: usize = of.value()?;
    Some(Box::new(move |scene| {
        let replies = scene.turns().flat_map(|(_, turn)| &turn.replies);
        let count: usize = replies.map(|reply| reply.media.len()).sum();
        scene
            .in_the_end(|_| holds(count == wanted, || format!("{count} pictures and not {wanted}")))
    }))
}

/// Exactly the picture of what the list of an earlier turn had at a place, counted from 0.
fn media_is_list_item(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let (list_turn, index): (usize, usize) = of.inner(|item| {
        let (turn, index) = (item.value("list_turn"), item.value("index"));
        Some((turn?, index?))
    })?;
    Some(Box::new(move |scene| {
        let list = scene.turn(list_turn).map(|turn| named(scene, turn)).unwrap_or_default();
        let wanted = list.get(index);
        let why =
            format!("no picture of item {index} of the list in turn {list_turn}, and no other");
        scene.somewhere(&why, |turn| {
            let mut media = turn.replies.iter().flat_map(|reply| &reply.media);
            let first = media.next().map(|media| sku::key(&media.sku));
            wanted.is_some() && first.as_ref() == wanted && media.next().is_none()
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{says, tells_apart, turn};
    use serde_json::json;

    #[test]
    fn products_are_named_by_code_or_by_name() {
        let both = [says("*Orin Task Chair* or KX-201")];
        let one = [says("KX 210 (Orin Task Chair)")];
        tells_apart(json!({"skus_mentioned_min": 2}), &both, &one);
        tells_apart(json!({"skus_mentioned_max": 1}), &one, &both);
        tells_apart(json!({"skus_mentioned_include": ["KX 210", "kx201"]}), &both, &one);
        tells_apart(json!({"skus_mentioned_any": ["KX 201", "DM 905"]}), &both, &one);
        tells_apart(json!({"skus_mentioned_only": ["KX 210"]}), &one, &both);
        tells_apart(json!({"skus_mentioned_exclude": "KX 201"}), &one, &both);
    }

    #[test]
    fn a_word_never_becomes_a_code() {
        let asks = |sku: &str| [turn("a", json!({"tools": [{"args": {"sku": sku}}]}))];
        tells_apart(json!({"sku_never": ["OK"]}), &asks("KX 210"), &asks("ok 210"));
        let cart = [turn("a", json!({"state": {"cart": [{"sku": "OK", "qty": 1}]}}))];
        tells_apart(json!({"sku_never": "ok"}), &[says("a")], &cart);
    }

    #[test]
    fn pictures_are_counted_and_belong_to_the_list() {
        let list = says("*Orin Task Chair* (KX 210)\n*Tayf Task Chair* (KX 201)");
        let picture =
            |sku: &str| turn("2nd", json!({"replies": [{"text": "", "media": [{"sku": sku}]}]}));
        let (good, bad) = ([list.clone(), picture("KX 201")], [list.clone(), picture("KX 210")]);
        let second = json!({"media_is_list_item": {"list_turn": 0, "index": 1}});
        tells_apart(second, &good, &bad);
        tells_apart(json!({"media_count": 1}), &good, &[list]);
    }
}
