//! Sign-ins: started here, approved in the browser, finished by a callback.
//!
//! A sign-in may be waited for on two ways at once, each an attempt of its own with its own state, verifier
//! and redirect URI; the first to come back ends the others. Attempts outlive the process: a callback that
//! starts Carrick finishes one too.

use tokio::sync::oneshot;

use super::callback::{Answer, Callback};
use super::exchange::{self, Outcome};
use super::{links, loopback, pairs};
use crate::db::attempts::{self, Mismatch};
use crate::db::{integrations, links as link_rows};
use crate::gitlab::{Application, AuthorizeUrl};
use crate::instance::trim_paste;
use crate::messages::{BeginLink, ErrorCode, Notice, PastedAddress, SignIn, SignInAddress, Stage, UiError, Way};
use crate::model::{Attempt, Integration, Purpose};
use crate::services::Services;
use crate::vault::IssuedFor;

/// How long an approval may take (milliseconds).
pub const LIFETIME: i64 = 10 * 60 * 1000;

/// OAuth errors that may come by callback and mean something to a person (RFC 6749, 4.1.2.1).
const KNOWN_REFUSALS: [&str; 6] = [
    "invalid_request",
    "unauthorized_client",
    "unsupported_response_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
];

/// A sign-in as this process knows it.
pub(crate) struct LiveSignIn {
    stage: Stage,
    reached_at: Vec<i64>,
    way: Way,
    purpose: Purpose,
    sent: Vec<String>,
    /// Lost at a restart, since only the hash of its state is kept.
    address: Option<String>,
    cancelled: bool,
    /// Dropped to give the loopback port back.
    _loopback: Option<oneshot::Sender<()>>,
}

impl LiveSignIn {
    pub(super) fn show(&self) -> SignIn {
        SignIn {
            stage: self.stage,
            reached_at: self.reached_at.clone(),
            way: self.way,
            relinks: self.purpose.relinks(),
            sent: self.sent.clone(),
        }
    }

    /// A sign-in that an earlier process started and that can still come back.
    pub(super) fn resumed(attempt: &Attempt) -> Self {
        Self {
            stage: Stage::Waiting,
            reached_at: vec![attempt.started_at, attempt.started_at],
            way: attempt.way,
            purpose: attempt.purpose,
            sent: sent(attempt),
            address: None,
            cancelled: false,
            _loopback: None,
        }
    }
}

/// Starts a sign-in in place of one that was under way, and asks the browser to open it.
///
/// # Errors
/// When the integration is not set up, the vault cannot keep the verifier, or no port is free. A browser that
/// does not open is told as a notice: the sign-in goes on, and its address can be copied.
pub async fn begin(services: &Services, request: BeginLink) -> Result<(), UiError> {
    let integration = set_up(services, request.id).await?;
    if let Some(link_id) = request.relink {
        let link = services.db.call(move |db| link_rows::get(db, link_id)).await?;
        link.filter(|link| link.integration_id == request.id && link.profile_id == services.profile_id)
            .ok_or_else(|| UiError::new(ErrorCode::NotFound))?;
    }
    give_up(services, request.id).await?;
    let purpose = request.relink.map_or(Purpose::Link, Purpose::Relink);
    open_way(services, &integration, purpose, request.way, true).await.map(drop)
}

/// Opens a fresh approval that comes back over a page on this computer. The first way stays good.
///
/// # Errors
/// As [`begin`]; also when no sign-in is under way.
pub async fn use_another_way(services: &Services, integration_id: i64) -> Result<(), UiError> {
    let purpose = under_way(services, integration_id)?;
    let integration = set_up(services, integration_id).await?;
    open_way(services, &integration, purpose, Way::Loopback, true).await.map(drop)
}

