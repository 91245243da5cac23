//! What goes wrong on purpose, and how often. It decides; `gate` and the webhook courier act.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::chance::Chance;
use crate::lock;

/// One order to fail: on which route, how, and how often.
///
/// Without `times` and `probability` it holds until the faults are cleared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// The route's name (`wazzup.send`, `models.chat`, `catalogue.list`, `qdrant.query`, `zoho.token`,
    /// `zoho.items`, `zoho.order.create`, `zoho.crm.deals.insert`, `telegram.sendMessage`, `wazzup.webhook` for what the gateway posts to Noor); a trailing `*` stands for
    /// any ending.
    pub route: String,
    /// What happens.
    pub effect: Effect,
    /// After so many times it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// It happens to this share of the requests only, `0.0` to `1.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// So many requests pass unharmed first.
    #[serde(default)]
    pub skip: u32,
}

impl Fault {
    /// `effect` on `route` until the faults are cleared.
    pub fn always(route: impl Into<String>, effect: Effect) -> Self {
        Self { route: route.into(), effect, times: None, probability: None, skip: 0 }
    }

    /// `effect` on the next `times` requests of `route`.
    pub fn times(route: impl Into<String>, times: u32, effect: Effect) -> Self {
        Self { times: Some(times), ..Self::always(route, effect) }
    }

    /// `effect` on a share of the requests of `route`, drawn from the simulator's seed.
    pub fn sometimes(route: impl Into<String>, probability: f64, effect: Effect) -> Self {
        Self { probability: Some(probability), ..Self::always(route, effect) }
    }

    fn covers(&self, route: &str) -> bool {
        self.route.strip_suffix('*').map_or(self.route == route, |start| route.starts_with(start))
    }
}

/// The ways to fail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// Answers with an error status.
    Status {
        /// The HTTP status.
        status: u16,
        /// The JSON body; an empty one when absent.
        #[serde(default)]
        body: Option<Value>,
        /// Seconds for the header `Retry-After`.
        #[serde(default)]
        retry_after: Option<u64>,
        /// Whether the request is carried out all the same before the answer is spoilt.
        #[serde(default)]
        done: bool,
    },
    /// Waits before it goes on; other faults may follow.
    Delay {
        /// How long, in milliseconds.
        ms: u64,
    },
    /// Cuts the connection before anything is done.
    ResetBefore,
    /// Does it, then cuts the connection instead of answering.
    ResetAfter,
    /// Does it, then leaves the caller without an answer: the timeout after success.
    HangAfter {
        /// After so many milliseconds the connection is cut.
        ms: u64,
    },
    /// Does it, but only half of the answer's body arrives.
    TruncatedBody,
    /// Answers with a proxy's HTML page and does nothing.
    HtmlBody {
        /// The HTTP status, often 502 and sometimes 200.
        status: u16,
    },
    /// Webhooks only: the same body is delivered so many times more.
    Duplicate {
        /// Repeats beside the first delivery.
        times: u32,
    },
    /// Webhooks only: the next webhook of the chat overtakes this one.
    Reorder,
}

/// What a request has drawn: a delay first, then perhaps an effect.
#[derive(Debug, Default)]
pub(crate) struct Drawn {
    pub(crate) delay: Duration,
    pub(crate) effect: Option<Effect>,
}

/// The faults in force. Cheap to ask while there are none.
#[derive(Debug)]
pub struct Faults {
    chance: Arc<Chance>,
    orders: Mutex<Vec<Fault>>,
}

impl Faults {
    pub(crate) fn new(chance: Arc<Chance>) -> Self {
        Self { chance, orders: Mutex::default() }
    }

    /// Orders `fault`; earlier orders for the same route go first.
    pub fn add(&self, fault: Fault) {
        lock(&self.orders).push(fault);
    }

    /// Everything works again.
    pub fn clear(&self) {
        lock(&self.orders).clear();
    }

    /// The orders still in force, with what is left of their `times`.
    pub fn pending(&self) -> Vec<Fault> {
        lock(&self.orders).clone()
    }

    /// Decides the fate of one request of `route` and counts it.
    pub(crate) fn draw(&self, route: &str) -> Drawn {
        let mut orders = lock(&self.orders);
        let mut drawn = Drawn::default();
        for order in orders.iter_mut().filter(|order| order.covers(route)) {
            if order.skip > 0 {
                order.skip -= 1;
                continue;
            }
            if order.probability.is_some_and(|p| !self.chance.happens(p)) {
                continue;
            }
            if let Some(left) = order.times.as_mut() {
                // An order of `times: 0` waits for the sweep below and does no harm.
                if *left == 0 {
                    continue;
                }
                *left -= 1;
            }
            if let Effect::Delay { ms } = order.effect {
                drawn.delay += Duration::from_millis(ms);
            } else {
                drawn.effect = Some(order.effect.clone());
                break;
            }
        }
        orders.retain(|order| order.times != Some(0));
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults() -> Faults {
        Faults::new(Arc::new(Chance::new(Some(1))))
    }

    #[test]
    fn an_order_is_spent_after_its_times() {
        let faults = faults();
        faults.add(Fault::times("wazzup.send", 2, Effect::ResetBefore));
        let hits = (0..5).filter(|_| faults.draw("wazzup.send").effect.is_some()).count();
        assert_eq!(hits, 2);
        assert!(faults.pending().is_empty());
    }

    #[test]
    fn a_star_covers_a_family_and_a_delay_lets_the_next_order_follow() {
        let faults = faults();
        faults.add(Fault::always("wazzup.*", Effect::Delay { ms: 5 }));
        faults.add(Fault::always("wazzup.send", Effect::TruncatedBody));
        let drawn = faults.draw("wazzup.send");
        assert_eq!(drawn.delay, Duration::from_millis(5));
        assert_eq!(drawn.effect, Some(Effect::TruncatedBody));
        assert_eq!(faults.draw("models.chat").effect, None);
    }

    #[test]
    fn skipped_requests_pass_unharmed() {
        let faults = faults();
        faults.add(Fault { skip: 2, ..Fault::times("a", 1, Effect::ResetAfter) });
        let fates: Vec<bool> = (0..4).map(|_| faults.draw("a").effect.is_some()).collect();
        assert_eq!(fates, [false, false, true, false]);
    }

    #[test]
    fn a_share_of_requests_is_hit_and_the_seed_repeats_it() {
        let run = || {
            let faults = faults();
            faults.add(Fault::sometimes("a", 0.3, Effect::ResetAfter));
            (0..200).map(|_| faults.draw("a").effect.is_some()).collect::<Vec<_>>()
        };
        let hits = run().iter().filter(|hit| **hit).count();
        assert!((30..90).contains(&hits), "{hits} of 200");
        assert_eq!(run(), run());
    }
}
