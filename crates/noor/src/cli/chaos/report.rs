//! What a campaign did and found, for people.

use std::collections::BTreeMap;
use std::time::Duration;

use noor_sim::Simulator;

use super::super::progress;
use super::books::Books;
use super::check::Violation;
use super::customers::Heard;
use super::fleet::Exit;
use super::killer::{Kill, Victim};
use super::sales::Sales;

/// Violations that are told one by one.
const TOLD: usize = 50;

/// A campaign's outcome.
#[derive(Debug)]
pub(super) struct Report {
    pub(super) seed: u64,
    pub(super) kills: Vec<Kill>,
    pub(super) exits: Vec<Exit>,
    /// From the last restart to the last answer of the killing's time.
    pub(super) recovered: Option<Duration>,
    /// Whether everything came to rest in time.
    pub(super) quiet: bool,
    /// Processes that ended by themselves, or did not stop when asked.
    pub(super) died: Vec<String>,
    /// How long each answered message waited, shortest first.
    pub(super) waited: Vec<Duration>,
    pub(super) violations: Vec<Violation>,
    pub(super) heard: Heard,
    pub(super) books: Books,
    pub(super) sales: Sales,
    /// How many customers meant to buy.
    pub(super) buyers: usize,
}

impl Report {
    /// How long after the last restart the last answer came; `None` if it came before.
    pub(super) fn recovery(simulator: &Simulator, kills: &[Kill]) -> Option<Duration> {
        let restarted = kills.last()?.restarted_at;
        let last = simulator.wazzup().sent().last()?.at;
        (last - restarted).to_std().ok()
    }

    /// Whether every promise was kept.
    pub(super) fn is_clean(&self) -> bool {
        self.quiet && self.problems().is_empty() && self.violations.is_empty()
    }

    /// What went wrong with the processes themselves.
    fn problems(&self) -> Vec<String> {
        let exits = self.exits.iter().filter(|exit| !exit.status.success());
        let exits = exits.map(|exit| format!("{} left with {}", exit.name, exit.status));
        let ended = self.kills.iter().filter_map(|kill| kill.had_ended.clone());
        let unsold = (self.buyers > 0 && self.sales.accepted() == 0)
            .then(|| "nobody said yes to a quotation: the campaign tried nothing".to_owned());
        exits.chain(ended).chain(self.died.iter().cloned()).chain(unsold).collect()
    }

    /// Prints it.
    pub(super) fn tell(&self, logs: &str) {
        let mut killed: BTreeMap<Victim, usize> =
            Victim::ALL.into_iter().map(|victim| (victim, 0)).collect();
        for kill in &self.kills {
            *killed.entry(kill.victim).or_default() += 1;
        }
        let killed: Vec<String> =
            killed.iter().map(|(victim, times)| format!("{} {times}×", victim.word())).collect();
        let state =
            |wanted: &str| self.books.outgoing.iter().filter(|row| row.state == wanted).count();
        progress::print(&format!("seed          {}", self.seed));
        progress::print(&format!("killed        {}", killed.join(", ")));
        progress::print(&format!(
            "customers     {} conversations, {} messages acknowledged, {} takeovers",
            self.books.conversations.len(),
            self.heard.messages.len(),
            self.heard.takeovers.len(),
        ));
        progress::print(&format!(
            "Noor          {} turns, {} messages accepted, {} silenced, {} given to a person",
            self.books.turns.len(),
            state("accepted"),
            state("cancelled"),
            state("failed"),
        ));
        progress::print(&self.sold());
        progress::print(&format!(
            "waited        half of the messages {}, 95 % {}, all {}",
            self.wait(0.5),
            self.wait(0.95),
            self.wait(1.0),
        ));
        if let Some(recovered) = self.recovered {
            progress::print(&format!(
                "recovered     the last answer came {:.1} s after the last restart",
                recovered.as_secs_f64()
            ));
        }
        for exit in &self.exits {
            progress::print(&format!(
                "redeployed    {} left {:.1} s after SIGTERM with {}",
                exit.name,
                exit.after.as_secs_f64(),
                exit.status,
            ));
        }
        if !self.quiet {
            progress::print("PROBLEM       not everything came to rest in time");
        }
        for problem in self.problems() {
            progress::print(&format!("PROBLEM       {problem}"));
        }
        for violation in self.violations.iter().take(TOLD) {
            progress::print(&format!("VIOLATION     {violation}"));
        }
        if self.violations.len() > TOLD {
            progress::print(&format!("… and {} more", self.violations.len() - TOLD));
        }
        progress::print(&if self.is_clean() {
            "every promise was kept".to_owned()
        } else {
            format!("{} violations; logs in {logs}", self.violations.len())
        });
    }

    /// What became of the quotations.
    fn sold(&self) -> String {
        let Sales { offers, orders, contacts, deals, .. } = &self.sales;
        let first = offers.iter().filter(|offer| offer.revision == 1).count();
        let stand = orders.iter().filter(|order| order.status != "void").count();
        format!(
            "sold          {first} quotations for {} buyers in {} revisions, {} accepted; {} orders, \
             {stand} of them stand; {} contacts, {} deals",
            self.buyers,
            offers.len(),
            self.sales.accepted(),
            orders.len(),
            contacts.len(),
            deals.len(),
        )
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a list's length is a place in that list"
    )]
    fn wait(&self, share: f64) -> String {
        let last = self.waited.len().saturating_sub(1);
        let place = (last as f64 * share) as usize;
        let wait = self.waited.get(place).copied().unwrap_or_default();
        format!("{:.1} s", wait.as_secs_f64())
    }
}
