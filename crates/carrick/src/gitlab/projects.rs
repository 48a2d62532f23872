//! Projects as GitLab's API lists them, read without trusting them.
//!
//! GitLab lists by number here, upwards. Up to 10,000 projects it says how many there are, and pages can be asked for
//! in any order; above, only what lies within a range of numbers can.

use carrick_store::instance::Instance;
use carrick_store::project::{Details, Listed, is_path};
use carrick_store::ranges::Range;
use reqwest::header::LINK;
use serde::Deserialize;
use url::Url;

use super::transport::Answer;
use super::{avatar, wire};

/// The most that GitLab puts on a page.
const PER_PAGE: &str = "100";

/// How many projects a search brings: more would be a list of its own.
const MOST_FOUND: &str = "50";

/// No branch has a longer name (bytes).
const LONGEST_BRANCH: usize = 255;

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

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectPage {
    /// What is on it and can be kept, by number.
    pub listed: Vec<Listed>,
    /// The first and the last number on it, whatever could be kept; nothing where it is empty.
    pub span: Option<(i64, i64)>,
    /// Whether nothing follows.
    pub is_last: bool,
    /// How many there are, and on how many pages, while GitLab counts them.
    pub total: Option<(i64, u32)>,
    /// The seconds for which GitLab allows nothing more.
    pub rest: Option<u64>,
}

/// One project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which<'a> {
    /// By GitLab's number.
    Number(i64),
    /// By a path that is one.
    Path(&'a str),
}

/// One project, and the account that asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectAnswer {
    /// What it is.
    pub listed: Listed,
    /// What the account is in it or in its groups; `None` where it is in neither, as far as GitLab says.
    pub access_level: Option<i64>,
}

#[derive(Deserialize)]
struct Record {
    id: i64,
    path_with_namespace: String,
    name: Option<String>,
    avatar_url: Option<String>,
    default_branch: Option<String>,
    visibility: Option<String>,
    last_activity_at: Option<String>,
    archived: Option<bool>,
    empty_repo: Option<bool>,
    statistics: Option<Statistics>,
    permissions: Option<Permissions>,
}

#[derive(Deserialize)]
struct Statistics {
    repository_size: Option<i64>,
}

#[derive(Deserialize)]
struct Permissions {
    project_access: Option<Access>,
    group_access: Option<Access>,
}

#[derive(Deserialize)]
struct Access {
    access_level: Option<i64>,
}

