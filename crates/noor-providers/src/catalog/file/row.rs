//! What one row of a catalogue file means.
//!
//! Owns the format's fields and the wording of what is wrong with them. A missing field is
//! unknown, never zero; a field that is there and makes no sense rejects the row.

use std::collections::BTreeMap;

use noor_core::money::{Currency, Money};
use noor_core::product::{PriceBasis, Product, SizeMm, Texts};
use noor_core::sku;
use rust_decimal::Decimal;
use serde_json::{Map, Value};

use crate::catalog::figures;
use crate::catalog::plain::plain;

type Fields = Map<String, Value>;

/// How the text of a field is read, by the field's name.
type ReadText = fn(&str, Value) -> Result<Option<String>, String>;

/// Longest code, in characters: what is longer is a text in the wrong column.
const LONGEST_CODE: usize = 200;

/// The code of a row, if it has one that can be read.
pub(super) fn code(row: &Value) -> Option<String> {
    let code = text("sku", row.get("sku")?.clone()).ok().flatten()?;
    (!sku::key(&code).is_empty()).then_some(code)
}

/// Reads a row. The reason for a refusal starts with the field's name.
pub(super) fn product(row: Value, currency: Currency) -> Result<Product, String> {
    let Value::Object(mut fields) = row else {
        return Err("is not a JSON object".to_owned());
    };
    let mut take = |name: &str| fields.remove(name).unwrap_or(Value::Null);
    let code = text("sku", take("sku"))?.ok_or("sku: is missing")?;
    if sku::key(&code).is_empty() {
        return Err(format!("sku: `{code}` has neither letters nor digits"));
    }
    let length = code.chars().count();
    if length > LONGEST_CODE {
        return Err(format!("sku: has {length} characters; {LONGEST_CODE} are the most"));
    }
    let (price, price_basis) = price(take("price"), currency)?;
    Ok(Product {
        sku: code,
        name: texts("name", take("name"))?,
        description: texts("description", take("description"))?,
        categories: list("categories", take("categories"), words)?,
        family: text("family", take("family"))?,
        subtype: text("subtype", take("subtype"))?,
        colours: list("colours", take("colours"), words)?,
        materials: list("materials", take("materials"), words)?,
        size: size(take("size_mm"))?,
        price,
        price_basis,
        stock: count("stock", &take("stock"))?,
        active: truth("active", &take("active"))?.unwrap_or(true),
        images: list("images", take("images"), text)?,
        capacity: count("capacity", &take("capacity"))?.filter(|seats| *seats > 0),
        url: text("url", take("url"))?,
        attributes: attributes(take("attributes"), fields)?,
    })
}

/// Gives the cells of a CSV row the shape of a JSON row. Empty cells are absent.
pub(super) fn from_cells(columns: &[String], cells: &csv::StringRecord) -> Result<Value, String> {
    if cells.len() > columns.len() {
        return Err(format!("has {} cells for {} columns", cells.len(), columns.len()));
    }
    let mut fields = Fields::new();
    for (column, cell) in columns.iter().zip(cells) {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        let value = Value::String(cell.to_owned());
        match column.split_once('.') {
            Some((
                outer @ ("name" | "description" | "size_mm" | "price" | "attributes"),
                inner,
            )) => {
                let group = fields.entry(outer).or_insert_with(|| Value::Object(Fields::new()));
                let Value::Object(group) = group else {
                    return Err(format!("{column}: stands beside a column `{outer}`"));
                };
                group.insert(inner.to_owned(), value);
            }
            Some(_) | None => {
                if fields.insert(column.clone(), value).is_some() {
                    return Err(format!("{column}: stands twice among the columns"));
                }
            }
        }
    }
    Ok(Value::Object(fields))
}

/// A text or number as text; blank is absent.
fn text(name: &str, value: Value) -> Result<Option<String>, String> {
    let text = match value {
        Value::Null => return Ok(None),
        Value::String(text) => text.replace('\0', ""),
        Value::Number(number) => number.to_string(),
        other @ (Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
            return Err(format!("{name}: {} is not a text", shown(&other)));
        }
    };
    let text = text.trim();
    Ok(if text.is_empty() { None } else { Some(text.to_owned()) })
}

/// A text for readers: no markup.
fn words(name: &str, value: Value) -> Result<Option<String>, String> {
    let words = text(name, value)?.map(|words| plain(&words));
    Ok(words.filter(|words| !words.is_empty()))
}

/// A text by language, or a plain one, which is English.
fn texts(name: &str, value: Value) -> Result<Texts, String> {
    match value {
        Value::Object(mut by_language) => {
            let mut take = |language: &str| {
                let value = by_language.remove(language).unwrap_or(Value::Null);
                words(&format!("{name}.{language}"), value)
            };
            Ok(Texts { en: take("en")?, ar: take("ar")? })
        }
        one => Ok(Texts { en: words(name, one)?, ar: None }),
    }
}

/// A list of texts, or one text with `|` between its entries.
fn list(name: &str, value: Value, read: ReadText) -> Result<Vec<String>, String> {
    let entries = match value {
        Value::Null => Vec::new(),
        Value::Array(entries) => entries,
        Value::String(entries) => {
            entries.split('|').map(|entry| Value::String(entry.to_owned())).collect()
        }
        other @ (Value::Bool(_) | Value::Number(_) | Value::Object(_)) => {
            return Err(format!("{name}: {} is not a list", shown(&other)));
        }
    };
    entries.into_iter().filter_map(|entry| read(name, entry).transpose()).collect()
}

