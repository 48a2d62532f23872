//! A whole week of a team on a moved clock: 200 projects, 3,000 events, three machines, and everything that goes wrong.
//!
//! `cargo run --release -p carrick --example week [SEED [PROJECTS EVENTS DAYS FINEST]]` takes a while, prints what is
//! wrong at its end and ends with an error then; the tests run smaller ones.

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
    let words: Vec<u64> = std::env::args().skip(1).map(|word| word.parse().expect("a number")).collect();
    let (seed, size) = (words.first().copied().unwrap_or(1), size(words.get(1..).unwrap_or_default()));
    println!("seed {seed}, {size:?}");
    let begun = Instant::now();
    let (faults, told) = week(seed, size, |day| println!("day {day} is over, after {:?}", begun.elapsed())).await;
    println!("{} things happened, in {:?}", told.len(), begun.elapsed());
    assert!(faults.is_empty(), "seed {seed}:\n{}\n\n{}", faults.join("\n"), told.join("\n"));
    println!("every head came to its end, and nothing was left behind");
}

/// As large as it is asked for.
fn size(words: &[u64]) -> Size {
    let &[projects, events, days, finest] = words else { return WHOLE };
    let count = |number| usize::try_from(number).expect("not that many");
    let finest = i64::try_from(finest).expect("not that long");
    Size { projects: count(projects), events: count(events), days: count(days), finest }
}
