//! What **Save** writes: the Secret into the vault as a draft, then row and draft in one transaction.

use carrick_store::db::entries::{self, Kind};
use carrick_store::db::{integrations, links};
use carrick_store::error::{Code, Error};
use carrick_store::model::Integration;
use carrick_store::vault::{IssuedFor, Vault};
use secrecy::SecretString;
use tokio::sync::oneshot;

use super::form::Fields;
use super::step::Step;
use super::{Accounts, recovery};

/// What a Save came to in the database.
pub(super) enum Kept {
    /// Everything is new.
    Saved { id: i64, is_other_application: bool },
    /// Everything is as it was: more links have come than were agreed to be relinked.
    RelinkNeeded { count: u32 },
}

/// The Secret is laid into the vault as a draft first; one transaction then keeps the row and means the draft. Cut
/// off anywhere, either everything is as it was or everything is new, and what is left over is deleted.
pub(super) async fn keep(accounts: &Accounts, fields: Fields, counted: u32) -> Result<Kept, Error> {
    let draft = match fields.secret.clone() {
        Some(secret) => Some(draft_secret(accounts, fields.issued_for(), secret).await?),
        None => None,
    };
    accounts.reached(Step::SaveDrafted);
    let now = accounts.clock.now();
    let meant = draft.clone();
    let write = move |db: &rusqlite::Connection| match fields.id {
        Some(id) => change(db, id, &fields, meant.as_deref(), counted, now),
        None => add(db, &fields, meant.as_deref(), now),
    };
    let kept = accounts.db.write(write).await.and_then(|kept| kept);
    accounts.reached(Step::SaveKept);
    if let Some(draft) = draft.filter(|_| !matches!(kept, Ok(Kept::Saved { .. }))) {
        leave_draft(accounts, draft).await;
    }
    // Either the old Secret or the draft has no owner now.
    recovery::sweep_vault(accounts).await;
    kept
}

/// Lets a draft be deleted that is meant by nothing. Where that cannot be written either, it is still a draft at the
/// next start, which drops those.
async fn leave_draft(accounts: &Accounts, draft: String) {
    if let Err(error) = accounts.db.write(move |db| entries::leave(db, &draft)).await {
        tracing::info!(%error, "a Secret that was not saved stays in the vault until the next start");
    }
}

/// Lays the Secret in as a draft; returns its name. A keyring that gets to it only after it was given up on is let
/// delete it then.
async fn draft_secret(accounts: &Accounts, issued_for: IssuedFor, secret: SecretString) -> Result<String, Error> {
    let (laid, name) = oneshot::channel();
    let draft = move |vault: &Vault| {
        // Whoever waits for the name is waiting still, if only to have it deleted.
        let _ = laid.send(vault.draft_secret(&issued_for, &secret)?);
        Ok(())
    };
    let drafted = accounts.vault.call(draft).await;
    if let Err(error) = drafted {
        let late = accounts.clone();
        tokio::spawn(async move {
            if let Ok(draft) = name.await {
                leave_draft(&late, draft).await;
                recovery::sweep_vault(&late).await;
            }
        });
        // It may lie there all the same.
        recovery::sweep_vault(accounts).await;
        return Err(error.into());
    }
    name.await.map_err(|_| Error::new(Code::VaultFailed))
}

/// An error, and nothing kept, when somebody has put the draft away meanwhile.
fn add(
    db: &rusqlite::Connection,
    fields: &Fields,
    draft: Option<&str>,
    now: i64,
) -> rusqlite::Result<Result<Kept, Error>> {
    let id = integrations::add(db, &fields.instance, Some(&fields.application_id), &fields.scopes, now)?;
    if let Some(draft) = draft {
        if !entries::adopt(db, draft, id)? {
            integrations::remove(db, id)?;
            return Ok(Err(Error::new(Code::VaultFailed)));
        }
        integrations::set_secret_time(db, id, Some(now))?;
    }
    Ok(Ok(Kept::Saved { id, is_other_application: false }))
}

/// As [`add`], for one that is there. GitLab was asked since it was last looked at, so all of it is looked at again:
/// it may be gone, have another Secret, or carry links that were not there.
fn change(
    db: &rusqlite::Connection,
    id: i64,
    fields: &Fields,
    draft: Option<&str>,
    counted: u32,
    now: i64,
) -> rusqlite::Result<Result<Kept, Error>> {
    let Some(before) = integrations::get(db, id)? else { return Ok(Err(Error::new(Code::NotFound))) };
    match count_stranded(db, &before, &fields.issued_for())? {
        Err(error) => return Ok(Err(error)),
        Ok(count) if count > counted => return Ok(Ok(Kept::RelinkNeeded { count })),
        Ok(_) => {}
    }
    let secret_set_at = match draft {
        Some(draft) if !entries::adopt(db, draft, id)? => return Ok(Err(Error::new(Code::VaultFailed))),
        Some(_) => Some(now),
        None if keeps_secret(&before, fields) => before.secret_set_at,
        None => {
            entries::let_go(db, Kind::Secret, id)?;
            None
        }
    };
    let row = Integration {
        id,
        instance: fields.instance.clone(),
        application_id: Some(fields.application_id.clone()),
        secret_set_at,
        scopes: fields.scopes.clone(),
        asked_at: None,
    };
    integrations::update(db, &row)?;
    let is_other_application = !before.is_of(&fields.instance, &fields.application_id);
    Ok(Ok(Kept::Saved { id, is_other_application }))
}

/// How many links of an integration would be left behind if it were for this application. A new instance may leave
/// none.
pub(super) fn count_stranded(
    db: &rusqlite::Connection,
    before: &Integration,
    wanted: &IssuedFor,
) -> rusqlite::Result<Result<u32, Error>> {
    let count = links::count_on(db, before.id)?;
    if count > 0 && before.instance != wanted.instance {
        return Ok(Err(Error::new(Code::InstanceHasLinks).with("count", count)));
    }
    Ok(Ok(if before.is_of(&wanted.instance, &wanted.application_id) { 0 } else { count }))
}

/// Whether the Secret that is stored stays, where none was typed.
pub(super) fn keeps_secret(before: &Integration, fields: &Fields) -> bool {
    before.secret_set_at.is_some() && before.is_of(&fields.instance, &fields.application_id)
}
