//! Planning what the order book has to do about a quotation, in the transaction that decides on it.

use noor_core::dialogue::reason::Reason;
use noor_core::ids::{ConversationId, HandoffId};
use noor_core::quote::Quote;
use noor_store::effects::{self, Effect, NewEffect};
use noor_store::handoffs::{self, Handoff};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;

use super::Kind;
use super::outcome::Outcome;
use crate::context::Context;

/// Which order it is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Subject {
    /// The quotation's number.
    pub(super) number: String,
    /// Its revision.
    pub(super) revision: u32,
    /// Which of its variants, counted from 0.
    pub(super) variant: usize,
    /// The customer's number, in full.
    pub(super) phone: String,
}

impl Subject {
    /// What an effect is about; the outcome of one that cannot be read.
    pub(super) fn read(effect: &Effect) -> Result<Self, Outcome> {
        serde_json::from_value(effect.subject.clone())
            .map_err(|error| Outcome::failed(format!("the order cannot be read: {error}")))
    }

    /// The key that its order is written down under: the same for the same revision.
    pub(super) fn key(&self) -> String {
        format!("order {}/{}", self.number, self.revision)
    }
}

/// What is to be done about an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Its draft is written down.
    WriteDown,
    /// It is confirmed.
    Confirm,
    /// It is called off.
    CallOff,
}

/// Whose conversation it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Buyer<'a> {
    /// Where it was talked.
    pub(crate) conversation: ConversationId,
    /// The customer's number, in full, where it is known.
    pub(crate) phone: Option<&'a str>,
}

/// Has something done about the order of a quotation. Nothing without an order book; without a number
/// nobody knows in it whose order it would be, and a person is told.
///
/// # Errors
///
/// The database's own.
pub(crate) async fn plan(
    context: &Context,
    tx: &mut PgConnection,
    deed: Deed,
    buyer: Buyer<'_>,
    quote: &Quote,
    variant: usize,
) -> sqlx::Result<()> {
    if context.orders.is_none() {
        return Ok(());
    }
    let now = context.clock.now();
    let Some(phone) = buyer.phone else {
        let problem = "the customer's number is not known: see to the order in the book by hand";
        let notice = Handoff {
            id: HandoffId(context.ids.next()),
            conversation: buyer.conversation,
            reason: Reason::QuoteFailure.code().to_owned(),
            card: json!({ "problem": problem, "quotation": quote.number }),
            alerts: 0,
            notice: true,
        };
        return handoffs::notify(tx, &notice, now).await;
    };
    let subject = Subject {
        number: quote.number.clone(),
        revision: quote.revision,
        variant,
        phone: phone.to_owned(),
    };
    let (kind, key) = match deed {
        Deed::WriteDown => (Kind::SaleOrder, subject.key()),
        Deed::Confirm => (Kind::ConfirmOrder, format!("confirm {}", subject.key())),
        Deed::CallOff => (Kind::VoidOrder, format!("void {}", subject.key())),
    };
    let subject =
        serde_json::to_value(&subject).map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    let effect = NewEffect {
        id: context.ids.next(),
        key: &key,
        kind: kind.word(),
        subject: &subject,
        // Whose customer is looked for, and made once.
        lane: &format!("orders {phone}"),
        conversation: Some(buyer.conversation),
        due_at: now,
    };
    effects::plan(tx, &effect, now).await?;
    Ok(())
}
