//! A job's log, which is whatever the job has written: a few plain lines come of it.

#![no_main]

use carrick::builds::following::log;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (first, rest) = bytes.split_first().unwrap_or((&0, bytes));
    let told = log::lines(rest, first % 2 == 0);
    assert!(told.lines.len() <= 500, "{} lines", told.lines.len());
    for line in told.lines {
        let odd = |c: char| c.is_control() && c != '\t' || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!line.contains(odd), "what is shown does nothing: {line:?}");
    }
});
