//! Which paths belong to git, and what they ask for.

/// What is asked of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// `info/refs`.
    Refs,
    UploadPack,
    ReceivePack,
    LargeBatch,
    LargeLocks,
    LargeVerify,
    LargeObject {
        oid: String,
        size: Option<u64>,
    },
}

/// A path of git's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GitPath {
    /// The project's path, without `.git`.
    pub(crate) project: String,
    /// Whether `.git` was said.
    pub(crate) has_git: bool,
    pub(crate) ask: Ask,
}

/// The path as git's, if it is one. It comes percent-encoded and below the relative root.
pub(crate) fn read(path: &str) -> Option<GitPath> {
    let path = decoded(path)?;
    let (repository, ask) = split(path.strip_prefix('/')?)?;
    let (project, has_git) = match repository.strip_suffix(".git") {
        Some(project) => (project, true),
        None => (repository, false),
    };
    let is_path = project.contains('/') && project.split('/').all(|part| !part.is_empty() && part != "..");
    // Only what begins a conversation is sent on to the address with `.git`.
    (is_path && (has_git || ask == Ask::Refs)).then(|| GitPath { project: project.to_owned(), has_git, ask })
}

fn split(path: &str) -> Option<(&str, Ask)> {
    let plain = [
        ("/info/refs", Ask::Refs),
        ("/git-upload-pack", Ask::UploadPack),
        ("/git-receive-pack", Ask::ReceivePack),
        ("/info/lfs/objects/batch", Ask::LargeBatch),
        ("/info/lfs/locks", Ask::LargeLocks),
        ("/info/lfs/locks/verify", Ask::LargeVerify),
    ];
    for (ending, ask) in plain {
        if let Some(repository) = path.strip_suffix(ending) {
            return Some((repository, ask));
        }
    }
    let (repository, object) = path.split_once("/gitlab-lfs/objects/")?;
    let (oid, size) = match object.split_once('/') {
        Some((oid, size)) => (oid, Some(size.parse().ok()?)),
        None => (object, None),
    };
    let is_oid = oid.len() == 64 && oid.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    is_oid.then(|| (repository, Ask::LargeObject { oid: oid.to_owned(), size }))
}

/// Without percent signs; none for what is no text then.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let value = digit(rest.next())? * 16 + digit(rest.next())?;
        bytes.push(u8::try_from(value).ok()?);
    }
    String::from_utf8(bytes).ok()
}
