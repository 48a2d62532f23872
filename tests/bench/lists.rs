//! How fast projects are listed and searched, beside the least that it can take.
//!
//! `cargo run --release -p carrick --example lists` prints a table: 10,000 projects at 100 ms a request beside a
//! hundred requests at once and one after the other; keystrokes over 100,000; memory.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "it tells a person how fast it is")]
#![allow(dead_code, unused_imports, reason = "it stands on what tests stand on, and needs less of it")]

#[path = "../it/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use carrick::repositories::list::{self, Filter, Page, Wanted};
use carrick::repositories::refresh;
use carrick_store::db::memberships::{self, Piece};
use carrick_store::project::{Details, Listed};
use carrick_store::ranges::Range;
use local_gitlab::{AccessLevel, Fault, FaultKind, NewProject};
use reqwest::header::AUTHORIZATION;
use serde::Deserialize;
use support::Installation;
use tokio::task::JoinSet;

const PROJECTS: usize = 10_000;
const MANY: usize = 100_000;
const DELAY: Duration = Duration::from_millis(100);
const ROUNDS: usize = 5;

#[derive(Deserialize)]
#[allow(dead_code, reason = "reading it is the work")]
struct Record {
    id: i64,
    path_with_namespace: String,
    name: String,
}

#[tokio::main]
async fn main() {
    let (mut floor, mut ours, mut first) = (Vec::new(), Vec::new(), Vec::new());
    let mut sequential = 0.0;
    for round in 0..=ROUNDS {
        let (installation, url, token) = linked(PROJECTS).await;
        installation.gitlab.fault(Fault::always("/api/v4/projects", FaultKind::Delay(DELAY)));
        let at_once = pages(&url, &token, PROJECTS / 100).await;
        let (rows, names) = read(&installation).await;
        if round == 0 {
            // The first round warms everything up, and the slowest client is measured once.
            sequential = pages(&url, &token, 1).await;
        } else {
            floor.push(at_once);
            ours.push(names);
            first.push(rows);
        }
        installation.finish().await;
    }
    let (floor, ours, first) = (median(&mut floor), median(&mut ours), median(&mut first));
    println!("| {PROJECTS} projects at {} ms a request | seconds | x floor |", DELAY.as_millis());
    println!("| --- | --- | --- |");
    println!("| floor: a hundred at once, read and thrown away | {floor:.3} | 1.0 |");
    println!("| **Carrick**, until all are kept | {ours:.3} | {:.2} |", ours / floor);
    println!("| Carrick, until the first rows are listed | {first:.3} | {:.2} |", first / floor);
    println!("| one after the other | {sequential:.2} | {:.1} |", sequential / floor);
    println!("\nCarrick is {:.1} times as fast as one after the other.\n", sequential / ours);
    keystrokes().await;
}

async fn linked(count: usize) -> (Installation, String, String) {
    let (installation, _) = Installation::linked().await;
    installation.gitlab.create_many(count, |at| NewProject {
        path: format!("group-{}/sub-{}/project-{at}", at % 97, at % 7),
        members: vec![("alice".to_owned(), AccessLevel::Developer)],
        ..NewProject::default()
    });
    let pair = installation.gitlab.live_pairs().remove(0);
    let url = format!("{}/api/v4/projects?membership=true&simple=true&order_by=id&sort=asc", installation.gitlab.url());
    (installation, url, pair.access_token)
}

/// All pages, so many at once after the first, as seconds.
async fn pages(url: &str, token: &str, at_once: usize) -> f64 {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = |page: usize| {
        let request =
            client.get(format!("{url}&per_page=100&page={page}")).header(AUTHORIZATION, format!("Bearer {token}"));
        async move {
            let body = request.send().await.unwrap().bytes().await.unwrap();
            serde_json::from_slice::<Vec<Record>>(&body).unwrap().len()
        }
    };
    let start = Instant::now();
    let mut read = get(1).await;
    let (mut next, mut flying) = (2, JoinSet::new());
    loop {
        while flying.len() < at_once && next <= PROJECTS / 100 {
            flying.spawn(get(next));
            next += 1;
        }
        let Some(landed) = flying.join_next().await else { break };
        read += landed.unwrap();
    }
    assert_eq!(read, PROJECTS, "every project was read");
    start.elapsed().as_secs_f64()
}

