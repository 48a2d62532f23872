//! What a start has to put in order after the last one ended, however it ended.

use super::sign_in::LiveSignIn;
use super::{exchange, pairs, sign_in};
use crate::db::attempts;
use crate::db::pairs::{self as pair_rows, State};
use crate::db::{integrations, profiles};
use crate::instance::Instance;
use crate::messages::{ErrorCode, UiError, Way};
use crate::model::{Attempt, Profile};
use crate::services::Services;
use crate::vault::{IssuedFor, KeptPair};

/// Ended attempts are kept this long (milliseconds), so that a late callback is told apart from a forged one.
const MEMORY: i64 = 24 * 60 * 60 * 1000;

/// The instance a fresh installation shows, not set up.
const FIRST_INSTANCE: &str = "https://gitlab.com";

/// The profile of this installation; made at the first start, with one integration that is not set up.
///
/// # Errors
/// When the database cannot be written.
pub async fn open_profile(db: &crate::db::Db, name: String, now: i64) -> Result<Profile, UiError> {
    let instance = Instance::parse(FIRST_INSTANCE)?;
    let open = move |db: &rusqlite::Connection| {
        let (profile, is_new) = profiles::first_or_make(db, &name, now)?;
        if is_new {
            integrations::add(db, &instance, None, &["api".to_owned()], now)?;
        }
        Ok(profile)
    };
    Ok(db.call(open).await?)
}

/// Takes up sign-ins that can still come back, finishes or ends what was cut off, and revokes what is due.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn run(services: &Services) -> Result<(), UiError> {
    let (profile_id, now) = (services.profile_id, services.clock.now());
    services.db.call(move |db| attempts::forget(db, now - MEMORY)).await?;
    finish_cut_off(services).await?;
    sign_in::expire_due(services).await?;
    let open = services.db.call(move |db| attempts::open_of(db, profile_id)).await?;
    for attempt in open {
        take_up(services, attempt).await?;
    }
    pairs::revoke_due(services).await;
    services.announce().await;
    Ok(())
}

/// Goes on with what waited for the vault.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn go_on(services: &Services) -> Result<(), UiError> {
    finish_cut_off(services).await?;
    pairs::revoke_due(services).await;
    Ok(())
}

/// The port of the other way is gone with the process that held it; the deep link still comes back.
async fn take_up(services: &Services, attempt: Attempt) -> Result<(), UiError> {
    let id = attempt.id;
    match attempt.way {
        Way::Loopback => Ok(services.db.call(move |db| attempts::close(db, id)).await?),
        Way::DeepLink => {
            services.here().sign_ins.insert(attempt.integration_id, LiveSignIn::resumed(&attempt));
            Ok(())
        }
    }
}

/// A callback had come, and then Carrick was closed. A pair that reached the vault is given to its link; one
/// that did not was lost on the way, and the person is told.
async fn finish_cut_off(services: &Services) -> Result<(), UiError> {
    let profile_id = services.profile_id;
    let cut_off = services.db.call(move |db| attempts::cut_off(db, profile_id)).await?;
    for (attempt, pair_id) in cut_off {
        let kept = match pair_id {
            Some(pair_id) => kept_pair(services, &attempt, pair_id).await,
            None => Ok(None),
        };
        let outcome = match (pair_id, kept) {
            (_, Err(error)) => {
                tracing::info!(code = ?error.code, "a sign-in that was cut off waits for the vault");
                continue;
            }
            (Some(pair_id), Ok(Some(kept))) => {
                services.db.call(move |db| pair_rows::set_state(db, pair_id, State::Received)).await?;
                exchange::conclude(services, &attempt, pair_id, &kept.access_token, &[]).await
            }
            (pair_id, Ok(None)) => {
                if let Some(pair_id) = pair_id {
                    services.db.call(move |db| pair_rows::remove(db, pair_id)).await?;
                }
                Err(UiError::new(ErrorCode::SignInInterrupted))
            }
            (None, Ok(Some(_))) => continue,
        };
        sign_in::settle(services, &attempt, outcome).await;
    }
    Ok(())
}

async fn kept_pair(services: &Services, attempt: &Attempt, pair_id: i64) -> Result<Option<KeptPair>, UiError> {
    let issued_for = IssuedFor { instance: &attempt.instance, application_id: &attempt.application_id };
    Ok(services.vault.pair(pair_id, issued_for).await?)
}
