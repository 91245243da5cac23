//! `noor servers …`: the private servers beside a command that knows `DATABASE_URL` and `REDIS_URL`,
//! such as the tests.
//!
//! Owns the waiting. It must never stop the servers while the command still runs.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitStatus;

use tokio::process::Command;
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::error::{Doing, EmbeddedError};
use super::{Embedded, Options};

/// What to do with the private servers.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum ServersCommand {
    /// Runs a command that finds the private servers in its environment, and stops them after it.
    Run {
        /// Use servers without durability, away from the shop's data.
        #[arg(long)]
        test: bool,
        /// The command and its arguments.
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
}

impl ServersCommand {
    /// Whether the servers are for tests, and so neither the shop's home nor its settings are meant.
    pub const fn is_for_tests(&self) -> bool {
        let Self::Run { test, .. } = self;
        *test
    }

    /// Starts what `options` ask for in `home` (nothing for `None`), runs the command, stops again.
    ///
    /// Ctrl-C reaches the command by the terminal, and SIGTERM is passed on: either way the command
    /// ends first. The result is how it ended. Starting and stopping block the thread, which has
    /// nothing else to do then.
    ///
    /// # Errors
    ///
    /// A server that does not start or stop, or [`EmbeddedError::Io`] for a command that cannot be
    /// started.
    pub async fn run(
        self,
        home: &Path,
        options: Option<Options>,
        progress: &(dyn Fn(&str) + Sync),
    ) -> Result<ExitStatus, EmbeddedError> {
        let Self::Run { command, .. } = self;
        let signals = Signals::listen()?;
        let servers = match options {
            Some(options) => Some(Embedded::start(home, &options, progress)?),
            None => None,
        };
        let ended = run_beside(servers.as_ref(), &command, signals).await;
        if let Some(servers) = servers {
            servers.stop()?;
        }
        ended
    }
}

async fn run_beside(
    servers: Option<&Embedded>,
    command: &[OsString],
    mut signals: Signals,
) -> Result<ExitStatus, EmbeddedError> {
    let (program, arguments) =
        command.split_first().expect("the command line asks for at least one word");
    let path = Path::new(program);
    let mut command = Command::new(program);
    command.args(arguments);
    if let Some(url) = servers.and_then(Embedded::database_url) {
        command.env("DATABASE_URL", url);
    }
    if let Some(url) = servers.and_then(Embedded::redis_url) {
        command.env("REDIS_URL", url);
    }
    let mut child = command.spawn().doing("run", path)?;
    loop {
        tokio::select! {
            ended = child.wait() => return ended.doing("wait for", path),
            _ = signals.interrupt.recv() => {}
            _ = signals.terminate.recv() => terminate(child.id()).await?,
        }
    }
}

/// Passes SIGTERM on. The shell's own `kill`: a slim system has no such program.
async fn terminate(process: Option<u32>) -> Result<(), EmbeddedError> {
    let Some(process) = process else { return Ok(()) };
    let shell = Path::new("/bin/sh");
    let mut kill = Command::new(shell);
    kill.args(["-c", "kill -TERM \"$0\"", &process.to_string()]);
    kill.status().await.map(|_| ()).doing("run", shell)
}

/// The signals that would otherwise end this process before its command.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn listen() -> Result<Self, EmbeddedError> {
        let listen = |kind| signal(kind).doing("listen for", Path::new("signals"));
        Ok(Self {
            interrupt: listen(SignalKind::interrupt())?,
            terminate: listen(SignalKind::terminate())?,
        })
    }
}
