//! What is offered as fitting: products that a search found, or that a code may stand for, and a reply
//! names, unless the search says itself that they lack what is asked about.

use std::collections::BTreeSet;

use noor_core::product::Product;
use noor_core::sku;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::super::ground::Ground;
use super::super::seen::{Tool, Turn};
use super::likeness::{figure, is_like};
use super::products::named;
use super::scene::holds;
use super::{Kind, Own, Scene, Test};

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "offered_unit_price_max", read: unit_price_max },
    Kind { name: "offered_total_max", read: total_max },
    Kind { name: "offered_attr", read: attr },
    Kind { name: "offered_attr_max", read: attr_max },
    Kind { name: "offered_family_in", read: family_in },
    Kind { name: "coverage", read: coverage },
    Kind { name: "alternatives_min", read: alternatives_min },
];

/// Tools that offer.
const OFFERING: [&str; 2] = ["search_products", "recommend_products"];

/// The products a turn offers although nothing is said against their `of_trait`.
fn offered<'a>(scene: &Scene<'a>, turn: &Turn, of_trait: Option<&str>) -> Vec<&'a Product> {
    let mut found = BTreeSet::new();
    for tool in turn.tools.iter().filter(|tool| is_offer(tool)) {
        let without = tool.result.get("without").and_then(Value::as_array);
        let labelled = without.into_iter().flatten().any(|it| it.as_str() == of_trait);
        if labelled && of_trait.is_some() {
            continue;
        }
        found.extend(codes_of(&tool.result));
    }
    let named = named(scene, turn).into_iter().filter(|key| found.contains(key));
    named.filter_map(|key| scene.ground.catalogue.by_code(&key)).collect()
}

/// Whether a tool finds what can be offered. One product behind a code was asked for; several are a
/// choice.
fn is_offer(tool: &Tool) -> bool {
    let several = || codes_of(&tool.result).len() > 1;
    OFFERING.contains(&tool.name.as_str()) || tool.name == "get_stock" && several()
}

/// The keys of all products of a result: of a list, or of the lines of plans.
fn codes_of(result: &Value) -> Vec<String> {
    let rows = ["products", "lines"].into_iter().filter_map(|key| result.get(key)?.as_array());
    let mut codes: Vec<String> = rows
        .flatten()
        .filter_map(|row| row.get("sku").and_then(Value::as_str).map(sku::key))
        .collect();
    codes.extend(plans_of(result).flat_map(codes_of));
    codes
}

/// The plans of a result.
fn plans_of(result: &Value) -> impl Iterator<Item = &Value> {
    result.get("plans").and_then(Value::as_array).into_iter().flatten()
}

/// What the replies of each turn name, in their order: the lists that a customer counts in.
pub(super) fn lists(turns: &[Turn], ground: &Ground) -> Vec<Vec<Value>> {
    let row = |code: &str| {
        let product = ground.catalogue.by_code(code)?;
        let field = |name: &str| (name.to_owned(), value_of(product, name));
        let mut row: Map<String, Value> =
            ["family", "subtype", "color", "price", "stock"].map(field).into_iter().collect();
        row.insert("sku".to_owned(), json!(product.sku));
        row.insert("name".to_owned(), json!(product.name));
        Some(Value::Object(row))
    };
    let named = |turn: &Turn| ground.catalogue.codes(&turn.text()).into_iter().filter_map(row);
    turns.iter().map(|turn| named(turn).collect()).collect()
}

/// A trait of a product under the name that scenarios and tools have for it.
pub(super) fn value_of(product: &Product, name: &str) -> Value {
    match name {
        "family" => json!(product.family),
        "subtype" => json!(product.subtype),
        "color" | "colour" | "colors" => json!(product.colours),
        "material" | "materials" => json!(product.materials),
        "price" => product.price.map_or(Value::Null, |it| json!(it.amount.to_string())),
        "stock" => json!(product.stock),
        "capacity" => json!(product.capacity),
        "width_mm" => json!(product.size.width.or(product.size.length)),
        "depth_mm" => json!(product.size.depth),
        "height_mm" => json!(product.size.height),
        other => {
            let found = product.attributes.iter().find(|(key, _)| key.eq_ignore_ascii_case(other));
            found.map_or(Value::Null, |(_, value)| json!(value))
        }
    }
}

