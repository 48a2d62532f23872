//! Setting up an instance with its application. Once, by an admin; the Secret goes into the vault and
//! nothing reads it back to the window.

use carrick_store::db::entries::{self, Kind};
use carrick_store::db::{integrations, links};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::model::Integration;
use secrecy::SecretString;
use tokio::time::{Instant, timeout_at};

use super::form::{Fields, Form};
use super::saving::{Kept, count_stranded, keep, keeps_secret};
use super::step::Step;
use super::{Accounts, health, permission, recovery, revocation, sign_in, unlink};
use crate::blocking::require_ready;
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

impl CheckReport {
    /// Whether there was an answer, and none that GitLab gives there.
    fn is_of_no_gitlab(&self) -> bool {
        use Code::{AnswerMalformed, NotGitlab, Redirected, ServerError};
        let Self::Unknown { error } = self else { return false };
        [AnswerMalformed, NotGitlab, Redirected, ServerError].contains(&error.code)
    }
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

/// How many beginnings of an address are asked about.
const MOST_BEGINNINGS: usize = 4;

/// Whether a GitLab answers there.
///
/// # Errors
/// Why it is none, or what stands in the way; with `instead`, where a GitLab answers at a beginning of the address.
pub async fn probe_instance(accounts: &Accounts, typed: &str) -> Result<(), Error> {
    probe(accounts, &Instance::parse(typed)?).await
}

async fn probe(accounts: &Accounts, instance: &Instance) -> Result<(), Error> {
    let Err(error) = accounts.gitlab.probe(instance).await else { return Ok(()) };
    let told = error.at(instance);
    if error.is_answer() {
        for beginning in instance.beginnings().take(MOST_BEGINNINGS) {
            if accounts.gitlab.probe(&beginning).await.is_ok() {
                return Err(told.with("instead", beginning));
            }
        }
    }
    Err(told)
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
/// When a field cannot be right, links stand in the way, or it could not be kept; with `instead`, where the address is
/// a page of the GitLab at that beginning of it. Nothing has changed then.
pub async fn save_integration(accounts: &Accounts, form: &Form, agreed: Agreed) -> Result<SaveOutcome, Error> {
    let _under_way = accounts.gate.enter().await;
    let fields = form.read()?;
    match find(accounts, fields.id).await? {
        Some(before) => permission::to_change(accounts, &before).await?,
        None => permission::to_set_up(accounts).await?,
    }
    require_free(accounts, &fields).await?;
    let counted = stranded_links(accounts, &fields).await?;
    if counted > 0 && !agreed.although_relink {
        return Ok(SaveOutcome::RelinkNeeded { count: counted });
    }
    let secret = secret_to_use(accounts, &fields).await?;
    let check = ask_gitlab(accounts, &fields, secret.as_ref()).await;
    if check == CheckReport::Refused && !agreed.although_refused {
        return Ok(SaveOutcome::Refused);
    }
    if check.is_of_no_gitlab()
        && let Err(error) = probe(accounts, &fields.instance).await
        && error.facts.contains_key("instead")
    {
        return Err(error);
    }
    let issued_for = fields.issued_for();
    let (id, is_other_application) = match keep(accounts, fields, counted).await? {
        Kept::Saved { id, is_other_application } => (id, is_other_application),
        Kept::RelinkNeeded { count } => return Ok(SaveOutcome::RelinkNeeded { count }),
    };
    if is_other_application {
        give_up_sign_in(accounts, id).await;
    }
    accounts.live().notices.remove(&id);
    accounts.touch();
    let again = accounts.clone();
    tokio::spawn(async move {
        let refused = revocation::revoke_refused_of(&again, &issued_for.instance, &issued_for.application_id);
        tokio::join!(health::test_waiting_links(&again, id), refused);
    });
    Ok(SaveOutcome::Saved { id, check })
}

/// Forgets an integration's Secret; it is treated as public from then on.
///
/// # Errors
/// When the vault or the database cannot be written; nothing has changed then.
pub async fn remove_secret(accounts: &Accounts, id: i64) -> Result<(), Error> {
    let _under_way = accounts.gate.enter().await;
    let integration = find(accounts, Some(id)).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    permission::to_change(accounts, &integration).await?;
    require_ready(accounts.vault.state().await)?;
    // Only this one column: whatever else is saved meanwhile stays.
    let remove = move |db: &rusqlite::Connection| {
        let is_there = integrations::set_secret_time(db, id, None)?;
        if is_there {
            entries::let_go(db, Kind::Secret, id)?;
        }
        Ok(is_there)
    };
    if !accounts.db.write(remove).await? {
        return Err(Error::new(Code::NotFound));
    }
    accounts.reached(Step::SecretLetGo);
    recovery::sweep_vault(accounts).await;
    accounts.touch();
    Ok(())
}

/// Removes an integration, unlinking everybody's accounts that stand on it. A keyring that cannot be used is noticed
/// before the first of them is touched.
///
/// # Errors
/// When vault or database cannot be written; what was not unlinked by then is kept, and the integration with it.
pub async fn remove_integration(accounts: &Accounts, id: i64) -> Result<(), Error> {
    let _under_way = accounts.gate.enter().await;
    let integration = find(accounts, Some(id)).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    permission::to_change(accounts, &integration).await?;
    let links = accounts.db.read(move |db| links::on(db, id)).await?;
    let has_secret = integration.secret_set_at.is_some();
    if has_secret || !links.is_empty() {
        require_ready(accounts.vault.state().await)?;
    }
    let deadline = Instant::now() + unlink::PATIENCE;
    unlink::end_all_for_good(accounts, links.iter().map(|link| link.id)).await?;
    {
        let _exclusive = accounts.exclusive().await;
        sign_in::give_up(accounts, id).await?;
        accounts.touch();
        let remove = move |db: &rusqlite::Connection| {
            entries::let_go(db, Kind::Secret, id)?;
            integrations::remove(db, id)
        };
        accounts.db.write(remove).await?;
    }
    accounts.reached(Step::IntegrationRemoved);
    if has_secret {
        recovery::sweep_vault(accounts).await;
    }
    accounts.touch();
    // What a silent GitLab leaves waits for a later round.
    let _ = timeout_at(deadline, revocation::revoke_due(accounts)).await;
    // Some may have been revoked before it was cut off.
    accounts.touch();
    Ok(())
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

/// How many links a new Application ID would leave behind, as far as is known before GitLab is asked.
async fn stranded_links(accounts: &Accounts, fields: &Fields) -> Result<u32, Error> {
    let Some(id) = fields.id else { return Ok(0) };
    let wanted = fields.issued_for();
    let count = move |db: &rusqlite::Connection| match integrations::get(db, id)? {
        Some(before) => count_stranded(db, &before, &wanted),
        None => Ok(Err(Error::new(Code::NotFound))),
    };
    accounts.db.read(count).await?
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

async fn ask_gitlab(accounts: &Accounts, fields: &Fields, secret: Option<&SecretString>) -> CheckReport {
    let application = Application { instance: &fields.instance, id: &fields.application_id, secret };
    match accounts.gitlab.accepts(&application).await {
        Ok(true) if secret.is_some() => CheckReport::Accepted,
        Ok(true) => CheckReport::AcceptedPublic,
        Ok(false) => CheckReport::Refused,
        Err(error) => CheckReport::Unknown { error: error.at(&fields.instance) },
    }
}

/// A sign-in for the application before has nothing to come back to. What is saved is saved, whether or not this can
/// be noted: a pair that comes of it all the same finds another application and is ended.
async fn give_up_sign_in(accounts: &Accounts, id: i64) {
    let _exclusive = accounts.exclusive().await;
    if let Err(error) = sign_in::give_up(accounts, id).await {
        tracing::warn!(integration = id, %error, "a sign-in for the application before could not be given up");
    }
}
