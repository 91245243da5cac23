//! The simulated gateway and model, as a process of their own.

use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use noor_providers::wire;
use noor_sim::SIMULATOR_KEY;
use serde_json::{Value, json};
use tokio::process::{Child, Command};
use tokio::time::Instant;

use super::super::laboratory::free_port;

/// How long the simulator may take to start.
const START: Duration = Duration::from_secs(10);

/// A running `noor-sim`; dropping it kills it.
pub(super) struct Outside {
    child: Child,
    base: String,
    client: reqwest::Client,
}

impl Outside {
    /// Starts the program `noor-sim` that stands beside this one.
    pub(super) async fn start(folder: &Path) -> Result<Self> {
        let port = free_port()?;
        let program = std::env::current_exe().context("find this program")?;
        let program = program.with_file_name("noor-sim");
        let log = File::create(folder.join("noor-sim.log")).context("open the simulator's log")?;
        let child = Command::new(&program)
            .args(["--listen", &format!("127.0.0.1:{port}"), "--keep-requests", "200"])
            .args(["--no-rate-limit", "--no-echoes", "--statuses", "none"])
            .env_clear()
            .stdin(Stdio::null())
            .stdout(log.try_clone().context("share the log")?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("start {}; `make bench` builds it", program.display()))?;
        let base = format!("http://127.0.0.1:{port}");
        let outside = Self { child, base, client: wire::client("noor-bench")? };
        outside.listening().await?;
        Ok(outside)
    }

    async fn listening(&self) -> Result<()> {
        let url = format!("{}/__sim/wazzup/webhook", self.base);
        let since = Instant::now();
        while since.elapsed() < START {
            if self.client.get(&url).send().await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        anyhow::bail!("the simulator does not answer")
    }

    /// Where the gateway is.
    pub(super) fn wazzup_url(&self) -> String {
        format!("{}/wazzup", self.base)
    }

    /// The settings for a Noor that asks the simulated model.
    pub(super) fn models(&self) -> [(&'static str, String); 3] {
        [
            ("NOOR_MODEL__PROVIDER", "openrouter".to_owned()),
            ("OPENROUTER_BASE_URL", format!("{}/openrouter/api/v1", self.base)),
            ("OPENROUTER_API_KEY", SIMULATOR_KEY.to_owned()),
        ]
    }

    /// From now on an echo and two statuses of every reply go to `webhook`; nothing for `None`.
    pub(super) async fn reports(&self, webhook: Option<&str>) -> Result<()> {
        if let Some(url) = webhook {
            self.put("wazzup/webhook", &json!({ "url": url })).await?;
        }
        let told = webhook.is_some();
        let statuses = if told { "delivered" } else { "none" };
        self.put("wazzup/behaviour", &json!({ "echoes": told, "statuses": statuses })).await
    }

    /// From now on the model takes `pause` before each answer.
    pub(super) async fn think_for(&self, pause: Duration) -> Result<()> {
        let slow = json!({ "kind": "slow", "ms": pause.as_millis() });
        self.put("models/behaviour", &json!({ "behaviour": slow })).await
    }

    /// The size of the largest request that the model was sent lately, in bytes.
    pub(super) async fn largest_request(&self) -> Result<usize> {
        let url = format!("{}/__sim/requests?route=models.chat", self.base);
        let seen: Value = self.client.get(&url).send().await?.json().await?;
        let requests = seen.get("requests").and_then(Value::as_array);
        let bodies = requests.into_iter().flatten().filter_map(|it| it.get("body")?.as_str());
        bodies.map(str::len).max().context("the model was not asked")
    }

    async fn put(&self, path: &str, body: &Value) -> Result<()> {
        let url = format!("{}/__sim/{path}", self.base);
        let answer = self.client.put(&url).json(body).send().await.context("ask the simulator")?;
        ensure!(answer.status().is_success(), "the simulator refused {path}: {}", answer.status());
        Ok(())
    }

    /// Stops it.
    pub(super) async fn stop(mut self) -> Result<()> {
        self.child.kill().await.context("stop the simulator")
    }
}
