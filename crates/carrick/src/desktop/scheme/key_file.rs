//! A file of groups, keys and values as GLib reads one (`GKeyFile`), since that is how browsers read desktop entries
//! and tables of handlers: a group that comes twice is one, of a key that comes twice the last counts, and a line that
//! is none of these makes the whole file count for nothing.

/// What a file says, in its order.
#[derive(Debug, Default)]
pub(super) struct KeyFile<'a>(Vec<Setting<'a>>);

#[derive(Debug)]
struct Setting<'a> {
    group: &'a [u8],
    key: &'a [u8],
    value: &'a [u8],
}

impl<'a> KeyFile<'a> {
    /// Reads a file; `None` where GLib would not.
    pub(super) fn parse(text: &'a [u8]) -> Option<Self> {
        let mut group: Option<&[u8]> = None;
        let mut settings = Vec::new();
        for line in text.split(|byte| *byte == b'\n') {
            match Line::parse(line)? {
                Line::Nothing => {}
                Line::Group(name) => group = Some(name),
                Line::Setting(key, value) => settings.push(Setting { group: group?, key, value }),
            }
        }
        Some(Self(settings))
    }

    /// What a key says; `None` where it is not there or cannot be read.
    pub(super) fn value(&self, group: &str, key: &str) -> Option<String> {
        let mut items = items(self.raw(group, key)?, false)?;
        items.pop()
    }

    /// The items of a list, of which there may be none.
    pub(super) fn list(&self, group: &str, key: &str) -> Vec<String> {
        self.raw(group, key).and_then(|value| items(value, true)).unwrap_or_default()
    }

    fn raw(&self, group: &str, key: &str) -> Option<&'a [u8]> {
        let is_it = |it: &&Setting| it.group == group.as_bytes() && it.key == key.as_bytes();
        self.0.iter().rfind(is_it).map(|it| it.value)
    }
}

/// A line of such a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// A comment, or blank.
    Nothing,
    /// The head of a group.
    Group(&'a [u8]),
    /// A key and its value.
    Setting(&'a [u8], &'a [u8]),
}

impl<'a> Line<'a> {
    /// Reads a line; `None` for what is none.
    pub(super) fn parse(line: &'a [u8]) -> Option<Self> {
        // What stands behind a value belongs to it, but for the end of a line.
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line).trim_ascii_start();
        match (line, line.trim_ascii_end()) {
            ([] | [b'#', ..], _) => Some(Self::Nothing),
            (_, [b'[', name @ .., b']']) => is_group(name).then_some(Self::Group(name)),
            _ => {
                let at = line.iter().position(|byte| *byte == b'=')?;
                let (key, value) = (line[..at].trim_ascii_end(), line[at + 1..].trim_ascii_start());
                is_key(key).then_some(Self::Setting(key, value))
            }
        }
    }
}

fn is_group(name: &[u8]) -> bool {
    !name.is_empty() && !name.iter().any(|byte| b"[]".contains(byte) || byte.is_ascii_control())
}

/// A language may stand behind it: `Name[de]`.
fn is_key(key: &[u8]) -> bool {
    let (name, language) = match key.iter().position(|byte| *byte == b'[') {
        Some(at) => (&key[..at], Some(&key[at + 1..])),
        None => (key, None),
    };
    let is_named = !name.is_empty() && !name.ends_with(b" ") && !name.contains(&b']');
    let of_language = |byte: &u8| byte.is_ascii_alphanumeric() || !byte.is_ascii() || b"-_.@".contains(byte);
    is_named
        && language.is_none_or(|rest| {
            rest.split_last().is_some_and(|(end, name)| *end == b']' && name.iter().all(of_language))
        })
}

/// A value without its backslashes, cut at `;` where it is a list; `None` where it is no text or has a backslash that
/// means nothing.
fn items(value: &[u8], is_list: bool) -> Option<Vec<String>> {
    let mut all = vec![String::new()];
    let mut characters = std::str::from_utf8(value).ok()?.chars();
    while let Some(c) = characters.next() {
        let c = match c {
            ';' if is_list => {
                all.push(String::new());
                continue;
            }
            '\\' => match characters.next()? {
                's' => ' ',
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '\\' => '\\',
                ';' if is_list => ';',
                _ => return None,
            },
            c => c,
        };
        all.last_mut()?.push(c);
    }
    if is_list && all.last().is_some_and(String::is_empty) {
        all.pop();
    }
    Some(all)
}
