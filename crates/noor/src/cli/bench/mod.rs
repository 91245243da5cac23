//! `noor bench`: how fast and how large Noor is, measured on the real road.
//!
//! Noor, the simulated gateway, PostgreSQL (every commit on the disk) and Valkey are processes of
//! their own, and the customers are connections of this one; all share the machine. It measures and
//! never judges: no figure here fails anything. docs/benchmarks.md says how each figure comes about.

mod answers;
mod load;
mod outside;
mod search;
mod stock;
mod table;

use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tokio::process::Command;
use tokio::time::Instant;

use self::answers::{Answers, Statements};
use self::load::{Load, Outcome, Until};
use self::outside::Outside;
use self::table::{Table, milliseconds};
use super::laboratory::{Laboratory, Noor, Role, free_port};
use super::progress;
use crate::config::Config;
use crate::embedded::Durability;

const FOLDER: &str = "bench";
/// How long Noor waits after a message in these measurements.
const DEBOUNCE: Duration = Duration::from_secs(1);
/// How long a backlog may take.
const PATIENCE: Duration = Duration::from_mins(5);
/// How long a start may take.
const START: Duration = Duration::from_secs(30);

/// A part of the measurements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// From the start to the first good word.
    Starting,
    /// Webhooks.
    Receiving,
    /// Turns.
    Answering,
    /// Turns while the gateway reports on every reply.
    Reporting,
    /// SQL statements a turn.
    Statements,
    /// Slow models.
    Thinking,
    /// The product search.
    Searching,
    /// Turns in a shop with a long past.
    Past,
}

/// What is measured, and for how long.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct BenchOptions {
    /// Only these parts; all of them without it.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// How long each load lasts.
    #[arg(long, default_value_t = 8)]
    seconds: u64,
    /// How many customers write.
    #[arg(long, default_value_t = 5000)]
    customers: u32,
    /// Messages in the database for the measurements with a long past.
    #[arg(long, default_value_t = 1_000_000)]
    stored: u32,
    /// Also prints which SQL statements cost the most time.
    #[arg(long)]
    costs: bool,
    /// Appends the result to docs/benchmarks.md.
    #[arg(long)]
    save: bool,
}

/// Measures everything and prints the table.
pub(super) async fn bench(config: Config, options: BenchOptions) -> Result<ExitCode> {
    if cfg!(debug_assertions) {
        progress::complain("this is not an optimized build: `make bench` measures one");
    }
    let laboratory = Laboratory::open(&config, FOLDER, Durability::Full)?;
    // What counts statements is loaded when PostgreSQL starts.
    let prepared = answers::count_statements(&laboratory.cluster()?).await?;
    let laboratory =
        if prepared { laboratory } else { laboratory.reopen(&config, FOLDER, Durability::Full)? };
    let outside = Outside::start(laboratory.folder()).await?;
    let mut bench = Bench { laboratory, outside, options, table: Table::default() };
    bench.measure().await?;
    bench.table.print();
    if bench.options.save {
        bench.table.save().await?;
    }
    bench.outside.stop().await?;
    bench.laboratory.close()?;
    Ok(ExitCode::SUCCESS)
}

struct Bench {
    laboratory: Laboratory,
    outside: Outside,
    options: BenchOptions,
    table: Table,
}

impl Bench {
    async fn measure(&mut self) -> Result<()> {
        let only = self.options.only.clone();
        let wanted = |part| only.is_empty() || only.contains(&part);
        if wanted(Part::Starting) {
            self.starting().await?;
        }
        if wanted(Part::Receiving) {
            self.receiving(Role::Web).await?;
            self.receiving(Role::All).await?;
        }
        if wanted(Part::Answering) {
            self.answering("").await?;
        }
        if wanted(Part::Reporting) {
            self.reporting().await?;
        }
        if wanted(Part::Statements) {
            self.statements().await?;
        }
        if wanted(Part::Thinking) {
            self.thinking().await?;
        }
        if wanted(Part::Searching) {
            self.searching().await?;
        }
        if wanted(Part::Past) {
            self.fill().await?;
            self.answering(", a long past").await?;
        }
        self.size()
    }

    fn settings(&self) -> Vec<(&'static str, String)> {
        let mut settings = Noor::sending_by(self.outside.wazzup_url());
        settings.extend([
            ("NOOR_TURN__DEBOUNCE", format!("{}ms", DEBOUNCE.as_millis())),
            ("NOOR_MESSAGING__WAZZUP__RATE", "10000".to_owned()),
        ]);
        settings
    }

    async fn noor(&self, role: Role, settings: &[(&str, String)]) -> Result<(Noor, u16)> {
        let port = free_port()?;
        let label = format!("{role:?}").to_lowercase();
        let mut noor = Noor::start(&self.laboratory, role, &label, port, settings)?;
        noor.healthy(START).await?;
        Ok((noor, port))
    }

