//! Addresses that people paste: of a project, of one of its pages, of its repository, in any of the usual shapes.

use carrick_store::instance::{Instance, trim_paste};
use carrick_store::project::is_path;
use url::Url;

/// What an address means: a project's path, and the GitLab it is at where the address says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// Of the instances that were known.
    pub(crate) instance: Option<Instance>,
    pub(crate) path: String,
}

impl Address {
    /// Reads an address or a bare path. Nothing where it is of no known instance, or no project's.
    pub(crate) fn read(text: &str, known: &[Instance]) -> Option<Self> {
        let text = trim_paste(text);
        if text.contains("://") {
            let url = Url::parse(text).ok()?;
            return match url.scheme() {
                "http" | "https" => of_web(&url, known),
                "ssh" | "git+ssh" => of_ssh(url.host_str()?, url.path(), known),
                _ => None,
            };
        }
        match text.split_once(':') {
            Some((host, path)) => of_ssh(host.rsplit('@').next()?, path, known),
            None => Some(Self { instance: None, path: project_of(text)? }),
        }
    }
}

fn of_web(url: &Url, known: &[Instance]) -> Option<Address> {
    let below = |instance: &&Instance| instance.has_origin_of(url) && path_below(instance, url.path()).is_some();
    // Of two instances on one host the one with the longer sub-path is meant.
    let instance = known.iter().filter(below).max_by_key(|instance| instance.address().len())?;
    let path = project_of(path_below(instance, url.path())?)?;
    Some(Address { instance: Some(instance.clone()), path })
}

/// ssh knows neither the instance's port nor its sub-path.
fn of_ssh(host: &str, path: &str, known: &[Instance]) -> Option<Address> {
    let is_at = |instance: &&Instance| {
        let url = instance.endpoint("/");
        url.host_str().is_some_and(|known| known.eq_ignore_ascii_case(host))
    };
    let instance = known.iter().find(is_at)?;
    Some(Address { instance: Some(instance.clone()), path: project_of(path)? })
}

fn path_below<'a>(instance: &Instance, path: &'a str) -> Option<&'a str> {
    let base = instance.endpoint("/");
    path.strip_prefix(base.path())
}

/// The project of a path: GitLab's own pages come after `/-/`, in old ones after the kind of page.
fn project_of(path: &str) -> Option<String> {
    let path = path.split_once("/-/").map_or(path, |(project, _)| project);
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    is_path(path).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn known() -> Vec<Instance> {
        let addresses =
            ["https://gitlab.com", "https://example.org/gitlab", "https://example.org", "http://127.0.0.1:8080"];
        addresses.iter().map(|address| Instance::parse(address).unwrap()).collect()
    }

    fn read(text: &str) -> Option<(String, String)> {
        let address = Address::read(text, &known())?;
        Some((address.instance.map(|instance| instance.address()).unwrap_or_default(), address.path))
    }

    #[test]
    fn an_address_is_read_in_every_usual_shape() {
        let table = [
            ("https://gitlab.com/Group/web", "https://gitlab.com", "Group/web"),
            (" https://gitlab.com/g/s/web.git ", "https://gitlab.com", "g/s/web"),
            ("https://oauth2:x@gitlab.com/g/web.git", "https://gitlab.com", "g/web"),
            ("https://gitlab.com/g/web/-/merge_requests/41#note_3", "https://gitlab.com", "g/web"),
            ("https://example.org/gitlab/g/web/-/tree/main?x=1", "https://example.org/gitlab", "g/web"),
            ("http://127.0.0.1:8080/g/web/", "http://127.0.0.1:8080", "g/web"),
            ("git@gitlab.com:g/s/web.git", "https://gitlab.com", "g/s/web"),
            ("ssh://git@gitlab.com:2222/g/web.git", "https://gitlab.com", "g/web"),
            ("g/s/web", "", "g/s/web"),
        ];
        for (text, instance, path) in table {
            assert_eq!(read(text), Some((instance.to_owned(), path.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_is_no_projects_address_here_is_none() {
        let texts =
            ["", "web", "https://elsewhere.example/g/web", "https://gitlab.com/g", "git@elsewhere.example:g/web"];
        for text in texts.into_iter().chain([
            "file:///g/web",
            "https://gitlab.com/g/../web?",
            "C:\\g\\web",
            "https://gitlab.com/%2e%2e/x",
        ]) {
            let found = read(text);
            assert!(found.as_ref().is_none_or(|(_, path)| is_path(path)), "{text}: {found:?}");
            if !text.contains("..") {
                assert_eq!(found, None, "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_is_pasted_gives_a_path_or_nothing(text in "(https://gitlab.com/|git@gitlab.com:|)[a-b./:@?#%\\\\ -]{0,24}") {
            if let Some((_, path)) = read(&text) {
                prop_assert!(is_path(&path), "{}", path);
            }
        }
    }
}
