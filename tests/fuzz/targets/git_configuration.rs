//! git's configuration: any bytes are read or refused with a line that is in them, and what is read can be taken apart.

#![no_main]

use carrick::git::configuration;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &[u8]| match configuration::parse(text) {
    Ok(entries) => {
        for entry in entries {
            // A section's name may be empty before a dot; git reads it so too.
            assert!(!entry.name().is_empty(), "a setting without a name");
            let _ = (entry.section(), entry.subsection());
        }
    }
    Err(malformed) => {
        let lines = text.split(|byte| *byte == b'\n').count();
        assert!((1..=lines + 1).contains(&malformed.line), "line {} of {lines}", malformed.line);
    }
});
