//! Sign-ins: started here, approved in the browser, finished by a callback.
//!
//! A sign-in may be waited for on two ways at once, each an attempt of its own with its own state, verifier
//! and redirect URI; the first to come back ends the others. Attempts outlive the process: a callback that
//! starts Carrick finishes one too.

use std::sync::Arc;

use carrick_store::db::{attempts, integrations, links};
use carrick_store::error::{Code, Error};
use carrick_store::instance::trim_paste;
use carrick_store::model::{Integration, Purpose, Stage, Way};
use secrecy::{ExposeSecret as _, SecretString};

use super::attempt::Opened;
use super::callback::Callback;
use super::notice::Notice;
use super::run::LiveSignIn;
use super::verifier::forget_verifier;
use super::{Accounts, arrival, attempt};
use crate::blocking;
use crate::desktop::scheme::Scheme;
use crate::people::acting;

/// Starts a sign-in in place of one that was under way, for a new account or for a link that is to be renewed, and
/// asks the browser to open it, which is not waited for. Where the browser would not come back by `way`, it is to come
/// back by a page on this computer.
///
/// # Errors
/// When the integration is not set up, the vault cannot keep the verifier, or no port is free. A browser that
/// does not open is told as a notice: the sign-in goes on, and its address can be copied.
pub async fn begin_link(accounts: &Accounts, integration_id: i64, relinks: Option<i64>, way: Way) -> Result<(), Error> {
    let _exclusive = accounts.exclusive().await;
    let integration = set_up(accounts, integration_id).await?;
    let purpose = purpose(accounts, integration_id, relinks).await?;
    let surest = surest(accounts, purpose, way).await?;
    let opened = match begin(accounts, &integration, purpose, surest).await {
        Err(error) if error.code == Code::LoopbackFailed && surest != way => {
            begin(accounts, &integration, purpose, way).await?
        }
        opened => opened?,
    };
    attempt::ask_browser(accounts, opened);
    Ok(())
}

/// Starts a sign-in for a new account as [`begin_link`] does, and asks no browser: the address is answered, to be opened
/// where another account is signed in.
///
/// # Errors
/// As [`begin_link`].
pub async fn begin_link_elsewhere(accounts: &Accounts, integration_id: i64, way: Way) -> Result<String, Error> {
    let _exclusive = accounts.exclusive().await;
    let integration = set_up(accounts, integration_id).await?;
    let opened = begin(accounts, &integration, Purpose::Link, way).await?;
    Ok(attempt::hand_out_elsewhere(accounts, opened))
}

/// Starts a sign-in by which a person shows who they are, in place of one that was under way; with `links` the account
/// is linked for them by the same approval.
///
/// # Errors
/// As [`begin_link`].
pub async fn begin_sign_in(accounts: &Accounts, integration_id: i64, links: bool, way: Way) -> Result<(), Error> {
    let _exclusive = accounts.exclusive().await;
    let integration = set_up(accounts, integration_id).await?;
    let purpose = if links { Purpose::SignInAndLink } else { Purpose::SignIn };
    let opened = begin(accounts, &integration, purpose, way).await?;
    attempt::ask_browser(accounts, opened);
    Ok(())
}

/// Only while holding [`Accounts::exclusive`].
async fn begin(accounts: &Accounts, integration: &Integration, purpose: Purpose, way: Way) -> Result<Opened, Error> {
    give_up(accounts, integration.id).await?;
    {
        let doors = &mut accounts.live().doors;
        let _ = if purpose.signs_in() { doors.insert(integration.id) } else { doors.remove(&integration.id) };
    }
    // Also when nothing new is opened, the earlier one is over.
    attempt::open(accounts, integration, purpose, way).await.inspect_err(|_| accounts.touch())
}

/// Ends every sign-in: whoever began them is not here any more.
///
/// # Errors
/// When the database cannot be written.
pub async fn give_up_all(accounts: &Accounts) -> Result<(), Error> {
    let _exclusive = accounts.exclusive().await;
    let all: Vec<i64> = accounts.live().sign_ins.keys().copied().collect();
    for integration_id in all {
        give_up(accounts, integration_id).await?;
    }
    accounts.touch();
    Ok(())
}

