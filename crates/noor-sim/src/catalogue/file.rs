//! Reads products from JSON lines, one product a line.

use std::collections::{BTreeMap, HashSet};

use anyhow::Context as _;
use serde_json::Value;

use super::CatalogueProduct;

/// Reads a catalogue file: JSON lines with `sku`, `name`, `price`, `stock`, `categories` and so on.
/// Blank lines and products that are not active are passed over.
///
/// # Errors
///
/// The first line that is not a JSON object, or has neither name nor code, with its number: a
/// simulator's data has to be in order.
pub fn read_products(jsonl: &str) -> anyhow::Result<Vec<CatalogueProduct>> {
    let mut slugs = HashSet::new();
    let mut products = Vec::new();
    for (at, line) in jsonl.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let row: Value =
            serde_json::from_str(line).with_context(|| format!("line {}: no JSON", at + 1))?;
        if row.get("active") == Some(&Value::Bool(false)) {
            continue;
        }
        let mut product = product(&row).with_context(|| format!("line {}", at + 1))?;
        if !slugs.insert(product.slug.clone()) {
            // Line numbers are unique, so one more attempt is enough.
            product.slug = format!("{}-line-{}", product.slug, at + 1);
            slugs.insert(product.slug.clone());
        }
        products.push(product);
    }
    Ok(products)
}

fn product(row: &Value) -> anyhow::Result<CatalogueProduct> {
    let sku = text(row.get("sku"));
    let name = text(row.pointer("/name/en"))
        .or_else(|| text(row.pointer("/name/ar")))
        .or_else(|| text(row.get("name")))
        .or_else(|| sku.clone())
        .context("neither name nor sku")?;
    let stock = row.get("stock").and_then(Value::as_i64);
    let mut categories = texts(row.get("categories")).into_iter();
    let code = sku.as_deref().unwrap_or_default();
    let slug = slug(&format!("{name} {code}"));
    let description = text(row.pointer("/description/en")).or_else(|| text(row.get("description")));
    Ok(CatalogueProduct {
        url: text(row.get("url")).unwrap_or_else(|| format!("https://shop.example/p/{slug}")),
        slug,
        name,
        price: number(row.pointer("/price/amount").or_else(|| row.get("price"))).unwrap_or(0.0),
        sale_price: None,
        currency: text(row.pointer("/price/currency")).unwrap_or_else(|| "AED".to_owned()),
        brand: text(row.get("brand")).unwrap_or_default(),
        in_stock: stock != Some(0),
        stock_quantity: stock,
        weight: number(row.pointer("/attributes/Weight")),
        category: categories.next().unwrap_or_else(|| "Other".to_owned()),
        subcategory: categories.next(),
        images: texts(row.get("images")),
        description: description.unwrap_or_default(),
        features: texts(row.get("features")),
        specifications: specifications(row),
        sku,
    })
}

/// Attributes, and the facts for which the API has no field of its own.
fn specifications(row: &Value) -> BTreeMap<String, String> {
    let attributes = row.get("attributes").and_then(Value::as_object);
    let attributes = attributes
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| Some((name.clone(), text(Some(value))?)));
    let dimensions =
        [("width", "Width"), ("depth", "Depth"), ("height", "Height"), ("length", "Length")];
    let sizes = dimensions.into_iter().filter_map(|(side, name)| {
        let mm = row.get("size_mm")?.get(side)?.as_u64()?;
        Some((name.to_owned(), format!("{mm} mm")))
    });
    let lists = [("colours", "Color"), ("materials", "Material")];
    let lists = lists.into_iter().filter_map(|(key, name)| {
        let values = texts(row.get(key));
        (!values.is_empty()).then(|| (name.to_owned(), values.join(", ")))
    });
    attributes.chain(sizes).chain(lists).collect()
}

fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
            None
        }
    }
}

fn texts(value: Option<&Value>) -> Vec<String> {
    let rows = value.and_then(Value::as_array).into_iter().flatten();
    rows.filter_map(|row| text(Some(row))).collect()
}

fn number(value: Option<&Value>) -> Option<f64> {
    match value? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Letters and digits in small letters with single hyphens between them.
pub(super) fn slug(name: &str) -> String {
    let parts = name.split(|letter: char| !letter.is_alphanumeric());
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect();
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_a_product_and_unknown_stays_unknown() {
        let jsonl = concat!(
            r#"{"sku":"KX 210","name":{"en":"Orin Task Chair"},"categories":["Chairs","Task"],"#,
            r#""price":{"amount":"345.50","currency":"AED"},"stock":null,"#,
            r#""size_mm":{"width":640},"attributes":{"Warranty":"2 years"}}"#,
            "\n\n",
            r#"{"sku":"OLD","name":"Old","active":false}"#,
            "\r\n",
            r#"{"sku":"ZR 1","name":"Plain","stock":0,"price":null}"#,
        );
        let products = read_products(jsonl).unwrap();
        assert_eq!(products.len(), 2);
        assert_eq!(products[0].slug, "orin-task-chair-kx-210");
        assert_eq!(products[0].price.to_string(), "345.5");
        assert_eq!((products[0].stock_quantity, products[0].in_stock), (None, true));
        assert_eq!(products[0].specifications["Width"], "640 mm");
        assert_eq!((products[1].stock_quantity, products[1].in_stock), (Some(0), false));
    }

    #[test]
    fn a_bad_line_is_named() {
        let error = read_products("{\"sku\":\"A\"}\nnonsense").unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
