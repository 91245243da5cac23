//! Secrets in the database, sealed with a key that is not in it.
//!
//! XChaCha20-Poly1305 with a nonce drawn for each sealing; the key is derived from the shop's signing
//! key by HKDF-SHA256. A seal is bound to its place, so that a row copied to another one opens
//! nothing. Form: one byte for this version, 24 of the nonce, then the sealed bytes.

use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use secrecy::{ExposeSecret as _, SecretBox, SecretString};
use sha2::Sha256;

const VERSION: u8 = 1;
const NONCE: usize = 24;
/// What the key is for; another use of the signing key gives another key.
const PURPOSE: &[u8] = b"noor/store/seal/v1";

/// Seals and opens secrets of one shop.
#[derive(Debug)]
pub struct SealingKey(SecretBox<[u8; 32]>);

/// A secret could not be sealed: it is longer than any secret is.
#[derive(Debug, thiserror::Error)]
#[error("the secret is too long to be sealed")]
pub struct TooLong;

impl SealingKey {
    /// The sealing key of a shop with this signing key. The same for ever: with another signing key,
    /// what was sealed reads as absent.
    #[expect(clippy::missing_panics_doc, reason = "32 bytes are far fewer than HKDF can give")]
    pub fn derive(signing_key: &SecretString) -> Self {
        let from = Hkdf::<Sha256>::new(None, signing_key.expose_secret().as_bytes());
        Self(SecretBox::init_with_mut(|key: &mut [u8; 32]| {
            from.expand(PURPOSE, key).expect("HKDF-SHA256 gives up to 8,160 bytes");
        }))
    }

    /// Seals `secret` for `place`.
    ///
    /// # Errors
    ///
    /// [`TooLong`].
    pub fn seal(&self, place: &str, secret: &SecretString) -> Result<Vec<u8>, TooLong> {
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: place.as_bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).map_err(|_| TooLong)?;
        let mut whole = Vec::with_capacity(1 + NONCE + sealed.len());
        whole.push(VERSION);
        whole.extend_from_slice(&nonce);
        whole.extend_from_slice(&sealed);
        Ok(whole)
    }

    /// Opens what was sealed for `place`; `None` if it was sealed with another key, for another
    /// place, or changed since.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Option<SecretString> {
        let (version, rest) = sealed.split_first()?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE>()?;
        if *version != VERSION {
            return None;
        }
        let payload = Payload { msg: sealed, aad: place.as_bytes() };
        let opened = self.cipher().decrypt(&XNonce::from(*nonce), payload).ok()?;
        String::from_utf8(opened).ok().map(SecretString::from)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.0.expose_secret().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(key: &SealingKey, place: &str, sealed: &[u8]) -> Option<String> {
        key.open(place, sealed).map(|secret| secret.expose_secret().to_owned())
    }

    #[test]
    fn a_secret_opens_with_its_key_in_its_place_and_nowhere_else() {
        let key = SealingKey::derive(&"a signing key of this shop".into());
        let same = SealingKey::derive(&"a signing key of this shop".into());
        let other = SealingKey::derive(&"a signing key of another shop".into());
        let sealed = key.seal("a", &"1000.secret".into()).unwrap();
        assert_eq!(opened(&same, "a", &sealed).as_deref(), Some("1000.secret"));
        assert_eq!(opened(&key, "b", &sealed), None);
        assert_eq!(opened(&other, "a", &sealed), None);
        assert_ne!(sealed, key.seal("a", &"1000.secret".into()).unwrap(), "no two seals are alike");
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(opened(&key, "a", &changed), None, "byte {at}");
            assert_eq!(opened(&key, "a", &sealed[..at]), None, "cut at {at}");
        }
    }
}
