//! `[shop]`: which shop this is and how large it works.
//!
//! Owns the mode and the profile, on which other sections' defaults rest.

use std::path::PathBuf;

use super::reader::{Choice, Reader};

/// `[shop]`.
#[derive(Clone, Debug)]
pub struct Shop {
    /// How strict Noor is about secrets.
    pub mode: Mode,
    /// How many parts this installation has.
    pub profile: Profile,
    /// The folder with the shop's words; `None` for the demo shop built in.
    pub content: Option<PathBuf>,
    /// The folder for what Noor keeps on this machine.
    pub home: PathBuf,
}

impl Shop {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        Self {
            mode: from.choice("shop.mode"),
            profile: from.choice("shop.profile"),
            content: from.text("shop.content").map(PathBuf::from),
            home: from.text("shop.home").map_or_else(|| PathBuf::from(".noor"), PathBuf::from),
        }
    }
}

/// How strict Noor is about secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Example secrets will do.
    Development,
    /// Only strong secrets and https will do.
    Production,
}

impl Choice for Mode {
    const NAMES: &'static [(&'static str, Self)] =
        &[("development", Self::Development), ("production", Self::Production)];
}

/// How many parts an installation has; each row of it is also a setting of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// One process beside PostgreSQL.
    Minimal,
    /// Redis bell and vector search.
    Standard,
    /// For more than one machine.
    Extended,
}

impl Choice for Profile {
    const NAMES: &'static [(&'static str, Self)] =
        &[("standard", Self::Standard), ("minimal", Self::Minimal), ("extended", Self::Extended)];
}
