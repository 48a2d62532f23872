//! One way to approve and come back: an attempt with its state, verifier and redirect URI.

use std::sync::Arc;

use secrecy::ExposeSecret as _;
use tokio::sync::oneshot;

use super::answer::forget_verifier;
use super::live::{LiveSignIn, Run, reach};
use super::loopback;
use crate::db::attempts;
use crate::gitlab::{Application, AuthorizeUrl};
use crate::messages::{ErrorCode, Notice, Stage, UiError, Way};
use crate::model::{Attempt, Integration, Purpose};
use crate::services::Services;
use crate::vault::IssuedFor;

/// How long an approval may take (milliseconds).
pub const LIFETIME: i64 = 10 * 60 * 1000;

/// A way that is waited on, and the address that leads to it.
pub(super) struct Opened {
    run: Run,
    /// To approve at.
    pub(super) url: String,
}

/// Makes an attempt for one way and waits on it where it must be waited for. To be done in one's turn.
pub(super) async fn open(
    services: &Services,
    integration: &Integration,
    purpose: Purpose,
    way: Way,
) -> Result<Opened, UiError> {
    let application_id = integration.application_id.as_deref().unwrap_or_default();
    let listener = match way {
        Way::DeepLink => None,
        Way::Loopback => Some(loopback::Listener::bind(&integration.instance).await?),
    };
    let redirect_uri = match &listener {
        None => integration.instance.redirect_uri(way),
        Some(listener) => listener.redirect_uri.clone(),
    };
    let application = Application { instance: &integration.instance, id: application_id, secret: None };
    let address = AuthorizeUrl::new(&application, &redirect_uri, &integration.scopes)
        .map_err(|error| error.at(&integration.instance))?;
    let attempt = attempt(services, integration, purpose, way, redirect_uri);
    keep_attempt(services, &attempt, &address).await?;
    let url = address.url.to_string();
    let stop = listener.map(|listener| listener.serve(services.clone()));
    let run = show(services, &attempt, &url, stop);
    services.announce().await;
    Ok(Opened { run, url })
}

/// Asks the browser to open the address. Starting a program may take seconds; the callback may even be here
/// before it is over.
pub(super) async fn ask_browser(services: &Services, opened: Opened) {
    let Opened { run, url } = opened;
    let browser = Arc::clone(&services.browser);
    let asked = tokio::task::spawn_blocking(move || browser.open(&url)).await;
    if !matches!(asked, Ok(Ok(()))) {
        let error = UiError::new(ErrorCode::BrowserFailed);
        let mut here = services.here();
        if here.sign_ins.get(&run.integration_id).is_some_and(|live| run.is(live)) {
            here.notices.insert(run.integration_id, Notice::Failed { error });
        }
    }
    wait(services, &run).await;
}

/// From here on the person is waited for.
pub(super) async fn wait_for_person(services: &Services, opened: Opened) -> String {
    wait(services, &opened.run).await;
    opened.url
}

fn attempt(
    services: &Services,
    integration: &Integration,
    purpose: Purpose,
    way: Way,
    redirect_uri: String,
) -> Attempt {
    let now = services.clock.now();
    Attempt {
        id: 0,
        profile_id: services.profile_id,
        integration_id: integration.id,
        purpose,
        way,
        instance: integration.instance.clone(),
        application_id: integration.application_id.clone().unwrap_or_default(),
        scopes: integration.scopes.clone(),
        redirect_uri,
        started_at: now,
        expires_at: now + LIFETIME,
    }
}

/// The state's hash goes into the database, the verifier into the vault; neither without the other.
async fn keep_attempt(services: &Services, attempt: &Attempt, address: &AuthorizeUrl) -> Result<(), UiError> {
    crate::error::require_ready(services.vault.state().await.0)?;
    let (row, state) = (attempt.clone(), address.state.clone());
    let open = move |db: &rusqlite::Connection| attempts::open(db, &row, state.expose_secret());
    let (id, replaced) = services.db.call(open).await?;
    for earlier in replaced {
        forget_verifier(services, earlier).await;
    }
    let issued_for = IssuedFor { instance: &attempt.instance, application_id: &attempt.application_id };
    if let Err(error) = services.vault.keep_verifier(id, issued_for, &address.verifier).await {
        services.db.call(move |db| attempts::close(db, id)).await?;
        return Err(error.into());
    }
    Ok(())
}

/// Shows the way that was opened last. A second way belongs to the same run.
fn show(services: &Services, attempt: &Attempt, url: &str, stop: Option<oneshot::Sender<()>>) -> Run {
    let mut here = services.here();
    let earlier = here.sign_ins.remove(&attempt.integration_id);
    let (run, loopback) = match earlier {
        Some(live) => (live.run, stop.or(live.loopback)),
        None => (Run::new(attempt.integration_id), stop),
    };
    let live = LiveSignIn {
        run: run.clone(),
        stage: Stage::Asking,
        reached_at: vec![services.clock.now()],
        way: attempt.way,
        purpose: attempt.purpose,
        sent: attempt.sent(),
        address: Some(url.to_owned()),
        loopback,
    };
    here.sign_ins.insert(attempt.integration_id, live);
    run
}

async fn wait(services: &Services, run: &Run) {
    let asking = services
        .here()
        .sign_ins
        .get(&run.integration_id)
        .is_some_and(|live| run.is(live) && live.stage == Stage::Asking);
    if asking {
        reach(services, run, Stage::Waiting);
        services.announce().await;
    }
}
