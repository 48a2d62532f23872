//! Tokens that GitLab did not make for this sign-in.

use carrick::gitlab::openid::Unproven;
use local_gitlab::{Forgery, JsonEdit, Options, SigningKey};
use serde_json::json;

use super::{Desk, reason, register, remove, set};

#[tokio::test]
async fn a_token_of_another_issuer_proves_nobody() {
    let desk = Desk::with(Options { relative_root: "/gitlab".to_owned(), ..Options::default() }, true);
    let url = desk.gitlab.url();
    let root = url.trim_end_matches("/gitlab").to_owned();
    for other in [format!("{url}/"), root, url.to_uppercase(), format!("{url}.evil.example"), String::new()] {
        let forged = [Forgery::Claims(set("iss", other.as_str()))];
        let expected = if other.is_empty() { Unproven::Malformed } else { Unproven::Issuer };
        desk.refuses(&forged, expected, &format!("{other:?} is not {url}")).await;
    }
    desk.refuses(&[Forgery::Claims(remove("iss"))], Unproven::Malformed, "no issuer is none").await;
}

#[tokio::test]
async fn a_token_for_another_application_proves_nobody() {
    let desk = Desk::new();
    let other = register(&desk.gitlab, true);
    desk.refuses(&[Forgery::Claims(set("aud", other.id))], Unproven::Audience, "it was made for somebody else").await;
    desk.refuses(&[Forgery::Claims(remove("aud"))], Unproven::Audience, "an audience that is left out fits nobody")
        .await;
    desk.refuses(&[Forgery::Claims(set("aud", json!([])))], Unproven::Audience, "nor does an empty one").await;
}

#[tokio::test]
async fn a_token_that_others_may_use_too_proves_nobody() {
    let desk = Desk::new();
    let (own, other) = (desk.application.id.clone(), register(&desk.gitlab, true).id);
    let both = set("aud", json!([own, other]));
    desk.refuses(&[Forgery::Claims(both.clone())], Unproven::Audience, "two audiences").await;
    let party = Forgery::Claims(set("azp", own.as_str()));
    desk.refuses(&[Forgery::Claims(both), party], Unproven::Audience, "two, of which we are the authorized party")
        .await;
    desk.accepts(&[Forgery::Claims(set("aud", json!([own])))], "a list of us alone is no other audience").await;
}

#[tokio::test]
async fn a_token_that_was_given_to_another_party_proves_nobody() {
    let desk = Desk::new();
    let other = register(&desk.gitlab, true).id;
    desk.refuses(&[Forgery::Claims(set("azp", other))], Unproven::AuthorizedParty, "it was given to another").await;
    let own = desk.application.id.clone();
    desk.accepts(&[Forgery::Claims(set("azp", own))], "it was given to us").await;
}

#[tokio::test]
async fn a_token_of_another_approval_proves_nobody() {
    let desk = Desk::new();
    let (one, mut two) = (desk.bring("alice", &["openid"]).await, desk.bring("bob", &["openid"]).await);
    two.pair.id_token = one.pair.id_token.clone();
    let answer = desk.prove(&two).await.map_err(|error| reason(&error));
    assert_eq!(answer, Err(Some(Unproven::Nonce)), "alice's token came with another approval");
    assert_eq!(desk.prove(&one).await.map(|person| person.user_id), Ok(7), "to her own it belongs");
    desk.refuses(&[Forgery::Claims(remove("nonce"))], Unproven::Nonce, "one without a nonce fits every approval").await;
    desk.refuses(&[Forgery::Claims(set("nonce", ""))], Unproven::Nonce, "and so does an empty one").await;
}

#[tokio::test]
async fn a_token_that_nobody_signed_proves_nobody() {
    let desk = Desk::new();
    desk.refuses(&[Forgery::Unsigned], Unproven::Algorithm, "`none` is no signature").await;
    for folded in ["None", "NONE", "nOnE", ""] {
        let forged = [Forgery::Unsigned, Forgery::Header(set("alg", folded))];
        desk.refuses(&forged, Unproven::Malformed, &format!("{folded:?} is no way to sign")).await;
    }
    desk.refuses(&[Forgery::SignatureStripped], Unproven::Signature, "its signature was taken off").await;
    desk.refuses(&[Forgery::SignatureLeftOut], Unproven::Malformed, "and the point with it").await;
}

#[tokio::test]
async fn a_token_signed_with_what_others_have_proves_nobody() {
    for confidential in [true, false] {
        let desk = Desk::with(Options::default(), confidential);
        desk.refuses(&[Forgery::SignedWithThePublicKey], Unproven::Algorithm, "everybody has the public key").await;
        desk.refuses(&[Forgery::SignedWithTheSecret], Unproven::Algorithm, "each of us has the Secret").await;
    }
}

