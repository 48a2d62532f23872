//! Claims that somebody else has forged, deleted, nested or keeps renewing.

use std::time::Duration;

use carrick::builds::claims::watching::{LONGEST_STEP, Sight, Verdict, Watching};
use carrick::builds::claims::why::Why;
use carrick::builds::claims::{ClaimId, Claims as _, Listed, MOST_SWEPT, Tried};

use super::stand::{Stand, sha, taken, win};

#[tokio::test]
async fn a_forged_claim_holds_back_whatever_it_points_at() {
    let stand = Stand::new();
    let machine = stand.machine("one");
    let commit = stand.server(&["rev-parse", "HEAD"]);
    for (at, forged) in [stand.blob("{}"), stand.blob("<html>"), commit].iter().enumerate() {
        stand.server(&["update-ref", &format!("refs/carrick/builds/42/{}", sha(at)), forged]);
        let id = taken(machine.claim(&stand.key(42, &sha(at)), 1).await);
        assert_eq!(id.as_str(), forged, "it is known by its id alone");
    }
}

#[tokio::test]
async fn what_lies_in_the_way_is_said_and_holds_nobody_back() {
    let stand = Stand::new();
    let machine = stand.machine("one");
    let head = stand.server(&["rev-parse", "HEAD"]);
    stand.server(&["update-ref", "refs/carrick/builds/42", &head]);
    stand.server(&["update-ref", &format!("refs/carrick/builds/43/{}/deeper", sha(1)), &head]);
    for iid in [42, 43] {
        let tried = machine.claim(&stand.key(iid, &sha(1)), 1).await;
        assert!(matches!(tried, Tried::BestEffort(Why::InTheWay, _)), "{iid}: no claim can be made: {tried:?}");
    }
    assert_eq!(machine.list(&stand.project, None).await.unwrap(), [], "and neither is a claim");
}

#[tokio::test]
async fn a_claim_that_somebody_keeps_renewing_holds_back_for_three_changes() {
    let stand = Stand::new();
    let machine = stand.machine("one");
    let key = stand.key(42, &sha(1));
    let forge =
        |text: &str| stand.server(&["update-ref", &format!("refs/carrick/builds/42/{}", sha(1)), &stand.blob(text)]);
    forge("0");
    let mut now = Duration::ZERO;
    let mut watching = Watching::begin(taken(machine.claim(&key, 1).await), now);
    for change in 1..=3 {
        forge(&change.to_string());
        now += LONGEST_STEP;
        let seen = machine.look(&key).await.unwrap().unwrap();
        match watching.look(Sight::Claim(seen), now) {
            Verdict::Wait if change < 3 => {}
            Verdict::BestEffort(Why::Restless, turn) if change == 3 => assert_eq!(turn.claim(), None, "none is held"),
            other => panic!("after {change} changes: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_deleted_claim_is_seen_to_be_gone() {
    let stand = Stand::new();
    let (holder, other) = (stand.machine("holder"), stand.machine("other"));
    let key = stand.key(42, &sha(1));
    let id = win(&holder, &key).await;
    let mut watching = Watching::begin(taken(other.claim(&key, 1).await), Duration::ZERO);
    stand.server(&["update-ref", "-d", &format!("refs/carrick/builds/42/{}", sha(1))]);
    assert_eq!(holder.look(&key).await, Ok(None), "the holder sees it before it asks for a pipeline");
    assert_eq!(other.look(&key).await, Ok(None), "so does who watches");
    let verdict = watching.look(Sight::Nothing, LONGEST_STEP);
    assert!(matches!(verdict, Verdict::Free), "and asks for the commit: {verdict:?}");
    assert_ne!(win(&other, &key).await, id, "which it gets");
}

#[tokio::test]
async fn a_sweep_takes_away_exact_names_as_they_were_listed_and_not_more_than_fifty() {
    let stand = Stand::new();
    let machine = stand.machine("one");
    let head = stand.server(&["rev-parse", "HEAD"]);
    for at in 0..60 {
        stand.server(&["update-ref", &format!("refs/carrick/builds/42/{}", sha(at)), &head]);
    }
    for odd in ["42/short", "042/0000000000000000000000000000000000000001", "x/y", "notes"] {
        stand.server(&["update-ref", &format!("refs/carrick/builds/{odd}"), &head]);
    }
    let mut over = machine.list(&stand.project, None).await.unwrap();
    assert_eq!(over.len(), 60, "what is no claim's name is none");
    // One has changed hands since.
    let changed = stand.blob("another");
    let last = over[0].clone();
    stand.server(&["update-ref", &format!("refs/carrick/builds/42/{}", last.sha), &changed]);
    over.insert(0, Listed { iid: 1, sha: "../../heads/main".to_owned(), id: ClaimId::new(head.as_str()) });
    let gone = machine.sweep(&stand.project, &over).await.unwrap();
    assert_eq!(gone, MOST_SWEPT - 1, "all of the first fifty but the one that is another by now");
    let left = stand.claims();
    assert_eq!(left.len(), 4 + 11, "the odd names, ten that were too many, and that one: {left:?}");
    assert!(left.iter().any(|line| line.ends_with(&changed)), "somebody else's claim stays");
    assert_eq!(stand.server(&["rev-parse", "HEAD"]), head, "and branches are nobody's business");
}
