//! A link's tokens: handed out while they are good, renewed before they end.
//!
//! A renewal spends the old pair, so its order is fixed, all of it under the link's lock: read again what the
//! link lives on; journal the new pair and prove the vault writable; ask GitLab; lay the pair into the vault
//! and read it back; give it to the link in one transaction. Only then is it used.

use std::time::{Duration, Instant};

use carrick_store::db::{integrations, links, pairs};
use carrick_store::error::{Code, Error, Source};
use carrick_store::instance::Instance;
use carrick_store::model::{Integration, Link, TokenPair};
use carrick_store::standing::{Cause, Proof};
use carrick_store::vault::KeptPair;
use secrecy::SecretString;

use super::link::find;
use super::renewal::{self, Fate, is_of_a_family, issued_for};
use super::state::{FailedRenewal, Renewal};
use super::step::Step;
use super::stop::Stop;
use super::{Accounts, leftovers};
use crate::gitlab::{self, Application, Failure};

/// A pair is this young while a lagging replica of GitLab's may not know it yet (milliseconds).
const YOUNG: i64 = 10 * 60 * 1000;

/// How often a refused refresh token that is no longer young is asked about again.
const SECOND_THOUGHTS: usize = 2;

/// An access token that is good for a while, and what it is good for.
pub struct Access {
    /// Whose it is.
    pub link: Link,
    /// Where it is good.
    pub instance: Instance,
    /// Opaque.
    pub token: SecretString,
}

/// A link's access token, for the other areas.
///
/// # Errors
/// What stands in the way; [`Code::TokenRefused`] where only the person can help, which is noted of the link.
pub async fn access_for(accounts: &Accounts, link_id: i64) -> Result<Access, Error> {
    let got = access(accounts, link_id).await;
    told(accounts, link_id, got).await
}

/// The access token to ask with again after GitLab has refused this one. A link is renewed once for that: of many who
/// were refused at once the first renews it, and the others get what came of it.
///
/// # Errors
/// As [`access_for`]; [`Code::TokenRefused`] too when this is the token that a refusal brought.
pub async fn access_after_refusal(accounts: &Accounts, refused: &Access) -> Result<Access, Error> {
    let (link_id, pair_id) = (refused.link.id, refused.link.pair_id);
    if accounts.live().is_renewed_in_vain(link_id, pair_id, accounts.clock.moment()) {
        return Err(Error::new(Code::TokenRefused).with("host", refused.instance.host()));
    }
    // One that was renewed meanwhile anyway was not renewed for this.
    let is_ours = find(accounts, link_id).await.is_ok_and(|(link, _)| link.pair_id == pair_id);
    let renewed = renew(accounts, link_id, pair_id).await;
    if is_ours && let Ok(access) = &renewed {
        accounts.live().renewed_for_refusal(link_id, access.link.pair_id, accounts.clock.moment());
    }
    told(accounts, link_id, renewed).await
}

/// What another area is told, after what GitLab has proven of the link was noted.
async fn told(accounts: &Accounts, link_id: i64, got: Result<Access, Stop>) -> Result<Access, Error> {
    match got {
        Ok(access) => Ok(access),
        Err(Stop::Unreachable(error) | Stop::Here(error)) => Err(error),
        Err(Stop::NeedsYou { pair_id, cause }) => {
            tracing::warn!(link = link_id, ?cause, "a link needs its person");
            let now = accounts.clock.now();
            let proof = Proof::NeedsYou { cause, since: now, now };
            accounts.db.write(move |db| links::prove_of_pair(db, pair_id, proof)).await?;
            accounts.touch();
            Err(Error::new(Code::TokenRefused))
        }
    }
}

/// A link's access token, renewed first if it ends soon and no program outside was just handed it.
pub(super) async fn access(accounts: &Accounts, link_id: i64) -> Result<Access, Stop> {
    let (link, instance) = find(accounts, link_id).await?;
    if accounts.live().lives.due_in(&link, &accounts.data_dir, &*accounts.clock) > 0 {
        return hand_out(accounts, link, instance).await;
    }
    renew(accounts, link_id, link.pair_id).await
}

/// Renews a link whose pair is this one; if it lives on another already, that one is handed out. It is carried
/// to its end even if nobody waits for it any more.
pub(super) async fn renew(accounts: &Accounts, link_id: i64, pair_id: i64) -> Result<Access, Stop> {
    let accounts = accounts.clone();
    let wanted_at = Instant::now();
    let work = async move {
        let _under_way = accounts.gate.enter_unless_leaving().await;
        accounts.live().renewing.push(link_id);
        let renewed = renew_locked(&accounts, link_id, pair_id, wanted_at).await;
        let mut live = accounts.live();
        if let Some(at) = live.renewing.iter().position(|id| *id == link_id) {
            live.renewing.swap_remove(at);
        }
        drop(live);
        // Whoever needed the token, the window shows when the next one comes.
        if renewed.is_ok() {
            accounts.touch();
        }
        renewed
    };
    tokio::spawn(work).await.unwrap_or_else(|_| Err(Stop::Here(Error::new(Code::Internal).from_source(Source::Task))))
}

