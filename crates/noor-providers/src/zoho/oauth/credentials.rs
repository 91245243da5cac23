//! Who calls, and the account's name that anybody may read.

use std::fmt::Write as _;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::zoho::data_centre::Addresses;

/// A self client and the refresh token it was given once.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: SecretString,
    /// The refresh token, which does not change.
    pub refresh_token: SecretString,
}

impl Credentials {
    /// A name without a secret in it that changes with whatever would make a token another one.
    pub(super) fn account(&self, addresses: &Addresses) -> String {
        let mut hash = Sha256::new();
        let secrets = [&self.client_secret, &self.refresh_token].map(ExposeSecret::expose_secret);
        for part in [addresses.accounts(), &self.client_id].into_iter().chain(secrets) {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let mut name = "zoho:".to_owned();
        for byte in hash.finalize().iter().take(16) {
            // Writing to a string does not fail.
            write!(name, "{byte:02x}").ok();
        }
        name
    }
}
