//! This computer's clock is set back while builds wait and run.

use carrick_store::build::Step;

use super::opened::{A_MINUTE, Opened, when_asked};

#[tokio::test]
async fn a_clock_that_is_set_back_holds_up_no_build() {
    let opened = Opened::with(when_asked()).await;
    opened.go_on(1_000).await;
    assert_eq!(opened.build().step, Step::Waiting, "GitLab has its time");
    opened.installation.clock.set_on(-2 * 60 * A_MINUTE);
    opened.installation.look_if_due().await;
    opened.go_on(2 * A_MINUTE).await;
    assert_eq!((opened.build().step, opened.pipelines().len()), (Step::Following, 1), "it is started in time");
    opened.installation.finish().await;
}

#[tokio::test]
async fn a_clock_that_is_set_back_after_a_start_puts_no_look_for_a_second_one_off() {
    let opened = Opened::with(when_asked()).await;
    opened.go_on_to(Step::Following).await;
    opened.installation.clock.set_on(-2 * 60 * A_MINUTE);
    opened.installation.look_if_due().await;
    opened.installation.gitlab.clear_requests();
    opened.go_on(2 * A_MINUTE).await;
    let path = opened.start().split_off("POST ".len());
    let lists = opened.installation.gitlab.requests();
    let lists = lists.iter().filter(|request| request.path == path && request.method == "GET").count();
    assert_eq!(lists, 2, "after ten seconds and a minute, not after two hours");
    assert!(opened.build().pipeline.is_some_and(|seen| seen.status != "created"), "and it is followed");
    opened.installation.finish().await;
}