async fn renew_locked(accounts: &Accounts, link_id: i64, pair_id: i64, wanted_at: Instant) -> Result<Access, Stop> {
    let lock = renewal::lock(accounts, link_id).await?;
    let (link, instance) = find(accounts, link_id).await?;
    if link.pair_id != pair_id {
        return hand_out(accounts, link, instance).await;
    }
    if let Some(why) = failed_since(accounts, link_id, pair_id, wanted_at) {
        return Err(why);
    }
    if link.standing.is_spent {
        let cause = link.standing.needs_you.map_or(Cause::AnswerLost, |(cause, _)| cause);
        return Err(Stop::NeedsYou { pair_id, cause });
    }
    let old = read_pair(accounts, &link, &instance).await?;
    let secrets = client_secrets(accounts, &link, &instance, &old).await?;
    let renewal = renewal::begin(accounts, link, instance, lock).await?;
    accounts.reached(Step::RenewalExpected);
    let (asked, secret) = ask_as_client(accounts, &renewal, secrets, &old.refresh_token).await;
    let pair = match asked {
        Ok(pair) => pair,
        Err(failure) => {
            let fate = renewal::fate(&renewal.link, &old.refresh_token, &failure.error);
            return Err(give_up(accounts, renewal, secret, failure, fate).await);
        }
    };
    accounts.reached(Step::RenewalAnswered);
    let (link_id, scopes) = (renewal.link.id, old.scopes);
    let unstored = renewal::received(accounts, renewal, pair, secret, scopes);
    let _lock = renewal::keep(accounts, unstored).await?;
    let (link, instance) = find(accounts, link_id).await?;
    hand_out(accounts, link, instance).await
}

/// Why another renewal of this pair failed while this one waited for it: GitLab would be asked for the same again, and
/// the person who relinks or unlinks would have to wait for the lock meanwhile.
fn failed_since(accounts: &Accounts, link_id: i64, pair_id: i64, wanted_at: Instant) -> Option<Stop> {
    let live = accounts.live();
    let failed = live.failed_renewals.get(&link_id)?;
    (failed.pair_id == pair_id && failed.at >= wanted_at).then(|| failed.why.clone())
}

async fn hand_out(accounts: &Accounts, link: Link, instance: Instance) -> Result<Access, Stop> {
    let token = read_pair(accounts, &link, &instance).await?.access_token;
    Ok(Access { link, instance, token })
}

/// A link's access token as it is, alive or not.
///
/// # Errors
/// When the keyring stands in the way.
pub(super) async fn current(accounts: &Accounts, link: &Link, instance: &Instance) -> Result<SecretString, Error> {
    let (pair_id, for_link) = (link.pair_id, issued_for(link, instance));
    let kept = accounts.vault.call(move |vault| vault.pair(pair_id, &for_link)).await?;
    kept.map(|pair| pair.access_token).ok_or_else(|| Error::new(Code::VaultElsewhere))
}

async fn read_pair(accounts: &Accounts, link: &Link, instance: &Instance) -> Result<KeptPair, Stop> {
    let (pair_id, for_link) = (link.pair_id, issued_for(link, instance));
    let kept = accounts.vault.call(move |vault| vault.pair(pair_id, &for_link)).await?;
    kept.ok_or(Stop::NeedsYou { pair_id, cause: Cause::TokensMissing })
}

/// Every Secret that may be the right one, the best first: the integration's, which may have been renewed; none where
/// its application has none set, and after that the one the pair came with, which is also the one when the integration
/// has moved on to another application.
async fn client_secrets(
    accounts: &Accounts,
    link: &Link,
    instance: &Instance,
    old: &KeptPair,
) -> Result<Vec<Option<SecretString>>, Error> {
    let (id, for_link) = (link.integration_id, issued_for(link, instance));
    if let Some(set) = accounts.vault.call(move |vault| vault.secret(id, &for_link)).await? {
        return Ok(vec![Some(set)]);
    }
    let integration = accounts.db.read(move |db| integrations::get(db, id)).await?;
    let is_its = |it: &Integration| it.is_of(instance, &link.application_id) && it.secret_set_at.is_none();
    let mut secrets = vec![old.client_secret.clone()];
    if old.client_secret.is_some() && integration.as_ref().is_some_and(is_its) {
        secrets.insert(0, None);
    }
    Ok(secrets)
}

