//! What watching costs an instance and this computer, how soon a merge request that opens is built, and how soon it is
//! said why one is not.
//!
//! `cargo run --release -p carrick --example builds [quiet] [starts] [why]` prints tables: a quiet hour over a thousand
//! projects, and a hundred openings, on a moved clock; and what ten thousand builds cost whoever asks about one.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "it tells a person what it costs")]
#![allow(dead_code, unused_imports, reason = "it stands on what tests stand on, and needs less of it")]

#[path = "builds/quiet.rs"]
mod quiet;
#[path = "../it/builds/room.rs"]
mod room;
#[path = "builds/starts.rs"]
mod starts;
#[path = "../it/support/mod.rs"]
mod support;
#[path = "builds/why.rs"]
mod why;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let named: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |part: &str| named.is_empty() || named.iter().any(|name| name == part);
    if is_wanted("quiet") {
        quiet::measure().await;
    }
    if is_wanted("starts") {
        starts::measure().await;
    }
    if is_wanted("why") {
        why::measure().await;
    }
}

/// A reading of so many sorted ones, by nearest rank.
fn at(sorted: &[f64], share: f64) -> f64 {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied().unwrap_or(f64::NAN)
}

/// Median, ninety-ninth percentile and longest of some readings, as columns of a table.
fn spread(mut readings: Vec<f64>, digits: usize) -> String {
    readings.sort_by(f64::total_cmp);
    let longest = readings.last().copied().unwrap_or(f64::NAN);
    format!("{:.digits$} | {:.digits$} | {longest:.digits$}", at(&readings, 0.5), at(&readings, 0.99))
}
