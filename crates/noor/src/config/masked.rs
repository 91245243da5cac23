//! The merged settings as `noor config check` shows them.
//!
//! Owns what is hidden. It must never show a secret, nor a password inside an address.

use std::collections::BTreeSet;
use std::fmt::Write;

use url::Url;

use super::values::{Entry, Raw, Values};

/// Every setting with its value and where that came from, as a TOML text.
pub(super) fn show(
    values: &Values,
    secrets: &BTreeSet<&'static str>,
    addresses: &BTreeSet<&'static str>,
) -> String {
    let mut shown = String::new();
    let mut last = "";
    for entry in values.iter() {
        let (section, name) = entry.key.rsplit_once('.').unwrap_or(("", &entry.key));
        if section != last {
            let gap = if last.is_empty() { "" } else { "\n" };
            writeln!(shown, "{gap}[{section}]").expect("a String takes everything");
            last = section;
        }
        let value = value(entry, secrets, addresses);
        writeln!(shown, "{:<60} # {}", format!("{name} = {value}"), entry.origin)
            .expect("a String takes everything");
    }
    shown
}

fn value(
    entry: &Entry,
    secrets: &BTreeSet<&'static str>,
    addresses: &BTreeSet<&'static str>,
) -> String {
    let key = entry.key.as_str();
    match &entry.raw {
        Raw::Text(text) if text.is_empty() => "\"\"".to_owned(),
        Raw::Text(_) if secrets.contains(key) => "\"(hidden)\"".to_owned(),
        Raw::Text(text) if addresses.contains(key) => format!("{:?}", without_password(text)),
        raw => raw.to_string(),
    }
}

/// The address with its password, and with options that may be one, hidden.
fn without_password(text: &str) -> String {
    let Ok(mut url) = Url::parse(text) else { return "(hidden)".to_owned() };
    if url.password().is_some() && url.set_password(Some("hidden")).is_err() {
        return "(hidden)".to_owned();
    }
    let options: Vec<(String, String)> = url
        .query_pairs()
        .map(|(name, value)| {
            let secret = name.to_lowercase().contains("pass");
            (name.into_owned(), if secret { "hidden".to_owned() } else { value.into_owned() })
        })
        .collect();
    if !options.is_empty() {
        url.query_pairs_mut().clear().extend_pairs(options);
    }
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_everything_but_its_password() {
        assert_eq!(
            without_password("postgres://noor:s3cr3t@db.example/noor?sslmode=require&password=x"),
            "postgres://noor:hidden@db.example/noor?sslmode=require&password=hidden"
        );
        assert_eq!(without_password("redis://localhost:6379/0"), "redis://localhost:6379/0");
        assert_eq!(without_password("s3cr3t and no address"), "(hidden)");
    }
}
