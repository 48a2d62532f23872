//! git set up for linked accounts, and which of them it uses: the library's operations, judged by a real git.

use carrick::git::setup::Mended;
use carrick::git_setup::choices::{self, Choosing};
use carrick::git_setup::{self as setup, show};
use carrick::messages::{self, ErrorCode, UiError};
use carrick_store::clock::{Clock as _, SystemClock};
use carrick_store::model::GitUse;

use crate::support::{Git, Installation, is_child, is_helper};

fn with_git<F: Future<Output = ()>>(test: impl FnOnce() -> F) {
    if is_helper() || is_child() {
        return;
    }
    tokio::runtime::Runtime::new().unwrap().block_on(test());
}

async fn linked(names: &[&str]) -> (Installation, Vec<i64>) {
    let (installation, _) = Installation::set_up(true).await;
    installation.clock.advance(SystemClock.now() - installation.clock.now());
    let mut links = Vec::new();
    for name in names {
        links.push(installation.link(name).await.id);
    }
    (installation, links)
}

/// Who answers git for a path.
async fn who(installation: &Installation, git: &Git, path: &str) -> String {
    let url = format!("{}/{path}", installation.gitlab.url());
    let answer = tokio::task::block_in_place(|| git.fill(&url)).0;
    answer.lines().find_map(|line| line.strip_prefix("username=")).unwrap_or_default().to_owned()
}

fn choosing(link_id: i64, prefix: &str) -> Choosing {
    let (commit_name, commit_email, signing_key) = Default::default();
    Choosing { link_id, prefix: prefix.to_owned(), commit_name, commit_email, signing_key }
}

#[test]
fn git_asks_once_it_is_set_up_and_as_before_once_that_is_undone() {
    with_git(async || {
        let (installation, _) = linked(&["alice"]).await;
        let git = installation.git_as_it_is("git_setup::git_asks_once_it_is_set_up_and_as_before_once_that_is_undone");
        let config = git.folder(".gitconfig");
        std::fs::write(&config, "[user]\n\tname = Sam").unwrap();
        let parts = &installation.carrick.parts;
        assert_eq!(who(&installation, &git, "group/web.git").await, "", "git knows nothing of Carrick yet");
        assert_eq!(setup::set_up(parts).await.unwrap(), config, "where git reads last");
        assert_eq!(who(&installation, &git, "group/web.git").await, "alice", "every clone asks Carrick now");
        let (messages, known) = shown(&installation).await;
        assert!(known, "the window shows that it is set up, and whole: {messages:?}");
        setup::undo(parts).await.unwrap();
        assert_eq!(std::fs::read_to_string(&config).unwrap(), "[user]\n\tname = Sam", "to the byte");
        assert_eq!(who(&installation, &git, "group/web.git").await, "", "git is as it was");
        installation.finish().await;
    });
}

/// What the window shows, and whether git is set up and whole there.
async fn shown(installation: &Installation) -> (messages::GitSetup, bool) {
    let shown = show::git_setup(&installation.carrick.parts).await.unwrap();
    let is_whole = match &shown.state {
        messages::GitState::Known { is_set_up, is_whole, hosts, .. } => {
            *is_set_up && *is_whole && !hosts.is_empty() && hosts.iter().all(|host| host.asks_carrick)
        }
        messages::GitState::Unknown { error } => panic!("git can be asked: {error:?}"),
    };
    (shown, is_whole)
}

