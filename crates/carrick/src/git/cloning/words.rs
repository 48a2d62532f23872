//! What git writes for people, line by line: progress, what GitLab says, what Carrick's helper says.
//!
//! Lines end in a line break, updates in a return. Whatever else is no plain letter is taken out before anything is
//! kept, and nothing grows without end.

use super::progress::Progress;
use super::wait::Wait;

/// The longest line that is looked at; git's own are shorter.
const LONGEST_LINE: usize = 4096;

/// As much of a server's sentence as is kept, in letters.
const LONGEST_SAID: usize = 500;

/// How many names are kept of those that differ in their case alone.
const MOST_NAMES: usize = 100;

/// What was read so far.
#[derive(Debug, Default)]
pub(in crate::git) struct Words {
    line: Vec<u8>,
    /// Whether the line began behind a line break, where a server's words always have `remote: ` in front.
    began_fresh: bool,
    has_begun: bool,
    said: String,
    /// What Carrick's helper could not do.
    pub(in crate::git) wait: Option<Wait>,
    collides: bool,
    /// Names that the disk cannot keep apart.
    pub(in crate::git) colliding: Vec<String>,
}

impl Words {
    /// Reads on, and hands over the progress that was in it.
    pub(in crate::git) fn read(&mut self, bytes: &[u8], mut tell: impl FnMut(Progress)) {
        for byte in bytes {
            match byte {
                b'\n' | b'\r' => {
                    if let Some(progress) = self.end_line() {
                        tell(progress);
                    }
                    self.has_begun = true;
                    self.began_fresh = *byte == b'\n';
                }
                _ if self.line.len() < LONGEST_LINE => self.line.push(*byte),
                _ => {}
            }
        }
    }

    /// GitLab's sentence, without what is no plain letter, and not endless; `None` where it said nothing.
    pub(in crate::git) fn said(&self) -> Option<String> {
        let said = self.said.trim();
        (!said.is_empty()).then(|| said.to_owned())
    }

    fn end_line(&mut self) -> Option<Progress> {
        let line = std::mem::take(&mut self.line);
        let line = plain(&String::from_utf8_lossy(&line));
        let line = line.trim_end();
        let progress = Progress::parse(line);
        if progress.is_none() {
            self.keep(line);
        }
        progress
    }

    fn keep(&mut self, line: &str) {
        let began_fresh = self.began_fresh || !self.has_begun;
        if let Some(said) = line.strip_prefix("remote:") {
            self.add_said(said.trim());
        } else if let Some(reason) = line.strip_prefix("Carrick: ").filter(|_| began_fresh) {
            self.wait.get_or_insert(Wait::of(reason));
        }
        // The list comes behind its warning, each name in quotes of its own, up to the next line that is none.
        let name = line.trim_start().strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
        match name {
            Some(name) if self.collides && self.colliding.len() < MOST_NAMES => self.colliding.push(name.to_owned()),
            Some(_) => {}
            None => {
                let is_blank = line.is_empty() || line.starts_with("on a case-insensitive");
                let goes_on = self.collides && (is_blank || line.starts_with("colliding group"));
                self.collides = goes_on || line.starts_with("warning: the following paths have collided");
            }
        }
    }

    fn add_said(&mut self, said: &str) {
        // `Total 3 (delta 0), reused 0 …` closes what the server counts, and says nothing.
        if said.is_empty() || said.starts_with("Total ") || said.chars().all(|c| "=-*".contains(c)) {
            return;
        }
        if !self.said.is_empty() {
            self.said.push(' ');
        }
        let room = LONGEST_SAID.saturating_sub(self.said.chars().count());
        self.said.extend(said.chars().take(room));
    }
}

/// Without control characters and escape sequences; also without the letters that turn the order of others around.
pub(in crate::git) fn plain(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\u{1b}' => skip_sequence(&mut letters),
            '\u{9b}' => skip_parameters(&mut letters),
            '\t' => kept.push(' '),
            _ if letter.is_control() || is_invisible(letter) => {}
            _ => kept.push(letter),
        }
    }
    kept
}

fn skip_sequence(letters: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    match letters.next() {
        Some('[') => skip_parameters(letters),
        // A text for the terminal, up to its end.
        Some(']' | 'P' | '^' | '_' | 'X') => {
            while let Some(letter) = letters.next() {
                match letter {
                    '\u{7}' | '\u{9c}' => return,
                    '\u{1b}' => {
                        letters.next_if_eq(&'\\');
                        return;
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn skip_parameters(letters: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    while let Some(letter) = letters.next_if(|letter| ('\u{20}'..='\u{7e}').contains(letter)) {
        if ('\u{40}'..='\u{7e}').contains(&letter) {
            return;
        }
    }
}

fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(bytes: &[u8]) -> (Words, Vec<Progress>) {
        let (mut words, mut told) = (Words::default(), Vec::new());
        words.read(bytes, |progress| told.push(progress));
        (words, told)
    }

    proptest! {
        #[test]
        fn whatever_a_server_sends_is_plain_and_not_endless_when_it_is_kept(
            bytes in proptest::collection::vec(
                prop_oneof![any::<u8>(), Just(b'\n'), Just(b'\r'), Just(0x1b), Just(b'[')], 0..600),
            cut in 0_usize..600,
        ) {
            let lines: Vec<u8> = bytes.split(|byte| *byte == b'\n').flat_map(|line| [b"remote: ", line, b"\n"].concat()).collect();
            let (words, told) = read(&lines);
            let said = words.said().unwrap_or_default();
            prop_assert!(!said.contains(|c: char| c.is_control()), "no terminal is told anything: {said:?}");
            prop_assert!(said.chars().count() <= LONGEST_SAID, "it ends: {}", said.len());
            let (mut parts, mut told_of_parts) = (Words::default(), Vec::new());
            let (first, second) = lines.split_at(cut.min(lines.len()));
            parts.read(first, |progress| told_of_parts.push(progress));
            parts.read(second, |progress| told_of_parts.push(progress));
            prop_assert_eq!((parts.said(), told_of_parts), (words.said(), told), "wherever the line is cut");
        }
    }

    #[test]
    fn only_the_helpers_own_line_is_waited_for() {
        let own = b"Cloning into 'x'...\nCarrick: the Login keyring is locked. Unlock it, then run this again.\n";
        assert_eq!(read(own).0.wait, Some(Wait::KeyringLocked), "behind a line break it is the helper's");
        for forged in [
            &b"remote: Carrick: the keyring is locked.\n"[..],
            b"remote: x\rCarrick: the keyring is locked.\n",
            b"remote: \x1b[0GCarrick: the keyring is locked.\n",
        ] {
            assert_eq!(read(forged).0.wait, None, "the server said that: {forged:?}");
        }
    }

    #[test]
    fn a_line_without_end_is_not_kept_whole() {
        let mut endless = b"remote: ".to_vec();
        endless.resize(1 << 20, b'x');
        let (mut words, _) = read(&endless);
        assert!(words.line.len() <= LONGEST_LINE, "it is cut while it comes");
        words.read(b"\n", |_| {});
        assert_eq!(words.said().unwrap_or_default().len(), LONGEST_SAID, "and once more when it is kept");
    }
}
