//! From a link to a push: a repository is found, added with one click, worked on in a terminal and removed again.

use std::path::PathBuf;

use end_to_end::failure::Result;
use end_to_end::harness::journey;
use end_to_end::journey::{self, register};
use end_to_end::session::{Session, Setting};
use end_to_end::window::Window;

/// Links two accounts of one GitLab that has projects, and shows the list.
async fn two_accounts(session: &Session) -> Result<Window> {
    session.gitlab.furnish();
    let application = register(session, false);
    let window = session.open_app().await?;
    let browser = journey::link(&window, session, &application, "alice").await?;
    browser.leave_pages().await?;
    session.gitlab.sign_everybody_out();
    window.click("button", "Link another account").await?;
    window.click("button", "Open my browser anyway").await?;
    journey::approve(&browser, "bob").await?;
    journey::linked(&window, "bob").await?;
    window.click("button", "Repositories").await?;
    Ok(window)
}

async fn one_account(session: &Session) -> Result<Window> {
    session.gitlab.furnish();
    let application = register(session, true);
    let window = session.open_app().await?;
    journey::link(&window, session, &application, "alice").await?.leave_pages().await?;
    window.click("button", "Show repositories").await?;
    Ok(window)
}

fn clone_of(session: &Session, path: &str) -> PathBuf {
    session.folders().projects().join(path)
}

async fn commit(session: &Session, clone: &str) -> Result<()> {
    std::fs::write(clone_of(session, clone).join("NEWS"), clone)?;
    session.git(clone, &["add", "NEWS"]).await?;
    session.git(clone, &["commit", "-q", "-m", "Tell the news"]).await.map(drop)
}

fn pushed_by(session: &Session, path: &str) -> Vec<String> {
    let requests = session.gitlab.git_requests().into_iter();
    let pushes = requests.filter(|it| it.path.contains(path) && it.path.ends_with("git-receive-pack"));
    let mut by: Vec<_> = pushes.filter_map(|it| it.account).collect();
    by.dedup();
    by
}

#[test]
fn one_click_adds_a_repository_and_git_pushes_from_it_at_once_for_each_of_two_accounts() {
    journey("add-push", Setting::default(), async |session| {
        let window = two_accounts(session).await?;
        // Rows keep their places from the first click on: both accounts' are read by then.
        window.find("button", "Add work/handbook").await?;
        for (path, account) in [("group/INVoicing", "alice"), ("work/handbook", "bob")] {
            window.click("button", &format!("Add {path}")).await?;
            window.shows_later(&format!("Added {path} to")).await?;
            commit(session, path).await?;
            session.git(path, &["push", "-q"]).await?;
            assert_eq!(pushed_by(session, path), [account], "{path}: by the account that reaches it, nothing set up");
            let author = session.git(path, &["log", "-1", "--format=%ae"]).await?.text;
            assert_eq!(
                author.trim(),
                format!("{account}@example.com"),
                "{path}: git knew nobody, the account is named"
            );
        }
        let listed = session.type_in("", "carrick", &["repo", "list", "--added"]).await?;
        assert!(listed.is_done && listed.text.contains("work/handbook"), "the command line sees the same: {listed:?}");
        Ok(())
    });
}

#[test]
fn a_clone_goes_to_the_trash_only_when_nothing_is_in_it_alone() {
    journey("add-remove", Setting::default(), async |session| {
        let window = one_account(session).await?;
        window.click("button", "Add group/web").await?;
        window.shows_later("Added group/web to").await?;
        commit(session, "group/web").await?;
        window.click("button", "More for group/web").await?;
        window.click("menuitem", "Remove…").await?;
        window.click("radio", "Move the folder to the trash").await?;
        window.shows_later("Only here: 1 commit on").await?;
        session.git("group/web", &["push", "-q"]).await?;
        window.click("button", "Check again").await?;
        window.shows_later("Nothing unpushed.").await?;
        window.click("radio", "Move the folder to the trash").await?;
        window.click("button", "Remove").await?;
        window.find("button", "Add group/web").await?;
        assert!(!clone_of(session, "group/web").exists(), "the folder is gone");
        let trash = session.folders().data().join("Trash/files/web");
        assert!(trash.join("NEWS").exists(), "and lies in the trash, whole: {}", trash.display());
        Ok(())
    });
}

#[test]
fn a_search_finds_by_letters_and_the_keyboard_alone_adds() {
    journey("add-keys", Setting::default(), async |session| {
        let window = one_account(session).await?;
        window.find("button", "Add group/INVoicing").await?;
        window.press("\u{e009}f\u{e000}").await?;
        window.focus_is_on("searchbox", "Search repositories").await?;
        window.press("invo").await?;
        window.gone("button", "Add group/web").await?;
        window.press("\u{e007}").await?;
        window.focus_is_on("row", "").await?;
        window.press("\u{e007}").await?;
        window.shows_later("Added group/INVoicing to").await?;
        assert!(clone_of(session, "group/INVoicing").join(".git").is_dir(), "it is there");
        Ok(())
    });
}
