//! The log: what happened, never a secret. Only Carrick's own words are written above a warning, because
//! other libraries may log what they send. What goes wrong in the same way round after round is written once.

mod lines;
mod repeats;

use std::path::Path;

use lines::Lines;
use repeats::Repeats;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// Writes to stderr and to the data folder from now on. Without a file the log goes to stderr alone.
pub fn start(data_dir: &Path) {
    begin(data_dir, true);
}

/// Writes to the data folder alone: on stderr somebody reads what is meant for people.
pub fn start_in_file(data_dir: &Path) {
    begin(data_dir, false);
}

fn begin(data_dir: &Path, speaks: bool) {
    let levels = Targets::new()
        .with_target("carrick", LevelFilter::INFO)
        .with_target("carrick_store", LevelFilter::INFO)
        .with_default(LevelFilter::WARN);
    let lines = Lines::in_folder(&data_dir.join("logs")).ok();
    let to_file =
        lines.map(|lines| tracing_subscriber::fmt::layer().with_ansi(false).with_writer(move || lines.clone()));
    let to_stderr = speaks.then(|| tracing_subscriber::fmt::layer().with_ansi(false).with_writer(std::io::stderr));
    let _ =
        tracing_subscriber::registry().with(levels).with(Repeats::default()).with(to_stderr).with(to_file).try_init();
}

/// Says something before there is a log.
#[expect(clippy::print_stderr, reason = "there is no window and no log yet")]
pub fn complain(text: &str) {
    eprintln!("{text}");
}
