//! A draft as Zoho takes it: our reference, our prices, no discount.

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::delivery::charge;
use super::is_id;
use crate::orders::{DraftLine, DraftOrder, OrderError};

/// The longest reference, and the longest text below a line, in characters.
const LONGEST_REFERENCE: usize = 40;
const LONGEST_DESCRIPTION: usize = 2_000;
const LONGEST_NOTES: usize = 5_000;

/// The body of the call. A charge for delivery is a line of `delivery_item`, if there is one.
///
/// # Errors
///
/// [`OrderError::Invalid`] for a draft that would not be ours to find again, or that sells for
/// nothing; [`OrderError::Missing`] for ids that cannot be any.
pub(super) fn body(draft: &DraftOrder, delivery_item: Option<&str>) -> Result<Value, OrderError> {
    check_reference(&draft.reference)?;
    if !is_id(&draft.customer_id) {
        return Err(OrderError::Missing(format!("the customer {:?}", draft.customer_id)));
    }
    if draft.lines.is_empty() {
        return Err(OrderError::Invalid("an order needs a line".to_owned()));
    }
    let mut lines = draft.lines.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    let mut body = Map::new();
    body.insert("customer_id".to_owned(), json!(draft.customer_id));
    body.insert("reference_number".to_owned(), json!(draft.reference));
    body.insert("status".to_owned(), json!("draft"));
    body.insert("is_inclusive_tax".to_owned(), json!(false));
    if let Some(notes) = draft.notes.as_deref().map(str::trim).filter(|it| !it.is_empty()) {
        body.insert("notes".to_owned(), json!(cut(notes, LONGEST_NOTES)));
    }
    if let Some(shipping) = draft.shipping {
        charge(&mut body, &mut lines, shipping, delivery_item)?;
    }
    body.insert("line_items".to_owned(), Value::Array(lines));
    Ok(Value::Object(body))
}

/// Whether the reference can be asked for.
///
/// # Errors
///
/// [`OrderError::Invalid`] says what it may hold.
pub(super) fn check_reference(reference: &str) -> Result<(), OrderError> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:/#".contains(&byte);
    if (1..=LONGEST_REFERENCE).contains(&reference.len()) && reference.bytes().all(plain) {
        return Ok(());
    }
    Err(OrderError::Invalid(format!(
        "{reference:?} is no reference: use one to forty letters, digits and dashes"
    )))
}

fn line(line: &DraftLine) -> Result<Value, OrderError> {
    let DraftLine { item_id, sku, description, quantity, unit_price } = line;
    if !is_id(item_id) {
        return Err(OrderError::Missing(format!("the item {item_id:?} of {sku}")));
    }
    if *quantity == 0 || *unit_price <= Decimal::ZERO {
        return Err(OrderError::Invalid(format!("{sku} has no pieces or no price")));
    }
    Ok(json!({
        "item_id": item_id,
        "description": cut(description, LONGEST_DESCRIPTION),
        "quantity": quantity,
        "rate": number(*unit_price)?,
    }))
}

/// A number as JSON, digit by digit.
pub(super) fn number(amount: Decimal) -> Result<Value, OrderError> {
    let number = serde_json::from_str(&amount.to_string());
    number.map_err(|_| OrderError::Invalid(format!("{amount} cannot be written as a number")))
}

fn cut(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}
