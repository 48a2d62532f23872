//! Carrick is killed, as a process, at every step of a build; whoever comes next starts no second pipeline.

use std::time::{Duration, Instant};

use carrick_store::build::{Build, Step};
use local_gitlab::{Fault, FaultKind};

use super::opened::{A_MINUTE, Opened, when_asked};
use crate::support::{Work, is_child};

const TEST: &str = "builds::kills::whatever_step_a_process_is_killed_at_one_pipeline_is_started";

/// At which request it is killed, and whether GitLab has done by then what it was asked for.
struct Kill {
    step: Step,
    /// The request, in a project and of a merge request.
    request: fn(&Opened) -> String,
    has_acted: bool,
}

fn merge_request(opened: &Opened) -> String {
    format!("/api/v4/projects/{}/merge_requests/{}", opened.project, opened.iid)
}

const KILLS: [Kill; 7] = [
    Kill { step: Step::Waiting, request: |it| format!("GET {}/pipelines", merge_request(it)), has_acted: false },
    Kill { step: Step::Claiming, request: |it| format!("GET {}", merge_request(it)), has_acted: false },
    Kill { step: Step::Asking, request: Opened::start, has_acted: false },
    Kill { step: Step::Asking, request: Opened::start, has_acted: true },
    Kill { step: Step::Adopting, request: |it| format!("GET {}/pipelines", merge_request(it)), has_acted: false },
    Kill {
        step: Step::Following,
        request: |it| format!("GET /api/v4/projects/{}/pipelines/", it.project),
        has_acted: false,
    },
    Kill { step: Step::Following, request: |it| format!("GET {}/pipelines", merge_request(it)), has_acted: false },
];

#[test]
fn whatever_step_a_process_is_killed_at_one_pipeline_is_started() {
    if is_child() {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for kill in KILLS {
        runtime.block_on(killed(&kill));
    }
}

async fn killed(kill: &Kill) {
    let opened = Opened::with(when_asked()).await;
    let gitlab = &opened.installation.gitlab;
    if matches!(kill.step, Step::Adopting | Step::Following) {
        opened.go_on_to(Step::Following).await;
    }
    if kill.step == Step::Adopting {
        opened.put(&Build { step: Step::Adopting, starter: None, pipeline: None, ..opened.build() });
    }
    opened.installation.pass(A_MINUTE);
    let request = (kill.request)(&opened);
    gitlab.fault(Fault::once(&request, if kill.has_acted { FaultKind::HoldAnswer } else { FaultKind::Hold }));
    opened.installation.carrick.builds.close();
    let process = opened.installation.start_process(TEST, Work::GoOn, None);
    let begun = Instant::now();
    while gitlab.held_answers() == 0 {
        assert!(begun.elapsed() < Duration::from_secs(60), "{:?}: it never asks {request}", kill.step);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(opened.build().step, kill.step, "it stands at the step when it is killed");
    drop(process);
    gitlab.let_answer();
    opened.go_on(12 * A_MINUTE).await;
    let build = opened.build();
    assert!(matches!(build.step, Step::Following | Step::Over), "{:?}: {build:?}", kill.step);
    let pipelines = opened.pipelines();
    assert_eq!(pipelines.len(), 1, "{:?} (done: {}): one was started", kill.step, kill.has_acted);
    assert_eq!(
        build.pipeline.map(|kept| kept.id),
        Some(pipelines[0].id.cast_signed()),
        "and it is the one that is kept"
    );
    opened.installation.finish().await;
}
