//! Random identifiers.

use std::fmt::Write as _;

/// `bytes` random bytes as lower-case hex.
pub(crate) fn hex(bytes: usize) -> String {
    let mut buffer = vec![0_u8; bytes];
    // Without randomness nothing here may go on: equal tokens would make tests lie.
    assert!(getrandom::fill(&mut buffer).is_ok(), "the system has no random numbers");
    let mut text = String::with_capacity(bytes * 2);
    for byte in buffer {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
