//! A job's log made neutral: what a job writes is hostile, and is to be shown as plain lines of text.
//!
//! Escape sequences, marks of sections, time stamps of the runner, characters that turn the direction of text and all
//! other controls go; what a carriage return wrote over is gone as it is on a terminal.

/// How many lines are kept, the last ones.
pub const MOST_LINES: usize = 500;

/// No line that is shown is longer (characters).
const LONGEST_LINE: usize = 2_000;

/// A log as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines {
    /// Plain text.
    pub lines: Vec<String>,
    /// Whether there are lines before these.
    pub is_cut_before: bool,
    /// Whether there is more after these that was not read.
    pub is_cut_after: bool,
}

/// The last lines of a log; `is_cut` where more of it was not read.
pub fn lines(log: &[u8], is_cut: bool) -> Lines {
    let text = String::from_utf8_lossy(log);
    // Escape sequences first: what is one does not depend on lines.
    let text = without_escapes(text.strip_suffix('\n').unwrap_or(&text));
    let all = text.split('\n').filter(|_| !text.is_empty());
    let mut lines: Vec<String> = all.rev().filter_map(plain).take(MOST_LINES + 1).collect();
    let is_cut_before = lines.len() > MOST_LINES;
    lines.truncate(MOST_LINES);
    lines.reverse();
    Lines { lines, is_cut_before, is_cut_after: is_cut }
}

type Rest<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// Removes escape sequences (ECMA-48): control sequences, strings up to their ends, and short ones.
fn without_escapes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => skip_escape(&mut rest),
            '\u{9b}' => skip_control_sequence(&mut rest),
            '\u{9d}' | '\u{90}' | '\u{98}' | '\u{9e}' | '\u{9f}' => skip_string(&mut rest),
            c => plain.push(c),
        }
    }
    plain
}

/// What follows an escape character. No sequence goes beyond its line.
fn skip_escape(rest: &mut Rest<'_>) {
    match rest.next_if(|c| *c != '\n') {
        Some('[') => skip_control_sequence(rest),
        Some(']' | 'P' | 'X' | '^' | '_') => skip_string(rest),
        // These have another character.
        Some('(' | ')' | '*' | '+' | '#' | '%' | ' ') => drop(rest.next_if(|c| *c != '\n')),
        _ => {}
    }
}

/// Up to its last character; one that is broken off ends before what cannot be in it.
fn skip_control_sequence(rest: &mut Rest<'_>) {
    while rest.next_if(|c| ('\u{20}'..='\u{3f}').contains(c)).is_some() {}
    rest.next_if(|c| ('\u{40}'..='\u{7e}').contains(c));
}

/// Up to its end, or to the end of the line where it has none.
fn skip_string(rest: &mut Rest<'_>) {
    while let Some(c) = rest.next_if(|c| *c != '\n') {
        match c {
            '\u{7}' | '\u{9c}' => return,
            '\u{1b}' => {
                rest.next_if_eq(&'\\');
                return;
            }
            _ => {}
        }
    }
}

/// One line as a terminal would leave it; nothing for one that only marks a section.
fn plain(line: &str) -> Option<String> {
    let line = without_stamp(line).trim_end_matches('\r');
    let has_mark = line.split('\r').any(is_section_mark);
    // What stands after the last return is what is seen.
    let seen = line.split('\r').rfind(|part| !is_section_mark(part)).unwrap_or_default();
    let shown: String = seen.chars().filter_map(shown).take(LONGEST_LINE).collect();
    if shown.is_empty() && has_mark { None } else { Some(shown) }
}

/// GitLab's marks: `section_start:1700000000:name[options]` and `section_end:…`.
fn is_section_mark(part: &str) -> bool {
    let rest = part.strip_prefix("section_start:").or_else(|| part.strip_prefix("section_end:"));
    rest.and_then(|rest| rest.split_once(':')).is_some_and(|(time, _)| time.bytes().all(|byte| byte.is_ascii_digit()))
}

/// A line without what newer runners write before each: the time, the stream, and whether it goes on.
fn without_stamp(line: &str) -> &str {
    const FORM: &[u8] = b"dddd-dd-ddTdd:dd:dd.ddddddZ xxSc";
    let Some((stamp, rest)) = line.split_at_checked(FORM.len()) else { return line };
    let fits = |(form, byte): (&u8, &u8)| match form {
        b'd' => byte.is_ascii_digit(),
        b'x' => byte.is_ascii_hexdigit(),
        b'S' => matches!(byte, b'O' | b'E'),
        b'c' => matches!(byte, b' ' | b'+'),
        form => byte == form,
    };
    if FORM.iter().zip(stamp.as_bytes()).all(fits) { rest } else { line }
}

