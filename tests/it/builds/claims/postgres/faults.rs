//! A database that stops, hangs, refuses, or whose answer is lost.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use carrick::builds::claims::why::Why;
use carrick::builds::claims::{Claims as _, Tried};

use super::super::stand::{sha, win};
use super::server::{PASSWORD, Server, key, project};

#[tokio::test]
async fn a_server_that_stops_leads_to_best_effort_until_it_is_back() {
    let mut server = Server::start();
    let machine = server.here();
    let id = win(&machine, &key(42, &sha(1))).await;
    server.stop();
    let tried = machine.claim(&key(42, &sha(2)), 1).await;
    assert!(matches!(tried, Tried::BestEffort(Why::Unreachable, _)), "nobody can say: {tried:?}");
    assert_eq!(machine.look(&key(42, &sha(1))).await, Err(Why::Unreachable), "nor whose it is");
    server.run();
    assert_eq!(machine.look(&key(42, &sha(1))).await, Ok(Some(id)), "what was claimed has outlived it");
    win(&machine, &key(42, &sha(2))).await;
}

#[tokio::test]
async fn a_claim_whose_answer_was_lost_is_found_to_be_ours() {
    let server = Server::start();
    server.here().prepare().await.unwrap();
    let (port, lost) = loses_one_answer(server.port, b"INSERT INTO carrick_claims");
    let tried = Server::over(port, "").claim(&key(42, &sha(1)), 1).await;
    assert_eq!(lost.load(Ordering::SeqCst), 1, "an answer was lost");
    let Tried::Won(turn) = tried else { panic!("the database has it: {tried:?}") };
    let kept = server.sql("SELECT id FROM carrick_claims");
    assert_eq!(turn.claim().unwrap().as_str(), kept, "it is the one that lies there");
}

#[tokio::test]
async fn a_server_that_hangs_is_not_waited_for() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let machine = Server::over(silent.local_addr().unwrap().port(), "").within(Duration::from_millis(500));
    let started = Instant::now();
    assert_eq!(machine.probe(&project()).await, Err(Why::Unreachable), "it says nothing");
    assert!(started.elapsed() < Duration::from_secs(5), "and is left: {:?}", started.elapsed());
}

#[tokio::test]
async fn whatever_a_database_refuses_is_told_apart() {
    let server = Server::start();
    let machine = server.here();
    let port = server.port;
    let wrong = format!("host=127.0.0.1 port={port} user=carrick password=wrong dbname=postgres");
    assert_eq!(Server::at(&wrong).prepare().await, Err(Why::NoToken), "a wrong password");
    let missing = format!("host=127.0.0.1 port={port} user=carrick password='{PASSWORD}' dbname=missing");
    assert_eq!(Server::at(&missing).prepare().await, Err(Why::NotFound), "no such database");
    server.sql(&format!("CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'"));
    let guest = format!("host=127.0.0.1 port={port} user=guest password='{PASSWORD}' dbname=postgres");
    assert_eq!(Server::at(&guest).prepare().await, Err(Why::NoRight), "who may make no table, while there is none");
    machine.prepare().await.unwrap();
    server.sql("GRANT SELECT ON carrick_claims_version TO guest");
    assert_eq!(Server::at(&guest).prepare().await, Ok(()), "once there is one that is nobody's business");
    assert_eq!(Server::at(&guest).probe(&project()).await, Err(Why::NoRight), "but to write is");
    server.sql("GRANT SELECT, INSERT, UPDATE, DELETE ON carrick_claims TO guest");
    assert_eq!(Server::at(&guest).probe(&project()).await, Ok(()), "more is not needed");
    server.sql("ALTER ROLE guest SET default_transaction_read_only = on");
    assert_eq!(Server::at(&guest).probe(&project()).await, Err(Why::ReadOnly), "a copy that is only read");
    server.sql("INSERT INTO carrick_claims_version VALUES (2)");
    let tried = machine.claim(&key(42, &sha(1)), 1).await;
    assert!(matches!(tried, Tried::BestEffort(Why::NewerTable, _)), "a newer Carrick means something else: {tried:?}");
}

/// Passes everything on, but for the answer to the first question with these words: the connection breaks then, when
/// the server has answered. Says how many were lost.
fn loses_one_answer(to: u16, words: &'static [u8]) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let lost = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&lost);
    std::thread::spawn(move || {
        for from in listener.incoming().map_while(Result::ok) {
            let to = TcpStream::connect(("127.0.0.1", to)).unwrap();
            let (back, answers) = (from.try_clone().unwrap(), to.try_clone().unwrap());
            std::thread::spawn(move || pass(answers, back));
            let lost = Arc::clone(&count);
            std::thread::spawn(move || pass_until(from, to, words, &lost));
        }
    });
    (port, lost)
}

fn pass(mut from: TcpStream, mut to: TcpStream) {
    let mut block = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut block) {
        if to.write_all(&block[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

fn pass_until(mut from: TcpStream, mut to: TcpStream, words: &[u8], lost: &AtomicUsize) {
    let mut block = [0; 4096];
    while let Ok(read @ 1..) = from.read(&mut block) {
        let is_it = block[..read].windows(words.len()).any(|window| window == words);
        if is_it && lost.fetch_add(1, Ordering::SeqCst) == 0 {
            // Nothing of the answer comes back: both ways are shut to who has asked.
            from.shutdown(Shutdown::Both).unwrap();
            to.write_all(&block[..read]).unwrap();
            to.shutdown(Shutdown::Write).unwrap();
            return;
        }
        if to.write_all(&block[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
