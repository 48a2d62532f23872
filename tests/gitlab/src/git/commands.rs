//! What a push asks for, read from the beginning of its body.

/// A ref that is to become another commit; all zeros are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RefChange {
    pub(crate) name: String,
    pub(crate) new: String,
}

impl RefChange {
    /// A branch that has become this commit.
    pub(crate) fn branch_to(name: &str, sha: &str) -> Self {
        Self { name: format!("refs/heads/{name}"), new: sha.to_owned() }
    }

    /// The branch it is about.
    pub(crate) fn branch(&self) -> Option<&str> {
        self.name.strip_prefix("refs/heads/")
    }

    pub(crate) fn removes(&self) -> bool {
        self.new.bytes().all(|byte| byte == b'0')
    }
}

/// The commands before the pack, as far as they can be read.
pub(crate) fn read(body: &[u8]) -> Vec<RefChange> {
    let mut changes = Vec::new();
    let mut rest = body;
    while let Some((line, after)) = packet(rest) {
        rest = after;
        let text = line.split(|byte| *byte == 0).next().unwrap_or_default();
        let text = String::from_utf8_lossy(text);
        let mut words = text.trim_end().splitn(3, ' ');
        if let (Some(old), Some(new), Some(name)) = (words.next(), words.next(), words.next())
            && old.len() >= 40
            && old.len() == new.len()
        {
            changes.push(RefChange { name: name.to_owned(), new: new.to_owned() });
        }
    }
    changes
}

/// A line and what comes after it; none at the flush that ends them.
fn packet(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = usize::from_str_radix(std::str::from_utf8(bytes.get(..4)?).ok()?, 16).ok()?;
    Some((bytes.get(4..length)?, bytes.get(length..)?))
}