    /// From the start of the process to its first good word about itself.
    async fn starting(&mut self) -> Result<()> {
        progress::tell("starting");
        self.laboratory.prepare().await?;
        let mut times = Vec::new();
        for _ in 0..5 {
            let began = Instant::now();
            let (mut noor, _) = self.noor(Role::All, &self.settings()).await?;
            times.push(began.elapsed());
            noor.terminate(START).await?;
        }
        times.sort_unstable();
        let median = times.get(times.len() / 2).copied().unwrap_or_default();
        self.table.row("start to healthy, database up", "≤ 500 ms", &milliseconds(median));
        Ok(())
    }

    /// Webhooks as fast as they are taken, and then one at a time.
    async fn receiving(&mut self, role: Role) -> Result<()> {
        progress::tell(&format!("receiving, role {role:?}").to_lowercase());
        self.laboratory.prepare().await?;
        answers::forget_costs(&self.laboratory.database()?).await?;
        let (mut noor, port) = self.noor(role, &self.settings()).await?;
        let length = Duration::from_secs(self.options.seconds);
        let many = Load {
            port,
            connections: 64,
            customers: self.options.customers,
            until: Until::After(length),
            pace: None,
            series: "many",
        };
        // Everybody is known, and PostgreSQL has looked at its tables, as it does every minute.
        let warm = Load { until: Until::EveryoneWrote, series: "warm", ..many };
        warm.run().await?;
        let db = self.laboratory.database()?;
        sqlx::query("vacuum analyze").execute(&db).await.context("look at the tables")?;
        self.settle_disk().await?;
        let outcome = many.run().await?;
        let what = if role == Role::Web { "role web" } else { "role all, while it answers" };
        self.received(&format!("webhook, 64 connections, {what}"), &outcome);
        if self.options.costs {
            answers::print_costs(&self.laboratory.database()?, what).await?;
        }
        let memory = noor.memory()?;
        self.table.row(
            &format!("memory after that, {what}"),
            "≤ 80 MB",
            &format!("{} MB (at most {} MB)", memory.now / 1024, memory.most / 1024),
        );
        if role == Role::Web {
            let one = Load { connections: 1, series: "one", ..many };
            let outcome = one.run().await?;
            self.table.row(
                "webhook, one connection",
                "p99 ≤ 5 ms",
                &format!(
                    "p50 {}, p99 {}",
                    milliseconds(outcome.at(0.5)),
                    milliseconds(outcome.at(0.99))
                ),
            );
        }
        noor.kill().await
    }

    fn received(&mut self, what: &str, outcome: &Outcome) {
        self.table.row(
            what,
            "≥ 4000/s, p99 ≤ 25 ms, none refused",
            &format!(
                "{:.0}/s, p50 {}, p95 {}, p99 {}, {} refused",
                outcome.per_second(),
                milliseconds(outcome.at(0.5)),
                milliseconds(outcome.at(0.95)),
                milliseconds(outcome.at(0.99)),
                outcome.refused,
            ),
        );
    }

    /// Turns at an easy pace, and then as many as come in.
    async fn answering(&mut self, past: &str) -> Result<()> {
        progress::tell(&format!("answering{past}"));
        if past.is_empty() {
            self.laboratory.prepare().await?;
        }
        let (mut noor, port) = self.noor(Role::All, &self.settings()).await?;
        // The first answers of a process open connections and prepare statements.
        let first = Load { customers: 200, ..self.calm(port, "first") };
        self.run_to_the_end(&first).await?;
        self.settle_disk().await?;
        let calm = self.calm(port, "calm");
        self.run_to_the_end(&calm).await?;
        let answers = self.answers(&calm).await?;
        self.table.row(
            &format!("bell fires → reply at the gateway, 100/s{past}"),
            "p50 ≤ 15 ms, p95 ≤ 40 ms",
            &format!(
                "p50 {}, p95 {}, p99 {}",
                milliseconds(answers.p50()),
                milliseconds(answers.p95()),
                milliseconds(answers.p99()),
            ),
        );
        answers::forget_costs(&self.laboratory.database()?).await?;
        let flood = self.flood(port, "flood");
        self.run_to_the_end(&flood).await?;
        let answers = self.answers(&flood).await?;
        self.table.row(
            &format!("turns, {} at once{past}", flood.customers),
            "≥ 400/s",
            &format!("{:.0}/s", answers.per_second()),
        );
        if self.options.costs {
            answers::print_costs(&self.laboratory.database()?, "answering").await?;
        }
        noor.terminate(START).await?;
        Ok(())
    }

    /// The same flood while the gateway reports on every reply.
    async fn reporting(&mut self) -> Result<()> {
        progress::tell("answering, while the gateway reports on every reply");
        self.laboratory.prepare().await?;
        let (mut noor, port) = self.noor(Role::All, &self.settings()).await?;
        self.outside.reports(Some(&Noor::webhook(port))).await?;
        let flood = self.flood(port, "reported");
        self.run_to_the_end(&flood).await?;
        let answers = self.answers(&flood).await?;
        self.table.row(
            "turns, with an echo and two statuses a reply",
            "",
            &format!("{:.0}/s", answers.per_second()),
        );
        self.outside.reports(None).await?;
        noor.terminate(START).await?;
        Ok(())
    }

