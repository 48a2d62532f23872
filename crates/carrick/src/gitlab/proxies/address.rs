//! A proxy's address as people write it into a variable, which is less strict than an address on the web: it may lack
//! its scheme, and hold a name and a password with signs that would have to be written otherwise.

use url::{Host, Url};

/// Where a proxy listens that names no port, as with curl.
const USUAL_PORT: u16 = 1080;

/// The address in the strict form, or nothing where it cannot be one.
pub(super) fn read(text: &str) -> Option<Url> {
    let (scheme, rest) = text.trim().split_once("://").unwrap_or(("http", text.trim()));
    let scheme = known(scheme)?;
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    // A password with such a sign would make its beginning a host.
    if path.contains('@') {
        return None;
    }
    // git takes a bare `@` in a password: the last one ends it.
    let (login, place) = authority.rsplit_once('@').map_or((None, authority), |(login, place)| (Some(login), place));
    let (host, port) = host_and_port(place)?;
    let host = Host::parse(host).ok()?;
    let port = port.unwrap_or(if scheme == "https" { 443 } else { USUAL_PORT });
    let login = login.map(|login| login.split_once(':').unwrap_or((login, "")));
    let login = login.map(|(name, password)| format!("{}:{}@", encoded(name), encoded(password)));
    Url::parse(&format!("{scheme}://{}{host}:{port}", login.unwrap_or_default())).ok()
}

/// GNOME writes `socks` and means version 5, and the proxy finds the names.
fn known(scheme: &str) -> Option<&'static str> {
    let known = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
    match scheme.to_ascii_lowercase().as_str() {
        "socks" => Some("socks5h"),
        scheme => known.into_iter().find(|known| *known == scheme),
    }
}

fn host_and_port(place: &str) -> Option<(&str, Option<u16>)> {
    let end = place.rfind(']').map_or(0, |end| end + 1);
    let Some(colon) = place[end..].find(':').map(|at| at + end) else { return Some((place, None)) };
    let digits = &place[colon + 1..];
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    let port = digits.parse().ok().filter(|port| is_number && *port != 0);
    (port.is_some() || digits.is_empty()).then_some((&place[..colon], port))
}

/// Written so that nothing in it has a meaning; what is written so already stays.
fn encoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut written = String::new();
    for (at, byte) in bytes.iter().enumerate() {
        let is_written_so =
            *byte == b'%' && bytes.get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        if byte.is_ascii_alphanumeric() || is_written_so {
            written.push(char::from(*byte));
        } else {
            written.push_str(&format!("%{byte:02X}"));
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_curl_or_git_takes_is_taken() {
        let table = [
            ("http://proxy.example:8080", "http://proxy.example:8080/"),
            ("proxy.example:8080", "http://proxy.example:8080/"),
            (" HTTP://proxy.example:8080/path ", "http://proxy.example:8080/"),
            ("http://proxy.example", "http://proxy.example:1080/"),
            ("https://proxy.example:", "https://proxy.example/"),
            ("socks5://127.0.0.1", "socks5://127.0.0.1:1080"),
            ("socks5h://u:p%40q@[::1]:9050", "socks5h://u:p%40q@[::1]:9050"),
            ("socks://127.0.0.1:1/", "socks5h://127.0.0.1:1"),
            (r"http://CORP\jdoe:pw@proxy:8080", "http://CORP%5Cjdoe:pw@proxy:8080/"),
            ("http://jdoe:p@ss@proxy:8080", "http://jdoe:p%40ss@proxy:8080/"),
            ("http://jdoe:a:b@proxy:8080", "http://jdoe:a%3Ab@proxy:8080/"),
            ("http://jdoe:p%zz@proxy:8080", "http://jdoe:p%25zz@proxy:8080/"),
            ("http://jdoe:p\u{e4} s@proxy:8080", "http://jdoe:p%C3%A4%20s@proxy:8080/"),
        ];
        for (text, expected) in table {
            assert_eq!(read(text).map(String::from).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_an_address_is_none() {
        for text in ["", "http://", "ftp://proxy", "http://jdoe:1/2@proxy:8080", "http://jdoe:p#s@proxy", "proxy:80x"] {
            assert_eq!(read(text), None, "{text}: nothing may be asked of a host that nobody named");
        }
        assert_eq!(read("http://proxy:0"), None, "nothing listens on no port");
        assert_eq!(read("http://pro xy:80"), None, "no host has a blank");
    }
}