/// The address to approve at, to be opened in a browser of the person's choice.
///
/// # Errors
/// As [`begin`]; also when no sign-in is under way.
pub async fn copy_link(services: &Services, integration_id: i64) -> Result<SignInAddress, UiError> {
    let purpose = under_way(services, integration_id)?;
    let known = services.here().sign_ins.get(&integration_id).and_then(|live| live.address.clone());
    if let Some(url) = known {
        return Ok(SignInAddress { url });
    }
    let integration = set_up(services, integration_id).await?;
    let url = open_way(services, &integration, purpose, Way::DeepLink, false).await?;
    Ok(SignInAddress { url })
}

/// Finishes a sign-in with the address a browser was sent to but could not show.
///
/// # Errors
/// When it is not that, or belongs to no open sign-in; nothing is used up then.
pub async fn finish_with_address(services: &Services, pasted: PastedAddress) -> Result<(), UiError> {
    under_way(services, pasted.id)?;
    let text = secrecy::ExposeSecret::expose_secret(&pasted.address);
    let callback = Callback::parse(trim_paste(text)).map_err(|_| UiError::new(ErrorCode::AddressMalformed))?;
    let matched = matches(services, callback).await?;
    complete(services, matched).await;
    Ok(())
}

/// Cancels. Before GitLab has answered nothing is left of the sign-in; what it gives afterwards is given back.
///
/// # Errors
/// When the database cannot be written.
pub async fn cancel(services: &Services, integration_id: i64) -> Result<(), UiError> {
    give_up(services, integration_id).await?;
    services.here().notices.insert(integration_id, Notice::Cancelled);
    services.announce().await;
    Ok(())
}

/// Takes down what was told about an integration, and a stray callback with it.
///
/// # Errors
/// Never; the window's contract wants an answer.
pub async fn dismiss_notice(services: &Services, integration_id: i64) -> Result<(), UiError> {
    {
        let mut here = services.here();
        here.notices.remove(&integration_id);
        here.stray_callback = None;
    }
    services.announce().await;
    Ok(())
}

/// Takes a callback that the system handed over. One that belongs to nothing is told and changes nothing.
pub async fn receive(services: &Services, text: &str) {
    let parsed = Callback::parse(text).map_err(|_| UiError::new(ErrorCode::CallbackMalformed));
    let matched = match parsed {
        Ok(callback) => matches(services, callback).await,
        Err(error) => Err(error),
    };
    match matched {
        Ok(matched) => {
            services.events.come_forward();
            complete(services, matched).await;
        }
        Err(error) => {
            tracing::info!(code = ?error.code, "a callback was refused");
            services.here().stray_callback = Some(error);
            services.announce().await;
        }
    }
}

/// A callback that used up its attempt.
pub(super) struct Matched {
    attempt: Attempt,
    answer: Answer,
}

/// Matches a callback by its state and exact redirect URI, in one statement that uses up one attempt or none.
pub(super) async fn matches(services: &Services, callback: Callback) -> Result<Matched, UiError> {
    let now = services.clock.now();
    let Callback { redirect_uri, state, answer, issuer } = callback;
    let consume = move |db: &rusqlite::Connection| {
        let state = secrecy::ExposeSecret::expose_secret(&state);
        let matched = attempts::consume(db, state, &redirect_uri, issuer.as_deref(), now)?;
        Ok(match matched {
            Some(attempt) => Ok(attempt),
            None => Err(attempts::explain(db, state, &redirect_uri, issuer.as_deref(), now)?),
        })
    };
    let attempt = services.db.call(consume).await?.map_err(mismatch)?;
    Ok(Matched { attempt, answer })
}

/// Goes on from a match to its end, whatever that is, and tells it.
pub(super) async fn complete(services: &Services, matched: Matched) {
    let Matched { attempt, answer } = matched;
    services.here().sign_ins.entry(attempt.integration_id).or_insert_with(|| LiveSignIn::resumed(&attempt));
    services.here().stray_callback = None;
    reach(services, attempt.integration_id, Stage::Checking).await;
    let outcome = match answer {
        Answer::Code(code) => exchange::run(services, &attempt, &code).await,
        Answer::Error(error) => Err(refusal(&error)),
    };
    settle(services, &attempt, outcome).await;
}

