//! What a start has to put in order after the last one ended, however it ended.

use super::live::{LiveSignIn, Run};
use super::{answer, exchange, lock, pairs as revocations, renewal, sign_in};
use crate::db::attempts;
use crate::db::pairs::{self, Pair, State};
use crate::db::{integrations, profiles};
use crate::instance::Instance;
use crate::messages::{ErrorCode, Notice, UiError, VaultState, Way};
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
/// done before the first callback is looked at, and quick: only the database is asked. A second process over
/// the same data leaves the first one's work alone.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn take_stock(services: &Services) -> Result<(), UiError> {
    let Some(running) = lock::try_running(&services.data_dir) else { return Ok(()) };
    let (profile_id, now) = (services.profile_id, services.clock.now());
    let look = move |db: &rusqlite::Connection| {
        attempts::forget(db, now - MEMORY)?;
        let (cut_off, open) = (attempts::cut_off(db, profile_id)?, attempts::open_of(db, profile_id)?);
        Ok((cut_off, pairs::orphans(db)?, open, attempts::with_verifier(db)?))
    };
    let (cut_off, orphans, open, stale_verifiers) = services.db.call(look).await?;
    {
        let mut here = services.here();
        here.cut_off = cut_off.into_iter().map(|(attempt, pair_id)| CutOff { attempt, pair_id }).collect();
        here.orphans = orphans;
        here.stale_verifiers = stale_verifiers;
        here.running = Some(running);
    }
    for attempt in open.iter().filter(|attempt| attempt.expires_at > now) {
        take_up(services, attempt, &open).await?;
    }
    Ok(())
}

/// Finishes or ends what was cut off, and what waited for the vault, as far as vault and GitLab can be reached.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn go_on(services: &Services) -> Result<(), UiError> {
    sign_in::expire_due(services).await?;
    answer::complete_held(services).await;
    let cut_off = std::mem::take(&mut services.here().cut_off);
    for left in cut_off {
        finish(services, left).await?;
    }
    let stale = std::mem::take(&mut services.here().stale_verifiers);
    for attempt_id in stale {
        answer::forget_verifier(services, attempt_id).await;
    }
    let orphans = std::mem::take(&mut services.here().orphans);
    for orphan in orphans {
        end_orphan(services, orphan).await?;
    }
    renewal::recover(services).await;
    revocations::revoke_due(services).await;
    services.announce().await;
    Ok(())
}

/// What is done every few seconds: ends what took too long, and goes on when the vault has come back.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn look_around(services: &Services) -> Result<(), UiError> {
    sign_in::expire_due(services).await?;
    if services.is_waiting_for_vault() && services.vault.state().await.0 == VaultState::Ready {
        go_on(services).await?;
    }
    Ok(())
}

/// The port of the other way is gone with the process that held it; the deep link still comes back.
async fn take_up(services: &Services, attempt: &Attempt, open: &[Attempt]) -> Result<(), UiError> {
    let integration_id = attempt.integration_id;
    if attempt.way == Way::DeepLink {
        let mut here = services.here();
        here.sign_ins.entry(integration_id).or_insert_with(|| LiveSignIn::resumed(attempt));
        return Ok(());
    }
    let id = attempt.id;
    services.db.call(move |db| attempts::close(db, id)).await?;
    services.here().stale_verifiers.push(id);
    let other_way = open.iter().any(|other| other.integration_id == integration_id && other.way == Way::DeepLink);
    if !other_way {
        let error = UiError::new(ErrorCode::SignInInterrupted);
        services.here().notices.insert(integration_id, Notice::Failed { error });
    }
    Ok(())
}

/// A pair that reached the vault is given to its link; one that did not was lost on the way, and the person is
/// told. While the vault cannot be read it waits. What the person gave up since is not gone on with.
async fn finish(services: &Services, left: CutOff) -> Result<(), UiError> {
    let CutOff { attempt, pair_id } = &left;
    let id = attempt.id;
    if !services.db.read(move |db| attempts::is_matched(db, id)).await? {
        return Ok(());
    }
    let run = Run::new(attempt.integration_id);
    let kept = match *pair_id {
        Some(pair_id) => kept_pair(services, attempt, pair_id).await.map(|kept| kept.map(|kept| (pair_id, kept))),
        None => Ok(None),
    };
    let outcome = match kept {
        Ok(Some((pair_id, kept))) => {
            exchange::conclude(services, &run, attempt, pair_id, &kept.access_token, kept.scopes).await
        }
        Ok(None) => Err(UiError::new(ErrorCode::SignInInterrupted)),
        Err(error) => {
            tracing::info!(code = ?error.code, "a sign-in that was cut off waits for the vault");
            services.here().cut_off.push(left);
            return Ok(());
        }
    };
    if let (Err(_), Some(pair_id)) = (&outcome, *pair_id) {
        services.db.call(move |db| pairs::set_state(db, pair_id, State::Revoking)).await?;
    }
    answer::settle(services, &run, attempt, outcome).await;
    Ok(())
}

/// A pair that belongs to nothing is ended; one that never came is only a row.
async fn end_orphan(services: &Services, orphan: Pair) -> Result<(), UiError> {
    let id = orphan.id;
    Ok(services.db.call(move |db| pairs::set_state(db, id, State::Revoking)).await?)
}

async fn kept_pair(services: &Services, attempt: &Attempt, pair_id: i64) -> Result<Option<KeptPair>, UiError> {
    let issued_for = IssuedFor { instance: &attempt.instance, application_id: &attempt.application_id };
    Ok(services.vault.pair(pair_id, issued_for).await?)
}
