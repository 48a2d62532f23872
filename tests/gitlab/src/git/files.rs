//! What is put into repositories: ordinary files and the ones that make trouble.

use std::fmt;

/// A file of a commit. Paths are bytes with `/` between their parts and are taken as they are, odd ones too.
#[derive(Clone, PartialEq, Eq)]
pub struct NewFile {
    pub(crate) path: Vec<u8>,
    pub(crate) content: Content,
}

/// What lies there.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Content {
    Plain(Vec<u8>),
    Program(Vec<u8>),
    Link(Vec<u8>),
    /// In git only a pointer; the bytes go to where large files are kept.
    Large(Vec<u8>),
    Submodule {
        url: String,
        commit: String,
    },
    /// So many bytes that cannot be compressed, the same each time.
    Noise(usize),
}

impl NewFile {
    /// A file with these bytes.
    pub fn new(path: impl Into<Vec<u8>>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), content: Content::Plain(bytes.into()) }
    }

    /// A file that may be executed.
    pub fn program(path: impl Into<Vec<u8>>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), content: Content::Program(bytes.into()) }
    }

    /// A symbolic link.
    pub fn link(path: impl Into<Vec<u8>>, target: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), content: Content::Link(target.into()) }
    }

    /// A large file: a pointer in git, the bytes in the LFS store. `.gitattributes` comes with the first one.
    pub fn large(path: impl Into<Vec<u8>>, bytes: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), content: Content::Large(bytes.into()) }
    }

    /// A submodule at this commit (40 hex characters). `.gitmodules` comes with the first one.
    #[must_use]
    pub fn submodule(path: &str, url: &str, commit: &str) -> Self {
        let content = Content::Submodule { url: url.to_owned(), commit: commit.to_owned() };
        Self { path: path.into(), content }
    }

    /// A file of so many MiB that cannot be compressed.
    #[must_use]
    pub fn noise(path: &str, mebibytes: usize) -> Self {
        Self { path: path.into(), content: Content::Noise(mebibytes * 1024 * 1024) }
    }

    /// Bytes of it in git.
    pub(crate) fn size(&self) -> usize {
        match &self.content {
            Content::Plain(bytes) | Content::Program(bytes) | Content::Link(bytes) => bytes.len(),
            Content::Large(_) => 130,
            Content::Submodule { .. } => 0,
            Content::Noise(size) => *size,
        }
    }

    /// Bytes of it in the store for large files.
    pub(crate) fn large_size(&self) -> usize {
        match &self.content {
            Content::Large(bytes) => bytes.len(),
            _ => 0,
        }
    }
}

impl fmt::Debug for NewFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "NewFile({})", String::from_utf8_lossy(&self.path))
    }
}

/// Files whose names differ by case alone, so that some file systems keep only one of them.
#[must_use]
pub fn names_that_clash() -> Vec<NewFile> {
    ["README.md", "Readme.md", "src/Main.rs", "src/main.rs", "SRC/main.rs"]
        .map(|path| NewFile::new(path, format!("{path}\n")))
        .to_vec()
}

/// Names of 255 bytes, of two forms of one letter, with spaces, quotes, line breaks and bytes that are no text.
#[must_use]
pub fn odd_names() -> Vec<NewFile> {
    let longest = "n".repeat(255);
    let names: [&[u8]; 7] = [
        longest.as_bytes(),
        "stra\u{df}e/caf\u{e9}.txt".as_bytes(),
        "stra\u{df}e/cafe\u{301}.txt".as_bytes(),
        "\u{65e5}\u{672c}\u{8a9e}/\u{1f980}.txt".as_bytes(),
        b" leading and trailing ",
        b"quo\"te\\back\nline\tbreak",
        b"no\xfftext",
    ];
    names.map(|name| NewFile::new(name, *b"odd\n")).to_vec()
}

/// A repository that tries to run `program` or reach out of its folder, by every means that lies in the tree itself:
/// hooks and configuration where git keeps its own, filters, links, a monitor, an LFS address of its own.
#[must_use]
pub fn hostile(program: &str, lfs_url: &str) -> Vec<NewFile> {
    let script = format!("#!/bin/sh\n{program}\n");
    let config =
        format!("[core]\n\tfsmonitor = {program}\n\thooksPath = hooks\n[filter \"x\"]\n\tsmudge = {program}\n");
    vec![
        NewFile::new(".gitattributes", "* filter=x diff=x merge=x\n"),
        NewFile::new(".lfsconfig", format!("[lfs]\n\turl = {lfs_url}\n")),
        NewFile::new(".gitconfig", config.clone()),
        NewFile::new("config", config),
        NewFile::program("hooks/post-checkout", script.clone()),
        NewFile::program(".githooks/post-checkout", script.clone()),
        NewFile::program(".husky/post-checkout", script),
        NewFile::link("out", "/etc/passwd"),
        NewFile::link("up", "../../../../.ssh"),
    ]
}

/// Bytes that cannot be compressed and are the same for the same seed.
pub(crate) fn noise(seed: u64, size: usize) -> Vec<u8> {
    let mut state = seed | 1;
    let mut bytes = Vec::with_capacity(size + 8);
    while bytes.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(size);
    bytes
}
