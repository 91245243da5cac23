//! What happens to an order that was written down: it is confirmed, or called off.

use noor_store::effects::{self, Effect};
use serde_json::json;

use super::journal::Halt;
use super::order::Subject;
use super::outcome::Outcome;
use super::place_order::{Written, call_off as void};
use crate::context::Context;

/// Confirms the order of an accepted quotation. One that a person was told to look at is theirs.
pub(super) async fn confirm(context: &Context, effect: &Effect) -> Outcome {
    let subject = match Subject::read(effect) {
        Ok(subject) => subject,
        Err(outcome) => return outcome,
    };
    let order = match order(context, &subject).await {
        Ok(Some(order)) => order,
        Ok(None) => return Outcome::failed("there is no order to confirm".to_owned()),
        Err(outcome) => return outcome,
    };
    if let Some(remark) = order.remark {
        return Outcome::failed(format!("it was not confirmed, since {remark}"));
    }
    let Some(book) = &context.orders else { return gone() };
    match book.confirm(&order.id).await {
        Ok(order) => Outcome::done(json!({ "order": order.id, "status": order.status })),
        Err(error) => Outcome::from(Halt::from_call(error)),
    }
}

/// Calls off the draft orders of a quotation that does not stand any more, of every revision.
pub(super) async fn call_off(context: &Context, effect: &Effect) -> Outcome {
    let last = match Subject::read(effect) {
        Ok(subject) => subject,
        Err(outcome) => return outcome,
    };
    let Some(book) = &context.orders else { return gone() };
    let (mut called_off, mut remarks) = (Vec::new(), Vec::new());
    for revision in 1..=last.revision {
        match order(context, &Subject { revision, ..last.clone() }).await {
            Ok(Some(order)) => {
                match void(book.as_ref(), &order.id).await {
                    Ok(remark) => remarks.extend(remark),
                    Err(halt) => return Outcome::from(halt),
                }
                called_off.push(order.id);
            }
            Ok(None) => {}
            Err(outcome) => return outcome,
        }
    }
    let remark = (!remarks.is_empty()).then(|| remarks.join("\n"));
    Outcome::Done { outcome: json!({ "orders": called_off }), remark }
}

fn gone() -> Outcome {
    Outcome::failed("no order book is configured any more".to_owned())
}

/// The order that was written down for a revision, if one was. It was tried before, since the lane is
/// the same.
async fn order(context: &Context, subject: &Subject) -> Result<Option<Written>, Outcome> {
    let outcome = effects::outcome(&context.db, &subject.key()).await;
    let outcome = outcome.map_err(|error| Outcome::unreadable(&error))?;
    Ok(outcome.as_ref().and_then(Written::read))
}
