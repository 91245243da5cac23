//! The address of whoever really called, behind proxies that are ours.

use std::net::IpAddr;

use axum::http::HeaderMap;
use ipnet::IpNet;

/// The caller's address. The forwarding header is read from its end, for as long as each hop is a
/// proxy of ours; a header from anybody else changes nothing.
pub(super) fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_ours = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    if !is_ours(&client) {
        return client;
    }
    let hops = headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect::<Vec<_>>();
    for hop in hops.into_iter().rev() {
        let Ok(address) = hop.trim().parse::<IpAddr>() else { break };
        client = address.to_canonical();
        if !is_ours(&client) {
            break;
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forged_header_changes_nothing() {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let seen = |peer: &str, header: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", header.parse().unwrap());
            client_address(peer.parse().unwrap(), &headers, &trusted).to_string()
        };
        // Straight from outside: the header is the caller's invention.
        assert_eq!(seen("203.0.113.9", "198.51.100.1"), "203.0.113.9");
        // Through our proxy, which appended the true caller behind whatever they sent.
        assert_eq!(seen("10.0.0.1", "198.51.100.1, 203.0.113.9"), "203.0.113.9");
        // Through two proxies of ours.
        assert_eq!(seen("10.0.0.1", "1.1.1.1, 203.0.113.9, 10.0.0.2"), "203.0.113.9");
        // Rubbish ends the reading.
        assert_eq!(seen("10.0.0.1", "198.51.100.1, nonsense"), "10.0.0.1");
        assert_eq!(seen("::ffff:203.0.113.9", "198.51.100.1"), "203.0.113.9");
    }
}
