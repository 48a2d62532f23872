//! What a clone uses, where that comes from, and what a person has it use.

use carrick::git::identities::Identity;
use carrick::git_setup::choices::{self, Choosing};
use carrick::messages;
use carrick::repositories::clones::{self, Acting, Details, Misfit, Why, show};
use carrick_store::Code;
use carrick_store::clock::{Clock as _, SystemClock};
use local_gitlab::{AccessLevel, NewProject};

use super::room::{Room, code, with_git};

async fn told(room: &Room, id: i64) -> Details {
    clones::details(room.repositories(), id).await.unwrap()
}

fn acting(link_id: Option<i64>, name: &str, email: &str) -> Acting {
    let some = |text: &str| Some(text.to_owned());
    Acting { link_id, identity: Identity { name: some(name), email: some(email), signing_key: None } }
}

fn commit_email(room: &Room, name: &str, email: &str) {
    let changed = "UPDATE links SET commit_email = ?2 WHERE username = ?1";
    room.installation.second_connection().execute(changed, [name, email]).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn details_say_which_account_and_commit_name_and_where_that_stands() {
    let room = Room::with(&["alice"], "").await;
    room.project("group/web", &["alice"]).await;
    let folder = room.clone_of("web", &room.address("group/web"));
    room.git.does("web", &["remote", "add", "ssh", &room.ssh_address("group/web")]);
    room.git.does("web", &["config", "user.name", "Sam at work"]);
    let id = room.adopted(&folder).await;
    let shown = show::details(room.repositories(), told(&room, id).await);
    assert_eq!((shown.folder.as_str(), shown.is_there), ("~/web", true), "as people write it");
    let name = shown.name.unwrap();
    assert_eq!((name.value.as_str(), name.is_here), ("Sam at work", true), "the clone's own");
    assert!(name.file.ends_with("/web/.git/config"), "by its whole path: {}", name.file);
    let email = shown.email.unwrap();
    assert_eq!((email.file.as_str(), email.is_here), ("~/.gitconfig", false), "the person's");
    let [https, ssh] = &shown.remotes[..] else { panic!("both: {:?}", shown.remotes) };
    assert_eq!(https.account.as_deref(), Some("alice"), "git asks Carrick, which has one account there");
    assert_eq!(https.reason, Some(messages::AccountReason::Only), "and says why");
    assert_eq!((ssh.ssh, ssh.account.as_deref()), (true, None), "over SSH it asks nobody");
    std::fs::remove_dir_all(&folder).unwrap();
    let gone = told(&room, id).await;
    assert!(!gone.is_there && gone.remotes.is_empty(), "a folder that is gone says no more");
    std::fs::create_dir(&folder).unwrap();
    room.clone_of(".", &room.address("group/other"));
    let other = told(&room, id).await;
    assert!(other.is_there && other.remotes.is_empty(), "and a clone around it is not asked in its place");
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_may_only_fetch_is_told_before_a_push_fails() {
    let room = Room::with(&["alice"], "").await;
    room.project("group/web", &["alice"]).await;
    let new = NewProject { path: "group/docs".to_owned(), ..NewProject::default() };
    let members = vec![("alice".to_owned(), AccessLevel::Reporter)];
    room.installation.gitlab.create_project(NewProject { members, ..new });
    room.installation.read_again().await;
    let folder = room.clone_of("web", &room.address("group/web"));
    room.git.does("web", &["remote", "add", "docs", &room.address("group/docs")]);
    room.git.does("web", &["remote", "add", "strange", &room.address("group/nobodys")]);
    let id = room.adopted(&folder).await;
    let may_push: Vec<Option<bool>> = told(&room, id).await.remotes.iter().map(|remote| remote.may_push).collect();
    assert_eq!(may_push, [Some(true), Some(false), None], "of what is in no list nothing is known");
    room.installation.finish().await;
}

#[test]
fn who_acts_and_commits_is_written_into_the_clone_and_taken_out_again() {
    const TEST: &str = "details::who_acts_and_commits_is_written_into_the_clone_and_taken_out_again";
    with_git(async || {
        let room = Room::with(&["alice", "bob"], TEST).await;
        room.project("group/web", &["alice", "bob"]).await;
        let folder = room.cloned("web", "group/web").await;
        let id = room.adopted(&folder).await;
        let repositories = room.repositories();
        let bob = room.links[1];
        clones::set_identity(repositories, id, acting(Some(bob), " Bob ", "bob@work.example")).await.unwrap();
        room.git.does("web", &["commit", "-q", "--allow-empty", "-m", "One"]);
        assert_eq!(told(&room, id).await.remotes[0].handed_out_at, None, "git has not asked for his token yet");
        let author = room.says("web", &["log", "-1", "--format=%an <%ae>"]);
        assert_eq!(author, "Bob <bob@work.example>", "a real commit has it");
        tokio::task::block_in_place(|| room.git.does("web", &["push", "-q", "origin", "HEAD:refs/heads/one"]));
        let who = room.installation.gitlab.git_requests().into_iter().filter_map(|it| it.account).next_back();
        assert_eq!(who.as_deref(), Some("bob"), "and a real push is his");
        let handed_out_at = told(&room, id).await.remotes[0].handed_out_at.expect("that was a use");
        assert!((0..600_000).contains(&(SystemClock.now() - handed_out_at)), "which was just now: {handed_out_at}");
        assert_eq!(room.kept(&folder).unwrap().link_id, Some(bob), "the list shows it");
        assert_eq!(told(&room, id).await.remotes[0].account.as_ref().unwrap().1, Why::Named, "the clone names him");
        clones::set_identity(repositories, id, Acting::default()).await.unwrap();
        assert_eq!(room.says("web", &["config", "user.email"]), "sam@home.example", "as git says elsewhere");
        assert_eq!(room.kept(&folder).unwrap().link_id, None, "and Carrick chooses");
        let before = room.config(&folder);
        for (asked, why) in [
            (acting(Some(77), "Bob", "b@example.com"), Code::NotFound),
            (acting(Some(bob), "Bob\n[core]", "b@example.com"), Code::IdentityMalformed),
            (acting(Some(bob), "Bob", "<b@example.com>"), Code::IdentityMalformed),
        ] {
            assert_eq!(code(clones::set_identity(repositories, id, asked).await), why, "it cannot be written");
        }
        assert_eq!(room.config(&folder), before, "what is refused changes nothing");
        room.installation.finish().await;
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_name_of_another_account_is_told_until_it_is_left_on_purpose() {
    let room = Room::with(&["alice", "bob"], "").await;
    commit_email(&room, "alice", "alice@home.example");
    commit_email(&room, "bob", "bob@work.example");
    room.project("work/web", &["bob"]).await;
    let folder = room.clone_of("web", &room.address("work/web"));
    let id = room.adopted(&folder).await;
    let misfit = async || told(&room, id).await.misfit;
    assert_eq!(misfit().await, None, "sam@home.example is nobody's: the person's own business");
    room.git.does("web", &["config", "user.email", "Alice@home.example"]);
    let expected = |fitting: &str| {
        let (email, username) = ("Alice@home.example".to_owned(), "bob".to_owned());
        Some(Misfit { email, username, fitting: fitting.to_owned() })
    };
    assert_eq!(misfit().await, expected("bob@work.example"), "it is alice's, and git acts as bob");
    let chosen = Choosing {
        link_id: room.links[1],
        prefix: "work".to_owned(),
        commit_name: None,
        commit_email: Some("bob@team.example".to_owned()),
        signing_key: None,
    };
    choices::choose(&room.installation.carrick.parts, chosen).await.unwrap();
    assert_eq!(misfit().await, expected("bob@team.example"), "what was chosen for the place fits better");
    room.git.does("web", &["config", "user.email", "bob@work.example"]);
    assert_eq!(misfit().await, None, "one of his own fits");
    room.git.does("web", &["config", "user.email", "alice@home.example"]);
    commit_email(&room, "bob", "alice@home.example");
    assert_eq!(misfit().await, None, "one that both have fits too");
    commit_email(&room, "bob", "bob@work.example");
    assert!(misfit().await.is_some(), "hers alone does not");
    clones::keep_name(room.repositories(), id).await.unwrap();
    assert_eq!(misfit().await, None, "it was left on purpose");
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_one_account_alone_reaches_is_told_with_the_largest_group_first() {
    let room = Room::with(&["alice", "bob"], "").await;
    for path in ["Work/a", "work/b", "team/a", "shared/a", "x/a", "y/a"] {
        room.project(path, &["bob"]).await;
    }
    room.project("shared/b", &["alice"]).await;
    let reach = clones::reach(room.repositories(), room.links[1]).await.unwrap();
    let groups: Vec<(String, u32)> = reach.groups.iter().map(|(group, count)| (group.to_lowercase(), *count)).collect();
    let expected = [("work", 2), ("team", 1), ("x", 1)].map(|(group, count)| (group.to_owned(), count));
    assert_eq!((groups, reach.more), (expected.to_vec(), 1), "shared is reached by both");
    assert_eq!(reach.default.as_deref(), Some("alice"), "who is used elsewhere");
    assert_eq!(code(clones::reach(room.repositories(), 77).await), Code::NotFound, "there is no such account");
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_alone_reaches_no_further_than_others() {
    let room = Room::with(&["alice"], "").await;
    room.project("group/web", &["alice"]).await;
    let reach = clones::reach(room.repositories(), room.links[0]).await.unwrap();
    assert_eq!(reach.groups, [], "there are no others");
    room.installation.finish().await;
}
