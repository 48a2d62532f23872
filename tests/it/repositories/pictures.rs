//! Pictures of projects: of added ones alone, once, without the token, and only what is a picture of their GitLab.

use carrick::repositories::adding::{self, Kind, To, Wanted};
use carrick::repositories::list::Filter;
use carrick::repositories::{picture, show};
use local_gitlab::{AccessLevel, Avatar, LocalGitlab, NewProject, Options, Visibility};

use super::room::project;
use crate::support::Installation;

/// Whether it is told to have a picture, and whether one comes.
async fn look(installation: &Installation, path: &str) -> (bool, bool) {
    let repositories = &installation.carrick.repositories;
    let (rows, ..) = installation.listed("", Filter::default()).await;
    let row = rows.into_iter().find(|row| row.project.listed.path == path).expect("it is listed");
    let shown = show::row(repositories, row).repository;
    let picture = picture::picture(repositories, shown.id).await.unwrap();
    (shown.has_picture, picture.is_some_and(|(kind, _)| kind == "image/png"))
}

async fn add(installation: &Installation, path: &str) {
    let (rows, ..) = installation.listed("", Filter::default()).await;
    let id = rows.iter().find(|row| row.project.listed.path == path).expect("it is listed").project.id;
    let wanted = Wanted { repository: id, to: To::Nowhere, kind: Kind::Whole, is_size_agreed: false };
    adding::add(&installation.carrick.repositories, wanted).await.unwrap();
}

fn make(installation: &Installation, path: &str, visibility: Visibility, avatar: Avatar) {
    let made =
        installation.gitlab.create_project(NewProject { visibility, ..project(path, "alice", AccessLevel::Owner) });
    assert!(installation.gitlab.edit_project(made.id, |project| project.avatar = avatar), "it is there");
}

fn asked(installation: &Installation) -> Vec<local_gitlab::SeenRequest> {
    let all = installation.gitlab.requests();
    all.into_iter().filter(|request| request.path.starts_with("/uploads/-/system/project/")).collect()
}

#[tokio::test]
async fn an_added_project_has_its_picture_which_is_asked_for_once_without_the_token() {
    let (installation, _) = Installation::linked().await;
    make(&installation, "group/web", Visibility::Public, Avatar::Picture);
    installation.read_due().await;
    assert_eq!(look(&installation, "group/web").await, (false, false), "of 100,000 projects nobody asks for pictures");
    assert!(asked(&installation).is_empty(), "so that GitLab is not asked");
    add(&installation, "group/web").await;
    for time in ["once", "again"] {
        assert_eq!(look(&installation, "group/web").await, (true, true), "it is shown {time}");
    }
    let asked = asked(&installation);
    assert_eq!(asked.len(), 1, "and kept while the program runs");
    assert_eq!(asked[0].header("authorization"), None, "uploads may lie on another machine");
    installation.finish().await;
}

#[tokio::test]
async fn what_is_no_picture_of_a_project_to_show_gives_initials() {
    let (installation, _) = Installation::linked().await;
    let foreign = LocalGitlab::start(Options::default()).unwrap();
    let elsewhere = format!("{}/uploads/-/system/project/avatar/7/avatar.png", foreign.url());
    let table = [
        ("group/none", Visibility::Public, Avatar::None, false),
        ("group/page", Visibility::Public, Avatar::Html, true),
        ("group/huge", Visibility::Public, Avatar::Huge, true),
        ("group/leads", Visibility::Public, Avatar::Redirect(elsewhere.clone()), true),
        ("group/elsewhere", Visibility::Public, Avatar::Address(elsewhere), false),
        ("group/private", Visibility::Private, Avatar::Picture, true),
    ];
    for (path, visibility, avatar, _) in &table {
        make(&installation, path, *visibility, avatar.clone());
    }
    installation.read_due().await;
    for (path, _, avatar, is_asked_for) in table {
        add(&installation, path).await;
        assert_eq!(look(&installation, path).await, (is_asked_for, false), "{path}: {avatar:?}");
        assert_eq!(look(&installation, path).await, (is_asked_for, false), "{path}: which is known then");
    }
    assert_eq!(asked(&installation).len(), 4, "each that may be one is asked for once");
    assert!(foreign.requests().is_empty(), "no other host learns of it");
    installation.finish().await;
}
