//! What an account is called, where its token can read nothing else (OpenID Connect Core 1.0, 5.3).

use carrick_store::model::Identity;
use serde::Deserialize;

use super::token::user_id;
use crate::gitlab::wire::{is_plain, unmarked};

/// No answer is longer (1 MiB): it holds the paths of all groups.
pub(super) const LONGEST: usize = 1024 * 1024;

#[derive(Deserialize)]
struct Claims {
    sub: String,
    preferred_username: Option<String>,
    nickname: Option<String>,
    name: Option<String>,
    picture: Option<String>,
}

/// The account in an answer. It has no address to commit with: that is `/user`'s to say.
pub(super) fn identity(body: &[u8]) -> Option<Identity> {
    let claims: Claims = serde_json::from_slice(unmarked(body)).ok()?;
    let user_id = user_id(&claims.sub)?;
    let username = claims.preferred_username.or(claims.nickname)?;
    if !is_plain(&username) || username.contains(char::is_whitespace) {
        return None;
    }
    let name = claims.name.filter(|name| is_plain(name)).unwrap_or_else(|| username.clone());
    Some(Identity { user_id, username, name, avatar_url: claims.picture, commit_email: None })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_account_is_told_by_its_number_and_a_plain_name() {
        let told = identity(br#"{"sub":"7","nickname":"alice","name":"Alice\nMoreau"}"#).expect("it is plain enough");
        assert_eq!((told.user_id, told.username.as_str()), (7, "alice"), "whose answer it is");
        assert_eq!(told.name, "alice", "a name that cannot be shown falls back to the username");
        for odd in [
            r#"{"sub":"7"}"#,
            r#"{"sub":7,"nickname":"alice"}"#,
            r#"{"sub":"07","nickname":"alice"}"#,
            r#"{"sub":"+7","nickname":"alice"}"#,
            r#"{"sub":"","nickname":"alice"}"#,
            r#"{"sub":"0","nickname":"alice"}"#,
            r#"{"sub":"99999999999999999999","nickname":"alice"}"#,
            r#"{"sub":"7","nickname":"al ice"}"#,
            "<html>",
        ] {
            assert_eq!(identity(odd.as_bytes()), None, "{odd} is no account");
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_an_account_or_none(body in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = identity(&body);
        }
    }
}
