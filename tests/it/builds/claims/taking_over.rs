//! A machine that has claimed a commit and does nothing more; and one that wakes up late.

use carrick::builds::claims::{Claims as _, Released, Tried};

use super::stand::{Stand, sha, taken, watched, win};

#[tokio::test]
async fn a_claim_that_was_watched_is_taken_over_once() {
    let stand = Stand::new();
    let [sleeper, one, two] = ["sleeper", "one", "two"].map(|name| stand.machine(name));
    let key = stand.key(42, &sha(1));
    let seen = win(&sleeper, &key).await;
    let ripe = watched(&seen);
    let (first, second) = tokio::join!(one.take_over(&key, &ripe, 2), two.take_over(&key, &ripe, 2));
    let (won, lost) = match (first, second) {
        (Tried::Won(turn), lost) | (lost, Tried::Won(turn)) => (turn.claim().unwrap().clone(), lost),
        neither => panic!("one of them has it: {neither:?}"),
    };
    assert_ne!(won, seen, "it is another claim by now");
    assert_eq!(taken(lost), won, "the other one sees the new claim, and watches that from now on");
}

#[tokio::test]
async fn a_holder_that_wakes_up_late_sees_it_and_takes_nothing_away() {
    let stand = Stand::new();
    let (sleeper, awake) = (stand.machine("sleeper"), stand.machine("awake"));
    let key = stand.key(42, &sha(1));
    let old = win(&sleeper, &key).await;
    let Tried::Won(turn) = awake.take_over(&key, &watched(&old), 2).await else { panic!("nobody else wants it") };
    let new = turn.claim().unwrap().clone();
    assert_eq!(sleeper.look(&key).await, Ok(Some(new.clone())), "it reads before it asks GitLab for a pipeline");
    assert_eq!(taken(sleeper.renew(&key, &old, 2).await), new, "its claim is of no use any more");
    assert_eq!(sleeper.release(&key, &old).await, Ok(Released::Anothers), "and letting it go is nothing");
    assert_eq!(awake.look(&key).await, Ok(Some(new)), "the other machine's claim stays");
}

#[tokio::test]
async fn another_build_of_the_same_commit_is_another_claim() {
    let stand = Stand::new();
    let one = stand.machine("one");
    let key = stand.key(42, &sha(1));
    let first = win(&one, &key).await;
    let Tried::Won(turn) = one.renew(&key, &first, 2).await else { panic!("it is its own") };
    assert_ne!(turn.claim(), Some(&first), "whoever watches sees a change");
    let text = stand.server(&["cat-file", "blob", turn.claim().unwrap().as_str()]);
    assert!(text.contains("\"attempt\":2"), "it says which build of the commit it is: {text}");
}

#[tokio::test]
async fn what_went_away_while_it_was_taken_over_is_not_made_anew() {
    let stand = Stand::new();
    let (sleeper, awake) = (stand.machine("sleeper"), stand.machine("awake"));
    let key = stand.key(42, &sha(1));
    let old = win(&sleeper, &key).await;
    sleeper.release(&key, &old).await.unwrap();
    let tried = awake.take_over(&key, &watched(&old), 2).await;
    assert!(matches!(tried, Tried::BestEffort(..)), "the lease is on what was seen: {tried:?}");
    assert_eq!(stand.claims(), [""; 0], "nothing was put in the place of nothing");
}

#[tokio::test]
async fn pipelines_are_listed_before_a_turn_is_worth_anything() {
    let stand = Stand::new();
    let one = stand.machine("one");
    let Tried::Won(turn) = one.claim(&stand.key(42, &sha(1)), 1).await else { panic!("nobody else asks") };
    let id = turn.claim().cloned();
    let failed = turn.list(async { Err::<(), _>("unreachable") }).await;
    let (turn, error) = failed.expect_err("nothing was listed");
    assert_eq!(error, "unreachable", "why is said");
    let (cleared, pipelines) = turn.list(async { Ok::<_, ()>(vec![17]) }).await.expect("the second time");
    assert_eq!(pipelines, [17], "what was listed is the caller's to judge");
    assert_eq!(cleared.claim().cloned(), id, "the claim is still held");
}
