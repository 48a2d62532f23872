//! Which linked GitLab a question is about. What git hands over is decoded and hostile: it is compared, and never
//! put together to an address.

use carrick_store::instance::Instance;

use crate::question::Question;

/// A place at a linked GitLab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) instance: Instance,
    /// The project with its namespace, where git tells it.
    pub(crate) project: Option<String>,
}

/// The place a question is about; `None` for everything that is not just one of these instances.
pub(crate) fn find(question: &Question, instances: &[Instance]) -> Option<Place> {
    let (protocol, host) = (question.protocol.as_deref()?, question.host.as_deref()?);
    let host = plain_host(protocol, host)?;
    let path = match question.path.as_deref().filter(|path| !path.is_empty()) {
        Some(path) => Some(plain_path(path)?),
        None => None,
    };
    let candidates = instances.iter().filter_map(|instance| {
        let (its_protocol, its_host, folder) = parts(instance);
        let is_there = its_protocol == protocol && its_host == host;
        is_there.then(|| rest_below(path.as_deref(), &folder)).flatten().map(|rest| (folder.len(), instance, rest))
    });
    let (_, instance, rest) = candidates.max_by_key(|(depth, ..)| *depth)?;
    Some(Place { instance: instance.clone(), project: rest.map(|rest| project_in(&rest)) })
}

/// Scheme, host with port, and the folder below it; empty for an instance at the root.
fn parts(instance: &Instance) -> (String, String, String) {
    let address = instance.address();
    let (protocol, rest) = address.split_once("://").unwrap_or(("", &address));
    let (host, folder) = rest.split_once('/').unwrap_or((rest, ""));
    (protocol.to_owned(), host.to_owned(), folder.to_owned())
}

/// The host in lower case, without the port that its scheme has anyway, and without a dot at its end.
fn plain_host(protocol: &str, host: &str) -> Option<String> {
    let host = host.to_ascii_lowercase();
    let end_of_name = if host.starts_with('[') { host.find(']')? + 1 } else { host.find(':').unwrap_or(host.len()) };
    let (name, port) = host.split_at(end_of_name);
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => None,
        None => return None,
        Some(port) => Some(port.parse::<u16>().ok().filter(|_| port.bytes().all(|digit| digit.is_ascii_digit()))?),
    };
    let name = if name.starts_with('[') { plain_v6(name)? } else { plain_name(name)? };
    let its_own = if protocol == "http" { 80 } else { 443 };
    Some(port.filter(|port| *port != its_own).map_or(name.clone(), |port| format!("{name}:{port}")))
}

fn plain_name(name: &str) -> Option<String> {
    let name = name.strip_suffix('.').unwrap_or(name);
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'));
    (is_plain && !name.is_empty()).then(|| name.to_owned())
}

/// An address in brackets, in the one way to write it.
fn plain_v6(name: &str) -> Option<String> {
    let address: std::net::Ipv6Addr = name.strip_prefix('[')?.strip_suffix(']')?.parse().ok()?;
    Some(format!("[{address}]"))
}

/// A path whose segments mean nothing but themselves.
fn plain_path(path: &str) -> Option<String> {
    let is_plain = |segment: &str| {
        let odd = |c: char| c == '\\' || c.is_control();
        !segment.is_empty() && segment != "." && segment != ".." && !segment.contains(odd)
    };
    path.split('/').all(is_plain).then(|| path.to_owned())
}

/// What follows the instance's folder: nothing is told (`Some(None)`), something, or the path is not below it.
fn rest_below(path: Option<&str>, folder: &str) -> Option<Option<String>> {
    match path {
        None => folder.is_empty().then_some(None),
        Some(path) if folder.is_empty() => Some(Some(path.to_owned())),
        Some(path) => path.strip_prefix(folder)?.strip_prefix('/').map(|rest| Some(rest.to_owned())),
    }
}

/// The project in the path of its repository, its wiki, or what lies below them.
fn project_in(path: &str) -> String {
    let end = path.find(".git/").unwrap_or(path.len());
    let project = &path[..end];
    let project = project.strip_suffix(".git").unwrap_or(project);
    let project = project.strip_suffix(".wiki").unwrap_or(project);
    project.strip_suffix(".design").unwrap_or(project).to_owned()
}

#[cfg(test)]
mod tests {
    use carrick_store::instance::Instance;
    use proptest::prelude::*;

    use super::{Place, find};
    use crate::question::Question;

    fn ask(protocol: &str, host: &str, path: Option<&str>) -> Question {
        let text = |text: &str| Some(text.to_owned());
        Question { protocol: text(protocol), host: text(host), path: path.and_then(text), ..Question::default() }
    }