/// Clears up after a sign-in and tells how it ended.
pub(super) async fn settle(services: &Services, attempt: &Attempt, outcome: Result<Outcome, UiError>) {
    let (notice, link_id) = match outcome {
        Ok(Outcome::Told(notice, link_id)) => (notice, link_id),
        Ok(Outcome::Cancelled) => (Notice::Cancelled, None),
        Err(error) => {
            tracing::info!(code = ?error.code, "a sign-in ended without a link");
            (Notice::Failed { error }, None)
        }
    };
    let (id, well) = (attempt.id, link_id.is_some());
    if services.db.call(move |db| attempts::finish(db, id, well)).await.is_err() {
        tracing::warn!(attempt = id, "the end of a sign-in could not be noted");
    }
    {
        let mut here = services.here();
        here.sign_ins.remove(&attempt.integration_id);
        here.notices.insert(attempt.integration_id, notice);
    }
    services.announce().await;
    forget_verifiers(services, attempt.id).await;
    pairs::revoke_due(services).await;
    if let Some(link_id) = link_id {
        links::fetch_avatar(services, link_id).await;
    }
}

/// Ends sign-ins that took too long, and says so.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn expire_due(services: &Services) -> Result<(), UiError> {
    let profile_id = services.profile_id;
    let open = services.db.call(move |db| attempts::open_of(db, profile_id)).await?;
    let now = services.clock.now();
    for attempt in open.iter().filter(|attempt| attempt.expires_at <= now) {
        let id = attempt.id;
        services.db.call(move |db| attempts::close(db, id)).await?;
        forget_verifiers(services, id).await;
        let still_open =
            open.iter().any(|other| other.integration_id == attempt.integration_id && other.expires_at > now);
        if still_open {
            continue;
        }
        {
            let mut here = services.here();
            here.sign_ins.remove(&attempt.integration_id);
            let error = UiError::new(ErrorCode::SignInExpired);
            here.notices.insert(attempt.integration_id, Notice::Failed { error });
        }
        services.announce().await;
    }
    Ok(())
}

/// Ends whatever sign-in is under way at an integration, without a word.
pub(super) async fn give_up(services: &Services, integration_id: i64) -> Result<(), UiError> {
    let profile_id = services.profile_id;
    let closed = services.db.call(move |db| attempts::close_all(db, profile_id, integration_id)).await?;
    {
        let mut here = services.here();
        here.notices.remove(&integration_id);
        here.stray_callback = None;
        match here.sign_ins.get_mut(&integration_id) {
            Some(live) if live.stage >= Stage::Checking => live.cancelled = true,
            _ => drop(here.sign_ins.remove(&integration_id)),
        }
    }
    for id in closed {
        forget_verifiers(services, id).await;
    }
    Ok(())
}

/// Moves a sign-in's stage on.
pub(super) async fn reach(services: &Services, integration_id: i64, stage: Stage) {
    let now = services.clock.now();
    if let Some(live) = services.here().sign_ins.get_mut(&integration_id) {
        live.stage = stage;
        live.reached_at.push(now);
    }
    services.announce().await;
}

/// Whether the person cancelled while GitLab was being asked.
pub(super) fn is_cancelled(services: &Services, integration_id: i64) -> bool {
    services.here().sign_ins.get(&integration_id).is_some_and(|live| live.cancelled)
}

/// A verifier that cannot be removed now is worthless: its attempt is used up.
async fn forget_verifiers(services: &Services, attempt_id: i64) {
    if let Err(error) = services.vault.forget_verifier(attempt_id).await {
        tracing::info!(%error, "a verifier that is used up stays in the vault");
    }
}