pub(super) fn list_url(instance: &Instance, among: Among, place: Place) -> Url {
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
        Among::ActiveSince(since) => drop(query.append_pair("last_activity_after", &time(since))),
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

pub(super) fn search_url(instance: &Instance, text: &str) -> Url {
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
pub(super) fn one_url(instance: &Instance, which: Which<'_>) -> Url {
    let id = match which {
        Which::Number(number) => number.to_string(),
        Which::Path(path) => path.replace('/', "%2F"),
    };
    let mut url = instance.endpoint(&format!("/api/v4/projects/{id}"));
    url.query_pairs_mut().append_pair("statistics", "true");
    url
}

/// Reads a page; nothing where the records are not those that were asked for.
pub(super) fn page(instance: &Instance, answer: &Answer, place: Place) -> Option<ProjectPage> {
    let records = records(&answer.body)?;
    let numbers: Vec<i64> = records.iter().map(|record| record.id).collect();
    let range = match place {
        Place::Within(range) => range,
        Place::Page(_) | Place::End => Range::ALL,
    };
    let is_within = numbers.iter().all(|number| range.after < *number && *number <= range.upto);
    if !is_within || !numbers.is_sorted_by(|one, other| one < other) {
        return None;
    }
    let pages: Option<u32> = answer.number("x-total-pages");
    let total = answer.number("x-total").filter(|total: &i64| *total >= 0).zip(pages);
    Some(ProjectPage {
        span: numbers.first().copied().zip(numbers.last().copied()),
        is_last: numbers.is_empty() || !has_next(answer),
        listed: records.into_iter().filter_map(|record| listed(instance, record)).collect(),
        total,
        rest: answer.rest(),
    })
}

/// Reads what a search found, the best first.
pub(super) fn found(instance: &Instance, body: &[u8]) -> Option<Vec<Listed>> {
    Some(records(body)?.into_iter().filter_map(|record| listed(instance, record)).collect())
}

/// Reads one project.
pub(super) fn one(instance: &Instance, body: &[u8]) -> Option<ProjectAnswer> {
    let record: Record = serde_json::from_slice(wire::unmarked(body)).ok()?;
    let access_level = record.permissions.as_ref().and_then(|permissions| {
        let levels = [&permissions.project_access, &permissions.group_access];
        levels.into_iter().flatten().filter_map(|access| access.access_level).max()
    });
    Some(ProjectAnswer { listed: listed(instance, record)?, access_level })
}

fn records(body: &[u8]) -> Option<Vec<Record>> {
    serde_json::from_slice(wire::unmarked(body)).ok()
}

/// What can be kept of a record: only one with a number and a path of GitLab's, and of the rest what is plain.
fn listed(instance: &Instance, record: Record) -> Option<Listed> {
    if record.id <= 0 || !is_path(&record.path_with_namespace) {
        return None;
    }
    let slug = || record.path_with_namespace.rsplit('/').next().unwrap_or_default().to_owned();
    let is_branch = |name: &String| name.len() <= LONGEST_BRANCH && wire::is_plain(name) && !name.contains(' ');
    let details = Details {
        is_archived: record.archived,
        is_empty: record.empty_repo,
        size: record.statistics.and_then(|statistics| statistics.repository_size).filter(|size| *size >= 0),
    };
    Some(Listed {
        project_id: record.id,
        name: record.name.filter(|name| wire::is_plain(name)).unwrap_or_else(slug),
        path: record.path_with_namespace,
        avatar_url: record.avatar_url.and_then(|url| avatar::address(instance, &url)).map(String::from),
        default_branch: record.default_branch.filter(is_branch),
        visibility: record.visibility.filter(|word| ["private", "internal", "public"].contains(&word.as_str())),
        last_activity_at: record.last_activity_at.and_then(|time| milliseconds(&time)).unwrap_or_default(),
        details,
    })
}

/// Whether GitLab says that there is more. Where it leads is not followed: the next address is made here.
fn has_next(answer: &Answer) -> bool {
    let links = answer.headers.get_all(LINK).iter().filter_map(|link| link.to_str().ok());
    let by_link = links.flat_map(|links| links.split(',')).any(|link| link.contains("rel=\"next\""));
    by_link || answer.number::<u32>("x-next-page").is_some()
}

fn milliseconds(time: &str) -> Option<i64> {
    time.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond).filter(|time| *time > 0)
}

/// A moment as GitLab takes it, in whole seconds of UTC.
fn time(milliseconds: i64) -> String {
    let moment = jiff::Timestamp::from_second(milliseconds.div_euclid(1000)).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::StatusCode;
    use reqwest::header::{HeaderMap, HeaderValue};
    use serde_json::{Value, json};

    use super::*;

    fn instance() -> Instance {
        Instance::parse("https://gitlab.example/sub").unwrap()
    }

    fn answer(body: &Value, link: &str) -> Answer {
        let mut headers = HeaderMap::new();
        headers.insert(LINK, HeaderValue::from_str(link).unwrap());
        Answer { status: StatusCode::OK, headers, body: body.to_string().into_bytes() }
    }

    fn record(id: i64, path: &str) -> Value {
        json!({ "id": id, "path_with_namespace": path, "name": path })
    }

    #[test]
    fn only_what_can_be_kept_of_a_record_is() {
        let record = json!({
            "id": 7, "path_with_namespace": "group/web", "name": "w\u{202e}eb", "avatar_url": "https://evil.example/a.png",
            "default_branch": "ma in", "visibility": "tomorrow", "last_activity_at": "2026-03-03T14:02:00.000+01:00",
            "archived": null, "empty_repo": true, "statistics": { "repository_size": -1 },
        });
        let read = found(&instance(), json!([record]).to_string().as_bytes()).unwrap().remove(0);
        assert_eq!(read.name, "web", "a name that turns the text around it is not shown");
        assert_eq!((read.avatar_url, read.default_branch, read.visibility), (None, None, None), "each is odd");
        assert_eq!(read.last_activity_at, 1_772_542_920_000, "in milliseconds of UTC");
        assert_eq!(
            read.details,
            Details { is_archived: None, is_empty: Some(true), size: None },
            "no size is negative"
        );
        let own = json!([{ "id": 7, "path_with_namespace": "g/w", "avatar_url": "/uploads/a.png" }]);
        let read = found(&instance(), own.to_string().as_bytes()).unwrap().remove(0);
        assert_eq!(read.avatar_url.as_deref(), Some("https://gitlab.example/uploads/a.png"), "a picture of its own");
    }

    #[test]
    fn a_record_with_an_odd_path_is_left_out_and_still_counts() {
        let odd = json!([record(3, "a/b"), record(5, "../etc"), record(9, "a/b\\..\\c")]);
        let page = page(&instance(), &answer(&odd, ""), Place::Page(1)).unwrap();
        assert_eq!(page.listed.iter().map(|it| it.project_id).collect::<Vec<_>>(), [3], "one can be kept");
        assert_eq!(page.span, Some((3, 9)), "but GitLab has told of all of them");
    }

    #[test]
    fn what_was_not_asked_for_is_no_page() {
        let within = Place::Within(Range { after: 4, upto: 8 });
        for (ids, why) in [(vec![6, 5], "downwards"), (vec![5, 5], "twice"), (vec![4], "before"), (vec![9], "behind")] {
            let records: Vec<Value> = ids.iter().map(|id| record(*id, "a/b")).collect();
            assert_eq!(page(&instance(), &answer(&json!(records), ""), within), None, "{why}");
        }
    }

    #[test]
    fn a_page_is_the_last_where_no_link_says_otherwise() {
        let next = r#"<https://evil.example/next>; rel="next", <x>; rel="first""#;
        let is_last = |body: Value, link| page(&instance(), &answer(&body, link), Place::Page(1)).unwrap().is_last;
        assert!(!is_last(json!([record(1, "a/b")]), next), "there is more");
        assert!(is_last(json!([record(1, "a/b")]), "<x>; rel=\"first\""), "there is not");
        assert!(is_last(json!([]), next), "and after an empty page there never is");
    }

    #[test]
    fn what_is_asked_for_is_said_as_gitlab_reads_it() {
        let within = Place::Within(Range { after: 10, upto: 20 });
        let url = list_url(&instance(), Among::ActiveSince(1_772_546_520_123), within);
        assert_eq!(
            url.as_str(),
            "https://gitlab.example/sub/api/v4/projects?membership=true&order_by=id&simple=true\
             &last_activity_after=2026-03-03T14%3A02%3A00Z&sort=asc&per_page=100&pagination=keyset&id_after=10&id_before=21"
        );
        let url = one_url(&instance(), Which::Path("a/b.c"));
        assert_eq!(url.as_str(), "https://gitlab.example/sub/api/v4/projects/a%2Fb.c?statistics=true");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_not(body in "\\PC{0,200}", after in 0i64..9) {
            let answer = Answer { status: StatusCode::OK, headers: HeaderMap::new(), body: body.clone().into_bytes() };
            let _ = page(&instance(), &answer, Place::Within(Range { after, upto: 9 }));
            let _ = (found(&instance(), body.as_bytes()), one(&instance(), body.as_bytes()), milliseconds(&body));
        }

        #[test]
        fn what_is_kept_has_a_plain_path_and_lies_in_its_range(
            records in prop::collection::vec((1i64..12, "[a-c./\\\\-]{0,7}"), 0..6),
        ) {
            let range = Range { after: 2, upto: 9 };
            let body: Vec<Value> = records.iter().map(|(id, path)| record(*id, path)).collect();
            if let Some(page) = page(&instance(), &answer(&json!(body), ""), Place::Within(range)) {
                for listed in page.listed {
                    prop_assert!(is_path(&listed.path), "{}", listed.path);
                    prop_assert!((3..=9).contains(&listed.project_id));
                }
            }
        }
    }
}
