//! The log: what happened, never a secret. Only Carrick's own words are written above a warning, because
//! other libraries may log what they send.

use std::fs::{File, OpenOptions};
use std::path::Path;
use std::sync::Mutex;

use carrick_store::private;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// A log that has grown past this is set aside at the next start (bytes).
const LONGEST: u64 = 1024 * 1024;

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
    let file = open(&data_dir.join("logs")).ok();
    let to_file = file.map(|file| tracing_subscriber::fmt::layer().with_ansi(false).with_writer(Mutex::new(file)));
    let to_stderr = speaks.then(|| tracing_subscriber::fmt::layer().with_ansi(false).with_writer(std::io::stderr));
    let _ = tracing_subscriber::registry().with(levels).with(to_stderr).with(to_file).try_init();
}

/// Says something before there is a log.
#[expect(clippy::print_stderr, reason = "there is no window and no log yet")]
pub fn complain(text: &str) {
    eprintln!("{text}");
}

fn open(folder: &Path) -> std::io::Result<File> {
    private::make_folder(folder)?;
    let path = folder.join("carrick.log");
    if std::fs::metadata(&path).is_ok_and(|present| present.len() > LONGEST) {
        std::fs::rename(&path, folder.join("carrick.1.log"))?;
    }
    private::open_file(&path, OpenOptions::new().append(true).create(true))
}
