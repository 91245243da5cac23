//! What is known before the conversation begins: `--given FILE.json`.

use std::path::Path;

use anyhow::{Context as _, Result};
use chrono::{DateTime, TimeDelta, Utc};
use noor_core::dialogue::cart::{Cart, CartLine};
use noor_core::dialogue::policy::Policy;
use noor_core::dialogue::state::{Consent, Event};
use noor_core::ids::{ConversationId, OutgoingId};
use noor_core::language::Language;
use noor_core::message::{
    Author, ChatAddress, InboundMessage, MessageKind, OutgoingContent, Revision,
};
use noor_core::sku;
use noor_core::understanding::{Buyer, Details};
use noor_sim::Fault;
use noor_store::inbox::{self, NewMessage, Opening};
use noor_store::outbox::{self, Queue, Queued};
use noor_store::products;
use noor_store::rehearsal::{self, Standing};
use serde_json::{Map, Value};

use super::others::Other;
use super::past::Past;
use crate::context::Context;

/// Keys that may be objects, or have dots.
const NESTED: [&str; 4] = ["customer", "conversation", "quote", "policy"];

/// How far apart the lines of a transcript are.
const PACE: TimeDelta = TimeDelta::minutes(1);

/// What is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::cli) struct Given {
    /// The name the customer goes by.
    pub(in crate::cli) name: Option<String>,
    /// When the conversation begins.
    pub(in crate::cli) clock: Option<DateTime<Utc>>,
    /// The language of the conversation.
    language: Option<Language>,
    /// What was said before, oldest first.
    transcript: Vec<Said>,
    /// When the customer last wrote, if not at their last line of the transcript.
    last_inbound: Option<DateTime<Utc>>,
    /// What is known of the customer.
    details: Details,
    /// The order so far.
    cart: Vec<(String, u32)>,
    /// The customer's stand on a quotation.
    consent: Option<Consent>,
    /// What the shop decided otherwise.
    policy: Map<String, Value>,
    /// Who else is in the shop's books.
    others: Vec<Other>,
    /// What goes wrong in the world outside.
    pub(in crate::cli) faults: Vec<Fault>,
    /// Keys that mean something to a scenario and nothing here yet.
    pub(in crate::cli) unsupported: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    by: Speaker,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaker {
    Customer,
    Noor,
    Manager,
}

impl Given {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// A sentence that names the file and what is wrong in it.
    pub(in crate::cli) fn read(path: &Path) -> Result<Self, String> {
        let named = |problem: String| format!("{}: {problem}", path.display());
        let text = std::fs::read_to_string(path).map_err(|error| named(error.to_string()))?;
        let fields: Map<String, Value> =
            serde_json::from_str(&text).map_err(|error| named(error.to_string()))?;
        Self::of(fields).map_err(named)
    }

    /// Reads the keys of an object.
    ///
    /// # Errors
    ///
    /// A sentence about the first value that cannot be used.
    pub(in crate::cli) fn of(fields: Map<String, Value>) -> Result<Self, String> {
        let mut given = Self::default();
        for (key, value) in flat(fields).into_iter().filter(|(_, value)| !value.is_null()) {
            match key.as_str() {
                "customer.name" => {
                    given.name = Some(text(&key, value)?);
                    given.details.name.clone_from(&given.name);
                }
                "customer.company" => {
                    given.details.company = Some(buyer(text(&key, value)?));
                }
                "customer.email" => given.details.email = Some(text(&key, value)?),
                "customer.phone" => given.details.phone = Some(text(&key, value)?),
                "customer.address" => given.details.address = Some(text(&key, value)?),
                "other_customer" => given.others = Other::of(value)?,
                "cart" => given.cart = cart(value)?,
                "quote.consent" => given.consent = Some(consent(&key, value)?),
                "conversation.lang" => given.language = Some(language(&text(&key, value)?)?),
                "clock" => given.clock = Some(instant(&key, &text(&key, value)?)?),
                "last_inbound" => given.last_inbound = Some(instant(&key, &text(&key, value)?)?),
                "fault" => given.faults = faults(value)?,
                "transcript" => given.transcript = transcript(value)?,
                key if key.starts_with("policy.") => {
                    let name = key.trim_start_matches("policy.").to_owned();
                    given.policy.insert(name, value);
                }
                _ => given.unsupported.push(key),
            }
        }
        Ok(given)
    }

