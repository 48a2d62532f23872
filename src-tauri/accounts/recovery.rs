//! What a start has to put in order after the last one ended, however it ended.

use super::live::{LiveSignIn, Run};
use super::{answer, exchange, pairs, sign_in};
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

/// A sign-in whose callback had come when Carrick was closed, and the pair it was going to bring.
pub(crate) struct CutOff {
    attempt: Attempt,
    pair_id: Option<i64>,
}

/// Finds what the last process left: sign-ins that can still come back are taken up, the others listed. To be
/// done before the first callback is looked at, and quick: nothing is asked of GitLab.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn take_stock(services: &Services) -> Result<(), UiError> {
    let (profile_id, now) = (services.profile_id, services.clock.now());
    let left = move |db: &rusqlite::Connection| {
        attempts::forget(db, now - MEMORY)?;
        attempts::cut_off(db, profile_id)
    };
    let left = services.db.call(left).await?;
    services.here().cut_off = left.into_iter().map(|(attempt, pair_id)| CutOff { attempt, pair_id }).collect();
    sign_in::expire_due(services).await?;
    let open = services.db.call(move |db| attempts::open_of(db, profile_id)).await?;
    for attempt in open {
        take_up(services, attempt).await?;
    }
    Ok(())
}

/// Finishes or ends what was cut off, and what waited for the vault, as far as vault and GitLab can be reached.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn go_on(services: &Services) -> Result<(), UiError> {
    answer::complete_held(services).await;
    let cut_off = std::mem::take(&mut services.here().cut_off);
    for left in cut_off {
        finish(services, left).await?;
    }
    pairs::revoke_due(services).await;
    services.announce().await;
    Ok(())
}

/// The port of the other way is gone with the process that held it; the deep link still comes back.
async fn take_up(services: &Services, attempt: Attempt) -> Result<(), UiError> {
    let id = attempt.id;
    match attempt.way {
        Way::Loopback => Ok(services.db.call(move |db| attempts::close(db, id)).await?),
        Way::DeepLink => {
            let mut here = services.here();
            here.sign_ins.entry(attempt.integration_id).or_insert_with(|| LiveSignIn::resumed(&attempt));
            Ok(())
        }
    }
}

/// A pair that reached the vault is given to its link; one that did not was lost on the way, and the person is
/// told. While the vault cannot be read it waits.
async fn finish(services: &Services, left: CutOff) -> Result<(), UiError> {
    let CutOff { attempt, pair_id } = &left;
    let run = Run::new(attempt.integration_id);
    let Some(pair_id) = *pair_id else {
        answer::settle(services, &run, attempt, Err(UiError::new(ErrorCode::SignInInterrupted))).await;
        return Ok(());
    };
    let outcome = match kept_pair(services, attempt, pair_id).await {
        Ok(Some(kept)) => {
            services.db.call(move |db| pair_rows::set_state(db, pair_id, State::Received)).await?;
            exchange::conclude(services, &run, attempt, pair_id, &kept.access_token, &[]).await
        }
        Ok(None) => {
            services.db.call(move |db| pair_rows::remove(db, pair_id)).await?;
            Err(UiError::new(ErrorCode::SignInInterrupted))
        }
        Err(error) => {
            tracing::info!(code = ?error.code, "a sign-in that was cut off waits for the vault");
            services.here().cut_off.push(left);
            return Ok(());
        }
    };
    answer::settle(services, &run, attempt, outcome).await;
    Ok(())
}

async fn kept_pair(services: &Services, attempt: &Attempt, pair_id: i64) -> Result<Option<KeptPair>, UiError> {
    let issued_for = IssuedFor { instance: &attempt.instance, application_id: &attempt.application_id };
    Ok(services.vault.pair(pair_id, issued_for).await?)
}
