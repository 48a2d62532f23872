//! Many machines, one commit: one of them has it.

use std::collections::HashSet;
use std::sync::Arc;

use carrick::builds::claims::refs::Refs;
use carrick::builds::claims::{Claims as _, Released, Tried};
use tokio::task::JoinSet;

use super::stand::{Stand, sha, taken, win};
use crate::git::programs;

const MACHINES: usize = 8;
const COMMITS: usize = 24;

#[tokio::test(flavor = "multi_thread")]
async fn of_eight_machines_that_ask_at_once_one_has_each_commit() {
    let stand = Arc::new(Stand::new());
    let machines: Vec<Arc<Refs>> = (0..MACHINES).map(|at| Arc::new(stand.machine(&format!("m{at}")))).collect();
    for commit in 0..COMMITS {
        let mut asking = JoinSet::new();
        for machine in &machines {
            let (machine, key) = (Arc::clone(machine), stand.key(7, &sha(commit)));
            asking.spawn(async move { machine.claim(&key, 1).await });
        }
        let (mut winners, mut seen) = (Vec::new(), HashSet::new());
        for tried in asking.join_all().await {
            match tried {
                Tried::Won(turn) => winners.push(turn.claim().unwrap().clone()),
                Tried::Taken(id) => drop(seen.insert(id)),
                Tried::BestEffort(why, _) => panic!("commit {commit}: nothing stands in the way: {why:?}"),
            }
        }
        assert_eq!(winners.len(), 1, "commit {commit}: one has it");
        assert_eq!(seen, winners.iter().cloned().collect(), "commit {commit}: and all others see whose it is");
    }
    assert_eq!(stand.claims().len(), COMMITS, "a reference for each commit, and nothing else");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_git_makes_sees_and_lets_go_of_claims() {
    for git in programs::all() {
        let stand = Stand::new();
        let (one, two) = (stand.machine_with(&git, "one", "dev"), stand.machine_with(&git, "two", "dev"));
        let key = stand.key(42, &sha(1));
        let id = win(&one, &key).await;
        assert_eq!(two.look(&key).await, Ok(Some(id.clone())), "{git:?}: another machine sees it");
        assert_eq!(taken(two.claim(&key, 1).await), id, "{git:?}: and cannot have it");
        let listed = two.list(&stand.project, Some(42)).await.unwrap();
        assert_eq!(listed.len(), 1, "{git:?}: it is listed");
        assert_eq!((listed[0].iid, &listed[0].sha, &listed[0].id), (42, &sha(1), &id), "{git:?}: as what it is");
        assert_eq!(one.release(&key, &id).await, Ok(Released::Gone), "{git:?}: it is let go");
        assert_eq!(stand.claims(), [""; 0], "{git:?}: and nothing is left");
        assert_eq!(one.release(&key, &id).await, Ok(Released::Gone), "{git:?}: which can be said twice");
    }
}
