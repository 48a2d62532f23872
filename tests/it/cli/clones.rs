//! `carrick repo remove` and `carrick repo open`, over real clones.

use std::io;
use std::path::{Path, PathBuf};

use carrick::desktop::opening::Editor;
use carrick_store::db::{clones, projects};
use local_gitlab::{AccessLevel, NewProject};
use serde_json::json;

use crate::cloning::stand::{Stand, with_git};
use crate::support::command_line::On;

/// The folder of a project that was added, and cloned by git.
async fn added(stand: &Stand, path: &str) -> PathBuf {
    stand.project(path, Vec::new());
    let listed = stand.installation.command(&["repo", "list", "--refresh"]).await;
    assert_eq!(listed.exit, 0, "it is read: {listed:?}");
    let folder = stand.clone(&stand.newest(), stand.order(path)).await.expect("it is cloned").folder;
    let (path, kept) = (path.to_owned(), folder.display().to_string());
    let keep = move |db: &rusqlite::Connection| {
        let sql = "SELECT id FROM projects WHERE path = ?1";
        let id = db.query_row(sql, [path], |row| row.get(0))?;
        projects::add(db, 1, id, 1)?;
        clones::put(db, 1, id, &kept, None, id)
    };
    stand.installation.carrick.parts.db.write(keep).await.unwrap();
    folder
}

fn commit(stand: &Stand, folder: &Path) {
    let who = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
    std::fs::write(folder.join("new"), "new").unwrap();
    stand.does(&stand.newest(), folder, &["add", "new"]);
    stand.does(&stand.newest(), folder, &[who.as_slice(), &["commit", "-qm", "new"]].concat());
}

async fn names(stand: &Stand) -> String {
    stand.installation.command(&["repo", "list", "--added"]).await.out
}

#[test]
fn removed_it_is_gone_from_carrick_and_its_folder_stays() {
    with_git(async || {
        let stand = Stand::new("cli::clones::removed_it_is_gone_from_carrick_and_its_folder_stays").await;
        let folder = added(&stand, "group/web").await;
        commit(&stand, &folder);
        let asked = stand.installation.command(&["repo", "remove", "web"]).await;
        assert_eq!(asked.exit, 2, "there is nobody to ask: {asked:?}");
        let running = stand.installation.start_command(&["repo", "remove", "web"], On::Terminal);
        running.until_it_says("[y/N]").await;
        running.keys.send("n".to_owned()).unwrap();
        assert_eq!(running.said().await.exit, 1, "somebody says no");
        assert!(names(&stand).await.contains("group/web"), "and nothing was changed");
        let running = stand.installation.start_command(&["repo", "remove", "web"], On::Terminal);
        running.until_it_says("Remove group/web from Carrick? ~/Projects/group/web stays").await;
        running.keys.send("y".to_owned()).unwrap();
        let said = running.said().await;
        let expected =
            "Removed group/web from Carrick. ~/Projects/group/web stays, and git there still asks Carrick.\n";
        assert_eq!((said.exit, said.out.as_str()), (0, expected), "{said:?}");
        assert!(folder.join("new").is_file(), "with everything in it");
        assert_eq!(names(&stand).await, "", "Carrick knows nothing of it");
        let again = stand.installation.command(&["repo", "remove", "web", "--yes", "--json"]).await;
        assert_eq!((again.exit, &again.json()["error"]["code"]), (2, &json!("repository_not_added")), "{again:?}");
        stand.installation.finish().await;
    });
}

#[test]
fn its_folder_goes_to_the_trash_only_where_nothing_is_lost() {
    with_git(async || {
        let stand = Stand::new("cli::clones::its_folder_goes_to_the_trash_only_where_nothing_is_lost").await;
        let folder = added(&stand, "group/web").await;
        commit(&stand, &folder);
        let words = ["repo", "remove", "group/web", "--trash", "--yes"];
        let kept = stand.installation.command(&words).await;
        assert_eq!((kept.exit, kept.out.as_str()), (3, ""), "what is only here keeps it: {kept:?}");
        assert!(kept.err.contains("Only there: 1 commit on main."), "which is named: {kept:?}");
        let json = stand.installation.command(&[words.as_slice(), &["--json"]].concat()).await;
        let error = &json.json()["error"];
        assert_eq!((json.exit, &error["code"]), (3, &json!("would_lose")), "{error}");
        assert_eq!(error["facts"]["folder"], "~/Projects/group/web", "{error}");
        assert!(folder.is_dir() && names(&stand).await.contains("group/web"), "nothing was changed");
        stand.does(&stand.newest(), &folder, &["push", "-q"]);
        std::fs::write(folder.join(".git/info/exclude"), ".env\n").unwrap();
        std::fs::write(folder.join(".env"), "x").unwrap();
        let asked = stand.installation.command(&words[..4]).await;
        let also = "Checking what would be lost.\n~/Projects/group/web: Also goes: 1 ignored file (.env)";
        assert_eq!((asked.exit, asked.err.starts_with(also)), (2, true), "there is nobody to ask: {asked:?}");
        assert!(folder.is_dir(), "so it stays");
        let running = stand.installation.start_command(&words[..4], On::Terminal);
        running.until_it_says("Nothing unpushed.").await;
        running.until_it_says("and move ~/Projects/group/web to the trash? [y/N]").await;
        running.keys.send("y".to_owned()).unwrap();
        let said = running.said().await;
        let expected = "Removed group/web from Carrick, and moved ~/Projects/group/web to the trash.\n";
        assert_eq!((said.exit, said.out.as_str()), (0, expected), "{said:?}");
        let trashed = stand.installation.folder().join("share/Trash/files/web/.env");
        assert!(!folder.exists() && trashed.is_file(), "it is there, whole");
        stand.installation.finish().await;
    });
}

