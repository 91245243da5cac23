//! What the CRM should know of a turn: planned in the transaction that ends it, whenever something of
//! it is new.

use anyhow::{Context as _, Result};
use noor_core::dialogue::offer::QuoteStep;
use noor_core::dialogue::state::{Consent, Lead, State};
use noor_core::dialogue::summary::summary;
use noor_core::ids::TurnId;
use noor_core::language::Language;
use noor_core::understanding::{Buyer, Details};
use noor_providers::crm::{Attributes, Note, Stage};
use noor_store::conversations::Lease;
use noor_store::effects::{self, NewEffect};
use rust_decimal::Decimal;
use sqlx::PgConnection;

use super::Worded;
use super::quotation::phone;
use crate::app::effects::Kind;
use crate::app::effects::sync_crm::{DealNews, Snapshot};
use crate::context::Context;

/// Plans what the CRM should know, if there is a CRM and anything is new.
pub(super) async fn plan(
    context: &Context,
    tx: &mut PgConnection,
    lease: &Lease,
    turn: TurnId,
    worded: &Worded,
    after: &State,
) -> Result<()> {
    if context.crm.is_none() {
        return Ok(());
    }
    let before = &worded.journal.before;
    let step = worded.journal.answer.quote.as_ref();
    let language = worded.journal.voice.language;
    let first = before.turns == 0;
    let stage = moved_to(before, after, step);
    let note = note(turn, worded, after);
    let told = first || before.details != after.details;
    if !told && stage.is_none() && note.is_none() {
        return Ok(());
    }
    // Who sells to the shop or looks for work is no deal.
    let deal = (after.lead == Lead::Customer || !first).then(|| DealNews {
        reference: reference(lease),
        title: title(lease, &after.details),
        stage,
        amount: step.and_then(amount),
    });
    let phone = phone(context, lease);
    let snapshot = Snapshot {
        customer: lease.customer,
        phone: phone.clone(),
        name: after.details.name.clone().or_else(|| lease.contact_name.clone()),
        email: after.details.email.clone(),
        attributes: attributes(&after.details, language),
        deal,
        note,
    };
    let subject = serde_json::to_value(&snapshot).context("write down what the CRM should know")?;
    let now = context.clock.now();
    let effect = NewEffect {
        id: context.ids.next(),
        key: &format!("crm {turn}"),
        kind: Kind::SyncCrm.word(),
        subject: &subject,
        // Whoever writes on two lines with one number is one contact.
        lane: &format!("crm {phone}"),
        conversation: Some(lease.conversation),
        due_at: now,
    };
    effects::plan(tx, &effect, now).await.context("plan what the CRM should know")?;
    Ok(())
}

/// The key that the deal of a conversation stands under.
fn reference(lease: &Lease) -> String {
    let id = lease.conversation.0.simple().to_string();
    format!("C-{}", id.chars().skip(16).collect::<String>())
}

fn title(lease: &Lease, details: &Details) -> String {
    let company = details.company.as_ref().and_then(|buyer| match buyer {
        Buyer::Company(name) => Some(name.clone()),
        Buyer::Individual => None,
    });
    let who = company.or_else(|| details.name.clone()).or_else(|| lease.contact_name.clone());
    format!("WhatsApp: {}", who.unwrap_or_else(|| lease.address.chat.clone()))
}

/// Where the deal goes by what this turn changed; `None` where it stays.
fn moved_to(before: &State, after: &State, step: Option<&QuoteStep>) -> Option<Stage> {
    let lost = |reason: &str| Some(Stage::Lost { reason: reason.to_owned() });
    match step {
        Some(QuoteStep::Accept { .. }) => return Some(Stage::OrderConfirmed),
        Some(QuoteStep::MakeOut { .. } | QuoteStep::SendAgain { .. }) => {
            return Some(Stage::OfferSent);
        }
        Some(QuoteStep::Cancel { .. }) => return lost("the customer took the quotation back"),
        None => {}
    }
    let looks = |state: &State| !state.wishes.is_empty() || !state.cart.is_empty();
    match () {
        () if after.lead != before.lead && after.lead == Lead::OptedOut => {
            lost("the customer asked for no more messages")
        }
        () if after.consent != before.consent && after.consent == Consent::Deferred => {
            Some(Stage::OnHold)
        }
        () if looks(after) && !looks(before) => Some(Stage::InWork),
        () if before.turns == 0 => Some(Stage::NewLead),
        () => None,
    }
}

/// What the quotation of the turn comes to; of several variants none counts before one is chosen.
fn amount(step: &QuoteStep) -> Option<Decimal> {
    let of = |quote: &noor_core::quote::Quote, variant: usize| {
        quote.draft.variants.get(variant).map(|variant| variant.totals.total.amount)
    };
    match step {
        QuoteStep::MakeOut { quote, .. } | QuoteStep::SendAgain { quote } => {
            (quote.draft.variants.len() == 1).then(|| of(quote, 0)).flatten()
        }
        QuoteStep::Accept { quote, variant } => of(quote, *variant),
        QuoteStep::Cancel { .. } => None,
    }
}

/// A summary, never the words of the chat, whenever something happened that people look up later.
fn note(turn: TurnId, worded: &Worded, after: &State) -> Option<Note> {
    let answer = &worded.journal.answer;
    let title = match (&answer.quote, answer.hand_over) {
        (Some(QuoteStep::MakeOut { quote, .. }), _) => {
            format!("Quotation {}, revision {}", quote.number, quote.revision)
        }
        (Some(QuoteStep::Accept { quote, .. }), _) => {
            format!("Quotation {} accepted", quote.number)
        }
        (Some(QuoteStep::Cancel { quote }), _) => format!("Quotation {} taken back", quote.number),
        (Some(QuoteStep::SendAgain { .. }) | None, Some(reason)) => {
            format!("A person was asked for: {}", reason.code())
        }
        (Some(QuoteStep::SendAgain { .. }) | None, None) => return None,
    };
    let key = turn.0.simple().to_string();
    Some(Note { key: format!("turn-{key}"), title, text: summary(after) })
}

fn attributes(details: &Details, language: Language) -> Attributes {
    let company = details.company.as_ref().and_then(|buyer| match buyer {
        Buyer::Company(name) => Some(name.clone()),
        Buyer::Individual => None,
    });
    let known = [
        ("source", Some("WhatsApp".to_owned())),
        ("company", company),
        ("language", Some(language.code().to_owned())),
        ("address", details.address.clone()),
    ];
    known.into_iter().filter_map(|(word, value)| Some((word.to_owned(), value?))).collect()
}
