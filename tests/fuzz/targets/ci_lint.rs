//! What GitLab says of a CI file: its words are plain, and nothing that is no answer is one.

#![no_main]

use carrick::gitlab::ci::Lint;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let Some(lint) = Lint::of_answer(body) else { return };
    for words in lint.errors.iter().chain(&lint.warnings) {
        assert!(!words.contains(char::is_control), "words that move the cursor: {words:?}");
    }
    assert!(lint.errors.len() <= 100 && lint.warnings.len() <= 100, "more than anybody reads");
});