/// Opens a fresh approval that comes back over a page on this computer, or by the deep link where that was not tried and
/// comes here. The ways before stay good.
///
/// # Errors
/// As [`begin_link`]; also when no sign-in is under way.
pub async fn use_another_way(accounts: &Accounts, integration_id: i64) -> Result<(), Error> {
    let _exclusive = accounts.exclusive().await;
    let purpose = under_way(accounts, integration_id).await?;
    let integration = set_up(accounts, integration_id).await?;
    let way = untried(accounts, integration_id).await?;
    let opened = attempt::open(accounts, &integration, purpose, way).await?;
    attempt::ask_browser(accounts, opened);
    Ok(())
}

/// The address to approve at, to be opened in a browser of the person's choice. After a restart it is a new
/// one, since only the hash of the old one's state was kept.
///
/// # Errors
/// As [`begin_link`]; also when no sign-in is under way.
pub async fn copy_link(accounts: &Accounts, integration_id: i64) -> Result<String, Error> {
    let _exclusive = accounts.exclusive().await;
    let purpose = under_way(accounts, integration_id).await?;
    let known = accounts.live().sign_ins.get(&integration_id).and_then(|live| live.address.clone());
    if let Some(url) = known {
        return Ok(url);
    }
    let integration = set_up(accounts, integration_id).await?;
    let opened = attempt::open(accounts, &integration, purpose, Way::DeepLink).await?;
    Ok(attempt::hand_out(accounts, opened))
}

/// Finishes a sign-in with the address a browser was sent to but could not show.
///
/// # Errors
/// When it is not that, or belongs to no open sign-in; nothing is used up then.
pub async fn finish_with_address(accounts: &Accounts, integration_id: i64, pasted: &SecretString) -> Result<(), Error> {
    under_way(accounts, integration_id).await?;
    let callback =
        Callback::parse(trim_paste(pasted.expose_secret())).map_err(|_| Error::new(Code::AddressMalformed))?;
    let matched = arrival::matches(accounts, callback).await?;
    arrival::complete(accounts, matched).await;
    Ok(())
}

/// Cancels. Before GitLab has answered nothing is left of the sign-in; what it gives afterwards is given back. One that
/// is over already, here or in another program, stays as it ended, and so does what is told of it.
///
/// # Errors
/// When the database cannot be written.
pub async fn cancel_sign_in(accounts: &Accounts, integration_id: i64) -> Result<(), Error> {
    let _exclusive = accounts.exclusive().await;
    if !accounts.live().sign_ins.contains_key(&integration_id) {
        return Ok(());
    }
    if give_up(accounts, integration_id).await? {
        accounts.live().notices.insert(integration_id, Notice::Cancelled);
    }
    accounts.touch();
    Ok(())
}

/// Takes down what was told about an integration, and a stray callback with it.
pub fn dismiss_notice(accounts: &Accounts, integration_id: i64) {
    {
        let mut live = accounts.live();
        live.notices.remove(&integration_id);
        live.stray_callback = None;
    }
    accounts.touch();
}

/// Waits no longer for what another program over the same data has finished or ended: what became of it is shown as it
/// stands in the database. One that took too long is told as that, whoever noticed it first.
///
/// # Errors
/// When the database cannot be read.
pub async fn follow_other_programs(accounts: &Accounts) -> Result<(), Error> {
    let _exclusive = accounts.exclusive().await;
    let (profile_id, now) = (accounts.profile_id, accounts.clock.now());
    let look = move |db: &rusqlite::Connection| {
        let open = attempts::open_of(db, profile_id)?;
        Ok((open, attempts::run_out(db, profile_id, now)?, attempts::done_of(db, profile_id)?))
    };
    let (open, run_out, done) = accounts.db.read(look).await?;
    let is_open = |id: &i64| open.iter().any(|attempt| attempt.id == *id);
    let is_any_over = {
        let mut live = accounts.live();
        // One that another program has begun in its place is not this one.
        let is_over = |live: &LiveSignIn| live.stage <= Stage::Waiting && !live.attempts.iter().any(is_open);
        let over: Vec<_> = live.sign_ins.extract_if(|_, live| is_over(live)).collect();
        for (integration_id, ended) in &over {
            let is_replaced = open.iter().any(|attempt| attempt.integration_id == *integration_id);
            if !is_replaced && ended.attempts.last().is_some_and(|id| run_out.contains(id)) {
                live.notices.insert(*integration_id, Notice::Failed { error: Error::new(Code::SignInExpired) });
            }
        }
        live.forget_outdated(&done) || !over.is_empty()
    };
    if is_any_over {
        accounts.touch();
    }
    Ok(())
}

