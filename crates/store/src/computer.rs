//! Which computer this is, as far as it can be told without a name.

use sha2::{Digest as _, Sha256};

/// Where Linux keeps a number that is this installation of the system's alone (machine-id(5)).
const FILE: &str = "/etc/machine-id";

/// A word that is this computer's alone; empty where the system tells none. The number itself is confidential
/// (machine-id(5)), so that it is only kept mixed with a word of ours.
pub fn word() -> String {
    of(&std::fs::read_to_string(FILE).unwrap_or_default())
}

fn of(told: &str) -> String {
    let told = told.trim();
    if told.is_empty() {
        return String::new();
    }
    let mixed = Sha256::new().chain_update("carrick who acts").chain_update(told).finalize();
    mixed.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_is_told_from_another_and_its_number_is_not_kept() {
        let one = of("6d0c0d6f4f7f4b0f9a7b1c2d3e4f5a6b\n");
        assert_eq!(one, of("6d0c0d6f4f7f4b0f9a7b1c2d3e4f5a6b"), "the line's end is not part of it");
        assert_ne!(one, of("6d0c0d6f4f7f4b0f9a7b1c2d3e4f5a6c"), "another computer is another");
        assert!(!one.contains("6d0c0d6f"), "the number itself is nowhere: {one}");
        assert_eq!(of(" \n"), "", "no word where the system tells none");
    }
}
