//! The course in random worlds, which do as they like: what must hold in all of them.

use carrick_store::db::approvals::Approval;
use carrick_store::merge_request::{MergeRequest, MergeRequestState, Snapshot};
use carrick_store::rule::{Rule, RulePlace, Terms, Whose};
use proptest::prelude::*;

use super::super::*;
use super::scene::{FORK, ME, NOW, PROJECT, build, pipeline, seen};
use crate::builds::deciding::{approval_of, decide};
use crate::builds::known::{Known, Level};

/// A rule that takes forks, and is on.
fn rule() -> Rule {
    let place = RulePlace::Project { project_id: PROJECT, path: "group/project".to_owned() };
    let terms = Terms { whose: Whose::OwnBranches, takes_forks: true, ..Terms::default() };
    let instance = "https://gitlab.example.com".to_owned();
    Rule { id: 1, link_id: 1, instance, place, is_on: true, on_since: 0, terms, writes_status: false }
}

fn merge_request(sha: &str, source_project: Option<i64>, target: &str) -> MergeRequest {
    let snapshot = Snapshot {
        iid: 1,
        sha: sha.to_owned(),
        state: MergeRequestState::Opened,
        is_draft: false,
        labels: Vec::new(),
        source_branch: "fix".to_owned(),
        target_branch: target.to_owned(),
        source_project,
        title: String::new(),
        author_id: Some(ME),
        author: "me".to_owned(),
        created_at: 1,
        updated_at: 1,
        prepared_at: Some(1),
    };
    MergeRequest { id: 1, watch_id: 1, snapshot, head_seen_at: 1, was_there: false, hot_until: 0, seen_at: 1 }
}

fn known(approval: Option<Approval>) -> Known {
    Known {
        project_id: PROJECT,
        user_id: ME,
        level: Level::Is(30),
        now: NOW,
        switched_on_at: 0,
        paused_since: None,
        away: None,
        is_asked_for: false,
        approval,
        forks_run_here: true,
        gitlab_builds: false,
        author_refused: false,
        is_being_created: false,
        grace: 25_000,
        last_push: None,
        author_level: Level::Unknown,
        changed_paths: None,
    }
}

/// What happens next, whatever was asked for.
#[derive(Debug, Clone)]
struct Turn {
    after: i64,
    is_killed: bool,
    is_listed: u8,
    created: i64,
    claim: u8,
    head: bool,
    is_pushed: bool,
    is_retargeted: bool,
    is_approved: bool,
    is_gone: bool,
    answer: u8,
}

fn turns() -> impl Strategy<Value = Turn> {
    let seldom = prop::bool::weighted(0.01);
    let flags = (prop::bool::weighted(0.97), seldom, seldom, prop::bool::weighted(0.99), seldom);
    let listed = prop_oneof![30 => Just(3u8), 1 => 0u8..3];
    let claim = prop_oneof![10 => 0u8..2, 1 => 2u8..4];
    let rest = (prop::bool::weighted(0.04), listed, 0i64..70_000, claim, 0u8..6);
    let after = prop_oneof![30 => 0i64..500, 3 => 0i64..20_000, 1 => 0i64..4_000_000];
    (after, flags, rest).prop_map(|(after, flags, rest)| {
        let (head, is_pushed, is_retargeted, is_approved, is_gone) = flags;
        let (is_killed, is_listed, created, claim, answer) = rest;
        Turn {
            after,
            is_killed,
            is_listed,
            created,
            claim,
            head,
            is_pushed,
            is_retargeted,
            is_approved,
            is_gone,
            answer,
        }
    })
}

/// A build in a world that does as it likes, and what must hold of it.
struct World {
    build: Build,
    seen: Seen,
    now: i64,
    /// What GitLab was asked for and did not answer.
    unanswered: usize,
    asked: usize,
    approval: Option<Approval>,
}

impl World {
    fn standing(&self, turn: &Turn) -> Standing {
        let target = if turn.is_retargeted { "docs" } else { "main" };
        let sha = if turn.is_pushed { "bb" } else { "aa" };
        let source = if turn.is_gone { None } else { Some(FORK) };
        let merge_request = merge_request(sha, source, target);
        let decision = decide(Some(&rule()), &merge_request, &known(self.approval.clone()));
        Standing { is_head: !turn.is_pushed, decision }
    }

