//! Searching, and asking for a list by place.

use carrick::repositories::adding::{self, Kind, To};
use carrick::repositories::list::{self, Filter, Page, Wanted};
use carrick::repositories::{clones, show};
use carrick_store::db::projects;
use local_gitlab::{AccessLevel, NewProject};

use super::room::{project, with_projects};
use crate::support::Installation;

async fn with_paths(paths: &[&str]) -> Installation {
    let (installation, _) = Installation::linked().await;
    for (at, path) in paths.iter().enumerate() {
        // Each is a little older than the one before.
        let last_activity_at = Some(1_772_000_000 - i64::try_from(at).unwrap());
        let new = NewProject { last_activity_at, ..project(path, "alice", AccessLevel::Owner) };
        installation.gitlab.create_project(new);
    }
    installation.read_due().await;
    installation
}

#[tokio::test]
async fn what_fits_best_comes_first_and_of_the_same_what_was_last_active() {
    let installation = with_paths(&[
        "a/pa-ints",
        "a/old-api-x",
        "api/server",
        "group/wrap-in",
        "a/my-api",
        "a/api-client",
        "b/api-gateway",
        "zz/none",
        "z/API",
    ])
    .await;
    let found = installation.paths("api").await;
    let expected = [
        "z/API",
        "a/api-client",
        "b/api-gateway",
        "a/my-api",
        "a/old-api-x",
        "api/server",
        "a/pa-ints",
        "group/wrap-in",
    ];
    let whole: Vec<&String> = found.iter().take(6).collect();
    assert_eq!(whole[0], "z/API", "the whole name first, old as it is: {found:?}");
    assert_eq!(found.len(), 7, "and scattered letters only where a word begins: {found:?}");
    let place = |path: &str| found.iter().position(|it| it == path).unwrap_or(usize::MAX);
    for (one, other) in expected.iter().zip(&expected[1..]).take(5) {
        assert!(place(one) < place(other), "{one} fits better than {other}: {found:?}");
    }
    assert_eq!(installation.paths("").await[0], "a/pa-ints", "without a query what was last active comes first");
    assert_eq!(installation.paths("gateway b").await, ["b/api-gateway"], "all words, in any order");
    installation.finish().await;
}

#[tokio::test]
async fn the_letters_that_were_found_are_marked() {
    let installation = with_paths(&["group/INVoicing"]).await;
    let (rows, ..) = installation.listed("inv", Filter::default()).await;
    let row = show::row(&installation.carrick.repositories, rows[0].clone());
    assert_eq!(row.path_marks, [(6, 9)], "in the path");
    assert_eq!(row.name_marks, [(0, 3)], "and in the name");
    let (rows, ..) = installation.listed("gic", Filter::default()).await;
    let row = show::row(&installation.carrick.repositories, rows[0].clone());
    assert_eq!(row.path_marks.iter().map(|(from, to)| to - from).sum::<u32>(), 3, "scattered letters each");
    installation.finish().await;
}

#[tokio::test]
async fn a_list_is_asked_by_place_and_says_when_it_is_another() {
    let (installation, _, _) = with_projects(300).await;
    installation.read_due().await;
    let repositories = &installation.carrick.repositories;
    let (_, total, revision) = installation.listed("project", Filter::default()).await;
    assert_eq!(total, 300, "all of them fit");
    let at = |at, revision| Wanted { text: "project".to_owned(), at, count: 30, revision, ..Wanted::default() };
    let mut seen = std::collections::BTreeSet::new();
    for start in (0..300).step_by(30) {
        match list::page(repositories, at(start, Some(revision))).await.unwrap() {
            Page::Rows { rows, .. } => seen.extend(rows.into_iter().map(|row| row.project.id)),
            changed => panic!("nothing has changed: {changed:?}"),
        }
    }
    assert_eq!(seen.len(), 300, "the places are of one order: each row is at one of them");
    let beyond = list::page(repositories, at(1000, Some(revision))).await.unwrap();
    assert!(matches!(beyond, Page::Rows { ref rows, .. } if rows.is_empty()), "nothing lies beyond the end");
    let first = *seen.first().unwrap();
    installation.carrick.parts.db.write(move |db| projects::add(db, 1, first, 1)).await.unwrap();
    list::doubt(repositories);
    let stale = list::page(repositories, at(0, Some(revision))).await.unwrap();
    assert!(matches!(stale, Page::Changed { revision: newer } if newer > revision), "it is another: {stale:?}");
    let Page::Rows { rows, added, .. } = list::page(repositories, at(0, None)).await.unwrap() else { panic!("any") };
    assert_eq!((rows[0].project.id, added), (first, 1), "and what was added comes first");
    installation.finish().await;
}

#[tokio::test]
async fn what_was_added_shows_as_that_at_once_and_so_does_what_was_removed() {
    let (installation, _, _) = with_projects(300).await;
    installation.read_due().await;
    let repositories = &installation.carrick.repositories;
    let (rows, ..) = installation.listed("project", Filter::default()).await;
    for row in [&rows[40], &rows[20]] {
        let id = row.project.id;
        let (_, _, before) = installation.listed("project", Filter::default()).await;
        let wanted = adding::Wanted { repository: id, to: To::Nowhere, kind: Kind::Whole, is_size_agreed: false };
        adding::add(repositories, wanted).await.unwrap();
        // The clock of the tests stands: of two that were added at once the lower number comes first.
        let (rows, total, revision) = installation.listed("project", Filter::default()).await;
        let shown = rows.iter().take(2).find(|row| row.project.id == id).expect("it stands on top");
        assert!(shown.project.added_at.is_some(), "and says so");
        assert!(revision > before && total == 300, "in another list of as many");
        let (left, ..) = installation.listed("project", Filter { added: Some(false), ..Filter::default() }).await;
        assert!(left.iter().all(|row| row.project.id != id), "of those that are not added it is none");
    }
    let id = rows[40].project.id;
    clones::remove(repositories, id, &[]).await.unwrap();
    let Page::Rows { rows, added, total, .. } =
        list::page(repositories, Wanted { count: 5, ..Wanted::default() }).await.unwrap()
    else {
        panic!("any revision")
    };
    assert_eq!((added, total), (1, 300), "one is left");
    assert_ne!(rows[0].project.id, id, "which is the other");
    installation.finish().await;
}
