//! What a turn does with a quotation: its paper is printed before the transaction that ends the turn,
//! and everything else happens in it.

use anyhow::{Context as _, Result, bail};
use noor_core::dialogue::offer::QuoteStep;
use noor_core::dialogue::policy::Mode;
use noor_core::message::OutgoingContent;
use noor_core::quote::Quote;
use noor_core::reply::figures::Voice;
use noor_store::conversations::Lease;
use noor_store::documents::{self, Document, Kept};
use noor_store::quotes::{self, Owner};
use sqlx::PgConnection;

use crate::app::customer_number::phone;
use crate::app::effects::order::{self, Buyer, Deed};
use crate::app::paper;
use crate::context::Context;

/// A paper that goes with the answer.
#[derive(Debug)]
pub(super) enum Paper {
    /// It was printed for this answer.
    New(Document),
    /// It was sent before.
    Kept(Kept),
}

/// The paper that goes with the answer, if one does.
pub(super) async fn paper(
    context: &Context,
    lease: &Lease,
    step: Option<&QuoteStep>,
    voice: Voice,
) -> Result<Option<Paper>> {
    let quote = match step {
        Some(QuoteStep::MakeOut { quote, .. } | QuoteStep::SendAgain { quote }) => quote,
        Some(QuoteStep::Accept { .. } | QuoteStep::Cancel { .. }) | None => return Ok(None),
    };
    let kept = documents::find(&context.db, paper::KIND, &paper::subject(quote)).await;
    if let Some(kept) = kept.context("look for the paper")? {
        return Ok(Some(Paper::Kept(kept)));
    }
    let pdf = paper::print(context, quote, voice.digits).await?;
    Ok(Some(Paper::New(Document {
        id: context.ids.next(),
        conversation: lease.conversation,
        kind: paper::KIND.to_owned(),
        subject: paper::subject(quote),
        name: paper::file_name(quote),
        content_type: "application/pdf".to_owned(),
        bytes: pdf.bytes,
    })))
}

/// The message that brings a paper.
pub(super) fn message(context: &Context, lease: &Lease, paper: &Paper) -> Option<OutgoingContent> {
    let (id, name) = match paper {
        Paper::New(document) => (document.id, &document.name),
        Paper::Kept(kept) => (kept.id, &kept.name),
    };
    let url = context.links.document(id, name, &lease.conversation, context.clock.now())?;
    Some(OutgoingContent::Document { url: url.into(), name: name.clone() })
}

/// Writes down what becomes of the quotation, and what is to be done outside for it.
pub(super) async fn settle(
    context: &Context,
    tx: &mut PgConnection,
    lease: &Lease,
    step: &QuoteStep,
    paper: Option<&Paper>,
) -> Result<()> {
    let now = context.clock.now();
    let phone = phone(context, &lease.address);
    let buyer = Buyer { conversation: lease.conversation, phone: phone.as_deref() };
    if let Some(Paper::New(document)) = paper {
        documents::keep(tx, document, now).await.context("keep the paper")?;
    }
    match step {
        QuoteStep::MakeOut { quote, .. } => {
            let owner = Owner { conversation: lease.conversation, customer: lease.customer };
            if !quotes::insert(tx, owner, quote).await.context("keep the quotation")? {
                bail!("{} has a revision {} already", quote.number, quote.revision);
            }
            // Of several variants the customer has to choose one first.
            if quote.draft.variants.len() == 1 {
                plan(context, tx, Deed::WriteDown, buyer, quote, 0).await?;
            }
        }
        QuoteStep::SendAgain { .. } => {}
        QuoteStep::Accept { quote, variant } => {
            let accepted = quotes::accept(tx, quote.id, *variant, now).await;
            if !accepted.context("accept the quotation")? {
                bail!("{} cannot be accepted any more", quote.number);
            }
            plan(context, tx, Deed::WriteDown, buyer, quote, *variant).await?;
            let subtotal = quote.draft.variants.get(*variant).map(|it| it.totals.subtotal.amount);
            let reason = context.policy.confirming(subtotal.unwrap_or_default());
            if context.policy.mode(reason) != Mode::HandOver {
                plan(context, tx, Deed::Confirm, buyer, quote, *variant).await?;
            }
        }
        QuoteStep::Cancel { quote } => {
            if !quotes::cancel(tx, quote.id, now).await.context("take the quotation back")? {
                bail!("{} cannot be taken back any more", quote.number);
            }
            plan(context, tx, Deed::CallOff, buyer, quote, 0).await?;
        }
    }
    Ok(())
}

async fn plan(
    context: &Context,
    tx: &mut PgConnection,
    deed: Deed,
    buyer: Buyer<'_>,
    quote: &Quote,
    variant: usize,
) -> Result<()> {
    order::plan(context, tx, deed, buyer, quote, variant).await.context("plan what to do outside")
}
