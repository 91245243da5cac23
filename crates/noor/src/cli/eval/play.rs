//! Playing a scenario: the conversation happens in a shop of its own, and is checked.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use chrono::{DateTime, Utc};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use noor_store::trace;
use serde_json::{Value, json};

use super::check::{Failure, always};
use super::hall::Hall;
use super::scenario::Scenario;
use super::seen::{By, Happened, Turn};
use crate::cli::rehearsal::{
    Beginning, Customer, Happening, SeededIds, Shop, Trace, Trouble, Watch, World,
};

/// Who writes: a number that belongs to nobody.
const CUSTOMER: &str = "971500000001";
/// When conversations begin unless their scenario says otherwise: a Monday morning in Dubai. What
/// Noor says must not depend on when it is tried.
const MORNING: &str = "2026-03-02T10:00:00+04:00";

/// What came of a scenario.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The conversation, as it went the first time.
    pub(super) turns: Vec<Turn>,
    /// What is wrong with it.
    pub(super) failed: Vec<Failed>,
}

/// An expectation that does not hold.
#[derive(Debug)]
pub(super) struct Failed {
    /// As it is written, or the name of what always holds.
    pub(super) expected: String,
    /// What is wrong.
    pub(super) failure: Failure,
}

/// How many plays of one scenario run at the same time: they wait more than they work.
const SIDE_BY_SIDE: usize = 2;

/// Plays a scenario `repeat` times, and at least twice while no model is asked: the same
/// conversation has to give the same replies.
pub(super) async fn play(hall: &Hall, scenario: &Scenario, repeat: usize) -> Outcome {
    if !scenario.given.unsupported.is_empty() {
        let keys = scenario.given.unsupported.join(", ");
        return Outcome::impossible("given", format!("not supported: {keys}"));
    }
    let times = if hall.by_rules { repeat.max(2) } else { repeat };
    let plays = stream::iter((0..times).map(|_| perform(hall, scenario))).buffered(SIDE_BY_SIDE);
    let played: Result<Vec<Vec<Turn>>> = plays.try_collect().await;
    let (turns, others) = match played.map(split_first) {
        Ok(split) => split,
        Err(error) => return Outcome::impossible("the scenario", format!("{error:#}")),
    };
    let mut failed = checked(hall, scenario, &turns);
    for (time, again) in (2..).zip(&others) {
        if hall.by_rules {
            failed.extend(difference(&turns, again));
        } else {
            failed.extend(checked(hall, scenario, again).into_iter().map(|it| it.in_time(time)));
        }
    }
    Outcome { turns, failed }
}

fn split_first<T: Default>(all: Vec<T>) -> (T, Vec<T>) {
    let mut all = all.into_iter();
    (all.next().unwrap_or_default(), all.collect())
}

impl Outcome {
    fn impossible(expected: &str, why: String) -> Self {
        let failure = Failure { at: None, why };
        let failed = vec![Failed { expected: expected.to_owned(), failure }];
        Self { turns: Vec::new(), failed }
    }
}

impl Failed {
    fn in_time(mut self, time: usize) -> Self {
        self.failure.why = format!("time {time}: {}", self.failure.why);
        self
    }
}

fn checked(hall: &Hall, scenario: &Scenario, turns: &[Turn]) -> Vec<Failed> {
    let expected = scenario
        .expect
        .iter()
        .map(|expectation| (expectation.written.clone(), expectation.check(turns, &hall.ground)));
    let always =
        always(turns, &hall.ground).map(|(name, verdict)| (format!("always: {name}"), verdict));
    expected
        .chain(always)
        .filter_map(|(expected, verdict)| Some(Failed { expected, failure: verdict.err()? }))
        .collect()
}

/// The first turn in which two plays of the same conversation differ.
fn difference(first: &[Turn], again: &[Turn]) -> Option<Failed> {
    let at = first.iter().zip(again).position(|(first, again)| essence(first) != essence(again));
    let at = at.or_else(|| (first.len() != again.len()).then_some(first.len().min(again.len())))?;
    let said = again.get(at).map(Turn::text).unwrap_or_default();
    let failure = Failure { at: Some(at), why: format!("played again, it was: {said}") };
    Some(Failed { expected: "always: the same conversation gives the same".to_owned(), failure })
}

