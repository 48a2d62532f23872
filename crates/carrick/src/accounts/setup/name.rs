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

/// What Unicode lets a program leave out (Default_Ignorable_Code_Point), what parts lines, and blanks that are letters.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}')
        || matches!(c, '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || matches!(c, '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}')
        || matches!(c, '\u{e0000}'..='\u{e0fff}')
}
