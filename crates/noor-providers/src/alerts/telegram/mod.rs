//! Telegram's Bot API: a bot that gives the shop's people notes with buttons.
//!
//! This folder owns the vendor's spelling, limits and error texts, and nothing of it leaves. Only
//! private chats count: in a group everybody could press. The bot's token is a part of every address,
//! so no address may get into an error or a log.
//!
//! Source: Telegram, "Bot API" 10.x, and the published source of its server (August 2026).

mod bot;
mod buttons;
mod markup;
mod update;
mod wire;

pub use bot::Telegram;
pub use update::parse_update;

const SERVICE: &str = "Telegram";
