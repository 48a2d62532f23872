//! git's configuration files, read as data by git's own rules; nothing is looked up, included or run.
//!
//! Keys are as `git config --list` prints them: section and name in lower case, what stands in quotes between them as
//! it is. Bytes that are no UTF-8 are replaced, so that a text read here may be shown but is not always what git uses.

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Such as `user.name` or `credential.https://gitlab.com.helper`.
    pub key: String,
    /// `None` for a key without `=`, which git takes for true.
    pub value: Option<String>,
    /// The line it begins on, from 1.
    pub line: usize,
    /// The line its section's header ends on; 0 above the first one.
    pub header: usize,
}

impl Entry {
    /// The key's first part, in lower case.
    pub fn section(&self) -> &str {
        self.key.split('.').next().unwrap_or_default()
    }

    /// What stands between section and name; `None` where nothing does.
    pub fn subsection(&self) -> Option<&str> {
        let (_, rest) = self.key.split_once('.')?;
        rest.rsplit_once('.').map(|(subsection, _)| subsection)
    }

    /// The key's last part, in lower case.
    pub fn name(&self) -> &str {
        self.key.rsplit('.').next().unwrap_or_default()
    }
}

/// A file that git refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed {
    /// The line that git would name, from 1.
    pub line: usize,
}

/// Reads a whole file, in its order.
///
/// # Errors
/// Where git would refuse the file; also for a NUL byte, where git would silently cut the text off.
pub fn parse(text: &[u8]) -> Result<Vec<Entry>, Malformed> {
    if let Some(at) = text.iter().position(|byte| *byte == 0) {
        return Err(Malformed { line: 1 + text[..at].iter().filter(|byte| **byte == b'\n').count() });
    }
    let mut reader = Reader { bytes: text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text), at: 0, line: 1, ended: false };
    let mut entries = Vec::new();
    match reader.read(&mut entries) {
        Some(()) => Ok(entries),
        None => Err(Malformed { line: reader.line }),
    }
}

/// Walks over the bytes as git does: the end of the file reads like one more line break.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
    ended: bool,
}

impl Reader<'_> {
    fn next(&mut self) -> u8 {
        if self.bytes[self.at.min(self.bytes.len())..].starts_with(b"\r\n") {
            self.at += 1;
        }
        let byte = self.bytes.get(self.at).copied();
        self.at += 1;
        self.ended = byte.is_none();
        let byte = byte.unwrap_or(b'\n');
        self.line += usize::from(byte == b'\n');
        byte
    }

    /// `None` where git gives up.
    fn read(&mut self, entries: &mut Vec<Entry>) -> Option<()> {
        let mut section = Vec::new();
        let mut header = 0;
        let mut comment = false;
        loop {
            let byte = self.next();
            match byte {
                b'\n' if self.ended => return Some(()),
                b'\n' => comment = false,
                _ if comment || is_blank(byte) => {}
                b'#' | b';' => comment = true,
                b'[' => {
                    section = self.header()?;
                    header = self.line;
                }
                _ if byte.is_ascii_alphabetic() => {
                    let line = self.line;
                    let (key, value) = self.setting(&section, byte)?;
                    entries.push(Entry { key: text(key), value: value.map(text), line, header });
                }
                _ => return None,
            }
        }
    }

    /// The header's stem with its final dot.
    fn header(&mut self) -> Option<Vec<u8>> {
        let mut stem = Vec::new();
        loop {
            let byte = self.next();
            match byte {
                _ if self.ended => return None,
                b']' => break,
                _ if is_blank(byte) => {
                    self.subsection(byte, &mut stem)?;
                    break;
                }
                _ if is_of_key(byte) || byte == b'.' => stem.push(byte.to_ascii_lowercase()),
                _ => return None,
            }
        }
        if stem.is_empty() {
            return None;
        }
        stem.push(b'.');
        Some(stem)
    }

    fn subsection(&mut self, blank: u8, stem: &mut Vec<u8>) -> Option<()> {
        let mut byte = blank;
        while is_blank(byte) {
            byte = self.unless_broken(byte)?;
        }
        if byte != b'"' {
            return None;
        }
        stem.push(b'.');
        loop {
            let read = self.next();
            match self.on_this_line(read)? {
                b'"' => break,
                b'\\' => {
                    let escaped = self.next();
                    stem.push(self.on_this_line(escaped)?);
                }
                byte => stem.push(byte),
            }
        }
        (self.next() == b']').then_some(())
    }

    /// The next byte, if the one before it was no line break.
    fn unless_broken(&mut self, before: u8) -> Option<u8> {
        self.on_this_line(before)?;
        Some(self.next())
    }

    fn on_this_line(&mut self, byte: u8) -> Option<u8> {
        if byte == b'\n' {
            self.line -= 1;
            return None;
        }
        Some(byte)
    }

    fn setting(&mut self, section: &[u8], first: u8) -> Option<(Vec<u8>, Option<Vec<u8>>)> {
        let mut key = section.to_vec();
        let mut byte = first;
        while is_of_key(byte) {
            key.push(byte.to_ascii_lowercase());
            byte = self.next();
        }
        while matches!(byte, b' ' | b'\t') {
            byte = self.next();
        }
        match byte {
            b'\n' => Some((key, None)),
            b'=' => self.value().map(|value| (key, Some(value))),
            _ => None,
        }
    }

    fn value(&mut self) -> Option<Vec<u8>> {
        let mut value = Vec::new();
        // Where the blanks at the end begin, while there are any: they are part of the value only if more follows.
        let mut end = None;
        let (mut quoted, mut comment) = (false, false);
        loop {
            let byte = self.next();
            match byte {
                b'\n' if quoted => return self.on_this_line(byte).map(|_| value),
                b'\n' => {
                    value.truncate(end.unwrap_or(value.len()));
                    return Some(value);
                }
                _ if comment => {}
                _ if is_blank(byte) && !quoted => {
                    if !value.is_empty() {
                        end.get_or_insert(value.len());
                        value.push(byte);
                    }
                }
                b'#' | b';' if !quoted => comment = true,
                b'\\' => {
                    end = None;
                    value.extend(self.escaped()?);
                }
                b'"' => {
                    end = None;
                    quoted = !quoted;
                }
                _ => {
                    end = None;
                    value.push(byte);
                }
            }
        }
    }

    /// What a backslash stands for: nothing at the end of a line, which it joins to the next one.
    fn escaped(&mut self) -> Option<Option<u8>> {
        match self.next() {
            b'\n' => Some(None),
            b't' => Some(Some(b'\t')),
            b'b' => Some(Some(8)),
            b'n' => Some(Some(b'\n')),
            byte @ (b'\\' | b'"') => Some(Some(byte)),
            _ => None,
        }
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

fn is_of_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
