//! The vendors' clients against small servers that speak their wire format.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod catalog_file;
mod chat;
mod crm;
mod download;
#[cfg(feature = "bge-m3")]
mod embedding_bge_m3;
mod embedding_openai;
mod media;
mod order_history;
mod orders;
mod qdrant;
mod server;
mod speech;
mod telegram;
mod treejar;
mod wazzup_send;
mod wazzup_webhook;
mod zoho_account;
mod zoho_items;
mod zoho_token;
mod zoho_write;