fn size(value: Value) -> Result<SizeMm, String> {
    let sides = match value {
        Value::Null => return Ok(SizeMm::default()),
        Value::Object(sides) => sides,
        other => return Err(format!("size_mm: {} is not an object", shown(&other))),
    };
    let side = |name: &str| {
        let value = sides.get(name).unwrap_or(&Value::Null);
        let name = format!("size_mm.{name}");
        let Some(side) = decimal(&name, value)? else { return Ok(None) };
        let whole = figures::whole(side.round()).ok_or_else(|| out_of_range(&name, value))?;
        Ok::<_, String>(Some(whole).filter(|side| *side > 0))
    };
    Ok(SizeMm {
        width: side("width")?,
        depth: side("depth")?,
        height: side("height")?,
        length: side("length")?,
    })
}

/// The price and what it buys. Zero or less is no price.
fn price(value: Value, currency: Currency) -> Result<(Option<Money>, PriceBasis), String> {
    let mut fields = match value {
        Value::Null => return Ok((None, PriceBasis::default())),
        Value::Object(fields) => fields,
        amount @ (Value::Number(_) | Value::String(_)) => {
            Fields::from_iter([("amount".to_owned(), amount)])
        }
        other @ (Value::Bool(_) | Value::Array(_)) => {
            return Err(format!("price: {} is not a price", shown(&other)));
        }
    };
    let mut take = |name: &str| fields.remove(name).unwrap_or(Value::Null);
    let basis = basis(text("price.basis", take("basis"))?.as_deref())?;
    let currency = match text("price.currency", take("currency"))? {
        None => currency,
        Some(code) => Currency::parse(&code).map_err(|error| format!("price.currency: {error}"))?,
    };
    let amount = decimal("price.amount", &take("amount"))?;
    Ok((amount.and_then(figures::price).map(|amount| Money::new(amount, currency)), basis))
}

fn basis(name: Option<&str>) -> Result<PriceBasis, String> {
    match name.map(str::to_ascii_lowercase).as_deref() {
        None | Some("each") => Ok(PriceBasis::Each),
        Some("set") => Ok(PriceBasis::Set),
        Some("m2") => Ok(PriceBasis::M2),
        Some(other) => Err(format!("price.basis: `{other}` is none of each, set, m2")),
    }
}

/// A whole number from zero; less than nothing, as after sales that were not booked, is nothing.
fn count(name: &str, value: &Value) -> Result<Option<u32>, String> {
    let Some(number) = decimal(name, value)? else { return Ok(None) };
    let is_whole = number.fract().is_zero();
    let whole = figures::whole(number.max(Decimal::ZERO)).filter(|_| is_whole);
    whole.map(Some).ok_or_else(|| out_of_range(name, value))
}

fn out_of_range(name: &str, value: &Value) -> String {
    format!("{name}: {} is not a whole number from 0 to {}", shown(value), figures::MOST)
}

/// A number, written as one or as text.
fn decimal(name: &str, value: &Value) -> Result<Option<Decimal>, String> {
    let digits = match value {
        Value::Null => return Ok(None),
        Value::Number(number) => number.to_string(),
        Value::String(text) if text.trim().is_empty() => return Ok(None),
        Value::String(text) => text.trim().to_owned(),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
    };
    let number = figures::decimal(&digits);
    number.map(Some).ok_or_else(|| format!("{name}: {} is not a number", shown(value)))
}

fn truth(name: &str, value: &Value) -> Result<Option<bool>, String> {
    match value {
        Value::Null => return Ok(None),
        Value::Bool(truth) => return Ok(Some(*truth)),
        Value::Number(number) => match number.as_i64() {
            Some(0) => return Ok(Some(false)),
            Some(1) => return Ok(Some(true)),
            Some(_) | None => {}
        },
        Value::String(word) => match word.trim().to_ascii_lowercase().as_str() {
            "" => return Ok(None),
            "true" | "yes" | "1" => return Ok(Some(true)),
            "false" | "no" | "0" => return Ok(Some(false)),
            _ => {}
        },
        Value::Array(_) | Value::Object(_) => {}
    }
    Err(format!("{name}: {} is neither true nor false", shown(value)))
}

/// Further facts: the `attributes`, and every field the format does not know.
fn attributes(named: Value, unknown: Fields) -> Result<BTreeMap<String, String>, String> {
    let named = match named {
        Value::Null => Fields::new(),
        Value::Object(named) => named,
        other => return Err(format!("attributes: {} is not an object", shown(&other))),
    };
    let facts = unknown.into_iter().chain(named);
    Ok(facts.filter_map(|(name, value)| Some((name.replace('\0', ""), fact(value)?))).collect())
}

fn fact(value: Value) -> Option<String> {
    let fact = match value {
        Value::Null => return None,
        Value::String(text) => plain(&text.replace('\0', "")),
        Value::Array(entries) => {
            entries.into_iter().filter_map(fact).collect::<Vec<_>>().join(", ")
        }
        other @ (Value::Bool(_) | Value::Number(_) | Value::Object(_)) => other.to_string(),
    };
    if fact.is_empty() { None } else { Some(fact) }
}

/// The start of a value, for the shop's owner to find it by.
fn shown(value: &Value) -> String {
    let whole = value.to_string();
    let start: String = whole.chars().take(40).collect();
    if start.len() < whole.len() { format!("{start}…") } else { whole }
}