#[test]
fn a_choice_counts_for_git_and_for_the_commits_below_its_place() {
    with_git(async || {
        let (installation, links) = linked(&["alice", "bob"]).await;
        let git = installation.git_as_it_is("git_setup::a_choice_counts_for_git_and_for_the_commits_below_its_place");
        let parts = &installation.carrick.parts;
        setup::set_up(parts).await.unwrap();
        let as_bob = Choosing {
            commit_name: Some("Bob at work".to_owned()),
            commit_email: Some("bob@work.example".to_owned()),
            ..choosing(links[1], &format!("{}/Work/", installation.gitlab.url()))
        };
        choices::choose(parts, as_bob).await.unwrap();
        assert_eq!(who(&installation, &git, "Work/web.git").await, "bob", "chosen for it");
        assert_eq!(who(&installation, &git, "work/web.git").await, "bob", "in any case of its letters");
        assert_eq!(who(&installation, &git, "group/web.git").await, "alice", "the default elsewhere");
        for (remote, email) in [("Work/web.git", "bob@work.example\n"), ("group/web.git", "")] {
            let url = format!("{}/{remote}", installation.gitlab.url());
            let folder = remote.replace('/', "-");
            git.does("", &["init", "-q", &folder]);
            git.does(&folder, &["remote", "add", "origin", &url]);
            let told = git.run(&folder, &["config", "user.email"]).output;
            assert_eq!(told, email, "who commits in a clone of {remote}");
        }
        let (shown, _) = shown(&installation).await;
        assert_eq!(shown.choices.len(), 1, "{:?}", shown.choices);
        let choice = &shown.choices[0];
        assert_eq!((choice.prefix.as_str(), choice.username.as_str()), ("Work", "bob"), "as it was meant");
        choices::take_back(parts, choice.instance.clone(), "work".to_owned()).await.unwrap();
        assert_eq!(who(&installation, &git, "Work/web.git").await, "alice", "it was taken back");
        installation.finish().await;
    });
}

#[test]
fn what_was_set_up_follows_the_accounts() {
    with_git(async || {
        let (installation, links) = linked(&["alice", "bob"]).await;
        let git = installation.git_as_it_is("git_setup::what_was_set_up_follows_the_accounts");
        let parts = &installation.carrick.parts;
        assert_eq!(setup::mend(parts).await.unwrap(), [], "nothing is set up by itself");
        assert!(!git.folder(".gitconfig").exists(), "and nothing is written");
        setup::set_up(parts).await.unwrap();
        choices::choose(parts, choosing(links[1], "work")).await.unwrap();
        let watch = &installation.carrick.git_watch;
        watch.look(parts).await.unwrap();
        assert!(!watch.is_due(parts), "it was looked at");
        installation.gitlab.edit_user("bob", |user| user.username = "robert".to_owned());
        installation.test(links[1]).await;
        assert!(watch.is_due(parts), "an account has changed");
        let told = parts.topics.revision(carrick::topics::Topic::Git);
        watch.look(parts).await.unwrap();
        assert!(parts.topics.revision(carrick::topics::Topic::Git) > told, "the window is told");
        assert_eq!(who(&installation, &git, "work/web.git").await, "robert", "under his new name");
        choices::set_git_use(parts, links[1], GitUse::Never).await.unwrap();
        assert_eq!(who(&installation, &git, "work/web.git").await, "alice", "he is not to be used any more");
        let (shown, is_whole) = shown(&installation).await;
        assert!(is_whole, "git's files have followed");
        assert!(shown.accounts[0].is_default && !shown.accounts[1].is_default, "she is the default");
        std::fs::remove_file(installation.data_dir().join("git/config")).unwrap();
        assert_eq!(setup::mend(parts).await.unwrap(), [Mended::OwnFile], "what was lost is written again");
        installation.finish().await;
    });
}

#[test]
fn what_cannot_be_a_place_or_a_name_is_refused_and_changes_nothing() {
    with_git(async || {
        let (installation, links) = linked(&["alice"]).await;
        let parts = &installation.carrick.parts;
        let refused = async |choosing: Choosing| {
            let error: UiError = choices::choose(parts, choosing).await.unwrap_err().into();
            error.code
        };
        let place = choosing(links[0], "x\"]\n[core]\nsshCommand=touch /tmp/x");
        assert_eq!(refused(place).await, ErrorCode::PlaceMalformed, "no namespace is called that");
        let name = Choosing { commit_name: Some("A\nB".to_owned()), ..choosing(links[0], "work") };
        assert_eq!(refused(name).await, ErrorCode::IdentityMalformed, "a commit has one line for it");
        assert_eq!(refused(choosing(999, "work")).await, ErrorCode::NotFound, "nobody is linked there");
        assert_eq!(shown(&installation).await.0.choices, [], "nothing was chosen");
        installation.finish().await;
    });
}
