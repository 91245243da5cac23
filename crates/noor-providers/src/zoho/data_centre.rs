//! Zoho's data centres: an account lives in one of them, and its tokens are good nowhere else.
//!
//! Which one it is cannot be told from a shop's country, so it is a setting.
//!
//! Source: Zoho Accounts, "Multi DC support"; CRM v8 and Inventory v1, "Data centres" (March 2026).
//! The API hosts of the United Kingdom and the Emirates are named there for some products only.

use std::str::FromStr;

use serde::Deserialize;
use url::{Host, Url};

/// A data centre, by the letters people know it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataCentre {
    /// United States.
    Us,
    /// Europe.
    Eu,
    /// India.
    In,
    /// Australia.
    Au,
    /// Japan.
    Jp,
    /// China.
    Cn,
    /// Canada.
    Ca,
    /// Saudi Arabia.
    Sa,
    /// United Kingdom.
    Uk,
    /// United Arab Emirates.
    Ae,
}

impl DataCentre {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Us,
        Self::Eu,
        Self::In,
        Self::Au,
        Self::Jp,
        Self::Cn,
        Self::Ca,
        Self::Sa,
        Self::Uk,
        Self::Ae,
    ];

    /// The letters, as in settings: `eu`.
    pub fn letters(self) -> &'static str {
        match self {
            Self::Us => "us",
            Self::Eu => "eu",
            Self::In => "in",
            Self::Au => "au",
            Self::Jp => "jp",
            Self::Cn => "cn",
            Self::Ca => "ca",
            Self::Sa => "sa",
            Self::Uk => "uk",
            Self::Ae => "ae",
        }
    }

    /// The host that gives tokens.
    pub fn accounts_host(self) -> &'static str {
        match self {
            Self::Us => "accounts.zoho.com",
            Self::Eu => "accounts.zoho.eu",
            Self::In => "accounts.zoho.in",
            Self::Au => "accounts.zoho.com.au",
            Self::Jp => "accounts.zoho.jp",
            Self::Cn => "accounts.zoho.com.cn",
            // There is no accounts.zoho.ca.
            Self::Ca => "accounts.zohocloud.ca",
            Self::Sa => "accounts.zoho.sa",
            Self::Uk => "accounts.zoho.uk",
            Self::Ae => "accounts.zoho.ae",
        }
    }

    /// The host of every product's API.
    pub fn api_host(self) -> &'static str {
        match self {
            Self::Us => "www.zohoapis.com",
            Self::Eu => "www.zohoapis.eu",
            Self::In => "www.zohoapis.in",
            Self::Au => "www.zohoapis.com.au",
            Self::Jp => "www.zohoapis.jp",
            Self::Cn => "www.zohoapis.com.cn",
            Self::Ca => "www.zohoapis.ca",
            Self::Sa => "www.zohoapis.sa",
            Self::Uk => "www.zohoapis.uk",
            Self::Ae => "www.zohoapis.ae",
        }
    }
}

/// Letters that stand for no data centre.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no data centre of Zoho's: use us, eu, in, au, jp, cn, ca, sa, uk or ae")]
pub struct UnknownDataCentre(String);

impl FromStr for DataCentre {
    type Err = UnknownDataCentre;

    fn from_str(letters: &str) -> Result<Self, Self::Err> {
        let wanted = letters.trim();
        let mut all = Self::ALL.into_iter();
        all.find(|centre| centre.letters().eq_ignore_ascii_case(wanted))
            .ok_or_else(|| UnknownDataCentre(letters.to_owned()))
    }
}

/// The two addresses of an account, each without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    accounts: String,
    api: String,
}

impl Addresses {
    /// Those of a data centre.
    pub fn of(centre: DataCentre) -> Self {
        Self {
            accounts: format!("https://{}", centre.accounts_host()),
            api: format!("https://{}", centre.api_host()),
        }
    }

    /// Others, such as a simulator's; `None` leaves one as it is.
    #[must_use]
    pub fn overridden(self, accounts: Option<&Url>, api: Option<&Url>) -> Self {
        let bare = |address: &Url| address.as_str().trim_end_matches('/').to_owned();
        Self { accounts: accounts.map_or(self.accounts, bare), api: api.map_or(self.api, bare) }
    }

