//! Many at once, with a real git, each helper a process of its own.

use std::sync::Arc;

use carrick_store::clock::{Clock as _, SystemClock};

use crate::support::{Installation, is_child, is_helper};

/// As a build tool or an editor starts them.
const MANY: usize = 200;

#[test]
fn two_hundred_gits_at_once_get_the_one_renewed_token() {
    if is_helper() || is_child() {
        return;
    }
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let (installation, _) = Installation::set_up(true).await;
        // git drops what has ended by its own clock.
        installation.clock.advance(SystemClock.now() - installation.clock.now());
        let link = installation.link("alice").await;
        installation.let_it_come_due(&link);
        let issued = installation.gitlab.issued().len();
        let git = installation.git("credential::herd::two_hundred_gits_at_once_get_the_one_renewed_token");
        let answers = ask_at_once(git, format!("{}/group/web.git", installation.gitlab.url())).await;
        let token = super::answers::token(&installation);
        for (at, (answer, words)) in answers.iter().enumerate() {
            assert!(answer.contains(&format!("password={token}\n")), "git {at} of {MANY} got another token: {words}");
        }
        assert_eq!(installation.gitlab.issued().len(), issued + 2, "one rotation was enough for all");
        installation.finish().await;
    });
}

async fn ask_at_once(git: crate::support::Git, url: String) -> Vec<(String, String)> {
    let git = Arc::new(git);
    let ask = |_| {
        let (git, url) = (Arc::clone(&git), url.clone());
        tokio::task::spawn_blocking(move || git.fill(&url))
    };
    let asking: Vec<_> = (0..MANY).map(ask).collect();
    let mut answers = Vec::new();
    for one in asking {
        answers.push(one.await.expect("git ends by itself"));
    }
    answers
}
