//! One way to approve and come back: an attempt with its state, verifier and redirect URI.

use carrick_store::db::attempts;
use carrick_store::error::Error;
use carrick_store::model::{Attempt, Integration, Purpose, Stage, Way};
use carrick_store::vault::IssuedFor;
use secrecy::ExposeSecret as _;
use tokio::sync::oneshot;
use url::Url;

use super::notice::Notice;
use super::run::{LiveSignIn, Run};
use super::verifier::forget_verifier;
use super::{Accounts, loopback, proof, scopes};
use crate::blocking::require_ready;
use crate::gitlab::{Application, AuthorizeUrl};

/// A way that is waited on, and the address that leads to it.
pub(super) struct Opened {
    run: Run,
    /// To approve at.
    url: Url,
}

/// Makes an attempt for one way and waits on it where it must be waited for. Only while holding [`Accounts::exclusive`].
pub(super) async fn open(
    accounts: &Accounts,
    integration: &Integration,
    purpose: Purpose,
    way: Way,
) -> Result<Opened, Error> {
    let application_id = integration.application_id.as_deref().unwrap_or_default();
    let listener = match way {
        Way::DeepLink => None,
        Way::Loopback => Some(loopback::Listener::bind(&integration.instance, counts(accounts, purpose)).await?),
    };
    let redirect_uri = match &listener {
        None => integration.instance.redirect_uri(way),
        Some(listener) => listener.redirect_uri.clone(),
    };
    let application = Application { instance: &integration.instance, id: application_id, secret: None };
    let mut attempt = new_attempt(accounts, integration, purpose, way, redirect_uri);
    let asked = AuthorizeUrl::new(&application, &attempt.redirect_uri, &attempt.scopes);
    let mut address = asked.map_err(|error| error.at(&integration.instance))?;
    proof::ask_for(accounts, &attempt, &mut address).await?;
    attempt.id = keep_attempt(accounts, &attempt, &address).await?;
    let stop = listener.map(|listener| listener.serve(accounts.clone()));
    let run = show(accounts, &attempt, &address.url, stop);
    accounts.touch();
    Ok(Opened { run, url: address.url })
}

/// Asks the browser to open the address, beside everything else: starting a program may take seconds, and the
/// callback may even be here before it is over.
pub(super) fn ask_browser(accounts: &Accounts, opened: Opened) {
    let accounts = accounts.clone();
    tokio::spawn(async move {
        let Opened { run, url } = opened;
        if let Err(error) = accounts.open_in_browser(url).await {
            let mut live = accounts.live();
            if live.shown(&run).is_some() {
                live.notices.insert(run.integration_id, Notice::Failed { error });
            }
        }
        wait_for_person(&accounts, &run);
    });
}

/// As [`hand_out`], for a browser that is not asked since another account is signed in there.
pub(super) fn hand_out_elsewhere(accounts: &Accounts, opened: Opened) -> String {
    if let Some(live) = accounts.live().shown(&opened.run) {
        live.asks_browser = false;
    }
    hand_out(accounts, opened)
}

/// From here on the person is waited for; returns the address to approve at.
pub(super) fn hand_out(accounts: &Accounts, opened: Opened) -> String {
    wait_for_person(accounts, &opened.run);
    opened.url.into()
}

/// Whether what comes to a port of this computer is surely the person's: another user, who reads the address that the
/// browser was started with, may answer with an account of their own. One that is linked already can be no other.
fn counts(accounts: &Accounts, purpose: Purpose) -> bool {
    purpose.relinks().is_some() || accounts.browser.is_told_from_others()
}

fn new_attempt(
    accounts: &Accounts,
    integration: &Integration,
    purpose: Purpose,
    way: Way,
    redirect_uri: String,
) -> Attempt {
    let now = accounts.clock.now();
    Attempt {
        id: 0,
        profile_id: accounts.profile_id,
        integration_id: integration.id,
        purpose,
        way,
        instance: integration.instance.clone(),
        application_id: integration.application_id.clone().unwrap_or_default(),
        scopes: scopes::to_ask_for(purpose, &integration.scopes),
        redirect_uri,
        started_at: now,
        expires_at: now + Attempt::LIFETIME,
    }
}

/// The state's hash goes into the database, the verifier into the vault; neither without the other.
async fn keep_attempt(accounts: &Accounts, attempt: &Attempt, address: &AuthorizeUrl) -> Result<i64, Error> {
    require_ready(accounts.vault.state().await)?;
    let (row, state) = (attempt.clone(), address.state.clone());
    let open = move |db: &rusqlite::Connection| attempts::open(db, &row, state.expose_secret());
    let (id, replaced) = accounts.db.write(open).await?;
    {
        let mut live = accounts.live();
        live.own_attempts.insert(id);
        live.spans.begin(id, &*accounts.clock);
    }
    for earlier in replaced {
        forget_verifier(accounts, earlier).await;
    }
    let issued_for = IssuedFor::new(&attempt.instance, &attempt.application_id);
    let verifier = address.verifier.clone();
    if let Err(error) = accounts.vault.call(move |vault| vault.keep_verifier(id, &issued_for, &verifier)).await {
        accounts.db.write(move |db| attempts::close(db, id)).await?;
        return Err(error.into());
    }
    Ok(id)
}

/// Shows the way that was opened last. A second way belongs to the same run.
fn show(accounts: &Accounts, attempt: &Attempt, url: &Url, stop: Option<oneshot::Sender<()>>) -> Run {
    let mut state = accounts.live();
    let (run, mut attempts, loopback) = match state.sign_ins.remove(&attempt.integration_id) {
        Some(earlier) => (earlier.run, earlier.attempts, stop.or(earlier.loopback)),
        None => (Run::new(attempt.integration_id), Vec::new(), stop),
    };
    attempts.push(attempt.id);
    let live = LiveSignIn {
        run: run.clone(),
        attempts,
        stage: Stage::Asking,
        reached_at: vec![accounts.clock.now()],
        way: attempt.way,
        asks_browser: true,
        purpose: attempt.purpose,
        sent: attempt.sent(),
        address: Some(url.to_string()),
        loopback,
    };
    state.sign_ins.insert(attempt.integration_id, live);
    run
}

fn wait_for_person(accounts: &Accounts, run: &Run) {
    let now = accounts.clock.now();
    {
        let mut live = accounts.live();
        if live.shown(run).is_some_and(|live| live.stage == Stage::Asking) {
            live.reach(run, Stage::Waiting, now);
        }
    }
    accounts.touch();
}
