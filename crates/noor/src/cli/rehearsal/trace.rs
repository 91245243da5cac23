//! One turn as a scenario sees it. What Noor does not do yet is null or empty here, never made up.

use chrono::{DateTime, SecondsFormat, Utc};
use noor_core::dialogue::state::{Stage, State};
use noor_core::message::OutgoingContent;
use noor_core::product::Product;
use noor_core::quote::{self, Quote};
use noor_core::understanding::{Buyer, Details};
use noor_sim::SeenMessage;
use noor_store::trace::{Call, EffectSeen, HandoffSeen, SentMessage, Standing, TurnTaken};
use serde::Serialize;
use serde_json::Value;

use super::tools::{Journal, ToolCall, number};
use super::watch::News;

/// What one line of input led to.
#[derive(Debug, Serialize)]
pub(in crate::cli) struct Trace {
    turn: usize,
    replies: Vec<Reply>,
    asks: Vec<&'static str>,
    tools: Vec<ToolCall>,
    state: StateSeen,
    handoff: Handoff,
    effects: Vec<EffectTold>,
    model_calls: Vec<ModelCall>,
    ms: Elapsed,
}

impl Trace {
    /// The trace of the turn with this number.
    pub(in crate::cli) fn of(turn: usize, news: News) -> Self {
        let News { messages, turns, calls, handoffs, effects, quote, standing } = news;
        let ms = Elapsed::of(&turns, &messages, &calls);
        let told: Vec<Told> = turns.into_iter().map(Told::of).collect();
        let journals = || told.iter().filter_map(|told| told.journal.as_ref());
        Self {
            turn,
            replies: replies(&told, messages),
            asks: journals().flat_map(Journal::asks).collect(),
            tools: journals().flat_map(Journal::tools).collect(),
            state: StateSeen::of(standing.as_ref(), quote.as_ref()),
            handoff: Handoff::of(handoffs),
            effects: effects.into_iter().map(EffectTold::of).collect(),
            model_calls: calls.into_iter().map(ModelCall::of).collect(),
            ms,
        }
    }
}

/// Something that was to be done outside.
#[derive(Debug, Serialize)]
struct EffectTold {
    kind: String,
    key: String,
    outcome: String,
}

impl EffectTold {
    fn of(effect: EffectSeen) -> Self {
        let EffectSeen { kind, key, outcome } = effect;
        Self { kind, key, outcome }
    }
}

/// A turn and its journal.
struct Told {
    turn: TurnTaken,
    journal: Option<Journal>,
}

impl Told {
    fn of(turn: TurnTaken) -> Self {
        let journal = Journal::of(&turn);
        Self { turn, journal }
    }
}

/// A text that the customer got, with what came along.
#[derive(Debug, Serialize)]
struct Reply {
    text: String,
    lang: Option<String>,
    skus: Vec<String>,
    media: Vec<Media>,
    documents: Vec<Document>,
    mode: &'static str,
    at: String,
}

#[derive(Debug, Serialize)]
struct Media {
    sku: String,
    url: String,
}

#[derive(Debug, Serialize)]
struct Document {
    kind: Option<&'static str>,
    name: String,
    number: Option<String>,
    url: String,
}

