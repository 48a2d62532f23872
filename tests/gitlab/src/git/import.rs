//! Commits, written as the stream that `git fast-import` reads. Author and dates follow from how many there are.

use super::files::{Content, NewFile, noise};
use crate::lfs::store::pointer;
use std::fmt::Write as _;

/// When the first commit was made; each later one is an hour younger.
const FIRST_COMMIT: u64 = 1_735_725_600;

/// One commit to import.
pub(crate) struct Commit<'a> {
    pub(crate) branch: &'a str,
    /// How many commits there are before it.
    pub(crate) number: u64,
    /// Whether it goes on from what the branch is before the stream; within a stream that goes without saying.
    pub(crate) continues: bool,
    pub(crate) message: &'a str,
    pub(crate) files: &'a [NewFile],
}

/// The two commits of a project that asks for nothing in particular.
pub(crate) fn sample(name: &str) -> [(&'static str, Vec<NewFile>); 2] {
    let readme = |more: &str| NewFile::new("README.md", format!("# {name}\n\nA project for practice.\n{more}"));
    let notes = NewFile::new("docs/notes.md", "Nothing here is meant to last.\n");
    let start = NewFile::program("bin/start", "#!/bin/sh\necho started\n");
    [("Begin", vec![readme(""), start]), ("Tell what it is", vec![readme("\nSee docs/notes.md.\n"), notes])]
}

impl Commit<'_> {
    pub(crate) fn write(&self, stream: &mut Vec<u8>) {
        let when = FIRST_COMMIT + self.number * 3600;
        let Self { branch, message, .. } = self;
        let mut head = format!("commit refs/heads/{branch}\n");
        for role in ["author", "committer"] {
            let _ = writeln!(head, "{role} Robin Hale <robin@example.com> {when} +0000");
        }
        let _ = writeln!(head, "data {}\n{message}", message.len());
        if self.continues {
            let _ = writeln!(head, "from refs/heads/{branch}^0");
        }
        stream.extend_from_slice(head.as_bytes());
        let extra = self.companions();
        for (at, file) in self.files.iter().chain(&extra).enumerate() {
            entry(stream, file, self.number + at as u64 + 1);
        }
        stream.push(b'\n');
    }

    /// `.gitattributes` and `.gitmodules` for what needs them, unless they are among the files.
    fn companions(&self) -> Vec<NewFile> {
        let has = |path: &[u8]| self.files.iter().any(|file| file.path == path);
        let (mut attributes, mut modules) = (Vec::new(), String::new());
        for NewFile { path, content } in self.files {
            match content {
                Content::Large(_) => {
                    attributes.extend_from_slice(path);
                    attributes.extend_from_slice(b" filter=lfs diff=lfs merge=lfs -text\n");
                }
                Content::Submodule { url, .. } => {
                    let path = String::from_utf8_lossy(path);
                    let _ = writeln!(modules, "[submodule \"{path}\"]\n\tpath = {path}\n\turl = {url}");
                }
                _ => {}
            }
        }
        let mut extra = Vec::new();
        if !attributes.is_empty() && !has(b".gitattributes") {
            extra.push(NewFile::new(".gitattributes", attributes));
        }
        if !modules.is_empty() && !has(b".gitmodules") {
            extra.push(NewFile::new(".gitmodules", modules));
        }
        extra
    }
}

fn entry(stream: &mut Vec<u8>, file: &NewFile, seed: u64) {
    let (mode, bytes) = match &file.content {
        Content::Submodule { commit, .. } => {
            stream.extend_from_slice(format!("M 160000 {commit} ").as_bytes());
            stream.extend_from_slice(&quoted(&file.path));
            stream.push(b'\n');
            return;
        }
        Content::Plain(bytes) => ("100644", bytes.clone()),
        Content::Program(bytes) => ("100755", bytes.clone()),
        Content::Link(target) => ("120000", target.clone()),
        Content::Large(bytes) => ("100644", pointer(bytes).into_bytes()),
        Content::Noise(size) => ("100644", noise(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15), *size)),
    };
    stream.extend_from_slice(format!("M {mode} inline ").as_bytes());
    stream.extend_from_slice(&quoted(&file.path));
    stream.extend_from_slice(format!("\ndata {}\n", bytes.len()).as_bytes());
    stream.extend_from_slice(&bytes);
    stream.push(b'\n');
}

/// A path in quotes, as git writes odd ones.
fn quoted(path: &[u8]) -> Vec<u8> {
    let mut text = vec![b'"'];
    for &byte in path {
        match byte {
            b'"' | b'\\' => text.extend_from_slice(&[b'\\', byte]),
            b' '..=b'~' => text.push(byte),
            _ => text.extend_from_slice(format!("\\{byte:03o}").as_bytes()),
        }
    }
    text.push(b'"');
    text
}
