//! `carrick schema`: what scripts rely on.

use crate::support::Installation;

const KEPT: &str = include_str!("schema.json");

/// Keys are never renamed or removed: whoever changes this file only adds to it.
#[tokio::test]
async fn the_schema_is_the_one_that_was_promised() {
    let installation = Installation::new().await;
    let said = installation.command(&["schema"]).await;
    assert_eq!(said.exit, 0, "it is printed");
    let kept: serde_json::Value = serde_json::from_str(KEPT).expect("it is JSON");
    assert_eq!(said.json(), kept, "a key or a word has changed; print it anew with `carrick schema` if one was added");
    installation.finish().await;
}

#[tokio::test]
async fn one_verb_has_its_own_and_an_unknown_one_none() {
    let installation = Installation::new().await;
    let one = installation.command(&["schema", "status"]).await.json();
    assert_eq!(one["title"], "Status", "this verb's alone");
    assert_eq!(installation.command(&["schema", "nothing"]).await.exit, 2, "it answers no JSON");
    installation.finish().await;
}

/// Each answer has the keys that the schema requires, and none that it does not name.
#[tokio::test]
async fn answers_keep_to_the_schema() {
    let (installation, _) = Installation::set_up(true).await;
    installation.link("alice").await;
    let kept: serde_json::Value = serde_json::from_str(KEPT).unwrap();
    let status = installation.command(&["status", "--json"]).await.json();
    let named = |schema: &serde_json::Value| -> Vec<String> {
        schema["properties"].as_object().unwrap().keys().cloned().collect()
    };
    let keys = |value: &serde_json::Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(keys(&status), named(&kept["status"]), "the whole");
    let account = &kept["status"]["$defs"]["Account"];
    assert_eq!(keys(&status["accounts"][0]), named(account), "and its parts");
    installation.finish().await;
}
