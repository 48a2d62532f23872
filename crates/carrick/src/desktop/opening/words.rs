//! A command as a list of words, by the quoting rules of desktop entries (freedesktop.org, Desktop Entry
//! Specification 1.5); no shell reads it.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::io;
use std::path::Path;

/// A word of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// What it says, without its quotes.
    pub text: String,
    /// Whether all of it stood in quotes, where codes such as `%f` mean nothing.
    pub is_quoted: bool,
}

/// A command: at least one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words(Vec<Word>);

impl Words {
    /// Takes a command apart: words between blanks, or in double quotes, in which a backslash stands before `"`, `` ` ``,
    /// `$` and itself.
    ///
    /// # Errors
    /// `InvalidInput` for none, a quote without an end, or a control character.
    pub fn parse(command: &str) -> io::Result<Self> {
        let invalid = || io::Error::from(io::ErrorKind::InvalidInput);
        let mut words = Vec::new();
        let mut rest = command.trim_start_matches([' ', '\t']);
        if rest.chars().any(|c| c.is_control() && c != '\t') {
            return Err(invalid());
        }
        while !rest.is_empty() {
            let (word, behind) = one(rest).ok_or_else(invalid)?;
            words.push(word);
            rest = behind.trim_start_matches([' ', '\t']);
        }
        if words.is_empty() || words[0].text.is_empty() { Err(invalid()) } else { Ok(Self(words)) }
    }

    /// The words as arguments, `{path}` replaced by an absolute path; `None` unless exactly one word is `{path}`.
    pub fn with_path(&self, path: &Path) -> Option<Vec<OsString>> {
        let is_path = |word: &&Word| word.text == "{path}";
        let named = self.0.iter().filter(is_path).count() == 1 && self.0[0].text != "{path}";
        let argument = |word: &Word| if is_path(&word) { path.into() } else { OsString::from(&word.text) };
        named.then(|| self.0.iter().map(argument).collect())
    }

    /// The words as arguments, the codes of desktop entries replaced. `None` where no code stands for a folder, or one is
    /// unknown: such an entry is not to be started.
    pub fn with_codes(&self, path: &Path, name: &str, entry: &Path) -> Option<Vec<OsString>> {
        let mut arguments = Vec::new();
        let mut takes_path = false;
        for Word { text, is_quoted } in &self.0 {
            match text.as_str() {
                _ if *is_quoted => arguments.push(OsString::from(text)),
                "%F" | "%f" => arguments.push(path.into()),
                "%U" | "%u" => arguments.push(uri(path).into()),
                // An icon is two words, and left out where there is none; the rest is not used any more.
                "%i" | "%d" | "%D" | "%n" | "%N" | "%v" | "%m" => {}
                _ => arguments.push(within(text, path, name, entry)?),
            }
            let names_path = ["%F", "%f", "%U", "%u"].iter().any(|code| codes(text).any(|found| found == *code));
            takes_path |= !is_quoted && names_path;
        }
        takes_path.then_some(arguments)
    }

    /// The words as they are.
    pub(super) fn plain(&self) -> Vec<OsString> {
        self.0.iter().map(|word| OsString::from(&word.text)).collect()
    }
}

/// The next word, and what stands behind it.
fn one(text: &str) -> Option<(Word, &str)> {
    let mut word = Word { text: String::new(), is_quoted: text.starts_with('"') };
    let mut characters = text.char_indices();
    let mut in_quotes = false;
    while let Some((at, c)) = characters.next() {
        match c {
            ' ' | '\t' if !in_quotes => return Some((word, &text[at..])),
            '"' => {
                in_quotes = !in_quotes;
                let is_end = matches!(text[at + 1..].chars().next(), None | Some(' ' | '\t'));
                word.is_quoted &= in_quotes || is_end;
            }
            '\\' if in_quotes => match characters.next()?.1 {
                escaped @ ('"' | '`' | '$' | '\\') => word.text.push(escaped),
                other => word.text.extend(['\\', other]),
            },
            // Outside of quotes the specification forbids what means something to a shell, but people's entries have
            // it; nothing here gives it a meaning.
            c => word.text.push(c),
        }
    }
    (!in_quotes).then_some((word, ""))
}

/// The codes in a word, such as `%f`; a `%` at the end is one too.
fn codes(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let at = rest.find('%')?;
        let length = rest[at + 1..].chars().next().map_or(0, char::len_utf8);
        let code = &rest[at..=at + length];
        rest = &rest[at + 1 + length..];
        Some(code)
    })
}

/// A word that is more than a code.
fn within(text: &str, path: &Path, name: &str, entry: &Path) -> Option<OsString> {
    let mut word = OsString::new();
    let mut rest = text;
    for code in codes(text) {
        let at = rest.find('%')?;
        word.push(&rest[..at]);
        rest = &rest[at + code.len()..];
        match code {
            "%%" => word.push("%"),
            "%f" => word.push(path),
            "%u" => word.push(uri(path)),
            "%c" => word.push(name),
            "%k" => word.push(entry),
            "%d" | "%D" | "%n" | "%N" | "%v" | "%m" => {}
            _ => return None,
        }
    }
    word.push(rest);
    Some(word)
}

/// As a `file:` address.
pub(super) fn uri(path: &Path) -> String {
    let mut uri = "file://".to_owned();
    for byte in bytes(path.as_os_str()) {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(byte) {
            uri.push(char::from(*byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(unix)]
fn bytes(text: &OsStr) -> &[u8] {
    std::os::unix::ffi::OsStrExt::as_bytes(text)
}

#[cfg(not(unix))]
fn bytes(text: &OsStr) -> &[u8] {
    text.as_encoded_bytes()
}
