//! Ending processes, as an operator or the kernel would.

use std::process::Stdio;

use anyhow::{Result, ensure};
use tokio::process::Command;

/// What a process is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Signal {
    /// Die at once, without knowing.
    Kill,
    /// Finish and leave.
    Terminate,
}

/// Sends a signal to a process.
///
/// # Errors
///
/// When there is no such process.
pub(in crate::cli) async fn send(signal: Signal, process: u32) -> Result<()> {
    let name = match signal {
        Signal::Kill => "-KILL",
        Signal::Terminate => "-TERM",
    };
    // The shell's own `kill`: a slim system has no such program.
    let done = Command::new("/bin/sh")
        .args(["-c", "kill \"$0\" \"$1\"", name, &process.to_string()])
        .stderr(Stdio::null())
        .status()
        .await?;
    ensure!(done.success(), "there is no process {process}");
    Ok(())
}
