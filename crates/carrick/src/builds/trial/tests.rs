use carrick_store::build::Reason;
use carrick_store::merge_request::{MergeRequestState, Snapshot};

use super::{LAST, OfToday, Outcome, try_on};
use crate::builds::consequence::Template;
use crate::builds::known::{Away, Fact, Known};
use crate::builds::staging::{BOB, FORK, known, merge_request, rule};

fn bobs(iid: i64) -> Snapshot {
    Snapshot { iid, author_id: Some(BOB), author: "bob".to_owned(), ..merge_request().snapshot }
}

#[test]
fn a_rule_is_tried_as_if_it_was_on_and_each_had_just_come() {
    let mut rule = rule();
    rule.is_on = false;
    let merged = Snapshot { state: MergeRequestState::Merged, ..bobs(1) };
    let known = Known {
        switched_on_at: i64::MAX,
        paused_since: Some(1),
        away: Some(Away { from: 1, to: 2 }),
        now: 0,
        ..known()
    };
    let trial = try_on(&rule, [(&merged, &known)]);
    assert_eq!(trial.tried[0].outcome, Outcome::Built, "what is past keeps nothing back");
    assert_eq!((trial.tried[0].iid, trial.tried[0].author.as_str()), (1, "bob"), "and it is told which one it is");
}

#[test]
fn each_is_told_with_its_first_reason() {
    let mut rule = rule();
    rule.terms = Template::MineOnly.terms();
    rule.terms.takes_forks = true;
    let (mine, known) = (merge_request().snapshot, known());
    let unasked = Known { last_push: None, ..known.clone() };
    let draft = Snapshot { is_draft: true, ..mine.clone() };
    let fork = Snapshot { source_project: Some(FORK), ..bobs(4) };
    let given = [(&mine, &known), (&bobs(2), &known), (&draft, &known), (&fork, &known), (&mine, &unasked)];
    let outcomes: Vec<_> = try_on(&rule, given).tried.into_iter().map(|tried| tried.outcome).collect();
    let expected = [
        Outcome::Built,
        Outcome::NotBuilt(Reason::NotMine { author: "bob".to_owned() }),
        Outcome::NotBuilt(Reason::Draft),
        Outcome::AfterApproval,
        Outcome::NotKnown(Fact::LastPush),
    ];
    assert_eq!(outcomes, expected, "one outcome each, in their order");
}

#[test]
fn what_is_known_as_of_today_alone_is_said() {
    let mut rule = rule();
    assert_eq!(try_on(&rule, []).of_today, [OfToday::Draft], "what was a draft then may be ready now");
    rule.terms.takes_drafts = true;
    assert_eq!(try_on(&rule, []).of_today, [], "the rule looks at nothing that changes");
    rule.terms = Template::Members.terms();
    rule.terms.skip_labels.push("wip".to_owned());
    let expected = [OfToday::Labels, OfToday::Draft, OfToday::AuthorLevel];
    assert_eq!(try_on(&rule, []).of_today, expected, "and here at all of it");
}

#[test]
fn the_last_twenty_are_enough() {
    let (snapshot, known) = (merge_request().snapshot, known());
    let tried = try_on(&rule(), std::iter::repeat_n((&snapshot, &known), LAST + 5)).tried;
    assert_eq!(tried.len(), LAST, "more is not shown");
}
