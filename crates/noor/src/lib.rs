//! Noor, the program: use cases, HTTP, jobs and the command line, put together from rules, providers
//! and the store. The binary is a thin door in front of [`cli::run`].

pub mod alert_words;
pub mod app;
pub mod cli;
pub mod config;
pub mod content;
pub mod context;
pub mod embedded;
pub mod faults;
pub mod http;
pub mod jobs;
pub mod labels;
pub mod limiter;
pub mod links;
pub mod log;
pub mod setup;
