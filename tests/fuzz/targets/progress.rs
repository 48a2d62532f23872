//! What git writes while it clones: numbers come of it, and they stay within their bounds.

#![no_main]

use carrick::git::cloning::progress::Progress;
use carrick::git::cloning::trace::Trace;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = Trace::of(bytes);
    let text = String::from_utf8_lossy(bytes);
    for line in text.split(['\r', '\n']) {
        for told in [Progress::parse(line), Progress::of_large_files(line)].into_iter().flatten() {
            assert!(told.percent.is_none_or(|percent| percent <= 100), "{percent:?} of {line:?}", percent = told.percent);
        }
    }
});
