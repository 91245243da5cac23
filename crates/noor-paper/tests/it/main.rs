//! What stands on paper.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod pages;
mod samples;
mod templates;
mod text;
mod verification;
