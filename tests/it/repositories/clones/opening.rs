//! Opening a clone.

use std::io::ErrorKind;

use carrick::desktop::opening::Editor;
use carrick::repositories::clones::{self, With};
use carrick::repositories::finding;
use carrick::topics::Topic;
use carrick_store::Code;
use carrick_store::clock::Clock as _;

use super::room::{Room, code};

const CODE: &str = "code.desktop";
const ZED: &str = "zed.desktop";

async fn with_editors() -> (Room, std::path::PathBuf, i64) {
    let room = Room::with(&["alice"], "").await;
    room.project("group/web", &["alice"]).await;
    let folder = room.clone_of("web", &room.address("group/web"));
    let id = room.adopted(&folder).await;
    let editor = |id: &str, name: &str| Editor { id: id.to_owned(), name: name.to_owned() };
    *room.installation.opener.editors.lock().unwrap() = vec![editor(CODE, "Code"), editor(ZED, "Zed")];
    (room, folder, id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clone_opens_in_what_is_chosen_and_the_editor_is_remembered() {
    let (room, folder, id) = with_editors().await;
    let opener = &room.installation.opener;
    let chosen = clones::openers(room.repositories()).await.unwrap().chosen;
    assert_eq!(chosen.as_deref(), Some(CODE), "the first, as long as nothing was chosen");
    room.installation.clock.advance(60_000);
    let told = room.installation.carrick.parts.topics.revision(Topic::Repositories);
    for (with, what) in
        [(With::Folder, "folder"), (With::Terminal, "terminal"), (With::Editor(ZED.to_owned()), "editor")]
    {
        clones::open(room.repositories(), id, with).await.unwrap();
        assert_eq!(opener.opened().pop(), Some((what, folder.clone())), "the clone's folder, in what was asked for");
    }
    let used_at = room.kept(&folder).unwrap().used_at;
    assert_eq!(used_at, room.installation.clock.now(), "the list has it first from now on");
    assert!(room.installation.carrick.parts.topics.revision(Topic::Repositories) > told, "which is told");
    let chosen = clones::openers(room.repositories()).await.unwrap().chosen;
    assert_eq!(
        (chosen.as_deref(), opener.looked()),
        (Some(ZED), 1),
        "it is chosen now, and nothing was looked for again"
    );
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_opened_says_why_and_is_not_remembered() {
    let (room, folder, id) = with_editors().await;
    let repositories = room.repositories();
    assert_eq!(code(clones::open(repositories, 77, With::Folder).await), Code::NotFound, "there is no such clone");
    let gone = With::Editor("gone.desktop".to_owned());
    assert_eq!(code(clones::open(repositories, id, gone).await), Code::OpenerFailed, "the editor was uninstalled");
    clones::openers(repositories).await.unwrap();
    room.installation.opener.break_down(ErrorKind::PermissionDenied);
    let refused = clones::open(repositories, id, With::Editor(ZED.to_owned())).await;
    assert_eq!(code(refused), Code::OpenerFailed, "it would not start");
    let openers = clones::openers(repositories).await.unwrap();
    assert_eq!(openers.chosen.as_deref(), Some(CODE), "what did not start is not chosen");
    assert_eq!(room.installation.opener.looked(), 2, "and it is looked again what there is");
    std::fs::remove_dir_all(&folder).unwrap();
    let missing = clones::open(repositories, id, With::Folder).await.unwrap_err();
    let path = missing.facts.get("path").cloned();
    assert_eq!((missing.code, path.as_deref()), (Code::FolderMissing, Some("~/web")), "it names what is gone");
    assert_eq!(room.installation.opener.opened(), [], "nothing was opened in its place");
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_projects_page_opens_at_its_own_gitlab() {
    let (room, ..) = with_editors().await;
    let id = room.number("group/web");
    finding::open_page(room.repositories(), id).await.unwrap();
    let page = format!("{}/group/web", room.installation.gitlab.url());
    assert_eq!(room.installation.browser.last(), page, "by its path at the instance it is of");
    let hostile = "UPDATE projects SET path = '@evil.example/x'";
    room.installation.second_connection().execute(hostile, []).unwrap();
    let before = room.installation.browser.opened().len();
    assert_eq!(
        code(finding::open_page(room.repositories(), id).await),
        Code::NotFound,
        "what is no path leads nowhere"
    );
    assert_eq!(room.installation.browser.opened().len(), before, "and no browser is asked");
    room.installation.browser.break_down();
    room.installation.second_connection().execute("UPDATE projects SET path = 'group/web'", []).unwrap();
    assert_eq!(code(finding::open_page(room.repositories(), id).await), Code::BrowserFailed, "which is said");
    room.installation.finish().await;
}
