//! A callback from the browser, read as the hostile text it is.
//!
//! Anybody on this computer can make one up, and a page can ask the browser to. So it is bounded, refused when
//! it is ambiguous, and believed only when its state and path match a sign-in (RFC 6749, 4.1.2; RFC 9700, 4.4).

use secrecy::SecretString;
use url::form_urlencoded;

/// The longest callback worth reading; a code may be a signed token of a few kilobytes.
const LONGEST: usize = 16 * 1024;
const LONGEST_CODE: usize = 8 * 1024;
const LONGEST_STATE: usize = 512;
const LONGEST_ISSUER: usize = 2048;
const LONGEST_ERROR: usize = 64;
const MOST_PARAMETERS: usize = 32;

/// A well-formed callback. It has not been matched with anything yet.
#[derive(Debug)]
pub struct Callback {
    /// Everything before the query, byte for byte.
    pub redirect_uri: String,
    /// What should belong to a sign-in.
    pub state: SecretString,
    /// What GitLab answered.
    pub answer: Answer,
    /// The issuer, where one is named (RFC 9207).
    pub issuer: Option<String>,
}

/// What GitLab answered.
#[derive(Debug)]
pub enum Answer {
    /// The person approved.
    Code(SecretString),
    /// They did not, or something failed: an OAuth error code.
    Error(String),
}

/// What GitLab answers when the person does not approve (RFC 6749, 4.1.2.1).
pub(super) const DENIED: &str = "access_denied";

impl Answer {
    /// What it is, in a word for the facts of an error.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Code(_) => "approved",
            Self::Error(error) if error == DENIED => "denied",
            Self::Error(_) => "other",
        }
    }
}

/// The text is not formed like a callback. Nothing of it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a callback")]
pub struct Malformed;

impl Callback {
    /// Reads an address: one `state`, exactly one of `code` and `error`, nothing of these twice, no fragment.
    /// Parameters it does not know are passed over.
    ///
    /// # Errors
    /// [`Malformed`], without a reason: a forger needs none, and a person cannot act on one.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let text = text.trim();
        if text.len() > LONGEST || text.contains(['#', '\\']) || text.contains(char::is_control) {
            return Err(Malformed);
        }
        let (redirect_uri, query) = text.split_once('?').ok_or(Malformed)?;
        let mut known = Known::default();
        for (count, (name, value)) in form_urlencoded::parse(query.as_bytes()).enumerate() {
            if count >= MOST_PARAMETERS {
                return Err(Malformed);
            }
            known.take(&name, &value)?;
        }
        let answer = match (known.code, known.error) {
            (Some(code), None) => Answer::Code(code.into()),
            (None, Some(error)) => Answer::Error(error),
            _ => return Err(Malformed),
        };
        let state = known.state.ok_or(Malformed)?.into();
        Ok(Self { redirect_uri: redirect_uri.to_owned(), state, answer, issuer: known.issuer })
    }
}

#[derive(Default)]
struct Known {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    issuer: Option<String>,
}

impl Known {
    fn take(&mut self, name: &str, value: &str) -> Result<(), Malformed> {
        let (slot, longest) = match name {
            "state" => (&mut self.state, LONGEST_STATE),
            "code" => (&mut self.code, LONGEST_CODE),
            "error" => (&mut self.error, LONGEST_ERROR),
            "iss" => (&mut self.issuer, LONGEST_ISSUER),
            _ => return Ok(()),
        };
        let plain = !value.is_empty() && value.len() <= longest && !value.contains(char::is_control);
        if !plain || slot.is_some() {
            return Err(Malformed);
        }
        *slot = Some(value.to_owned());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const BASE: &str = "dev.carrick.desktop://oauth/gitlab/gitlab.com";

    #[test]
    fn a_callback_keeps_its_path_byte_for_byte() {
        let text = format!("{BASE}?code=c&state=s&session_state=x");
        let callback = Callback::parse(&text).expect("an unknown parameter is passed over");
        assert_eq!(callback.redirect_uri, BASE, "the path is what it is matched by");
        assert!(matches!(callback.answer, Answer::Code(_)), "a code was sent");
    }

    #[test]
    fn an_ambiguous_callback_is_none() {
        let long = format!("code=c&state={}", "s".repeat(LONGEST_STATE + 1));
        let many = format!("code=c&state=s{}", "&x=1".repeat(MOST_PARAMETERS));
        let table = [
            "",
            "code=c",
            "state=s",
            "code=c&code=d&state=s",
            "code=c&state=s&state=s",
            "code=c&error=e&state=s",
            "code=&state=s",
            "code=c&state=",
            "code=c&state=s#x",
            "code=c%00&state=s",
            "code=c&state=s&iss=a&iss=b",
            long.as_str(),
            many.as_str(),
        ];
        for query in table {
            let parsed = Callback::parse(&format!("{BASE}?{query}"));
            assert!(parsed.is_err(), "{query:.60} must be refused");
        }
        assert!(Callback::parse(BASE).is_err(), "a path alone says nothing");
    }

    #[test]
    fn a_callback_does_not_show_its_code_when_printed() {
        let callback = Callback::parse(&format!("{BASE}?code=verysecretcode&state=verysecretstate")).unwrap();
        let printed = format!("{callback:?}");
        assert!(!printed.contains("verysecret"), "a log line could show it: {printed}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

        #[test]
        fn no_text_makes_the_parser_panic(text in "\\PC{0,200}", query in "[a-z=&%?#]{0,80}") {
            let _ = Callback::parse(&text);
            if let Ok(callback) = Callback::parse(&format!("{BASE}?{query}")) {
                prop_assert_eq!(callback.redirect_uri, BASE, "only what stands before the query is the path");
            }
        }
    }
}
