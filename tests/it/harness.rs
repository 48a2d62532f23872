//! The harness itself: its checks must be able to fail.

use crate::support::{Installation, search};

#[test]
fn the_search_finds_a_planted_canary() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("deep")).unwrap();
    let canary = vec!["gloas-canary-in-a-coal-mine".to_owned()];
    std::fs::write(folder.path().join("deep/file"), b"\x00\xffgloas-canary-in-a-coal-mine\x00").unwrap();
    std::fs::write(folder.path().join("clean"), b"gloas-canary-in-a-coal-min").unwrap();
    let found = search(folder.path(), &canary);
    assert_eq!(found, [folder.path().join("deep/file")], "exactly the file that holds it");
}

#[tokio::test]
async fn the_books_notice_a_pair_that_nobody_holds() {
    let (installation, application) = Installation::set_up(true).await;
    installation.link("alice").await;
    installation.gitlab.issue_pair("bob", &application.id, &["api"]);
    installation.finish_with_lost(1).await;
}