/// Texts in the order they were seen; a picture or a document belongs to the text before it.
fn replies(told: &[Told], messages: Vec<(SeenMessage, Option<SentMessage>)>) -> Vec<Reply> {
    let texts = messages
        .iter()
        .filter(|(_, row)| row.as_ref().is_some_and(|row| is_text(&row.content)))
        .count();
    let mut replies: Vec<Reply> = Vec::new();
    for (message, row) in messages {
        let of_turn = row.as_ref().and_then(|row| {
            told.iter().find(|told| row.turn.is_some_and(|turn| turn == told.turn.id))
        });
        let is_text = row.as_ref().is_none_or(|row| is_text(&row.content));
        if is_text || replies.is_empty() {
            let text = message.text.filter(|_| is_text).unwrap_or_default();
            let named = of_turn.and_then(|told| told.journal.as_ref()).map(Journal::named);
            let skus = named
                .unwrap_or_default()
                .into_iter()
                // A long answer was split: only the part that names a product counts for it.
                .filter(|product| texts <= 1 || stands_in(&text, product))
                .map(|product| product.sku.clone())
                .collect();
            replies.push(Reply {
                text,
                lang: of_turn.map(|told| told.turn.language.clone()),
                skus,
                media: Vec::new(),
                documents: Vec::new(),
                mode: "freeform",
                at: instant(message.at),
            });
        }
        let (Some(reply), Some(row)) = (replies.last_mut(), row) else { continue };
        match row.content {
            OutgoingContent::Text { .. } => {}
            OutgoingContent::Image { url, sku } => reply.media.push(Media { sku, url }),
            OutgoingContent::Document { url, name } => {
                let number = of_turn.and_then(|told| told.journal.as_ref()?.quoted());
                let kind = number.is_some().then_some("quotation");
                reply.documents.push(Document { kind, name, number, url });
            }
        }
    }
    replies
}

fn is_text(content: &OutgoingContent) -> bool {
    match content {
        OutgoingContent::Text { .. } => true,
        OutgoingContent::Image { .. } | OutgoingContent::Document { .. } => false,
    }
}

fn stands_in(text: &str, product: &Product) -> bool {
    let names = [product.name.en.as_deref(), product.name.ar.as_deref(), Some(&product.sku)];
    names.into_iter().flatten().any(|name| text.contains(name))
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[derive(Debug, Serialize)]
struct StateSeen {
    stage: String,
    language: Option<String>,
    customer: CustomerSeen,
    cart: Vec<LineSeen>,
    order_intent: OrderIntent,
    budget: Budget,
    headcount: Option<u32>,
    quote: QuoteSeen,
    lead: Lead,
}

#[derive(Debug, Default, Serialize)]
struct CustomerSeen {
    name: Option<String>,
    company: Option<String>,
    individual: bool,
    email: Option<String>,
    phone: Option<String>,
    address: Option<String>,
    area: Option<String>,
    role: Option<String>,
}

impl CustomerSeen {
    fn of(details: Details) -> Self {
        let individual = details.company == Some(Buyer::Individual);
        let company = match details.company {
            Some(Buyer::Company(name)) => Some(name),
            Some(Buyer::Individual) => Some("individual".to_owned()),
            None => None,
        };
        let Details { name, company: _, email, phone, address, area, role } = details;
        Self { name, company, individual, email, phone, address, area, role }
    }
}

#[derive(Debug, Serialize)]
struct LineSeen {
    sku: String,
    qty: u32,
}

#[derive(Debug, Default, Serialize)]
struct OrderIntent {
    family: Option<String>,
    qty: Option<u32>,
}

#[derive(Debug, Default, Serialize)]
struct Budget {
    total: Option<Value>,
    per_item: Option<Value>,
    incl_vat: Option<bool>,
}

#[derive(Debug, Default, Serialize)]
struct QuoteSeen {
    consent: Option<&'static str>,
    status: Option<&'static str>,
}

/// The word under which a quotation's standing is told.
fn status_of(quote: &Quote) -> &'static str {
    match quote.standing {
        quote::Standing::Open => "sent",
        quote::Standing::Accepted { .. } => "accepted",
        quote::Standing::Revised { .. } => "revised",
        quote::Standing::Cancelled { .. } => "cancelled",
    }
}

#[derive(Debug, Default, Serialize)]
struct Lead {
    kind: Option<&'static str>,
}

