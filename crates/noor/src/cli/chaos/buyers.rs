//! Customers who mean to buy: they ask for a quotation, tell who they are, change something, and say
//! yes more often than they have to. Some take it back.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use noor_sim::{CustomerMessage, Side, Simulator};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use tokio::time::Instant;

use super::customers::Written;

/// How long a buyer waits for an answer before they write again.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often they look at their phone.
const LOOK: Duration = Duration::from_millis(50);

/// Names and companies, the first half as English buyers write them.
const WHO: [(&str, &str); 6] = [
    ("Sara Aziz", "Palm Trading"),
    ("Omar Haddad", "Falcon Ridge"),
    ("Lina Mansour", "Blue Dune Events"),
    ("سارة عزيز", "شركة النخيل"),
    ("عمر حداد", "شركة الصقر"),
    ("لينا منصور", "مؤسسة الكثبان"),
];

/// What a buyer says, message by message.
type Script = Vec<String>;

/// Everybody who buys.
pub(super) struct Buyers<'a> {
    simulator: &'a Simulator,
    scripts: Vec<Script>,
    /// How far each is: they go on where they were in the round before.
    said: Mutex<Vec<usize>>,
}

impl<'a> Buyers<'a> {
    pub(super) fn new(simulator: &'a Simulator, buyers: u32, seed: u64) -> Self {
        let script = |number: u32| {
            let mut random = StdRng::seed_from_u64(seed ^ (1 << 50) ^ u64::from(number));
            script(number, &mut random)
        };
        let scripts: Vec<Script> = (0..buyers).map(script).collect();
        let said = Mutex::new(vec![0; scripts.len()]);
        Self { simulator, scripts, said }
    }

    /// How many they are.
    pub(super) fn count(&self) -> usize {
        self.scripts.len()
    }

    /// All of them go on for `length`.
    pub(super) async fn write_for(&self, length: Duration) -> Written {
        let until = Instant::now() + length;
        let everybody = (0..self.scripts.len()).map(|number| self.buyer(number, until));
        let mut all = Written::default();
        for written in futures::future::join_all(everybody).await {
            all.extend(written);
        }
        all
    }

    async fn buyer(&self, number: usize, until: Instant) -> Written {
        let chat = chat(number);
        let mut written = Written::default();
        while Instant::now() < until {
            let Some(text) = self.next(number) else { break };
            let before = self.received(&chat);
            let posted =
                self.simulator.wazzup().customer_writes(CustomerMessage::text(&chat, text));
            written.messages.push((posted.message_id.clone(), posted));
            let patient = (Instant::now() + PATIENCE).min(until);
            while Instant::now() < patient && self.received(&chat) == before {
                tokio::time::sleep(LOOK).await;
            }
        }
        written
    }

    /// What a buyer says next.
    fn next(&self, number: usize) -> Option<String> {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let place = said.get_mut(number)?;
        let text = self.scripts.get(number)?.get(*place)?.clone();
        *place += 1;
        Some(text)
    }

    fn received(&self, chat: &str) -> usize {
        let seen = self.simulator.wazzup().chat(chat);
        seen.iter().filter(|message| message.from == Side::Business).count()
    }
}

/// The number of a buyer.
fn chat(number: usize) -> String {
    format!("97151000{number:04}")
}

/// Half of them write English and half Arabic.
fn script(number: u32, random: &mut StdRng) -> Script {
    let arabic = number % 2 == 1;
    let half = if arabic { &WHO[3..] } else { &WHO[..3] };
    let (name, company) = half.choose(random).copied().unwrap_or(WHO[0]);
    let pieces = random.random_range(2..6);
    let more = random.random_range(6..9);
    let mail = format!("buyer{number}@orders.example");
    let takes_it_back = random.random_ratio(1, 6);
    let corrects_mail = random.random_ratio(1, 3);
    let mut script = if arabic {
        vec![
            format!("أبغى {pieces} KX 201 black وأرسلوا لي عرض سعر"),
            format!("{name}، {company}، {mail}، مكتب 5، برج 2، الخليج التجاري، دبي"),
            format!("خليها {more}"),
        ]
    } else {
        vec![
            format!("I'd like {pieces} KX 201 black, please send me a quotation"),
            format!("{name}, {company}, {mail}, Office 5, Tower 2, Business Bay, Dubai"),
            format!("make it {more}"),
        ]
    };
    if corrects_mail {
        script.push(if arabic {
            format!("الايميل الصحيح other{number}@orders.example")
        } else {
            format!("my email is other{number}@orders.example")
        });
    }
    script.extend(match (takes_it_back, arabic) {
        (true, false) => vec!["please cancel the quotation".to_owned()],
        (true, true) => vec!["الغوا عرض السعر لو سمحتوا".to_owned()],
        (false, false) => vec!["ok go ahead".to_owned(), "yes confirmed, go ahead".to_owned()],
        (false, true) => vec!["تمام اعتمد".to_owned(), "نعم اعتمد".to_owned()],
    });
    script
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_what_buyers_say() {
        let said = |seed| {
            let mut random = StdRng::seed_from_u64(seed);
            (0..8).map(|number| script(number, &mut random)).collect::<Vec<_>>()
        };
        assert_eq!(said(7), said(7));
        assert_ne!(said(7), said(8));
    }
}