/// What a search calls the lack of a trait.
fn lack_of(name: &str) -> &str {
    match name {
        "width_mm" | "depth_mm" | "height_mm" => "size",
        "color" | "colors" => "colour",
        "materials" => "material",
        "subtype" => "kind",
        "capacity" => "people",
        other => other,
    }
}

fn unit_price_max(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let most = of.fields.amount(of.kind)?;
    Some(Box::new(move |scene| {
        scene.everywhere(|turn| {
            let offered = offered(scene, turn, Some("price"));
            let dearer = offered.iter().find(|it| it.price.is_some_and(|it| it.amount > most));
            holds(dearer.is_none(), || {
                let sku = dearer.map(|it| it.sku.as_str()).unwrap_or_default();
                format!("{sku} costs more than {most} and is offered as fitting")
            })
        })
    }))
}

/// Totals that tools calculated: of plans, of a line.
fn total_max(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let most = of.fields.amount(of.kind);
    let incl_vat: bool = of.fields.optional("incl_vat")?.unwrap_or_default();
    let most = most?;
    Some(Box::new(move |scene| {
        let vat = if incl_vat { scene.ground.vat_percent } else { Decimal::ZERO };
        let factor = Decimal::ONE + vat / Decimal::ONE_HUNDRED;
        scene.everywhere(|turn| {
            let offering = turn.tools.iter().filter(|it| OFFERING.contains(&it.name.as_str()));
            let stated = offering
                .flat_map(|tool| plans_of(&tool.result).chain(std::iter::once(&tool.result)));
            let dearest = stated.filter_map(before_vat).max().map(|total| total * factor);
            holds(dearest.is_none_or(|total| total <= most), || {
                format!("a plan costs more than {most}")
            })
        })
    }))
}

/// What a plan comes to before VAT: its subtotal, or a total without one.
fn before_vat(plan: &Value) -> Option<Decimal> {
    figure(plan.get("subtotal").or_else(|| plan.get("total"))?)
}

fn attr(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let wanted: Map<String, Value> = of.value()?;
    Some(Box::new(move |scene| each_trait(scene, &wanted, is_like)))
}

fn attr_max(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let most: Map<String, Value> = of.value()?;
    Some(Box::new(move |scene| {
        each_trait(scene, &most, |most, seen| match (figure(most), figure(seen)) {
            (Some(most), Some(seen)) => seen <= most,
            // What nobody knows exceeds nothing.
            (_, None) => true,
            (None, Some(_)) => false,
        })
    }))
}

fn each_trait(
    scene: &Scene<'_>,
    wanted: &Map<String, Value>,
    fits: impl Fn(&Value, &Value) -> bool,
) -> super::Verdict {
    scene.everywhere(|turn| {
        wanted.iter().try_for_each(|(name, expected)| {
            let offered = offered(scene, turn, Some(lack_of(name)));
            let other = offered.iter().find(|it| !fits(expected, &value_of(it, name)));
            holds(other.is_none(), || {
                let sku = other.map(|it| it.sku.as_str()).unwrap_or_default();
                format!("{sku} is offered, but its {name} is not {expected}")
            })
        })
    })
}

fn family_in(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let families = of.texts();
    let least: Option<usize> = of.fields.optional("min_families")?;
    let families = families?;
    Some(Box::new(move |scene| {
        let mut seen = BTreeSet::new();
        scene.everywhere(|turn| {
            let offered = offered(scene, turn, Some("family"));
            let belongs =
                |it: &&&Product| it.family.as_ref().is_some_and(|it| families.contains(it));
            let other = offered.iter().find(|it| !belongs(it));
            holds(other.is_none(), || {
                let sku = other.map(|it| it.sku.as_str()).unwrap_or_default();
                format!("{sku} is offered and of another family")
            })
        })?;
        for (_, turn) in scene.turns() {
            seen.extend(
                offered(scene, turn, Some("family")).iter().filter_map(|it| it.family.as_ref()),
            );
        }
        let least = least.unwrap_or(1);
        scene.in_the_end(|_| {
            holds(seen.len() >= least, || {
                format!("products of {} families are offered", seen.len())
            })
        })
    }))
}

