//! One GitLab, as an address that has been checked once and for all.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

use crate::error::{Code, Error};

/// The longest address worth reading.
const LONGEST: usize = 2048;

/// Where GitLab's own pages begin: what follows is not part of an instance's address.
const PAGES: [&[&str]; 5] = [&["-"], &["users", "sign_in"], &["oauth"], &["api", "v4"], &["user_settings"]];

/// A GitLab instance: https (http only to this computer), a host, perhaps a port and a sub-path.
///
/// The host is lower-case and punycode, the default port is dropped and there is no trailing slash, so
/// two ways to type one instance compare equal.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Instance(Url);

impl Instance {
    /// Reads what a person typed, adding `https://` when there is no scheme.
    ///
    /// Blanks and quotes around it do no harm, and the tail of one of GitLab's own pages is cut off.
    ///
    /// # Errors
    /// One code per reason, so that each can be explained: see `Code::Instance…`.
    pub fn parse(typed: &str) -> Result<Self, Error> {
        let text = trim_paste(typed);
        if text.is_empty() {
            return Err(Error::new(Code::InstanceEmpty));
        }
        let odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
        if text.len() > LONGEST || text.contains(odd) {
            return Err(Error::new(Code::InstanceMalformed));
        }
        let scheme = text.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
        let is_web = matches!(scheme.as_deref(), Some("https" | "http"));
        if is_web && !text.contains("://") {
            return Err(Error::new(Code::InstanceMalformed));
        }
        if has_user_info(text) {
            return Err(Error::new(Code::InstanceUserInfo));
        }
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let url = Url::parse(&with_scheme).map_err(|_| Error::new(Code::InstanceMalformed))?;
        refuse(&url)?;
        normalise(url).map(Self)
    }

    /// The address without a trailing slash, such as `https://gitlab.com` or `https://host/gitlab`.
    pub fn address(&self) -> String {
        self.0.as_str().trim_end_matches('/').to_owned()
    }

    /// Host with port and sub-path, as shown in "@alice on gitlab.com".
    pub fn host(&self) -> String {
        let address = self.address();
        address.split_once("://").map_or(address.clone(), |(_, host)| host.to_owned())
    }

    /// The address of one of the instance's endpoints. Appended, not resolved: a sub-path stays in front.
    pub fn endpoint(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}{path}"));
        url
    }

    /// Whether an address lies on the same scheme, host and port.
    pub fn has_origin_of(&self, url: &Url) -> bool {
        self.0.origin() == url.origin()
    }
}

impl fmt::Display for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address())
    }
}

impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Instance({self})")
    }
}

/// Cuts the blanks and quotes that come along when something is copied.
pub fn trim_paste(typed: &str) -> &str {
    let around =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '“' | '”' | '‘' | '’' | '\u{feff}' | '\u{200b}');
    typed.trim_matches(around)
}

fn refuse(url: &Url) -> Result<(), Error> {
    let code = if !matches!(url.scheme(), "https" | "http") {
        Code::InstanceScheme
    } else if !url.username().is_empty() || url.password().is_some() {
        Code::InstanceUserInfo
    } else if url.query().is_some() || url.fragment().is_some() {
        Code::InstanceQuery
    } else if url.port() == Some(0) || url.host().is_none() {
        Code::InstanceMalformed
    } else if url.scheme() == "http" && !is_this_computer(url) {
        Code::InstanceInsecure
    } else {
        return Ok(());
    };
    Err(Error::new(code))
}

/// Asked of the text, because an empty user name (`https://@host`), still a trick, does not survive parsing.
fn has_user_info(text: &str) -> bool {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().is_some_and(|authority| authority.contains('@'))
}

fn is_this_computer(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

fn normalise(mut url: Url) -> Result<Url, Error> {
    let malformed = || Error::new(Code::InstanceMalformed);
    if let Some(Host::Domain(name)) = url.host()
        && name.ends_with('.')
    {
        let bare = name.trim_end_matches('.').to_owned();
        url.set_host(Some(&bare)).map_err(|_| malformed())?;
    }
    let segments: Vec<String> = url.path().split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
    let end = (0..segments.len()).find(|&at| starts_a_page(&segments[at..])).unwrap_or(segments.len());
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '~' | '-');
    if !segments[..end].iter().all(|segment| segment.chars().all(plain)) {
        return Err(malformed());
    }
    url.set_path(&segments[..end].join("/"));
    Ok(url)
}

fn starts_a_page(segments: &[String]) -> bool {
    PAGES.iter().any(|page| page.len() <= segments.len() && page.iter().zip(segments).all(|(a, b)| a == b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_instance_is_refused_with_its_reason() {
        let long = format!("https://{}", "a".repeat(3000));
        let table = [
            ("", Code::InstanceEmpty),
            (" \" \" ", Code::InstanceEmpty),
            ("https://", Code::InstanceMalformed),
            (long.as_str(), Code::InstanceMalformed),
            ("git lab.com", Code::InstanceMalformed),
            ("git\u{0}lab.com", Code::InstanceMalformed),
            ("https:\\\\gitlab.com", Code::InstanceMalformed),
            ("https://gitlab.com:0", Code::InstanceMalformed),
            ("https://gitlab.com/%2e%2e%2fx", Code::InstanceMalformed),
            ("https://alice@gitlab.com", Code::InstanceUserInfo),
            ("https://alice:pw@gitlab.com", Code::InstanceUserInfo),
            ("https://gitlab.com@evil.example", Code::InstanceUserInfo),
            ("https://gitlab.com?x=1", Code::InstanceQuery),
            ("https://@gitlab.com", Code::InstanceUserInfo),
            ("https:/gitlab.com", Code::InstanceMalformed),
            ("https://gitlab.com#x", Code::InstanceQuery),
            ("ftp://gitlab.com", Code::InstanceScheme),
            ("javascript://gitlab.com", Code::InstanceScheme),
            ("http://gitlab.com", Code::InstanceInsecure),
            ("http://127.0.0.1.evil.example", Code::InstanceInsecure),
        ];
        for (typed, code) in table {
            let refused = Instance::parse(typed).expect_err(typed);
            assert_eq!(refused.code, code, "{typed:?} must be refused for its own reason");
        }
    }

    #[test]
    fn a_look_alike_host_shows_itself_as_punycode() {
        let instance = Instance::parse("https://gіtlab.com").expect("a Cyrillic letter is allowed in a name");
        assert!(instance.host().starts_with("xn--"), "the person must see that it is not gitlab.com");
    }

    #[test]
    fn endpoints_keep_the_sub_path() {
        let instance = Instance::parse("https://host.example/gitlab").expect("valid");
        let endpoint = instance.endpoint("/oauth/token");
        assert_eq!(endpoint.as_str(), "https://host.example/gitlab/oauth/token", "a sub-path stays in front");
    }
}
