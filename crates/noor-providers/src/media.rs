//! Files behind links from outside: what customers sent, and pictures of the catalogue.
//!
//! Owns what may be called: a link comes from outside, so it is data like a customer's words. It
//! must never lead us into the shop's own network, and it never sees a key of ours.

use std::time::Duration;

use reqwest::header::LOCATION;
use url::{Host, Origin, Url};

use crate::error::ProviderError;
use crate::network::is_public;
use crate::wire::{self, BodyError};

/// Redirects that are followed, each looked at like the first link.
const MOST_REDIRECTS: usize = 3;
/// How long to wait before trying once more.
const PAUSE: Duration = Duration::from_millis(300);

/// Fetches files: from the configured places wherever these are, else only by https and only from
/// public addresses.
#[derive(Debug, Clone)]
pub struct Media {
    service: &'static str,
    trusted: Vec<Origin>,
    to_trusted: reqwest::Client,
    to_others: reqwest::Client,
}

impl Media {
    /// `service` is what errors call the places that are fetched from. `http` is for links to the
    /// `trusted` ones, which the shop's owner configured.
    ///
    /// # Errors
    ///
    /// As for [`wire::client`].
    pub fn new<'a>(
        service: &'static str,
        http: reqwest::Client,
        user_agent: &str,
        trusted: impl IntoIterator<Item = &'a Url>,
    ) -> reqwest::Result<Self> {
        Ok(Self {
            service,
            trusted: trusted.into_iter().map(Url::origin).collect(),
            to_trusted: http,
            to_others: wire::guarded_client(user_agent)?,
        })
    }

    /// The file at `link`, of `largest` bytes at the most. What may pass is tried once more.
    ///
    /// # Errors
    ///
    /// [`ProviderError::Unavailable`]: not to be had at the moment, or not `within` that time.
    /// [`ProviderError::Refused`]: it cannot be had from there (gone, too large, an address that is
    /// not for us to call); trying again is of no use.
    pub async fn fetch(
        &self,
        link: &str,
        largest: usize,
        within: Duration,
    ) -> Result<Vec<u8>, ProviderError> {
        let twice = async {
            match self.follow(link, largest).await {
                Err(ProviderError::Unavailable { .. }) => {
                    tokio::time::sleep(PAUSE).await;
                    self.follow(link, largest).await
                }
                outcome @ (Ok(_)
                | Err(
                    ProviderError::Unconfirmed { .. } | ProviderError::Refused { .. },
                )) => outcome,
            }
        };
        tokio::time::timeout(within, twice)
            .await
            .unwrap_or_else(|elapsed| Err(self.unavailable(elapsed)))
    }

    async fn follow(&self, link: &str, largest: usize) -> Result<Vec<u8>, ProviderError> {
        let mut link =
            Url::parse(link).map_err(|_| self.refused("address", "this is no address"))?;
        for _ in 0..=MOST_REDIRECTS {
            let response = self
                .client_for(&link)?
                .get(link.clone())
                .send()
                .await
                .map_err(|error| self.unavailable(error.without_url()))?;
            let status = response.status();
            if status.is_redirection() {
                let next = response.headers().get(LOCATION).and_then(|next| next.to_str().ok());
                link = next
                    .and_then(|next| link.join(next).ok())
                    .ok_or_else(|| self.refused("redirect", "it leads nowhere"))?;
            } else if status.is_success() {
                return self.file(response, largest).await;
            } else if status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429) {
                return Err(self.unavailable(format!("HTTP {}", status.as_u16())));
            } else {
                return Err(self.refused(&format!("http{}", status.as_u16()), "it is not there"));
            }
        }
        Err(self.refused("redirect", "it leads on and on"))
    }

    /// Who may call `link`, if anybody may.
    fn client_for(&self, link: &Url) -> Result<&reqwest::Client, ProviderError> {
        if self.trusted.contains(&link.origin()) {
            return Ok(&self.to_trusted);
        }
        // A name is judged by what it stands for, when the client looks it up.
        let public = match link.host() {
            Some(Host::Domain(_)) => true,
            Some(Host::Ipv4(address)) => is_public(address.into()),
            Some(Host::Ipv6(address)) => is_public(address.into()),
            None => false,
        };
        if public && link.scheme() == "https" {
            Ok(&self.to_others)
        } else {
            Err(self.refused("address", "only https to public addresses is called"))
        }
    }

    async fn file(
        &self,
        response: reqwest::Response,
        largest: usize,
    ) -> Result<Vec<u8>, ProviderError> {
        let too_large = || self.refused("toolarge", &format!("it is larger than {largest} bytes"));
        // What announces itself as too large need not be read to its end.
        if response.content_length().is_some_and(|length| length > largest as u64) {
            return Err(too_large());
        }
        wire::body(response, largest).await.map_err(|error| match error {
            BodyError::Broken(error) => self.unavailable(error),
            BodyError::TooLong(_) => too_large(),
        })
    }

    fn unavailable(&self, source: impl Into<crate::error::BoxError>) -> ProviderError {
        let service = self.service;
        ProviderError::Unavailable { service, retry_after: None, source: source.into() }
    }

    fn refused(&self, code: &str, reason: &str) -> ProviderError {
        let (service, code, reason) = (self.service, code.to_owned(), reason.to_owned());
        ProviderError::Refused { service, code, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn media() -> Media {
        let gateway = Url::parse("http://127.0.0.1:9/wazzup").unwrap();
        Media::new("the store", wire::client("test").unwrap(), "test", [&gateway]).unwrap()
    }

    #[test]
    fn a_link_never_leads_into_the_shops_own_network() {
        let media = media();
        let allowed = |link: &str| media.client_for(&Url::parse(link).unwrap()).is_ok();
        assert!(allowed("http://127.0.0.1:9/store/a"), "the gateway is configured there");
        assert!(allowed("https://store.example/a?filename=voice.ogg"));
        for link in [
            "http://127.0.0.1:8/store/a",
            "https://127.0.0.1:9/store/a",
            "http://store.example/a",
            "https://10.0.0.7/a",
            "https://169.254.169.254/latest",
            "https://[::1]/a",
            "https://2130706433/a",
            "file:///etc/hostname",
            "data:audio/ogg;base64,T2dnUw",
        ] {
            assert!(!allowed(link), "{link}");
        }
    }

    #[tokio::test]
    async fn a_name_for_this_machine_is_no_public_address() {
        let outcome =
            media().fetch("https://localhost:9/a", 1024, Duration::from_secs(5)).await.unwrap_err();
        assert!(format!("{outcome:?}").contains("no public address"), "{outcome:?}");
    }
}
