//! `carrick build claims`: the database is set where nobody reads its password along.

use super::server::{PASSWORD, Server};
use crate::support::Installation;
use crate::support::command_line::On;

#[tokio::test]
async fn a_database_is_typed_used_and_taken_back() {
    let server = Server::start();
    let (installation, _) = Installation::set_up(true).await;
    let said = installation.command(&["build", "claims"]).await;
    assert_eq!(said.exit, 0, "without one it is no failure: {said:?}");
    assert!(said.out.contains("a marker in the repository"), "what is used is said: {said:?}");
    let running = installation.start_command(&["build", "claims", "--postgres"], On::Terminal);
    running.until_it_says("Address of the PostgreSQL").await;
    let address = format!("postgresql://carrick:{}@127.0.0.1:{}/postgres", PASSWORD.replace(' ', "%20"), server.port);
    running.keys.send(address).unwrap();
    let said = running.said().await;
    assert_eq!(said.exit, 0, "it answers: {said:?}");
    let place = format!("127.0.0.1:{}/postgres", server.port);
    assert!(said.out.contains(&place), "which it is: {said:?}");
    assert!(!said.out.contains(PASSWORD) && !said.out.contains("carrick:"), "without its password: {said:?}");
    drop(server);
    let said = installation.command(&["build", "claims", "--json"]).await;
    assert_eq!((said.exit, said.json()["why"].as_str()), (6, Some("unreachable")), "it is away: {said:?}");
    let said = installation.command(&["build", "claims", "--off", "--json"]).await;
    assert_eq!((said.exit, said.json()["by"].as_str()), (0, Some("repository")), "and not used any more: {said:?}");
    assert!(installation.keyring.entries("database/").is_empty(), "nothing is left of it");
    installation.finish().await;
}

#[tokio::test]
async fn no_password_is_taken_from_where_others_read_along() {
    let (installation, _) = Installation::set_up(true).await;
    let refused = async |address: &str| {
        let said = installation.command(&["build", "claims", "--postgres", address, "--json"]).await;
        (said.exit, said.json()["error"]["code"].as_str().unwrap_or_default().to_owned())
    };
    let shown = refused("postgresql://a:secret@127.0.0.1:1/x").await;
    assert_eq!(shown, (2, "password_shown".to_owned()), "it would stand in the list of processes");
    let plain = refused("postgresql://a@db.example.com/x?sslmode=disable").await;
    assert_eq!(plain, (2, "database_address".to_owned()), "nothing is sent in the clear");
    let closed = refused("postgresql://a@127.0.0.1:1/x").await;
    assert_eq!(closed, (6, "database_unusable".to_owned()), "nor is one kept that does not answer");
    installation.finish().await;
}