    fn calm(&self, port: u16, series: &'static str) -> Load {
        let pace = 100_u32;
        let seconds = u32::try_from(self.options.seconds).unwrap_or(u32::MAX);
        Load {
            port,
            connections: 8,
            customers: pace.saturating_mul(seconds),
            until: Until::EveryoneWrote,
            pace: Some(pace),
            series,
        }
    }

    fn flood(&self, port: u16, series: &'static str) -> Load {
        let customers = self.options.customers;
        Load { port, connections: 64, customers, until: Until::EveryoneWrote, pace: None, series }
    }

    async fn run_to_the_end(&self, load: &Load) -> Result<()> {
        let outcome = load.run().await?;
        ensure!(outcome.refused == 0, "{} webhooks were refused", outcome.refused);
        ensure!(self.laboratory.until_quiet(PATIENCE).await?, "not everybody was answered");
        Ok(())
    }

    async fn answers(&self, load: &Load) -> Result<Answers> {
        let answers = Answers::of(&self.laboratory.database()?, load.series, DEBOUNCE).await?;
        let expected = i64::from(load.customers);
        ensure!(answers.count == expected, "{} of {expected} were answered", answers.count);
        Ok(answers)
    }

    /// How often a worker asks the database for a turn.
    async fn statements(&mut self) -> Result<()> {
        progress::tell("counting statements");
        self.laboratory.prepare().await?;
        let db = self.laboratory.database()?;
        let mut settings = self.settings();
        let (mut web, port) = self.noor(Role::Web, &settings).await?;
        let url = answers::worker_address(&db, &self.laboratory.addresses()?.database_url).await?;
        settings.push(("DATABASE_URL", url));
        let (mut worker, _) = self.noor(Role::Worker, &settings).await?;
        let idle_since = Statements::of_worker(&db).await?;
        tokio::time::sleep(Duration::from_secs(4)).await;
        let before = Statements::of_worker(&db).await?;
        let calm = self.calm(port, "counted");
        self.run_to_the_end(&calm).await?;
        let after = Statements::of_worker(&db).await?;
        let answers = self.answers(&calm).await?;
        let a_turn = after.since(before, before.rate_since(idle_since), answers.count);
        self.table.row("SQL statements a turn", "≤ 12", &format!("{a_turn:.1}"));
        web.terminate(START).await?;
        worker.terminate(START).await?;
        Ok(())
    }

    /// Fifty customers at once and a model that takes its time.
    async fn thinking(&mut self) -> Result<()> {
        progress::tell("fifty customers at once, a model of 2 s a call");
        self.laboratory.prepare().await?;
        self.outside.think_for(Duration::from_secs(2)).await?;
        let mut settings = self.settings();
        settings.extend(self.outside.models());
        let (mut noor, port) = self.noor(Role::All, &settings).await?;
        let fifty = Load { customers: 50, connections: 50, ..self.flood(port, "fifty") };
        self.run_to_the_end(&fifty).await?;
        let answers = self.answers(&fifty).await?;
        self.table.row(
            "50 customers at once, model 2 s a call",
            "all answered, p95 ≤ 5 s",
            &format!("{} answered, p95 {}", answers.count, milliseconds(answers.p95())),
        );
        let calls = answers::calls_a_turn(&self.laboratory.database()?).await?;
        self.table.row(
            "model calls a turn",
            "≤ 2 usual, ≤ 4 always",
            &format!("{:.1} on average, at most {}", calls.average, calls.most),
        );
        let largest = self.outside.largest_request().await?;
        self.table.row("largest request to a model", "≤ 6 KB", &format!("{largest} bytes"));
        noor.terminate(START).await?;
        Ok(())
    }

    /// Waits until the disk has written what preparing left behind: a commit would wait for that too.
    async fn settle_disk(&self) -> Result<()> {
        let db = self.laboratory.database()?;
        sqlx::query("checkpoint").execute(&db).await.context("write everything to the disk")?;
        Command::new("sync").status().await.context("wait for the disk")?;
        Ok(())
    }

    async fn fill(&mut self) -> Result<()> {
        progress::tell(&format!("filling the database with {} messages", self.options.stored));
        self.laboratory.prepare().await?;
        stock::fill(&self.laboratory.database()?, self.options.stored).await
    }

    fn size(&mut self) -> Result<()> {
        let program = std::env::current_exe().context("find this program")?;
        let bytes = std::fs::metadata(&program).context("look at this program")?.len();
        self.table.row("the program's size", "", &format!("{} MB", bytes >> 20));
        Ok(())
    }
}
