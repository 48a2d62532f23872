//! Linked accounts and their pictures.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::db::{avatars, integrations, links};
use crate::instance::Instance;
use crate::messages::{Avatar, ErrorCode, UiError};
use crate::model::Link;
use crate::services::Services;

/// A link's picture as a `data:` address, or nothing.
///
/// # Errors
/// When the database cannot be read.
pub async fn avatar(services: &Services, link_id: i64) -> Result<Avatar, UiError> {
    let picture = services.db.read(move |db| avatars::get(db, link_id)).await?;
    let url = picture.map(|(media_type, bytes)| format!("data:{media_type};base64,{}", STANDARD.encode(bytes)));
    Ok(Avatar { url })
}

/// A link and the GitLab it is at.
///
/// # Errors
/// When there is none of this number, or the database cannot be read.
pub(super) async fn find(services: &Services, link_id: i64) -> Result<(Link, Instance), UiError> {
    let look_up = move |db: &rusqlite::Connection| {
        let Some(link) = links::get(db, link_id)? else { return Ok(None) };
        let integration = integrations::get(db, link.integration_id)?;
        Ok(integration.map(|integration| (link, integration.instance)))
    };
    services.db.read(look_up).await?.ok_or_else(|| UiError::new(ErrorCode::NotFound))
}

/// Opens the GitLab of a link, where its account can be put in order.
///
/// # Errors
/// When there is no such link, or no browser opens.
pub async fn open_instance(services: &Services, link_id: i64) -> Result<(), UiError> {
    let (_, instance) = find(services, link_id).await?;
    super::open_in_browser(services, instance.endpoint("/")).await
}

/// Fetches a link's picture after the link is told. One that cannot be had is no error: there are initials.
pub(super) async fn fetch_avatar(services: &Services, link_id: i64) {
    let Ok((link, instance)) = find(services, link_id).await else { return };
    let picture = match &link.identity.avatar_url {
        Some(address) => services.gitlab.avatar(&instance, address).await,
        None => None,
    };
    let keep = move |db: &rusqlite::Connection| match &picture {
        Some(picture) => avatars::put(db, link_id, picture),
        None => avatars::remove(db, link_id),
    };
    if services.db.call(keep).await.is_ok() {
        services.announce().await;
    }
}
