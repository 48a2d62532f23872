//! Making an ID token.

use super::forgery::Forgery;
use super::keys::SigningKey;
use crate::instance::Instance;
use crate::state::World;
use crate::state::tokens::TokenRow;
use crate::state::users::User;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::io;

/// Seconds an ID token is good for.
const LIFETIME: i64 = 120;

/// The token for a pair, if `openid` was granted; with a nonce only at the exchange.
pub(crate) fn make(instance: &Instance, world: &World, row: &TokenRow, nonce: Option<&str>) -> Option<String> {
    if !row.scopes.iter().any(|scope| scope == "openid") {
        return None;
    }
    let claims = claims(instance, world, row, nonce)?;
    sign(world, claims, &world.application(&row.application_id)?.secret).ok()
}

/// What the token says. Its audience is the application, its subject the account's number as a text.
fn claims(instance: &Instance, world: &World, row: &TokenRow, nonce: Option<&str>) -> Option<Value> {
    let (user, now) = (world.user(row.user_id)?, world.now());
    let mut claims = json!({
        "iss": instance.issuer(world),
        "sub": user.id.to_string(),
        "aud": row.application_id,
        "exp": now + LIFETIME,
        "iat": now,
        // The account's last sign-in, in whatever browser.
        "auth_time": world.signed_in_at(user.id).unwrap_or(row.created_at),
        "sub_legacy": legacy_subject(user.id),
        "groups_direct": world.projects.direct_groups(user.id),
    });
    if let Some(nonce) = nonce {
        claims["nonce"] = nonce.into();
    }
    add_email(&mut claims, user, &row.scopes);
    Some(claims)
}

/// `email` tells the primary address, without it the public one is told, which few have set.
pub(crate) fn add_email(claims: &mut Value, user: &User, scopes: &[String]) {
    let is_primary = scopes.iter().any(|scope| scope == "email");
    let email = if is_primary { Some(&user.email) } else { user.public_email.as_ref() };
    claims["email_verified"] = email.is_some().into();
    if let Some(email) = email {
        claims["email"] = email.as_str().into();
    }
}

/// What accounts were called before 11.1.
pub(crate) fn legacy_subject(user_id: u64) -> String {
    Sha256::digest(format!("{user_id}-local")).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn sign(world: &World, mut claims: Value, secret: &str) -> io::Result<String> {
    let honest = world.keys.signs_with;
    let mut header = json!({ "typ": "JWT", "alg": "RS256", "kid": honest.kid()? });
    let mut signer = honest;
    for forgery in &world.forgeries {
        match forgery {
            Forgery::Unsigned => header["alg"] = "none".into(),
            Forgery::SignedWithThePublicKey | Forgery::SignedWithTheSecret => header["alg"] = "HS256".into(),
            Forgery::SignedBy(other) => signer = *other,
            Forgery::Header(edit) => edit.clone().apply(&mut header),
            Forgery::Claims(edit) => edit.clone().apply(&mut claims),
            _ => {}
        }
    }
    let text = format!("{}.{}", encode(&header), encode(&claims));
    let signature = URL_SAFE_NO_PAD.encode(signature(world, (signer, secret), &text)?);
    let mut token = format!("{text}.{signature}");
    for forgery in &world.forgeries {
        match forgery {
            Forgery::SignatureLeftOut => token = text.clone(),
            Forgery::ClaimsSwapped(edit) => {
                edit.clone().apply(&mut claims);
                token = format!("{}.{}.{signature}", encode(&header), encode(&claims));
            }
            _ => {}
        }
    }
    Ok(token)
}

fn signature(world: &World, (signer, secret): (SigningKey, &str), text: &str) -> io::Result<Vec<u8>> {
    if world.forgeries.iter().any(|one| matches!(one, Forgery::Unsigned | Forgery::SignatureStripped)) {
        return Ok(Vec::new());
    }
    let shared = if world.forgeries.contains(&Forgery::SignedWithThePublicKey) {
        signer.public_pem()?
    } else if world.forgeries.contains(&Forgery::SignedWithTheSecret) {
        secret.to_owned()
    } else {
        return signer.sign(text);
    };
    let key = hmac::Key::new(hmac::HMAC_SHA256, shared.as_bytes());
    Ok(hmac::sign(&key, text.as_bytes()).as_ref().to_vec())
}

fn encode(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}
