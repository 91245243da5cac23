//! `noor eval`: conversations of scenario files, each in a shop of its own on the real road, and what
//! is expected of them. How they are written: docs/how-to/evaluate.md.
//!
//! Nothing here decides what Noor says, and no check knows a scenario.

mod check;
mod ground;
mod hall;
mod play;
mod report;
mod scenario;
mod seen;
mod summary;

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::Args;
use futures::{StreamExt as _, stream};
use tokio::sync::Semaphore;

use self::hall::{Hall, Offer};
use self::play::{Outcome, play};
use self::scenario::{Bindings, Read, Scenario};
use self::summary::Summary;
use super::progress;
use super::rehearsal::World;
use crate::config::{Config, Log, Provider};

/// The exit code after Ctrl-C, as shells report it.
const INTERRUPTED: u8 = 130;

/// The options of `noor eval`.
#[derive(Debug, Args)]
pub(super) struct Wanted {
    /// Files of scenarios, one a line.
    #[arg(required = true, value_name = "FILE.jsonl")]
    files: Vec<PathBuf>,
    /// What `${NAME.field}` stands for.
    #[arg(long, value_name = "FILE.json")]
    bindings: Option<PathBuf>,
    /// A .jsonl or .csv catalogue, instead of the shop's own.
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// The folder with the shop's words, instead of the configured one.
    #[arg(long, value_name = "DIR")]
    shop: Option<PathBuf>,
    /// rules, or a model of the configured provider.
    #[arg(long, value_name = "NAME", default_value = "rules")]
    model: String,
    /// How often each conversation is had.
    #[arg(long, value_name = "N", default_value = "1")]
    repeat: NonZeroUsize,
    /// Write a page with every conversation into this folder.
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Only the scenarios with these ids.
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    only: Vec<String>,
    /// Only the scenarios with this tag.
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// Conversations at the same time; as many as there are processors if left out.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

/// Plays what is wanted. 0: everything holds; 1: something does not, or a line cannot be played; 2:
/// nothing was played, since a file or an option is wrong.
pub(super) async fn eval(wanted: Wanted) -> Result<ExitCode> {
    let read = match wanted.read() {
        Ok(read) => read,
        Err(problems) => {
            for problem in &problems {
                progress::complain(problem);
            }
            return Ok(ExitCode::from(2));
        }
    };
    for problem in read.mistakes.iter().chain(&read.remarks) {
        progress::complain(&problem.to_string());
    }
    if read.scenarios.is_empty() || read.lacks_a_file() {
        return Ok(ExitCode::from(2));
    }
    let offer = wanted.offer();
    let config = offer.config(&World::start(None).await?)?;
    if wanted.model != "rules" && config.model.provider == Provider::Rules {
        let name = &wanted.model;
        progress::complain(&format!("--model {name}: no provider is configured"));
        return Ok(ExitCode::from(2));
    }
    crate::log::start(&quiet(&config));
    let jobs = wanted.jobs();
    let hall = Hall::open(&config, offer, jobs).await?;
    let played = tokio::select! {
        played = play_all(&hall, &read.scenarios, wanted.repeat.get(), jobs) => Some(played),
        _ = tokio::signal::ctrl_c() => None,
    };
    // Also after Ctrl-C: no database stays behind.
    hall.close().await?;
    let Some(played) = played else { return Ok(ExitCode::from(INTERRUPTED)) };
    let summary = Summary::of(&played, read.unplayable());
    progress::print(&summary.table());
    if let Some(folder) = &wanted.report {
        let page = report::write(folder, &played, &summary)?;
        progress::tell(&format!("the report is {}", page.display()));
    }
    let good = summary.total.good == summary.total.all;
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Plays side by side; tells of each in the order of the files.
async fn play_all<'a>(
    hall: &Hall,
    scenarios: &'a [Scenario],
    repeat: usize,
    jobs: usize,
) -> Vec<(&'a Scenario, Outcome)> {
    let places = &Semaphore::new(jobs);
    let plays = scenarios.iter().map(|scenario| async move {
        // Never closed, so there is always a place in the end.
        let _place = places.acquire().await.ok();
        let outcome = play(hall, scenario, repeat).await;
        (scenario, outcome)
    });
    // All of them have begun to wait: a slow one holds up what is told, and not what is played.
    let told =
        stream::iter(plays).buffered(scenarios.len().max(1)).inspect(|(scenario, outcome)| {
            progress::print(&told(scenario, outcome));
        });
    told.collect().await
}

/// A line about a scenario; where something failed, what, and the reply it failed on.
fn told(scenario: &Scenario, outcome: &Outcome) -> String {
    let Scenario { id, title, .. } = scenario;
    if outcome.failed.is_empty() {
        return format!("ok      {id}  {title}");
    }
    let mut lines = vec![format!("FAILED  {id}  {title}")];
    for failed in &outcome.failed {
        lines.push(format!("        {}: {}", failed.expected, failed.failure.why));
        let Some(turn) = failed.failure.at.and_then(|at| outcome.turns.get(at)) else { continue };
        for line in turn.text().lines().filter(|line| !line.trim().is_empty()) {
            lines.push(format!("        | {line}"));
        }
    }
    lines.join("\n")
}

/// Warnings of shops that are open for a second are of no interest, unless somebody asks for them.
pub(super) fn quiet(config: &Config) -> Log {
    let level = match config.log.level.as_str() {
        "info" => "error",
        chosen => chosen,
    };
    Log { level: level.to_owned(), ..config.log.clone() }
}

impl Wanted {
    /// The scenarios to play and what is wrong with others, or what is wrong with the options.
    fn read(&self) -> Result<Read, Vec<String>> {
        let bindings = self.bindings.as_deref().map(Bindings::read).transpose();
        let bindings = bindings.map_err(|problem| vec![format!("--bindings: {problem}")])?;
        if let Some(file) = self.catalog.as_deref().filter(|file| !file.is_file()) {
            return Err(vec![format!("--catalog: there is no file {}", file.display())]);
        }
        if let Some(folder) = self.shop.as_deref().filter(|folder| !folder.is_dir()) {
            return Err(vec![format!("--shop: there is no folder {}", folder.display())]);
        }
        let mut read = scenario::read(&self.files, &bindings.unwrap_or_default());
        if !read.mistakes.is_empty() && read.scenarios.is_empty() {
            return Ok(read);
        }
        let scenarios = &mut read.scenarios;
        let unknown = self.only.iter().filter(|id| scenarios.iter().all(|it| it.id != **id));
        let unknown: Vec<String> =
            unknown.map(|id| format!("--only: there is no scenario {id}")).collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        scenarios.retain(|scenario| {
            let named = self.only.is_empty() || self.only.contains(&scenario.id);
            named && self.tag.as_ref().is_none_or(|tag| scenario.tags.contains(tag))
        });
        if scenarios.is_empty() {
            return Err(vec!["there is no such scenario: nothing would be checked".to_owned()]);
        }
        Ok(read)
    }

    fn offer(&self) -> Offer {
        let mut settings = Vec::new();
        if let Some(folder) = &self.shop {
            settings.push(("--shop", "shop.content", folder.to_string_lossy().into_owned()));
        }
        if self.model == "rules" {
            settings.push(("--model", "model.provider", self.model.clone()));
        } else {
            settings.push(("--model", "model.model_fast", self.model.clone()));
            settings.push(("--model", "model.model_main", self.model.clone()));
        }
        Offer { catalog: self.catalog.clone(), settings }
    }

    fn jobs(&self) -> usize {
        let processors = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
        self.jobs.unwrap_or_else(processors).get()
    }
}
