//! Another address for a remote of a clone, in the clone's own file. Nothing else in it changes, which is looked at
//! before it is written.

use std::path::Path;

use carrick_store::{Code, Error};

use super::configuration::{Entry, Malformed, parse};
use super::file::{self, Change};
use super::folder::GitFolder;
use super::quoting;

/// Where git-lfs looks beside a remote.
const LARGE_FILES: &str = "/info/lfs";

/// What an address of a remote is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// `url`: fetching, and pushing unless that is said apart.
    Fetch,
    /// `pushurl`.
    Push,
}

/// Gives a remote this address in the place of those that are meant, as they are written; its others stay. Says whether
/// that changed anything. Where large files were said to be beside a meant one, they are beside the new one.
///
/// # Errors
/// `NotFound` where the folder is no clone, or has no such remote in its own file; `GitNameRefused`, `GitConfigLocked`,
/// `GitConfigFailed`; `GitConfigMalformed` also for lines that cannot be changed alone. The file is as it was then.
pub fn set(
    data_dir: &Path,
    folder: &Path,
    remote: &str,
    is_meant: &dyn Fn(Line, &str) -> bool,
    address: &str,
) -> Result<bool, Error> {
    quoting::value(address)?;
    let path = GitFolder::find(folder).ok_or_else(|| Error::new(Code::NotFound))?.config();
    // A link would lead out of the clone.
    file::read_without_links(&path)?.ok_or_else(|| Error::new(Code::NotFound))?;
    file::change(data_dir, &path, |before| {
        let text = before.unwrap_or_default();
        match with(text, remote, is_meant, address) {
            Ok(Some(new)) if new == text => Ok(Change::None),
            Ok(Some(new)) => Ok(Change::To(new)),
            Ok(None) => Err(Error::new(Code::NotFound)),
            Err(Malformed { line }) => {
                Err(Error::new(Code::GitConfigMalformed).with("path", path.display()).with("line", line))
            }
        }
    })
}

/// What becomes of a setting.
#[derive(Clone, PartialEq)]
enum Fate {
    Stays,
    Gets(String),
}

/// The file with the address in the place of the remote's meant ones; `None` where it has none at all.
fn with(
    text: &[u8],
    remote: &str,
    is_meant: &dyn Fn(Line, &str) -> bool,
    address: &str,
) -> Result<Option<Vec<u8>>, Malformed> {
    let entries = parse(text)?;
    let Some(fates) = fates(&entries, remote, is_meant, address) else { return Ok(None) };
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let mut new = Vec::with_capacity(text.len());
    let mut at = 0;
    for (place, entry) in entries.iter().enumerate().filter(|(place, _)| fates[*place] != Fate::Stays) {
        let start = entry.line - 1;
        // Behind a header, or two on one line.
        if entry.header == entry.line || start < at {
            return Err(Malformed { line: entry.line });
        }
        lines[at..start].iter().for_each(|kept| new.extend_from_slice(kept));
        let next = entries.get(place + 1).map_or(lines.len(), |next| next.line - 1);
        at = start + lines_of(&lines[start..next.max(start)]);
        if let Fate::Gets(value) = &fates[place] {
            let line_break = if lines[start].ends_with(b"\r\n") { "\r\n" } else { "\n" };
            let value = quoting::value(value).map_err(|_| Malformed { line: entry.line })?;
            let name = entry.key.rsplit('.').next().unwrap_or_default();
            new.extend_from_slice(format!("\t{name} = {value}{line_break}").as_bytes());
        }
    }
    lines[at..].iter().for_each(|kept| new.extend_from_slice(kept));
    match is_as_told(&entries, &fates, &parse(&new)?) {
        true => Ok(Some(new)),
        false => Err(Malformed { line: 1 }),
    }
}

fn fates(entries: &[Entry], remote: &str, is_meant: &dyn Fn(Line, &str) -> bool, address: &str) -> Option<Vec<Fate>> {
    let [url, push] = ["url", "pushurl"].map(|name| format!("remote.{remote}.{name}"));
    let line = |entry: &Entry| match &entry.key {
        key if *key == url => Some(Line::Fetch),
        key if *key == push => Some(Line::Push),
        _ => None,
    };
    entries.iter().find_map(line)?;
    // An empty one is no address: it empties the list.
    let meant = |entry: &Entry| {
        let value = entry.value.as_deref().filter(|value| !value.is_empty())?;
        line(entry).is_some_and(|line| is_meant(line, value)).then(|| bare(value))
    };
    let had: Vec<String> = entries.iter().filter_map(meant).collect();
    let is_beside = |value: &str| value.strip_suffix(LARGE_FILES).is_some_and(|remote| had.contains(&bare(remote)));
    let gets = |value: String, entry: &Entry| match entry.value.as_ref() == Some(&value) {
        true => Fate::Stays,
        false => Fate::Gets(value),
    };
    let fate = |entry: &Entry| match &entry.value {
        _ if meant(entry).is_some() => gets(address.to_owned(), entry),
        Some(value) if entry.key == "lfs.url" && is_beside(value) => gets(format!("{address}{LARGE_FILES}"), entry),
        _ => Fate::Stays,
    };
    Some(entries.iter().map(fate).collect())
}

fn bare(address: &str) -> String {
    address.strip_suffix(".git").unwrap_or(address).to_owned()
}

/// How many lines a setting takes of those before the next one: a backslash joins the next line to it.
fn lines_of(lines: &[&[u8]]) -> usize {
    let joins = |line: &&&[u8]| {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        line.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
    };
    (lines.iter().take_while(joins).count() + 1).min(lines.len())
}

/// Whether what is there now is what was to become of it.
fn is_as_told(before: &[Entry], fates: &[Fate], after: &[Entry]) -> bool {
    let told = before.iter().zip(fates).map(|(entry, fate)| match fate {
        Fate::Stays => (&entry.key, entry.value.as_ref()),
        Fate::Gets(value) => (&entry.key, Some(value)),
    });
    told.eq(after.iter().map(|entry| (&entry.key, entry.value.as_ref())))
}
