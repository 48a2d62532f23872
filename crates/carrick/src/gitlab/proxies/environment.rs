//! The variables that name proxies, as curl and git read them: those in small letters first, and an empty one is none.

use url::Url;

use super::address;
use super::exceptions::Exceptions;
use super::way::Way;

/// What the environment says of proxies.
pub(super) struct Environment {
    proxy: Option<Named>,
    exceptions: Exceptions,
}

struct Named {
    /// The variable that names it.
    variable: &'static str,
    proxy: Option<Url>,
}

/// A variable of this process.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

impl Environment {
    /// Reads it.
    pub(super) fn read(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &&'static str| variable(name).filter(|value| !value.trim().is_empty());
        let first = |names: &[&'static str]| names.iter().find_map(|name| set(name).map(|value| (*name, value)));
        let named = first(&["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]);
        let exceptions = first(&["no_proxy", "NO_PROXY"]).map(|(_, list)| Exceptions::read(&list));
        let proxy = named.map(|(variable, value)| Named { variable, proxy: address::read(&value) });
        Self { proxy, exceptions: exceptions.unwrap_or_default() }
    }

    /// Whether it names a proxy at all.
    pub(super) fn names_a_proxy(&self) -> bool {
        self.proxy.is_some()
    }

    /// Whether it says which way leads to this address.
    pub(super) fn decides(&self, url: &Url) -> bool {
        self.names_a_proxy() || self.exceptions.have(url)
    }

    /// The way to this address.
    pub(super) fn way(&self, url: &Url) -> Way {
        match &self.proxy {
            Some(named) if url.scheme() == "https" && !self.exceptions.have(url) => {
                named.proxy.clone().map_or(Way::Unusable(named.variable), Way::Through)
            }
            _ => Way::Straight,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(variables: &[(&str, &str)]) -> Way {
        let find = |name: &str| variables.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned());
        Environment::read(find).way(&Url::parse("https://gitlab.corp.example/a").unwrap())
    }

    fn through(way: &Way) -> Option<&str> {
        match way {
            Way::Through(proxy) => proxy.host_str(),
            _ => None,
        }
    }

    #[test]
    fn of_several_variables_the_one_counts_that_curl_takes() {
        type Case<'a> = (&'a [(&'a str, &'a str)], Option<&'a str>);
        let table: [Case<'_>; 8] = [
            (&[], None),
            (&[("HTTPS_PROXY", "a:1")], Some("a")),
            (&[("HTTPS_PROXY", "a:1"), ("https_proxy", "b:1")], Some("b")),
            (&[("HTTPS_PROXY", ""), ("https_proxy", "b:1")], Some("b")),
            (&[("HTTPS_PROXY", "a:1"), ("https_proxy", " ")], Some("a")),
            (&[("HTTPS_PROXY", ""), ("ALL_PROXY", "socks5h://c")], Some("c")),
            (&[("HTTP_PROXY", "d:1"), ("http_proxy", "d:1")], None),
            (&[("https_proxy", "b:1"), ("no_proxy", ""), ("NO_PROXY", "x corp.example")], None),
        ];
        for (variables, expected) in table {
            assert_eq!(through(&way(variables)), expected, "{variables:?}");
        }
    }

    #[test]
    fn one_that_cannot_be_read_is_named_and_not_gone_past() {
        let unread = way(&[("HTTPS_PROXY", "ftp://a"), ("ALL_PROXY", "b:1")]);
        assert!(unread == Way::Unusable("HTTPS_PROXY"), "it was meant, so nothing goes another way");
        let excepted = way(&[("HTTPS_PROXY", "ftp://a"), ("NO_PROXY", "*.corp.example")]);
        assert!(excepted == Way::Straight, "but not for this host");
    }
}
