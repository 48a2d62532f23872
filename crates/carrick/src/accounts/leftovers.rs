//! Tokens that the vault would not take and GitLab has not ended yet: they exist in memory alone.

use carrick_store::db::pairs;
use carrick_store::error::Error;
use carrick_store::instance::Instance;
use carrick_store::vault::IssuedFor;
use secrecy::SecretString;

use super::Accounts;
use super::ending;
use super::state::Leftover;
use super::stop::Stop;
use super::taken::Taken;
use super::trouble::Trouble;
use crate::gitlab::{self, Application};

/// Keeps a token in memory until GitLab has ended it.
pub(super) fn remember(
    accounts: &Accounts,
    instance: &Instance,
    application_id: &str,
    client_secret: Option<SecretString>,
    token: SecretString,
) {
    let (instance, application_id) = (instance.clone(), application_id.to_owned());
    accounts.live().leftovers.push(Leftover { instance, application_id, client_secret, token, trouble: None });
}

/// Ends what could neither be kept nor ended before, as far as GitLab can be reached now, whatever pause it is in.
pub(super) async fn revoke_all(accounts: &Accounts) {
    revoke(accounts, |_| true).await;
}

/// As [`revoke_all`], but for what GitLab was asked about in vain just now.
pub(super) async fn revoke_due(accounts: &Accounts) {
    let is_due = |trouble: &Trouble| trouble.next_try <= accounts.clock.moment();
    revoke(accounts, |leftover| leftover.trouble.as_ref().is_none_or(is_due)).await;
}

async fn revoke(accounts: &Accounts, is_due: impl Fn(&Leftover) -> bool) {
    let _under_way = accounts.gate.enter().await;
    let mut waiting = Taken::all(accounts, |live| &mut live.leftovers);
    let mut at = 0;
    while let Some(leftover) = waiting.left.get_mut(at) {
        if !is_due(leftover) {
            at += 1;
            continue;
        }
        match end_leftover(accounts, leftover).await {
            Ok(()) => drop(waiting.left.remove(at)),
            Err(error) => {
                tracing::info!(%error, "a token that could not be kept waits to be ended");
                if error.facts.contains_key("host") {
                    let before = leftover.trouble.take();
                    let after = Trouble::after(before.as_ref(), &Stop::Unreachable(error), &*accounts.clock);
                    leftover.trouble = Some(after);
                }
                at += 1;
            }
        }
    }
    if at > 0 {
        drop(waiting);
        // Whoever looked meanwhile saw an empty list.
        accounts.topics.wake();
    }
}

/// Asks with every Secret that may be the right one. What GitLab will not revoke is left to the person, on the list of
/// what they are told of: nothing here can end it.
async fn end_leftover(accounts: &Accounts, leftover: &Leftover) -> Result<(), Error> {
    let Leftover { instance, application_id, client_secret, token, .. } = leftover;
    let issued_for = IssuedFor::new(instance, application_id);
    // The vault may be what stood in the way in the first place.
    let set_now = ending::set_now(accounts, &issued_for).await;
    let known = set_now.as_ref().ok().cloned().flatten();
    for secret in ending::each_once(known.into_iter().chain([client_secret.clone()])) {
        let application = Application { instance, id: application_id, secret: secret.as_ref() };
        match accounts.gitlab.give_back(&application, token).await {
            Ok(()) => return Ok(()),
            Err(gitlab::Error::RevocationRefused) => {}
            Err(error) => return Err(error.at(instance)),
        }
    }
    set_now?;
    tracing::warn!("GitLab will not revoke a token that could not be kept");
    let now = accounts.clock.now();
    accounts.db.write(move |db| pairs::add_refused(db, &issued_for.instance, &issued_for.application_id, now)).await?;
    accounts.touch();
    Ok(())
}
