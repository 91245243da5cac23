//! The panel, as a browser sees it that keeps cookies and sends forms.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod board;
mod door;
mod keys;
mod tables;
mod verify;
pub(crate) mod visitor;
mod walk;