/// A plan has the pieces of the family, or the reply says how many are missing. Without a plan, what
/// is offered counts with its stock.
fn coverage(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let (family, pieces): (String, u32) = of.inner(|wanted| {
        let (family, pieces) = (wanted.text("family"), wanted.value("qty"));
        Some((family?, pieces?))
    })?;
    let pieces = Decimal::from(pieces);
    Some(Box::new(move |scene| {
        let why = format!("nothing covers {pieces} of {family}, and the rest is not named");
        scene.somewhere(&why, |turn| {
            let planned = planned(scene, turn, &family);
            let offered = offered(scene, turn, None);
            let on_shelf = offered
                .iter()
                .filter(|it| it.family.as_ref() == Some(&family))
                .map(|it| Decimal::from(it.stock.unwrap_or_default()))
                .max();
            let Some(covered) = planned.or(on_shelf) else { return false };
            let missing = pieces - covered;
            let stated = scene.ground.figures(&turn.text());
            missing <= Decimal::ZERO || stated.iter().any(|figure| figure.value == missing)
        })
    }))
}

/// The places of a family that a recommended plan has; of several plans, the least.
fn planned(scene: &Scene<'_>, turn: &Turn, family: &str) -> Option<Decimal> {
    let plan = turn.tools.iter().find(|tool| tool.name == "recommend_products")?;
    let places = |plan: &Value| {
        let lines = plan.get("lines")?.as_array()?;
        let of_family = lines.iter().filter(|line| {
            let code = line.get("sku").and_then(Value::as_str).unwrap_or_default();
            let product = scene.ground.catalogue.by_code(code);
            product.and_then(|it| it.family.as_deref()) == Some(family)
        });
        Some(of_family.filter_map(|line| figure(line.get("qty")?)).sum::<Decimal>())
    };
    let several = plans_of(&plan.result).filter_map(places).min();
    several.or_else(|| places(&plan.result))
}

