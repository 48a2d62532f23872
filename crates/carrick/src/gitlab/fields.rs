//! What single fields of GitLab's records may be, so that nothing odd gets further than the door.

use carrick_store::instance::Instance;
use url::Url;

use super::wire;

/// No branch or reference has a longer name (bytes).
const LONGEST_REF: usize = 1024;

/// No title, label, job or file that is shown is longer (characters).
const LONGEST_TEXT: usize = 255;

/// No address of a page is longer (bytes).
const LONGEST_ADDRESS: usize = 2048;

/// A commit's name, by SHA-1 or SHA-256.
pub(super) fn sha(text: String) -> Option<String> {
    let is_hex = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    (is_hex && [40, 64].contains(&text.len())).then_some(text)
}

/// A branch's or a reference's name. Git allows no spaces and no control characters in one.
pub(super) fn reference(text: String) -> Option<String> {
    let is_odd = |c: char| c.is_control() || c == ' ';
    (!text.is_empty() && text.len() <= LONGEST_REF && !text.contains(is_odd)).then_some(text)
}

/// A name by which nothing is found: what cannot be shown is taken out of it, and its end if it is too long.
pub(super) fn text(text: &str) -> String {
    text.chars().filter(|c| !wire::is_unshowable(*c)).take(LONGEST_TEXT).collect()
}

/// A label, by which rules go: whole or not at all.
pub(super) fn label(label: String) -> Option<String> {
    (!label.is_empty() && label.chars().count() <= LONGEST_TEXT && !label.contains(char::is_control)).then_some(label)
}

/// A username.
pub(super) fn username(text: String) -> Option<String> {
    (wire::is_plain(&text) && !text.contains(char::is_whitespace)).then_some(text)
}

/// One of GitLab's words for how something stands, in small letters.
pub(super) fn word(text: &str) -> Option<String> {
    let is_word = text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    (is_word && !text.is_empty()).then(|| text.to_ascii_lowercase())
}

/// One of GitLab's numbers.
pub(super) fn number(number: i64) -> Option<i64> {
    (number > 0).then_some(number)
}

/// The number in one of GraphQL's global ids.
pub(super) fn number_of(global_id: &str) -> Option<i64> {
    let (_, digits) = global_id.strip_prefix("gid://gitlab/")?.rsplit_once('/')?;
    digits.parse().ok().and_then(number)
}

/// A length of time in seconds.
pub(super) fn seconds(seconds: f64) -> Option<f64> {
    (seconds.is_finite() && seconds >= 0.0).then_some(seconds)
}

/// A page of the instance's own.
pub(super) fn page(instance: &Instance, address: &str) -> Option<String> {
    let url = Url::parse(address).ok().filter(|url| instance.has_origin_of(url))?;
    let is_plain = url.username().is_empty() && url.password().is_none() && address.len() <= LONGEST_ADDRESS;
    is_plain.then(|| String::from(url))
}

/// A moment (Unix milliseconds).
pub(super) fn moment(text: Option<&str>) -> Option<i64> {
    text.and_then(wire::milliseconds)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn odd_fields_stay_outside() {
        assert_eq!(sha("A".repeat(40)), None, "GitLab writes small letters");
        assert_eq!(sha("a".repeat(39)), None, "short");
        assert!(sha("0".repeat(64)).is_some(), "SHA-256");
        assert_eq!(reference("a b".into()), None, "git allows no space");
        assert_eq!(reference("a\nb".into()), None, "nor a line end");
        assert_eq!(text("a\u{202e}b\n"), "ab", "what turns a line around is taken out");
        assert_eq!(label("skip\nci".into()), None, "a label is one line");
        assert_eq!(word("SUCCESS").as_deref(), Some("success"), "GraphQL shouts");
        assert_eq!(word("a b"), None, "a word is one");
        assert_eq!(number_of("gid://gitlab/Ci::Pipeline/7"), Some(7), "with a module's name");
        for odd in ["gid://gitlab/Project/-1", "gid://evil/Project/1", "7", "gid://gitlab/7x", "gid://gitlab/a/"] {
            assert_eq!(number_of(odd), None, "{odd}");
        }
        let instance = Instance::parse("https://gitlab.example").unwrap();
        assert!(page(&instance, "https://gitlab.example/a/-/pipelines/1").is_some(), "its own page");
        for odd in
            ["https://evil.example/", "javascript:alert(1)", "https://u@gitlab.example/", "http://gitlab.example"]
        {
            assert_eq!(page(&instance, odd), None, "{odd}");
        }
    }

    proptest! {
        #[test]
        fn what_is_kept_can_be_shown(given in "\\PC{0,600}") {
            let kept = text(&given);
            prop_assert!(kept.chars().count() <= LONGEST_TEXT);
            prop_assert!(!kept.contains(char::is_control));
            let _ = (sha(given.clone()), reference(given.clone()), label(given.clone()), username(given.clone()));
            let _ = (word(&given), number_of(&given), moment(Some(&given)));
        }
    }
}
