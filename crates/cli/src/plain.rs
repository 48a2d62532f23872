//! Names that came from outside, made harmless for a terminal.

/// The text without anything that a terminal would obey: control characters (C0, DEL, C1), and the invisible ones
/// that turn the direction of writing or break lines.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|&c| !c.is_control() && !is_invisible(c)).collect()
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}')
}

/// An instance's address without its scheme.
pub(crate) fn host(instance: &str) -> String {
    plain(instance.split_once("://").map_or(instance, |(_, host)| host))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::plain;

    #[test]
    fn what_a_terminal_would_obey_is_left_out() {
        assert_eq!(plain("\u{1b}]0;owned\u{7}alice\u{9b}31m\r\n"), "]0;owned".to_owned() + "alice31m", "escapes");
        assert_eq!(plain("a\u{202e}b\u{200b}c"), "abc", "directions and nothings");
        assert_eq!(plain("Ålice Möreau 愛"), "Ålice Möreau 愛", "letters of every script stay");
    }

    proptest! {
        #[test]
        fn no_control_character_is_ever_left(text in any::<String>()) {
            let plain = plain(&text);
            prop_assert!(!plain.chars().any(char::is_control), "{:?} is obeyed", plain);
        }
    }
}
