use crate::support::http::Answer;
use crate::support::{api, start, token};
use local_gitlab::{AccessLevel, LocalGitlab, NewProject};
use serde_json::Value;
use std::time::{Duration, Instant};

fn with_projects(count: usize) -> (LocalGitlab, String) {
    let gitlab = start();
    gitlab.set_group_member("load", "alice", Some(AccessLevel::Developer));
    let ids = gitlab.create_many(count, |number| NewProject {
        path: format!("load/g{}/p{number}", number / 100),
        ..NewProject::default()
    });
    assert_eq!(ids.len(), count, "all are made");
    let token = token(&gitlab, "alice", &["read_api"]);
    (gitlab, token)
}

fn ids(answer: &Answer) -> Vec<u64> {
    let rows = answer.json();
    rows.as_array().expect("a list").iter().map(|row| row["id"].as_u64().expect("a number")).collect()
}

/// The address behind a relation of the Link header, below the instance.
fn link(gitlab: &LocalGitlab, answer: &Answer, rel: &str) -> Option<String> {
    let header = answer.header("link")?.to_owned();
    let part = header.split(", ").find(|part| part.ends_with(&format!("rel=\"{rel}\"")))?.to_owned();
    let address = part.strip_prefix('<')?.split_once('>')?.0.to_owned();
    Some(address.strip_prefix(&gitlab.url()).expect("a link within the instance").to_owned())
}

#[test]
fn pages_by_number_say_where_they_are() {
    let (gitlab, token) = with_projects(45);
    let page = |number: u32| {
        api(&gitlab, &format!("/api/v4/projects?membership=true&order_by=id&sort=asc&page={number}"), &token)
    };
    let second = page(2);
    let header = |name: &str| second.header(name).unwrap_or("none").to_owned();
    assert_eq!(ids(&second).len(), 20, "twenty when nothing else is said");
    assert_eq!([header("x-total"), header("x-total-pages")], ["45", "3"], "how many there are");
    assert_eq!([header("x-page"), header("x-per-page")], ["2", "20"], "where this is");
    assert_eq!([header("x-next-page"), header("x-prev-page")], ["3", "1"], "what is beside it");
    for (rel, number) in [("prev", 1), ("next", 3), ("first", 1), ("last", 3)] {
        let to = link(&gitlab, &second, rel).expect("the link is there");
        assert_eq!(ids(&api(&gitlab, &to, &token)), ids(&page(number)), "{rel} leads to page {number}");
    }
    let last = page(3);
    assert_eq!((ids(&last).len(), last.header("x-next-page")), (5, Some("")), "the last one has no next");
    let beyond = page(4);
    assert_eq!((beyond.status, ids(&beyond).len()), (200, 0), "beyond there is nothing");
    let many = api(&gitlab, "/api/v4/projects?membership=true&per_page=500", &token);
    assert_eq!(many.header("x-per-page"), Some("100"), "a hundred are the most");
}

#[test]
fn keyset_leads_through_all_of_them_and_ends_with_an_empty_page() {
    let (gitlab, token) = with_projects(45);
    for (sort, parameter) in [("asc", "id_after"), ("desc", "id_before")] {
        let query = "membership=true&simple=true&order_by=id&pagination=keyset&per_page=15";
        let mut next = Some(format!("/api/v4/projects?{query}&sort={sort}"));
        let (mut all, mut pages) = (Vec::new(), 0);
        while let Some(path) = next {
            let answer = api(&gitlab, &path, &token);
            assert_eq!(answer.header("x-total"), None, "nothing is counted");
            all.extend(ids(&answer));
            next = link(&gitlab, &answer, "next");
            assert!(next.as_ref().is_none_or(|next| next.contains(parameter)), "{sort} goes on with {parameter}");
            pages += 1;
        }
        let mut sorted = all.clone();
        sorted.sort_unstable();
        if sort == "desc" {
            sorted.reverse();
        }
        assert_eq!((all.len(), pages), (45, 4), "three full pages and an empty one");
        assert_eq!(all, sorted, "each once, in order");
    }
}

#[test]
fn a_hundred_thousand_are_made_and_paged_in_no_time() {
    let start = Instant::now();
    let (gitlab, token) = with_projects(100_000);
    assert!(start.elapsed() < Duration::from_secs(20), "made in {:?}", start.elapsed());
    let list = |query: &str| {
        api(&gitlab, &format!("/api/v4/projects?membership=true&simple=true&per_page=100&{query}"), &token)
    };
    let page = list("order_by=id&sort=asc&page=3");
    assert_eq!((page.header("x-total"), page.header("x-total-pages")), (None, None), "so many are not counted");
    assert_eq!(page.header("x-next-page"), Some("4"), "but there is a next");
    assert!(!page.header("link").unwrap().contains("rel=\"last\""), "and no last");
    assert_eq!(list("page=500").status, 200, "fifty thousand go by number");
    let far = list("page=501");
    assert_eq!(far.status, 405, "no more");
    let why = far.field("error");
    assert!(why.starts_with("Offset pagination has a maximum allowed offset of 50000"), "with the reason: {why}");
    let deep = Instant::now();
    for _ in 0..20 {
        assert_eq!(list("order_by=id&sort=asc&pagination=keyset&id_after=90000").status, 200, "keyset goes anywhere");
    }
    assert!(deep.elapsed() < Duration::from_secs(4), "twenty pages took {:?}", deep.elapsed());
    let newest: Value = list("order_by=last_activity_at").json();
    assert_eq!(newest.as_array().unwrap().len(), 100, "sorted otherwise too");
}

#[test]
fn a_list_that_changes_between_pages_shifts_by_number_and_not_by_key() {
    let (gitlab, token) = with_projects(40);
    let first = api(&gitlab, "/api/v4/projects?membership=true&order_by=id&sort=asc", &token);
    let keyset = "membership=true&order_by=id&sort=asc&pagination=keyset";
    let key = api(&gitlab, &format!("/api/v4/projects?{keyset}"), &token);
    assert!(gitlab.remove_project(ids(&first)[0]), "one goes away");
    let second = api(&gitlab, "/api/v4/projects?membership=true&order_by=id&sort=asc&page=2", &token);
    let seen = ids(&first).len() + ids(&second).len();
    assert_eq!(seen, 39, "by number one is missed, as with GitLab");
    let next = link(&gitlab, &key, "next").unwrap();
    assert_eq!(ids(&api(&gitlab, &next, &token))[0], ids(&key)[19] + 1, "by key none is");
}
