//! Passwords: hashed with argon2id, off the threads that serve others, a few at a time.

use std::collections::BTreeSet;
use std::sync::Arc;

use anyhow::{Context as _, Result, anyhow};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::sync::Semaphore;

use super::AccessError;

/// What a hash costs: 19 MiB and two passes, the least that is advised (OWASP, Password Storage).
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Hashes at the same time. A storm of sign-ins waits in line instead of taking the memory.
const AT_ONCE: usize = 2;

/// The longest password that is looked at, in bytes.
const LONGEST: usize = 512;

/// Makes and checks hashes.
#[derive(Debug, Clone)]
pub struct Passwords {
    line: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Self {
        Self { line: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Passwords {
    /// The hash that is kept of a password, as a PHC string.
    ///
    /// # Errors
    ///
    /// When the process is out of memory or stopping.
    pub async fn hash(&self, password: SecretString) -> Result<String> {
        self.in_line(move || {
            let salt: [u8; 16] = rand::random();
            let hash: PasswordHash = hasher()?
                .hash_password_with_salt(password.expose_secret().as_bytes(), &salt)
                .map_err(|error| anyhow!("hash a password: {error}"))?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether `password` is the one that `hash` was made of. Without a hash the same work is done
    /// for nothing, so that the answer takes as long for a name that nobody has.
    ///
    /// # Errors
    ///
    /// When the process is out of memory or stopping, or the hash is none.
    pub async fn verify(&self, password: SecretString, hash: Option<String>) -> Result<bool> {
        self.in_line(move || {
            let bytes = password.expose_secret().as_bytes();
            if bytes.len() > LONGEST {
                return Ok(false);
            }
            let Some(hash) = hash else {
                let nobody: std::result::Result<PasswordHash, _> =
                    hasher()?.hash_password_with_salt(bytes, &[0; 16]);
                drop(nobody);
                return Ok(false);
            };
            let hash = PasswordHash::new(&hash).map_err(|error| anyhow!("read a hash: {error}"))?;
            Ok(hasher()?.verify_password(bytes, &hash).is_ok())
        })
        .await
    }

    async fn in_line<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let place = Arc::clone(&self.line).acquire_owned().await.context("wait in line")?;
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        })
        .await
        .context("hash off the threads that serve")?
    }
}

fn hasher() -> Result<Argon2<'static>> {
    let costs = Params::new(MEMORY_KIB, PASSES, LANES, None)
        .map_err(|error| anyhow!("set the costs of a hash: {error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, costs))
}

/// Whether a new password is hard enough to guess for `username`.
///
/// # Errors
///
/// [`AccessError::WeakPassword`] if it is not.
pub fn check_strength(username: &str, password: &SecretString) -> Result<(), AccessError> {
    let text = password.expose_secret();
    let different: BTreeSet<char> = text.chars().collect();
    let strong = text.chars().count() >= 12
        && text.len() <= LONGEST
        && different.len() >= 5
        && !text.eq_ignore_ascii_case(username);
    if strong { Ok(()) } else { Err(AccessError::WeakPassword) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_hash_is_argon2id_and_knows_its_password_alone() {
        let passwords = Passwords::default();
        let hash = passwords.hash("correct horse battery".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        let again = passwords.hash("correct horse battery".into()).await.unwrap();
        assert_ne!(hash, again, "each has a salt of its own");
        assert!(
            passwords.verify("correct horse battery".into(), Some(hash.clone())).await.unwrap()
        );
        assert!(!passwords.verify("Correct horse battery".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("whatever".into(), None).await.unwrap());
    }

    #[test]
    fn easy_passwords_are_refused() {
        for (password, strong) in [
            ("short-one", false),
            ("aaaaaaaaaaaaaaaa", false),
            ("Sara@mizwala.example", false),
            ("four words for the door", true),
            ("كلمة سر طويلة جدا", true),
        ] {
            let told = check_strength("sara@mizwala.example", &password.into());
            assert_eq!(told.is_ok(), strong, "{password}");
        }
    }
}
