//! What is asked for, as addresses.

use carrick_store::instance::Instance;
use carrick_store::ranges::Range;
use url::Url;

use crate::gitlab::wire;

/// The most that GitLab puts on a page.
const PER_PAGE: &str = "100";

/// How many projects a search brings: more would be a list of its own.
const MOST_FOUND: &str = "50";

/// Which of an account's projects are asked for, and how much of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    /// All, the short records.
    All,
    /// Those with at least this of GitLab's access levels.
    WithLevel(i64),
    /// The archived ones.
    Archived,
    /// All, whole records with what GitLab counts.
    Whole,
    /// Those in which something happened since (Unix milliseconds).
    ActiveSince(i64),
}

/// Where in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A page by its number, from 1, as long as GitLab counts them.
    Page(u32),
    /// What lies within a range of GitLab's numbers, the first of it.
    Within(Range),
    /// The last one alone.
    End,
}

/// One project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which<'a> {
    /// By GitLab's number.
    Number(i64),
    /// By a path that is one.
    Path(&'a str),
}

pub(crate) fn list_url(instance: &Instance, among: Among, place: Place) -> Url {
    let mut url = instance.endpoint("/api/v4/projects");
    let mut query = url.query_pairs_mut();
    query.append_pair("membership", "true").append_pair("order_by", "id");
    match among {
        Among::Whole => query.append_pair("statistics", "true"),
        _ => query.append_pair("simple", "true"),
    };
    match among {
        Among::All | Among::Whole => {}
        Among::WithLevel(level) => drop(query.append_pair("min_access_level", &level.to_string())),
        Among::Archived => drop(query.append_pair("archived", "true")),
        Among::ActiveSince(since) => drop(query.append_pair("last_activity_after", &wire::time(since))),
    }
    match place {
        Place::Page(page) => {
            query.append_pair("sort", "asc").append_pair("per_page", PER_PAGE).append_pair("page", &page.to_string());
        }
        Place::Within(Range { after, upto }) => {
            query.append_pair("sort", "asc").append_pair("per_page", PER_PAGE).append_pair("pagination", "keyset");
            query.append_pair("id_after", &after.to_string());
            if upto < i64::MAX {
                query.append_pair("id_before", &(upto + 1).to_string());
            }
        }
        Place::End => {
            query.append_pair("sort", "desc").append_pair("per_page", "1").append_pair("pagination", "keyset");
        }
    }
    drop(query);
    url
}

pub(crate) fn search_url(instance: &Instance, text: &str) -> Url {
    let mut url = instance.endpoint("/api/v4/projects");
    url.query_pairs_mut()
        .append_pair("search", text)
        .append_pair("search_namespaces", "true")
        .append_pair("simple", "true")
        .append_pair("order_by", "last_activity_at")
        .append_pair("per_page", MOST_FOUND);
    url
}

/// A path is sent as one part of the address. Its letters need no escape but for the slashes.
pub(crate) fn one_url(instance: &Instance, which: Which<'_>) -> Url {
    let id = match which {
        Which::Number(number) => number.to_string(),
        Which::Path(path) => path.replace('/', "%2F"),
    };
    let mut url = instance.endpoint(&format!("/api/v4/projects/{id}"));
    url.query_pairs_mut().append_pair("statistics", "true");
    url
}
