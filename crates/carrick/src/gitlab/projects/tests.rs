use proptest::prelude::*;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, HeaderValue, LINK};
use serde_json::{Value, json};

use super::*;

fn instance() -> Instance {
    Instance::parse("https://gitlab.example/sub").unwrap()
}

fn answer(body: &Value, link: &str) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert(LINK, HeaderValue::from_str(link).unwrap());
    Answer { status: StatusCode::OK, headers, body: body.to_string().into_bytes(), is_cut: false }
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
    assert_eq!(read.details, Details { is_archived: None, is_empty: Some(true), size: None }, "no size is negative");
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
        let body_bytes = body.clone().into_bytes();
        let answer = Answer { status: StatusCode::OK, headers: HeaderMap::new(), body: body_bytes, is_cut: false };
        let _ = page(&instance(), &answer, Place::Within(Range { after, upto: 9 }));
        let _ = (found(&instance(), body.as_bytes()), one(&instance(), body.as_bytes()), wire::milliseconds(&body));
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
