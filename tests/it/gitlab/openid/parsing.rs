//! Whatever comes instead of a token is refused, and nothing that was changed is taken for what it was.

use std::sync::LazyLock;

use carrick::gitlab::openid::{Expected, Unproven, verify_by};
use proptest::prelude::*;
use secrecy::ExposeSecret as _;

use super::{Brought, Desk};

/// A real token, the keys that go with it, and what it is to prove.
struct Sample {
    desk: Desk,
    brought: Brought,
    keys: String,
    token: String,
}

impl Sample {
    fn expected(&self) -> Expected<'_> {
        let given_at = self.brought.pair.given_at;
        Expected { now: given_at.unwrap(), ..self.desk.expected(&self.brought) }
    }

    fn verify(&self, token: &str) -> Result<i64, Unproven> {
        verify_by(self.keys.as_bytes(), token, &self.expected()).map(|person| person.user_id)
    }
}

static SAMPLE: LazyLock<Sample> = LazyLock::new(|| {
    std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let desk = Desk::new();
        let brought = runtime.block_on(desk.bring("alice", &["openid"]));
        let token = brought.pair.id_token.as_ref().unwrap().expose_secret().to_owned();
        Sample { keys: desk.gitlab.published_keys(), desk, brought, token }
    })
    .join()
    .unwrap()
});

#[test]
fn a_token_is_good_as_it_came() {
    assert_eq!(SAMPLE.verify(&SAMPLE.token), Ok(7), "or nothing below means anything");
}

#[test]
fn a_token_whose_last_bits_are_spelt_otherwise_proves_nobody() {
    let (start, last) = SAMPLE.token.split_at(SAMPLE.token.len() - 1);
    let others: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').chain(['-', '_']).collect();
    let taken: Vec<_> = others
        .into_iter()
        .filter(|other| !last.starts_with(*other) && SAMPLE.verify(&format!("{start}{other}")).is_ok())
        .collect();
    assert_eq!(
        taken,
        Vec::<char>::new(),
        "256 bytes leave four bits of the last letter over, which are nobody's choice"
    );
}

proptest! {
    #[test]
    fn a_token_with_one_byte_changed_proves_nobody(at in any::<prop::sample::Index>(), byte in 1_u8..=127) {
        let mut bytes = SAMPLE.token.clone().into_bytes();
        let at = at.index(bytes.len());
        prop_assume!(bytes[at] != byte);
        bytes[at] = byte;
        let changed = String::from_utf8(bytes).unwrap();
        prop_assert!(SAMPLE.verify(&changed).is_err(), "byte {} is another one", at);
    }

    #[test]
    fn a_token_that_is_cut_or_goes_on_proves_nobody(at in any::<prop::sample::Index>(), more in "[A-Za-z0-9_.=-]{1,8}") {
        let (start, _) = SAMPLE.token.split_at(at.index(SAMPLE.token.len()));
        prop_assert!(SAMPLE.verify(start).is_err(), "{} bytes are not all", start.len());
        prop_assert!(SAMPLE.verify(&format!("{}{more}", SAMPLE.token)).is_err(), "{} is too much", more);
    }

    #[test]
    fn whatever_comes_proves_nobody(text in "\\PC{0,400}", keys in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(SAMPLE.verify(&text).is_err(), "no text is a token");
        prop_assert!(verify_by(&keys, &SAMPLE.token, &SAMPLE.expected()).is_err(), "no bytes are keys");
    }

    #[test]
    fn what_looks_like_a_token_proves_nobody(parts in prop::collection::vec("[A-Za-z0-9_-]{0,120}", 2..5)) {
        prop_assert!(SAMPLE.verify(&parts.join(".")).is_err(), "nobody signed it");
    }
}
