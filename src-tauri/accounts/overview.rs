//! Everything the window shows, read in one go.

use std::collections::HashSet;

use super::health;
use super::pairs as revocations;
use super::tokens::AHEAD;
use crate::db::{avatars, integrations, links, pairs, profiles};
use crate::messages::{self, Overview, Profile, Scheme, UiError, Vault};
use crate::model;
use crate::services::{Now, Services};

/// Reads it.
///
/// # Errors
/// When the database cannot be read.
pub async fn read(services: &Services) -> Result<Overview, UiError> {
    let profile_id = services.profile_id;
    let rows = services.db.read(move |db| {
        let profile = profiles::get(db, profile_id)?;
        let mut kept = Vec::new();
        for integration in integrations::all(db)? {
            let count = links::count_on(db, integration.id)?;
            kept.push((integration, count));
        }
        let pictures: HashSet<i64> = avatars::links_with_one(db)?.into_iter().collect();
        Ok((profile, kept, links::of_profile(db, profile_id)?, pictures, pairs::unlinked(db)?))
    });
    let (rows, (state, name)) = tokio::join!(rows, services.vault.state());
    let (profile, kept, links, pictures, unlinked) = rows?;
    let here = services.here();
    Ok(Overview {
        profile: Profile { name: profile.name, role: profile.role },
        vault: Vault { state, name },
        scheme: here.scheme.clone().unwrap_or(Scheme::Asking),
        integrations: kept
            .into_iter()
            .map(|(integration, count)| show_integration(&here, integration, count, &links, &pictures))
            .collect(),
        revocations: unlinked.into_iter().filter_map(revocations::show).collect(),
        stray_callback: here.stray_callback.clone(),
    })
}

fn show_integration(
    here: &Now,
    integration: model::Integration,
    link_count: u32,
    links: &[model::Link],
    pictures: &HashSet<i64>,
) -> messages::Integration {
    let own = links.iter().filter(|link| link.integration_id == integration.id);
    messages::Integration {
        id: integration.id,
        instance: integration.instance.address(),
        host: integration.instance.host(),
        secret_set_at: integration.secret_set_at,
        redirect_uris: integration.instance.redirect_uris(),
        link_count,
        links: own.map(|link| show_link(here, link, &integration, pictures)).collect(),
        sign_in: here.sign_ins.get(&integration.id).map(|live| live.show()),
        notice: here.notices.get(&integration.id).cloned(),
        scopes: integration.scopes,
        application_id: integration.application_id,
    }
}

fn show_link(
    here: &Now,
    link: &model::Link,
    integration: &model::Integration,
    pictures: &HashSet<i64>,
) -> messages::Link {
    messages::Link {
        id: link.id,
        username: link.identity.username.clone(),
        name: link.identity.name.clone(),
        scopes: link.scopes.clone(),
        linked_at: link.linked_at,
        checked_at: link.checked_at,
        needs_relink: integration.application_id.as_deref() != Some(&link.application_id),
        has_avatar: pictures.contains(&link.id),
        health: health::of(here, link),
        renews_at: link.expires_at - AHEAD,
    }
}
