//! Why the file that presets integrations is not believed.

/// What is the matter with the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It, or a folder on the way, is another's than root's.
    Owner,
    /// Others than root can write it, or a folder on the way.
    Writable,
    /// It is no regular file, or something on the way is no folder: a symbolic link, say.
    Kind,
    /// It is too large.
    Size,
    /// It could not be read.
    Unreadable,
    /// It is no JSON, from this line on.
    Syntax {
        /// The line, from 1.
        line: usize,
    },
    /// In this line stands something that it must not hold, or something lacks before it.
    Content {
        /// The line, from 1.
        line: usize,
    },
    /// It is for a newer Carrick.
    Newer,
}

impl Trouble {
    /// The line it is about, from 1.
    pub fn line(self) -> Option<usize> {
        match self {
            Self::Syntax { line } | Self::Content { line } => Some(line),
            _ => None,
        }
    }
}
