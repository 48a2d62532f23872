//! `carrick export` and `carrick import`.

use carrick::accounts::setup::Setup;
use serde_json::json;

use crate::support::command_line::On;
use crate::support::{FIRST, Installation};

#[tokio::test]
async fn what_is_exported_can_be_imported_by_another() {
    let (sender, application) = Installation::set_up(false).await;
    let document = sender.command(&["export"]).await;
    assert_eq!((document.exit, document.err.as_str()), (0, ""), "the document alone is data");
    assert_eq!(document.json()["application_id"], application.id.as_str(), "it names the application");
    let link = sender.command(&["export", "--link"]).await;
    assert!(link.out.starts_with("dev.carrick.desktop://setup/"), "or a link: {link:?}");
    let both = sender.command(&["export", "1", "--json"]).await.json();
    assert_eq!(both["link"], link.out.trim_end(), "JSON has both");
    assert_eq!(both["document"], document.json(), "with the document as it is");

    let receiver = Installation::new().await;
    let file = receiver.folder().join("set-up.json");
    std::fs::write(&file, &document.out).unwrap();
    let asked = sender.gitlab.requests().len();
    let added = receiver.command(&["import", file.to_str().unwrap(), "--yes", "--json"]).await;
    assert_eq!((added.exit, added.err.as_str()), (0, ""), "nothing but the answer: {added:?}");
    let added = added.json();
    assert_eq!(added["integration"]["is_set_up"], true, "it is set up");
    assert_eq!(
        (&added["from"], &added["marks"]),
        (&json!("sam"), &json!([{"mark": "this_computer"}])),
        "as it is told"
    );
    assert_eq!(sender.gitlab.requests().len(), asked, "and its GitLab never heard of it");
    let again = receiver.command(&["import", link.out.trim_end(), "--yes"]).await;
    assert_eq!(again.exit, 1, "it is here already: {again:?}");
    sender.finish().await;
    receiver.finish().await;
}

#[tokio::test]
async fn it_shows_what_it_would_add_and_asks() {
    let installation = Installation::new().await;
    let setup = Setup::read(
        r#"{"carrick_setup":1,"instance":"gitIab.com","application_id":"0123456789abcdef","scopes":["api"],"from":"Morgan"}"#,
    );
    let link = setup.unwrap().link();
    let before = installation.dump();
    let running = installation.start_command(&["import", &link], On::Terminal);
    running.until_it_says("[y/N]").await;
    for words in
        ["gitiab.com", "from Morgan", "Nothing is contacted before you agree", "much like gitlab.com", "01234567…"]
    {
        assert!(running.err.text().contains(words), "{words} is said: {:?}", running.err.text());
    }
    running.keys.send("n".to_owned()).unwrap();
    assert_eq!(running.said().await.exit, 1, "no");
    assert_eq!(installation.dump(), before, "is no");
    let nobody = installation.command(&["import", &link]).await;
    assert_eq!((nobody.exit, nobody.out.as_str()), (2, ""), "a script must say yes: {nobody:?}");
    let running = installation.start_command(&["import", &link], On::Terminal);
    running.until_it_says("[y/N]").await;
    running.keys.send("y".to_owned()).unwrap();
    let said = running.said().await;
    assert_eq!(said.exit, 0, "yes: {said:?}");
    assert!(said.out.contains("Added gitiab.com."), "it is added: {said:?}");
    installation.finish().await;
}

#[tokio::test]
async fn what_cannot_be_handed_on_or_taken_in_says_why() {
    let (installation, _) = Installation::set_up(true).await;
    let confidential = installation.command(&["export"]).await;
    assert_eq!(confidential.exit, 1, "it needs its Secret: {confidential:?}");
    assert!(confidential.err.contains("Untick Confidential at GitLab"), "the other form is named: {confidential:?}");
    let unknown = installation.command(&["export", "gitlab.example.com"]).await;
    assert_eq!(unknown.exit, 2, "not here: {unknown:?}");
    for (from, code) in [
        ("/nowhere/set-up.json", "file_unreadable"),
        ("/dev/zero", "setup_malformed"),
        ("dev.carrick.desktop://setup/!", "setup_malformed"),
        ("dev.carrick.desktop://setup/eyJjYXJyaWNrX3NldHVwIjoyfQ", "setup_newer"),
    ] {
        let said = installation.command(&["import", from, "--yes", "--json"]).await;
        assert_eq!((said.exit, &said.json()["error"]["code"]), (2, &json!(code)), "{from}: {said:?}");
    }
    assert_eq!(installation.integration(FIRST).await.links.len(), 0, "nothing else came of it");
    installation.finish().await;
}
