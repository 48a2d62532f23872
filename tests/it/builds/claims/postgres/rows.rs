//! Rows that somebody else has written.

use carrick::builds::claims::why::Why;
use carrick::builds::claims::{Claims as _, Listed};

use super::super::stand::{sha, taken, win};
use super::server::{Server, key, project};

fn forge(server: &Server, iid: &str, sha: &str, id: &str) {
    server.sql(&format!(
        "INSERT INTO carrick_claims VALUES ('https://gitlab.example.com', 17, {iid}, {sha}, {id}, 1, now())"
    ));
}

#[tokio::test]
async fn texts_in_a_row_are_cut_and_what_is_no_claim_is_left_out() {
    let server = Server::start();
    let machine = server.here();
    machine.prepare().await.unwrap();
    forge(&server, "1", &format!("'{}'", sha(1)), "repeat('x', 20000000)");
    forge(&server, "-2", &format!("'{}'", sha(2)), "'negative'");
    forge(&server, "3", "E'\\e[31m'", "'no commit'");
    forge(&server, "4", "repeat('a', 2000)", "'too long'");
    forge(&server, "5", &format!("'{}'", sha(5)), "E'\\e]0;x\\x07'");
    let listed = machine.list(&project(), None).await.unwrap();
    let iids: Vec<i64> = listed.iter().map(|one| one.iid).collect();
    assert_eq!(iids, [1, 5], "the others are no claims");
    assert_eq!(listed[0].id.as_str().len(), 64, "nobody's text is read to its end");
    let held = taken(machine.claim(&key(1, &sha(1)), 1).await);
    assert_eq!(held, listed[0].id, "it holds back like any other");
    assert_eq!(machine.look(&key(5, &sha(5))).await, Ok(Some(listed[1].id.clone())), "so does this");
}

#[tokio::test]
async fn other_projects_and_instances_are_others() {
    let server = Server::start();
    let machine = server.here();
    let ours = win(&machine, &key(42, &sha(1))).await;
    server.sql("INSERT INTO carrick_claims SELECT 'https://other.example.com', project, iid, sha, 'x', 1, now() FROM carrick_claims");
    server.sql("INSERT INTO carrick_claims SELECT instance, 18, iid, sha, 'y', 1, now() FROM carrick_claims");
    win(&machine, &key(43, &sha(1))).await;
    let listed = machine.list(&project(), Some(42)).await.unwrap();
    assert_eq!(listed, [Listed { iid: 42, sha: sha(1), id: ours }], "one of four");
}

#[tokio::test]
async fn a_sweep_takes_away_what_is_as_it_was_listed() {
    let server = Server::start();
    let machine = server.here();
    machine.prepare().await.unwrap();
    server.sql(
        "INSERT INTO carrick_claims SELECT 'https://gitlab.example.com', 17, 42, lpad(to_hex(n), 40, '0'), 'x', 1, now()
         FROM generate_series(0, 59) AS n",
    );
    let over = machine.list(&project(), None).await.unwrap();
    assert_eq!(over.len(), 60, "all of them are over");
    server.sql(&format!("UPDATE carrick_claims SET id = 'y' WHERE sha = '{}'", over[0].sha));
    assert_eq!(machine.sweep(&project(), &over).await, Ok(49), "fifty at once, but for the one that is another by now");
    assert_eq!(server.sql("SELECT count(*) FROM carrick_claims"), "11", "the rest stays");
}

#[tokio::test]
async fn more_rows_than_anybody_reads_are_not_read() {
    let server = Server::start();
    let machine = server.here();
    machine.prepare().await.unwrap();
    server.sql(
        "INSERT INTO carrick_claims SELECT 'https://gitlab.example.com', 17, n, lpad(to_hex(n), 40, '0'), 'x', 1, now()
         FROM generate_series(1, 5000) AS n",
    );
    assert_eq!(machine.list(&project(), None).await, Err(Why::TooMany), "it ends somewhere");
    assert_eq!(machine.list(&project(), Some(7)).await.unwrap().len(), 1, "some can still be looked at");
}
