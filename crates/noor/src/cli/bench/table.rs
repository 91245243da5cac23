//! The result, for a terminal and for docs/benchmarks.md.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result};
use noor_core::clock::{Clock as _, SystemClock};
use tokio::process::Command;

use super::super::progress;

const FILE: &str = "docs/benchmarks.md";

/// What was measured.
#[derive(Debug, Default)]
pub(super) struct Table(Vec<[String; 3]>);

impl Table {
    /// Adds a figure.
    pub(super) fn row(&mut self, what: &str, budget: &str, measured: &str) {
        progress::tell(&format!("{what}: {measured}"));
        self.0.push([what.to_owned(), budget.to_owned(), measured.to_owned()]);
    }

    /// Prints it in columns.
    pub(super) fn print(&self) {
        let width = |column: usize| {
            let cells = self.0.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let (first, second) = (width(0), width(1));
        progress::print("");
        for [what, budget, measured] in &self.0 {
            progress::print(&format!("{what:<first$}  {budget:<second$}  {measured}"));
        }
    }

    /// Appends it to the page of results, with date, commit and machine.
    pub(super) async fn save(&self) -> Result<()> {
        let now = SystemClock.now().format("%Y-%m-%d %H:%M");
        let mut page = format!("\n### {now} UTC, commit {}, {}\n\n", commit().await, machine());
        page.push_str("| what | budget | measured |\n| --- | --- | --- |\n");
        for [what, budget, measured] in &self.0 {
            writeln!(page, "| {what} | {budget} | {measured} |")?;
        }
        let path = Path::new(FILE);
        let file = std::fs::OpenOptions::new().append(true).open(path);
        let mut file =
            file.with_context(|| format!("open {FILE}; start from the project's folder"))?;
        file.write_all(page.as_bytes()).with_context(|| format!("write {FILE}"))
    }
}

/// A duration as people compare it.
pub(super) fn milliseconds(duration: Duration) -> String {
    let milliseconds = duration.as_secs_f64() * 1000.0;
    if milliseconds < 10.0 {
        format!("{milliseconds:.1} ms")
    } else {
        format!("{milliseconds:.0} ms")
    }
}

async fn commit() -> String {
    let asked = Command::new("git").args(["describe", "--always", "--dirty"]).output().await;
    let said = asked.ok().filter(|done| done.status.success());
    let name = said.map(|done| String::from_utf8_lossy(&done.stdout).trim().to_owned());
    name.unwrap_or_else(|| "unknown".to_owned())
}

/// Processor, cores and memory, as Linux tells them.
fn machine() -> String {
    let processors = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors
        .lines()
        .find_map(|line| line.strip_prefix("model name"))
        .and_then(|rest| rest.split_once(':'))
        .map_or("an unknown processor", |(_, model)| model.trim());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes: u64 = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0);
    format!("{cores} × {model}, {} GB", kilobytes >> 20)
}
