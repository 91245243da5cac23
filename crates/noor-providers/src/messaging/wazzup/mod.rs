//! Wazzup24, API v3: a gateway to WhatsApp and others.
//!
//! This folder owns the vendor's spelling, limits and error codes, and nothing of it leaves: what
//! comes out speaks of messages, echoes and lines. It never decides what to do about them.
//!
//! Source: Wazzup's API v3 pages as of September 2026, and replies seen on a live account.

mod codes;
mod rescue;
mod send;
mod webhook;

pub use send::Wazzup;
pub use webhook::parse_webhook;
