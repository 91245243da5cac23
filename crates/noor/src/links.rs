//! Signed links: pictures and documents that only who got the link can open, and only for a while.

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, Mac};
use noor_core::ids::ConversationId;
use secrecy::ExposeSecret;
use sha2::Sha256;
use url::Url;
use uuid::Uuid;

use crate::context::Links;

/// How long a link can be opened, from the day it was made on. Gateways fetch at once; a customer's phone may take its time.
const VALID: TimeDelta = TimeDelta::days(7);
/// Half of SHA-256 is plenty for a link that lives a week.
const SIGNATURE: usize = 16;

/// Where prepared pictures are, and how their names end.
const PREPARED: &str = "prepared/";
const JPEG: &str = ".jpg";
/// Where documents are.
const DOCUMENTS: &str = "documents/";

/// Why a link does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotOpen {
    /// We did not make it, or not so.
    Forged,
    /// We made it, and its time has passed.
    Expired,
}

impl Links {
    /// A link to a picture of the shop's folder (`pictures/kx-210.png`), or to one that was prepared
    /// ([`Links::prepared`]).
    ///
    /// `None` for what is no plain path: a picture elsewhere is never passed on under our name.
    pub fn picture(
        &self,
        path: &str,
        conversation: &ConversationId,
        now: DateTime<Utc>,
    ) -> Option<Url> {
        if !is_plain(path) {
            return None;
        }
        // Links of one day and one conversation are the same, so a repeated answer repeats them.
        let day = now.date_naive().and_hms_opt(0, 0, 0)?.and_utc() + VALID;
        let until = day.timestamp();
        let owner = hex::encode(&conversation.0.as_bytes()[8..]);
        let signature = self.sign(path, &owner, until);
        let mut url = self.public_url.join("media/").ok()?.join(path).ok()?;
        url.query_pairs_mut()
            .append_pair("for", &owner)
            .append_pair("until", &until.to_string())
            .append_pair("sign", &signature);
        Some(url)
    }

    /// A link to a document that was kept, whose last part is the name that the customer sees.
    pub fn document(
        &self,
        id: Uuid,
        name: &str,
        conversation: &ConversationId,
        now: DateTime<Utc>,
    ) -> Option<Url> {
        self.picture(&format!("{DOCUMENTS}{id}/{name}"), conversation, now)
    }

    /// The id in a path of [`Links::document`]; `None` for any other path.
    pub fn document_of(path: &str) -> Option<Uuid> {
        let (id, _name) = path.strip_prefix(DOCUMENTS)?.split_once('/')?;
        id.parse().ok()
    }

    /// Whether a link's parts belong together and its time has not passed.
    ///
    /// # Errors
    ///
    /// [`NotOpen::Forged`] before [`NotOpen::Expired`]: only who had a link learns that it existed.
    pub fn check(
        &self,
        path: &str,
        owner: &str,
        until: i64,
        signature: &str,
        now: DateTime<Utc>,
    ) -> Result<(), NotOpen> {
        let given = hex::decode(signature).map_err(|_| NotOpen::Forged)?;
        let mac = self.mac(path, owner, until);
        let signed =
            is_plain(path) && mac.verify_truncated_left(&given).is_ok() && given.len() == SIGNATURE;
        match (signed, now.timestamp() < until) {
            (true, true) => Ok(()),
            (true, false) => Err(NotOpen::Expired),
            (false, _) => Err(NotOpen::Forged),
        }
    }

    /// The path of the picture that was made of a file with this SHA-256.
    pub fn prepared(sha256: &[u8]) -> String {
        format!("{PREPARED}{}{JPEG}", hex::encode(sha256))
    }

    /// The SHA-256 in a path of [`Links::prepared`]; `None` for any other path.
    pub fn prepared_from(path: &str) -> Option<Vec<u8>> {
        let hash = hex::decode(path.strip_prefix(PREPARED)?.strip_suffix(JPEG)?).ok()?;
        (hash.len() == 32).then_some(hash)
    }

    fn sign(&self, path: &str, owner: &str, until: i64) -> String {
        let signature = self.mac(path, owner, until).finalize().into_bytes();
        hex::encode(signature.iter().take(SIGNATURE).copied().collect::<Vec<u8>>())
    }

    fn mac(&self, path: &str, owner: &str, until: i64) -> Hmac<Sha256> {
        let key = self.key.expose_secret().as_bytes();
        let mut mac = Hmac::<Sha256>::new_from_slice(key)
            .expect("a MAC of this kind takes keys of any length");
        for part in [path, owner, &until.to_string()] {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part.as_bytes());
        }
        mac
    }
}

/// A relative path of plain names: nothing that leads out of its folder.
pub(crate) fn is_plain(path: &str) -> bool {
    let name = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
    };
    path.len() <= 200 && path.split('/').all(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links() -> Links {
        Links {
            public_url: Url::parse("https://noor.example/").unwrap(),
            key: "0123456789abcdef".to_owned().into(),
        }
    }

    #[test]
    fn a_link_opens_for_a_while_and_only_as_it_was_made() {
        let links = links();
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let conversation = ConversationId(Uuid::from_u128(7));
        let url = links.picture("pictures/a.png", &conversation, now).unwrap();
        let pairs: std::collections::HashMap<String, String> =
            url.query_pairs().into_owned().collect();
        let until: i64 = pairs["until"].parse().unwrap();
        let check = |path: &str, owner: &str, until, at| {
            links.check(path, owner, until, &pairs["sign"], at)
        };
        let (forged, late) = (Err(NotOpen::Forged), now + TimeDelta::days(8));
        assert_eq!(check("pictures/a.png", &pairs["for"], until, now), Ok(()));
        assert_eq!(check("pictures/b.png", &pairs["for"], until, now), forged);
        assert_eq!(check("pictures/a.png", "someone", until, now), forged);
        assert_eq!(check("pictures/a.png", &pairs["for"], until + 1, now), forged);
        assert_eq!(links.check("pictures/a.png", &pairs["for"], until, "", now), forged);
        assert_eq!(check("pictures/a.png", &pairs["for"], until, late), Err(NotOpen::Expired));
        assert_eq!(check("pictures/b.png", &pairs["for"], until, late), forged);
    }

    #[test]
    fn a_prepared_picture_is_found_again_by_its_path() {
        let hash = [7; 32];
        assert_eq!(Links::prepared_from(&Links::prepared(&hash)), Some(hash.to_vec()));
        for path in ["pictures/a.jpg", "prepared/07.jpg", "prepared/a.jpg", "prepared/"] {
            assert_eq!(Links::prepared_from(path), None, "{path}");
        }
        let conversation = ConversationId(Uuid::nil());
        let link = links().picture(&Links::prepared(&hash), &conversation, DateTime::UNIX_EPOCH);
        assert!(link.is_some(), "it is a plain path");
    }

    #[test]
    fn no_path_leads_out_of_the_folder() {
        let now = DateTime::UNIX_EPOCH;
        let conversation = ConversationId(Uuid::nil());
        for path in ["../secret", "/etc/passwd", "a/../b", "a//b", "https://x.example/a.png", ""] {
            assert_eq!(links().picture(path, &conversation, now), None, "{path}");
        }
    }
}