#[tokio::test]
async fn a_token_signed_in_another_way_proves_nobody() {
    let desk = Desk::new();
    for other in ["RS384", "RS512", "PS256", "ES256", "EdDSA"] {
        let forged = [Forgery::Header(set("alg", other))];
        desk.refuses(&forged, Unproven::Algorithm, &format!("{other} is not RS256")).await;
    }
}

#[tokio::test]
async fn a_token_signed_with_a_strangers_key_proves_nobody() {
    let desk = Desk::new();
    desk.refuses(&[Forgery::SignedBy(SigningKey::Stranger)], Unproven::Signature, "GitLab did not sign it").await;
    let pipelines = [Forgery::SignedBy(SigningKey::Pipelines)];
    desk.refuses(&pipelines, Unproven::Signature, "nor with the key that it names").await;
}

#[tokio::test]
async fn a_token_whose_claims_were_changed_proves_nobody() {
    let desk = Desk::new();
    desk.refuses(&[Forgery::ClaimsSwapped(set("sub", "1"))], Unproven::Signature, "it is about somebody else now")
        .await;
    desk.refuses(&[Forgery::ClaimsSwapped(set("groups_direct", json!(["admins"])))], Unproven::Signature, "or more")
        .await;
}

#[tokio::test]
async fn a_key_that_a_token_brings_along_is_not_looked_at() {
    let desk = Desk::new();
    let own = json!({ "kty": "RSA", "kid": "mine", "e": "AQAB", "n": "AQAB", "use": "sig", "alg": "RS256" });
    let elsewhere = format!("{}/elsewhere", desk.gitlab.url());
    for (name, value) in [("jwk", own), ("jku", json!(elsewhere)), ("x5u", json!(elsewhere)), ("x5c", json!(["AA"]))] {
        let carried = Forgery::Header(set(name, value));
        desk.accepts(std::slice::from_ref(&carried), &format!("{name} changes nothing where GitLab signed")).await;
        let forged = [carried, Forgery::SignedBy(SigningKey::Stranger)];
        desk.refuses(&forged, Unproven::Signature, &format!("{name} proves nothing where it did not")).await;
    }
    let asked = desk.gitlab.requests().into_iter().any(|request| request.path == "/elsewhere");
    assert!(!asked, "an address in a token is asked for nothing");
}

#[tokio::test]
async fn a_token_that_asks_for_more_than_is_understood_proves_nobody() {
    let desk = Desk::new();
    desk.refuses(&[Forgery::Header(set("crit", json!(["b64"])))], Unproven::Malformed, "it must be understood").await;
    desk.refuses(&[Forgery::Header(set("cty", "JWT"))], Unproven::Malformed, "a token within a token").await;
    desk.refuses(&[Forgery::Header(set("typ", "at+jwt"))], Unproven::Malformed, "an access token is no ID token").await;
}

#[tokio::test]
async fn a_token_that_is_far_too_long_is_not_read() {
    let desk = Desk::new();
    let padded = |length: usize| [Forgery::Claims(set("padding", "x".repeat(length)))];
    desk.refuses(&padded(16 * 1024), Unproven::TooLong, "no token of GitLab's is longer than 16 KiB").await;
    desk.accepts(&padded(8 * 1024), "a long one is one").await;
}

#[tokio::test]
async fn a_token_about_no_account_proves_nobody() {
    let desk = Desk::new();
    for odd in ["0", "-7", "+7", "07", "7 ", " 7", "7.0", "alice", "", "99999999999999999999", "７"] {
        let forged = [Forgery::Claims(set("sub", odd))];
        desk.refuses(&forged, Unproven::Subject, &format!("{odd:?} is no account's number")).await;
    }
    desk.refuses(&[Forgery::Claims(set("sub", 7))], Unproven::Malformed, "GitLab writes a text").await;
    desk.refuses(&[Forgery::Claims(remove("sub"))], Unproven::Malformed, "it is about nobody").await;
    desk.refuses(&[Forgery::Claims(JsonEdit::Whole(json!([])))], Unproven::Malformed, "it says nothing").await;
}

#[tokio::test]
async fn a_token_of_another_instance_proves_nobody() {
    let (desk, other) = (Desk::new(), Desk::new());
    let mut brought = other.bring("alice", &["openid"]).await;
    let own = desk.bring("alice", &["openid"]).await;
    assert_eq!(desk.prove(&own).await.map(|person| person.user_id), Ok(7), "here she is 7");
    assert_eq!(other.prove(&brought).await.map(|person| person.user_id), Ok(7), "and there as well");
    brought.nonce = own.nonce.clone();
    let answer = desk.prove(&brought).await.map_err(|error| reason(&error));
    assert_eq!(answer, Err(Some(Unproven::Issuer)), "the other one's 7 is another person");
}
