//! Where no proxy is wanted: `NO_PROXY` as curl reads it, with what programs written in Go read besides.

use std::net::IpAddr;

use url::{Host, Url};

/// The list, as it was written.
#[derive(Default)]
pub(super) struct Exceptions(Vec<String>);

impl Exceptions {
    /// Commas and blanks part them.
    pub(super) fn read(text: &str) -> Self {
        let parts = text.split(|sign: char| sign == ',' || sign.is_whitespace());
        Self(parts.filter(|part| !part.is_empty()).map(str::to_ascii_lowercase).collect())
    }

    /// Whether this address is one of them.
    pub(super) fn have(&self, url: &Url) -> bool {
        self.0.iter().any(|one| is_meant(one, url))
    }
}

fn is_meant(one: &str, url: &Url) -> bool {
    let (one, port) = without_port(one);
    if port.is_some_and(|port| Some(port) != url.port_or_known_default()) {
        return false;
    }
    let is_within = |ip: IpAddr| one == "*" || network(one).is_some_and(|network| network.holds(ip));
    match url.host() {
        Some(Host::Domain(name)) => is_name(one, name.trim_end_matches('.')),
        Some(Host::Ipv4(ip)) => is_within(ip.into()),
        Some(Host::Ipv6(ip)) => is_within(ip.into()),
        None => false,
    }
}

/// A name means what is below it too; with `*.` before it, as Go has it, only that.
fn is_name(one: &str, name: &str) -> bool {
    let (domain, only_below) = match one.strip_prefix("*.") {
        Some(domain) => (domain, true),
        None => (one.strip_prefix('.').unwrap_or(one), false),
    };
    let domain = domain.trim_end_matches('.');
    if one == "*" || (domain == name && !only_below) {
        return true;
    }
    let below = name.strip_suffix(domain).and_then(|rest| rest.strip_suffix('.'));
    !domain.is_empty() && below.is_some_and(|below| !below.is_empty())
}

fn without_port(one: &str) -> (&str, Option<u16>) {
    let unbracketed = |host: &'_ str| host.len() >= 2 && host.starts_with('[') && host.ends_with(']');
    match one.rsplit_once(':') {
        Some((host, port)) if unbracketed(host) => (&host[1..host.len() - 1], port.parse().ok()),
        Some((host, port)) if !host.contains(':') && port.parse::<u16>().is_ok() => (host, port.parse().ok()),
        _ if unbracketed(one) => (&one[1..one.len() - 1], None),
        _ => (one, None),
    }
}

/// Addresses that begin with the same bits.
struct Network {
    ip: IpAddr,
    bits: u32,
}

fn network(text: &str) -> Option<Network> {
    let (ip, bits) = text.split_once('/').map_or((text, None), |(ip, bits)| (ip, Some(bits)));
    let ip: IpAddr = ip.parse().ok()?;
    let most = if ip.is_ipv4() { 32 } else { 128 };
    let bits = bits.map_or(Some(most), |bits| bits.parse().ok()).filter(|bits| *bits <= most)?;
    Some(Network { ip, bits })
}

impl Network {
    fn holds(&self, ip: IpAddr) -> bool {
        let differ = match (self.ip, ip) {
            (IpAddr::V4(ours), IpAddr::V4(ip)) => (ours.to_bits() ^ ip.to_bits()).leading_zeros(),
            (IpAddr::V6(ours), IpAddr::V6(ip)) => (ours.to_bits() ^ ip.to_bits()).leading_zeros(),
            _ => return false,
        };
        differ >= self.bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(list: &str, url: &str) -> bool {
        Exceptions::read(list).have(&Url::parse(url).unwrap())
    }

    #[test]
    fn what_is_meant_goes_past_the_proxy() {
        let table = [
            "a.example gitlab.corp.example",
            "a.example\tgitlab.corp.example",
            "a.example, gitlab.corp.example",
            "*.corp.example",
            ".corp.example",
            "corp.example",
            "corp.example.",
            "GITLAB.corp.example",
            "gitlab.corp.example:443",
            "*",
            "a,*",
        ];
        for list in table {
            assert!(has(list, "https://gitlab.corp.example/a"), "{list}");
        }
        for list in ["10.1.2.3", "10.0.0.0/8", "10.1.2.3:443", "0.0.0.0/0", "*"] {
            assert!(has(list, "https://10.1.2.3/"), "{list}");
        }
        for list in ["fd00::1", "[fd00::1]", "[fd00::1]:443", "fd00::/8"] {
            assert!(has(list, "https://[fd00::1]/"), "{list}");
        }
    }

    #[test]
    fn what_is_not_meant_does_not() {
        let table =
            ["", "a.example", "lab.corp.example", "b.corp.example", "gitlab.corp.example:8443", ".", "10.0.0.0/8"];
        for list in table {
            assert!(!has(list, "https://gitlab.corp.example/a"), "{list}");
        }
        assert!(!has("*.corp.example", "https://corp.example"), "what is below alone was written");
        for list in ["10.0.0.0/16", "10.0.0.0/33", "::/0", "3", "0.0.0.0/x"] {
            assert!(!has(list, "https://10.1.2.3/"), "{list}");
        }
    }
}
