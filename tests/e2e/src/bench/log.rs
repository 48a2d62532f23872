//! When the app says it did something, by the times in its own log.

use std::time::SystemTime;

use end_to_end::failure::{Doing, Failure, Result};
use end_to_end::session::Session;

/// When a line that ends with `words` was last written.
pub(crate) fn last(session: &Session, words: &str) -> Result<SystemTime> {
    let path = session.app_data().join("logs/carrick.log");
    let log = std::fs::read_to_string(path).doing("reading the app's log")?;
    let line = log.lines().rfind(|line| line.contains(words));
    let time = line.and_then(|line| line.split_whitespace().next()?.parse::<jiff::Timestamp>().ok());
    time.map(SystemTime::from).ok_or_else(|| Failure::new(format!("the app's log does not say \"{words}\"")))
}
