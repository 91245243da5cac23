//! What happens to a quotation that nobody took in time: its draft order is called off, and the CRM is
//! told. Whoever wants it after that gets a new revision, with an order of its own.

use anyhow::{Context as _, Result};
use noor_providers::crm::{Attributes, ContactChange, Note, Stage};
use noor_store::quotes::{self, Expired};
use sqlx::PgConnection;

use super::customer_number::phone;
use super::effects::order::{self, Buyer, Deed};
use super::effects::sync_crm::{self, DealNews, Snapshot};
use crate::context::Context;

/// Most quotations in one go.
const SOME: i64 = 50;

/// Settles the quotations whose time is over, each once, whoever calls this and however often.
///
/// # Errors
///
/// When the database was lost; the next round tries again.
pub(super) async fn expire(context: &Context) -> Result<()> {
    let now = context.clock.now();
    let mut tx = context.db.begin().await.context("begin")?;
    let over = quotes::expire(&mut tx, now, SOME).await.context("find what expired")?;
    for expired in &over {
        tracing::info!(quote.number = expired.quote.number, "a quotation expired unanswered");
        let phone = phone(context, &expired.address);
        // Nobody wrote an order down for whom there is no number.
        if let Some(phone) = phone {
            let buyer =
                Buyer { conversation: expired.owner.conversation, phone: Some(phone.as_str()) };
            order::plan(context, &mut tx, Deed::CallOff, buyer, &expired.quote, 0)
                .await
                .context("plan to call the order off")?;
            tell_the_crm(context, &mut tx, expired, phone).await?;
        }
    }
    tx.commit().await.context("commit")
}

/// The deal waits, and a note says why.
async fn tell_the_crm(
    context: &Context,
    tx: &mut PgConnection,
    expired: &Expired,
    phone: String,
) -> Result<()> {
    if context.crm.is_none() {
        return Ok(());
    }
    let (quote, conversation) = (&expired.quote, expired.owner.conversation);
    let number = &quote.number;
    let key = format!("expired {number}/{}", quote.revision);
    let until = context.policy.day_of(quote.valid_until);
    let snapshot = Snapshot {
        customer: expired.owner.customer,
        phone,
        name: Some(quote.draft.recipient.name.clone()),
        email: None,
        attributes: Attributes::new(),
        news: ContactChange::default(),
        deal: Some(DealNews {
            reference: sync_crm::deal_of(conversation),
            quotation: Some(number.clone()),
            title: number.clone(),
            stage: Some(Stage::OnHold),
            amount: None,
        }),
        note: Some(Note {
            key: format!("expired-{}", quote.id.0.simple()),
            title: format!("Quotation {number} expired"),
            text: format!("Quotation {number}, valid until {until}, was not accepted in the chat."),
        }),
    };
    let planned = sync_crm::plan(context, tx, &key, conversation, &snapshot).await;
    planned.context("plan what the CRM should know")
}