impl StateSeen {
    fn of(standing: Option<&Standing>, quote: Option<&Quote>) -> Self {
        let read = |it: &Standing| serde_json::from_value(it.state.clone()).ok();
        let remembered: State = standing.and_then(read).unwrap_or_default();
        let wish = remembered.wishes.into_iter().last().unwrap_or_default().wish;
        let greeting = || Stage::Greeting.word().to_owned();
        let cart = remembered.cart.lines().iter();
        let staff = remembered.people.iter().map(|it| it.people).reduce(u32::saturating_add);
        Self {
            stage: standing.map_or_else(greeting, |it| it.sales_stage.clone()),
            language: standing.map(|it| it.language.clone()),
            customer: CustomerSeen::of(remembered.details),
            cart: cart.map(|it| LineSeen { sku: it.sku.clone(), qty: it.quantity }).collect(),
            order_intent: OrderIntent {
                family: wish.families.into_iter().next(),
                qty: wish.pieces,
            },
            budget: Budget {
                total: remembered.budget.total.or(wish.budget_total).map(number),
                per_item: remembered
                    .budget
                    .per_item
                    .or_else(|| wish.price_max.filter(|_| wish.budget_total.is_none()))
                    .map(number),
                incl_vat: remembered.budget.incl_vat,
            },
            headcount: staff.or(wish.people),
            quote: QuoteSeen {
                consent: Some(remembered.consent.word()),
                status: quote.map(status_of),
            },
            lead: Lead { kind: Some(remembered.lead.word()) },
        }
    }
}

#[derive(Debug, Serialize)]
struct Handoff {
    open: bool,
    reason: Option<String>,
    /// Reasons of all requests, oldest first, those that only told a person among them.
    reasons: Vec<String>,
    /// How often Noor was stopped.
    stopped: usize,
    count: usize,
    alerts_delivered: i64,
    card: Option<Value>,
}

impl Handoff {
    fn of(handoffs: Vec<HandoffSeen>) -> Self {
        let stops = |handoff: &&HandoffSeen| !handoff.notice;
        let open = handoffs.iter().filter(stops).any(|handoff| handoff.open);
        let stopped = handoffs.iter().filter(stops).count();
        let reasons = handoffs.iter().map(|handoff| handoff.reason.clone()).collect();
        let count = handoffs.len();
        let alerts_delivered = handoffs.iter().map(|handoff| i64::from(handoff.alerts)).sum();
        // What stopped Noor says more than what was only told.
        let last = handoffs.into_iter().max_by_key(|handoff| !handoff.notice);
        let (reason, card) = match last {
            Some(last) => (Some(last.reason), Some(last.card)),
            None => (None, None),
        };
        Self { open, reason, reasons, stopped, count, alerts_delivered, card }
    }
}

#[derive(Debug, Serialize)]
struct ModelCall {
    role: String,
    model: String,
    tokens_in: i32,
    tokens_out: i32,
    ms: i32,
}

impl ModelCall {
    fn of(call: Call) -> Self {
        let Call { role, model, tokens_in, tokens_out, elapsed_ms } = call;
        Self { role, model, tokens_in, tokens_out, ms: elapsed_ms }
    }
}

/// From the claim of the first turn until the gateway had taken the last message, without the time
/// in which the customer might have gone on writing.
#[derive(Debug, Serialize)]
struct Elapsed {
    total: i64,
    model: i64,
}

impl Elapsed {
    fn of(
        turns: &[TurnTaken],
        messages: &[(SeenMessage, Option<SentMessage>)],
        calls: &[Call],
    ) -> Self {
        let begun = turns.iter().map(|turn| turn.started_at).min();
        let taken = messages.iter().filter_map(|(_, row)| row.as_ref()?.accepted_at);
        let ended = turns.iter().map(|turn| turn.finished_at).chain(taken).max();
        let total = match (begun, ended) {
            (Some(begun), Some(ended)) => (ended - begun).num_milliseconds(),
            (None, _) | (_, None) => 0,
        };
        let model = calls.iter().map(|call| i64::from(call.elapsed_ms)).sum();
        Self { total, model }
    }
}
