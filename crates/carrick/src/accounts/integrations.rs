//! Setting up an instance with its application. Once, by an admin; the Secret goes into the vault and
//! nothing reads it back to the window.

use carrick_store::db::{integrations, links};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::model::Integration;
use carrick_store::vault::{IssuedFor, Vault};
use secrecy::SecretString;

use super::form::{Fields, Form};
use super::{Accounts, health, revocation, sign_in, unlink};
use crate::gitlab::Application;
use crate::gitlab::pages::{self, Owner};

/// What the person already agreed to when they press Save.
#[derive(Debug, Clone, Copy, Default)]
pub struct Agreed {
    /// To save what GitLab refused.
    pub although_refused: bool,
    /// To relink the links that were counted.
    pub although_relink: bool,
}

/// What a check proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckReport {
    /// Application ID and Secret are accepted.
    Accepted,
    /// The Application ID is accepted without a Secret.
    AcceptedPublic,
    /// GitLab refused them.
    Refused,
    /// GitLab could not be asked, or did not answer as GitLab does.
    Unknown {
        /// Why.
        error: Error,
    },
}

/// How Save ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveOutcome {
    /// It is kept.
    Saved {
        /// Which integration it is.
        id: i64,
        /// What the check said; never [`CheckReport::Refused`] unless agreed to.
        check: CheckReport,
    },
    /// Nothing was kept: GitLab refused the values.
    Refused,
    /// Nothing was kept yet: this many links would have to be relinked.
    RelinkNeeded {
        /// How many.
        count: u32,
    },
}

/// Whether a GitLab answers there.
///
/// # Errors
/// Why it is none, or what stands in the way.
pub async fn probe_instance(accounts: &Accounts, typed: &str) -> Result<(), Error> {
    let instance = Instance::parse(typed)?;
    accounts.gitlab.probe(&instance).await.map_err(|error| error.at(&instance))
}

/// Asks GitLab, once, whether it accepts what is in the form.
///
/// # Errors
/// When a field cannot be right, or the stored Secret cannot be read.
pub async fn check_application(accounts: &Accounts, form: &Form) -> Result<CheckReport, Error> {
    let fields = form.read()?;
    let secret = secret_to_use(accounts, &fields).await?;
    Ok(ask_gitlab(accounts, &fields, secret.as_ref()).await)
}

/// Checks, then keeps: the Secret in the vault, the rest in the database.
///
/// # Errors
/// When a field cannot be right, links stand in the way, or it could not be kept; nothing has changed then.
pub async fn save_integration(accounts: &Accounts, form: &Form, agreed: Agreed) -> Result<SaveOutcome, Error> {
    let fields = form.read()?;
    let before = find(accounts, fields.id).await?;
    require_free(accounts, &fields).await?;
    let count = stranded_links(accounts, before.as_ref(), &fields).await?;
    if count > 0 && !agreed.although_relink {
        return Ok(SaveOutcome::RelinkNeeded { count });
    }
    let secret = secret_to_use(accounts, &fields).await?;
    let check = ask_gitlab(accounts, &fields, secret.as_ref()).await;
    if check == CheckReport::Refused && !agreed.although_refused {
        return Ok(SaveOutcome::Refused);
    }
    let id = keep(accounts, before, fields).await?;
    accounts.live().notices.remove(&id);
    accounts.touch();
    let again = accounts.clone();
    tokio::spawn(async move { health::test_waiting_links(&again, id).await });
    Ok(SaveOutcome::Saved { id, check })
}

/// Forgets an integration's Secret; it is treated as public from then on.
///
/// # Errors
/// When the vault or the database cannot be written.
pub async fn remove_secret(accounts: &Accounts, id: i64) -> Result<(), Error> {
    let mut integration = find(accounts, Some(id)).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    accounts.vault.call(move |vault| vault.forget_secret(id)).await?;
    integration.secret_set_at = None;
    accounts.db.write(move |db| integrations::update(db, &integration)).await?;
    accounts.touch();
    Ok(())
}

/// Removes an integration, unlinking everybody's accounts that stand on it.
///
/// # Errors
/// When vault or database cannot be written; what was not unlinked by then is kept, and the integration with it.
pub async fn remove_integration(accounts: &Accounts, id: i64) -> Result<(), Error> {
    let integration = find(accounts, Some(id)).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    for link in accounts.db.read(move |db| links::on(db, id)).await? {
        unlink::end_for_good(accounts, link.id).await?;
    }
    {
        let _exclusive = accounts.exclusive().await;
        sign_in::give_up(accounts, id).await?;
        accounts.db.write(move |db| integrations::remove(db, id)).await?;
    }
    let forgotten = match integration.secret_set_at {
        Some(_) => accounts.vault.call(move |vault| vault.forget_secret(id)).await,
        None => Ok(()),
    };
    accounts.touch();
    revocation::revoke_due(accounts).await;
    Ok(forgotten?)
}

/// Opens GitLab's page for registering an application.
///
/// # Errors
/// When the instance is none, or no browser opens.
pub async fn open_registration_page(accounts: &Accounts, typed: &str, owner: Owner) -> Result<(), Error> {
    let instance = Instance::parse(typed)?;
    accounts.open_in_browser(pages::registration(&instance, owner)).await
}

async fn find(accounts: &Accounts, id: Option<i64>) -> Result<Option<Integration>, Error> {
    let Some(id) = id else { return Ok(None) };
    let found = accounts.db.read(move |db| integrations::get(db, id)).await?;
    found.map(Some).ok_or_else(|| Error::new(Code::NotFound))
}

