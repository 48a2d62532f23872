//! Pictures: fetched after the sentence, from the instance alone, and only what is a picture.

use local_gitlab::{Avatar, Fault, FaultKind, LocalGitlab, Options};

use crate::support::{Installation, commands, until};

async fn avatar(installation: &Installation) -> Option<String> {
    let link = installation.links().await.remove(0);
    let shown = commands::avatar(&installation.accounts, link.id).await.unwrap().url;
    assert_eq!(link.has_avatar, shown.is_some(), "the window is told whether there is one to ask for");
    shown
}

#[tokio::test]
async fn the_picture_comes_after_the_sentence() {
    let (installation, _) = Installation::set_up(true).await;
    // However fast the picture would come: nobody waits for it.
    installation.gitlab.fault(Fault::once("/uploads/", FaultKind::Hold));
    let looking = async {
        let linked = installation.window.wait("the sentence", |told| told.integrations[0].links.len() == 1).await;
        assert!(!linked.integrations[0].links[0].has_avatar, "the person is not kept waiting for a picture");
        until("the picture is asked for", || installation.gitlab.held_answers() > 0).await;
        installation.gitlab.let_answer();
    };
    tokio::join!(installation.link("alice"), looking);
    installation.window.wait("the picture", |told| told.integrations[0].links[0].has_avatar).await;
    let shown = avatar(&installation).await.expect("alice has a picture");
    assert!(shown.starts_with("data:image/png;base64,iVBOR"), "as an address that needs no request");
    installation.finish().await;
}

#[tokio::test]
async fn a_picture_is_asked_for_without_the_token() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let requests = installation.gitlab.requests();
    let picture = requests.iter().find(|request| request.path.starts_with("/uploads/")).expect("it was asked for");
    assert_eq!(picture.header("authorization"), None, "uploads may lie on another machine");
    installation.finish().await;
}

#[tokio::test]
async fn what_is_no_picture_of_ours_to_show_gives_initials() {
    let png = b"\x89PNG\r\n\x1a\n".to_vec();
    let table = [
        (Avatar::None, "no picture"),
        (Avatar::Gone, "a picture that is gone"),
        (Avatar::Huge, "a huge one"),
        (Avatar::Html, "a page that says it is one"),
        (Avatar::Svg, "a drawing that may carry script"),
        (Avatar::Redirect("/uploads/-/system/user/avatar/8/avatar.png".to_owned()), "a redirect, even within"),
        (Avatar::Bytes(Vec::new()), "nothing"),
        (Avatar::Bytes(png[..7].to_vec()), "the beginning of one"),
        (Avatar::Address("javascript:alert(1)".to_owned()), "a script"),
        (Avatar::Address("data:image/png;base64,iVBORw0KGgo=".to_owned()), "a picture in the address"),
        (Avatar::Address("file:///etc/passwd".to_owned()), "a file"),
        (Avatar::Address("not an address".to_owned()), "a text"),
        (Avatar::Address(String::new()), "an empty address"),
    ];
    for (kind, what) in table {
        let (installation, _) = Installation::set_up(true).await;
        installation.gitlab.edit_user("alice", |user| user.avatar = kind);
        installation.link("alice").await;
        assert_eq!(avatar(&installation).await, None, "{what} is not shown");
        installation.finish().await;
    }
}

#[tokio::test]
async fn no_other_host_learns_that_somebody_linked() {
    let (installation, _) = Installation::set_up(true).await;
    let foreign = LocalGitlab::start(Options::default()).unwrap();
    let picture = format!("{}/uploads/-/system/user/avatar/7/avatar.png", foreign.url());
    for kind in [Avatar::Address(picture.clone()), Avatar::Redirect(picture)] {
        installation.gitlab.edit_user("alice", |user| user.avatar = kind);
        installation.link("alice").await;
        assert_eq!(avatar(&installation).await, None, "a picture elsewhere is not shown");
    }
    assert!(foreign.requests().is_empty(), "and not asked for");
    installation.finish().await;
}

#[tokio::test]
async fn relinking_takes_the_picture_as_it_is_now() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await;
    assert!(avatar(&installation).await.is_some(), "there was one");
    installation.gitlab.edit_user("alice", |user| user.avatar = Avatar::None);
    installation.relink(link.id, "alice").await;
    assert_eq!(avatar(&installation).await, None, "it was taken down at GitLab");
    installation.finish().await;
}

#[tokio::test]
async fn a_link_that_is_not_there_has_no_picture() {
    let installation = Installation::new().await;
    assert_eq!(commands::avatar(&installation.accounts, 77).await.unwrap().url, None, "there are initials");
    installation.finish().await;
}
