//! How an error crosses to the window: as its code and facts, without what it came from.

use carrick_store::error::Error;

use crate::messages::UiError;

impl From<Error> for UiError {
    fn from(error: Error) -> Self {
        let facts = error.facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { code: error.code.into(), facts }
    }
}

#[cfg(test)]
mod tests {
    use carrick_store::error::Code;

    use super::*;

    #[test]
    fn an_error_crosses_as_code_and_facts_alone() {
        let refused = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        let error =
            Error::new(Code::NotGitlab).with("host", "gitlab.example").with("status", 200).from_source(&refused);
        let json = serde_json::to_string(&UiError::from(error)).unwrap();
        let expected = r#"{"code":"not_gitlab","facts":{"host":"gitlab.example","status":"200"}}"#;
        assert_eq!(json, expected, "the window's table is keyed by exactly this form");
    }
}
