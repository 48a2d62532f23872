//! Looks for secrets where none may be, in every form they might have taken.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use crate::failure::Result;

/// A secret counts as leaked when this many characters of it in a row are found.
const WINDOW: usize = 16;
/// Needles are looked up by their first bytes.
const KEY: usize = 8;

/// All forms of all windows of a set of secrets.
#[derive(Default)]
pub struct Search {
    needles: HashMap<[u8; KEY], Vec<Needle>>,
}

struct Needle {
    bytes: Vec<u8>,
    secret: usize,
    form: &'static str,
}

/// Where a piece of a secret was found; it names the secret by its number only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leak {
    /// The file, or the name of the text.
    pub place: PathBuf,
    /// Which of the secrets, in the order given.
    pub secret: usize,
    /// The form it had.
    pub form: &'static str,
    /// How far into the file.
    pub offset: usize,
}

impl Search {
    /// Prepares a search. Secrets shorter than 16 characters are looked for whole.
    pub fn new<S: AsRef<str>>(secrets: impl IntoIterator<Item = S>) -> Self {
        let mut search = Self::default();
        for (number, secret) in secrets.into_iter().enumerate() {
            let bytes = secret.as_ref().as_bytes();
            for window in bytes.windows(WINDOW.min(bytes.len()).max(1)) {
                for (form, needle) in forms(window) {
                    search.add(needle, number, form);
                }
            }
        }
        search
    }

    fn add(&mut self, bytes: Vec<u8>, secret: usize, form: &'static str) {
        let Some(key) = bytes.first_chunk::<KEY>() else { return };
        self.needles.entry(*key).or_default().push(Needle { bytes, secret, form });
    }

    /// The first leak in some bytes.
    pub fn in_bytes(&self, place: &Path, bytes: &[u8]) -> Option<Leak> {
        bytes.windows(KEY).enumerate().find_map(|(offset, start)| {
            let candidates = self.needles.get(start)?;
            let found = candidates.iter().find(|needle| bytes[offset..].starts_with(&needle.bytes))?;
            Some(Leak { place: place.to_owned(), secret: found.secret, form: found.form, offset })
        })
    }

    /// The first leak in each file below a folder, file names included.
    pub fn below(&self, folder: &Path) -> Result<Vec<Leak>> {
        let mut leaks = Vec::new();
        if !folder.exists() {
            return Ok(leaks);
        }
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            leaks.extend(self.in_bytes(&path, entry.file_name().as_encoded_bytes()));
            let kind = entry.file_type()?;
            if kind.is_dir() {
                leaks.extend(self.below(&path)?);
            } else if kind.is_file() {
                leaks.extend(self.in_bytes(&path, &std::fs::read(&path)?));
            }
        }
        Ok(leaks)
    }
}

/// Every way a piece of text is commonly written down.
fn forms(window: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let each = |separator: &str, write: fn(&u8) -> String| {
        window.iter().map(write).collect::<Vec<_>>().join(separator).into_bytes()
    };
    let mut forms = vec![
        ("plain", window.to_vec()),
        ("UTF-16", window.iter().flat_map(|byte| [*byte, 0]).collect()),
        ("hex", each("", |byte| format!("{byte:02x}"))),
        ("hex", each("", |byte| format!("{byte:02X}"))),
        ("spaced hex", each(" ", |byte| format!("{byte:02x}"))),
        ("hex list", each(", ", |byte| format!("0x{byte:02x}"))),
        ("percent", each("", |byte| format!("%{byte:02X}"))),
        ("percent", each("", |byte| format!("%{byte:02x}"))),
        ("percent", percent(window)),
        ("decimal", each(",", u8::to_string)),
        ("decimal", each(", ", u8::to_string)),
        ("decimal", each(" ", u8::to_string)),
    ];
    for shift in 0..3 {
        let standard = base64_core(window, shift);
        let url: Vec<u8> = standard
            .iter()
            .map(|byte| {
                if *byte == b'+' {
                    b'-'
                } else if *byte == b'/' {
                    b'_'
                } else {
                    *byte
                }
            })
            .collect();
        forms.extend([("base64", standard), ("base64", url)]);
    }
    forms
}

/// Only what a URL needs escaped is escaped.
fn percent(window: &[u8]) -> Vec<u8> {
    let text: String = url::form_urlencoded::byte_serialize(window).collect();
    text.into_bytes()
}

/// The part of the base64 text that does not depend on what stands around, when the
/// window starts `shift` bytes into a group of three.
fn base64_core(window: &[u8], shift: usize) -> Vec<u8> {
    let mut padded = vec![0; shift];
    padded.extend(window);
    let encoded = STANDARD_NO_PAD.encode(&padded).into_bytes();
    let first = (shift * 8).div_ceil(6);
    let last = padded.len() * 8 / 6;
    encoded.get(first..last).unwrap_or_default().to_vec()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use base64::Engine;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::Search;

    const SECRET: &str = "gloas-0123456789abcdef?fedcba+9876/543210";

    fn finds(text: &[u8]) -> bool {
        Search::new([SECRET]).in_bytes(Path::new("text"), text).is_some()
    }

    #[test]
    fn every_form_is_found_amid_other_text() {
        let bytes = SECRET.as_bytes();
        let list = |separator: &str| bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(separator);
        let texts = [
            format!("before {SECRET} after"),
            format!("x{}", &SECRET[7..23]),
            bytes.iter().map(|b| format!("{b:02x}")).collect(),
            bytes.iter().map(|b| format!("%{b:02X}")).collect(),
            url::form_urlencoded::byte_serialize(bytes).collect(),
            list(","),
            format!("[{}]", list(", ")),
            STANDARD.encode(SECRET),
            STANDARD.encode(format!("a{SECRET}")),
            URL_SAFE_NO_PAD.encode(format!("ab{SECRET}c")),
        ];
        for text in texts {
            assert!(finds(text.as_bytes()), "a secret written as {text} is found");
        }
        let wide: Vec<u8> = SECRET.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(finds(&wide), "a secret in the web view's own text form is found");
    }

    #[test]
    fn less_than_a_window_is_no_leak() {
        assert!(!finds(&SECRET.as_bytes()[..15]), "fifteen characters are not a leak");
        assert!(!finds(b"nothing of that kind stands here, however long it is"), "other text is not a leak");
    }

    #[test]
    fn a_leak_is_named_without_its_value() {
        let leak = Search::new(["another secret of the run", SECRET]).in_bytes(Path::new("log"), SECRET.as_bytes());
        let leak = leak.unwrap();
        assert_eq!((leak.secret, leak.form, leak.offset), (1, "plain", 0), "which, how and where");
        assert!(!format!("{leak:?}").contains("gloas"), "a report of a leak is no leak itself");
    }
}
