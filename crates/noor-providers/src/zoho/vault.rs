//! Where the one access token of an account is kept, for all processes of a shop.
//!
//! The vault keeps and compares; when a token is asked for is decided in `oauth`.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use crate::error::BoxError;

/// A secret with an end. What is in it is the business of whoever saves it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The token and what belongs to it.
    pub secret: SecretString,
    /// From when on it is worth nothing.
    pub expires_at: DateTime<Utc>,
}

/// Why nobody may ask for a token for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circuit {
    /// Until when.
    pub open_until: DateTime<Utc>,
    /// The reason in one word, such as `invalid_code`.
    pub reason: String,
}

/// What is known of an account.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// Its token; one that has expired may still be there.
    pub token: Option<Kept>,
    /// Its circuit; one that has closed by itself may still be there.
    pub circuit: Option<Circuit>,
}

/// Keeps tokens across processes and restarts. `account` names an account without any secret in it.
#[async_trait]
pub trait TokenVault: Send + Sync + std::fmt::Debug {
    /// What is known of `account`.
    ///
    /// # Errors
    ///
    /// The vault cannot be reached: nobody knows whether there is a token.
    async fn load(&self, account: &str) -> Result<Held, BoxError>;

    /// Keeps a new token in place of the old one, and closes the circuit.
    ///
    /// # Errors
    ///
    /// The vault cannot be reached.
    async fn save(&self, account: &str, token: &Kept) -> Result<(), BoxError>;

    /// Forgets the token if it is still `secret`; whether it was.
    ///
    /// # Errors
    ///
    /// The vault cannot be reached.
    async fn forget(&self, account: &str, secret: &SecretString) -> Result<bool, BoxError>;

    /// Reserves the account for `owner` until `until`, if nobody else has it at `now`; whether it
    /// is reserved. Only the owner renews or releases; what was not released ends at `until`.
    ///
    /// # Errors
    ///
    /// The vault cannot be reached.
    async fn lock(
        &self,
        account: &str,
        owner: Uuid,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<bool, BoxError>;

    /// Releases the account if it is `owner`'s.
    ///
    /// # Errors
    ///
    /// The vault cannot be reached; the reservation then ends by itself.
    async fn unlock(&self, account: &str, owner: Uuid) -> Result<(), BoxError>;

    /// Opens the circuit, or closes it with `None`.
    ///
    /// # Errors
    ///
    /// The vault cannot be reached.
    async fn set_circuit(&self, account: &str, circuit: Option<&Circuit>) -> Result<(), BoxError>;
}

/// A vault in memory: for one process, until it ends.
#[derive(Debug, Default)]
pub struct MemoryVault {
    accounts: Mutex<HashMap<String, Account>>,
}

#[derive(Debug, Default)]
struct Account {
    held: Held,
    lock: Option<(Uuid, DateTime<Utc>)>,
}

impl MemoryVault {
    fn accounts(&self) -> MutexGuard<'_, HashMap<String, Account>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl TokenVault for MemoryVault {
    async fn load(&self, account: &str) -> Result<Held, BoxError> {
        Ok(self.accounts().get(account).map(|account| account.held.clone()).unwrap_or_default())
    }

    async fn save(&self, account: &str, token: &Kept) -> Result<(), BoxError> {
        let held = Held { token: Some(token.clone()), circuit: None };
        self.accounts().entry(account.to_owned()).or_default().held = held;
        Ok(())
    }

    async fn forget(&self, account: &str, secret: &SecretString) -> Result<bool, BoxError> {
        let mut accounts = self.accounts();
        let Some(account) = accounts.get_mut(account) else { return Ok(false) };
        let same = |kept: &mut Kept| kept.secret.expose_secret() == secret.expose_secret();
        Ok(account.held.token.take_if(same).is_some())
    }

    async fn lock(
        &self,
        account: &str,
        owner: Uuid,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<bool, BoxError> {
        let mut accounts = self.accounts();
        let lock = &mut accounts.entry(account.to_owned()).or_default().lock;
        let free = lock.is_none_or(|(holder, end)| holder == owner || end <= now);
        if free {
            *lock = Some((owner, until));
        }
        Ok(free)
    }

    async fn unlock(&self, account: &str, owner: Uuid) -> Result<(), BoxError> {
        if let Some(account) = self.accounts().get_mut(account) {
            account.lock.take_if(|(holder, _)| *holder == owner);
        }
        Ok(())
    }

    async fn set_circuit(&self, account: &str, circuit: Option<&Circuit>) -> Result<(), BoxError> {
        self.accounts().entry(account.to_owned()).or_default().held.circuit = circuit.cloned();
        Ok(())
    }
}
