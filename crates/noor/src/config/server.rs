//! `[server]`: where Noor listens and what this process does.
//!
//! Owns the public address, from which every link is made.

use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;
use secrecy::SecretString;
use url::Url;

use super::reader::{Choice, Reader};

/// `[server]`.
#[derive(Clone, Debug)]
pub struct Server {
    /// The address to listen on.
    pub host: IpAddr,
    /// The port to listen on.
    pub port: u16,
    /// Where the world reaches Noor; ends in a slash, so that `join` works.
    pub public_url: Url,
    /// What this process does.
    pub role: Role,
    /// The longest request body in bytes.
    pub body_limit: usize,
    /// The proxies whose forwarding header is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How long work under way may take after a stop was asked for.
    pub shutdown_grace: Duration,
    /// Signs the links to pictures and documents.
    pub signing_key: SecretString,
}

impl Server {
    pub(super) fn read(from: &mut Reader<'_>) -> Self {
        let port = from.number("server.port", 1..=u16::MAX);
        let host = from.text("server.host").unwrap_or_default();
        let host = host.parse().unwrap_or_else(|_| {
            let advice = "Write 127.0.0.1 for this machine, 0.0.0.0 for every network.";
            from.reject("server.host", "this is not an IP address.", advice);
            IpAddr::from([127, 0, 0, 1])
        });
        let public_url = from.url("server.public_url", &["https", "http"]);
        let body_limit = from.size("server.body_limit", (1 << 10)..=(64 << 20));
        let signing_key = from.secret("server.signing_key").unwrap_or_else(|| {
            let advice = "Make one with `openssl rand -hex 32`.";
            from.reject("server.signing_key", "it is empty.", advice);
            SecretString::default()
        });
        Self {
            host,
            port,
            public_url: with_slash(public_url.unwrap_or_else(|| local(port))),
            role: from.choice("server.role"),
            body_limit: usize::try_from(body_limit).unwrap_or(usize::MAX),
            trusted_proxies: from.list_of("server.trusted_proxies", "a network such as 10.0.0.0/8"),
            shutdown_grace: from
                .duration("server.shutdown_grace", Duration::ZERO..=Duration::from_mins(10)),
            signing_key,
        }
    }
}

fn local(port: u16) -> Url {
    Url::parse(&format!("http://localhost:{port}")).expect("a name and a number make an address")
}

fn with_slash(mut url: Url) -> Url {
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url
}

/// What a process does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Receives messages and answers them.
    All,
    /// Receives messages and serves pages.
    Web,
    /// Answers messages.
    Worker,
}

impl Choice for Role {
    const NAMES: &'static [(&'static str, Self)] =
        &[("all", Self::All), ("web", Self::Web), ("worker", Self::Worker)];
}