/// Two integrations with one application would be two names for one thing.
async fn require_free(accounts: &Accounts, fields: &Fields) -> Result<(), Error> {
    let all = accounts.db.read(integrations::all).await?;
    let taken = all.iter().any(|other| {
        Some(other.id) != fields.id
            && other.instance == fields.instance
            && other.application_id.as_ref() == Some(&fields.application_id)
    });
    if taken {
        return Err(Error::new(Code::IntegrationExists).with("host", fields.instance.host()));
    }
    Ok(())
}

/// How many links a new Application ID would leave behind. A new instance may leave none.
async fn stranded_links(accounts: &Accounts, before: Option<&Integration>, fields: &Fields) -> Result<u32, Error> {
    let Some(before) = before else { return Ok(0) };
    let id = before.id;
    let count = accounts.db.read(move |db| links::count_on(db, id)).await?;
    if count > 0 && before.instance != fields.instance {
        return Err(Error::new(Code::InstanceHasLinks).with("count", count));
    }
    Ok(if before.application_id.as_ref() == Some(&fields.application_id) { 0 } else { count })
}

/// What was typed, else what is stored for just this instance and application.
async fn secret_to_use(accounts: &Accounts, fields: &Fields) -> Result<Option<SecretString>, Error> {
    if fields.secret.is_some() {
        return Ok(fields.secret.clone());
    }
    match find(accounts, fields.id).await? {
        Some(before) if keeps_secret(&before, fields) => {
            let issued_for = fields.issued_for();
            let secret = accounts.vault.call(move |vault| vault.secret(before.id, &issued_for)).await?;
            secret.map(Some).ok_or_else(|| Error::new(Code::SecretMissing))
        }
        _ => Ok(None),
    }
}

fn keeps_secret(before: &Integration, fields: &Fields) -> bool {
    before.secret_set_at.is_some()
        && before.instance == fields.instance
        && before.application_id.as_ref() == Some(&fields.application_id)
}

async fn ask_gitlab(accounts: &Accounts, fields: &Fields, secret: Option<&SecretString>) -> CheckReport {
    let application = Application { instance: &fields.instance, id: &fields.application_id, secret };
    match accounts.gitlab.accepts(&application).await {
        Ok(true) if secret.is_some() => CheckReport::Accepted,
        Ok(true) => CheckReport::AcceptedPublic,
        Ok(false) => CheckReport::Refused,
        Err(error) => CheckReport::Unknown { error: error.at(&fields.instance) },
    }
}

/// The vault first, so that a row never promises a Secret that is not there; if the row then cannot be
/// written, the vault is put back.
async fn keep(accounts: &Accounts, before: Option<Integration>, fields: Fields) -> Result<i64, Error> {
    match before {
        None => add(accounts, fields).await,
        Some(before) => change(accounts, before, fields).await,
    }
}

async fn add(accounts: &Accounts, fields: Fields) -> Result<i64, Error> {
    let now = accounts.clock.now();
    let (instance, id, scopes) = (fields.instance.clone(), fields.application_id.clone(), fields.scopes.clone());
    let id = accounts.db.write(move |db| integrations::add(db, &instance, Some(&id), &scopes, now)).await?;
    if fields.secret.is_none() {
        return Ok(id);
    }
    if let Err(error) = put_secret(accounts, id, fields.issued_for(), fields.secret).await {
        accounts.db.write(move |db| integrations::remove(db, id)).await?;
        return Err(error);
    }
    accounts.db.write(move |db| integrations::set_secret_time(db, id, Some(now))).await?;
    Ok(id)
}

async fn change(accounts: &Accounts, before: Integration, fields: Fields) -> Result<i64, Error> {
    let id = before.id;
    let same_secret = fields.secret.is_none() && keeps_secret(&before, &fields);
    let old_secret = if same_secret { None } else { stored_secret(accounts, &before).await? };
    // A vault that has no part in it need not be there.
    let has_secrets = fields.secret.is_some() || before.secret_set_at.is_some();
    if !same_secret && has_secrets {
        put_secret(accounts, id, fields.issued_for(), fields.secret.clone()).await?;
    }
    let row = Integration {
        id,
        instance: fields.instance.clone(),
        application_id: Some(fields.application_id.clone()),
        secret_set_at: match &fields.secret {
            Some(_) => Some(accounts.clock.now()),
            None => before.secret_set_at.filter(|_| same_secret),
        },
        scopes: fields.scopes.clone(),
    };
    if let Err(error) = accounts.db.write(move |db| integrations::update(db, &row)).await {
        if !same_secret
            && has_secrets
            && let Some(application_id) = before.application_id.as_deref()
        {
            let was_for = IssuedFor::new(&before.instance, application_id);
            put_secret(accounts, id, was_for, old_secret).await?;
        }
        return Err(error);
    }
    let same_application =
        before.instance == fields.instance && before.application_id.as_ref() == Some(&fields.application_id);
    if !same_application {
        let _exclusive = accounts.exclusive().await;
        sign_in::give_up(accounts, id).await?;
    }
    Ok(id)
}

async fn stored_secret(accounts: &Accounts, integration: &Integration) -> Result<Option<SecretString>, Error> {
    match (integration.secret_set_at, integration.application_id.as_deref()) {
        (Some(_), Some(application_id)) => {
            let (id, issued_for) = (integration.id, IssuedFor::new(&integration.instance, application_id));
            Ok(accounts.vault.call(move |vault| vault.secret(id, &issued_for)).await?)
        }
        _ => Ok(None),
    }
}

async fn put_secret(
    accounts: &Accounts,
    id: i64,
    issued_for: IssuedFor,
    secret: Option<SecretString>,
) -> Result<(), Error> {
    let put = move |vault: &Vault| match &secret {
        Some(secret) => vault.keep_secret(id, &issued_for, secret),
        None => vault.forget_secret(id),
    };
    Ok(accounts.vault.call(put).await?)
}
