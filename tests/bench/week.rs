//! A whole week of a team on a moved clock: 200 projects, 3,000 events, three machines, and everything that goes wrong.
//!
//! `cargo run --release -p carrick --example week [SEED]` takes a while, prints what is wrong at its end and ends with
//! an error then; the tests run smaller ones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "it tells a person how it went")]
#![allow(dead_code, unused_imports, reason = "it stands on what tests stand on, and needs less of it")]

#[path = "../it/support/mod.rs"]
mod support;

#[path = "../it/builds"]
mod builds {
    pub(crate) mod room;
    pub(crate) mod week;
}

use std::time::Instant;

use builds::week::{Size, week};

const WHOLE: Size = Size { projects: 200, events: 3_000, days: 7, finest: 15_000 };

#[tokio::main]
async fn main() {
    let seed = std::env::args().nth(1).and_then(|seed| seed.parse().ok()).unwrap_or(1);
    println!("seed {seed}, {WHOLE:?}");
    let begun = Instant::now();
    let (faults, told) = week(seed, WHOLE, |day| println!("day {day} is over, after {:?}", begun.elapsed())).await;
    println!("{} things happened, in {:?}", told.len(), begun.elapsed());
    assert!(faults.is_empty(), "seed {seed}:\n{}\n\n{}", faults.join("\n"), told.join("\n"));
    println!("every head came to its end, and nothing was left behind");
}
