//! How an instance calls itself (OpenID Connect Discovery 1.0, 3).
//!
//! Of its addresses none is taken: GitLab makes them from whatever host it was asked by.

use carrick_store::instance::Instance;
use serde::Deserialize;

use super::unproven::Unproven;
use crate::gitlab::wire::unmarked;

/// No discovery document is longer (64 KiB).
pub(super) const LONGEST: usize = 64 * 1024;

#[derive(Deserialize)]
struct Document {
    issuer: String,
    #[serde(default)]
    id_token_signing_alg_values_supported: Option<Vec<String>>,
}

/// Whether the document is of an instance that signs as Carrick checks, and that calls itself what the person calls
/// it, letter for letter. Nothing where it is no discovery document.
pub(super) fn check(body: &[u8], instance: &Instance) -> Option<Result<(), Unproven>> {
    let document: Document = serde_json::from_slice(unmarked(body)).ok()?;
    if document.issuer != instance.address() {
        return Some(Err(Unproven::Issuer));
    }
    let signs = document.id_token_signing_alg_values_supported;
    let is_known = signs.is_none_or(|all| all.iter().any(|one| one == "RS256"));
    Some(if is_known { Ok(()) } else { Err(Unproven::Algorithm) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_is_the_one_it_says_it_is_letter_for_letter() {
        let instance = Instance::parse("https://gitlab.example/gitlab").unwrap();
        let said = |issuer: &str| check(format!(r#"{{"issuer":"{issuer}"}}"#).as_bytes(), &instance);
        assert_eq!(said("https://gitlab.example/gitlab"), Some(Ok(())), "it calls itself what it is called");
        for other in [
            "https://gitlab.example",
            "https://gitlab.example/gitlab/",
            "https://GitLab.example/gitlab",
            "http://gitlab.example/gitlab",
            "https://gitlab.example:443/gitlab",
            "https://gitlab.example.evil.example/gitlab",
            "",
        ] {
            assert_eq!(said(other), Some(Err(Unproven::Issuer)), "{other:?} is another one");
        }
        assert_eq!(check(b"<html>", &instance), None, "a page is no document");
        assert_eq!(check(b"{}", &instance), None, "nor is one without an issuer");
        let signs = br#"{"issuer":"https://gitlab.example/gitlab","id_token_signing_alg_values_supported":["HS256"]}"#;
        assert_eq!(check(signs, &instance), Some(Err(Unproven::Algorithm)), "what it signs with is not checked here");
    }
}
