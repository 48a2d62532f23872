//! What servers and git say, read as somebody else's text.

use carrick::builds::claims::note::{LARGEST, Note};
use carrick::git::references::Pushed;
use carrick::git::references::answer::read;
use carrick::git::references::packets::{Head, question, reference};
use proptest::prelude::*;

const NAME: &str = "refs/carrick/builds/42/0123456789012345678901234567890123456789";
const ID: &str = "0123456789abcdef0123456789abcdef01234567";

fn line(flag: &str, summary: &str) -> String {
    format!("To https://gitlab.example.com/group/web.git\n{flag}\t{ID}:{NAME}\t{summary}\nDone\n")
}

#[test]
fn only_gits_own_words_say_that_a_claim_is_stale() {
    let read = |text: &str| read(text.as_bytes(), NAME, None);
    assert_eq!(read(&line("*", "[new reference]")), Some(Pushed::Done), "it was made");
    assert_eq!(read(&line("!", "[rejected] (stale info)")), Some(Pushed::Stale), "git saw another one there");
    for refused in [
        "[remote rejected] (stale info)",
        "[remote rejected] ([rejected] (stale info))",
        "[rejected] (stale info) ",
        "[rejected] (non-fast-forward)",
        "[remote rejected] (failed to update ref)",
    ] {
        let is_stale = refused.trim_end() == "[rejected] (stale info)";
        let told = read(&line("!", refused));
        assert_eq!(told == Some(Pushed::Stale), is_stale, "{refused}: {told:?}");
        assert_ne!(told, Some(Pushed::Done), "{refused}: it is never taken for a claim");
    }
    let other = line("*", "[new reference]").replace("/42/", "/421/");
    assert_eq!(read(&other), None, "what is said of another name says nothing of this one");
}

proptest! {
    #[test]
    fn whatever_is_said_nothing_is_done_that_was_not_flagged(text in "(?s).{0,300}", flag in "[!x?]", words in "\\PC{0,80}") {
        let answer = format!("{text}\n{flag}\t:{NAME}\t{words}\n");
        let told = read(answer.as_bytes(), NAME, Some(&text));
        prop_assert!(text.contains(NAME) || told != Some(Pushed::Done), "{told:?}");
        if let Some(Pushed::Refused(reason)) = told {
            prop_assert!(reason.chars().count() <= 600, "it ends");
            prop_assert!(!reason.contains(char::is_control), "and no terminal is told anything: {reason:?}");
        }
    }

    #[test]
    fn whatever_a_server_lists_is_an_id_and_a_name_that_was_asked_for(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        for line in [bytes.clone(), [ID.as_bytes(), b" refs/carrick/", &bytes].concat()] {
            if let Some(found) = reference(&line, "refs/carrick/") {
                prop_assert!(found.name.starts_with("refs/carrick/"), "{found:?}");
                prop_assert!(!found.name.contains(|c: char| c.is_control() || c == ' '), "{found:?}");
            }
        }
        let _ = Head::parse(&bytes);
    }

    #[test]
    fn whatever_a_claim_points_at_is_a_note_or_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert_eq!(Note::parse(&bytes), None, "nobody writes one by accident");
    }
}

#[test]
fn the_question_is_for_the_names_that_begin_so() {
    let asked = String::from_utf8(question("refs/carrick/builds/42/", Some("sha1"))).unwrap();
    assert!(asked.starts_with("0014command=ls-refs\n"), "lengths count themselves: {asked}");
    assert!(asked.ends_with("0027ref-prefix refs/carrick/builds/42/\n0000"), "and there is an end: {asked}");
}

#[test]
fn heads_of_lines_are_four_digits() {
    assert_eq!(Head::parse(b"0000"), Some(Head::Flush), "a part ends");
    assert_eq!(Head::parse(b"0001"), Some(Head::Mark), "between parts");
    assert_eq!(Head::parse(b"0004"), Some(Head::Line(0)), "an empty line");
    assert_eq!(Head::parse(b"fff0"), Some(Head::Line(65516)), "the longest one");
    for wrong in [&b"+004"[..], b" 004", b"00", b"00000", b"zzzz"] {
        assert_eq!(Head::parse(wrong), None, "{wrong:?}");
    }
}

#[test]
fn a_note_is_read_only_when_it_is_short() {
    let note = Note::new(3).unwrap();
    assert_eq!(Note::parse(note.text().as_bytes()), Some(note.clone()), "what was written");
    let long = format!("{}{}", note.text(), " ".repeat(LARGEST));
    assert_eq!(Note::parse(long.as_bytes()), None, "a longer one is not looked at");
    assert_ne!(Note::new(3).unwrap(), note, "no two are the same");
}
