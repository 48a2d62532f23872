//! Colours, where the person and the stream want them.

/// What a word says about how something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    Good,
    Bad,
}

impl Paint {
    /// The text in this colour; as it is where there are no colours.
    pub(crate) fn on(self, text: &str, has_colours: bool) -> String {
        let code = match self {
            Self::Good => 32,
            Self::Bad => 33,
        };
        if has_colours { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
