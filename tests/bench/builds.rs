//! What watching costs an instance and this computer, and how soon a merge request that opens is built.
//!
//! `cargo run --release -p carrick --example builds` prints tables: requests a round for 1,000 projects, a quiet hour
//! on a moved clock, and from a merge request's opening to its pipeline.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "it tells a person what it costs")]
#![allow(dead_code, unused_imports, reason = "it stands on what tests stand on, and needs less of it")]

#[path = "../it/builds/room.rs"]
mod room;
#[path = "../it/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

use carrick::builds::watching::next_look_due;
use carrick_store::clock::Clock as _;
use carrick_store::rule::{RulePlace, Terms};
use support::Installation;

const PROJECTS: usize = 1000;
const AN_HOUR: i64 = 60 * 60_000;

#[tokio::main]
async fn main() {
    println!("| a quiet hour with {PROJECTS} projects | requests a round | rounds | requests | MB | CPU s |");
    println!("| --- | --- | --- | --- | --- | --- |");
    println!("| each with a rule of its own | {} |", quiet_hour(&each_its_own().await).await);
    println!("| by one rule for their group | {} |", quiet_hour(&by_group().await).await);
}

async fn each_its_own() -> Installation {
    room::watching(PROJECTS).await.0
}

async fn by_group() -> Installation {
    let (installation, link_id, _) = room::with_group(PROJECTS).await;
    installation.watch(link_id, RulePlace::Namespace("group".to_owned()), Terms::default());
    installation.look().await;
    installation
}

/// Goes from due look to due look for an hour in which nothing happens.
async fn quiet_hour(installation: &Installation) -> String {
    // What the first look left behind: it is swept, and looked at again while it is hot.
    for _ in 0..30 {
        installation.pass(room::A_MINUTE);
        installation.look_if_due().await;
    }
    installation.gitlab.clear_requests();
    let (end, cpu, bytes) = (installation.clock.now() + AN_HOUR, own_cpu(), loopback());
    let (mut rounds, mut fewest) = (0, usize::MAX);
    loop {
        let due = next_look_due(&installation.carrick.builds).await.unwrap().expect("something is watched");
        let now = installation.clock.now();
        if due.max(now) >= end {
            break;
        }
        installation.pass(due.saturating_sub(now).max(0));
        let before = installation.gitlab.requests().len();
        installation.look_if_due().await;
        fewest = fewest.min(installation.gitlab.requests().len() - before);
        rounds += 1;
    }
    let requests = installation.gitlab.requests().len();
    let (cpu, megabytes) = (own_cpu() - cpu, (loopback() - bytes) as f64 / 1e6);
    format!("{fewest} | {rounds} | {requests} | {megabytes:.1} | {:.2}", cpu.as_secs_f64())
}

/// How long this process has computed, without the local GitLab in it.
fn own_cpu() -> Duration {
    let read = |path: std::path::PathBuf| std::fs::read_to_string(path).unwrap_or_default();
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().map(|task| task.unwrap().path());
    let own = tasks.filter(|task| !read(task.join("comm")).starts_with("local-gitlab"));
    own.map(|task| {
        let told = read(task.join("schedstat"));
        Duration::from_nanos(told.split_whitespace().next().and_then(|time| time.parse().ok()).unwrap_or_default())
    })
    .sum()
}

/// How many bytes this computer has sent itself, frames included.
fn loopback() -> u64 {
    let told = std::fs::read_to_string("/proc/net/dev").unwrap_or_default();
    let line = told.lines().find_map(|line| line.trim().strip_prefix("lo:").map(str::to_owned)).unwrap_or_default();
    line.split_whitespace().next().and_then(|bytes| bytes.parse().ok()).unwrap_or_default()
}
