//! What a person added or asked for is theirs alone, though others reach the same projects.

use carrick::accounts::signing_out;
use carrick::repositories::list::{self, Filter, Page, Wanted};
use carrick_store::Code;
use carrick_store::db::{memberships, projects};
use carrick_store::people::WhySignedOut;
use carrick_store::project::{Details, Listed};

use crate::support::{Installation, approve};

async fn listed(installation: &Installation) -> Vec<(String, bool)> {
    let wanted = Wanted { text: String::new(), filter: Filter::default(), at: 0, count: 50, revision: None };
    match list::page(&installation.carrick.repositories, wanted).await.unwrap() {
        Page::Rows { rows, .. } => {
            rows.into_iter().map(|row| (row.project.listed.path, row.project.added_at.is_some())).collect()
        }
        changed @ Page::Changed { .. } => panic!("nothing changes meanwhile: {changed:?}"),
    }
}

fn named(project_id: i64, path: &str) -> Listed {
    Listed {
        project_id,
        path: path.to_owned(),
        name: path.to_owned(),
        avatar_url: None,
        default_branch: None,
        visibility: None,
        last_activity_at: 0,
        details: Details::default(),
    }
}

/// Keeps a project that an account reaches.
async fn reach(installation: &Installation, link_id: i64, project: Listed) -> i64 {
    let instance = installation.gitlab.url();
    let keep = move |db: &rusqlite::Connection| {
        let id = projects::put(db, &instance, &project)?;
        memberships::set_level(db, id, link_id, 30).map(|()| id)
    };
    installation.carrick.parts.db.write(keep).await.unwrap()
}

#[tokio::test]
async fn what_one_person_has_added_another_neither_sees_nor_takes_away() {
    let mut installation = Installation::signed_out().await;
    installation.sign_in("alice").await;
    let bob = installation.add_person("bob").await;
    let alice = installation.carrick.parts.profile_id;
    let of_alice = installation.links().await[0].id;
    let shared = reach(&installation, of_alice, named(901, "work/shared")).await;
    let hers = reach(&installation, of_alice, named(902, "alice/secret")).await;
    let add = move |db: &rusqlite::Connection| projects::add(db, alice, shared, 1);
    installation.carrick.parts.db.write(add).await.unwrap();
    signing_out::sign_out(&installation.accounts, WhySignedOut::Asked).await.unwrap();
    let address = installation.begin_sign_in(true).await;
    installation.receive(&approve("bob", &address).await).await;
    installation.turn().await;
    assert_eq!(installation.carrick.parts.profile_id, bob, "bob acts");
    assert_eq!(listed(&installation).await, [], "and sees nothing yet, not even by name");
    let of_bob = installation.links().await[0].id;
    reach(&installation, of_bob, named(901, "work/shared")).await;
    list::doubt(&installation.carrick.repositories);
    let not_added = [("work/shared".to_owned(), false)];
    assert_eq!(listed(&installation).await, not_added, "what both reach he has not added");
    let guessed = list::one(&installation.carrick.repositories, hers).await;
    assert_eq!(guessed.map_err(|error| error.code), Err(Code::NotFound), "a number that is guessed tells nothing");
    let take_away = move |db: &rusqlite::Connection| {
        projects::add(db, bob, shared, 2)?;
        projects::take_away(db, bob, shared)?;
        projects::get(db, alice, shared)
    };
    let left = installation.carrick.parts.db.write(take_away).await.unwrap();
    assert_eq!(left.and_then(|project| project.added_at), Some(1), "what he takes away stays hers");
    installation.finish().await;
}