/// Makes an attempt for one way, waits on it where it must be waited for, and opens the browser.
async fn open_way(
    services: &Services,
    integration: &Integration,
    purpose: Purpose,
    way: Way,
    open_browser: bool,
) -> Result<String, UiError> {
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
    show(services, &attempt, &url, stop);
    services.announce().await;
    if open_browser {
        ask_browser(services, attempt.integration_id, url.clone()).await;
    }
    reach_waiting(services, attempt.integration_id).await;
    Ok(url)
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
    let open = move |db: &rusqlite::Connection| attempts::open(db, &row, secrecy::ExposeSecret::expose_secret(&state));
    let id = services.db.call(open).await?;
    let issued_for = IssuedFor { instance: &attempt.instance, application_id: &attempt.application_id };
    if let Err(error) = services.vault.keep_verifier(id, issued_for, &address.verifier).await {
        services.db.call(move |db| attempts::close(db, id)).await?;
        return Err(error.into());
    }
    Ok(())
}

fn show(services: &Services, attempt: &Attempt, url: &str, stop: Option<oneshot::Sender<()>>) {
    let mut here = services.here();
    let earlier = here.sign_ins.remove(&attempt.integration_id);
    let loopback = stop.or_else(|| earlier.and_then(|live| live._loopback));
    let live = LiveSignIn {
        stage: Stage::Asking,
        reached_at: vec![services.clock.now()],
        way: attempt.way,
        purpose: attempt.purpose,
        sent: sent(attempt),
        address: Some(url.to_owned()),
        cancelled: false,
        _loopback: loopback,
    };
    here.sign_ins.insert(attempt.integration_id, live);
}

/// Starting a program may take seconds; the callback may even be here before it is over.
async fn ask_browser(services: &Services, integration_id: i64, url: String) {
    let browser = std::sync::Arc::clone(&services.browser);
    let opened = tokio::task::spawn_blocking(move || browser.open(&url)).await;
    if !matches!(opened, Ok(Ok(()))) {
        let error = UiError::new(ErrorCode::BrowserFailed);
        let mut here = services.here();
        if here.sign_ins.contains_key(&integration_id) {
            here.notices.insert(integration_id, Notice::Failed { error });
        }
    }
}

async fn reach_waiting(services: &Services, integration_id: i64) {
    let asking = services.here().sign_ins.get(&integration_id).is_some_and(|live| live.stage == Stage::Asking);
    if asking {
        reach(services, integration_id, Stage::Waiting).await;
    }
}

async fn set_up(services: &Services, integration_id: i64) -> Result<Integration, UiError> {
    let integration = services.db.call(move |db| integrations::get(db, integration_id)).await?;
    let integration = integration.ok_or_else(|| UiError::new(ErrorCode::NotFound))?;
    match integration.application_id {
        Some(_) => Ok(integration),
        None => Err(UiError::new(ErrorCode::IntegrationNotSetUp)),
    }
}

fn under_way(services: &Services, integration_id: i64) -> Result<Purpose, UiError> {
    let here = services.here();
    let live = here.sign_ins.get(&integration_id).filter(|live| live.stage <= Stage::Waiting && !live.cancelled);
    live.map(|live| live.purpose).ok_or_else(|| UiError::new(ErrorCode::NoSignIn))
}

/// What was sent, to compare with GitLab's error page: the redirect URI, then the scopes.
fn sent(attempt: &Attempt) -> Vec<String> {
    vec![attempt.redirect_uri.clone(), attempt.scopes.join(" ")]
}

fn mismatch(mismatch: Mismatch) -> UiError {
    UiError::new(match mismatch {
        Mismatch::Unknown | Mismatch::Closed => ErrorCode::CallbackUnknown,
        Mismatch::Repeated => ErrorCode::CallbackRepeated,
        Mismatch::WrongInstance => ErrorCode::CallbackWrongInstance,
        Mismatch::Expired => ErrorCode::SignInExpired,
    })
}

/// An error that came by callback. Only a code that we know is shown, never the server's words.
fn refusal(error: &str) -> UiError {
    if error == "access_denied" {
        return UiError::new(ErrorCode::SignInDenied);
    }
    let known = KNOWN_REFUSALS.iter().find(|known| **known == error).unwrap_or(&"unknown");
    UiError::new(ErrorCode::SignInRefused).with("error", known)
}
