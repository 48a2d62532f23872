//! The name of whoever a set-up says that it is from: shown, and never believed.

use carrick_store::error::Error;

use super::fault::malformed;

/// The longest name, in letters.
const LONGEST: usize = 64;

/// A name on one line, without what is not seen or turns the direction of writing.
pub(super) fn read(name: &str) -> Result<&str, Error> {
    let name = name.trim();
    let is_odd = |c: char| c.is_control() || is_invisible(c);
    let is_good = !name.is_empty() && name.chars().count() <= LONGEST && !name.contains(is_odd);
    if is_good { Ok(name) } else { Err(malformed("from")) }
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}
