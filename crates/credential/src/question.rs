//! What git asks, in the lines of its credential protocol (git's documentation of `git credential`).

use std::io::Read;

use secrecy::SecretString;

use crate::address::Address;

/// More than git sends; whoever sends more is not git.
const LONGEST: u64 = 1 << 20;

/// Before the state that is ours among those of all helpers.
const OURS: &str = "carrick:";

/// What git asks about.
#[derive(Debug, Default)]
pub(crate) struct Question {
    pub(crate) protocol: Option<String>,
    pub(crate) host: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) username: Option<String>,
    pub(crate) password: Option<SecretString>,
    /// Whether git asks again, with our state, when the server does not take an answer (git 2.46).
    pub(crate) keeps_state: bool,
    /// Which token was answered before, when this is asked again.
    pub(crate) answered: Option<Generation>,
}

/// One token of a link's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Generation {
    pub(crate) link_id: i64,
    pub(crate) pair_id: i64,
}

impl Generation {
    /// As git keeps it for us.
    pub(crate) fn state(self) -> String {
        format!("{OURS}{}/{}", self.link_id, self.pair_id)
    }

    fn parse(state: &str) -> Option<Self> {
        let (link, pair) = state.strip_prefix(OURS)?.split_once('/')?;
        Some(Self { link_id: link.parse().ok()?, pair_id: pair.parse().ok()? })
    }
}

impl Question {
    /// Reads up to the empty line or the end. `None` for what is not the protocol.
    pub(crate) fn read(input: &mut dyn Read) -> Option<Self> {
        let mut bytes = Vec::new();
        let read = input.take(LONGEST + 1).read_to_end(&mut bytes).ok()?;
        if read as u64 > LONGEST {
            return None;
        }
        let text = String::from_utf8(bytes).ok()?;
        let mut question = Self::default();
        for line in text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)) {
            if line.is_empty() {
                break;
            }
            let (key, value) = line.split_once('=')?;
            question.take_in(key, value)?;
        }
        Some(question)
    }

    /// Whether it can be about a GitLab at all, which is known without looking anything up.
    pub(crate) fn is_of_the_web(&self) -> bool {
        matches!(self.protocol.as_deref(), Some("https" | "http")) && self.host.is_some()
    }

    /// What is not known is data for others. `None` where a value cannot be one.
    fn take_in(&mut self, key: &str, value: &str) -> Option<()> {
        if value.contains('\0') {
            return None;
        }
        let text = || Some(value.to_owned());
        match key {
            "protocol" => self.protocol = text(),
            "host" => self.host = text(),
            "path" => self.path = text(),
            "username" => self.username = text(),
            "password" => self.password = Some(value.into()),
            "capability[]" => self.keeps_state |= value == "state",
            "state[]" if value.is_empty() => self.answered = None,
            "state[]" => self.answered = Generation::parse(value).or(self.answered),
            "url" => *self = Address::parse(value)?.into(),
            _ => {}
        }
        Some(())
    }
}

impl From<Address> for Question {
    /// An address replaces whatever was said before it, as in git.
    fn from(address: Address) -> Self {
        let Address { protocol, username, password, host, path } = address;
        Self { protocol: Some(protocol), host: Some(host), path, username, password, ..Self::default() }
    }
}
