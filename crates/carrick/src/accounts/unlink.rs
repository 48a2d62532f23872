//! Ending a link: its tokens end at GitLab, now or as soon as it can be reached, and a receipt says what is known.

use std::time::Duration;

use carrick_store::db::links::Dependents;
use carrick_store::db::{links, pairs};
use carrick_store::error::{Code, Error, Source};
use carrick_store::instance::Instance;
use carrick_store::model::Link;
use carrick_store::vault::{IssuedFor, KeptPair};
use secrecy::SecretString;
use tokio::task::JoinHandle;

use super::ending::Ending;
use super::link::{find, find_own};
use super::notice::{Notice, Receipt};
use super::run::LiveSignIn;
use super::step::Step;
use super::{Accounts, renewal, revocation, sign_in};
use crate::topics::Topic;

/// GitLab is waited for no longer; what has not been done then is queued.
pub(super) const PATIENCE: Duration = Duration::from_secs(9);

/// What only says how sure the receipt is may take less.
const PATIENCE_FOR_CERTAINTY: Duration = Duration::from_secs(3);

/// What stops when one of the person's accounts is unlinked.
///
/// # Errors
/// `NotFound`, or when the database cannot be read.
pub async fn dependents(accounts: &Accounts, link_id: i64) -> Result<Dependents, Error> {
    let profile_id = accounts.profile_id;
    let read = move |db: &rusqlite::Connection| {
        let own = links::get(db, link_id)?.filter(|link| link.profile_id == profile_id);
        own.map(|link| links::dependents(db, link.id)).transpose()
    };
    accounts.db.read(read).await?.ok_or_else(|| Error::new(Code::NotFound))
}

/// Unlinks an account of the person's own.
///
/// # Errors
/// When the keyring or the database cannot be used; the link is as it was then.
pub async fn unlink(accounts: &Accounts, link_id: i64) -> Result<Receipt, Error> {
    find_own(accounts, link_id).await?;
    end_for_good(accounts, link_id).await
}

/// Unlinks an account, whoever's it is. From its first write on it is carried to its end, whoever waits for it.
pub(crate) async fn end_for_good(accounts: &Accounts, link_id: i64) -> Result<Receipt, Error> {
    joined(begin_to_end(accounts, link_id)).await
}

/// As [`end_for_good`], several beside each other, so that a silent GitLab is waited for once. All of them have ended
/// then, whatever stood in the way of one.
pub(crate) async fn end_all_for_good(
    accounts: &Accounts,
    link_ids: impl Iterator<Item = i64>,
) -> Result<Vec<Receipt>, Error> {
    let begun: Vec<_> = link_ids.map(|link_id| begin_to_end(accounts, link_id)).collect();
    let mut ended = Vec::new();
    for one in begun {
        ended.push(joined(one).await);
    }
    ended.into_iter().collect()
}

fn begin_to_end(accounts: &Accounts, link_id: i64) -> JoinHandle<Result<Receipt, Error>> {
    let accounts = accounts.clone();
    tokio::spawn(async move {
        let _under_way = accounts.gate.enter().await;
        accounts.live().unlinking.insert(link_id);
        let ended = end(&accounts, link_id).await;
        let mut live = accounts.live();
        live.unlinking.remove(&link_id);
        let was_announced = live.ending.remove(&link_id).is_some();
        drop(live);
        if was_announced {
            accounts.touch();
        }
        ended
    })
}

async fn joined(one: JoinHandle<Result<Receipt, Error>>) -> Result<Receipt, Error> {
    one.await.unwrap_or_else(|_| Err(Error::new(Code::Internal).from_source(Source::Task)))
}

