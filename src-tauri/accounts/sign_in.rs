//! Sign-ins: started here, approved in the browser, finished by a callback.
//!
//! A sign-in may be waited for on two ways at once, each an attempt of its own with its own state, verifier
//! and redirect URI; the first to come back ends the others. Attempts outlive the process: a callback that
//! starts Carrick finishes one too.

use secrecy::ExposeSecret as _;

use super::answer::{self, forget_verifier};
use super::callback::Callback;
use super::way;
use crate::db::{attempts, integrations, links};
use crate::instance::trim_paste;
use crate::messages::{BeginLink, ErrorCode, Notice, PastedAddress, SignInAddress, Stage, UiError, Way};
use crate::model::{Integration, Purpose};
use crate::services::Services;

pub use super::answer::receive;

/// Starts a sign-in in place of one that was under way, and asks the browser to open it.
///
/// # Errors
/// When the integration is not set up, the vault cannot keep the verifier, or no port is free. A browser that
/// does not open is told as a notice: the sign-in goes on, and its address can be copied.
pub async fn begin(services: &Services, request: BeginLink) -> Result<(), UiError> {
    let opened = {
        let _turn = services.turn().await;
        let integration = set_up(services, request.id).await?;
        let purpose = purpose(services, request).await?;
        give_up(services, request.id).await?;
        way::open(services, &integration, purpose, request.way).await?
    };
    way::ask_browser(services, opened).await;
    Ok(())
}

/// Opens a fresh approval that comes back over a page on this computer. The first way stays good.
///
/// # Errors
/// As [`begin`]; also when no sign-in is under way.
pub async fn use_another_way(services: &Services, integration_id: i64) -> Result<(), UiError> {
    let opened = {
        let _turn = services.turn().await;
        let purpose = under_way(services, integration_id)?;
        let integration = set_up(services, integration_id).await?;
        way::open(services, &integration, purpose, Way::Loopback).await?
    };
    way::ask_browser(services, opened).await;
    Ok(())
}

/// The address to approve at, to be opened in a browser of the person's choice. After a restart it is a new
/// one, since only the hash of the old one's state was kept.
///
/// # Errors
/// As [`begin`]; also when no sign-in is under way.
pub async fn copy_link(services: &Services, integration_id: i64) -> Result<SignInAddress, UiError> {
    let _turn = services.turn().await;
    let purpose = under_way(services, integration_id)?;
    let known = services.here().sign_ins.get(&integration_id).and_then(|live| live.address.clone());
    if let Some(url) = known {
        return Ok(SignInAddress { url });
    }
    let integration = set_up(services, integration_id).await?;
    let opened = way::open(services, &integration, purpose, Way::DeepLink).await?;
    Ok(SignInAddress { url: way::wait_for_person(services, opened).await })
}

/// Finishes a sign-in with the address a browser was sent to but could not show.
///
/// # Errors
/// When it is not that, or belongs to no open sign-in; nothing is used up then.
pub async fn finish_with_address(services: &Services, pasted: PastedAddress) -> Result<(), UiError> {
    under_way(services, pasted.id)?;
    let text = pasted.address.expose_secret();
    let callback = Callback::parse(trim_paste(text)).map_err(|_| UiError::new(ErrorCode::AddressMalformed))?;
    let matched = answer::matches(services, callback).await?;
    answer::complete(services, matched).await;
    Ok(())
}

/// Cancels. Before GitLab has answered nothing is left of the sign-in; what it gives afterwards is given back.
///
/// # Errors
/// When the database cannot be written.
pub async fn cancel(services: &Services, integration_id: i64) -> Result<(), UiError> {
    let _turn = services.turn().await;
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

/// Ends sign-ins that took too long, and says so.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn expire_due(services: &Services) -> Result<(), UiError> {
    let _turn = services.turn().await;
    let (profile_id, now) = (services.profile_id, services.clock.now());
    let look = move |db: &rusqlite::Connection| {
        Ok((attempts::expire(db, profile_id, now)?, attempts::open_of(db, profile_id)?))
    };
    let (expired, open) = services.db.call(look).await?;
    for attempt in &expired {
        let integration_id = attempt.integration_id;
        if !open.iter().any(|other| other.integration_id == integration_id) {
            let error = UiError::new(ErrorCode::SignInExpired);
            let mut here = services.here();
            here.sign_ins.remove(&integration_id);
            here.notices.insert(integration_id, Notice::Failed { error });
        }
    }
    if !expired.is_empty() {
        services.announce().await;
    }
    for attempt in expired {
        forget_verifier(services, attempt.id).await;
    }
    Ok(())
}

/// Ends whatever sign-in is under way at an integration, without a word. To be done in one's turn.
pub(super) async fn give_up(services: &Services, integration_id: i64) -> Result<(), UiError> {
    let profile_id = services.profile_id;
    let mut closed = services.db.call(move |db| attempts::abandon(db, profile_id, integration_id)).await?;
    let held: Vec<i64> = services.here().held.iter().flat_map(|held| held.attempts_of(integration_id)).collect();
    for &id in &held {
        services.db.call(move |db| attempts::finish(db, id, false)).await?;
    }
    closed.extend(held);
    {
        let mut here = services.here();
        here.notices.remove(&integration_id);
        here.stray_callback = None;
        here.held.retain(|matched| matched.integration_id() != integration_id);
        if let Some(live) = here.sign_ins.remove(&integration_id) {
            live.cancel();
        }
    }
    for id in closed {
        forget_verifier(services, id).await;
    }
    Ok(())
}

/// What a sign-in is for; the link to renew must be the person's own, through this integration.
async fn purpose(services: &Services, request: BeginLink) -> Result<Purpose, UiError> {
    let Some(link_id) = request.relink else { return Ok(Purpose::Link) };
    let link = services.db.read(move |db| links::get(db, link_id)).await?;
    link.filter(|link| link.integration_id == request.id && link.profile_id == services.profile_id)
        .map(|link| Purpose::Relink(link.id))
        .ok_or_else(|| UiError::new(ErrorCode::NotFound))
}

async fn set_up(services: &Services, integration_id: i64) -> Result<Integration, UiError> {
    let integration = services.db.read(move |db| integrations::get(db, integration_id)).await?;
    let integration = integration.ok_or_else(|| UiError::new(ErrorCode::NotFound))?;
    match integration.application_id {
        Some(_) => Ok(integration),
        None => Err(UiError::new(ErrorCode::IntegrationNotSetUp)),
    }
}

fn under_way(services: &Services, integration_id: i64) -> Result<Purpose, UiError> {
    let here = services.here();
    let live = here.sign_ins.get(&integration_id).filter(|live| live.stage <= Stage::Waiting);
    live.map(|live| live.purpose).ok_or_else(|| UiError::new(ErrorCode::NoSignIn))
}
