//! git in a terminal, with the link: the installed programs, the real keyring, no question.

use end_to_end::failure::{Failure, Result};
use end_to_end::harness::journey;
use end_to_end::journey::{self, register};
use end_to_end::session::{Session, Setting};
use end_to_end::window::Window;
use local_gitlab::{AccessLevel, NewProject};

async fn show_git(window: &Window) -> Result<()> {
    window.click("button", "Your profile").await?;
    window.find("navigation", "Your profile sections").await?.find("button", "Git").await?.click().await
}

fn make_project(session: &Session, path: &str, member: &str) -> String {
    let members = vec![(member.to_owned(), AccessLevel::Developer)];
    session.gitlab.create_project(NewProject { path: path.to_owned(), members, ..NewProject::default() });
    format!("{}/{path}.git", session.gitlab.url())
}

/// Who pushed, as GitLab knows it.
fn pushed_by(session: &Session, path: &str) -> Vec<String> {
    let requests = session.gitlab.git_requests().into_iter();
    let pushes = requests.filter(|it| it.path.contains(path) && it.path.ends_with("git-receive-pack"));
    pushes.filter_map(|it| it.account).collect()
}

async fn commit_and_push(session: &Session, clone: &str) -> Result<()> {
    std::fs::write(session.folders().projects().join(clone).join("new"), clone)?;
    session.git(clone, &["add", "new"]).await?;
    session.git(clone, &["commit", "-q", "-m", "New"]).await?;
    session.git(clone, &["push", "-q"]).await.map(drop)
}

#[test]
fn git_pushes_without_a_question_once_it_is_set_up_with_the_window_open_and_closed() {
    journey("git-push", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        let url = make_project(session, "group/web", "alice");
        let refused = session.type_in("", "git", &["clone", "-q", &url, "web"]).await?;
        assert!(!refused.is_done, "git knows nothing of Carrick yet: {refused:?}");
        show_git(&window).await?;
        window.shows("git does not ask Carrick yet.").await?;
        window.click("button", "Set up git").await?;
        window.shows(&format!("git on this computer asks Carrick for {}.", session.gitlab.host())).await?;
        session.git("", &["config", "--global", "user.email", "alice@example.com"]).await?;
        session.git("", &["clone", "-q", &url, "web"]).await?;
        commit_and_push(session, "web").await?;
        assert_eq!(pushed_by(session, "group/web"), ["alice"], "by her account");
        session.close_app(window).await?;
        session.gitlab.expire_access_tokens();
        session.git("web", &["fetch", "-q"]).await?;
        assert_eq!(session.gitlab.live_pairs().len(), 1, "the dead token was renewed by the command that met it");
        let status = session.type_in("", "carrick", &["git", "status"]).await?;
        assert!(status.is_done && status.text.contains("git is set up"), "{status:?}");
        let undone = session.type_in("", "carrick", &["git", "uninstall"]).await?;
        assert!(undone.is_done, "{undone:?}");
        let refused = session.type_in("web", "git", &["fetch", "-q"]).await?;
        assert!(!refused.is_done, "git is as it was before: {refused:?}");
        Ok(())
    });
}

#[test]
fn two_accounts_on_one_host_each_push_and_commit_under_their_own_name() {
    journey("git-two", Setting::default(), async |session| {
        let application = register(session, false);
        let window = session.open_app().await?;
        let browser = journey::link(&window, session, &application, "alice").await?;
        browser.leave_pages().await?;
        session.gitlab.sign_everybody_out();
        window.click("button", "Link another account").await?;
        window.click("button", "Open my browser anyway").await?;
        journey::approve(&browser, "bob").await?;
        journey::linked(&window, "bob").await?;
        let alices = make_project(session, "group/web", "alice");
        let bobs = make_project(session, "work/site", "bob");
        session.git("", &["config", "--global", "user.name", "Alice"]).await?;
        session.git("", &["config", "--global", "user.email", "alice@home.example"]).await?;
        let chosen = ["--for", "work", "--commit-name", "Bob", "--commit-email", "bob@work.example"];
        for words in [&["git", "install"][..], &[&["account", "use", "bob"], &chosen[..]].concat()] {
            let typed = session.type_in("", "carrick", words).await?;
            assert!(typed.is_done, "{typed:?}");
        }
        for (url, clone) in [(&alices, "web"), (&bobs, "site")] {
            session.git("", &["clone", "-q", url, clone]).await?;
            commit_and_push(session, clone).await?;
        }
        assert_eq!(pushed_by(session, "group/web"), ["alice"], "hers by her account");
        assert_eq!(pushed_by(session, "work/site"), ["bob"], "his by his");
        let author =
            async |clone: &str| Ok::<_, Failure>(session.git(clone, &["log", "-1", "--format=%ae"]).await?.text);
        assert_eq!(author("web").await?, "alice@home.example\n", "she is who commits elsewhere");
        assert_eq!(author("site").await?, "bob@work.example\n", "he commits at work");
        let which = session.type_in("site", "carrick", &["account", "which"]).await?;
        assert!(which.text.contains("@bob") && which.text.contains("bob@work.example"), "and it is told: {which:?}");
        Ok(())
    });
}

#[test]
fn a_locked_keyring_is_said_in_one_line_and_git_asks_for_no_password() {
    journey("git-locked", Setting::default(), async |session| {
        let application = register(session, true);
        let window = session.open_app().await?;
        journey::link(&window, session, &application, "alice").await?;
        let url = make_project(session, "group/web", "alice");
        session.type_in("", "carrick", &["git", "install"]).await?;
        session.git("", &["clone", "-q", &url, "web"]).await?;
        let keyring = session.keyring.as_ref().expect("it runs");
        keyring.lock(session.bus())?;
        let typed = session.type_in("web", "git", &["fetch", "-q"]).await?;
        assert!(!typed.is_done, "there is no token");
        assert!(
            typed.text.contains("Carrick: the Login keyring is locked. Unlock it, then run this again."),
            "{typed:?}"
        );
        assert!(!typed.text.contains("could not read"), "git asked nobody: {typed:?}");
        keyring.halt()?;
        let typed = session.type_in("web", "git", &["fetch", "-q"]).await?;
        keyring.resume()?;
        assert!(typed.text.contains("does not answer. Try again."), "a keyring that hangs is said too: {typed:?}");
        Ok(())
    });
}
