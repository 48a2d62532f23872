//! Starting by the claims of the project's own repository: held while it matters, let go of, swept, and gone without.

use std::fs;

use carrick::builds::claims::standing::{self, Standing};
use carrick::builds::claims::why::Why;
use carrick::builds::following::acting::{self, Done};
use carrick::builds::{probing, rules, status};
use carrick_store::build::{Reason, Step};
use carrick_store::db::preferences::Machines;
use local_gitlab::{Ci, DEFAULT_PASSWORD, Fault, FaultKind, MergeRequestJobs};

use super::opened::{A_MINUTE, Opened, when_asked};
use crate::support::write_program;

const A_DAY: i64 = 24 * 60 * A_MINUTE;

impl Opened {
    /// In a team with more machines than this one, whose git finds its way to the server.
    async fn among_others(ci: Ci) -> Self {
        let opened = Self::with(ci).await;
        let machines = Machines::default();
        standing::set_machines(&opened.installation.carrick.parts, machines).await.unwrap();
        let helper = opened.installation.folder().join("home/helper");
        fs::create_dir_all(helper.parent().unwrap()).unwrap();
        let text = format!("#!/bin/sh\n[ \"$1\" = get ] && printf 'username=alice\\npassword={DEFAULT_PASSWORD}\\n'\n");
        write_program(&helper, text);
        opened.server(&["rev-parse", "HEAD"]);
        opened
    }

    fn server(&self, arguments: &[&str]) -> String {
        self.installation.gitlab.repository(self.project).unwrap().git(arguments).unwrap()
    }

    /// The claims at the server.
    fn claims(&self) -> Vec<String> {
        let told = self.server(&["for-each-ref", "--format=%(refname)", "refs/carrick"]);
        told.lines().map(str::to_owned).collect()
    }

    /// Somebody's claim.
    fn forge_claim(&self, iid: u64, sha: &str) {
        let file = self.installation.folder().join("blob");
        fs::write(&file, "somebody's").unwrap();
        let blob = self.server(&["hash-object", "-w", file.to_str().unwrap()]);
        self.server(&["update-ref", &format!("refs/carrick/builds/{iid}/{sha}"), blob.trim()]);
    }

    /// What is over is found and, a quarter of an hour later, taken away, where it is time for that.
    async fn sweep(&self) {
        for _ in 0..6 {
            self.go_on(5 * A_MINUTE).await;
        }
    }

    async fn standing(&self) -> Standing {
        let watch = self.installation.watch_of(self.link_id, self.project);
        standing::of_watch(&self.installation.carrick.parts, watch.id).await.unwrap()
    }
}

#[tokio::test]
async fn a_claim_is_held_until_everybody_has_seen_the_pipeline_and_no_longer() {
    let opened = Opened::among_others(when_asked()).await;
    assert_eq!(opened.standing().await, Standing::Untried, "nobody has claimed anything yet");
    opened.go_on_to(Step::Following).await;
    let build = opened.build();
    assert_eq!(opened.claims(), [format!("refs/carrick/builds/{}/{}", opened.iid, build.sha)], "others see it");
    assert!(build.claim.is_some(), "and it is in the journal, to be let go of");
    assert!(matches!(opened.standing().await, Standing::Guarded { .. }), "{:?}", opened.standing().await);
    opened.go_on(8 * A_MINUTE).await;
    assert_eq!(opened.claims().len(), 1, "a machine that comes late still sees it");
    opened.go_on(4 * A_MINUTE).await;
    assert_eq!((opened.claims(), opened.build().claim), (vec![], None), "then it is gone");
    opened.installation.finish().await;
}

#[tokio::test]
async fn where_nothing_was_made_the_claim_is_let_go_of_at_once() {
    let none = Ci { merge_requests: MergeRequestJobs::None, ..Ci::default() };
    let opened = Opened::among_others(none).await;
    opened.go_on_to(Step::NotBuilt).await;
    opened.go_on(1_000).await;
    assert_eq!((opened.asked(), opened.claims()), (1, vec![]), "another machine may try");
    opened.installation.finish().await;
}

#[tokio::test]
async fn one_that_is_closed_while_it_waits_with_its_claim_leaves_none() {
    let opened = Opened::among_others(when_asked()).await;
    let body = r#"{"message":{"base":["Too many pipelines created in the last minute. Try again later."]}}"#;
    let kind = FaultKind::Status { code: 400, retry_after: None, body: body.to_owned() };
    opened.installation.gitlab.fault(Fault::once(&opened.start(), kind));
    for _ in 0..60 {
        if opened.fate() == (Step::Claiming, Some(Reason::TooMany)) {
            break;
        }
        opened.go_on(1_000).await;
    }
    assert_eq!(opened.claims().len(), 1, "it waits with its claim");
    opened.installation.gitlab.close_merge_request(opened.project, opened.iid);
    opened.installation.pass(2_000);
    opened.installation.look().await;
    opened.go_on(2 * A_MINUTE).await;
    assert_eq!(opened.fate(), (Step::NotBuilt, Some(Reason::NotOpen)), "it is closed");
    assert_eq!(opened.claims(), [""; 0], "and nobody is held back any more");
    opened.installation.finish().await;
}

