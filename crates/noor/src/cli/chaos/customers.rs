//! The customers, and the people of the shop who now and then take over from Noor.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use noor_sim::{Posted, Simulator};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use tokio::time::Instant;

/// What customers say.
const WORDS: [&str; 10] = [
    "hi",
    "how much is the RW 16 white?",
    "black office chair under 400?",
    "كم سعر مكتب أبيض عرضه ١٢٠؟",
    "how much for 25 of those",
    "do you have meeting tables",
    "which languages do you speak",
    "where are you located?",
    "مرحبا",
    "show me cheap desks",
];
/// What one in a hundred messages says; whoever says it gets a person.
const A_PERSON: &str = "I want to talk to a human please";

/// One customer in so many is taken over by a person of the shop.
const TAKEN_OVER: u32 = 12;

/// Everybody who writes.
pub(super) struct Crowd<'a> {
    simulator: &'a Simulator,
    customers: u32,
    seed: u64,
    /// Counts the rounds, so that a second one is not the first again.
    round: Mutex<u64>,
    /// Whom a person has taken over already.
    taken_over: Mutex<BTreeSet<u32>>,
}

/// What was handed to the gateway in a round, not yet known to be delivered.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) messages: Vec<(String, Posted)>,
    takeovers: Vec<(String, Option<DateTime<Utc>>)>,
}

impl Written {
    /// Adds what others wrote.
    pub(super) fn extend(&mut self, more: Self) {
        self.messages.extend(more.messages);
        self.takeovers.extend(more.takeovers);
    }
}

/// What Noor said yes to, and what it never said yes to.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// Acknowledged messages of customers, by the gateway's id.
    pub(super) messages: Vec<String>,
    /// Messages and takeovers that were never acknowledged.
    pub(super) lost: Vec<String>,
    /// Chats that a person took over, and when Noor had acknowledged that.
    pub(super) takeovers: Vec<(String, DateTime<Utc>)>,
}

impl<'a> Crowd<'a> {
    pub(super) fn new(simulator: &'a Simulator, customers: u32, seed: u64) -> Self {
        Self { simulator, customers, seed, round: Mutex::new(0), taken_over: Mutex::default() }
    }

    /// All customers write for `length`, each at times of their own.
    pub(super) async fn write_for(&self, length: Duration) -> Written {
        let round = {
            let mut round = self.round.lock().unwrap_or_else(PoisonError::into_inner);
            *round += 1;
            *round
        };
        let until = Instant::now() + length;
        let everybody = (0..self.customers).map(|number| {
            let seed = self.seed ^ (round << 40) ^ u64::from(number);
            self.customer(number, StdRng::seed_from_u64(seed), length, until)
        });
        let written = futures::future::join_all(everybody).await;
        written.into_iter().fold(Written::default(), |mut all, one| {
            all.extend(one);
            all
        })
    }

    async fn customer(
        &self,
        number: u32,
        mut random: StdRng,
        length: Duration,
        until: Instant,
    ) -> Written {
        let chat = format!("97150000{number:04}");
        let taken_over_at = self.takeover(number, &mut random, length);
        let mut written = Written::default();
        let longest = u64::try_from(length.as_millis() / 3).unwrap_or(1000).max(100);
        loop {
            let pause = Duration::from_millis(random.random_range(0..longest));
            if Instant::now() + pause >= until {
                break;
            }
            tokio::time::sleep(pause).await;
            if let Some(at) = taken_over_at
                && written.takeovers.is_empty()
                && Instant::now() + length >= until + at
            {
                let acknowledged = self.take_over(&chat).await;
                written.takeovers.push((chat.clone(), acknowledged));
            }
            for _ in 0..random.random_range(1..=4_u32) {
                let text = if random.random_ratio(1, 100) {
                    A_PERSON
                } else {
                    WORDS[random.random_range(0..WORDS.len())]
                };
                let wish = noor_sim::CustomerMessage::text(&chat, text);
                let posted = self.simulator.wazzup().customer_writes(wish);
                written.messages.push((posted.message_id.clone(), posted));
                tokio::time::sleep(Duration::from_millis(random.random_range(0..300))).await;
            }
        }
        written
    }

    /// After which part of the round a person takes over, if one does.
    fn takeover(&self, number: u32, random: &mut StdRng, length: Duration) -> Option<Duration> {
        let chosen = random.random_ratio(1, TAKEN_OVER);
        let part = random.random_range(0.2..0.8);
        let mut taken_over = self.taken_over.lock().unwrap_or_else(PoisonError::into_inner);
        (chosen && taken_over.insert(number)).then(|| length.mul_f64(part))
    }

    /// A person of the shop writes; gives back when Noor had acknowledged that.
    async fn take_over(&self, chat: &str) -> Option<DateTime<Utc>> {
        let posted = self.simulator.wazzup().operator_writes(chat, "This is Nadia, I am here.");
        posted.delivered().await.then(|| self.simulator.clock().now())
    }

    /// Waits until Noor has said yes to all that was written, for `patience` at the most.
    pub(super) async fn acknowledged(&self, written: Written, patience: Duration) -> Heard {
        let deadline = Instant::now() + patience;
        let mut heard = Heard::default();
        for (id, posted) in written.messages {
            match tokio::time::timeout_at(deadline, posted.delivered()).await {
                Ok(true) => heard.messages.push(id),
                Ok(false) | Err(_) => heard.lost.push(id),
            }
        }
        for (chat, acknowledged) in written.takeovers {
            match acknowledged {
                Some(at) => heard.takeovers.push((chat, at)),
                None => heard.lost.push(format!("the takeover of {chat}")),
            }
        }
        heard
    }
}
