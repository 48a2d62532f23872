//! One GitLab, as an address that has been checked once and for all.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

use crate::error::{Code, Error};

/// The longest address worth reading.
const LONGEST: usize = 2048;

/// Where GitLab's own pages begin: what follows is not part of an instance's address. `*` is any name.
const PAGES: [&[&str]; 13] = [
    &["-"],
    &["users", "sign_in"],
    &["users", "sign_up"],
    &["users", "auth"],
    &["oauth"],
    &["api", "v4"],
    &["user_settings"],
    &["profile", "applications"],
    &["admin", "applications"],
    &["admin", "application_settings"],
    &["groups", "*"],
    &["dashboard", "*"],
    &["explore", "*"],
];

/// A GitLab instance: https (http only to this computer), a host, perhaps a port and a sub-path.
///
/// The host is lower-case and punycode, the default port is dropped and there is no trailing slash, so
/// two ways to type one instance compare equal.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Instance(Url);

impl Instance {
    /// Reads what a person typed, adding `https://` when there is no scheme.
    ///
    /// Blanks and quotes around it do no harm, and the tail of one of GitLab's own pages is cut off. Of an address that
    /// git clones from over ssh, the host is taken.
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
        let text = host_of_ssh(text).unwrap_or(text);
        if has_user_info(text) {
            return Err(Error::new(Code::InstanceUserInfo));
        }
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let mut url = Url::parse(&with_scheme).map_err(|_| Error::new(Code::InstanceMalformed))?;
        cut_page(&mut url);
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

    /// The instances that may be meant by an address that goes on after the right one: its origin, then longer and
    /// longer beginnings of its path.
    pub fn beginnings(&self) -> impl Iterator<Item = Self> {
        let segments: Vec<String> = segments(&self.0).map(str::to_owned).collect();
        let url = self.0.clone();
        (0..segments.len()).map(move |end| {
            let mut url = url.clone();
            url.set_path(&segments[..end].join("/"));
            Self(url)
        })
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

/// The host in `git@host:group/project.git` and `ssh://git@host:22/group/project.git`. Its port and path are ssh's, and
/// nothing secret can be in such an address.
fn host_of_ssh(text: &str) -> Option<&str> {
    let is_name = |user: &str| user.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let rest = ["ssh://", "git+ssh://", "ssh+git://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let (authority, path) = match rest {
        Some(rest) => rest.split_once('/')?,
        None => text.split_once(':').filter(|(authority, _)| authority.contains('@') && !authority.contains('/'))?,
    };
    let host = match authority.split_once('@') {
        Some((user, host)) if is_name(user) => host,
        Some(_) => return None,
        None => authority,
    };
    if host.contains('@') || path.contains('@') || path.is_empty() {
        return None;
    }
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    (!host.is_empty()).then_some(host)
}

/// Cuts off one of GitLab's own pages, and what its address asks of it.
fn cut_page(url: &mut Url) {
    let all: Vec<String> = segments(url).map(str::to_owned).collect();
    let Some(end) = (0..all.len()).find(|&at| starts_a_page(&all[at..])) else { return };
    url.set_path(&all[..end].join("/"));
    url.set_query(None);
    url.set_fragment(None);
}

fn segments(url: &Url) -> impl Iterator<Item = &str> {
    url.path().split('/').filter(|part| !part.is_empty())
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
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '~' | '-');
    if !segments(&url).all(|segment| segment.chars().all(plain)) {
        return Err(malformed());
    }
    let path = segments(&url).collect::<Vec<_>>().join("/");
    url.set_path(&path);
    Ok(url)
}

fn starts_a_page(segments: &[String]) -> bool {
    let is_one = |(a, b): (&&str, &String)| *a == b || (*a == "*" && b != "-");
    PAGES.iter().any(|page| page.len() <= segments.len() && page.iter().zip(segments).all(is_one))
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
    fn pages_of_a_gitlab_are_cut_to_it() {
        let pages = [
            "",
            "/admin/applications",
            "/admin/applications/3/edit",
            "/admin/application_settings/general#js-account-settings",
            "/groups/acme/-/settings/applications",
            "/groups/acme/tools/-/settings/applications/7?x=y",
            "/users/sign_in?redirect_to_referer=yes",
            "/-/profile/applications",
            "/-/user_settings/applications",
            "/profile/applications",
            "/oauth/applications/7",
            "/dashboard/projects",
            "/explore/groups?sort=name",
            "/api/v4/version",
        ];
        for root in ["https://gitlab.example", "https://host.example:8443/gitlab", "http://127.0.0.1:8080"] {
            for page in pages {
                let instance = Instance::parse(&format!("{root}{page}")).expect(page);
                assert_eq!(instance.address(), root, "{root}{page}: the page is no part of the instance");
            }
        }
        // Which of these names are groups, and which lie before GitLab, is not for an address to tell.
        let page = Instance::parse("https://host.example/a/b/c/-/merge_requests?state=all#x").expect("a project's");
        let above: Vec<_> = page.beginnings().map(|instance| instance.host()).collect();
        assert_eq!(page.host(), "host.example/a/b/c", "what is certain is cut");
        assert_eq!(above, ["host.example", "host.example/a", "host.example/a/b"], "the rest can be asked about");
    }

    #[test]
    fn of_an_address_for_ssh_the_host_is_taken() {
        let table = [
            ("git@gitlab.example:acme/robot.git", "https://gitlab.example"),
            ("acme-deploy@gitlab.example:robot.git", "https://gitlab.example"),
            ("ssh://git@gitlab.example/acme/robot.git", "https://gitlab.example"),
            ("ssh://git@gitlab.example:2222/acme/robot.git", "https://gitlab.example"),
            ("git+ssh://gitlab.example/acme/robot.git", "https://gitlab.example"),
        ];
        for (typed, address) in table {
            assert_eq!(Instance::parse(typed).expect(typed).address(), address, "{typed}");
        }
        let refused = [
            ("ssh://git:secret@gitlab.example/a/b.git", Code::InstanceUserInfo),
            ("ssh://gitlab.example@evil.example:22@x/a", Code::InstanceUserInfo),
            ("https://git@gitlab.example/a/b.git", Code::InstanceUserInfo),
            ("git@gitlab.example", Code::InstanceUserInfo),
            ("user:pass@gitlab.example:a/b", Code::InstanceUserInfo),
            ("gitlab.com@evil.example:x", Code::InstanceUserInfo),
            ("git@gitlab.com:x@evil.example", Code::InstanceUserInfo),
            ("git@:a/b", Code::InstanceUserInfo),
            ("ssh://gitlab.example", Code::InstanceScheme),
        ];
        for (typed, code) in refused {
            assert_eq!(Instance::parse(typed).expect_err(typed).code, code, "{typed}");
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
