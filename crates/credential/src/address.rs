//! An address as git takes it apart for its credential protocol; it is not a URL's meaning, but git's.

use secrecy::SecretString;

/// The parts of an address, decoded.
#[derive(Debug)]
pub(crate) struct Address {
    pub(crate) protocol: String,
    pub(crate) username: Option<String>,
    pub(crate) password: Option<SecretString>,
    pub(crate) host: String,
    pub(crate) path: Option<String>,
}

impl Address {
    /// `None` for what git refuses too: no scheme, or a part with a line end or a zero in it.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (protocol, rest) = text.split_once("://")?;
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (place, path) = rest.split_at(end);
        let (user, host) = place.split_once('@').map_or((None, place), |(user, host)| (Some(user), host));
        let (username, password) = match user {
            Some(user) => {
                user.split_once(':').map_or((Some(user), None), |(name, password)| (Some(name), Some(password)))
            }
            None => (None, None),
        };
        let path = decode(path.trim_start_matches('/'))?;
        let path = path.trim_end_matches('/');
        Some(Self {
            protocol: decode(protocol).filter(|protocol| !protocol.is_empty())?,
            username: username.map(decode).map_or(Some(None), |name| name.map(Some))?,
            password: password.map(decode).map_or(Some(None), |word| word.map(|word| Some(word.into())))?,
            host: decode(host)?,
            path: (!path.is_empty()).then(|| path.to_owned()),
        })
    }
}

/// `%XX` as the byte it stands for; what is no such thing stays.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        let is_hex = |digits: &&str| digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        match digits.filter(is_hex).and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    let is_whole = !bytes.iter().any(|byte| matches!(byte, b'\n' | b'\0'));
    String::from_utf8(bytes).ok().filter(|_| is_whole)
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn an_address_comes_apart_as_git_takes_it_apart() {
        let parts = |text| {
            let Address { protocol, username, host, path, .. } = Address::parse(text)?;
            Some(format!("{protocol} {} {host} {}", username.unwrap_or_default(), path.unwrap_or_default()))
        };
        let table = [
            ("https://example.com/a/b.git/", Some("https  example.com a/b.git"), "a slash at the end is no part"),
            ("https://al%40ice:x@example.com:8443/a", Some("https al@ice example.com:8443 a"), "decoded"),
            ("https://example.com?a/b", Some("https  example.com ?a/b"), "a question ends the host"),
            ("https://example.com#a", Some("https  example.com #a"), "a fragment too"),
            ("https://example.com%2f.evil.example", Some("https  example.com/.evil.example "), "and stays in it"),
            ("https://a%0ahost=b/c", None, "a line end smuggles in a line"),
            ("https://a/b%00c", None, "a zero cuts a value"),
            ("example.com/a", None, "no scheme"),
            ("://example.com", None, "an empty one"),
            ("https://a/100%/%zz", Some("https  a 100%/%zz"), "what is no code stays"),
        ];
        for (text, expected, why) in table {
            assert_eq!(parts(text).as_deref(), expected, "{text}: {why}");
        }
    }
}
