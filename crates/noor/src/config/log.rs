//! `[log]`: what Noor writes about itself.

use tracing_subscriber::EnvFilter;

use super::reader::{Choice, Reader};

/// `[log]`.
#[derive(Clone, Debug)]
pub struct Log {
    /// A filter that `tracing_subscriber` has accepted.
    pub level: String,
    /// How lines look.
    pub format: LogFormat,
}

impl Log {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let level = from.text("log.level").unwrap_or_else(|| "info".to_owned());
        if EnvFilter::try_new(&level).is_err() {
            let advice = "Write error, warn, info, debug, trace, or a filter: info,sqlx=warn";
            from.reject("log.level", "this is not a level or filter.", advice);
        }
        Self { level, format: from.choice("log.format") }
    }
}

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    Auto,
    /// Text.
    Text,
    /// One JSON object a line.
    Json,
}

impl Choice for LogFormat {
    const NAMES: &'static [(&'static str, Self)] =
        &[("auto", Self::Auto), ("text", Self::Text), ("json", Self::Json)];
}