/// Ends whatever sign-in is under way at an integration, without a word; says whether there was one that had not come to
/// its end. Only while holding [`Accounts::exclusive`].
pub(super) async fn give_up(accounts: &Accounts, integration_id: i64) -> Result<bool, Error> {
    let profile_id = accounts.profile_id;
    let (mut closed, was_under_way) =
        accounts.db.write(move |db| attempts::abandon(db, profile_id, integration_id)).await?;
    let held: Vec<i64> = accounts.live().held.iter().flat_map(|held| held.attempts_of(integration_id)).collect();
    for &id in &held {
        accounts.db.write(move |db| attempts::finish(db, id, false)).await?;
    }
    closed.extend(held);
    {
        let mut live = accounts.live();
        live.notices.remove(&integration_id);
        live.stray_callback = None;
        live.held.retain(|matched| matched.integration_id() != integration_id);
        if let Some(live) = live.sign_ins.remove(&integration_id) {
            live.cancel();
        }
    }
    for id in closed {
        forget_verifier(accounts, id).await;
    }
    Ok(was_under_way)
}

/// What a sign-in is for; the link to renew must be the person's own, through this integration.
async fn purpose(accounts: &Accounts, integration_id: i64, relinks: Option<i64>) -> Result<Purpose, Error> {
    let Some(link_id) = relinks else { return Ok(Purpose::Link) };
    let link = accounts.db.read(move |db| links::get(db, link_id)).await?;
    link.filter(|link| link.integration_id == integration_id && link.profile_id == accounts.profile_id)
        .map(|link| Purpose::Relink(link.id))
        .ok_or_else(|| Error::new(Code::NotFound))
}

/// The way that a browser surely comes back by. GitLab asks nothing more about an application that was approved before,
/// and from a page that nobody clicked in Chromium goes to no other program: it stays on GitLab's "Redirecting".
async fn surest(accounts: &Accounts, purpose: Purpose, way: Way) -> Result<Way, Error> {
    let stays = purpose.relinks().is_some() && accounts.opens_chromium().await?;
    Ok(if stays { Way::Loopback } else { way })
}

/// What is tried next: the page on this computer, unless nothing else was tried and the deep link comes here.
async fn untried(accounts: &Accounts, integration_id: i64) -> Result<Way, Error> {
    let profile_id = accounts.profile_id;
    let open = accounts.db.read(move |db| attempts::open_of(db, profile_id)).await?;
    let mut ways = open.iter().filter(|attempt| attempt.integration_id == integration_id).map(|attempt| attempt.way);
    if ways.any(|way| way == Way::DeepLink) {
        return Ok(Way::Loopback);
    }
    let keeper = Arc::clone(&accounts.scheme_keeper);
    let comes_here = blocking::run(move || keeper.look() == Some(Scheme::Ours)).await?;
    Ok(if comes_here { Way::DeepLink } else { Way::Loopback })
}

async fn set_up(accounts: &Accounts, integration_id: i64) -> Result<Integration, Error> {
    let integration = accounts.db.read(move |db| integrations::get(db, integration_id)).await?;
    let integration = integration.ok_or_else(|| Error::new(Code::NotFound))?;
    match integration.application_id {
        Some(_) => Ok(integration),
        None => Err(Error::new(Code::IntegrationNotSetUp)),
    }
}

/// What the sign-in is for that is under way; one for a link only whoever is signed in goes on with.
async fn under_way(accounts: &Accounts, integration_id: i64) -> Result<Purpose, Error> {
    let purpose = {
        let live = accounts.live();
        let live = live.sign_ins.get(&integration_id).filter(|live| live.stage <= Stage::Waiting);
        live.map(|live| live.purpose).ok_or_else(|| Error::new(Code::NoSignIn))?
    };
    if !purpose.signs_in() {
        acting::require(accounts).await?;
    }
    Ok(purpose)
}
