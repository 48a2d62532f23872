//! Redirect URIs: what may be registered, and when one that is sent matches.
//!
//! Doorkeeper compares parsed URIs, not strings, and Ruby's parser decides what a
//! URI is. This follows both where a client can see it.

use std::net::{IpAddr, Ipv6Addr};

/// The parts of a URI as Ruby's RFC 3986 parser gives them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParsedUri {
    pub(crate) scheme: Option<String>,
    /// The rest of `scheme:rest`, where `rest` does not begin with a slash.
    opaque: Option<String>,
    user_info: Option<String>,
    /// With brackets for IPv6; empty in `scheme:///path`, none in `scheme:/path`.
    host: Option<String>,
    port: Option<u32>,
    path: String,
    query: Option<String>,
    fragment: Option<String>,
}

impl ParsedUri {
    /// `None` when Ruby would raise `InvalidURIError`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (rest, fragment) = split_off(text, '#');
        let (rest, query) = split_off(rest, '?');
        if !fragment.is_none_or(|part| is_made_of(part, "/?")) || !query.is_none_or(|part| is_made_of(part, "/?")) {
            return None;
        }
        let (scheme, rest) = split_scheme(rest)?;
        let mut uri = Self {
            port: scheme.as_deref().and_then(default_port),
            scheme,
            opaque: None,
            user_info: None,
            host: None,
            path: String::new(),
            query: query.map(str::to_owned),
            fragment: fragment.map(str::to_owned),
        };
        if let Some(rest) = rest.strip_prefix("//") {
            let end = rest.find('/').unwrap_or(rest.len());
            uri.read_authority(&rest[..end])?;
            uri.read_path(&rest[end..])?;
        } else if uri.scheme.is_some() && !rest.starts_with('/') {
            uri.opaque = Some(rest.to_owned());
        } else {
            uri.read_path(rest)?;
        }
        Some(uri)
    }

    fn read_path(&mut self, path: &str) -> Option<()> {
        self.path = is_made_of(path, "/").then(|| path.to_owned())?;
        Some(())
    }

    fn read_authority(&mut self, authority: &str) -> Option<()> {
        let (user_info, address) = match authority.rsplit_once('@') {
            Some((user_info, address)) => (Some(user_info), address),
            None => (None, authority),
        };
        let (host, port) = match address.find(']') {
            Some(end) => address.split_at(end + 1),
            None => address.split_at(address.find(':').unwrap_or(address.len())),
        };
        let bracketed = host.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
        let host_fits = match bracketed {
            Some(inner) => inner.parse::<Ipv6Addr>().is_ok(),
            None => is_made_of(host, "") && !host.contains([':', '@']),
        };
        if !host_fits || user_info.is_some_and(|part| !is_made_of(part, "")) {
            return None;
        }
        match port.strip_prefix(':') {
            Some("") => {}
            None if port.is_empty() => {}
            Some(digits) => self.port = Some(digits.parse().ok()?),
            None => return None,
        }
        self.user_info = user_info.map(str::to_owned);
        self.host = Some(host.to_owned());
        Some(())
    }

    fn is_web(&self) -> bool {
        matches!(self.lower_scheme().as_str(), "http" | "https")
    }

    fn lower_scheme(&self) -> String {
        self.scheme.as_deref().unwrap_or_default().to_ascii_lowercase()
    }

    fn has_host(&self) -> bool {
        self.host.as_deref().is_some_and(|host| !host.is_empty())
    }

    /// An IP literal of the loopback range. `localhost` is a name, so it is none.
    fn is_loopback(&self) -> bool {
        let host = self.host.as_deref().unwrap_or_default();
        host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// Scheme and host without case, an empty path as `/`.
    fn normalized(mut self) -> Self {
        self.scheme = self.scheme.map(|scheme| scheme.to_ascii_lowercase());
        self.host = self.host.map(|host| host.to_ascii_lowercase());
        if self.path.is_empty() && self.opaque.is_none() {
            self.path.push('/');
        }
        self
    }

    /// Whether the authorize page would send anything to it at all.
    fn is_usable(&self) -> bool {
        let scheme = self.lower_scheme();
        !scheme.is_empty()
            && scheme != "localhost"
            && (!self.is_web() || self.has_host())
            && self.fragment.is_none()
            && self.opaque.is_none()
    }
}

/// What the form says against registering it, each beginning after "Redirect URI ".
pub(crate) fn registration_objections(text: &str) -> Vec<&'static str> {
    let Some(uri) = ParsedUri::parse(text) else { return vec!["must be a valid URI."] };
    let mut objections = Vec::new();
    if matches!(uri.lower_scheme().as_str(), "data" | "vbscript" | "javascript") {
        objections.push("is forbidden by the server.");
    }
    if uri.fragment.is_some() {
        objections.push("cannot contain a fragment.");
    }
    if uri.opaque.is_some() || uri.lower_scheme() == "localhost" {
        objections.push("must specify a scheme.");
    }
    if uri.scheme.is_none() && !uri.has_host() {
        objections.push("must be an absolute URI.");
    }
    if uri.is_web() && uri.opaque.is_none() && !uri.has_host() {
        objections.push("must specify a host.");
    }
    objections
}

/// Whether `sent` is one of `registered`, by the rules of the authorize page.
pub(crate) fn is_listed(sent: &str, registered: &[String]) -> bool {
    ParsedUri::parse(sent).is_some_and(|uri| uri.is_usable()) && registered.iter().any(|one| matches(sent, one))
}

/// Whether two URIs are the same to Doorkeeper. `registered` may leave out the query.
pub(crate) fn matches(sent: &str, registered: &str) -> bool {
    let (Some(mut sent), Some(mut registered)) = (ParsedUri::parse(sent), ParsedUri::parse(registered)) else {
        return false;
    };
    if let Some(wanted) = registered.query.take()
        && !same_query(sent.query.as_deref(), &wanted)
    {
        return false;
    }
    sent.query = None;
    // RFC 8252 section 7.3: native apps listen on whatever port is free.
    if sent.is_loopback() && registered.is_loopback() {
        sent.port = None;
        registered.port = None;
    }
    sent.normalized() == registered.normalized()
}

fn same_query(sent: Option<&str>, registered: &str) -> bool {
    let sorted = |query: &str| {
        let mut parts: Vec<String> = query.split('&').map(str::to_owned).collect();
        parts.sort_unstable();
        parts
    };
    sorted(sent.unwrap_or_default()) == sorted(registered)
}

fn split_off(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, after)| (before, Some(after)))
}

fn split_scheme(text: &str) -> Option<(Option<String>, &str)> {
    let before_slash = text.split('/').next().unwrap_or_default();
    let Some((scheme, _)) = before_slash.split_once(':') else { return Some((None, text)) };
    let legal = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    legal.then(|| (Some(scheme.to_owned()), &text[scheme.len() + 1..]))
}

fn default_port(scheme: &str) -> Option<u32> {
    match scheme.to_ascii_lowercase().as_str() {
        "http" => Some(80),
        "https" => Some(443),
        _ => None,
    }
}

/// Characters of RFC 3986 `pchar`, whole percent triplets, and `more`.
fn is_made_of(part: &str, more: &str) -> bool {
    let bytes = part.as_bytes();
    bytes.iter().enumerate().all(|(at, byte)| match byte {
        b'%' => bytes.get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit)),
        _ => byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(byte) || more.as_bytes().contains(byte),
    })
}
