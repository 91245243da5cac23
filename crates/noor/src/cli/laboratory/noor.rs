//! One process of Noor.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use noor_sim::{DEFAULT_CHANNEL, SIMULATOR_KEY};
use tokio::process::{Child, Command};
use tokio::time::Instant;

use super::{Laboratory, Signal, send};

/// What the process does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Role {
    /// Receives and answers.
    All,
    /// Receives.
    Web,
    /// Answers.
    Worker,
}

impl Role {
    const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Web => "web",
            Self::Worker => "worker",
        }
    }
}

/// A running `noor serve`; dropping it kills it.
#[derive(Debug)]
pub(in crate::cli) struct Noor {
    child: Child,
    port: u16,
}

impl Noor {
    /// Starts this very program with nothing of this process's environment but `settings`, each a
    /// name and a value of Noor's environment. Its log is appended to `LABEL.log`.
    pub(in crate::cli) fn start(
        laboratory: &Laboratory,
        role: Role,
        label: &str,
        port: u16,
        settings: &[(impl AsRef<OsStr>, String)],
    ) -> Result<Self> {
        let addresses = laboratory.addresses()?;
        let folder = laboratory.folder();
        let log = log(folder, label)?;
        let program = std::env::current_exe().context("find this program")?;
        let mut command = Command::new(program);
        command
            .args(["serve", "--role", role.word()])
            .env_clear()
            .env("DATABASE_URL", &addresses.database_url)
            .env("NOOR_HOME", folder)
            .env("PORT", port.to_string())
            .env("NOOR_LOG__FORMAT", "text")
            .envs(addresses.redis_url.iter().map(|url| ("REDIS_URL", url)))
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(log.try_clone().context("share the log")?)
            .stderr(log)
            .kill_on_drop(true);
        let child = command.spawn().context("start Noor")?;
        Ok(Self { child, port })
    }

    /// The settings that make Noor send by the simulated gateway at `wazzup`.
    pub(in crate::cli) fn sending_by(wazzup: String) -> Vec<(&'static str, String)> {
        vec![
            ("WAZZUP_API_URL", wazzup),
            ("WAZZUP_API_KEY", SIMULATOR_KEY.to_owned()),
            ("WAZZUP_CHANNEL_ID", DEFAULT_CHANNEL.to_owned()),
        ]
    }

    /// Where the gateway delivers to the Noor at `port`.
    pub(in crate::cli) fn webhook(port: u16) -> String {
        format!("http://127.0.0.1:{port}/api/v1/webhook/wazzup/noor-example-webhook")
    }

    /// Waits until Noor says that it can work; gives back how long that took.
    pub(in crate::cli) async fn healthy(&mut self, patience: Duration) -> Result<Duration> {
        let since = Instant::now();
        let url = format!("http://127.0.0.1:{}/api/v1/health", self.port);
        let client = noor_providers::wire::client("noor-laboratory")?;
        while since.elapsed() < patience {
            if let Some(ended) = self.ended()? {
                bail!("Noor ended at its start: {ended}");
            }
            let asked = client.get(&url).timeout(Duration::from_secs(2)).send().await;
            if asked.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(since.elapsed());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        bail!("Noor at port {} is not healthy after {patience:?}", self.port)
    }

    /// How it ended, if it did.
    pub(in crate::cli) fn ended(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().context("look at Noor's process")
    }

    /// Kills it without a warning.
    pub(in crate::cli) async fn kill(&mut self) -> Result<()> {
        self.child.kill().await.context("kill Noor")
    }

    /// Asks it to finish and leave, and waits for that.
    pub(in crate::cli) async fn terminate(&mut self, patience: Duration) -> Result<ExitStatus> {
        if let Some(process) = self.child.id() {
            send(Signal::Terminate, process).await?;
        }
        let ended = tokio::time::timeout(patience, self.child.wait()).await;
        ended.with_context(|| format!("Noor does not leave within {patience:?}"))?.context("wait")
    }

    /// How much memory it has.
    pub(in crate::cli) fn memory(&self) -> Result<Memory> {
        let process = self.child.id().context("Noor has ended")?;
        let text = std::fs::read_to_string(format!("/proc/{process}/status"))
            .context("read the process's state")?;
        let kilobytes = |name: &str| -> Option<u64> {
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse().ok()
        };
        let now = kilobytes("VmRSS:").context("no VmRSS")?;
        let most = kilobytes("VmHWM:").context("no VmHWM")?;
        Ok(Memory { now, most })
    }
}

/// Resident memory, in kilobytes.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Memory {
    /// At this moment.
    pub(in crate::cli) now: u64,
    /// The most there ever was.
    pub(in crate::cli) most: u64,
}

fn log(folder: &Path, label: &str) -> Result<File> {
    let path: PathBuf = folder.join(format!("{label}.log"));
    OpenOptions::new()
        .create(true)
        .append(true)
        .open(&path)
        .with_context(|| format!("open {}", path.display()))
}