/// Nothing is announced before the link is gone: until then the keyring or the database may still stand in the way.
async fn end(accounts: &Accounts, link_id: i64) -> Result<Receipt, Error> {
    let _lock = renewal::lock(accounts, link_id).await?;
    let (link, instance) = find(accounts, link_id).await?;
    let issued_for = IssuedFor::new(&instance, &link.application_id);
    let kept = revocation::keep_for_revocation(accounts, link.pair_id, issued_for).await?;
    accounts.reached(Step::UnlinkKept);
    if let Err(error) = take_away(accounts, &link, kept.is_some()).await {
        revocation::forget_kept(accounts, link.pair_id).await;
        return Err(error);
    }
    tracing::info!(link = link.id, pair = link.pair_id, "unlinked");
    accounts.touch();
    accounts.reached(Step::UnlinkQueued);
    let receipt = match kept {
        Some(kept) => revoke_in_time(accounts, &link, &instance, kept).await,
        // Its tokens are not in the keyring now, so nothing can be sent to GitLab.
        None => Receipt::ByHand,
    };
    let mut live = accounts.live();
    live.troubles.remove(&link_id);
    live.notices.insert(link.integration_id, Notice::Unlinked { username: link.identity.username, receipt });
    Ok(receipt)
}

/// Takes the link out of the database. It is shown as being unlinked from then on, until that has come to its end.
async fn take_away(accounts: &Accounts, link: &Link, has_tokens: bool) -> Result<(), Error> {
    let _exclusive = accounts.exclusive().await;
    give_up_relink(accounts, link).await?;
    accounts.live().ending.insert(link.id, link.clone());
    let queued = queue(accounts, link, has_tokens).await;
    if queued.is_err() {
        accounts.live().ending.remove(&link.id);
    }
    queued
}

/// A sign-in that was going to renew this link has nothing to come back to. Only while holding
/// [`Accounts::exclusive`].
async fn give_up_relink(accounts: &Accounts, link: &Link) -> Result<(), Error> {
    let relinks = |live: &LiveSignIn| live.purpose.relinks() == Some(link.id);
    if accounts.live().sign_ins.get(&link.integration_id).is_some_and(relinks) {
        sign_in::give_up(accounts, link.integration_id).await?;
        accounts.touch();
    }
    Ok(())
}

async fn queue(accounts: &Accounts, link: &Link, has_tokens: bool) -> Result<(), Error> {
    let (id, pair_id, profile_id) = (link.id, link.pair_id, link.profile_id);
    let username = link.identity.username.clone();
    let now = accounts.clock.now();
    let write = move |db: &rusqlite::Connection| {
        links::remove(db, id)?;
        pairs::unlink(db, pair_id, profile_id, &username, now)?;
        if has_tokens { Ok(()) } else { pairs::refuse(db, pair_id, now) }
    };
    accounts.db.write(write).await?;
    accounts.topics.touch(Topic::People);
    Ok(())
}

/// Whatever moment it is left at, a pair that still waits is asked about again in a later round.
async fn revoke_in_time(accounts: &Accounts, link: &Link, instance: &Instance, kept: KeptPair) -> Receipt {
    let revoking = revoke(accounts, link, instance, kept);
    tokio::time::timeout(PATIENCE, revoking).await.unwrap_or_else(|_| {
        tracing::info!(pair = link.pair_id, "a revocation waits, since GitLab is silent");
        Receipt::Queued
    })
}

/// Whether GitLab takes the token; nothing where it does not say so soon.
async fn takes(accounts: &Accounts, instance: &Instance, token: &SecretString) -> Option<bool> {
    let asked = tokio::time::timeout(PATIENCE_FOR_CERTAINTY, accounts.gitlab.takes(instance, token)).await;
    asked.ok()?.ok()
}

/// Revokes at once. If GitLab took the access token before and refuses it afterwards, that is known for sure.
async fn revoke(accounts: &Accounts, link: &Link, instance: &Instance, kept: KeptPair) -> Receipt {
    let access_token = kept.access_token;
    let unexpired = accounts.live().lives.left(link, &*accounts.clock) > 0;
    let was_taken = unexpired && takes(accounts, instance, &access_token).await == Some(true);
    match revocation::revoke(accounts, link.pair_id).await {
        Ok(Ending::Dead) => Receipt::Confirmed,
        Ok(Ending::Revoked | Ending::Gone)
            if was_taken && takes(accounts, instance, &access_token).await == Some(false) =>
        {
            Receipt::Confirmed
        }
        Ok(Ending::Revoked | Ending::Gone) => Receipt::Accepted,
        Ok(Ending::Refused) => Receipt::ByHand,
        Err(error) => {
            tracing::info!(pair = link.pair_id, %error, "a revocation waits");
            Receipt::Queued
        }
    }
}
