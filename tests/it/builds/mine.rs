//! The rule that most people have: what they opened themselves, and pushed last themselves.

use carrick_store::build::{Reason, Step};
use carrick_store::db::preferences::Building;
use carrick_store::rule::{RulePlace, Terms};

use super::opened::{A_MINUTE, Opened, when_asked};

impl Opened {
    async fn of_mine() -> Self {
        let opened = Self::with(when_asked()).await;
        // Nobody looks while a test lets time pass.
        opened.installation.set_building(Building { paused_at: None, after_sleep: true });
        let place = RulePlace::Project { project_id: opened.project.cast_signed(), path: "group/project-0".to_owned() };
        opened.installation.watch(opened.link_id, place, Terms::default());
        opened
    }

    /// Pushes as this person, and looks until that is seen.
    async fn push(&self, username: &str) -> String {
        let pushed = self.installation.gitlab.push_to_merge_request(self.project, self.iid, username).unwrap();
        self.installation.pass(3_000);
        self.installation.look().await;
        pushed
    }
}

#[tokio::test]
async fn what_i_opened_and_pushed_last_is_built() {
    let opened = Opened::of_mine().await;
    let pushed = opened.push("alice").await;
    opened.go_on(3 * A_MINUTE).await;
    let build = opened.build();
    assert_eq!((build.step, build.sha), (Step::Following, pushed), "GitLab's events say that it was my push");
    opened.installation.finish().await;
}

#[tokio::test]
async fn what_somebody_else_pushed_to_mine_is_not() {
    let opened = Opened::of_mine().await;
    opened.push("bob").await;
    opened.go_on(5 * A_MINUTE).await;
    assert_eq!(opened.fate(), (Step::NotBuilt, Some(Reason::NotMyPush)), "their code does not run in my name");
    assert_eq!(opened.asked(), 0, "and nothing was asked for");
    opened.push("alice").await;
    opened.go_on(5 * A_MINUTE).await;
    assert_eq!(opened.fate(), (Step::Following, None), "my next push is built");
    opened.installation.finish().await;
}