    /// Opens the conversation as it is given; nothing happens if nothing is.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub(in crate::cli) async fn place(
        &self,
        context: &Context,
        gateway: &'static str,
        address: &ChatAddress,
    ) -> Result<()> {
        let silent = self.language.is_none() && self.transcript.is_empty();
        let unknown = self.details.is_empty() && self.cart.is_empty() && self.consent.is_none();
        let mut tx = context.db.begin().await.context("begin")?;
        for other in &self.others {
            other.place(&mut tx, context, gateway, address).await?;
        }
        if silent && unknown && self.last_inbound.is_none() {
            return tx.commit().await.context("commit");
        }
        let now = context.clock.now();
        let opening = Opening {
            address: address.clone(),
            contact_name: self.name.clone(),
            conversation: ConversationId(context.ids.next()),
            customer: context.ids.next(),
        };
        let opened = inbox::lock_conversations(&mut tx, gateway, &[opening], now)
            .await
            .context("open the conversation")?;
        let conversation = *opened.get(address).context("the conversation was not opened")?;
        let (mut answered_to, mut last_customer_at) = (0, None);
        let mut past = Past::new(context, self.language.unwrap_or(Language::English));
        for event in self.known() {
            past.happened(&event);
        }
        let first = now - PACE * i32::try_from(self.transcript.len()).unwrap_or(i32::MAX);
        for (place, said) in self.transcript.iter().enumerate() {
            let at = first + PACE * i32::try_from(place).unwrap_or(i32::MAX);
            let author = match said.by {
                Speaker::Noor => {
                    let id = OutgoingId(context.ids.next());
                    let told =
                        OutgoingContent::Text { text: said.text.clone(), buttons: Vec::new() };
                    let queue =
                        Queue { conversation, turn: None, gateway, epoch: 0, silenced: false };
                    outbox::queue(&mut tx, queue, &[Queued { id, content: told }], at)
                        .await
                        .context("keep what Noor said")?;
                    rehearsal::was_sent(&mut tx, id, at).await.context("keep what Noor said")?;
                    past.noor_said(&said.text).await.context("recall what Noor said")?;
                    continue;
                }
                Speaker::Customer => {
                    last_customer_at = Some(at);
                    past.customer_said(&said.text, at).await.context("recall what was said")?;
                    Author::Customer
                }
                Speaker::Manager => Author::Manager,
            };
            let message = InboundMessage {
                provider_id: context.ids.next().to_string(),
                revision: Revision::Original,
                address: address.clone(),
                author,
                kind: MessageKind::Text,
                text: said.text.clone(),
                attachment: None,
                contact_name: None,
                contact_phone: None,
                quotes: None,
                sent_at: Some(at),
            };
            let new = NewMessage { conversation, message: &message };
            let added = inbox::add_messages(&mut tx, gateway, &[new], at)
                .await
                .context("keep what was said")?;
            answered_to = added.last().map_or(answered_to, |added| added.id);
        }
        // What is given of the order holds, whatever the transcript made of it.
        for event in self.ordered(context).await? {
            past.happened(&event);
        }
        past.goes_on();
        let (state, language) = past.remembered();
        let standing = Standing {
            language,
            sales_stage: state.stage(&context.policy).word(),
            state: serde_json::to_value(&state).context("write the state down")?,
            answered_to,
            last_customer_at: self.last_inbound.or(last_customer_at),
        };
        rehearsal::place(&mut tx, conversation, &standing).await.context("place it")?;
        tx.commit().await.context("commit")
    }
}