#[tokio::test]
async fn another_build_that_a_person_asks_for_does_not_wait_for_the_claim_of_the_first() {
    let opened = Opened::among_others(when_asked()).await;
    opened.go_on_to(Step::Following).await;
    let first = opened.build();
    let all = &opened.installation.carrick.builds;
    assert_eq!(acting::build_again(all, first.merge_request).await.unwrap(), Done::Yes, "a person asks");
    opened.go_on(A_MINUTE).await;
    let again = opened.build();
    assert_eq!((again.attempt, again.step), (2, Step::Following), "{again:?}");
    assert_ne!(again.claim, first.claim, "by a claim of its own");
    assert_eq!(opened.claims().len(), 1, "in the place of the first");
    opened.go_on(12 * A_MINUTE).await;
    assert_eq!(opened.claims(), [""; 0], "and nothing is left of either");
    opened.installation.finish().await;
}

#[tokio::test]
async fn what_keeps_machines_from_agreeing_is_kept_and_can_be_read() {
    let opened = Opened::among_others(when_asked()).await;
    let hook =
        opened.installation.gitlab.repository(opened.project).unwrap().folder().unwrap().join("hooks/pre-receive");
    write_program(&hook, "#!/bin/sh\necho 'only branches and tags' >&2\nexit 1\n");
    opened.go_on_to(Step::Following).await;
    let standing = opened.standing().await;
    assert!(matches!(standing, Standing::BestEffort { why: Why::Hook, .. }), "{standing:?}");
    assert_eq!((opened.pipelines().len(), opened.build().claim), (1, None), "it is built all the same");
    opened.installation.finish().await;
}

#[tokio::test]
async fn what_others_have_left_is_swept_and_what_is_needed_stays() {
    let opened = Opened::among_others(when_asked()).await;
    opened.go_on_to(Step::Following).await;
    let sha = "d".repeat(40);
    opened.forge_claim(0, &sha);
    opened.forge_claim(opened.iid, &sha);
    opened.forge_claim(4_000, &sha);
    opened.go_on(5 * A_MINUTE).await;
    assert_eq!(opened.claims().len(), 4, "a machine that asks just now is not disturbed");
    for _ in 0..3 {
        opened.installation.pass(A_DAY);
        opened.installation.look().await;
        opened.go_on(20 * A_MINUTE).await;
    }
    let stays = format!("refs/carrick/builds/4000/{sha}");
    assert_eq!(opened.claims(), [stays], "of a merge request that is not known here nothing is known");
    opened.installation.finish().await;
}

#[tokio::test]
async fn a_claim_whose_answer_was_lost_is_swept_though_its_commit_stays_open_and_is_never_built() {
    let none = Ci { merge_requests: MergeRequestJobs::None, ..Ci::default() };
    let opened = Opened::among_others(none).await;
    opened.go_on_to(Step::NotBuilt).await;
    opened.go_on(1_000).await;
    let sha = opened.build().sha;
    opened.forge_claim(opened.iid, &sha);
    opened.go_on(40 * A_MINUTE).await;
    assert_eq!(opened.claims().len(), 1, "another machine may be about to build it");
    opened.installation.pass(A_DAY);
    opened.sweep().await;
    assert_eq!(opened.claims(), [""; 0], "a day later nobody is");
    assert_eq!(opened.fate(), (Step::NotBuilt, Some(Reason::NoJobs)), "of the same commit");
    opened.installation.finish().await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_puts_no_sweep_off() {
    let opened = Opened::among_others(when_asked()).await;
    opened.go_on_to(Step::Following).await;
    opened.go_on(12 * A_MINUTE).await;
    opened.installation.clock.set_on(-30 * A_DAY);
    opened.forge_claim(0, &"d".repeat(40));
    opened.sweep().await;
    assert_eq!(opened.claims(), [""; 0], "not for thirty days and one");
    opened.installation.finish().await;
}

#[tokio::test]
async fn when_a_rule_is_switched_on_it_is_tried_out_whether_machines_can_agree() {
    let opened = Opened::among_others(when_asked()).await;
    let builds = &opened.installation.carrick.builds;
    let rule = rules::list(builds).await.unwrap().remove(0);
    let probed = probing::probe(builds, &rule).await.unwrap();
    assert!(matches!(probed[0].standing, Standing::Guarded { .. }), "a claim of nothing could be made: {probed:?}");
    assert_eq!(opened.claims(), [""; 0], "and was taken away again");
    let hook =
        opened.installation.gitlab.repository(opened.project).unwrap().folder().unwrap().join("hooks/pre-receive");
    write_program(&hook, "#!/bin/sh\necho 'only branches and tags' >&2\nexit 1\n");
    let probed = probing::probe(builds, &rule).await.unwrap();
    assert!(matches!(probed[0].standing, Standing::BestEffort { why: Why::Hook, .. }), "{probed:?}");
    let unguarded = status::status(builds).await.unwrap().unguarded;
    assert_eq!(unguarded.first().map(|it| it.why), Some(Why::Hook), "the page says so before anything is built");
    opened.installation.finish().await;
}
