//! Whatever keeps a machine from claiming a commit, it says what, and goes on by best effort.

use carrick::builds::claims::why::Why;
use carrick::builds::claims::{Claims as _, Tried};
use carrick_store::instance::Instance;
use local_gitlab::{Fault, FaultKind};

use super::stand::{Stand, sha, win};
use crate::git::programs;

async fn why(stand: &Stand, username: &str) -> Why {
    let git = programs::all().into_iter().max_by_key(|git| programs::version(git)).unwrap();
    let machine = stand.machine_with(&git, "refused", username);
    match machine.claim(&stand.key(42, &sha(1)), 1).await {
        Tried::BestEffort(why, turn) => {
            assert_eq!(turn.claim(), None, "{why:?}: nothing is held");
            assert_eq!(stand.claims(), [""; 0], "{why:?}: and nothing lies there");
            assert!(machine.probe(&stand.project).await.is_err(), "{why:?}: it is found when it is tried out, too");
            why
        }
        other => panic!("{username} cannot have it: {other:?}"),
    }
}

#[tokio::test]
async fn a_hook_is_told_from_a_claim_of_somebodys() {
    let cases = [
        ("GL-HOOK-ERR: References outside of heads and tags are refused.", Why::Hook),
        ("(stale info)", Why::Hook),
        ("GitLab: Your push to this repository would cause it to exceed the storage limit.", Why::StorageFull),
        ("GitLab: You cannot push to a read-only GitLab instance.", Why::ReadOnly),
    ];
    for (words, expected) in cases {
        let stand = Stand::new();
        stand.refuse_pushes(words);
        assert_eq!(why(&stand, "dev").await, expected, "{words}");
    }
}

#[tokio::test]
async fn a_right_that_is_missing_is_told_from_a_project_that_takes_nothing() {
    let stand = Stand::new();
    assert_eq!(why(&stand, "reporter").await, Why::NoRight, "who may only read");
    assert_eq!(why(&stand, "nobody").await, Why::NoToken, "whom GitLab does not know");
    stand.gitlab.edit_project(stand.id(), |project| project.read_only = true);
    assert_eq!(why(&stand, "dev").await, Why::ReadOnly, "it is being moved");
    stand.gitlab.edit_project(stand.id(), |project| project.read_only = false);
    stand.gitlab.archive(stand.id());
    assert_eq!(why(&stand, "dev").await, Why::ReadOnly, "it is archived");
}

#[tokio::test]
async fn names_that_the_server_keeps_to_itself_are_told() {
    let stand = Stand::new();
    stand.server(&["config", "receive.hideRefs", "refs/carrick"]);
    assert_eq!(why(&stand, "dev").await, Why::Hidden, "so it is with every claim there");
}

#[tokio::test]
async fn what_stands_before_gitlab_is_told_apart() {
    let status = |code, body: &str| FaultKind::Status { code, retry_after: None, body: body.to_owned() };
    let cases = [
        (FaultKind::PlainText429, Why::SlowDown),
        (status(403, "Git access over HTTP is not allowed"), Why::HttpOff),
        (status(403, "Cannot find valid SSO session. Please login via your group's SSO at https://x"), Why::SignOn),
        (status(403, "Something else"), Why::Refused),
        (status(404, "Nothing here"), Why::NotFound),
        (status(503, "GitLab is not responding"), Why::Unreachable),
        (FaultKind::Reset, Why::Unreachable),
        (FaultKind::Html, Why::Unreachable),
        (FaultKind::Redirect("https://elsewhere.example/".to_owned()), Why::Unreachable),
    ];
    for (kind, expected) in cases {
        let stand = Stand::new();
        let told = format!("{kind:?}");
        stand.gitlab.fault(Fault::always("/group/web.git/", kind));
        assert_eq!(why(&stand, "dev").await, expected, "{told}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_told() {
    let mut stand = Stand::new();
    let held = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = held.local_addr().unwrap().port();
    drop(held);
    stand.project.instance = Instance::parse(&format!("http://127.0.0.1:{port}")).unwrap();
    let machine = stand.machine("one");
    assert_eq!(machine.look(&stand.key(42, &sha(1))).await, Err(Why::Unreachable), "nothing answers there");
}

#[tokio::test]
async fn trying_it_out_leaves_nothing() {
    let stand = Stand::new();
    let machine = stand.machine("one");
    assert_eq!(machine.probe(&stand.project).await, Ok(()), "nothing stands in the way");
    assert_eq!(stand.claims(), [""; 0], "what was tried with is gone");
    win(&machine, &stand.key(42, &sha(1))).await;
}
