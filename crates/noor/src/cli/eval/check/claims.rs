//! Claims of replies that need a row, or something that happened.

use noor_core::normalise::fold;
use noor_core::product::Product;

use super::super::ground::{Measure, normalised, questions, sentences};
use super::super::seen::Turn;
use super::offers::value_of;
use super::products::named;
use super::scene::holds;
use super::{Kind, Own, Scene, Test, Verdict};

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "no_attr_not_in_tool_results", read: no_attr_made_up },
    Kind { name: "no_unmarked_capacity_claim", read: no_unmarked_capacity },
];

/// Values of these attributes that some product has are only stated of one that is named or was found.
fn no_attr_made_up(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let attributes = of.texts()?;
    Some(Box::new(move |scene| {
        scene.everywhere(|turn| {
            let text = fold(&turn.text());
            let named = named(scene, turn);
            let own: Vec<&Product> =
                named.iter().filter_map(|key| scene.ground.catalogue.by_code(key)).collect();
            attributes.iter().try_for_each(|name| {
                if let Some(of) = scene.ground.measured(name) {
                    let unknown = unknown_measure(scene, turn, &own, of);
                    return holds(unknown.is_none(), || {
                        let value = unknown.map(|it| it.value.to_string()).unwrap_or_default();
                        format!("a {name} of {value} stands in no row that is named")
                    });
                }
                let has = |value: &str| {
                    own.iter().any(|it| values(&value_of(it, name)).iter().any(|it| it == value))
                };
                let products = scene.ground.catalogue.products();
                let stated = products
                    .iter()
                    .flat_map(|product| values(&value_of(product, name)))
                    .find(|value| stands_in(&text, value) && !has(value));
                holds(stated.is_none(), || {
                    format!("{name} {} belongs to nothing named", stated.unwrap_or_default())
                })
            })
        })
    }))
}

/// A measure of a reply that stands neither in the rows it names nor in the customer's words.
fn unknown_measure(scene: &Scene<'_>, turn: &Turn, own: &[&Product], of: &str) -> Option<Measure> {
    let mut texts: Vec<String> = turn.happened.words.clone();
    for product in own {
        texts.extend(product.attributes.values().cloned());
        let about = [&product.description, &product.name];
        texts.extend(about.into_iter().flat_map(|it| [it.en.clone(), it.ar.clone()]).flatten());
        let size = product.size;
        let sides = [size.width, size.depth, size.height, size.length];
        texts.extend(sides.into_iter().flatten().map(|side| format!("{side} mm")));
    }
    let known: Vec<Measure> =
        texts.iter().flat_map(|text| scene.ground.measures_in_row(text)).collect();
    let mut stated = scene.ground.measures(&normalised(&turn.text())).into_iter();
    stated.find(|measure| measure.of == of && !known.contains(measure))
}

/// The words of a value, folded; figures are the business of other checks.
fn values(value: &serde_json::Value) -> Vec<String> {
    use serde_json::Value;
    match value {
        Value::String(text) => vec![fold(text)],
        Value::Array(items) => items.iter().flat_map(values).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => Vec::new(),
    }
}

/// Whether words stand in a text as whole words.
fn stands_in(text: &str, words: &str) -> bool {
    let outside = |sign: Option<char>| sign.is_none_or(|sign| !sign.is_alphanumeric());
    !words.is_empty()
        && text.match_indices(words).any(|(at, _)| {
            let before = text.get(..at).and_then(|it| it.chars().next_back());
            let after = text.get(at + words.len()..).and_then(|it| it.chars().next());
            outside(before) && outside(after)
        })
}

