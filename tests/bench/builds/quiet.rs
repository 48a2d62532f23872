//! An hour in which nothing happens, beside the least that it can take: the same questions asked by a bare client that
//! throws the answers away.

use std::time::Duration;

use carrick::builds::{starting, watching};
use carrick_store::clock::Clock as _;
use carrick_store::rule::{RulePlace, Terms};
use local_gitlab::SeenRequest;
use reqwest::header::{ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE};

use crate::room;
use crate::support::Installation;

const PROJECTS: usize = 1000;
const AN_HOUR: i64 = 60 * 60_000;

/// What an hour came to.
struct Hour {
    a_round: usize,
    rounds: usize,
    requests: usize,
    /// To GitLab and from it.
    megabytes: (f64, f64),
    cpu: f64,
    floor: f64,
}

pub(crate) async fn measure() {
    println!("| a quiet hour, {PROJECTS} projects | requests a round | rounds | requests | MB there | MB back | MB |");
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    let mut costs = Vec::new();
    for (name, is_group) in [("one group of them", true), ("fifty groups of twenty", false)] {
        for (how, compresses) in [("compressed", true), ("not compressed", false)] {
            let installation = watching(is_group).await;
            installation.gitlab.compress(compresses);
            let hour = quiet_hour(&installation).await;
            let Hour { a_round, rounds, requests, megabytes: (there, back), .. } = hour;
            println!(
                "| {name}, answers {how} | {a_round} | {rounds} | {requests} | {there:.2} | {back:.2} | {:.2} |",
                there + back
            );
            costs.push((format!("{name}, answers {how}"), hour.cpu, hour.floor));
            installation.finish().await;
        }
    }
    println!("\n| | CPU s | floor: asked, and thrown away | x floor |");
    println!("| --- | --- | --- | --- |");
    for (name, cpu, floor) in costs {
        println!("| {name} | {cpu:.2} | {floor:.2} | {:.1} |", cpu / floor);
    }
    println!();
}

/// A thousand projects in one group with one rule, or each with a rule of its own.
async fn watching(is_group: bool) -> Installation {
    if !is_group {
        let installation = room::scattered(PROJECTS).await.0;
        installation.look().await;
        return installation;
    }
    let (installation, link_id, _) = room::with_group(PROJECTS).await;
    installation.watch(link_id, RulePlace::Namespace("group".to_owned()), Terms::default());
    installation.look().await;
    installation
}

async fn quiet_hour(installation: &Installation) -> Hour {
    // What the first look left behind: it is swept, and looked at again while it is hot.
    for _ in 0..30 {
        installation.pass(room::A_MINUTE);
        installation.look_if_due().await;
    }
    installation.gitlab.clear_requests();
    let (end, cpu, bytes) = (installation.clock.now() + AN_HOUR, own_cpu(), installation.gitlab.bytes());
    let (mut rounds, mut a_round) = (0, usize::MAX);
    let builds = &installation.carrick.builds;
    loop {
        let due = watching::next_look_due(builds).await.unwrap().expect("something is watched");
        let now = installation.clock.now();
        if due.max(now) >= end {
            break;
        }
        installation.pass(due.saturating_sub(now).max(0));
        let before = installation.gitlab.requests().len();
        installation.look_if_due().await;
        // The other jobs are asked too whenever a round has come to its end.
        starting::next_step_due(builds).await.unwrap();
        a_round = a_round.min(installation.gitlab.requests().len() - before);
        rounds += 1;
    }
    let cpu = own_cpu() - cpu;
    let (there, back) = installation.gitlab.bytes();
    let megabytes = ((there - bytes.0) as f64 / 1e6, (back - bytes.1) as f64 / 1e6);
    let asked = installation.gitlab.requests();
    let floor = floor(installation, &asked).await;
    Hour { a_round, rounds, requests: asked.len(), megabytes, cpu: cpu.as_secs_f64(), floor: floor.as_secs_f64() }
}

/// Asks the same again, and throws the answers away.
async fn floor(installation: &Installation, asked: &[SeenRequest]) -> Duration {
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let token = installation.gitlab.live_pairs().remove(0).access_token;
    let url = installation.gitlab.url();
    let before = own_cpu();
    for question in asked {
        let text = question.form_param("query").unwrap_or_default();
        let variables: serde_json::Value =
            serde_json::from_str(question.form_param("variables").unwrap_or("{}")).unwrap_or_default();
        let body = serde_json::json!({ "query": text, "variables": variables }).to_string();
        let request = client
            .post(format!("{url}{}", question.path))
            .header(AUTHORIZATION, format!("Bearer {token}"))
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT_ENCODING, "gzip")
            .body(body);
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{} is asked again: {}", question.path, answer.status());
        answer.bytes().await.unwrap();
    }
    own_cpu() - before
}

/// How long this process has computed, without the local GitLab in it.
fn own_cpu() -> Duration {
    let read = |path: std::path::PathBuf| std::fs::read_to_string(path).unwrap_or_default();
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().map(|task| task.unwrap().path());
    let gitlabs = tasks.filter(|task| read(task.join("comm")).starts_with("local-gitlab"));
    let of_gitlab: Duration = gitlabs
        .map(|task| {
            let told = read(task.join("schedstat"));
            let time = told.split_whitespace().next().and_then(|time| time.parse().ok());
            Duration::from_nanos(time.unwrap_or_default())
        })
        .sum();
    let all = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(all.tv_sec.unsigned_abs(), all.tv_nsec.try_into().unwrap_or_default()).saturating_sub(of_gitlab)
}
