//! The benchmarks: how fast Carrick starts beside the least a Tauri window can be and beside the same page in
//! Chromium, what it keeps in memory, how much of a link's time is its own, what git waits for, what a list of 100,000
//! costs, adding a repository beside cloning it, what 10,000 builds cost, and how large `carrick watch` is.
//!
//! Every program is started in turn, round by round, so that a machine that slows down slows them all. The first
//! round does not count.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "it tells a person how far it is")]

mod add;
mod builds;
mod figures;
mod git;
mod list;
mod log;
mod programs;
mod share;
mod start;
mod table;

use std::process::ExitCode;

use end_to_end::failure::{Doing, Failure, Result};
use end_to_end::folders::target;

/// How many rounds count, unless another number is given.
const ROUNDS: usize = 20;

fn main() -> ExitCode {
    let measured = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(Failure::from)
        .and_then(|runtime| runtime.block_on(measure()));
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nNothing was measured: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// Everything, or what is named after the number of rounds: `start`, `link`, `git`, `list`, `add`, `builds`.
async fn measure() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let rounds = words.next().map_or(Ok(ROUNDS), |number| number.parse()).doing("the number of rounds")?;
    let named: Vec<String> = words.collect();
    let is_wanted = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    let mut report = String::new();
    if is_wanted("start") {
        report += &table::starts(&programs::measure(rounds).await.doing("starting")?)?;
    }
    if is_wanted("link") {
        report += &table::shares(&share::measure(rounds).await.doing("linking")?)?;
    }
    if is_wanted("git") {
        report += &table::helpers(&git::measure(rounds).await.doing("asking for a token")?)?;
    }
    if is_wanted("list") {
        report += &table::lists(&list::measure(rounds).await.doing("listing")?)?;
    }
    if is_wanted("add") {
        report += &table::adds(&add::measure(rounds).await.doing("adding")?)?;
    }
    if is_wanted("builds") {
        report += &table::builds(&builds::measure(rounds).await.doing("building")?)?;
    }
    println!("\n{report}");
    let file = target().join("bench.md");
    std::fs::write(&file, report).doing("writing the report")?;
    println!("Kept in {}", file.display());
    Ok(())
}
