//! What git says for programs about each reference of a push: a flag, the names, and in words what came of it.

use super::model::Pushed;
use crate::git::cloning::words::plain;

/// As much as is kept of a reason, in letters.
const LONGEST: usize = 600;

/// What came of the change to this reference; `None` where nothing is said of it. What the server `said` besides goes
/// with its reason.
pub fn read(answer: &[u8], name: &str, said: Option<&str>) -> Option<Pushed> {
    let text = String::from_utf8_lossy(answer);
    text.lines().find_map(|line| of_line(line, name, said))
}

fn of_line(line: &str, name: &str, said: Option<&str>) -> Option<Pushed> {
    let mut parts = line.splitn(3, '\t');
    let (flag, names, summary) = (parts.next()?, parts.next()?, parts.next()?);
    // The first name is an id, or `(delete)`, or nothing; the second is whole, and none has a colon.
    (names.rsplit_once(':')?.1 == name).then_some(())?;
    match flag {
        "*" | "+" | "-" | " " | "=" => Some(Pushed::Done),
        // In these words only git itself speaks, and it has asked for nothing then.
        "!" if summary.trim_end() == "[rejected] (stale info)" => Some(Pushed::Stale),
        "!" => {
            let words = [summary, said.unwrap_or_default()].join(" ");
            Some(Pushed::Refused(plain(&words).trim().chars().take(LONGEST).collect()))
        }
        _ => None,
    }
}
