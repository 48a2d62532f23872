//! Hosts that could be taken for another: what whoever is handed a set-up has to be shown, since they may not look twice.

use std::net::IpAddr;

use carrick_store::instance::Instance;
use url::{Host, Url};

/// Where everybody may have an account.
const EVERYBODYS: &str = "gitlab.com";

/// Something about a host that its reader could overlook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// It has letters of other scripts, which its name spells as `xn--…`.
    OtherLetters,
    /// It is much like a host that is known here, and another one.
    Like {
        /// That host.
        host: String,
    },
    /// It is a number instead of a name.
    Number,
    /// It is this computer itself.
    ThisComputer,
}

/// What is to be said of an instance's host, beside those that are known here.
pub fn marks(instance: &Instance, known: &[Instance]) -> Vec<Mark> {
    let url = instance.endpoint("/");
    let name = match url.host() {
        Some(Host::Domain(name)) => name.to_owned(),
        Some(Host::Ipv4(address)) => return vec![of_number(address.into())],
        Some(Host::Ipv6(address)) => return vec![of_number(address.into())],
        None => return Vec::new(),
    };
    if name == "localhost" || name.ends_with(".localhost") {
        return vec![Mark::ThisComputer];
    }
    let names = known.iter().filter_map(|other| name_of(&other.endpoint("/"))).chain([EVERYBODYS.to_owned()]);
    let is_other = name.split('.').any(|label| label.starts_with("xn--"));
    let mut found = if is_other { vec![Mark::OtherLetters] } else { Vec::new() };
    let names: Vec<String> = names.collect();
    if !names.contains(&name) {
        let like = names.into_iter().find(|known| resembles(&name, known));
        found.extend(like.map(|host| Mark::Like { host }));
    }
    found
}

/// What is asked of no address in particular comes to this computer too, however it is written.
fn of_number(address: IpAddr) -> Mark {
    let address = address.to_canonical();
    if address.is_loopback() || address.is_unspecified() { Mark::ThisComputer } else { Mark::Number }
}

fn name_of(url: &Url) -> Option<String> {
    match url.host() {
        Some(Host::Domain(name)) => Some(name.to_owned()),
        _ => None,
    }
}

/// Whether a name could be taken for a known one: the same to a quick eye, one letter off, or the known name with
/// something behind it. What lies below a known name belongs to the same people.
fn resembles(name: &str, known: &str) -> bool {
    if name.ends_with(&format!(".{known}")) {
        return false;
    }
    let (seen, meant) = (as_seen(name), as_seen(known));
    // Letters that look like one may also be a letter too many.
    seen == meant || is_one_off(&seen, &meant) || is_one_off(name, known) || holds(name, known)
}

/// The known name inside, where dots and dashes part words: `gitlab.com.evil.example`, `gitlab-com.example`.
fn holds(name: &str, known: &str) -> bool {
    let parted = |text: &str| format!(".{}.", text.replace('-', "."));
    parted(name).contains(&parted(known))
}

/// With letters that look alike made one, and without dashes.
fn as_seen(name: &str) -> String {
    let twins = name.replace("rn", "m").replace("vv", "w").replace("cl", "d");
    let one = |c: char| match c {
        '0' => 'o',
        '1' | 'i' | 'j' => 'l',
        '5' => 's',
        '2' => 'z',
        'q' => 'g',
        other => other,
    };
    twins.chars().filter(|c| *c != '-').map(one).collect()
}

/// Whether one letter more, less, other, or two the wrong way round make one the other.
fn is_one_off(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let same = |a: &[u8], b: &[u8]| a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let start = same(one, other);
    let (one, other) = (&one[start..], &other[start..]);
    match (one, other) {
        ([_, rest @ ..], [_, others @ ..]) if rest == others => true,
        ([_, rest @ ..], others) if rest == others => true,
        (rest, [_, others @ ..]) if rest == others => true,
        ([a, b, rest @ ..], [c, d, others @ ..]) => a == d && b == c && rest == others,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(address: &str) -> Vec<Mark> {
        let known = ["https://git.example.org:8443/gitlab"].map(|it| Instance::parse(it).unwrap());
        marks(&Instance::parse(address).unwrap_or_else(|error| panic!("{address}: {error}")), &known)
    }

    #[test]
    fn a_host_that_could_be_taken_for_another_is_marked() {
        let like = |host: &str| Mark::Like { host: host.to_owned() };
        for address in [
            "gitIab.com",
            "git1ab.com",
            "gitlab.corn",
            "gltlab.com",
            "gitlab.co",
            "gitlabb.com",
            "gitalb.com",
            "git-lab.com",
            "gitlab.com.evil.example",
            "www.gitlab.com.evil.example",
            "gitlab-com.evil.example",
            "gitlab.com-login.example",
            "g1tlab.c0m",
            "giclab.com",
        ] {
            assert_eq!(of(address), [like("gitlab.com")], "{address}");
        }
        assert_eq!(of("git.examp1e.org"), [like("git.example.org")], "what is set up here is known too");
        assert_eq!(of("gіtlab.com"), [Mark::OtherLetters], "a Cyrillic letter");
        assert_eq!(of("https://192.0.2.7"), [Mark::Number], "no name at all");
        for address in ["http://127.0.0.1:8080", "http://[::1]", "https://localhost", "https://tauri.localhost"] {
            assert_eq!(of(address), [Mark::ThisComputer], "{address}");
        }
        for address in
            ["https://2130706433", "https://0x7f.1", "https://0.0.0.0", "https://[::]", "https://[::ffff:7f00:1]"]
        {
            assert_eq!(of(address), [Mark::ThisComputer], "{address} in another spelling");
        }
    }

    #[test]
    fn an_ordinary_host_is_not() {
        for address in [
            "gitlab.com",
            "https://gitlab.com:8443/sub",
            "git.example.org",
            "review.git.example.org",
            "gitlab.example.com",
            "gitlab.gnome.org",
            "gitlab.freedesktop.org",
            "salsa.debian.org",
            "code.example.net",
        ] {
            assert_eq!(of(address), [], "{address}");
        }
    }

    proptest! {
        #[test]
        fn one_letter_off_is_always_marked(at in 0..10usize, letter in "[a-z0-9]", cut in any::<bool>()) {
            let known = EVERYBODYS;
            let behind = &known[at + usize::from(cut)..];
            let name = format!("{}{letter}{behind}", &known[..at]);
            if name != known && let Ok(instance) = Instance::parse(&name) {
                let host = instance.host();
                prop_assume!(host.contains('.') && host.len() >= 9 && !host.ends_with(&format!(".{known}")));
                prop_assert!(!marks(&instance, &[]).is_empty(), "{} is not marked", host);
            }
        }

        #[test]
        fn no_host_is_like_itself_and_none_makes_it_panic(host in "[a-z0-9-]{1,30}(\\.[a-z0-9-]{1,20}){0,4}") {
            if let Ok(instance) = Instance::parse(&host) {
                let found = marks(&instance, std::slice::from_ref(&instance));
                let is_like_itself = found.contains(&Mark::Like { host: instance.host() });
                prop_assert!(!is_like_itself, "{}", host);
            }
        }
    }
}
