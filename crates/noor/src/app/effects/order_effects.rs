//! What happens to an order that was written down: it is confirmed, or called off.

use noor_store::effects::{self, Effect};
use serde_json::json;

use super::journal::Halt;
use super::order::Subject;
use super::outcome::Outcome;
use super::place_order::{call_off as void, order_of};
use crate::context::Context;

/// Confirms the order of an accepted quotation.
pub(super) async fn confirm(context: &Context, effect: &Effect) -> Outcome {
    let id = match order(context, effect).await {
        Ok(Some(id)) => id,
        Ok(None) => return Outcome::failed("there is no order to confirm".to_owned()),
        Err(outcome) => return outcome,
    };
    let Some(book) = &context.orders else { return gone() };
    match book.confirm(&id).await {
        Ok(order) => Outcome::done(json!({ "order": order.id, "status": order.status })),
        Err(error) => Outcome::from(Halt::from_call(error)),
    }
}

/// Calls off the order of a quotation that was taken back.
pub(super) async fn call_off(context: &Context, effect: &Effect) -> Outcome {
    let id = match order(context, effect).await {
        Ok(Some(id)) => id,
        Ok(None) => return Outcome::done(json!({ "order": null })),
        Err(outcome) => return outcome,
    };
    let Some(book) = &context.orders else { return gone() };
    match void(book.as_ref(), &id).await {
        Ok(()) => Outcome::done(json!({ "order": id })),
        Err(halt) => Outcome::from(halt),
    }
}

fn gone() -> Outcome {
    Outcome::failed("no order book is configured any more".to_owned())
}

/// The order that was written down for the quotation. It was tried before, since the lane is the same.
async fn order(context: &Context, effect: &Effect) -> Result<Option<String>, Outcome> {
    let subject: Subject = serde_json::from_value(effect.subject.clone())
        .map_err(|error| Outcome::failed(format!("the order cannot be read: {error}")))?;
    let outcome = effects::outcome(&context.db, &subject.key()).await;
    let outcome = outcome.map_err(|error| Outcome::unreadable(&error))?;
    Ok(outcome.as_ref().and_then(order_of).map(str::to_owned))
}
