//! The ID token: whatever comes, it proves nobody but whom GitLab's own proves, and nothing without GitLab's own key.

#![no_main]

use carrick::gitlab::openid::{Expected, Person, Unproven, verify_by};
use carrick_store::instance::Instance;
use libfuzzer_sys::fuzz_target;
use secrecy::SecretString;

/// A key that signs nothing but tests.
const KEY: &str = concat!(
    "3DzcQNVVa79SNjJdvFJPsvLgDj2vdDoIdk4FVWdrgJEgT73xryL3uukTA_tFeSJoH1dMyTcFKgr5ghpKsPu9TZ3ZdIXTe1qljHgj",
    "8goSOA1B-VKcD5B4LAGkrhTVtvakhDq6HKUBcB4wbd55g8N-DrDLgXO0dkuf7YNVyY6PP5wJTdegWg2wcaMXf1Vc8Xf2qoF9y7tK",
    "Mh9H895RBnMbvt15RRIFh79kGIkkibAVxMXzlNq322HFaPIC0L0CIpgzhH2SRxchBznZS_NCc-nhS7o5kqw7XiZO3b4VCpRpc-2w",
    "xVEqtG9XF0RWO6ZxtSLHpXZwr_BeYXQ7bN9nQCq0Rw",
);

/// What it has signed: account 7 for `application` at `https://gitlab.example`, at this moment (Unix milliseconds).
const TOKEN: &str = concat!(
    "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsImtpZCI6Im9uZSJ9.eyJpc3MiOiJodHRwczovL2dpdGxhYi5leGFtcGxlIiwic3V",
    "iIjoiNyIsImF1ZCI6ImFwcGxpY2F0aW9uIiwiZXhwIjoxODAwMDAwMTIwLCJpYXQiOjE4MDAwMDAwMDAsIm5vbmNlIjoibm9uY2U",
    "iLCJncm91cHNfZGlyZWN0IjpbInRlYW0iXX0.JynswcV_AuwJpGE7g_Etzl2fJ2yDwksoQI1OS7HKDiETUxFTO-MztpKTtdx0OUU",
    "noBcPGsgbjtBau4OhknxfTJ6UfiLVksRWGPmsYkHK9YBMGKW_byZQs5nlPiZ-PBdRsplMiCdV_dwJDxZSh9iQYKy1ezz5MV_mv3K",
    "Jiu9zcvl6OOauxnP8N9UMoHJL74lPSDWcy1R_i48xHk7s1NVoSP1W4o-Y-Qz9LmnzFFKFS4IH9ds-7DPCedim3dhEjQDnGw5BnVC",
    "VVQOLeeMB1XRQqQamyN2tWvnnW8vywRilfo2Z3qcQJoqKVAVHJhnCYvWb13DiMm1fpID0lw4lUIGBUQ",
);
const MADE_AT: i64 = 1_800_000_000_000;

fn verify(keys: &[u8], token: &str) -> Result<Person, Unproven> {
    let instance = Instance::parse("https://gitlab.example").expect("an instance");
    let nonce = SecretString::from("nonce");
    let expected = Expected {
        instance: &instance,
        application_id: "application",
        nonce: &nonce,
        given_at: Some(MADE_AT),
        now: MADE_AT,
    };
    verify_by(keys, token, &expected)
}

/// The token with bytes of it changed: each three say where, in two of them, and to what.
fn changed(by: &[u8]) -> Option<String> {
    let mut token = TOKEN.as_bytes().to_vec();
    for change in by.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]])) % token.len();
        token[at] = change[2];
    }
    String::from_utf8(token).ok()
}

fuzz_target!(|input: &[u8]| {
    let keys = format!(r#"{{"keys":[{{"kty":"RSA","kid":"one","use":"sig","alg":"RS256","e":"AQAB","n":"{KEY}"}}]}}"#);
    let keys = keys.as_bytes();
    let Some((way, rest)) = input.split_first() else {
        assert_eq!(verify(keys, TOKEN).map(|person| person.user_id), Ok(7), "or nothing below means anything");
        return;
    };
    let text = String::from_utf8_lossy(rest);
    match way % 3 {
        0 => assert!(text == TOKEN || verify(keys, &text).is_err(), "another token: {text:?}"),
        1 => {
            let Some(token) = changed(rest) else { return };
            assert!(token == TOKEN || verify(keys, &token).is_err(), "a changed token: {token:?}");
        }
        _ => assert!(text.contains(KEY) || verify(rest, TOKEN).is_err(), "other keys: {text:?}"),
    }
});
