//! What this computer is called.

/// No name is shown longer (letters).
const LONGEST: usize = 40;

/// Where Linux tells it.
const FILE: &str = "/proc/sys/kernel/hostname";

/// The computer's name without its domain; empty where it has none that can be shown, and on other systems.
pub fn name() -> String {
    shown(&std::fs::read_to_string(FILE).unwrap_or_default())
}

/// Whoever names a computer may have typed anything; `localhost` is every computer's.
fn shown(told: &str) -> String {
    let name = told.split('.').next().unwrap_or_default().trim();
    let is_plain = name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
    if !is_plain || name == "localhost" { String::new() } else { name.chars().take(LONGEST).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_is_called_by_its_own_name_alone() {
        assert_eq!(shown("laptop.example.org"), "laptop", "without its domain");
        assert_eq!(shown("Büro-3"), "Büro-3", "in any letters");
        assert_eq!(shown("localhost"), "", "every computer is called so");
        assert_eq!(shown("a\u{202e}b"), "", "nothing that would turn words around");
        assert_eq!(shown(&"x".repeat(300)).len(), LONGEST, "no row gets longer by it");
    }
}
