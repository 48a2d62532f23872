//! Our reader against git's own, on files that nobody would write by hand.

use std::path::Path;

use carrick::git::configuration::{Entry, parse};
use proptest::prelude::*;

use super::programs;

/// What git says of a file: the settings, or the line it refuses.
fn asked(git: &Path, folder: &Path, text: &[u8]) -> Result<Vec<(String, Option<String>)>, usize> {
    let file = folder.join("tried");
    std::fs::write(&file, text).unwrap();
    let output = programs::command(git, folder).args(["config", "--list", "-z", "--file"]).arg(&file).output().unwrap();
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        let line = words.split("bad config line ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
        return Err(line.unwrap_or_else(|| panic!("git refused for another reason: {words}")));
    }
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let entries = text.split_terminator('\0').map(|entry| match entry.split_once('\n') {
        Some((key, value)) => (key.to_owned(), Some(value.to_owned())),
        None => (entry.to_owned(), None),
    });
    Ok(entries.collect())
}

fn read(text: &[u8]) -> Result<Vec<(String, Option<String>)>, usize> {
    let pair = |Entry { key, value, .. }| (key, value);
    parse(text).map(|entries| entries.into_iter().map(pair).collect()).map_err(|malformed| malformed.line)
}

/// git before 2.45 wrote a space for each blank within a value.
fn agree(git: &Path, folder: &Path, text: &[u8]) {
    let (theirs, ours) = (asked(git, folder, text), read(text));
    if programs::version(git) >= (2, 45) {
        assert_eq!(ours, theirs, "{git:?} reads {:?}", String::from_utf8_lossy(text));
    } else {
        let plain = |value: Option<String>| value.map(|value| value.replace(['\t', '\r'], " "));
        let plain = |entries: Vec<(String, Option<String>)>| -> Vec<(String, Option<String>)> {
            entries.into_iter().map(|(key, value)| (key, plain(value))).collect()
        };
        assert_eq!(ours.map(plain), theirs.map(plain), "{git:?} reads {:?}", String::from_utf8_lossy(text));
    }
}

const CASES: [&str; 41] = [
    "",
    "\u{feff}",
    "\u{feff}[a]\nb=c",
    "a=b",
    "[a]\nb",
    "[a]\nb\n",
    "[a] b = c",
    "[A.B]\nC-d = E",
    "[a \"B.c\"]\nD=e",
    "[a \"x\\\"y\\\\z\\q\"]\nb=c",
    "[a  \t \"b\"]\nc=d",
    "[a\n\"b\"]\nc=d",
    "[a \"b\n\"]\nc=d",
    "[a \"b\" ]\nc=d",
    "[a \"b\"\nc=d",
    "[a",
    "[]\nb=c",
    "[a_b]\nc=d",
    "[a]\nb_c=d",
    "[a]\n1b=c",
    "[a]\nb=c # d",
    "[a]\nb=\"c # d\" ; e",
    "[a]\nb=  c  d  ",
    "[a]\nb=\"  c  \"  ",
    "[a]\nb=c\\\n  d",
    "[a]\nb=c\\\r\n  d\r\n",
    "[a]\nb=c \\\n",
    "[a]\nb=c\\",
    "[a]\nb=\"c\n\"",
    "[a]\nb=\"c",
    "[a]\nb=\\x",
    "[a]\nb=\\n\\t\\b\\\\\\\"",
    "[a]\nb c",
    "[a]\nb = ",
    "[a]\nb = # c",
    "[a]\r\nb = c\r\n",
    "[a]\nb = c\rd",
    "[a]\nb \r = c",
    "[a]]\nb=c",
    "# [a\n;x\n[a]\nb=ü \u{fffd}",
    "[a]b=c\n[a]\tb",
];

#[test]
fn our_reader_says_what_git_says_of_files_with_every_oddity() {
    let folder = tempfile::tempdir().unwrap();
    for git in programs::all() {
        for text in CASES {
            agree(&git, folder.path(), text.as_bytes());
        }
    }
}

/// Texts in which something is likely to mean something.
fn odd_text() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "[",
        "]",
        "\"",
        "\\",
        "\n",
        "\n",
        "\r\n",
        "\r",
        " ",
        "\t",
        "=",
        "=",
        "#",
        ";",
        ".",
        "-",
        "a",
        "B",
        "1",
        "_",
        "ü",
        "[a]\n",
        "[a \"b\"]\n",
        "[credential \"https://x\"]\n",
        "k = v\n",
        "key",
        "\\\n",
        "\\n",
        "\\\"",
        "\u{feff}",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(120) })]

    #[test]
    fn our_reader_agrees_with_git_on_any_text(text in odd_text()) {
        let folder = tempfile::tempdir().unwrap();
        for git in programs::all() {
            agree(&git, folder.path(), text.as_bytes());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(20_000) })]

    #[test]
    fn no_bytes_make_our_reader_fall(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(entries) = parse(&bytes) {
            let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
            for entry in entries {
                prop_assert!(entry.line <= lines && entry.header <= entry.line, "its place lies in the file: {entry:?}");
            }
        }
    }
}

#[test]
fn a_key_says_its_parts_and_its_place() {
    let entries = parse(b"\n[credential \"https://a.b/c\"]\n\thelper = x\n[user]\nname = y").unwrap();
    let parts =
        |entry: &Entry| (entry.section().to_owned(), entry.subsection().map(str::to_owned), entry.name().to_owned());
    let expected = ("credential".to_owned(), Some("https://a.b/c".to_owned()), "helper".to_owned());
    assert_eq!(parts(&entries[0]), expected, "dots in the middle belong to the middle");
    assert_eq!(parts(&entries[1]), ("user".to_owned(), None, "name".to_owned()), "most have no middle");
    assert_eq!((entries[0].header, entries[0].line), (2, 3), "an edit begins at these lines");
    assert_eq!(parse(b"[a]\nb=c\0d").unwrap_err().line, 2, "git would cut the text off without a word");
}
