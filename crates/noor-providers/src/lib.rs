//! Noor's outside: one folder a kind of service, one file a vendor.
//!
//! A trait speaks of selling; a vendor's types live and die inside the vendor's file. Failures are
//! sorted by what the caller can do next (see [`error::ProviderError`]).

pub mod alerts;
pub mod catalog;
pub mod crm;
pub mod download;
pub mod embedding;
pub mod error;
pub mod inventory;
pub mod media;
pub mod messaging;
pub mod model;
pub mod orders;
pub mod phone;
pub mod quota;
pub mod speech;
pub mod vectors;
pub mod wire;
pub mod zoho;

mod attempt;
mod lenient;
mod network;
