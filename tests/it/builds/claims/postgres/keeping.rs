//! The database's address lies in the vault and nowhere else.

use carrick::builds::claims::database::{NotKept, find, forget, keep};
use carrick::builds::claims::postgres::address::Refused;
use carrick::builds::claims::why::Why;

use super::super::stand::{sha, win};
use super::server::{PASSWORD, Server, key};
use crate::support::Installation;

#[tokio::test]
async fn a_database_is_kept_when_it_has_answered_and_is_found_after_a_restart() {
    let server = Server::start();
    let (mut installation, _) = Installation::set_up(true).await;
    assert!(find(&installation.accounts).await.unwrap().is_none(), "there is none at first");
    let plain = "postgresql://a:b@db.example.com/x?sslmode=disable".to_owned();
    let refused = keep(&installation.accounts, plain.into()).await;
    assert!(matches!(refused, Err(NotKept::Address(Refused::Plain))), "this never is: {refused:?}");
    let wrong = format!("host=127.0.0.1 port={} user=carrick password=x dbname=postgres", server.port);
    let refused = keep(&installation.accounts, wrong.into()).await;
    assert!(matches!(refused, Err(NotKept::Database(Why::NoToken))), "nor one that does not work: {refused:?}");
    assert!(find(&installation.accounts).await.unwrap().is_none(), "nothing of these was kept");
    let right = format!("host=127.0.0.1 port={} user=carrick password='{PASSWORD}' dbname=postgres", server.port);
    keep(&installation.accounts, right.into()).await.expect("it answers");
    assert_eq!(installation.keyring.entries("database/").len(), 1, "it lies in the keyring");
    installation.accounts.close();
    installation.restart().await;
    let found = find(&installation.accounts).await.unwrap().expect("it is still used").unwrap();
    win(&found, &key(42, &sha(1))).await;
    forget(&installation.accounts).await.unwrap();
    assert!(find(&installation.accounts).await.unwrap().is_none(), "until it is not");
    assert!(installation.keyring.entries("database/").is_empty(), "and nothing is left of it");
    installation.finish().await;
}

#[tokio::test]
async fn an_address_that_cannot_be_read_any_more_is_not_as_if_there_was_none() {
    let server = Server::start();
    let (installation, _) = Installation::set_up(true).await;
    let right = format!("host=127.0.0.1 port={} user=carrick password='{PASSWORD}' dbname=postgres", server.port);
    keep(&installation.accounts, right.into()).await.expect("it answers");
    for name in installation.keyring.entries("database/").into_keys() {
        installation.keyring.tamper(&name, Some("{"));
    }
    let found = find(&installation.accounts).await.unwrap().expect("other machines still claim there");
    assert!(found.is_err(), "which this one cannot, and says so");
    installation.finish().await;
}
