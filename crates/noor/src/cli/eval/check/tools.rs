//! Which tools ran, and what they were asked.

use regex::Regex;
use serde_json::{Value, json};

use super::likeness::is_like;
use super::scene::holds;
use super::{Failure, Kind, Own, Test};

pub(super) const KINDS: &[Kind] = &[
    Kind { name: "tool_any", read: tool_any },
    Kind { name: "tool_not_called", read: not_called },
    Kind { name: "tool_args_must_not_match", read: args_must_not_match },
    // Last, since `tool` also narrows others down.
    Kind { name: "tool", read: tool },
];

fn tool(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let name = of.text();
    let args: Option<Option<Value>> = of.fields.optional("args_like");
    let least: Option<Option<usize>> = of.fields.optional("min_calls");
    let most: Option<Option<usize>> = of.fields.optional("max_calls");
    let (name, args) = (name?, args?.unwrap_or(json!({})));
    let most = most?;
    // With an upper bound alone it need not run at all.
    let least = least?.unwrap_or_else(|| usize::from(most != Some(0)));
    Some(Box::new(move |scene| {
        let (mut like, mut seen) = (0, Vec::new());
        for (_, turn) in scene.turns() {
            for call in turn.tools.iter().filter(|call| call.name == name) {
                like += usize::from(is_like(&args, &call.args));
                seen.push(call.args.to_string());
            }
        }
        if like >= least && most.is_none_or(|most| like <= most) {
            return Ok(());
        }
        let asked = if seen.is_empty() { "not at all".to_owned() } else { seen.join(", ") };
        Err(Failure {
            at: scene.turns().last().map(|(number, _)| number),
            why: format!("{name} ran {like} times like {args}; it ran: {asked}"),
        })
    }))
}

fn tool_any(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let names = of.texts()?;
    Some(Box::new(move |scene| {
        let why = format!("none of {} ran", names.join(", "));
        scene.somewhere(&why, |turn| turn.tools.iter().any(|call| names.contains(&call.name)))
    }))
}

fn not_called(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let names = of.texts()?;
    Some(Box::new(move |scene| {
        scene.everywhere(|turn| {
            let call = turn.tools.iter().find(|call| names.contains(&call.name));
            holds(call.is_none(), || {
                call.map(|call| format!("{} ran: {}", call.name, call.args)).unwrap_or_default()
            })
        })
    }))
}

fn args_must_not_match(of: &mut Own<'_, '_, '_>) -> Option<Test> {
    let regex: Option<Regex> = of.fields.regex(of.kind);
    let arg: Option<Option<String>> = of.fields.optional("arg");
    let name: Option<Option<String>> = of.fields.optional("tool");
    let (regex, arg, name) = (regex?, arg?, name?);
    Some(Box::new(move |scene| {
        scene.everywhere(|turn| {
            let of_name =
                |call: &&super::super::seen::Tool| name.as_ref().is_none_or(|it| *it == call.name);
            turn.tools.iter().filter(of_name).try_for_each(|call| {
                let args = match &arg {
                    Some(arg) => call.args.get(arg).map(as_text).unwrap_or_default(),
                    None => call.args.to_string(),
                };
                holds(!regex.is_match(&args), || format!("{} ran with {args}", call.name))
            })
        })
    }))
}

fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::hand_made::{tells_apart, turn};
    use serde_json::{Value, json};

    fn ran(name: &str, args: &Value) -> [super::super::Turn; 1] {
        [turn("a", json!({"tools": [{"name": name, "args": args}]}))]
    }

    #[test]
    fn a_tool_runs_with_these_arguments() {
        let search = ran("search_products", &json!({"family": "chair", "max_price": 300}));
        let stock = ran("get_stock", &json!({"sku": "Shop 1"}));
        let like = json!({"family": "Chair", "max_price": {"lte": 300}});
        tells_apart(json!({"tool": "search_products", "args_like": like}), &search, &stock);
        tells_apart(json!({"tool": "search_products", "max_calls": 0}), &stock, &search);
        tells_apart(json!({"tool_any": ["get_stock", "fetch_url"]}), &stock, &search);
        tells_apart(json!({"tool_not_called": "get_stock"}), &search, &stock);
        tells_apart(json!({"tool_args_must_not_match": "(?i)shop"}), &search, &stock);
        let arg = json!({"tool_args_must_not_match": "Shop", "arg": "sku", "tool": "get_stock"});
        tells_apart(arg, &search, &stock);
    }
}