impl Given {
    /// The shop's policy with what is given of it: a reason's mode, by its code, or a setting.
    ///
    /// # Errors
    ///
    /// A sentence about the setting that cannot be used.
    pub(in crate::cli) fn policy_of(&self, own: &Policy) -> Result<Policy> {
        if self.policy.is_empty() {
            return Ok(own.clone());
        }
        let mut fields = serde_json::to_value(own).context("the policy")?;
        for (name, value) in &self.policy {
            let path: Vec<&str> = name.split('.').collect();
            let is_setting = fields.get(*path.first().unwrap_or(&"")).is_some();
            let path = if is_setting { path } else { [&["handoff"], path.as_slice()].concat() };
            let place = format!("/{}", path.join("/"));
            match fields.pointer_mut(&place) {
                // Amounts are kept as texts.
                Some(place) if place.is_string() && value.is_number() => {
                    *place = Value::String(value.to_string());
                }
                Some(place) => *place = value.clone(),
                None => anyhow::bail!("`policy.{name}` is no setting of the shop's policy"),
            }
        }
        let changed: Policy = serde_json::from_value(fields)
            .with_context(|| format!("`policy`: {:?}", self.policy))?;
        Ok(Policy {
            vat_percent: own.vat_percent,
            currency: own.currency,
            rates: own.rates.clone(),
            ..changed
        })
    }

    /// What is known of the customer before the first word.
    fn known(&self) -> Vec<Event> {
        let details = (!self.details.is_empty()).then(|| self.details.clone());
        let told = details.map(|details| Event::Told { details });
        told.into_iter().collect()
    }

    /// What they ordered and agreed to so far, with the shop's spelling of each code.
    async fn ordered(&self, context: &Context) -> Result<Vec<Event>> {
        let keys: Vec<String> = self.cart.iter().map(|(code, _)| sku::key(code)).collect();
        let found = products::by_codes(&context.db, &keys, 1).await.context("find the order")?;
        let mut lines = Vec::new();
        for (code, quantity) in &self.cart {
            let key = sku::key(code);
            let Some(found) = found.iter().find(|it| it.exact && it.key == key) else {
                anyhow::bail!("`cart`: there is no product {code} in this catalogue");
            };
            lines.push(CartLine { sku: found.product.sku.clone(), quantity: *quantity });
        }
        let ordered = (!lines.is_empty()).then(|| Event::Ordered { cart: Cart::of(lines) });
        let consented = self.consent.map(|consent| Event::Consented { consent });
        Ok(ordered.into_iter().chain(consented).collect())
    }
}

/// Keys as scenarios write them: `customer` and `conversation` may be objects or have dots.
fn flat(fields: Map<String, Value>) -> Vec<(String, Value)> {
    let mut flat = Vec::new();
    for (key, value) in fields {
        match value {
            Value::Object(inner) if NESTED.contains(&key.as_str()) => {
                flat.extend(inner.into_iter().map(|(field, it)| (format!("{key}.{field}"), it)));
            }
            value => flat.push((key, value)),
        }
    }
    flat
}

/// For whom somebody buys, in a scenario's words.
fn buyer(company: String) -> Buyer {
    if company.eq_ignore_ascii_case("individual") {
        Buyer::Individual
    } else {
        Buyer::Company(company)
    }
}

/// A list of `[sku, pieces]`.
fn cart(value: Value) -> Result<Vec<(String, u32)>, String> {
    serde_json::from_value(value)
        .map_err(|error| format!("`cart` is to be a list of [sku, quantity]: {error}"))
}

fn consent(key: &str, value: Value) -> Result<Consent, String> {
    serde_json::from_value(value)
        .map_err(|_| format!("`{key}` is to be none, deferred, declined or granted"))
}

fn text(key: &str, value: Value) -> Result<String, String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Ok(text),
        other => Err(format!("`{key}` is to be a text, not {other}")),
    }
}

fn language(code: &str) -> Result<Language, String> {
    Language::from_code(code)
        .ok_or_else(|| format!("`conversation.lang` is to be \"en\" or \"ar\", not \"{code}\""))
}

fn instant(key: &str, text: &str) -> Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).map_err(|_| {
        format!("`{key}` is to be a time such as 2026-03-01T09:00:00+04:00, not {text}")
    })
}

