//! Addresses of merge requests that people paste or type.

use carrick_store::instance::{Instance, trim_paste};

use crate::repositories::address::Address as ProjectAddress;

/// What an address means: a merge request of a project, and the GitLab it is at where the address says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Of the instances that were known.
    pub instance: Option<Instance>,
    /// The project's path.
    pub path: String,
    /// The merge request's number in the project.
    pub iid: i64,
}

impl Address {
    /// Reads the address of a merge request's page, or of one below it, or `group/project!42`. Nothing where it is of no
    /// known instance, or no merge request's.
    pub fn read<'a>(text: &str, known: impl IntoIterator<Item = &'a Instance>) -> Option<Self> {
        let text = trim_paste(text);
        let (project, number) = of_page(text).or_else(|| text.rsplit_once('!'))?;
        let digits = number.split(['/', '?', '#']).next()?;
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let iid = digits.parse().ok().filter(|iid| is_number && *iid > 0)?;
        let known: Vec<Instance> = known.into_iter().cloned().collect();
        let ProjectAddress { instance, path } = ProjectAddress::read(project, &known)?;
        Some(Self { instance, path, iid })
    }
}

/// A page's address without what follows the project, and what follows.
fn of_page(text: &str) -> Option<(&str, &str)> {
    const PAGES: [&str; 2] = ["/-/merge_requests/", "/merge_requests/"];
    PAGES.iter().find_map(|page| text.split_once(page))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<(String, String, i64)> {
        let known = ["https://gitlab.com", "https://example.org/gitlab"].map(|it| Instance::parse(it).unwrap());
        let address = Address::read(text, &known)?;
        Some((address.instance.map(|it| it.address()).unwrap_or_default(), address.path, address.iid))
    }

    #[test]
    fn a_merge_request_is_named_by_its_page_or_by_its_number() {
        let table = [
            ("https://gitlab.com/g/web/-/merge_requests/41", "https://gitlab.com", "g/web", 41),
            (" https://gitlab.com/g/s/web/-/merge_requests/41/diffs?x=1#note_3 ", "https://gitlab.com", "g/s/web", 41),
            ("https://example.org/gitlab/g/web/merge_requests/7", "https://example.org/gitlab", "g/web", 7),
            ("g/web!42", "", "g/web", 42),
            ("https://gitlab.com/g/web!42", "https://gitlab.com", "g/web", 42),
        ];
        for (text, instance, path, iid) in table {
            assert_eq!(read(text), Some((instance.to_owned(), path.to_owned(), iid)), "{text}");
        }
    }

    #[test]
    fn what_names_no_merge_request_is_none() {
        for text in [
            "",
            "!42",
            "web!42",
            "g/web!",
            "g/web!0",
            "g/web!-1",
            "g/web!4x",
            "g/web!99999999999999999999",
            "https://gitlab.com/g/web",
            "https://gitlab.com/g/web/-/merge_requests/",
            "https://gitlab.com/g/web/-/merge_requests/new",
            "https://elsewhere.example/g/web/-/merge_requests/1",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_pasted_gives_a_number_or_nothing(text in "(https://gitlab.com/)?[a-b./:!#%0-9-]{0,24}(/-/merge_requests/)?[0-9!x]{0,21}") {
            if let Some((_, path, iid)) = read(&text) {
                prop_assert!(iid > 0 && carrick_store::project::is_path(&path), "{}!{}", path, iid);
            }
        }
    }
}
