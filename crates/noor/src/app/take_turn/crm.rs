//! What the CRM should know of a turn: planned in the transaction that ends it, whenever something of
//! it is new.

use anyhow::{Context as _, Result};
use noor_core::dialogue::offer::QuoteStep;
use noor_core::dialogue::state::{Consent, Lead, State};
use noor_core::dialogue::summary::summary;
use noor_core::ids::TurnId;
use noor_core::language::Language;
use noor_core::understanding::{Buyer, Details};
use noor_providers::crm::{Attributes, ContactChange, Note, Stage};
use noor_store::conversations::Lease;
use rust_decimal::Decimal;
use sqlx::PgConnection;

use super::Worded;
use crate::app::customer_number::phone;
use crate::app::effects::sync_crm::{self, DealNews, Snapshot};
use crate::context::Context;

/// What the addresses of ads name.
const CAMPAIGN: [&str; 5] = ["utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"];
/// Most characters of each.
const LONGEST: usize = 100;

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
    let Some(phone) = phone(context, &lease.address) else { return Ok(()) };
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
    let buys = after.lead == Lead::Customer || !first && before.lead == Lead::Customer;
    let deal = buys.then(|| DealNews {
        reference: sync_crm::deal_of(lease.conversation),
        quotation: step.and_then(quotation),
        title: title(lease, &after.details),
        stage,
        amount: step.and_then(amount),
    });
    let details = &after.details;
    let snapshot = Snapshot {
        customer: lease.customer,
        phone,
        name: details.name.clone().or_else(|| lease.contact_name.clone()),
        email: details.email.clone(),
        attributes: attributes(lease, worded, details, language),
        news: news(&before.details, details),
        deal,
        note,
    };
    let key = format!("crm {turn}");
    let planned = sync_crm::plan(context, tx, &key, lease.conversation, &snapshot).await;
    planned.context("plan what the CRM should know")
}

fn title(lease: &Lease, details: &Details) -> String {
    let who =
        company(details).or_else(|| details.name.clone()).or_else(|| lease.contact_name.clone());
    let who = who.unwrap_or_else(|| lease.address.chat.clone());
    format!("{}: {who}", source(&lease.address.messenger))
}

/// Where the deal goes by what this turn changed; `None` where it stays.
fn moved_to(before: &State, after: &State, step: Option<&QuoteStep>) -> Option<Stage> {
    let lost = |reason: &str| Some(Stage::Lost { reason: reason.to_owned() });
    match step {
        Some(QuoteStep::Accept { .. }) => return Some(Stage::OrderConfirmed),
        Some(QuoteStep::MakeOut { .. }) => return Some(Stage::OfferSent),
        Some(QuoteStep::SendAgain { .. }) => return None,
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
        QuoteStep::MakeOut { quote, .. } => {
            (quote.draft.variants.len() == 1).then(|| of(quote, 0)).flatten()
        }
        QuoteStep::Accept { quote, variant } => of(quote, *variant),
        QuoteStep::SendAgain { .. } | QuoteStep::Cancel { .. } => None,
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

/// The quotation that the turn did something with.
fn quotation(step: &QuoteStep) -> Option<String> {
    match step {
        QuoteStep::MakeOut { quote, .. }
        | QuoteStep::Accept { quote, .. }
        | QuoteStep::Cancel { quote } => Some(quote.number.clone()),
        QuoteStep::SendAgain { .. } => None,
    }
}

/// All that is known beside name, number and e-mail, for a contact that is new.
fn attributes(lease: &Lease, worded: &Worded, details: &Details, language: Language) -> Attributes {
    let known = [
        ("source", Some(source(&lease.address.messenger))),
        ("company", company(details)),
        ("language", Some(language.code().to_owned())),
        ("address", details.address.clone()),
    ];
    let known = known.into_iter().filter_map(|(word, value)| Some((word.to_owned(), value?)));
    let messages = worded.journal.messages.iter();
    known.chain(messages.flat_map(|message| campaign(message.words()))).collect()
}

/// The messenger as people write it.
fn source(messenger: &str) -> String {
    match messenger {
        "whatsapp" => "WhatsApp".to_owned(),
        "viber" => "Viber".to_owned(),
        other => other.to_owned(),
    }
}

/// What of an ad's address stands in a message: `utm_source=…` and its like.
fn campaign(text: &str) -> Vec<(String, String)> {
    let parts = text.split(|c: char| c.is_whitespace() || matches!(c, '?' | '&' | '#'));
    let named = parts.filter_map(|part| part.split_once('='));
    let known = named.filter(|(name, value)| CAMPAIGN.contains(name) && !value.is_empty());
    known.map(|(name, value)| (name.to_owned(), value.chars().take(LONGEST).collect())).collect()
}

fn company(details: &Details) -> Option<String> {
    details.company.as_ref().and_then(|buyer| match buyer {
        Buyer::Company(name) => Some(name.clone()),
        Buyer::Individual => None,
    })
}

/// What this turn told of the customer: of a contact that is there, nothing else is touched.
fn news(before: &Details, after: &Details) -> ContactChange {
    let changed = |old: &Option<String>, new: &Option<String>| new.clone().filter(|_| old != new);
    let attributes = [
        ("company", changed(&company(before), &company(after))),
        ("address", changed(&before.address, &after.address)),
    ];
    let attributes = attributes.into_iter().filter_map(|(word, it)| Some((word.to_owned(), it?)));
    ContactChange {
        name: changed(&before.name, &after.name),
        email: changed(&before.email, &after.email),
        attributes: attributes.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_ads_address_says_is_read_and_nothing_else() {
        let text = "Hi! https://x.example/?utm_source=ig&utm_campaign=spring=1#top a=b utm_term=";
        let expected = [("utm_source", "ig"), ("utm_campaign", "spring=1")];
        let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(campaign(text), expected);
    }

    #[test]
    fn only_what_was_told_is_news() {
        let told = |name: &str| Details { name: Some(name.to_owned()), ..Details::default() };
        assert_eq!(news(&told("Sara"), &told("Sara")), ContactChange::default());
        let change = news(&Details::default(), &told("Sara"));
        assert_eq!(change.name.as_deref(), Some("Sara"));
        assert_eq!((change.email, change.attributes.len()), (None, 0));
    }
}
