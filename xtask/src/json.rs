//! Reads the one line that the local GitLab prints about itself.

/// The text under `key` in a flat JSON object of strings, if it is there.
///
/// Enough for our own program's line; it knows the two escapes that one uses.
pub(crate) fn text(object: &str, key: &str) -> Option<String> {
    let after_key = object.split_once(&format!("\"{key}\""))?.1;
    let opening = after_key.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let mut value = String::new();
    let mut letters = opening.chars();
    loop {
        match letters.next()? {
            '"' => return Some(value),
            '\\' => value.push(letters.next()?),
            letter => value.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn values_are_found_by_key() {
        let line = r#"{"url":"http://127.0.0.1:3999", "username": "alice","password":"a\"b\\c"}"#;
        assert_eq!(text(line, "url").as_deref(), Some("http://127.0.0.1:3999"), "the first value");
        assert_eq!(text(line, "username").as_deref(), Some("alice"), "blanks after the colon");
        assert_eq!(text(line, "password").as_deref(), Some(r#"a"b\c"#), "escapes");
        assert_eq!(text(line, "secret"), None, "an absent key");
        assert_eq!(text(r#"{"url":"cut off"#, "url"), None, "a value without an end");
    }
}
