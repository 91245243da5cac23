//! Where access tokens of outside accounts are kept: in the store, sealed.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use noor_core::clock::Clock;
use noor_providers::error::BoxError;
use noor_providers::zoho::vault::{Circuit, Held, Kept, TokenVault};
use noor_store::PgPool;
use noor_store::seal::SealingKey;
use noor_store::tokens;
use secrecy::SecretString;
use uuid::Uuid;

/// The store's tokens, for all processes of a shop.
#[derive(Debug)]
pub struct StoredTokens {
    db: PgPool,
    key: SealingKey,
    clock: Arc<dyn Clock>,
}

impl StoredTokens {
    /// Tokens in the database of `db`, sealed with `key`.
    pub fn new(db: PgPool, key: SealingKey, clock: Arc<dyn Clock>) -> Self {
        Self { db, key, clock }
    }
}

#[async_trait]
impl TokenVault for StoredTokens {
    async fn load(&self, account: &str) -> Result<Held, BoxError> {
        let tokens::Held { token, circuit } = tokens::load(&self.db, &self.key, account).await?;
        Ok(Held {
            token: token.map(|tokens::Kept { secret, expires_at }| Kept { secret, expires_at }),
            circuit: circuit
                .map(|tokens::Circuit { open_until, reason }| Circuit { open_until, reason }),
        })
    }

    async fn save(&self, account: &str, token: &Kept) -> Result<(), BoxError> {
        let Kept { secret, expires_at } = token.clone();
        let token = tokens::Kept { secret, expires_at };
        Ok(tokens::save(&self.db, &self.key, account, &token, self.clock.now()).await?)
    }

    async fn forget(&self, account: &str, secret: &SecretString) -> Result<bool, BoxError> {
        let now = self.clock.now();
        Ok(tokens::forget(&self.db, &self.key, account, secret, now).await?)
    }

    async fn lock(
        &self,
        account: &str,
        owner: Uuid,
        now: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<bool, BoxError> {
        Ok(tokens::lock(&self.db, account, owner, now, until).await?)
    }

    async fn unlock(&self, account: &str, owner: Uuid) -> Result<(), BoxError> {
        Ok(tokens::unlock(&self.db, account, owner, self.clock.now()).await?)
    }

    async fn set_circuit(&self, account: &str, circuit: Option<&Circuit>) -> Result<(), BoxError> {
        let circuit = circuit.cloned();
        let circuit =
            circuit.map(|Circuit { open_until, reason }| tokens::Circuit { open_until, reason });
        Ok(tokens::set_circuit(&self.db, account, circuit.as_ref(), self.clock.now()).await?)
    }
}
