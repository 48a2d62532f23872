//! The ID token (OpenID Connect Core 1.0, 2), checked as its section 3.1.3.7 says.
//!
//! The signature and the claims are checked by `openidconnect`, which leaves `azp` and the distance in time to its
//! callers. What it says of a token quotes the token, so of its errors only the kind is kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use carrick_store::instance::Instance;
use carrick_store::project;
use chrono::{DateTime, Utc};
use openidconnect::core::{
    CoreGenderClaim, CoreIdTokenVerifier, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
};
use openidconnect::{
    AdditionalClaims, ClaimsVerificationError, ClientId, IdToken, IdTokenClaims, IssuerUrl, Nonce,
    SignatureVerificationError,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use super::keys::Keys;
use super::unproven::Unproven;

/// No ID token is longer (16 KiB).
const LONGEST: usize = 16 * 1024;

/// How far GitLab's own clocks may be apart (milliseconds): one signs, another dates the answer.
const LEEWAY: i64 = 60_000;

/// How far from now a token may have been made that is handed over at once (milliseconds).
const FARTHEST: i64 = 5 * 60_000;

/// From this difference on a clock is said to be wrong (milliseconds).
const WRONG_CLOCK: i64 = 2 * 60_000;

/// What an ID token must be about.
#[derive(Clone, Copy)]
pub struct Expected<'a> {
    /// The GitLab that was asked.
    pub instance: &'a Instance,
    /// The ID of the application that asked.
    pub application_id: &'a str,
    /// The nonce that the approval was asked for with.
    pub nonce: &'a SecretString,
    /// When GitLab gave the token, by its own clock (Unix milliseconds), where it said so.
    pub given_at: Option<i64>,
    /// When it came, by this computer's clock (Unix milliseconds).
    pub now: i64,
}

impl Expected<'_> {
    /// The time to go by: GitLab's, since this computer's may be wrong by hours.
    fn moment(&self) -> i64 {
        self.given_at.unwrap_or(self.now)
    }

    /// By how many seconds GitLab's clock is ahead of this computer's, where that is a lot.
    pub(super) fn clock(&self) -> Option<i64> {
        let ahead = self.given_at?.saturating_sub(self.now);
        (ahead.saturating_abs() > WRONG_CLOCK).then_some(ahead / 1000)
    }
}

/// Whom an ID token has proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account's number, which is never given to another one.
    pub user_id: i64,
    /// The full paths of the groups that the account itself is a member of, with whatever role. A path can be another
    /// group's tomorrow.
    pub groups: Vec<String>,
    /// By how many seconds GitLab's clock is ahead of this computer's, where that is a lot.
    pub clock: Option<i64>,
}

/// What GitLab's tokens say beyond the standard.
#[derive(Debug, Clone, Deserialize, Serialize)]
struct Groups {
    #[serde(default)]
    groups_direct: Option<Vec<String>>,
}

impl AdditionalClaims for Groups {}

type Token = IdToken<Groups, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Claims = IdTokenClaims<Groups, CoreGenderClaim>;

/// Whom a token proves.
pub(super) fn verify(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Person, Unproven> {
    if token.len() > LONGEST {
        return Err(Unproven::TooLong);
    }
    if !is_spelt_once(token) {
        return Err(Unproven::Malformed);
    }
    let token: Token = token.parse().map_err(|_| Unproven::Malformed)?;
    let nonce = Nonce::new(expected.nonce.expose_secret().to_owned());
    let claims = token.into_claims(&verifier(keys, expected)?, &nonce).map_err(|error| kind(&error))?;
    require_audience(&claims, expected)?;
    require_just_made(&claims, expected)?;
    let user_id = user_id(claims.subject()).ok_or(Unproven::Subject)?;
    let groups = claims.additional_claims().groups_direct.iter().flatten();
    let groups = groups.filter(|path| project::is_group_path(path)).cloned().collect();
    Ok(Person { user_id, groups, clock: expected.clock() })
}

/// Whether the signature is written in the one way that leaves no bit to choose (RFC 4648, 3.5): `openidconnect` takes
/// any, so that one token would have several spellings. The other parts are signed as they are written.
fn is_spelt_once(token: &str) -> bool {
    token.rsplit('.').next().is_some_and(|signature| URL_SAFE_NO_PAD.decode(signature).is_ok())
}

/// The same for applications with and without a Secret: with one, others could sign what only GitLab may.
fn verifier<'a>(keys: &Keys, expected: &Expected<'a>) -> Result<CoreIdTokenVerifier<'a>, Unproven> {
    let issuer = IssuerUrl::new(expected.instance.address()).map_err(|_| Unproven::Issuer)?;
    let client_id = ClientId::new(expected.application_id.to_owned());
    let latest = moment(expected.moment().saturating_sub(LEEWAY))?;
    Ok(CoreIdTokenVerifier::new_public_client(client_id, issuer, keys.0.clone())
        .set_allowed_algs([CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256])
        .set_time_fn(move || latest))
}

fn moment(milliseconds: i64) -> Result<DateTime<Utc>, Unproven> {
    DateTime::from_timestamp_millis(milliseconds).ok_or(Unproven::Expired)
}

/// What may be known of a refusal.
fn kind(error: &ClaimsVerificationError) -> Unproven {
    use SignatureVerificationError as Signature;
    match error {
        ClaimsVerificationError::Expired(_) => Unproven::Expired,
        ClaimsVerificationError::InvalidAudience(_) => Unproven::Audience,
        ClaimsVerificationError::InvalidIssuer(_) => Unproven::Issuer,
        ClaimsVerificationError::InvalidNonce(_) => Unproven::Nonce,
        ClaimsVerificationError::SignatureVerification(signature) => match signature {
            Signature::NoSignature | Signature::DisallowedAlg(_) | Signature::UnsupportedAlg(_) => Unproven::Algorithm,
            Signature::NoMatchingKey => Unproven::KeyUnknown,
            Signature::AmbiguousKeyId(_) => Unproven::KeyAmbiguous,
            _ => Unproven::Signature,
        },
        _ => Unproven::Malformed,
    }
}

/// Whether it was made for this application and no other.
fn require_audience(claims: &Claims, expected: &Expected<'_>) -> Result<(), Unproven> {
    let is_ours = |id: &str| id == expected.application_id;
    if !matches!(&claims.audiences()[..], [audience] if is_ours(audience)) {
        return Err(Unproven::Audience);
    }
    match claims.authorized_party() {
        Some(party) if !is_ours(party) => Err(Unproven::AuthorizedParty),
        _ => Ok(()),
    }
}

fn require_just_made(claims: &Claims, expected: &Expected<'_>) -> Result<(), Unproven> {
    let distance = claims.issue_time().timestamp_millis().saturating_sub(expected.moment());
    if distance.saturating_abs() > FARTHEST { Err(Unproven::IssuedAt) } else { Ok(()) }
}

/// The number of an account, as GitLab writes it: in one way only.
pub(super) fn user_id(subject: &str) -> Option<i64> {
    let is_plain = !subject.starts_with('0') && subject.bytes().all(|byte| byte.is_ascii_digit());
    is_plain.then(|| subject.parse().ok())?
}
