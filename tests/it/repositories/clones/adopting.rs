//! Taking in clones that a person made themselves.

use std::os::unix::fs::symlink;

use carrick::repositories::clones::{self, Adopt, details, mend_remote};
use carrick_store::Code;
use local_gitlab::{NewProject, Visibility};

use super::room::{Room, code, with_git};

fn plain(folder: &std::path::Path) -> Adopt {
    Adopt { folder: folder.to_owned(), project: None, https: false, despite: false }
}

#[test]
fn a_clone_that_is_taken_in_works_though_git_was_never_set_up() {
    const TEST: &str = "adopting::a_clone_that_is_taken_in_works_though_git_was_never_set_up";
    with_git(async || {
        let room = Room::with(&["alice"], TEST).await;
        room.project("group/web", &["alice"]).await;
        let folder = room.clone_of("web", &room.address("group/web"));
        let fetches = || tokio::task::block_in_place(|| room.git.run("web", &["fetch", "-q", "origin"]).is_done);
        assert!(!fetches(), "git knows nobody to ask");
        room.adopted(&folder).await;
        assert!(room.is_added("group/web"), "the list has it among those that are added");
        assert!(fetches(), "Carrick's helper stands in the clone itself");
        assert_eq!(room.kept(&folder).unwrap().link_id, None, "with one account there is nothing to choose");
        let before = (room.config(&folder), room.kept(&folder));
        room.adopted(&folder).await;
        assert_eq!((room.config(&folder), room.kept(&folder)), before, "a second time changes nothing");
        room.installation.finish().await;
    });
}

#[test]
fn with_two_accounts_the_one_that_reaches_the_project_is_written_into_the_clone() {
    const TEST: &str = "adopting::with_two_accounts_the_one_that_reaches_the_project_is_written_into_the_clone";
    with_git(async || {
        let room = Room::with(&["alice", "bob"], TEST).await;
        room.project("work/web", &["bob"]).await;
        let folder = room.clone_of("web", &room.address("work/web"));
        room.adopted(&folder).await;
        assert_eq!(room.kept(&folder).unwrap().link_id, Some(room.links[1]), "alice cannot reach it");
        let address = room.installation.gitlab.url();
        let named = room.says("web", &["config", &format!("credential.{address}.username")]);
        assert_eq!(named, "bob", "which git hands over");
        assert!(!room.config(&folder).contains("[user]"), "a commit name was chosen for no place");
        room.installation.finish().await;
    });
}

