//! The log: how it is set up, and how a failure is ignored on purpose.

use std::error::Error;
use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;
use tracing_subscriber::prelude::*;

use crate::config::{Log, LogFormat};

/// Ignoring a failure is a decision with a name.
pub trait OrLog {
    /// Logs a failure of `what` and goes on.
    fn or_log(self, what: &str);
}

impl<T, E: Error + 'static> OrLog for Result<T, E> {
    fn or_log(self, what: &str) {
        if let Err(error) = self {
            tracing::warn!(error = &error as &dyn Error, what, "went on without it");
        }
    }
}

/// An error with its causes on one line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut line = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        line.push_str(": ");
        line.push_str(&cause.to_string());
        source = cause.source();
    }
    line
}

/// Sends the log to standard error, so that standard output is for results.
pub fn start(log: &Log) {
    let filter = EnvFilter::try_new(&log.level).unwrap_or_else(|_| EnvFilter::new("info"));
    let registry = tracing_subscriber::registry().with(filter);
    let json = match log.format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    // Set already only when a test has set one up, which is as good.
    let started = if json {
        registry.with(fmt::layer().json().with_writer(std::io::stderr)).try_init()
    } else {
        let text = fmt::layer().compact().with_target(false);
        registry.with(text.with_writer(std::io::stderr)).try_init()
    };
    started.ok();
}