    fn step(&mut self, turn: &Turn) {
        self.now += turn.after;
        if turn.is_killed {
            self.forget();
            self.seen.looking_since = None;
        }
        self.approval = turn.is_approved.then(|| approval_of(&merge_request("aa", Some(FORK), "main")));
        self.seen.here = self.standing(turn);
        let now = self.now;
        match next(&self.build, &self.seen, now) {
            Action::Learn(_) | Action::Verified | Action::SecondSeen | Action::Rest(_) => {}
            Action::List => {
                let listed = Pipeline { created_at: now - turn.created, ..pipeline(i64::from(turn.is_listed)) };
                let pipelines = if turn.is_listed < 2 { vec![listed] } else { Vec::new() };
                self.seen.listing =
                    Some(At { what: Listing { pipelines, is_being_created: turn.is_listed == 2 }, at: now });
                if self.build.step == Step::Adopting {
                    self.seen.looking_since.get_or_insert(now);
                }
            }
            Action::Claim => {
                let claims = [Claim::Held("x".to_owned()), Claim::None, Claim::NotYet(now + 5), Claim::Taken(now)];
                self.seen.claim = Some(At { what: claims[usize::from(turn.claim)].clone(), at: now });
            }
            Action::Reread => self.seen.again = Some(At { what: self.standing(turn), at: now }),
            Action::ReadHead => {
                let head = if turn.head { "aa" } else { "bb" };
                self.seen.head = Some(At { what: Some(head.to_owned()), at: now });
            }
            Action::Ask => self.ask(turn),
            Action::ReadBack => self.seen.answer = Some(Answer::Made(pipeline(50))),
            Action::Enter(step, reason) => {
                if (self.build.step, step) == (Step::Adopting, Step::Claiming) {
                    self.unanswered = 0;
                }
                self.rest_at(step, reason);
            }
            Action::Wait { step, reason, until } => {
                self.rest_at(step, reason);
                self.now = until;
            }
            Action::Follow(_) => self.rest_at(Step::Following, None),
            Action::Cancel { pipeline, then } => {
                let is_ours = pipeline.user_id == Some(ME) && self.asked > 0;
                assert!(is_ours, "only what was asked for is cancelled: {pipeline:?}");
                let step = if let After::End(ended) = then { ended.step } else { Step::Following };
                self.rest_at(step, None);
            }
            Action::End(ended) => self.rest_at(ended.step, ended.reason),
        }
    }

    fn ask(&mut self, turn: &Turn) {
        let Seen { again, head, listing, claim, here, .. } = &self.seen;
        assert_eq!(self.unanswered, 0, "what was not answered is looked for before it is asked for again");
        let again = again.as_ref().expect("it was read again");
        assert_eq!((&again.what.decision, &here.decision), (&Decision::Build, &Decision::Build));
        assert!(self.approval.is_some(), "a fork's commit is never built without its approval");
        assert!(self.now - again.at < FRESH, "just before");
        assert_eq!(head.as_ref().expect("the reference was read").what.as_deref(), Some("aa"));
        let claim = claim.as_ref().expect("the claim was looked at");
        assert!(listing.as_ref().expect("they were listed").at >= claim.at, "with the claim in hand");
        self.asked += 1;
        assert!(self.asked <= 2, "asked {} times without an answer", self.asked);
        self.rest_at(Step::Asking, self.build.reason.clone());
        self.build.asked_at = Some(self.now);
        let other = Pipeline { head: Some("bb".to_owned()), ..pipeline(50) };
        let in_fork = Pipeline { project_id: FORK, ..pipeline(50) };
        self.seen.answer = match turn.answer {
            0 => Some(Answer::Made(pipeline(50))),
            1 => Some(Answer::Made(other)),
            2 => Some(Answer::Made(in_fork)),
            3 => Some(Answer::Refused(Reason::NoJobs)),
            _ => None,
        };
        self.unanswered += usize::from(self.seen.answer.is_none());
    }

    fn forget(&mut self) {
        let Seen { listing, claim, again, head, answer, .. } = &mut self.seen;
        (*listing, *claim, *again, *head) = (None, None, None, None);
        if answer.take().is_some() {
            self.unanswered += 1;
        }
    }

    fn rest_at(&mut self, step: Step, reason: Option<Reason>) {
        if self.build.step == Step::Adopting && step != Step::Adopting {
            self.unanswered = 0;
        }
        if step != self.build.step {
            let Seen { listing, claim, again, head, answer, .. } = &mut self.seen;
            (*listing, *claim, *again, *head, *answer) = (None, None, None, None, None);
        }
        (self.build.step, self.build.reason) = (step, reason);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn in_whatever_order_things_happen_nothing_is_asked_for_twice_or_without_leave(
        turns in prop::collection::vec(turns(), 1..120),
    ) {
        let build = Build { source_project: Some(FORK), ..build(Step::Waiting) };
        let seen = Seen { is_of_fork: true, ..seen() };
        let mut world = World { build, seen, now: NOW, unanswered: 0, asked: 0, approval: None };
        for turn in &turns {
            world.step(turn);
        }
    }
}
