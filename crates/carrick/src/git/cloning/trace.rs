//! What git and the programs it starts write down of their own errors, for programs: one JSON object a line.
//!
//! The template of a message is a far better key than the words for people. Values may hold addresses and names, so that
//! what is read here is not kept, and the file is deleted.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

use serde::Deserialize;

/// As much as is read: a full disk writes a line for each file.
const MOST: u64 = 64 << 20;

/// How many are kept.
const MOST_ERRORS: usize = 200;

/// What stands in it that matters.
#[derive(Debug, Default)]
pub struct Trace {
    /// Templates with the messages made of them, in order, each template at most a few times.
    pub errors: Vec<(String, String)>,
    /// Whether the server spoke git's own protocol.
    pub has_spoken: bool,
}

#[derive(Deserialize)]
struct Event {
    event: String,
    #[serde(default)]
    fmt: String,
    #[serde(default)]
    msg: String,
    #[serde(default)]
    key: String,
}

impl Trace {
    /// Reads what a git wrote to this file. One that is not there, or that is cut off, says that much less.
    pub fn read(path: &Path) -> Self {
        File::open(path).map(|file| Self::of(BufReader::new(file.take(MOST)))).unwrap_or_default()
    }

    /// Reads lines; those that are none are passed over.
    pub fn of(mut lines: impl std::io::BufRead) -> Self {
        let mut trace = Self::default();
        let mut line = Vec::new();
        while lines.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            if let Ok(event) = serde_json::from_str::<Event>(&String::from_utf8_lossy(&line)) {
                trace.note(event);
            }
            line.clear();
        }
        trace
    }

    fn note(&mut self, event: Event) {
        self.has_spoken |= event.event == "data" && event.key == "negotiated-version";
        let is_new = |errors: &[(String, String)]| errors.iter().filter(|(fmt, _)| *fmt == event.fmt).count() < 3;
        if event.event == "error" && self.errors.len() < MOST_ERRORS && is_new(&self.errors) {
            self.errors.push((event.fmt, event.msg));
        }
    }

    /// The message of the first error whose template begins so.
    pub(in crate::git) fn message(&self, template: &str) -> Option<&str> {
        self.errors.iter().find(|(fmt, _)| fmt.starts_with(template)).map(|(_, message)| message.as_str())
    }

    pub(in crate::git) fn has(&self, template: &str) -> bool {
        self.message(template).is_some()
    }
}
