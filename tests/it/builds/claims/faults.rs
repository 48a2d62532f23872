//! Answers that are lost, and servers that hang.

use std::time::{Duration, Instant};

use carrick::builds::claims::{Claims as _, Tried};
use carrick::git::cloning::failure::Failure;
use carrick::git::helper::Helper;
use carrick::git::references::{Failed, Server};
use local_gitlab::{Fault, FaultKind};

use super::stand::{PASSWORD, Stand, sha};
use crate::git::programs;

#[tokio::test]
async fn a_claim_whose_answer_was_lost_is_found_to_be_ours() {
    let stand = Stand::new();
    let machine = stand.machine("one");
    stand.gitlab.fault(Fault::once("/group/web.git/git-receive-pack", FaultKind::AnswerLost));
    let tried = machine.claim(&stand.key(42, &sha(1)), 1).await;
    let Tried::Won(turn) = tried else { panic!("the server has taken it: {tried:?}") };
    assert!(stand.claims()[0].ends_with(turn.claim().unwrap().as_str()), "it is the one that lies there");
}

#[tokio::test]
async fn a_server_that_hangs_is_left_with_all_that_was_started() {
    let stand = Stand::new();
    let git = programs::all().into_iter().max_by_key(|git| programs::version(git)).unwrap();
    let text = format!("[ \"$1\" = get ] && printf 'username=dev\\npassword={PASSWORD}\\n'\n");
    let helper = Helper::new(stand.program("helper", &text));
    let git = stand.git(&git, "one");
    let server = Server::new(git, helper, stand.project.instance.clone(), "group/web", "dev").unwrap();
    stand.gitlab.fault(Fault::always("/group/web.git/", FaultKind::Hold));
    let started = Instant::now();
    let asked = server.within(Duration::from_secs(1)).names("refs/carrick/builds/42/").await;
    assert_eq!(asked, Err(Failed::Git(Failure::TimedOut)), "it takes too long");
    assert!(started.elapsed() < Duration::from_secs(8), "and is not waited for: {:?}", started.elapsed());
    let mark = stand.path("one").display().to_string();
    assert_eq!(processes_in(&mark), Vec::<String>::new(), "no git goes on");
    stand.gitlab.clear_faults();
    stand.gitlab.let_answer();
}

/// Processes that work below a folder.
fn processes_in(folder: &str) -> Vec<String> {
    let all = std::fs::read_dir("/proc").unwrap().filter_map(Result::ok);
    let links = all.filter_map(|entry| std::fs::read_link(entry.path().join("cwd")).ok());
    links.map(|link| link.display().to_string()).filter(|link| link.starts_with(folder)).collect()
}