/// Waits until a replica of GitLab's that lags has mostly caught up. A token that was just issued may be unknown to
/// it until then, so it is asked about once more afterwards.
pub(super) async fn let_replicas_catch_up(accounts: &Accounts) {
    if let Some(lag) = accounts.replica_lag().next() {
        tokio::time::sleep(lag).await;
    }
}

/// Asks for the new pair with one Secret after the other, as long as GitLab refuses the client, which spends nothing.
/// Returns the last one too.
async fn ask_as_client(
    accounts: &Accounts,
    renewal: &Renewal,
    secrets: Vec<Option<SecretString>>,
    refresh_token: &SecretString,
) -> (Result<TokenPair, Failure>, Option<SecretString>) {
    let mut secrets = secrets.into_iter();
    let mut secret = secrets.next().flatten();
    loop {
        let answer = ask(accounts, renewal, secret.as_ref(), refresh_token).await;
        let is_refused = answer.as_ref().is_err_and(|failure| failure.error == gitlab::Error::InvalidClient);
        match secrets.next() {
            Some(next) if is_refused => secret = next,
            _ => return (answer, secret),
        }
    }
}

/// Asks for the new pair. A refusal is thought about twice: a lagging replica may not know the token yet.
async fn ask(
    accounts: &Accounts,
    renewal: &Renewal,
    secret: Option<&SecretString>,
    refresh_token: &SecretString,
) -> Result<TokenPair, Failure> {
    let application = Application { instance: &renewal.instance, id: &renewal.link.application_id, secret };
    let mut answer = accounts.gitlab.refresh(&application, refresh_token).await;
    for pause in second_thoughts(accounts, renewal, refresh_token).await {
        match &answer {
            Err(failure) if failure.error == gitlab::Error::InvalidGrant => {}
            _ => break,
        }
        tokio::time::sleep(pause).await;
        answer = accounts.gitlab.refresh(&application, refresh_token).await;
    }
    answer
}

async fn second_thoughts(accounts: &Accounts, renewal: &Renewal, refresh_token: &SecretString) -> Vec<Duration> {
    if is_of_a_family(refresh_token) {
        return Vec::new();
    }
    let old_pair = renewal.link.pair_id;
    let pair = accounts.db.read(move |db| pairs::get(db, old_pair)).await.ok().flatten();
    let is_young = pair.is_none_or(|pair| accounts.clock.now() - pair.created_at < YOUNG);
    let most = if is_young { usize::MAX } else { SECOND_THOUGHTS };
    accounts.replica_lag().take(most).collect()
}

/// Takes the journal back and says what the failure means for the link.
async fn give_up(
    accounts: &Accounts,
    renewal: Renewal,
    secret: Option<SecretString>,
    failure: Failure,
    fate: Fate,
) -> Stop {
    let Renewal { link, instance, pair_id, .. } = &renewal;
    let Failure { error, leftover } = failure;
    if let Some(token) = leftover {
        // GitLab rotated, but what it sent cannot be used: what came of it is ended.
        leftovers::remember(accounts, instance, &link.application_id, secret.clone(), token);
    }
    if let Err(failed) = renewal::withdraw(accounts, link.pair_id, *pair_id, fate).await {
        return Stop::Here(failed);
    }
    let proven = |cause| Stop::NeedsYou { pair_id: link.pair_id, cause };
    let why = match error {
        gitlab::Error::InvalidGrant if link.standing.unsure_since.is_some() => proven(Cause::AnswerLost),
        gitlab::Error::InvalidGrant => proven(refusal(accounts, link, instance, secret.as_ref()).await),
        gitlab::Error::InvalidClient => proven(Cause::SecretRenewed),
        _ if fate == Fate::Spent => proven(Cause::AnswerLost),
        other => Stop::Unreachable(other.at(instance)),
    };
    // Noted under the lock, for those who wait for it.
    let failed = FailedRenewal { pair_id: link.pair_id, why: why.clone(), at: Instant::now() };
    accounts.live().failed_renewals.insert(link.id, failed);
    why
}

/// A deleted application takes its tokens with it, and then GitLab does not know the application either.
async fn refusal(accounts: &Accounts, link: &Link, instance: &Instance, secret: Option<&SecretString>) -> Cause {
    let application = Application { instance, id: &link.application_id, secret };
    match accounts.gitlab.accepts(&application).await {
        Ok(false) => Cause::ApplicationRefused,
        _ => Cause::Refused,
    }
}