/// Other products of the family that are in stock; not the one that was asked for.
fn alternatives_min(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let least: usize = of.value()?;
    let family: Option<String> = of.fields.optional("family")?;
    let to = if of.fields.has("to") { of.fields.text("to")? } else { String::new() };
    let to = sku::key(&to);
    Some(Box::new(move |scene| {
        let why = format!("no {least} alternatives are offered");
        scene.somewhere(&why, |turn| {
            let named = named(scene, turn);
            let others = named.iter().filter(|key| **key != to).filter(|key| {
                scene.ground.catalogue.by_code(key).is_some_and(|it| {
                    let belongs = family.is_none() || it.family == family;
                    belongs && it.stock.is_some_and(|stock| stock > 0)
                })
            });
            others.count() >= least
        })
    }))
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{check, tells_apart, turn};
    use serde_json::{Value, json};

    /// A search that found these, and a reply that names them.
    fn offers(codes: &[&str], without: &Value) -> [super::Turn; 1] {
        let products: Vec<Value> = codes.iter().map(|code| json!({"sku": code})).collect();
        let result = json!({"products": products, "without": without});
        let tools = json!([{"name": "search_products", "args": {}, "result": result}]);
        [turn("a chair", json!({"replies": [{"text": codes.join(", ")}], "tools": tools}))]
    }

    #[test]
    fn dear_products_are_offered_with_a_label_or_not_at_all() {
        let below = json!({"offered_unit_price_max": 300});
        let dear = offers(&["KX 210", "KX 201"], &json!([]));
        tells_apart(below.clone(), &offers(&["KX 201"], &json!([])), &dear);
        tells_apart(below, &offers(&["KX 210"], &json!(["price"])), &dear);
    }

    #[test]
    fn traits_of_what_is_offered() {
        let (chairs, desk) =
            (offers(&["KX 210", "KX 201"], &json!([])), offers(&["DM 905"], &json!([])));
        let both = offers(&["KX 210", "DM 905"], &json!([]));
        tells_apart(json!({"offered_attr": {"family": "chair", "color": "grey"}}), &chairs, &desk);
        tells_apart(json!({"offered_attr_max": {"price": 275.5}}), &desk, &chairs);
        tells_apart(json!({"offered_family_in": ["chair"]}), &chairs, &both);
        let of_both = json!({"offered_family_in": ["chair", "desk"], "min_families": 2});
        tells_apart(of_both, &both, &chairs);
        tells_apart(
            json!({"alternatives_min": 1, "family": "chair", "to": "KX 210"}),
            &chairs,
            &desk,
        );
    }

    #[test]
    fn enough_is_there_or_the_rest_is_named() {
        let enough = json!({"coverage": {"family": "chair", "qty": 22}});
        let chairs = offers(&["KX 210"], &json!([]));
        tells_apart(enough, &chairs, &offers(&["DM 905"], &json!([])));
        let more = json!({"coverage": {"family": "chair", "qty": 30}});
        let mut named = chairs.clone();
        named[0].replies[0].text.push_str("; 8 more are to be confirmed");
        tells_apart(more, &named, &chairs);
    }

    #[test]
    fn what_a_list_showed_has_a_name_later() {
        let chosen = |text: &str| {
            let [list] = offers(&["KX 210", "KX 201"], &json!([]));
            [list, turn("the second", json!({"replies": [{"text": text}]}))]
        };
        let (good, bad) = (chosen("2 × KX 201 = AED 551"), chosen("2 × KX 210 = AED 690"));
        let only = json!({"skus_mentioned_only": "${LIST.0.1.sku}", "turn": 1});
        tells_apart(only, &good, &bad);
        tells_apart(json!({"reply_amount": "2*${LIST.0.1.price}"}), &good, &bad);
        let beyond = json!({"any_of": [{"skus_mentioned_any": "${LIST.0.2.sku}"}]});
        assert!(check(beyond, &good).is_err());
    }

    #[test]
    fn variants_of_a_code_are_offered_and_the_one_asked_for_is_not() {
        let stock = |codes: &[&str]| {
            let [mut found] = offers(codes, &json!([]));
            found.tools[0].name = "get_stock".to_owned();
            [found]
        };
        let chairs = json!({"offered_family_in": ["chair"]});
        tells_apart(chairs, &stock(&["KX 210", "KX 201"]), &stock(&["KX 210"]));
    }

    #[test]
    fn every_plan_counts() {
        let plans = |desks: u32, subtotal: u32| {
            let plan = |desks: u32, subtotal: u32| {
                json!({"lines": [{"sku": "DM 905", "qty": desks}], "subtotal": subtotal,
                    "vat": subtotal / 20, "total": subtotal + subtotal / 20})
            };
            let result = json!({"plans": [plan(6, 1000), plan(desks, subtotal)]});
            let tool = json!({"name": "recommend_products", "result": result});
            [turn("6 desks", json!({"tools": [tool], "replies": [{"text": "*DM 905*"}]}))]
        };
        let (good, few, dear) = (plans(6, 1500), plans(5, 1500), plans(6, 2001));
        tells_apart(json!({"offered_total_max": 2000}), &good, &dear);
        tells_apart(json!({"offered_total_max": 1575, "incl_vat": true}), &good, &dear);
        tells_apart(json!({"coverage": {"family": "desk", "qty": 6}}), &good, &few);
        tells_apart(json!({"offered_family_in": ["desk"]}), &good, &[turn("a", json!({}))]);
    }

    #[test]
    fn a_plan_keeps_to_the_budget() {
        let plan = |total: u32| {
            let tool = json!({"name": "recommend_products", "result": {"total": total}});
            [turn("a", json!({"tools": [tool]}))]
        };
        tells_apart(json!({"offered_total_max": 1000}), &plan(1000), &plan(1001));
        tells_apart(json!({"offered_total_max": 1050, "incl_vat": true}), &plan(1000), &plan(1001));
    }
}