/// How many people something is for is only said of rows that know it; else it is marked as an
/// assumption in the same sentence, and the reply asks.
fn no_unmarked_capacity(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    of.fields.set(of.kind)?;
    Some(Box::new(|scene| {
        scene.everywhere(|turn| {
            let claims = &scene.ground.claims;
            let text = normalised(&turn.text());
            let curated: Vec<String> = named(scene, turn)
                .iter()
                .filter_map(|key| scene.ground.catalogue.by_code(key)?.capacity)
                .map(|capacity| capacity.to_string())
                .collect();
            let unmarked = sentences(&text).into_iter().find(|sentence| {
                let claimed = claims.capacity.captures_iter(sentence).any(|found| {
                    let figures = found.iter().skip(1).flatten();
                    figures.into_iter().any(|figure| !curated.contains(&fold(figure.as_str())))
                });
                let marked = claims.assumption.is_match(sentence) && questions(&text) > 0;
                claimed && questions(sentence) == 0 && !marked
            });
            holds(unmarked.is_none(), || {
                format!("nobody knows that: \"{}\"", unmarked.unwrap_or_default())
            })
        })
    }))
}

/// "Quotation sent" and "a manager knows" are only said when it is so.
pub(super) fn nothing_claimed(scene: &Scene<'_>) -> Verdict {
    scene.each(|number, turn| {
        let claims = &scene.ground.claims;
        let text = normalised(&turn.text());
        let before = scene.until(number);
        let quoted = before.iter().any(has_quotation);
        let told = turn.handoff.alerts_delivered > 0;
        holds(quoted || !claims.quotation.is_match(&text), || {
            "it says that a quotation is there, and there is none".to_owned()
        })?;
        holds(told || !claims.manager_told.is_match(&text), || {
            "it says that a manager knows, and nobody was told".to_owned()
        })
    })
}

/// Whether a quotation was made in a turn.
pub(super) fn has_quotation(turn: &Turn) -> bool {
    let documents = turn.replies.iter().flat_map(|reply| &reply.documents);
    documents.into_iter().any(|document| document.kind.as_deref() == Some("quotation"))
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{GROUND, says, tells_apart, turn};
    use super::super::scene::Scene;
    use super::*;
    use serde_json::json;

    #[test]
    fn attributes_belong_to_what_is_named() {
        let attributes = json!({"no_attr_not_in_tool_results": ["warranty", "color"]});
        let good = [says("KX 210 is grey and has a warranty of 2 years.")];
        tells_apart(attributes.clone(), &good, &[says("Everything has 2 years.")]);
        tells_apart(attributes, &good, &[says("Ours are grey.")]);
    }

    #[test]
    fn measures_belong_to_what_is_named() {
        let years = json!({"no_attr_not_in_tool_results": ["warranty"]});
        let good = [says("KX 210 has a warranty of 24 months.")];
        tells_apart(years.clone(), &good, &[says("KX 210 has a warranty of 3 years.")]);
        tells_apart(years, &good, &[says("Everything has 2 years.")]);
        let weight = json!({"no_attr_not_in_tool_results": ["weight"]});
        tells_apart(weight, &good, &[says("KX 210 weighs 14 kg.")]);
        let width = json!({"no_attr_not_in_tool_results": ["width_mm"]});
        tells_apart(width, &[says("KX 210 is 60 cm wide.")], &[says("KX 210 is 61 cm wide.")]);
    }

    #[test]
    fn capacity_is_known_or_marked() {
        let capacity = json!({"no_unmarked_capacity_claim": true});
        let bad = [says("The DM 905 seats 4 people.")];
        let marked = [says("The DM 905 usually seats 4. Is that enough for you?")];
        tells_apart(capacity.clone(), &marked, &bad);
        tells_apart(capacity, &[says("For how many people is it?")], &[says("مكتب يتسع ٤ أشخاص")]);
    }

    #[test]
    fn claims_need_what_happened() {
        let holds = |turn: Turn| nothing_claimed(&Scene::of(&[turn], 0..1, &GROUND)).is_ok();
        assert!(!holds(says("Your quotation is ready.")));
        assert!(!holds(says("I've notified the manager.")));
        assert!(!holds(says("تم إبلاغ المدير")));
        let reply =
            json!({"text": "The quotation has been sent.", "documents": [{"kind": "quotation"}]});
        assert!(holds(turn("yes", json!({"replies": [reply]}))));
        let told = json!({"replies": [{"text": "A colleague was notified."}],
            "handoff": {"open": true, "alerts_delivered": 1}});
        assert!(holds(turn("a person", told)));
    }
}
