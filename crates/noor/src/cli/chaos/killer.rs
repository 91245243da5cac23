//! Kills one of the processes every second or two, and starts it again a moment later.

use std::time::Duration;

use anyhow::{Context as _, Result};
use chrono::{DateTime, Utc};
use noor_core::clock::{Clock as _, SystemClock};
use rand::Rng as _;
use rand::rngs::StdRng;
use tokio_util::sync::CancellationToken;

use super::super::laboratory::{Laboratory, Signal, send};
use super::super::progress;
use super::fleet::Fleet;

/// Who can be killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Victim {
    /// The process that receives.
    Web,
    /// One of those that answer.
    Worker,
    /// The bell.
    Valkey,
    /// The memory.
    Postgres,
}

impl Victim {
    /// All of them.
    pub(super) const ALL: [Self; 4] = [Self::Web, Self::Worker, Self::Valkey, Self::Postgres];

    /// As people call it.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Worker => "worker",
            Self::Valkey => "Valkey",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// One death.
#[derive(Debug, Clone)]
pub(super) struct Kill {
    pub(super) victim: Victim,
    pub(super) restarted_at: DateTime<Utc>,
    /// How it had ended before it could be killed.
    pub(super) had_ended: Option<String>,
}

/// Kills until `over`, then waits until everything runs again.
pub(super) async fn kill_until(
    over: CancellationToken,
    mut fleet: Fleet,
    laboratory: &mut Laboratory,
    mut random: StdRng,
) -> Result<(Fleet, Vec<Kill>)> {
    let mut kills = Vec::new();
    loop {
        let pause = Duration::from_millis(random.random_range(1000..2000));
        tokio::select! {
            () = over.cancelled() => break,
            () = tokio::time::sleep(pause) => {}
        }
        let victim = Victim::ALL[random.random_range(0..Victim::ALL.len())];
        let down = Duration::from_millis(random.random_range(100..800));
        let had_ended = match victim {
            Victim::Web => replace(&mut fleet, 0, down, laboratory).await?,
            Victim::Worker => {
                let which = random.random_range(1..fleet.posts.len());
                replace(&mut fleet, which, down, laboratory).await?
            }
            Victim::Valkey => {
                let process = valkey(laboratory).await.context("find Valkey's process")?;
                kill_server(laboratory, process, down).await?;
                None
            }
            Victim::Postgres => {
                let process = postmaster(laboratory).await.context("find the postmaster")?;
                kill_server(laboratory, process, down).await?;
                None
            }
        };
        kills.push(Kill { victim, restarted_at: SystemClock.now(), had_ended });
    }
    fleet.healthy().await?;
    Ok((fleet, kills))
}

async fn replace(
    fleet: &mut Fleet,
    which: usize,
    down: Duration,
    laboratory: &Laboratory,
) -> Result<Option<String>> {
    let Some(post) = fleet.posts.get_mut(which) else { return Ok(None) };
    let had_ended = post.kill().await?.map(|status| format!("{} had ended: {status}", post.name));
    tokio::time::sleep(down).await;
    post.fill(laboratory)?;
    Ok(had_ended)
}

async fn kill_server(laboratory: &mut Laboratory, process: u32, down: Duration) -> Result<()> {
    send(Signal::Kill, process).await?;
    tokio::time::sleep(down).await;
    tokio::task::block_in_place(|| laboratory.servers().revive(&progress::tell))?;
    Ok(())
}

async fn valkey(laboratory: &Laboratory) -> Result<u32> {
    let url = laboratory.addresses()?.redis_url.context("no Valkey")?;
    let mut connection = redis::Client::open(url)?.get_multiplexed_async_connection().await?;
    let told: String = redis::cmd("INFO").arg("server").query_async(&mut connection).await?;
    let process = told.lines().find_map(|line| line.strip_prefix("process_id:"));
    process.context("it does not tell its number")?.trim().parse().context("read its number")
}

async fn postmaster(laboratory: &Laboratory) -> Result<u32> {
    let cluster = laboratory.cluster()?;
    let folder: String = sqlx::query_scalar("show data_directory").fetch_one(&cluster).await?;
    cluster.close().await;
    let file = std::fs::read_to_string(format!("{folder}/postmaster.pid"))?;
    file.lines().next().context("an empty postmaster.pid")?.trim().parse().context("its number")
}
