//! Carrick's lines in somebody else's configuration file: appended last, found again, taken out to the byte.
//!
//! Each setting is marked by a comment behind it. git drops the comment when it changes the setting, which is then the
//! person's. The first mark says what else was added: a line break, or the whole file.

use super::configuration::{Entry, Malformed, parse};

const MARK: &str = "# Carrick";
const WITH_BREAK: &str = "# Carrick, with the line break before it";
const WITH_FILE: &str = "# Carrick, with this file";
const BOM: &[u8] = b"\xef\xbb\xbf";

/// A section to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    /// Such as `[include]`.
    pub(super) header: String,
    /// Such as `path = "x"`, in order.
    pub(super) settings: Vec<String>,
}

/// What is left of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Left {
    /// This.
    Text(Vec<u8>),
    /// Nothing, and it was not there before.
    NoFile,
}

/// A file with our sections at its end. Whatever stood there means what it meant.
///
/// # Errors
/// Where git refuses the file, or where its end would swallow our lines.
pub(super) fn with(before: Option<&[u8]>, sections: &[Section]) -> Result<Vec<u8>, Malformed> {
    let text = before.unwrap_or_default();
    let old = parse(text)?;
    let first_line = text.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
    let line_break = if first_line.ends_with(b"\r\n") { "\r\n" } else { "\n" };
    let needs_break = !text.is_empty() && !text.ends_with(b"\n");
    let mut mark = match before {
        None => WITH_FILE,
        Some(_) if needs_break => WITH_BREAK,
        Some(_) => MARK,
    };
    let mut added = if needs_break { line_break.to_owned() } else { String::new() };
    for section in sections {
        added += &format!("{}{line_break}", section.header);
        for setting in &section.settings {
            added += &format!("\t{setting} {}{line_break}", std::mem::replace(&mut mark, MARK));
        }
    }
    let text = [text, added.as_bytes()].concat();
    let new = parse(&text)?;
    let ours = sections.iter().map(|section| section.settings.len()).sum::<usize>();
    match same(&old, new.get(..old.len()).unwrap_or_default()) && new.len() == old.len() + ours {
        true => Ok(text),
        false => Err(Malformed { line: old.last().map_or(1, |entry| entry.line) }),
    }
}

/// A file without the lines that are ours; `is_ours` is told whether a line is marked. A header stays while something
/// of the person's stands below it.
///
/// # Errors
/// Where git refuses the file, or where a line cannot be taken out without changing another.
pub(super) fn without(text: &[u8], is_ours: impl Fn(&Entry, bool) -> bool) -> Result<Left, Malformed> {
    let entries = parse(text)?;
    let lines: Vec<&[u8]> = text.split_inclusive(|byte| *byte == b'\n').collect();
    let (ours, theirs): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| is_ours(entry, mark_of(lines[entry.line - 1]).is_some()));
    let Some(first) = ours.first().map(|entry| lines[entry.line - 1]) else { return Ok(Left::Text(text.to_owned())) };
    let is_used = |header: usize| theirs.iter().any(|entry| entry.header == header || entry.line == header);
    let goes = |line: usize| ours.iter().any(|entry| entry.line == line || entry.header == line && !is_used(line));
    let kept = |(at, line): (usize, &&[u8])| {
        let bom: &[u8] = if at == 0 && line.starts_with(BOM) { BOM } else { b"" };
        if goes(at + 1) { bom.to_vec() } else { line.to_vec() }
    };
    let mut left: Vec<u8> = lines.iter().enumerate().flat_map(kept).collect();
    let mark = mark_of(first);
    if mark == Some(WITH_BREAK) && goes(lines.len()) {
        let line_break: &[u8] = if first.ends_with(b"\r\n") { b"\r\n" } else { b"\n" };
        left.truncate(left.strip_suffix(line_break).map_or(left.len(), <[u8]>::len));
    }
    if mark == Some(WITH_FILE) && left.is_empty() {
        return Ok(Left::NoFile);
    }
    match parse(&left) {
        Ok(after) if same(&after, &theirs) => Ok(Left::Text(left)),
        _ => Err(Malformed { line: ours[0].line }),
    }
}

/// The settings of a file, each with whether it is ours.
///
/// # Errors
/// Where git refuses the file.
pub(super) fn marked(text: &[u8]) -> Result<Vec<(Entry, bool)>, Malformed> {
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let is_ours = |entry: &Entry| lines.get(entry.line - 1).is_some_and(|line| mark_of(line).is_some());
    Ok(parse(text)?.into_iter().map(|entry| (is_ours(&entry), entry)).map(|(ours, entry)| (entry, ours)).collect())
}

/// Whether our lines are there, and nothing of matter behind them but those of another installation of Carrick.
pub(super) fn are_last(text: &[u8], is_ours: impl Fn(&Entry) -> bool, matters: impl Fn(&Entry) -> bool) -> bool {
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let Ok(entries) = parse(text) else { return false };
    let behind = entries.iter().rev().take_while(|entry| !is_ours(entry));
    let (behind, all) = (behind.collect::<Vec<_>>(), entries.len());
    behind.len() < all && behind.iter().all(|entry| !matters(entry) || mark_of(lines[entry.line - 1]).is_some())
}

fn mark_of(line: &[u8]) -> Option<&'static str> {
    let line = line.trim_ascii_end();
    [MARK, WITH_BREAK, WITH_FILE].into_iter().find(|mark| line.ends_with(mark.as_bytes()))
}

fn same(some: &[Entry], others: &[Entry]) -> bool {
    let pair = |entry: &Entry| (entry.key.clone(), entry.value.clone());
    some.iter().map(pair).eq(others.iter().map(pair))
}