/// How long until the first rows are listed, and until all names are kept, as seconds.
async fn read(installation: &Installation) -> (f64, f64) {
    let repositories = &installation.carrick.repositories;
    let start = Instant::now();
    refresh::begin_due_readings(repositories).await.unwrap();
    let mut first = None;
    loop {
        if first.is_none() {
            let page = list::page(repositories, wanted("")).await.unwrap();
            first = matches!(page, Page::Rows { total, .. } if total > 0).then(|| start.elapsed().as_secs_f64());
        }
        if refresh::state(repositories).await.unwrap()[0].whole_at.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let all = start.elapsed().as_secs_f64();
    repositories.close();
    (first.unwrap_or(all), all)
}

fn wanted(text: &str) -> Wanted {
    Wanted { text: text.to_owned(), filter: Filter::default(), at: 0, count: 30, revision: None }
}

const WORDS: [&str; 24] = [
    "api",
    "web",
    "core",
    "client",
    "server",
    "tools",
    "infra",
    "deploy",
    "docs",
    "mobile",
    "payments",
    "invoice",
    "billing",
    "auth",
    "gateway",
    "search",
    "index",
    "pipeline",
    "design",
    "library",
    "secrets",
    "terraform",
    "service",
    "report",
];
const TYPED: [&str; 12] = [
    "invoice",
    "payments",
    "api",
    "web api",
    "gateway",
    "terraform",
    "e",
    "srv",
    "inf-dep",
    "tst",
    "secretsearch",
    "zzz",
];

async fn keystrokes() {
    let (installation, link) = Installation::linked().await;
    let idle = resident();
    fill(&installation, link.id).await;
    let repositories = &installation.carrick.repositories;
    let filled = resident();
    let start = Instant::now();
    list::page(repositories, wanted("")).await.unwrap();
    let made = start.elapsed().as_secs_f64() * 1e3;
    let (mut typed, mut whole, mut plain, mut other) = (Vec::new(), Vec::new(), Vec::new(), 0);
    let paths = lower_paths(&installation);
    for _ in 0..10 {
        for word in TYPED {
            for end in 1..=word.len() {
                typed.push(stroke(repositories, &word[..end]).await);
            }
            for _ in 0..8 {
                // Others push it out, so that nothing is narrowed.
                stroke(repositories, WORDS[other % WORDS.len()]).await;
                other += 1;
            }
            whole.push(stroke(repositories, word).await);
            plain.push(contains(&paths, word));
        }
    }
    println!("| over {MANY} projects | median ms | p95 | p99 | longest |");
    println!("| --- | --- | --- | --- | --- |");
    println!("| a keystroke, as people type | {} |", spread(&mut typed));
    println!("| a whole word, pasted | {} |", spread(&mut whole));
    println!("| the least: one plain look for it in each path | {} |", spread(&mut plain));
    println!(
        "\nThe index is made in {made:.0} ms. Memory: {idle:.0} MiB idle, {filled:.0} MiB with the rows kept, {:.0} MiB searched.",
        resident()
    );
    installation.finish().await;
}

async fn stroke(repositories: &carrick::repositories::Repositories, text: &str) -> f64 {
    let start = Instant::now();
    list::page(repositories, wanted(text)).await.unwrap();
    start.elapsed().as_secs_f64() * 1e3
}

fn lower_paths(installation: &Installation) -> Vec<String> {
    let connection = installation.second_connection();
    let mut statement = connection.prepare("SELECT lower(path) FROM projects").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// A look for a text in each path, by the standard library.
fn contains(paths: &[String], text: &str) -> f64 {
    let start = Instant::now();
    let found = paths.iter().filter(|path| path.contains(text)).count();
    std::hint::black_box(found);
    start.elapsed().as_secs_f64() * 1e3
}

async fn fill(installation: &Installation, link_id: i64) {
    let word = |at: usize, salt: usize| WORDS[(at.wrapping_mul(2_654_435_761) >> salt) % WORDS.len()];
    for start in (0..MANY).step_by(500) {
        let listed: Vec<Listed> = (start..start + 500)
            .map(|at| {
                let slug = format!("{}-{}-{at}", word(at, 3), word(at, 9));
                Listed {
                    project_id: i64::try_from(at).unwrap() + 1,
                    path: format!("{}-{}/{}-{}/{slug}", word(at, 5), at % 40, word(at, 11), word(at, 7)),
                    name: slug.replace('-', " "),
                    avatar_url: None,
                    default_branch: Some("main".to_owned()),
                    visibility: Some("private".to_owned()),
                    last_activity_at: i64::try_from(at * 7919 % MANY).unwrap(),
                    details: Details::default(),
                }
            })
            .collect();
        let instance = installation.gitlab.url();
        let write = move |db: &rusqlite::Connection| {
            memberships::add_members(db, Piece { link_id, instance: &instance, range: Range::ALL, listed: &listed })
        };
        installation.carrick.parts.db.write(write).await.unwrap();
    }
    list::doubt(&installation.carrick.repositories);
}

fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn spread(figures: &mut [f64]) -> String {
    figures.sort_by(f64::total_cmp);
    let at = |share: usize| figures[(figures.len() - 1) * share / 100];
    format!("{:.2} | {:.2} | {:.2} | {:.2}", at(50), at(95), at(99), at(100))
}

/// What this process keeps in memory (MiB), without files.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).unwrap_or_default() / 1024.0
}
