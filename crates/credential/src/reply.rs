//! What git is told: the protocol on one side, a word for people on the other.

use std::io::Write;

use secrecy::{ExposeSecret as _, SecretString};

use crate::question::Generation;

/// What git is told.
pub(crate) enum Reply {
    /// Nothing: it is not ours.
    Silence,
    /// Nothing, and people a word.
    Tell(String),
    /// The account's name and token.
    Token(Token),
    /// That nobody else is to be asked, and people why.
    Quit(String),
}

/// A token, and what git is to do with it.
pub(crate) struct Token {
    pub(crate) username: String,
    pub(crate) token: SecretString,
    /// Unix seconds; `None` where the clock would say that it is over.
    pub(crate) expires_at: Option<i64>,
    /// Which one it is, for a git that keeps that.
    pub(crate) generation: Option<Generation>,
    /// Whether git may ask again if the server does not take it.
    pub(crate) may_ask_again: bool,
}

impl Reply {
    /// Writes it. Whoever asked may have gone; that is no failure of ours.
    pub(crate) fn write(&self, output: &mut dyn Write, words: &mut dyn Write) {
        let text = match self {
            Self::Silence => return,
            Self::Tell(word) => return say(words, word),
            Self::Token(token) => token.text(),
            Self::Quit(word) => {
                say(words, word);
                "quit=1\n".to_owned().into()
            }
        };
        let _ = output.write_all(text.expose_secret().as_bytes()).and_then(|()| output.flush());
    }
}

impl Token {
    /// Whether each of its values fits on one line of the protocol.
    pub(crate) fn is_plain(&self) -> bool {
        let is_plain = |text: &str| !text.is_empty() && !text.contains(char::is_control);
        is_plain(&self.username) && is_plain(self.token.expose_secret())
    }

    fn text(&self) -> SecretString {
        let mut text = String::with_capacity(512 + self.token.expose_secret().len());
        let mut line =
            |key: &str, value: &str| [key, "=", value, "\n"].into_iter().for_each(|part| text.push_str(part));
        if let Some(generation) = self.generation {
            line("capability[]", "state");
            line("state[]", &generation.state());
        }
        line("username", &self.username);
        line("password", self.token.expose_secret());
        if let Some(seconds) = self.expires_at {
            line("password_expiry_utc", &seconds.to_string());
        }
        if self.may_ask_again {
            line("continue", "1");
        }
        text.into()
    }
}

fn say(words: &mut dyn Write, word: &str) {
    let _ = writeln!(words, "Carrick: {word}");
}
