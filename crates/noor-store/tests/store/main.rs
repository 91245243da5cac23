//! What the store promises: once, in order, nothing lost, whoever comes at the same moment. Each
//! test has a database of its own on the server of `DATABASE_URL`, which `make test` provides.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

mod alerts;
mod conversations;
mod effects;
mod figures;
mod handoffs;
mod inbox;
mod inventory;
mod moments;
mod outbox;
mod pictures;
mod products;
mod quotes;
mod retention;
mod schedule;
mod shop;
mod tokens;
mod turns;
