//! Times as the shop's people read them: in the shop's zone, to the minute.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use minijinja::context;
use minijinja::value::Value;
use noor_core::language::Language;

/// A time in the shop's zone.
#[derive(Debug, Clone, Copy)]
pub(super) struct LocalTime {
    at: DateTime<Utc>,
    zone: Tz,
    language: Language,
}

impl LocalTime {
    pub(super) fn new(at: DateTime<Utc>, zone: Tz, language: Language) -> Self {
        Self { at, zone, language }
    }

    /// The words: the day, the month and the minute; the year goes along, so that nothing of last
    /// year is taken for today's.
    pub(super) fn words(self) -> String {
        let local = self.at.with_timezone(&self.zone);
        match self.language {
            Language::English => local.format("%-d %b %Y, %H:%M").to_string(),
            Language::Arabic => local.format("%Y/%m/%d %H:%M").to_string(),
        }
    }

    /// For a template's `<time>`.
    pub(super) fn value(self) -> Value {
        context! { words => self.words(), machine => self.at.to_rfc3339() }
    }
}