/// An object: the route of the simulator, and what happens there. `times`, `skip` and `probability`
/// may stand beside the effect's own keys.
fn faults(value: Value) -> Result<Vec<Fault>, String> {
    let Value::Object(routes) = value else {
        return Err("`fault` is to be an object: the route, and what happens there".to_owned());
    };
    routes.into_iter().map(|(route, effect)| fault(&route, effect)).collect()
}

fn fault(route: &str, effect: Value) -> Result<Fault, String> {
    let problem = |error: &dyn std::fmt::Display| format!("`fault`: {route}: {error}");
    let Value::Object(mut effect) = effect else {
        return Err(problem(
            &"what happens is to be an object such as {\"kind\":\"reset_before\"}",
        ));
    };
    let mut fault = Map::new();
    for often in ["times", "skip", "probability"] {
        fault.extend(effect.remove(often).map(|value| (often.to_owned(), value)));
    }
    fault.insert("effect".to_owned(), Value::Object(effect));
    fault.insert("route".to_owned(), Value::String(route.to_owned()));
    serde_json::from_value(Value::Object(fault)).map_err(|error| problem(&error))
}

fn transcript(value: Value) -> Result<Vec<Said>, String> {
    let lines: Vec<(String, String)> = serde_json::from_value(value)
        .map_err(|error| format!("`transcript` is to be a list of [role, text]: {error}"))?;
    lines.into_iter().map(|(role, text)| Ok(Said { by: speaker(&role)?, text })).collect()
}

fn speaker(role: &str) -> Result<Speaker, String> {
    match role {
        "user" | "customer" => Ok(Speaker::Customer),
        "assistant" | "bot" | "noor" => Ok(Speaker::Noor),
        "manager" => Ok(Speaker::Manager),
        other => {
            let roles = "user, assistant or manager";
            Err(format!("`transcript` has the role \"{other}\"; known are {roles}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(value: Value) -> Result<Given, String> {
        Given::of(serde_json::from_value(value).unwrap())
    }

    #[test]
    fn keys_may_be_nested_or_have_dots() {
        let nested = json!({"customer": {"name": "Rana"}, "conversation": {"lang": "ar"}});
        let dotted = json!({"customer.name": "Rana", "conversation.lang": "ar"});
        assert_eq!(of(nested), of(dotted.clone()));
        let given = of(dotted).unwrap();
        assert_eq!((given.name.as_deref(), given.language), (Some("Rana"), Some(Language::Arabic)));
    }

    #[test]
    fn what_is_not_supported_is_named_and_not_dropped_in_silence() {
        let given = of(json!({"orders": [], "customer": {"shoe_size": "A", "company": null}}));
        let mut unsupported = given.unwrap().unsupported;
        unsupported.sort();
        assert_eq!(unsupported, ["customer.shoe_size", "orders"]);
    }

    #[test]
    fn a_fault_is_a_route_and_what_happens_there() {
        let given =
            of(json!({"fault": {"wazzup.send": {"kind": "status", "status": 503, "times": 2}}}));
        let unavailable =
            noor_sim::Effect::Status { status: 503, body: None, retry_after: None, done: false };
        assert_eq!(given.unwrap().faults, [Fault::times("wazzup.send", 2, unavailable)]);
    }

    #[test]
    fn mistakes_are_told() {
        let table = [
            (json!({"customer": {"name": 7}}), "`customer.name` is to be a text"),
            (json!({"clock": "noon"}), "2026-03-01T09:00:00+04:00"),
            (json!({"last_inbound": "noon"}), "`last_inbound`"),
            (json!({"fault": {"wazzup.send": {"kind": "flood"}}}), "wazzup.send"),
            (json!({"fault": "wazzup.send"}), "the route"),
            (json!({"conversation.lang": "fr"}), "\"en\" or \"ar\""),
            (json!({"transcript": [["user"]]}), "[role, text]"),
            (json!({"transcript": [["robot", "hi"]]}), "\"robot\""),
        ];
        for (given, why) in table {
            let problem = of(given).unwrap_err();
            assert!(problem.contains(why), "{problem}");
        }
    }
}
