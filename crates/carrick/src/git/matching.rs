//! To which address a `credential.<pattern>.…` setting applies, as git decides it: scheme, host label by label with
//! `*` for a whole one, port, path by whole segments, user name if the pattern has one.
//!
//! A pattern that is no address is compared part by part, each that it has: `host`, `user@host/path`, `https://`.

/// What git wants credentials for, as its helpers are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// `https`.
    pub protocol: String,
    /// With the port where it is not the protocol's own.
    pub host: String,
    /// Decoded, without slashes around it. It takes part also where helpers are not told of it.
    pub path: Option<String>,
    /// The one in the remote's address; a configured one does not take part.
    pub username: Option<String>,
}

impl Target {
    /// Of an address with a scheme; `None` for anything that git would not ask a helper about.
    pub fn parse(url: &str) -> Option<Self> {
        let parts = Parts::of(url);
        Some(Self { protocol: parts.protocol?, host: parts.host?, path: parts.path, username: parts.username })
    }

    /// As an address whose odd characters are escaped.
    fn address(&self) -> String {
        let username = self.username.iter().filter(|name| !name.is_empty());
        let username: String = username.map(|name| encode(name, "/") + "@").collect();
        let path = self.path.as_ref().map_or(String::new(), |path| format!("/{}", encode(path, "")));
        format!("{}://{username}{}{path}", self.protocol, self.host)
    }
}

/// Whether a setting with this pattern applies to the target.
pub fn applies(pattern: &str, target: &Target) -> bool {
    match Address::read(pattern, true) {
        Some(pattern) => Address::read(&target.address(), false).is_some_and(|address| pattern.covers(&address)),
        None => Parts::of(pattern).fit(target),
    }
}

/// A whole address, in the one spelling in which git compares.
struct Address {
    scheme: String,
    user: Option<String>,
    host: String,
    port: Option<u16>,
    segments: Vec<String>,
}

impl Address {
    fn read(text: &str, may_be_wild: bool) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        let plain = |c: char| c.is_ascii_alphanumeric() || "+.-".contains(c);
        if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(plain) {
            return None;
        }
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (user, host) = match authority.split_once('@') {
            Some((user, host)) => (Some(escapes(user)?), host),
            None => (None, authority),
        };
        let (host, port) = host_and_port(host, &scheme)?;
        let of_host = |c: char| c.is_ascii_alphanumeric() || "._-[:]".contains(c) || may_be_wild && c == '*';
        if host.is_empty() || !host.chars().all(of_host) {
            return None;
        }
        Some(Self { scheme, user, host: host.to_ascii_lowercase(), port, segments: segments(path)? })
    }

    /// As a pattern.
    fn covers(&self, other: &Self) -> bool {
        let labels = |host: &str| -> Vec<String> {
            // A final dot counts on neither side.
            host.strip_suffix('.').unwrap_or(host).split('.').map(str::to_owned).collect()
        };
        let (ours, theirs) = (labels(&self.host), labels(&other.host));
        let hosts = ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|(a, b)| a == "*" || a == b);
        let users = self.user.is_none() || self.user == other.user;
        self.scheme == other.scheme
            && users
            && hosts
            && self.port == other.port
            && other.segments.starts_with(&self.segments)
    }
}

fn host_and_port<'a>(text: &'a str, scheme: &str) -> Option<(&'a str, Option<u16>)> {
    let colon = text.rfind(':').filter(|at| !text[*at..].contains(']'));
    let Some(colon) = colon else { return Some((text, None)) };
    let digits = &text[colon + 1..];
    if digits.len() > 5 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let own = match scheme {
        "https" => 443,
        "http" => 80,
        _ => 0,
    };
    let port = if digits.is_empty() { None } else { Some(digits.parse().ok()?) };
    Some((&text[..colon], port.filter(|port| *port != own)))
}

/// The segments below the host, dots resolved, without the empty one behind a final slash.
fn segments(path: &str) -> Option<Vec<String>> {
    let mut segments = Vec::new();
    for segment in path.strip_prefix('/').unwrap_or(path).split('/') {
        match escapes(segment)?.as_str() {
            "." => {}
            ".." => {
                segments.pop()?;
            }
            plain => segments.push(plain.to_owned()),
        }
    }
    segments.pop_if(|last| last.is_empty());
    Some(segments)
}

const RESERVED: &str = ":/?#[]@!$&'()*+,;=";
const UNSAFE: &str = " <>\"%{}|\\^`";

/// What need not be escaped is not, what must be is; what ends a part stays as it was. `None` for what is no escape.
fn escapes(text: &str) -> Option<String> {
    let mut normal = String::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let was_escaped = *first == b'%';
        let (byte, tail) = if was_escaped { (unescape(tail)?, &tail[2..]) } else { (*first, tail) };
        let c = char::from(byte);
        let escaped = byte <= 0x1f
            || byte == 0x7f
            || UNSAFE.contains(c) && byte.is_ascii()
            || was_escaped && RESERVED.contains(c);
        // git writes bytes above these as they come; escaping them on both sides compares the same.
        if escaped || !byte.is_ascii() {
            push_escaped(&mut normal, byte)
        } else {
            normal.push(c)
        }
        rest = tail;
    }
    Some(normal)
}

fn unescape(digits: &[u8]) -> Option<u8> {
    let digits = digits.get(..2).filter(|two| two.iter().all(u8::is_ascii_hexdigit))?;
    u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

fn encode(text: &str, also: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        let c = char::from(byte);
        let plain = (0x20..0x7f).contains(&byte) && !UNSAFE.contains(c) && (c == '/' || !RESERVED.contains(c));
        if plain && !also.contains(c) { encoded.push(c) } else { push_escaped(&mut encoded, byte) }
    }
    encoded
}

fn push_escaped(text: &mut String, byte: u8) {
    text.push_str(&format!("%{byte:02X}"));
}

/// An address of which any part may be missing.
struct Parts {
    protocol: Option<String>,
    username: Option<String>,
    host: Option<String>,
    path: Option<String>,
}

impl Parts {
    fn of(text: &str) -> Self {
        let (protocol, rest) = match text.split_once("://") {
            Some((protocol, rest)) => ((!protocol.is_empty()).then(|| protocol.to_owned()), rest),
            None => (None, text),
        };
        let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        let (user, host) = match authority.split_once('@') {
            Some((user, host)) => (user.split(':').next(), host),
            None => (None, authority),
        };
        let path = tail.trim_start_matches('/').trim_end_matches('/');
        Self {
            protocol,
            username: user.map(decode),
            host: (!host.is_empty()).then(|| decode(host)),
            path: (!path.is_empty()).then(|| decode(path)),
        }
    }

    fn fit(&self, target: &Target) -> bool {
        let same = |want: &Option<String>, have: Option<&String>| want.is_none() || want.as_ref() == have;
        same(&self.protocol, Some(&target.protocol))
            && same(&self.host, Some(&target.host))
            && same(&self.path, target.path.as_ref())
            && same(&self.username, target.username.as_ref())
    }
}

/// Escapes resolved, what is none left as it is.
fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escaped = (*first == b'%').then(|| unescape(tail)).flatten();
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
