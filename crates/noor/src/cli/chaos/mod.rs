//! `noor chaos`: customers write while processes die, and afterwards the books are checked.
//!
//! A few hundred conversations with bursts, repeated deliveries and takeovers go through one web
//! process, two workers, Valkey and PostgreSQL, all real; some of them through quotations into orders,
//! contacts and deals of a simulated Zoho account that loses answers. Every second or two one of them gets
//! SIGKILL and is started again; then comes an ordinary redeployment with SIGTERM. The simulated
//! gateway lives in this process and so outlasts them all. When everything is quiet, the checker
//! compares what the gateway knows with what the database says. It shares no query and no rule with
//! the program it checks.

mod account;
mod books;
mod buyers;
mod check;
mod customers;
mod fleet;
mod killer;
mod reconcile;
mod report;
mod sales;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result};
use noor_sim::{Behaviour, Effect, Fault, Simulator, WazzupOptions};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use tokio_util::sync::CancellationToken;

use self::books::Books;
use self::buyers::Buyers;
use self::check::Violation;
use self::customers::{Crowd, Heard, Written};
use self::fleet::Fleet;
use self::report::Report;
use self::sales::Sales;
use super::laboratory::Laboratory;
use super::progress;
use super::rehearsal::warehouse;
use crate::config::Config;
use crate::embedded::Durability;

/// How long the last answers may take once everything runs again.
const PATIENCE: Duration = Duration::from_mins(2);

/// The model that reads, as the default settings name it.
const READER: &str = "openai/gpt-4.1-mini";

/// How wild the campaign is.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct ChaosOptions {
    /// How long processes are killed for.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// How many customers write.
    #[arg(long, default_value_t = 300)]
    conversations: u32,
    /// How many more customers write to buy.
    #[arg(long, default_value_t = 12)]
    buyers: u32,
    /// Repeats what the customers and the killer decided on; chosen anew when absent.
    #[arg(long)]
    seed: Option<u64>,
    /// The folder below Noor's home where it happens.
    #[arg(long, default_value = "chaos")]
    folder: String,
}

/// Runs the campaign; fails if a single promise was broken.
pub(super) async fn chaos(config: Config, options: ChaosOptions) -> Result<ExitCode> {
    let seed = options.seed.unwrap_or_else(|| rand::rng().random_range(0..1_000_000));
    let mut laboratory = Laboratory::open(&config, &options.folder, Durability::Off)?;
    laboratory.prepare().await?;
    let simulator = world(seed).await?;
    stock(&laboratory, &simulator).await?;
    let fleet = Fleet::start(&laboratory, &simulator).await?;
    let logs = laboratory.folder().display().to_string();
    progress::tell(&format!(
        "{} customers write and {} buy for {} s while processes are killed (seed {seed}; logs in {logs})",
        options.conversations, options.buyers, options.seconds
    ));

    let crowd = Crowd::new(&simulator, options.conversations, seed);
    let buyers = Buyers::new(&simulator, options.buyers, seed);
    let length = Duration::from_secs(options.seconds);
    let over = CancellationToken::new();
    let random = StdRng::seed_from_u64(seed.rotate_left(32));
    // If nobody can be started again, nobody hears the customers either: that ends the campaign.
    let (written, (mut fleet, kills)) = tokio::try_join!(
        async {
            let written = both(&crowd, &buyers, length).await;
            over.cancel();
            anyhow::Ok(written)
        },
        killer::kill_until(over.clone(), fleet, &mut laboratory, random),
    )?;
    let mut heard = crowd.acknowledged(written, PATIENCE).await;
    // What the outside did not answer is found again; nothing new is lost from here on.
    simulator.faults().clear();
    spoil_gateway(&simulator);
    let quiet = laboratory.until_quiet(PATIENCE).await?;
    let recovered = Report::recovery(&simulator, &kills);

    progress::tell("and now an ordinary redeployment");
    let late = both(&crowd, &buyers, Duration::from_secs(4));
    let (written, redeployed) = tokio::join!(late, fleet.redeploy(&laboratory));
    let exits = redeployed?;
    heard.extend(crowd.acknowledged(written, PATIENCE).await);
    let quiet = quiet && laboratory.until_quiet(PATIENCE).await?;

    let db = laboratory.database()?;
    let books = Books::read(&db).await.context("read the books")?;
    let sales = Sales::read(&db, &simulator).await.context("read what was sold")?;
    let mut violations = check::check(&books, &heard, &simulator.wazzup().sent());
    violations
        .extend(reconcile::reconcile(&sales, &books.chats()).into_iter().map(Violation::Sales));
    let report = Report {
        seed,
        kills,
        exits,
        recovered,
        quiet,
        died: fleet.stop().await?,
        waited: books.waits(),
        violations,
        heard,
        books,
        sales,
        buyers: buyers.count(),
    };
    simulator.stop().await;
    laboratory.close()?;
    report.tell(&logs);
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Everybody writes for `length`.
async fn both(crowd: &Crowd<'_>, buyers: &Buyers<'_>, length: Duration) -> Written {
    let (mut written, bought) = tokio::join!(crowd.write_for(length), buyers.write_for(length));
    written.extend(bought);
    written
}

/// Puts an item for every product into the simulated inventory, and into the mirror.
async fn stock(laboratory: &Laboratory, simulator: &Simulator) -> Result<()> {
    let (_, context) = laboratory.context()?;
    warehouse::count(&context).await?;
    warehouse::fill(&context, simulator).await?;
    context.db.close().await;
    Ok(())
}

/// The outside: repeats deliveries, loses some answers, and thinks for a while before it answers,
/// so that processes are killed in the middle of turns.
async fn world(seed: u64) -> Result<Simulator> {
    let simulator = Simulator::start(noor_sim::Options {
        seed: Some(seed),
        keep_requests: 0,
        wazzup: WazzupOptions { rate_limit: None, ..WazzupOptions::default() },
        ..noor_sim::Options::default()
    })
    .await
    .context("start the simulator")?;
    spoil_gateway(&simulator);
    account::spoil(&simulator);
    // Reading fails, so that the rules find products and send pictures; writing takes a while.
    let models = simulator.models();
    models.set(Behaviour::slow(Duration::from_millis(300), Behaviour::Harmless));
    models.set_for(READER, Behaviour::slow(Duration::from_millis(50), Behaviour::Empty));
    Ok(simulator)
}

fn spoil_gateway(simulator: &Simulator) {
    let faults = simulator.faults();
    faults.add(Fault::sometimes("wazzup.webhook", 0.15, Effect::Duplicate { times: 2 }));
    faults.add(Fault::sometimes("wazzup.webhook", 0.05, Effect::ResetAfter));
    faults.add(Fault::sometimes("wazzup.send", 0.03, Effect::ResetAfter));
    faults.add(Fault::sometimes("wazzup.send", 0.02, Effect::ResetBefore));
}

impl Heard {
    fn extend(&mut self, more: Self) {
        self.messages.extend(more.messages);
        self.lost.extend(more.lost);
        self.takeovers.extend(more.takeovers);
    }
}