    /// Where tokens are given.
    pub fn accounts(&self) -> &str {
        &self.accounts
    }

    /// Where calls go, unless a token names another place that can be trusted.
    pub fn api(&self) -> &str {
        &self.api
    }

    /// The address that a token names, if calls may go there: whoever gets a call gets the token.
    ///
    /// It must be https at one of Zoho's own hosts, and so must be the configured address; while
    /// both configured addresses are on this machine, it may be any address on this machine.
    pub fn trusted(&self, api_domain: &str) -> Option<String> {
        let named = Url::parse(api_domain).ok()?;
        let plain = named.username().is_empty() && named.password().is_none();
        let zohos =
            is_zohos_api(&named) && Url::parse(&self.api).is_ok_and(|api| is_zohos_api(&api));
        let on_this_machine = |address: &str| Url::parse(address).is_ok_and(|it| is_loopback(&it));
        let ours =
            is_loopback(&named) && on_this_machine(&self.accounts) && on_this_machine(&self.api);
        (plain && (zohos || ours)).then(|| named.as_str().trim_end_matches('/').to_owned())
    }
}

fn is_zohos_api(address: &Url) -> bool {
    let known = |host: &str| DataCentre::ALL.into_iter().any(|centre| centre.api_host() == host);
    address.scheme() == "https" && address.port().is_none() && address.host_str().is_some_and(known)
}

fn is_loopback(address: &Url) -> bool {
    address.scheme() == "http"
        && match address.host() {
            Some(Host::Ipv4(host)) => host.is_loopback(),
            Some(Host::Ipv6(host)) => host.is_loopback(),
            Some(Host::Domain(host)) => host == "localhost",
            None => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_centre_is_known_by_its_letters() {
        for centre in DataCentre::ALL {
            assert_eq!(centre.letters().to_uppercase().parse(), Ok(centre));
        }
        let error = "zz".parse::<DataCentre>().unwrap_err().to_string();
        assert!(error.contains("\"zz\"") && error.contains("eu"), "{error}");
    }

    #[test]
    fn a_token_may_only_name_zohos_own_hosts() {
        let europe = Addresses::of(DataCentre::Eu);
        assert_eq!(
            europe.trusted("https://www.zohoapis.eu/"),
            Some("https://www.zohoapis.eu".into())
        );
        assert!(europe.trusted("https://www.zohoapis.com").is_some(), "the account may have moved");
        for bad in [
            "http://www.zohoapis.eu",
            "https://www.zohoapis.eu.example.com",
            "https://www.zohoapis.eu@example.com",
            "https://me:secret@www.zohoapis.eu",
            "https://www.zohoapis.eu:8443",
            "http://127.0.0.1:9900/zoho",
            "www.zohoapis.eu",
            "",
        ] {
            assert_eq!(europe.trusted(bad), None, "{bad}");
        }
    }

    #[test]
    fn on_this_machine_any_of_its_addresses_will_do_and_nowhere_else() {
        let url = |address: &str| Url::parse(address).unwrap();
        let (accounts, api) =
            (url("http://127.0.0.1:9900/zoho/accounts"), url("http://[::1]:9900/zoho/"));
        let here = Addresses::of(DataCentre::Eu).overridden(Some(&accounts), Some(&api));
        assert_eq!(here.api(), "http://[::1]:9900/zoho");
        assert!(here.trusted("http://localhost:9901/zoho").is_some());
        assert_eq!(here.trusted("https://www.zohoapis.eu"), None);
        assert_eq!(here.trusted("http://10.0.0.7/zoho"), None);
        let half = Addresses::of(DataCentre::Eu).overridden(None, Some(&api));
        assert_eq!(half.trusted("http://127.0.0.1:9900/zoho"), None);
        let proxy =
            Addresses::of(DataCentre::Eu).overridden(None, Some(&url("https://proxy.example")));
        assert_eq!(proxy.trusted("https://www.zohoapis.eu"), None, "calls stay with the proxy");
    }
}