/// What must not differ: words, products, pictures, documents, state and effects. Times and links
/// may.
fn essence(turn: &Turn) -> Value {
    let replies = turn.replies.iter().map(|reply| {
        let media: Vec<&String> = reply.media.iter().map(|media| &media.sku).collect();
        let documents: Vec<_> = reply.documents.iter().map(|it| (&it.kind, &it.number)).collect();
        json!([reply.text, reply.skus, media, documents])
    });
    let tools = turn.tools.iter().map(|tool| json!([tool.name, tool.args, tool.result]));
    let effects = turn.effects.iter().map(|it| json!([it.kind, it.key, it.outcome]));
    json!({
        "replies": replies.collect::<Vec<_>>(),
        "tools": tools.collect::<Vec<_>>(),
        "effects": effects.collect::<Vec<_>>(),
        "state": turn.state,
        "handoff": [json!(turn.handoff.count), json!(turn.handoff.reason)],
    })
}

/// Lets the conversation happen once.
async fn perform(hall: &Hall, scenario: &Scenario) -> Result<Vec<Turn>> {
    let seed = seed_of(&scenario.id);
    let world = World::start(Some(seed)).await?;
    let mut given = scenario.given.clone();
    if given.clock.is_none() {
        given.clock = Some(morning()?);
    }
    let database = hall.database().await?;
    let customer = Customer { chat: CUSTOMER.to_owned(), name: given.name.clone() };
    let database_url = database.url().to_owned();
    let ids = Arc::new(SeededIds::new(seed));
    let played = async {
        let beginning = Beginning { database_url, customer, given, ids };
        let mut shop = hall.shop(world, beginning).await?;
        let turns = converse(&mut shop, &scenario.turns).await;
        shop.close().await;
        turns
    };
    let turns = played.await;
    hall.give_back(database).await?;
    turns
}

async fn converse(shop: &mut Shop, happenings: &[Happening]) -> Result<Vec<Turn>> {
    let mut watch = Watch::default();
    watch.look(shop).await?;
    let mut turns = Vec::new();
    let mut last_customer_at = None;
    for (number, happening) in happenings.iter().enumerate() {
        let mut happened = Happened::of(happening);
        if happened.by == By::Customer {
            last_customer_at = Some(shop.context.clock.now());
        }
        match shop.happen(happening.clone()).await {
            Ok(()) => {}
            Err(Trouble::File(problem)) => bail!("{problem}"),
            Err(Trouble::Shop(error)) => happened.problem = Some(format!("{error:#}")),
        }
        let told = Trace::of(number, watch.look(shop).await?);
        let told = serde_json::to_value(told).context("write the trace")?;
        let turn: Turn = serde_json::from_value(told).context("read the trace")?;
        if let Some(conversation) = shop.conversation() {
            let kept = trace::manager_messages(&shop.context.db, conversation).await;
            let kept = kept.context("count the managers' messages")?;
            happened.manager_messages = usize::try_from(kept).unwrap_or_default();
        }
        happened.last_customer_at = last_customer_at;
        happened.sent_to_models = shop.heard.take();
        turns.push(Turn { happened, ..turn });
    }
    Ok(turns)
}

impl Happened {
    fn of(happening: &Happening) -> Self {
        let (by, words, with_file) = match happening {
            Happening::Text(text) => (By::Customer, vec![text.clone()], false),
            Happening::Burst(texts) => (By::Customer, texts.clone(), false),
            Happening::Voice(text) => (By::Customer, vec![text.clone()], true),
            Happening::Image { picture: _, caption } => {
                (By::Customer, caption.iter().cloned().collect(), true)
            }
            Happening::Manager(text) => (By::Manager, vec![text.clone()], false),
            Happening::Clock(time) => (By::Clock, vec![time.to_string()], false),
        };
        Self { by, words, with_file, ..Self::default() }
    }
}

fn morning() -> Result<DateTime<Utc>> {
    Ok(DateTime::parse_from_rfc3339(MORNING).context("the usual morning")?.to_utc())
}

fn seed_of(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::super::check::hand_made::says;
    use super::*;

    #[test]
    fn a_conversation_that_goes_differently_is_noticed() {
        assert!(difference(&[says("a"), says("b")], &[says("a"), says("b")]).is_none());
        let other = difference(&[says("a"), says("b")], &[says("a"), says("c")]).unwrap();
        assert_eq!(other.failure.at, Some(1));
        let shorter = difference(&[says("a"), says("b")], &[says("a")]).unwrap();
        assert_eq!(shorter.failure.at, Some(1));
    }

    #[test]
    fn times_make_no_difference() {
        let mut later = says("a");
        later.replies[0].at = Some(morning().unwrap());
        later.ms.total = 7;
        assert!(difference(&[says("a")], &[later]).is_none());
    }
}