#[tokio::test(flavor = "multi_thread")]
async fn a_remote_by_ssh_or_with_a_password_becomes_a_clean_one_over_https_on_request_alone() {
    let room = Room::with(&["alice"], "").await;
    room.project("group/web", &["alice"]).await;
    let clean = room.address("group/web");
    let secret = clean.replace("://", "://alice:hunter2@");
    for (name, address) in [("ssh", room.ssh_address("group/web")), ("secret", secret)] {
        let folder = room.clone_of(name, &address);
        room.git.does(name, &["config", "remote.origin.pushurl", &address]);
        room.git.does(name, &["config", "lfs.url", &format!("{address}/info/lfs")]);
        let more = "[alias]\n\tst = status \\\n\t --short ; why\n";
        let text = room.config(&folder) + more;
        std::fs::write(folder.join(".git/config"), &text).unwrap();
        let asked = Adopt { despite: true, ..plain(&folder) };
        room.adopt(asked.clone()).await.unwrap();
        assert_eq!(room.says(name, &["config", "remote.origin.url"]), address, "nobody asked for another");
        room.adopt(Adopt { https: true, ..asked }).await.unwrap();
        assert_eq!(room.says(name, &["config", "--get-all", "remote.origin.url"]), clean, "{name}: a clean one");
        assert_eq!(room.says(name, &["config", "remote.origin.pushurl"]), clean, "{name}: for pushing too");
        assert_eq!(room.says(name, &["config", "lfs.url"]), format!("{clean}/info/lfs"), "{name}: large files follow");
        let config = room.config(&folder);
        assert!(!config.contains("hunter2"), "{name}: the password is gone: {config}");
        assert!(config.contains(more), "{name}: what else stood there stands there byte by byte: {config}");
    }
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clone_with_several_remotes_is_taken_in_as_the_project_that_was_asked_for() {
    let room = Room::with(&["alice"], "").await;
    room.project("group/web", &["alice"]).await;
    room.project("alice/web", &["alice"]).await;
    room.project("group/other", &["alice"]).await;
    let folder = room.clone_of("web", &room.address("alice/web"));
    room.git.does("web", &["remote", "add", "upstream", &room.address("group/web")]);
    let asked = |path: &str| Adopt { project: Some(room.number(path)), ..plain(&folder) };
    assert_eq!(room.adopt(asked("group/other")).await, Err(Code::CloneUnfit), "no remote of it is there");
    room.adopt(asked("group/web")).await.unwrap();
    let kept = room.kept(&folder).unwrap();
    assert_eq!(kept.project, room.number("group/web"), "though its first remote is a fork");
    let remotes = details(room.repositories(), kept.id).await.unwrap().remotes;
    assert!(remotes.iter().all(|remote| remote.moved_to.is_none()), "and the fork is no address of before");
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_one_pushes_to_another_place_that_stays() {
    let room = Room::with(&["alice"], "").await;
    room.project("group/web", &["alice"]).await;
    room.project("alice/web", &["alice"]).await;
    let (ssh, clean) = (room.ssh_address("group/web"), room.address("group/web"));
    let fork = room.address("alice/web");
    let secret = fork.replace("://", "://alice:hunter2@");
    let mirror = "git@mirror.example:web.git".to_owned();
    for (name, fetch, push, pushes) in [
        ("mirror", &ssh, &mirror, &mirror),
        ("fork", &ssh, &room.ssh_address("alice/web"), &room.ssh_address("alice/web")),
        ("secret", &ssh, &secret, &fork),
        ("same", &clean, &ssh, &clean),
    ] {
        let folder = room.clone_of(name, fetch);
        room.git.does(name, &["config", "--add", "remote.origin.url", &mirror]);
        room.git.does(name, &["config", "remote.origin.pushurl", push]);
        room.adopt(Adopt { https: true, ..plain(&folder) }).await.unwrap();
        let told = room.says(name, &["config", "--get-all", "remote.origin.url"]);
        assert_eq!(told, format!("{clean}\n{mirror}"), "{name}: one address alone is the project's");
        assert_eq!(room.says(name, &["config", "--get-all", "remote.origin.pushurl"]), *pushes, "{name}");
    }
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_git_rewrites_is_understood() {
    let room = Room::with(&["alice"], "").await;
    room.project("group/web", &["alice"]).await;
    let rule = format!("[url \"{}/\"]\n\tinsteadOf = gl:\n", room.installation.gitlab.url());
    std::fs::write(room.git.folder(".gitconfig"), rule).unwrap();
    let folder = room.clone_of("web", "gl:group/web");
    room.adopted(&folder).await;
    assert_eq!(room.kept(&folder).unwrap().project, room.number("group/web"), "by the person's own rule");
    assert_eq!(room.says("web", &["config", "remote.origin.url"]), "gl:group/web", "which stays");
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_start_programs_are_seen_first() {
    let room = Room::with(&["alice"], "").await;
    room.project("group/web", &["alice"]).await;
    let folder = room.clone_of("web", &room.address("group/web"));
    let mark = room.git.folder("sprung");
    let trap = format!("[core]\n\tfsmonitor = touch {0}\n\tsshCommand = touch {0}\n", mark.display());
    std::fs::write(folder.join(".git/config"), room.config(&folder) + &trap).unwrap();
    let before = room.config(&folder);
    assert_eq!(room.adopt(plain(&folder)).await, Err(Code::CloneUnsafe), "nobody has agreed to them");
    assert_eq!((room.config(&folder), room.kept(&folder)), (before, None), "and nothing was written or kept");
    let id = {
        room.adopt(Adopt { despite: true, ..plain(&folder) }).await.unwrap();
        room.kept(&folder).unwrap().id
    };
    let told = details(room.repositories(), id).await.unwrap();
    assert_eq!(told.hazards.len(), 2, "they are told ever after: {:?}", told.hazards);
    assert!(!mark.exists(), "agreeing starts nothing, and telling neither");
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_submodules_say_is_seen_first_too() {
    let room = Room::with(&["alice"], "").await;
    room.project("group/web", &["alice"]).await;
    let folder = room.clone_of("web", &room.address("group/web"));
    for (at, below) in ["web/.git/modules/deep/lib", "web/.git/modules/deep/lib/modules/lib"].into_iter().enumerate() {
        let inside = room.clone_of(&format!("inside{at}"), "../lib");
        std::fs::create_dir_all(room.git.folder(below).parent().unwrap()).unwrap();
        std::fs::rename(inside.join(".git"), room.git.folder(below)).unwrap();
        let config = room.git.folder(below).join("config");
        let text = std::fs::read_to_string(&config).unwrap() + "[core]\n\tworktree = ../../../../deep/lib\n";
        std::fs::write(&config, &text).unwrap();
        assert_eq!(room.adopt(plain(&folder)).await, Ok(()), "{below}: every submodule says where its files are");
        std::fs::write(&config, text.clone() + "[core]\n\talternateRefsCommand = x\n").unwrap();
        assert_eq!(room.adopt(plain(&folder)).await, Err(Code::CloneUnsafe), "{below}: nobody has agreed to it");
        assert_eq!(room.adopt(Adopt { despite: true, ..plain(&folder) }).await, Ok(()), "{below}");
        let id = room.kept(&folder).unwrap().id;
        let told = details(room.repositories(), id).await.unwrap().hazards;
        let told: Vec<_> = told.into_iter().map(|hazard| (hazard.key, hazard.submodule)).collect();
        let place = below.strip_prefix("web/.git/modules/").unwrap().to_owned();
        assert_eq!(told, [("core.alternaterefscommand".to_owned(), Some(place))], "it is told ever after, and of whom");
        std::fs::write(&config, text).unwrap();
    }
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_clone_by_itself_is_refused() {
    let room = Room::with(&["alice"], "").await;
    room.project("group/web", &["alice"]).await;
    let address = room.address("group/web");
    let whole = room.clone_of("whole", &address);
    std::fs::create_dir(room.git.folder("bare")).unwrap();
    room.git.does("bare", &["init", "-q", "--bare"]);
    room.git.does("bare", &["remote", "add", "origin", &address]);
    std::fs::create_dir(room.git.folder("linked")).unwrap();
    symlink(whole.join(".git"), room.git.folder("linked/.git")).unwrap();
    std::fs::create_dir(room.git.folder("empty")).unwrap();
    std::fs::create_dir_all(room.git.folder("outer/.git/modules")).unwrap();
    std::fs::rename(room.clone_of("inner", &address).join(".git"), room.git.folder("outer/.git/modules/inner"))
        .unwrap();
    std::fs::write(room.git.folder("inner/.git"), "gitdir: ../outer/.git/modules/inner\n").unwrap();
    room.clone_of("elsewhere", "https://elsewhere.example/group/web.git");
    for name in ["bare", "linked", "empty", "inner", "elsewhere"] {
        assert_eq!(room.adopt(plain(&room.git.folder(name))).await, Err(Code::CloneUnfit), "{name}");
    }
    assert_eq!(room.adopt(plain(&room.git.folder("gone"))).await, Err(Code::FolderMissing), "nothing is there");
    room.clone_of("stranger", &room.address("group/nobodys"));
    assert_eq!(room.adopt(plain(&room.git.folder("stranger"))).await, Err(Code::NotFound), "no account sees it");
    std::fs::write(whole.join(".git/config.lock"), "").unwrap();
    let before = room.config(&whole);
    assert_eq!(room.adopt(plain(&whole)).await, Err(Code::GitConfigLocked), "another program is at it");
    assert_eq!((room.config(&whole), room.kept(&whole)), (before, None), "what cannot be bound is not kept");
    assert!(!room.is_added("group/web"), "and nothing is added");
    let both = vec![plain(&room.git.folder("gone")), plain(&room.git.folder("empty"))];
    std::fs::remove_file(whole.join(".git/config.lock")).unwrap();
    let asked = both.into_iter().chain([plain(&whole)]).collect();
    let adopted = clones::adopt(room.repositories(), asked).await.unwrap();
    assert_eq!((adopted.done, adopted.failed.len()), (1, 2), "one that cannot be taken in stops no other");
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_that_is_in_no_list_is_asked_for_and_one_that_moved_is_known_again() {
    let room = Room::with(&["alice"], "").await;
    let public = NewProject { visibility: Visibility::Public, path: "world/tools".to_owned(), ..NewProject::default() };
    room.installation.gitlab.create_project(public);
    let moved = room.project("group/web", &["alice"]).await;
    let (old, stays) = (room.address("group/web"), room.clone_of("tools", &room.address("world/tools")));
    room.adopted(&stays).await;
    assert!(room.is_added("world/tools"), "alice is no member, but sees it");
    let folder = room.clone_of("web", &old);
    room.git.does("web", &["remote", "add", "upstream", &room.address("world/tools")]);
    room.installation.gitlab.move_project(moved.id, "team/site");
    room.installation.read_again().await;
    let id = room.adopted(&folder).await;
    assert_eq!(room.kept(&folder).unwrap().project, room.number("team/site"), "GitLab says where it is now");
    let moved_to = async || {
        let remotes = details(room.repositories(), id).await.unwrap().remotes;
        remotes.into_iter().map(|remote| (remote.belonging.remote, remote.moved_to)).collect::<Vec<_>>()
    };
    let expected = [("origin".to_owned(), Some("team/site".to_owned())), ("upstream".to_owned(), None)];
    assert_eq!(moved_to().await, expected, "which is told, and of no other remote");
    assert!(room.is_moved("team/site").await, "its row says so too");
    assert!(!room.is_moved("world/tools").await, "and no other one");
    assert_eq!(room.says("web", &["config", "remote.origin.url"]), old, "but the remote is the person's");
    mend_remote(room.repositories(), id, "origin").await.unwrap();
    assert_eq!(room.says("web", &["config", "remote.origin.url"]), room.address("team/site"), "until they ask for it");
    assert_eq!(moved_to().await[0].1, None, "and nothing is told of it any more");
    assert!(!room.is_moved("team/site").await, "in its row neither");
    assert_eq!(code(mend_remote(room.repositories(), id, "gone").await), Code::NotFound, "there is no such remote");
    room.installation.finish().await;
}