#[test]
fn in_doubt_its_folder_stays() {
    with_git(async || {
        let stand = Stand::new("cli::clones::in_doubt_its_folder_stays").await;
        let folder = added(&stand, "group/web").await;
        stand.does(&stand.newest(), &folder, &["init", "-q", "inner"]);
        let words = ["repo", "remove", folder.to_str().unwrap(), "--trash", "--yes", "--json"];
        let doubtful = stand.installation.command(&words).await;
        let error = &doubtful.json()["error"];
        assert_eq!((doubtful.exit, &error["code"]), (3, &json!("might_lose")), "{error}");
        assert_eq!(error["facts"]["doubt"], "holds_clone", "and why: {error}");
        std::fs::remove_dir_all(&folder).unwrap();
        let gone = stand.installation.command(&words).await;
        assert_eq!((gone.exit, &gone.json()["trashed"]), (0, &json!([])), "what is gone needs no proof: {gone:?}");
        stand.installation.finish().await;
    });
}

#[test]
fn a_repository_opens_in_what_was_said() {
    with_git(async || {
        let stand = Stand::new("cli::clones::a_repository_opens_in_what_was_said").await;
        let folder = added(&stand, "group/web").await;
        let opener = &stand.installation.opener;
        let open = async |words: &[&str]| stand.installation.command(&[&["repo", "open"], words].concat()).await;
        let none = open(&["web"]).await;
        assert_eq!(none.exit, 1, "there is no editor: {none:?}");
        assert!(none.err.ends_with("Open it with --terminal or --folder instead.\n"), "and what to do: {none:?}");
        let editor = |id: &str, name: &str| Editor { id: id.to_owned(), name: name.to_owned() };
        *opener.editors.lock().unwrap() =
            vec![editor("code.desktop", "Visual Studio Code"), editor("dev.zed.Zed.desktop", "Zed\u{1b}[1m")];
        let first = open(&["group/web"]).await;
        assert_eq!(first.out, "Opened ~/Projects/group/web in Visual Studio Code.\n", "the first: {first:?}");
        let chosen = open(&["web", "--editor", "zed[1m", "--json"]).await.json();
        assert_eq!((&chosen["with"], &chosen["editor"]), (&json!("editor"), &json!("Zed[1m")), "{chosen}");
        assert_eq!(open(&["web"]).await.out, "Opened ~/Projects/group/web in Zed[1m.\n", "which stays chosen");
        let unknown = open(&["web", "--editor", "vi"]).await;
        assert_eq!(unknown.exit, 2, "nothing is called so: {unknown:?}");
        assert!(unknown.err.contains("\n  Visual Studio Code\n"), "these are: {unknown:?}");
        assert_eq!(
            open(&["web", "--terminal"]).await.out,
            "Opened ~/Projects/group/web in a terminal.\n",
            "a terminal"
        );
        assert_eq!(open(&[folder.to_str().unwrap(), "--folder"]).await.exit, 0, "by its folder");
        let with: Vec<&str> = opener.opened().iter().map(|(with, _)| *with).collect();
        assert_eq!(with, ["editor", "editor", "editor", "terminal", "folder"], "each once");
        assert!(opener.opened().iter().all(|(_, opened)| *opened == folder), "and all of them the folder");
        opener.break_down(io::ErrorKind::NotFound);
        assert_eq!(open(&["web", "--json"]).await.json()["error"]["code"], "opener_failed", "nothing could be started");
        stand.installation.finish().await;
    });
}

#[test]
fn a_page_opens_of_any_repository_and_a_folder_of_added_ones() {
    with_git(async || {
        let stand = Stand::new("cli::clones::a_page_opens_of_any_repository_and_a_folder_of_added_ones").await;
        added(&stand, "group/web").await;
        added(&stand, "other/web").await;
        let members = vec![("alice".to_owned(), AccessLevel::Guest)];
        let far = NewProject { path: "far/away".to_owned(), members, ..NewProject::default() };
        stand.installation.gitlab.create_project(far);
        let page = format!("{}/far/away", stand.installation.gitlab.url());
        let opened = stand.installation.command(&["repo", "open", "far/away", "--web"]).await;
        assert_eq!(opened.out, format!("Opened {page} in the browser.\n"), "GitLab is asked for it: {opened:?}");
        assert_eq!(stand.installation.browser.last(), page, "its page");
        let folder = stand.installation.command(&["repo", "open", "far/away", "--folder"]).await;
        assert_eq!(folder.exit, 2, "it is not added: {folder:?}");
        let both = stand.installation.command(&["repo", "open", "web", "--json"]).await;
        let choices = &both.json()["error"]["choices"];
        assert_eq!((both.exit, choices), (2, &json!(["group/web", "other/web"])), "two are called so: {both:?}");
        stand.installation.finish().await;
    });
}
