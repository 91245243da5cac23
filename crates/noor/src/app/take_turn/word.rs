//! Wording an answer: the plain draft from content, and a model's better one if it stands the check.

use std::hash::{DefaultHasher, Hash, Hasher};

use anyhow::{Context as _, Result};
use noor_core::dialogue::answer::{Answer, Contribution};
use noor_core::dialogue::context::Heard;
use noor_core::dialogue::findings::Findings;
use noor_core::dialogue::reason::Reason;
use noor_core::dialogue::state::{Event, State};
use noor_core::reply::check::{Rules, check};
use noor_core::reply::evidence::{Evidence, traits};
use noor_core::reply::figures::Voice;
use noor_core::reply::{Draft, compose, for_whatsapp};
use noor_core::understanding::Understanding;
use noor_providers::model::{CallRecord, WriteTask};
use noor_store::conversations::Lease;

use super::memory::Memory;
use super::read::{codes_in, texts};
use super::time::{Attempts, Time};
use super::{Journal, Timings, Worded};
use crate::context::Context;

/// Longest text of a model, in characters, without what the slots add.
const LONGEST: usize = 1_200;

/// A worded answer.
pub(super) struct Wording {
    pub(super) text: String,
    pub(super) draft: Draft,
    pub(super) evidence: Evidence,
    pub(super) voice: Voice,
    pub(super) seed: u64,
    /// Whose words they are.
    pub(super) author: String,
    /// Why drafts of models were not sent.
    pub(super) refused: Vec<String>,
    pub(super) calls: Vec<CallRecord>,
}

/// Words an answer. Models are asked in order, each with one repair; if none of them writes
/// something that stands the check in time, the plain draft is the answer.
pub(super) async fn word(
    context: &Context,
    lease: &Lease,
    before: &State,
    heard: &Heard,
    answer: &Answer,
    memory: &mut Memory,
    time: Time,
) -> Result<Wording> {
    let customer = texts(lease).join("\n");
    let after = answer.events.iter().fold(before.clone(), State::after);
    let voice = Voice::answering(heard.understanding.language, after.digits);
    let evidence = Evidence::of(answer);
    let seed = seed_of(lease);
    let words = context.content.words();
    let plain_text = compose::text(answer, &evidence, words, voice, seed);
    let plain = Draft::parse(&plain_text, &evidence).context("the plain draft of content")?;

    let mut wording = Wording {
        text: String::new(),
        draft: plain.clone(),
        evidence,
        voice,
        seed,
        author: "rules".to_owned(),
        refused: Vec::new(),
        calls: Vec::new(),
    };
    let rules = Rules {
        evidence: &wording.evidence.clone(),
        claims: &context.content.claims,
        language: voice.language,
        customer: &customer,
        plain: &plain,
        spare: &compose::spare(words, voice, seed),
        longest: LONGEST.max(plain_text.chars().count()),
    };
    let codes = codes_in(&customer, &heard.understanding.codes);
    memory.heard(&heard.understanding.details);
    let masked = memory.mask.hide(&customer, &codes);
    let facts = facts(&wording.evidence);
    let session = lease.conversation.to_string();
    let task = WriteTask {
        language: voice.language,
        stage: before.stage(&context.policy).word(),
        memory: memory.told(),
        customer: &masked,
        facts: &facts,
        plain: &plain_text,
        refused: None,
        session: &session,
    };
    let mut attempts = Attempts::new(time);
    let models = if is_settled(heard, &wording.evidence) { &[][..] } else { &context.models };
    for model in models {
        if let Some(draft) = ask(model.as_ref(), task, rules, &mut attempts, &mut wording).await {
            wording.draft = draft;
            model.name().clone_into(&mut wording.author);
            break;
        }
    }
    wording.text = wording.draft.render(&wording.evidence, voice, &context.content.wording);
    Ok(wording)
}

/// Whether content's own words are all that is to be said: everything was understood, and
/// nothing was looked up that has to be put into words. Greetings, thanks, the shop's articles and what is
/// said when a person takes over need no model.
fn is_settled(heard: &Heard, evidence: &Evidence) -> bool {
    heard.understanding.complete && !evidence.has_values()
}

