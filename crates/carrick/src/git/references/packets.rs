//! git's lines with their lengths in front, as its protocol has them: what asks for the names that begin with
//! something, and what is answered.

use super::model::{ObjectId, Reference};

/// What the four digits in front of a line say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Head {
    /// So many bytes follow.
    Line(usize),
    /// A part ends: `0000`.
    Flush,
    /// Another mark without a line.
    Mark,
}

impl Head {
    /// `None` for what is no length.
    pub fn parse(digits: &[u8]) -> Option<Self> {
        let plain = digits.len() == 4 && digits.iter().all(u8::is_ascii_hexdigit);
        let text = std::str::from_utf8(digits).ok().filter(|_| plain)?;
        match usize::from_str_radix(text, 16).ok()? {
            0 => Some(Self::Flush),
            1..=3 => Some(Self::Mark),
            length => Some(Self::Line(length - 4)),
        }
    }
}

/// The question for the names that begin so, of a server that told this object format.
pub fn question(prefix: &str, object_format: Option<&str>) -> Vec<u8> {
    let mut question = line("command=ls-refs\n");
    question.extend(line("agent=git/carrick\n"));
    question.extend(object_format.iter().flat_map(|format| line(&format!("object-format={format}\n"))));
    question.extend(b"0001");
    question.extend(line(&format!("ref-prefix {prefix}\n")));
    question.extend(b"0000");
    question
}

/// A line of the answer; `None` for one that says no name, or one that does not begin as was asked.
pub fn reference(line: &[u8], prefix: &str) -> Option<Reference> {
    let text = std::str::from_utf8(line).ok()?;
    let (id, rest) = text.strip_suffix('\n').unwrap_or(text).split_once(' ')?;
    // What a name leads to, or what a tag is of, comes behind a space; no name has one.
    let name = rest.split(' ').next().filter(|name| name.starts_with(prefix))?;
    if name.contains(|c: char| c.is_control()) {
        return None;
    }
    Some(Reference { name: name.to_owned(), id: ObjectId::parse(id)? })
}

fn line(text: &str) -> Vec<u8> {
    format!("{:04x}{text}", text.len() + 4).into_bytes()
}
