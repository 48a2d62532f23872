//! Many machines over one database.

use std::collections::HashSet;
use std::sync::Arc;

use carrick::builds::claims::postgres::Postgres;
use carrick::builds::claims::{Claims as _, Released, Tried};
use tokio::task::JoinSet;

use super::super::stand::{sha, taken, watched, win};
use super::server::{Server, key, project};

const MACHINES: usize = 8;
const COMMITS: usize = 100;

#[tokio::test]
async fn of_eight_machines_that_ask_at_once_one_has_each_commit_and_one_makes_the_table() {
    let server = Server::start();
    let machines: Vec<Arc<Postgres>> = (0..MACHINES).map(|_| Arc::new(server.here())).collect();
    for commit in 0..COMMITS {
        let mut asking = JoinSet::new();
        for machine in &machines {
            let (machine, key) = (Arc::clone(machine), key(7, &sha(commit)));
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
    assert_eq!(server.sql("SELECT count(*) FROM carrick_claims"), COMMITS.to_string(), "a row for each");
    assert_eq!(server.sql("SELECT version FROM carrick_claims_version"), "1", "the table was made once");
}

#[tokio::test]
async fn a_claim_is_taken_over_when_its_lease_is_over_by_the_databases_clock() {
    let server = Server::start();
    let (sleeper, awake) = (server.here(), server.here());
    let key = key(42, &sha(1));
    let old = win(&sleeper, &key).await;
    let ripe = watched(&old);
    assert_eq!(taken(awake.take_over(&key, &ripe, 2).await), old, "by the database's clock it is too early");
    server.sql("UPDATE carrick_claims SET lease_until = clock_timestamp() - interval '1 second'");
    let Tried::Won(turn) = awake.take_over(&key, &ripe, 2).await else { panic!("its lease is over") };
    let new = turn.claim().unwrap().clone();
    assert_eq!(sleeper.look(&key).await, Ok(Some(new.clone())), "a holder that wakes up late sees it");
    assert_eq!(taken(sleeper.renew(&key, &old, 2).await), new, "its claim is of no use any more");
    assert_eq!(sleeper.release(&key, &old).await, Ok(Released::Anothers), "and letting it go is nothing");
    assert_eq!(awake.look(&key).await, Ok(Some(new.clone())), "the other machine's claim stays");
    let Tried::Won(turn) = awake.renew(&key, &new, 3).await else { panic!("it is its own") };
    assert_ne!(turn.claim(), Some(&new), "another build is another claim");
}

#[tokio::test]
async fn what_is_let_go_is_gone() {
    let server = Server::start();
    let machine = server.here();
    let key = key(42, &sha(1));
    let id = win(&machine, &key).await;
    assert_eq!(machine.release(&key, &id).await, Ok(Released::Gone), "it is its own");
    assert_eq!(machine.release(&key, &id).await, Ok(Released::Gone), "which can be said twice");
    assert_eq!(machine.look(&key).await, Ok(None), "nobody has it");
    assert!(
        matches!(machine.take_over(&key, &watched(&id), 2).await, Tried::BestEffort(..)),
        "nothing is put in the place of nothing"
    );
    assert_eq!(machine.probe(&project()).await, Ok(()), "it can be tried out");
    assert_eq!(server.sql("SELECT count(*) FROM carrick_claims"), "0", "nothing is left");
}