/// Asks one model, and once more with the objections if its draft does not stand.
async fn ask(
    model: &dyn noor_providers::model::Model,
    task: WriteTask<'_>,
    rules: Rules<'_>,
    attempts: &mut Attempts,
    wording: &mut Wording,
) -> Option<Draft> {
    let mut refused: Option<(String, String)> = None;
    for _ in 0..2 {
        let left = attempts.begin()?;
        let task = WriteTask {
            refused: refused.as_ref().map(|(text, why)| (text.as_str(), why.as_str())),
            ..task
        };
        let outcome = tokio::time::timeout(left, model.write(task)).await;
        attempts.end();
        let outcome = outcome.ok()?;
        wording.calls.extend(outcome.call);
        let text = outcome.result.ok()?;
        match check(&for_whatsapp(&text), rules) {
            Ok(draft) => return Some(draft),
            Err(objections) => {
                let why: Vec<String> = objections.iter().map(ToString::to_string).collect();
                metrics::counter!("noor_drafts_refused_total").increment(1);
                wording.refused.extend(why.iter().cloned());
                refused = Some((text, why.join("\n")));
            }
        }
    }
    None
}

/// The turn's values for a model: each with its slot, and what it is worth knowing about it.
fn facts(evidence: &Evidence) -> String {
    let mut facts = Vec::new();
    for (place, product) in evidence.products.iter().enumerate() {
        let p = place + 1;
        let about: Vec<&str> = traits(product).collect();
        facts.push(format!(
            "p{p}: {{name:p{p}}}, code {{sku:p{p}}}, price {{price:p{p}}}, stock {{stock:p{p}}}, \
             size {{size:p{p}}}, description {{about:p{p}}}; {}",
            about.join(", ")
        ));
    }
    for (place, line) in evidence.lines.iter().enumerate() {
        let (t, p) = (place + 1, line.product + 1);
        facts.push(format!(
            "t{t}: {{quantity:t{t}}} pieces of p{p} cost {{total:t{t}}}, there: {{cover:t{t}}}"
        ));
    }
    for place in 1..=evidence.blocks.len() {
        facts.push(format!("b{place}: {{block:b{place}}} is a paragraph of its own"));
    }
    facts.join("\n")
}

/// The same batch, the same seed: a turn computed again says the same.
fn seed_of(lease: &Lease) -> u64 {
    let mut hasher = DefaultHasher::new();
    lease.conversation.hash(&mut hasher);
    lease.batch_to.hash(&mut hasher);
    hasher.finish()
}

/// The answer when turns break off again and again: a person takes over.
pub(super) fn hand_over(context: &Context, lease: &Lease) -> Result<Worded> {
    let reason = Reason::TurnFailed;
    let answer = Answer {
        contributions: vec![Contribution::HandOver { reason }],
        events: vec![Event::HandedOver { reason }],
        hand_over: Some(reason),
        ..Answer::default()
    };
    let before: State = serde_json::from_value(lease.state.clone()).unwrap_or_default();
    let voice = Voice::answering(lease.language, before.digits);
    let evidence = Evidence::of(&answer);
    let seed = seed_of(lease);
    let draft = compose::compose(&answer, &evidence, context.content.words(), voice, seed)
        .context("the plain draft of content")?;
    Ok(Worded {
        text: draft.render(&evidence, voice, &context.content.wording),
        evidence,
        calls: Vec::new(),
        paper: None,
        journal: Journal {
            version: 1,
            seed,
            voice,
            before,
            messages: lease.batch.clone(),
            heard: Heard {
                understanding: Understanding::empty(lease.language),
                unreadable: Vec::new(),
                has_words: false,
                perhaps_code: None,
                digits: None,
                now: context.clock.now(),
                words: 0,
                tokens: Vec::new(),
                articles: Vec::new(),
                with_file: false,
            },
            history: Vec::new(),
            lookups: Vec::new(),
            findings: Findings::default(),
            answer,
            draft,
            author: "rules".to_owned(),
            refused: Vec::new(),
            timings_ms: Timings::default(),
        },
    })
}