    fn instances() -> Vec<Instance> {
        let addresses = [
            "https://gitlab.example.com",
            "https://host.example:8443/gitlab",
            "https://host.example:8443/gitlab/inner",
            "http://127.0.0.1:3000",
            "https://[::1]:8443",
            "https://xn--strae-oqa.example",
        ];
        addresses.map(|address| Instance::parse(address).unwrap()).to_vec()
    }

    fn found(protocol: &str, host: &str, path: Option<&str>) -> Option<String> {
        let place = find(&ask(protocol, host, path), &instances());
        place.map(|Place { instance, project }| format!("{} {}", instance.address(), project.unwrap_or_default()))
    }

    #[test]
    fn a_host_is_known_in_every_way_to_write_it() {
        let known = |host: &str| found("https", host, None);
        for host in ["gitlab.example.com", "GitLab.Example.COM", "gitlab.example.com:443", "gitlab.example.com."] {
            assert_eq!(known(host).as_deref(), Some("https://gitlab.example.com "), "{host} is the same host");
        }
        assert!(known("[0:0:0:0:0:0:0:1]:8443").is_some(), "an address has one meaning");
    }

    #[test]
    fn whatever_only_looks_like_a_linked_host_is_not_answered() {
        let look_alikes = [
            ("https", "gitlab.com/.evil.example"),
            ("https", "gitlab.example.com/.evil.example"),
            ("https", "gitlab.example.com#.evil.example"),
            ("https", "gitlab.example.com@evil.example"),
            ("https", "gitlab.example.com:443:1"),
            ("https", "gitlab.example.com:+443"),
            ("https", "gitlab.example.com:"),
            ("https", "gitlab.example.com:8443"),
            ("https", "gitlab.example.com.."),
            ("https", "gitlab.example.com\\"),
            ("https", "gitlab.example.com "),
            ("https", "straße.example"),
            ("https", "evilgitlab.example.com"),
            ("https", "[::1"),
            ("https", "[::1]x:8443"),
            ("https", ""),
            ("http", "gitlab.example.com"),
            ("ssh", "gitlab.example.com"),
            ("https", "127.0.0.1:3000"),
            ("", "gitlab.example.com"),
        ];
        for (protocol, host) in look_alikes {
            assert_eq!(found(protocol, host, Some("a/b.git")), None, "{protocol}://{host} is another place");
        }
    }

    #[test]
    fn a_path_that_leads_elsewhere_is_not_answered() {
        let paths =
            ["gitlab/../evil/x.git", "../x", "a/./b", "a//b", "/a", "a/", "a\\b", "a/b\u{7}.git", "..", "a/\u{85}b"];
        for path in paths {
            for host in ["gitlab.example.com", "host.example:8443"] {
                assert_eq!(found("https", host, Some(path)), None, "{path:?} may mean another place to a server");
            }
        }
    }

    #[test]
    fn an_instance_below_a_path_answers_below_it_alone() {
        let below = |path| found("https", "host.example:8443", path);
        assert_eq!(below(None), None, "without a path nobody knows who asks");
        assert_eq!(below(Some("gitlab")), None, "nothing lies at the instance itself");
        assert_eq!(below(Some("gitlabs/a/b.git")), None, "another service beside it");
        assert_eq!(below(Some("GitLab/a/b.git")), None, "its folder is written as it is");
        assert_eq!(below(Some("gitlab/a/b.git")).as_deref(), Some("https://host.example:8443/gitlab a/b"), "below it");
        let inner = Some("https://host.example:8443/gitlab/inner a/b");
        assert_eq!(below(Some("gitlab/inner/a/b.git")).as_deref(), inner, "the innermost is meant");
    }

    #[test]
    fn the_project_is_the_same_for_its_repository_and_what_belongs_to_it() {
        for path in ["a/b.git", "a/b", "a/b.wiki.git", "a/b.git/info/lfs", "a/b.git/info/lfs/objects/batch"] {
            let told = found("https", "gitlab.example.com", Some(path));
            assert_eq!(told.as_deref(), Some("https://gitlab.example.com a/b"), "{path}");
        }
    }

    proptest! {
        #[test]
        fn no_other_host_is_ever_taken_for_a_linked_one(host in "\\PC{0,40}", path in proptest::option::of("\\PC{0,40}")) {
            if let Some(place) = find(&ask("https", &host, path.as_deref()), &instances()) {
                let plain = host.to_ascii_lowercase();
                let name = plain.trim_end_matches(":443").trim_end_matches('.');
                let told = place.instance.host();
                prop_assert!(told.starts_with(name) || host.starts_with('['), "{host:?} was taken for {told}");
            }
        }
    }
}
