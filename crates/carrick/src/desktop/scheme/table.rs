//! The person's own table of handlers (`mimeapps.list`), changed where there is no other way and in one line.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::key_file::{KeyFile, Line};

const GROUP: &str = "Default Applications";

/// How far a change may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Leave {
    /// Nobody asked: a table that is a link belongs to whatever manages it.
    Unasked,
    /// The person asked: it is changed where it lies.
    Asked,
}

/// Puts an entry first for a kind of content.
///
/// # Errors
/// Where the table cannot be read as one, may not be changed, or cannot be written; it is as it was then.
pub(super) fn put_first(table: &Path, kind: &str, id: &str, leave: Leave) -> io::Result<()> {
    let is_link = table.symlink_metadata().is_ok_and(|about| about.is_symlink());
    if is_link && leave == Leave::Unasked {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the table of handlers is managed elsewhere"));
    }
    let place = if is_link { table.canonicalize()? } else { table.to_owned() };
    let before = match fs::read(&place) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let after = changed(&before, kind, id).ok_or(io::ErrorKind::InvalidData)?;
    if after == before { Ok(()) } else { write_whole(&place, &after) }
}

/// The table with the entry put first, and everything else as it stands; `None` where it cannot be read as one.
fn changed(before: &[u8], kind: &str, id: &str) -> Option<Vec<u8>> {
    let others = KeyFile::parse(before)?.list(GROUP, kind).into_iter().filter(|other| other != id);
    let list: String = std::iter::once(id.to_owned())
        .chain(others)
        .map(|id| id.replace('\\', "\\\\").replace(';', "\\;") + ";")
        .collect();
    let setting = format!("{kind}={list}\n");
    let head = format!("[{GROUP}]\n");
    let mut after = Vec::with_capacity(before.len() + setting.len() + head.len());
    let mut is_in_group = false;
    let mut is_put = false;
    for line in before.split_inclusive(|byte| *byte == b'\n') {
        match Line::parse(line)? {
            Line::Group(name) => {
                is_in_group = name == GROUP.as_bytes();
                after.extend_from_slice(line);
                // Some that read it want the head at the line's very beginning.
                if is_in_group && !is_put && line.starts_with(b"[") {
                    end_line(&mut after);
                    after.extend_from_slice(setting.as_bytes());
                    is_put = true;
                }
            }
            Line::Setting(key, _) if is_in_group && key == kind.as_bytes() => {}
            _ => after.extend_from_slice(line),
        }
    }
    if !is_put {
        end_line(&mut after);
        after.extend_from_slice(head.as_bytes());
        after.extend_from_slice(setting.as_bytes());
    }
    Some(after)
}

fn end_line(text: &mut Vec<u8>) {
    if text.last().is_some_and(|byte| *byte != b'\n') {
        text.push(b'\n');
    }
}

/// In one step, with the rights it had.
fn write_whole(place: &Path, text: &[u8]) -> io::Result<()> {
    let folder = place.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(folder)?;
    let beside = beside(place);
    fs::write(&beside, text)?;
    if let Ok(about) = place.metadata() {
        fs::set_permissions(&beside, about.permissions())?;
    }
    fs::rename(&beside, place).inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}

fn beside(place: &Path) -> PathBuf {
    let mut name = place.file_name().unwrap_or_default().to_owned();
    name.push(format!(".carrick-{}", std::process::id()));
    place.with_file_name(name)
}
