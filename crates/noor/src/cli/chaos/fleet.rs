//! The processes that are killed and replaced: one web, two workers.

use std::process::ExitStatus;
use std::time::Duration;

use anyhow::Result;
use noor_sim::{SIMULATOR_KEY, Simulator};

use super::super::laboratory::{Laboratory, Noor, Role, free_port};
use super::account;

/// How long a start may take, also while PostgreSQL recovers.
const START: Duration = Duration::from_mins(1);
/// A little more than `server.shutdown_grace`.
const GRACE: Duration = Duration::from_secs(30);

/// A place for a process, which different processes fill one after the other.
#[derive(Debug)]
pub(super) struct Post {
    pub(super) name: &'static str,
    role: Role,
    port: u16,
    settings: Vec<(String, String)>,
    noor: Noor,
}

impl Post {
    /// Whoever is there dies; says how they had ended if they were dead already.
    pub(super) async fn kill(&mut self) -> Result<Option<ExitStatus>> {
        let ended = self.noor.ended()?;
        self.noor.kill().await?;
        Ok(ended)
    }

    /// Puts a new process into the place.
    pub(super) fn fill(&mut self, laboratory: &Laboratory) -> Result<()> {
        let Self { name, role, port, settings, .. } = &*self;
        self.noor = Noor::start(laboratory, *role, name, *port, settings)?;
        Ok(())
    }
}

/// How a process left that was asked to.
#[derive(Debug)]
pub(super) struct Exit {
    pub(super) name: &'static str,
    pub(super) status: ExitStatus,
    pub(super) after: Duration,
}

/// All processes of Noor.
#[derive(Debug)]
pub(super) struct Fleet {
    pub(super) posts: Vec<Post>,
}

impl Fleet {
    /// Starts all and waits until they can work.
    pub(super) async fn start(laboratory: &Laboratory, simulator: &Simulator) -> Result<Self> {
        let web = free_port()?;
        simulator.wazzup().set_webhook(&Noor::webhook(web), None);
        let settings = settings(simulator, web);
        let mut posts = Vec::new();
        for (name, role) in
            [("web", Role::Web), ("worker-1", Role::Worker), ("worker-2", Role::Worker)]
        {
            let port = if role == Role::Web { web } else { free_port()? };
            let noor = Noor::start(laboratory, role, name, port, &settings)?;
            posts.push(Post { name, role, port, settings: settings.clone(), noor });
        }
        let mut fleet = Self { posts };
        fleet.healthy().await?;
        Ok(fleet)
    }

    /// Waits until all can work.
    pub(super) async fn healthy(&mut self) -> Result<()> {
        for post in &mut self.posts {
            post.noor.healthy(START).await?;
        }
        Ok(())
    }

    /// Replaces one process after the other as a deployment does: SIGTERM, wait, start the next.
    pub(super) async fn redeploy(&mut self, laboratory: &Laboratory) -> Result<Vec<Exit>> {
        let mut exits = Vec::new();
        for post in &mut self.posts {
            tokio::time::sleep(Duration::from_millis(700)).await;
            let asked = tokio::time::Instant::now();
            let status = post.noor.terminate(GRACE).await?;
            exits.push(Exit { name: post.name, status, after: asked.elapsed() });
            post.fill(laboratory)?;
            post.noor.healthy(START).await?;
        }
        Ok(exits)
    }

    /// Stops all; names those that had died by themselves.
    pub(super) async fn stop(mut self) -> Result<Vec<String>> {
        let mut died = Vec::new();
        for post in &mut self.posts {
            if let Some(status) = post.noor.ended()? {
                died.push(format!("{} had ended by itself: {status}", post.name));
                continue;
            }
            let status = post.noor.terminate(GRACE).await?;
            if !status.success() {
                died.push(format!("{} did not stop well: {status}", post.name));
            }
        }
        Ok(died)
    }
}

/// The road as it is, with times short enough for a campaign of a minute.
fn settings(simulator: &Simulator, web: u16) -> Vec<(String, String)> {
    let mut settings = Noor::sending_by(simulator.wazzup_url());
    settings.extend([
        ("NOOR_MODEL__PROVIDER", "openrouter".to_owned()),
        ("OPENROUTER_BASE_URL", simulator.openrouter_url()),
        ("OPENROUTER_API_KEY", SIMULATOR_KEY.to_owned()),
        ("NOOR_SERVER__PUBLIC_URL", format!("http://127.0.0.1:{web}")),
        ("NOOR_TURN__DEBOUNCE", "500ms".to_owned()),
        ("NOOR_TURN__MAX_WAIT", "2s".to_owned()),
        ("NOOR_TURN__LEASE", "3s".to_owned()),
        ("NOOR_MESSAGING__WAZZUP__SEND_TIMEOUT", "2s".to_owned()),
        ("NOOR_EFFECTS__LEASE", "5s".to_owned()),
        ("NOOR_EFFECTS__ASK_AFTER", "3s".to_owned()),
    ]);
    let settings = settings.into_iter().map(|(name, value)| (name.to_owned(), value));
    settings.chain(account::settings(simulator)).collect()
}
