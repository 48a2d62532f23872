//! Where a remote of a clone lies, in every shape git takes, and which project of an instance that is.
//!
//! Hosts are compared as text and never made into an address again: what a folder's configuration names is hostile.

use carrick_store::instance::Instance;

/// How git would get there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Encrypted, the one for which Carrick answers.
    Https,
    /// In the clear.
    Http,
    /// By a key of the person's; git asks no helper.
    Ssh,
}

/// A remote's address, taken apart.
#[derive(Clone, PartialEq, Eq)]
pub struct Remote {
    /// How git would get there.
    pub transport: Transport,
    /// In lower case, without a final dot; an IPv6 address in brackets.
    pub host: String,
    /// `None` for the transport's own.
    pub port: Option<u16>,
    /// As spelled, decoded, without slashes around it and without `.git`; a sub-path is still in front.
    pub path: String,
    /// The user name in front of the host.
    pub username: Option<String>,
    /// Whether a password stands in it, which is a fault. The password itself is not kept.
    pub has_password: bool,
}

impl std::fmt::Debug for Remote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { transport, host, port, path, .. } = self;
        write!(f, "Remote({transport:?} {host} {port:?} {path})")
    }
}

impl Remote {
    /// Takes an address apart; `None` for anything that is no project on a server, and for whatever two programs might
    /// read in two ways.
    pub fn parse(url: &str) -> Option<Self> {
        let odd = |c: char| c.is_control() || c == '\\';
        if url.contains(odd) || url.contains("::") && !url.contains('[') {
            return None;
        }
        match url.split_once("://") {
            Some((scheme, rest)) => with_scheme(scheme, rest),
            None => without_scheme(url),
        }
    }

    /// The project's full path on an instance, as spelled; `None` if it is not on that instance.
    ///
    /// Over https host, port and sub-path must be the instance's. Over ssh the host alone counts, since its port is
    /// another one and sub-paths are not part of it.
    pub fn project_on(&self, instance: &Instance) -> Option<&str> {
        let address = instance.address();
        let (scheme, rest) = address.split_once("://")?;
        let (authority, base) = rest.split_once('/').unwrap_or((rest, ""));
        let (host, port) = host_and_port(authority)?;
        let transport = if scheme == "https" { Transport::Https } else { Transport::Http };
        let host = host.to_ascii_lowercase();
        let path = match self.transport {
            Transport::Ssh => {
                (self.host == host || self.host == format!("altssh.{host}")).then_some(self.path.as_str())
            }
            same if same == transport && self.host == host && self.port == other_than(port, transport) => {
                let below = self.path.strip_prefix(base)?;
                if base.is_empty() { Some(below) } else { below.strip_prefix('/') }
            }
            _ => None,
        }?;
        // GitLab has no project without a namespace.
        path.contains('/').then_some(path)
    }
}

fn with_scheme(scheme: &str, rest: &str) -> Option<Remote> {
    let transport = match scheme.to_ascii_lowercase().as_str() {
        "https" => Transport::Https,
        "http" => Transport::Http,
        "ssh" | "git+ssh" | "ssh+git" => Transport::Ssh,
        _ => return None,
    };
    if rest.contains(['?', '#']) {
        return None;
    }
    let (authority, path) = rest.split_once('/')?;
    let (username, has_password, authority) = user_info(authority)?;
    let (host, port) = host_and_port(authority)?;
    let path = project(&decode(path)?)?;
    let port = other_than(port, transport);
    Some(Remote { transport, host: bare(host), port, path, username, has_password })
}

/// `[user@]host:path`, the way ssh and scp write it.
fn without_scheme(url: &str) -> Option<Remote> {
    let (username, rest) = match url.split_once('@') {
        Some((user, rest)) if !user.contains(['/', ':', '[']) => (Some(user.to_owned()), rest),
        _ => (None, url),
    };
    let (host, port, path) = match rest.strip_prefix('[') {
        Some(inside) => {
            let (inside, path) = inside.split_once("]:")?;
            // `[host:port]` with one colon, `[v6]` with more.
            match inside.split_once(':') {
                Some((host, port)) if !port.contains(':') => (host.to_owned(), Some(number(port)?), path),
                _ => (format!("[{inside}]"), None, path),
            }
        }
        None => {
            let (host, path) = rest.split_once(':')?;
            (host.to_owned(), None, path)
        }
    };
    // One letter before the colon is a drive.
    if host.len() < 2 || !is_host(&host) || path.contains('@') && username.is_none() {
        return None;
    }
    let port = other_than(port, Transport::Ssh);
    let path = project(path)?;
    Some(Remote { transport: Transport::Ssh, host: bare(&host), port, path, username, has_password: false })
}

/// User name, whether there is a password, and what follows. Two at signs are read differently by different programs.
fn user_info(authority: &str) -> Option<(Option<String>, bool, &str)> {
    let Some((user, rest)) = authority.split_once('@') else { return Some((None, false, authority)) };
    if rest.contains('@') {
        return None;
    }
    let (name, password) = user.split_once(':').map_or((user, None), |(name, password)| (name, Some(password)));
    let name = decode(name)?;
    Some(((!name.is_empty()).then_some(name), password.is_some_and(|password| !password.is_empty()), rest))
}

/// A host as it is written, and the port behind it.
fn host_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let end = if authority.starts_with('[') {
        authority.find(']')? + 1
    } else {
        authority.find(':').unwrap_or(authority.len())
    };
    let (host, rest) = authority.split_at(end);
    let port = match rest.strip_prefix(':') {
        Some("") => None,
        Some(digits) => Some(number(digits)?),
        None if rest.is_empty() => None,
        None => return None,
    };
    is_host(host).then_some((host, port))
}

fn is_host(host: &str) -> bool {
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(inside) => inside.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
            host.chars().all(plain) && host.starts_with(|c: char| c.is_ascii_alphanumeric())
        }
    }
}

fn number(digits: &str) -> Option<u16> {
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|port| plain && *port != 0)
}

fn other_than(port: Option<u16>, transport: Transport) -> Option<u16> {
    let own = match transport {
        Transport::Https => 443,
        Transport::Http => 80,
        Transport::Ssh => 22,
    };
    port.filter(|port| *port != own)
}

fn bare(host: &str) -> String {
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

/// The path without slashes around it and `.git`; `None` where a segment could lead elsewhere.
fn project(path: &str) -> Option<String> {
    let path = path.strip_prefix('/').unwrap_or(path);
    let path = path.strip_suffix('/').unwrap_or(path);
    let path = path.strip_suffix(".git").unwrap_or(path);
    let odd = |c: char| c.is_control() || c == '\\';
    let good = |segment: &str| !matches!(segment, "" | "." | ".." | "~") && !segment.contains(odd);
    path.split('/').all(good).then(|| path.to_owned())
}

/// `%41` as `A`; `None` for what is none, and for what is then no text.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        if *byte != b'%' {
            bytes.push(*byte);
            rest = tail;
            continue;
        }
        let digits =
            std::str::from_utf8(tail.get(..2)?).ok().filter(|two| two.bytes().all(|c| c.is_ascii_hexdigit()))?;
        bytes.push(u8::from_str_radix(digits, 16).ok()?);
        rest = &tail[2..];
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains(char::is_control))
}
