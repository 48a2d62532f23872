//! Ending a link: its tokens end at GitLab, now or as soon as it can be reached, and a receipt says what is known.

use super::links::find;
use super::step::Step;
use super::{pairs as revocations, renewal, sign_in};
use crate::db::{links, pairs};
use crate::instance::Instance;
use crate::messages::{ErrorCode, Notice, Receipt, UiError};
use crate::model::Link;
use crate::services::Services;
use crate::vault::{IssuedFor, KeptPair};

/// Unlinks an account of the person's own.
///
/// # Errors
/// When the keyring or the database cannot be used; the link is as it was then.
pub async fn unlink(services: &Services, link_id: i64) -> Result<Receipt, UiError> {
    let link = services.db.read(move |db| links::get(db, link_id)).await?;
    link.filter(|link| link.profile_id == services.profile_id).ok_or_else(|| UiError::new(ErrorCode::NotFound))?;
    end_for_good(services, link_id).await
}

/// Unlinks an account, whoever's it is. From its first write on it is carried to its end, whoever waits for it.
pub(super) async fn end_for_good(services: &Services, link_id: i64) -> Result<Receipt, UiError> {
    let services = services.clone();
    let work = async move {
        services.here().unlinking.insert(link_id);
        services.announce().await;
        let ended = end(&services, link_id).await;
        services.here().unlinking.remove(&link_id);
        services.announce().await;
        ended
    };
    tokio::spawn(work).await.unwrap_or_else(|_| Err(UiError::new(ErrorCode::Internal)))
}

async fn end(services: &Services, link_id: i64) -> Result<Receipt, UiError> {
    let _lock = renewal::lock(services, link_id).await?;
    let (link, instance) = find(services, link_id).await?;
    let issued_for = IssuedFor { instance: &instance, application_id: &link.application_id };
    let kept = services.vault.pair(link.pair_id, issued_for).await?;
    give_up_relink(services, &link).await?;
    queue(services, &link, kept.is_some()).await?;
    services.took(Step::UnlinkQueued);
    let receipt = match kept {
        Some(kept) => revoke(services, &link, &instance, kept).await,
        // Its tokens are not in the keyring any more, so nothing can be sent to GitLab.
        None => Receipt::ByHand,
    };
    let mut here = services.here();
    here.troubles.remove(&link_id);
    here.notices.insert(link.integration_id, Notice::Unlinked { username: link.identity.username, receipt });
    Ok(receipt)
}

/// A sign-in that was going to renew this link has nothing to come back to.
async fn give_up_relink(services: &Services, link: &Link) -> Result<(), UiError> {
    let _turn = services.turn().await;
    let relinks = |live: &super::live::LiveSignIn| live.purpose.relinks() == Some(link.id);
    if services.here().sign_ins.get(&link.integration_id).is_some_and(relinks) {
        sign_in::give_up(services, link.integration_id).await?;
    }
    Ok(())
}

async fn queue(services: &Services, link: &Link, has_tokens: bool) -> Result<(), UiError> {
    let (id, pair_id, username) = (link.id, link.pair_id, link.identity.username.clone());
    let now = services.clock.now();
    let write = move |db: &rusqlite::Connection| {
        links::remove(db, id)?;
        pairs::unlink(db, pair_id, &username, now)?;
        if has_tokens { Ok(()) } else { pairs::refuse(db, pair_id, now) }
    };
    Ok(services.db.call(write).await?)
}

/// Revokes at once. If GitLab took the access token before and refuses it afterwards, that is known for sure.
async fn revoke(services: &Services, link: &Link, instance: &Instance, kept: KeptPair) -> Receipt {
    let access_token = kept.access_token.clone();
    let unexpired = link.expires_at > services.clock.now();
    let was_taken = unexpired && services.gitlab.takes(instance, &access_token).await == Ok(true);
    match revocations::revoke(services, link.pair_id).await {
        Ok(true) if was_taken && services.gitlab.takes(instance, &access_token).await == Ok(false) => {
            Receipt::Confirmed
        }
        Ok(true) => Receipt::Accepted,
        Ok(false) => Receipt::ByHand,
        Err(error) => {
            tracing::info!(pair = link.pair_id, code = ?error.code, "a revocation waits");
            Receipt::Queued
        }
    }
}
