//! Looking for clones, and where.

use std::future::ready;
use std::os::unix::fs::symlink;
use std::pin::Pin;

use carrick::git::finding::Kind;
use carrick::git::hazards::Harm;
use carrick::git::remote::Transport;
use carrick::messages;
use carrick::repositories::clones::{self, FoundClones, show};
use carrick::topics::Topic;
use carrick_store::Code;

use super::room::{Room, code};

async fn found(room: &Room) -> FoundClones {
    clones::find(room.repositories(), &["~/src".to_owned()]).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn clones_of_linked_gitlabs_are_found_with_what_a_person_should_know_and_nothing_is_touched() {
    let room = Room::with(&["alice"], "").await;
    room.project("group/web", &["alice"]).await;
    let added = room.clone_of("src/added", &room.address("group/web"));
    room.adopted(&added).await;
    let mark = room.git.folder("sprung");
    let ssh = room.clone_of("src/team/ssh", &room.ssh_address("Group/Web"));
    room.git.does("src/team/ssh", &["config", "core.fsmonitor", &format!("touch {}", mark.display())]);
    room.clone_of("src/secret", &room.address("other/unknown").replace("://", "://bob:hunter2@"));
    room.clone_of("src/elsewhere", "https://elsewhere.example/group/web.git");
    std::fs::create_dir(room.git.folder("src/linked")).unwrap();
    symlink(added.join(".git"), room.git.folder("src/linked/.git")).unwrap();
    let before = room.config(&ssh);
    let found = found(&room).await;
    assert!(!mark.exists() && room.config(&ssh) == before, "nothing of a found folder is run or written");
    assert_eq!((found.clones.len(), found.others, found.left_out, found.is_cut_short), (3, 1, 1, false), "{found:?}");
    let [first, secret, by_ssh] = &found.clones[..] else { panic!("three, in order: {found:?}") };
    assert!(first.is_added && !secret.is_added && !by_ssh.is_added, "one is known already");
    let number = room.number("group/web");
    assert_eq!((first.project, secret.project, by_ssh.project), (Some(number), None, Some(number)), "in any letters");
    assert!(secret.contents.has_password && !first.contents.has_password, "a password is a fault");
    assert_eq!((by_ssh.belonging.transport, &by_ssh.kind), (Transport::Ssh, &Kind::Whole), "git would not ask Carrick");
    assert_eq!(first.contents.hazards, [], "Carrick's own lines are none");
    assert_eq!(
        by_ssh.contents.hazards.iter().map(|it| it.harm).collect::<Vec<_>>(),
        [Harm::StartsProgram],
        "it would run"
    );
    let shown = format!("{:?}", show::found(room.repositories(), found.clone()));
    assert!(shown.contains("~/src/team/ssh") && !shown.contains("hunter2"), "as people write it, without a secret");
    room.installation.finish().await;
}

/// A search that has begun and is not done, though others may be faster than whoever waits for them.
async fn begun<F: Future>(find: impl Fn() -> F) -> Pin<Box<F>> {
    loop {
        let mut search = Box::pin(find());
        tokio::select! { biased; _ = &mut search => {}, () = ready(()) => return search }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_can_be_broken_off_and_a_second_one_ends_the_first() {
    let room = Room::with(&["alice"], "").await;
    room.clone_of("src/web", &room.address("group/web"));
    let repositories = room.repositories();
    let folders = ["~/src".to_owned()];
    let topics = &room.installation.carrick.parts.topics;
    let told = topics.revision(Topic::Clones);
    let stopped = begun(|| clones::find(repositories, &folders)).await;
    assert_eq!(show::clones(repositories).finding, Some(messages::Finding { folders: 0, clones: 0 }), "it goes on");
    assert!(topics.revision(Topic::Clones) > told, "which is told");
    clones::stop_finding(repositories);
    assert!(stopped.await.unwrap().is_cut_short, "it says that it did not get through");
    assert_eq!(show::clones(repositories).finding, None, "and none goes on");
    let first = begun(|| clones::find(repositories, &folders)).await;
    let second = found(&room).await;
    assert!(!second.is_cut_short && second.clones.len() == 1, "the second one got through: {second:?}");
    assert!(first.await.unwrap().is_cut_short, "nobody looks at what the first one finds");
    drop(begun(|| clones::find(repositories, &folders)).await);
    assert_eq!(show::clones(repositories).finding, None, "one that nobody waits for ends too");
    clones::stop_finding(repositories);
    assert!(!found(&room).await.is_cut_short, "breaking off what does not go on breaks off nothing later");
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_folder_is_refused_and_one_that_is_gone_is_counted() {
    let room = Room::with(&["alice"], "").await;
    for relative in ["src", "", "./x", "~other/x"] {
        let refused = clones::find(room.repositories(), &[relative.to_owned()]).await;
        assert_eq!(code(refused), Code::FolderMissing, "{relative:?} is nowhere in particular");
    }
    let gone = found(&room).await;
    assert_eq!((gone.clones.len(), gone.left_out), (0, 1), "it could not be looked into");
    std::fs::write(room.git.folder(".gitconfig"), "[broken\n").unwrap();
    let refused = clones::find(room.repositories(), &["~/src".to_owned()]).await;
    assert_eq!(code(refused), Code::GitConfigMalformed, "git could write addresses in another way");
    room.installation.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_are_suggested_that_are_there_each_once() {
    let room = Room::with(&["alice"], "").await;
    let suggested = async || clones::suggest_folders(room.repositories()).await.unwrap();
    assert_eq!(suggested().await, Vec::<String>::new(), "nothing is there");
    for name in ["Projects", "go/src", "code", "ghq"] {
        std::fs::create_dir_all(room.git.folder(name)).unwrap();
    }
    symlink(room.git.folder("code"), room.git.folder("dev")).unwrap();
    std::fs::write(room.git.folder("work"), "no folder").unwrap();
    assert_eq!(suggested().await, ["~/Projects", "~/code", "~/go/src"], "where people keep clones, the projects first");
    std::fs::write(room.git.folder(".gitconfig"), "[ghq]\n\troot = ~/ghq\n").unwrap();
    assert_eq!(suggested().await, ["~/ghq", "~/code", "~/go/src"], "and where git's configuration says");
    let set = "INSERT INTO preferences (profile_id, projects_folder) VALUES (1, '/nowhere/at/all')";
    room.installation.second_connection().execute(set, []).unwrap();
    assert_eq!(
        suggested().await,
        ["~/ghq", "~/code", "~/go/src"],
        "a projects folder that is not there is not suggested"
    );
    room.installation.finish().await;
}