fn shown(c: char) -> Option<char> {
    match c {
        '\t' => Some(' '),
        c if c.is_control() => None,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => None,
        '\u{e0000}'..='\u{e007f}' => None,
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(text: &str) -> Vec<String> {
        lines(text.as_bytes(), false).lines
    }

    #[test]
    fn colours_titles_and_links_go_and_their_text_stays() {
        assert_eq!(of("\u{1b}[31;1mred\u{1b}[0m\n"), ["red"], "a colour");
        assert_eq!(of("\u{1b}]0;title\u{7}text"), ["text"], "a title");
        assert_eq!(of("\u{1b}]8;;https://evil.example\u{1b}\\link\u{1b}]8;;\u{1b}\\"), ["link"], "a link");
        assert_eq!(of("\u{1b}(Ba\u{1b}7b\u{9b}2Kc"), ["abc"], "short ones");
        assert_eq!(of("a\u{1b}]never ended\nb"), ["a", "b"], "one that is not ended ends with its line");
        assert_eq!(of("a\u{1b}[31\nb\u{1b}\nc"), ["a", "b", "c"], "and so does one that is broken off");
    }

    #[test]
    fn what_was_written_over_is_gone() {
        assert_eq!(of("10 %\r50 %\r100 %\r\nnext\r\n"), ["100 %", "next"], "as on a terminal");
    }

    #[test]
    fn marks_of_sections_go_with_their_lines() {
        let start = "section_start:1700000000:prepare[collapsed=true]\r\u{1b}[0KPreparing\n";
        let log = format!("{start}x\nsection_end:1700000001:prepare\r\u{1b}[0K\n");
        assert_eq!(of(&log), ["Preparing", "x"], "what a mark is before stays");
        assert_eq!(of("section_start: not one"), ["section_start: not one"], "a sentence is none");
    }

    #[test]
    fn the_runners_time_stamps_go() {
        let log = "2026-03-03T14:02:00.000000Z 00O first\n2026-03-03T14:02:01.000000Z 01E+second";
        assert_eq!(of(log), ["first", "second"], "of either stream");
        assert_eq!(
            of("2026-03-03T14:02:00.000000Z and so on"),
            ["2026-03-03T14:02:00.000000Z and so on"],
            "a job's own"
        );
    }

    #[test]
    fn the_last_lines_are_kept_and_it_is_said_what_is_missing() {
        let long: String = (0..=MOST_LINES).map(|line| format!("{line}\n")).collect();
        let shown = lines(long.as_bytes(), true);
        assert_eq!((shown.lines.len(), shown.lines[0].as_str()), (MOST_LINES, "1"), "the last ones");
        assert!(shown.is_cut_before && shown.is_cut_after, "at both ends");
        let whole = lines(b"a\n\nb", false);
        assert_eq!(whole.lines, ["a", "", "b"], "an empty line is one");
        assert!(!whole.is_cut_before && !whole.is_cut_after, "nothing is missing");
        assert_eq!(lines(b"", false).lines, Vec::<String>::new(), "nothing was written");
    }

    /// Text in which the pieces that matter are frequent.
    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[\\x00-\\x1f\\x7f-\\x9f]",
            "\\x1b\\[[0-9;?]{0,6}[A-Za-z]?",
            "\\x1b[\\]P_][a-z;:/]{0,8}(\\x07|\\x1b\\\\)?",
            "[\u{200e}\u{202e}\u{2066}\u{61c}\u{feff}\u{e0041}]",
            "(section_start|section_end):[0-9]{0,4}:[a-z]{0,3}[\\r\\n]?",
            "\\PC{0,12}",
            Just("\n".to_owned()),
        ];
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn whatever_a_job_writes_is_shown_as_plain_short_lines(
            text in hostile(),
            tail in prop::collection::vec(any::<u8>(), 0..40),
        ) {
            let shown = lines(&[text.as_bytes(), &tail].concat(), false);
            prop_assert!(shown.lines.len() <= MOST_LINES);
            let turns = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
            for line in &shown.lines {
                prop_assert!(line.chars().count() <= LONGEST_LINE);
                prop_assert!(!line.contains(|c: char| c.is_control() || turns(c) || c == '\u{61c}'), "{:?}", line);
            }
        }

        #[test]
        fn plain_text_is_left_as_it_is(plain in prop::collection::vec("[a-q][ -~]{0,60}", 1..20)) {
            prop_assert_eq!(of(&plain.join("\n")), plain);
        }
    }
}
