//! Setting up an instance with its application. Once, by an admin; the Secret goes into the vault and
//! nothing reads it back to the window.

use secrecy::{ExposeSecret as _, SecretString};

use super::{health, pairs, sign_in, unlink};
use crate::db::{integrations, links};
use crate::gitlab::{Application, pages};
use crate::instance::{Instance, trim_paste};
use crate::messages::{
    ApplicationForm, CheckReport, ErrorCode, InstanceDescription, RegistrationPage, SaveIntegration, SaveOutcome,
    UiError,
};
use crate::model::Integration;
use crate::services::Services;
use crate::vault::IssuedFor;

const LONGEST_ID: usize = 255;
const LONGEST_SECRET: usize = 1024;
const LONGEST_SCOPE: usize = 64;
const MOST_SCOPES: usize = 32;

/// The form's fields once they are known to be possible.
struct Fields {
    id: Option<i64>,
    instance: Instance,
    application_id: String,
    secret: Option<SecretString>,
    scopes: Vec<String>,
}

/// What follows from an instance alone; asks nothing of it.
///
/// # Errors
/// Why it is none.
pub fn describe(typed: &str) -> Result<InstanceDescription, UiError> {
    Instance::parse(typed).map(|instance| instance.describe())
}

/// Whether a GitLab answers there.
///
/// # Errors
/// Why it is none, or what stands in the way.
pub async fn probe(services: &Services, typed: &str) -> Result<(), UiError> {
    let instance = Instance::parse(typed)?;
    services.gitlab.probe(&instance).await.map_err(|error| error.at(&instance))
}

/// Asks GitLab, once, whether it accepts what is in the form.
///
/// # Errors
/// When a field cannot be right, or the stored Secret cannot be read.
pub async fn check(services: &Services, form: &ApplicationForm) -> Result<CheckReport, UiError> {
    let fields = read_form(form)?;
    let secret = secret_to_use(services, &fields).await?;
    Ok(ask_gitlab(services, &fields, secret.as_ref()).await)
}

/// Checks, then keeps: the Secret in the vault, the rest in the database.
///
/// # Errors
/// When a field cannot be right, links stand in the way, or it could not be kept; nothing has changed then.
pub async fn save(services: &Services, request: &SaveIntegration) -> Result<SaveOutcome, UiError> {
    let fields = read_form(&request.form)?;
    let before = find(services, fields.id).await?;
    require_free(services, &fields).await?;
    let count = stranded_links(services, before.as_ref(), &fields).await?;
    if count > 0 && !request.although_relink {
        return Ok(SaveOutcome::RelinkNeeded { count });
    }
    let secret = secret_to_use(services, &fields).await?;
    let check = ask_gitlab(services, &fields, secret.as_ref()).await;
    if check == CheckReport::Refused && !request.although_refused {
        return Ok(SaveOutcome::Refused);
    }
    let id = keep(services, before, fields).await?;
    services.here().notices.remove(&id);
    services.announce().await;
    let again = services.clone();
    tokio::spawn(async move { health::look_again(&again, id).await });
    Ok(SaveOutcome::Saved { id, check })
}

/// Forgets an integration's Secret; it is treated as public from then on.
///
/// # Errors
/// When the vault or the database cannot be written.
pub async fn remove_secret(services: &Services, id: i64) -> Result<(), UiError> {
    let mut integration = find(services, Some(id)).await?.ok_or_else(|| UiError::new(ErrorCode::NotFound))?;
    services.vault.forget_secret(id).await?;
    integration.secret_set_at = None;
    services.db.call(move |db| integrations::update(db, &integration)).await?;
    services.announce().await;
    Ok(())
}

/// Removes an integration, unlinking everybody's accounts that stand on it.
///
/// # Errors
/// When vault or database cannot be written; what was not unlinked by then is kept, and the integration with it.
pub async fn remove(services: &Services, id: i64) -> Result<(), UiError> {
    let integration = find(services, Some(id)).await?.ok_or_else(|| UiError::new(ErrorCode::NotFound))?;
    for link in services.db.read(move |db| links::on(db, id)).await? {
        unlink::end_for_good(services, link.id).await?;
    }
    {
        let _turn = services.turn().await;
        sign_in::give_up(services, id).await?;
        services.db.call(move |db| integrations::remove(db, id)).await?;
    }
    let forgotten = match integration.secret_set_at {
        Some(_) => services.vault.forget_secret(id).await,
        None => Ok(()),
    };
    services.announce().await;
    pairs::revoke_due(services).await;
    Ok(forgotten?)
}

/// Opens GitLab's page for registering an application.
///
/// # Errors
/// When the instance is none, or no browser opens.
pub async fn open_registration_page(services: &Services, request: &RegistrationPage) -> Result<(), UiError> {
    let instance = Instance::parse(&request.instance)?;
    super::open_in_browser(services, pages::registration(&instance, request.owner)).await
}

fn read_form(form: &ApplicationForm) -> Result<Fields, UiError> {
    let instance = Instance::parse(&form.instance)?;
    let application_id = trim_paste(&form.application_id).to_owned();
    if application_id.is_empty() {
        return Err(UiError::new(ErrorCode::ApplicationIdEmpty));
    }
    if !is_plain(&application_id, LONGEST_ID) {
        return Err(UiError::new(ErrorCode::ApplicationIdMalformed));
    }
    let secret = trim_paste(form.secret.expose_secret());
    if !is_plain(secret, LONGEST_SECRET) {
        return Err(UiError::new(ErrorCode::SecretMalformed));
    }
    let secret = (!secret.is_empty()).then(|| secret.to_owned().into());
    Ok(Fields { id: form.id, instance, application_id, secret, scopes: read_scopes(&form.scopes)? })
}

/// Visible ASCII: what GitLab issues, with room for what it may issue one day.
fn is_plain(text: &str, longest: usize) -> bool {
    text.len() <= longest && text.chars().all(|c| c.is_ascii_graphic())
}

fn read_scopes(ticked: &[String]) -> Result<Vec<String>, UiError> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in ticked {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | ':' | '*');
        if scope.is_empty() || scope.len() > LONGEST_SCOPE || !scope.chars().all(plain) {
            return Err(UiError::new(ErrorCode::ScopesMalformed));
        }
        if !scopes.contains(scope) {
            scopes.push(scope.clone());
        }
    }
    if scopes.is_empty() || scopes.len() > MOST_SCOPES {
        return Err(UiError::new(ErrorCode::ScopesMalformed));
    }
    Ok(scopes)
}

async fn find(services: &Services, id: Option<i64>) -> Result<Option<Integration>, UiError> {
    let Some(id) = id else { return Ok(None) };
    let found = services.db.read(move |db| integrations::get(db, id)).await?;
    found.map(Some).ok_or_else(|| UiError::new(ErrorCode::NotFound))
}

/// Two integrations with one application would be two names for one thing.
async fn require_free(services: &Services, fields: &Fields) -> Result<(), UiError> {
    let all = services.db.read(integrations::all).await?;
    let taken = all.iter().any(|other| {
        Some(other.id) != fields.id
            && other.instance == fields.instance
            && other.application_id.as_ref() == Some(&fields.application_id)
    });
    if taken {
        return Err(UiError::new(ErrorCode::IntegrationExists).with("host", fields.instance.host()));
    }
    Ok(())
}

/// How many links a new Application ID would leave behind. A new instance may leave none.
async fn stranded_links(services: &Services, before: Option<&Integration>, fields: &Fields) -> Result<u32, UiError> {
    let Some(before) = before else { return Ok(0) };
    let id = before.id;
    let count = services.db.read(move |db| links::count_on(db, id)).await?;
    if count > 0 && before.instance != fields.instance {
        return Err(UiError::new(ErrorCode::InstanceHasLinks).with("count", count));
    }
    Ok(if before.application_id.as_ref() == Some(&fields.application_id) { 0 } else { count })
}

/// What was typed, else what is stored for just this instance and application.
async fn secret_to_use(services: &Services, fields: &Fields) -> Result<Option<SecretString>, UiError> {
    if fields.secret.is_some() {
        return Ok(fields.secret.clone());
    }
    match find(services, fields.id).await? {
        Some(before) if keeps_secret(&before, fields) => {
            let secret = services.vault.secret(before.id, issued_for(fields)).await?;
            secret.map(Some).ok_or_else(|| UiError::new(ErrorCode::SecretMissing))
        }
        _ => Ok(None),
    }
}

fn keeps_secret(before: &Integration, fields: &Fields) -> bool {
    before.secret_set_at.is_some()
        && before.instance == fields.instance
        && before.application_id.as_ref() == Some(&fields.application_id)
}

fn issued_for(fields: &Fields) -> IssuedFor<'_> {
    IssuedFor { instance: &fields.instance, application_id: &fields.application_id }
}

async fn ask_gitlab(services: &Services, fields: &Fields, secret: Option<&SecretString>) -> CheckReport {
    let application = Application { instance: &fields.instance, id: &fields.application_id, secret };
    match services.gitlab.accepts(&application).await {
        Ok(true) if secret.is_some() => CheckReport::Accepted,
        Ok(true) => CheckReport::AcceptedPublic,
        Ok(false) => CheckReport::Refused,
        Err(error) => CheckReport::Unknown { error: error.at(&fields.instance) },
    }
}

/// The vault first, so that a row never promises a Secret that is not there; if the row then cannot be
/// written, the vault is put back.
async fn keep(services: &Services, before: Option<Integration>, fields: Fields) -> Result<i64, UiError> {
    match before {
        None => add(services, fields).await,
        Some(before) => change(services, before, fields).await,
    }
}

async fn add(services: &Services, fields: Fields) -> Result<i64, UiError> {
    let now = services.clock.now();
    let (instance, id, scopes) = (fields.instance.clone(), fields.application_id.clone(), fields.scopes.clone());
    let id = services.db.call(move |db| integrations::add(db, &instance, Some(&id), &scopes, now)).await?;
    let Some(secret) = &fields.secret else { return Ok(id) };
    if let Err(error) = services.vault.keep_secret(id, issued_for(&fields), secret).await {
        services.db.call(move |db| integrations::remove(db, id)).await?;
        return Err(error.into());
    }
    services.db.call(move |db| integrations::set_secret_time(db, id, Some(now))).await?;
    Ok(id)
}

async fn change(services: &Services, before: Integration, fields: Fields) -> Result<i64, UiError> {
    let id = before.id;
    let same_secret = fields.secret.is_none() && keeps_secret(&before, &fields);
    let old_secret = if same_secret { None } else { stored_secret(services, &before).await? };
    // A vault that has no part in it need not be there.
    let has_secrets = fields.secret.is_some() || before.secret_set_at.is_some();
    if !same_secret && has_secrets {
        put_secret(services, id, issued_for(&fields), fields.secret.as_ref()).await?;
    }
    let row = Integration {
        id,
        instance: fields.instance.clone(),
        application_id: Some(fields.application_id.clone()),
        secret_set_at: match &fields.secret {
            Some(_) => Some(services.clock.now()),
            None => before.secret_set_at.filter(|_| same_secret),
        },
        scopes: fields.scopes.clone(),
    };
    if let Err(error) = services.db.call(move |db| integrations::update(db, &row)).await {
        if !same_secret
            && has_secrets
            && let Some(application_id) = before.application_id.as_deref()
        {
            let was_for = IssuedFor { instance: &before.instance, application_id };
            put_secret(services, id, was_for, old_secret.as_ref()).await?;
        }
        return Err(error.into());
    }
    let same_application =
        before.instance == fields.instance && before.application_id.as_ref() == Some(&fields.application_id);
    if !same_application {
        let _turn = services.turn().await;
        sign_in::give_up(services, id).await?;
    }
    Ok(id)
}

async fn stored_secret(services: &Services, integration: &Integration) -> Result<Option<SecretString>, UiError> {
    match (integration.secret_set_at, integration.application_id.as_deref()) {
        (Some(_), Some(application_id)) => {
            let issued_for = IssuedFor { instance: &integration.instance, application_id };
            Ok(services.vault.secret(integration.id, issued_for).await?)
        }
        _ => Ok(None),
    }
}

async fn put_secret(
    services: &Services,
    id: i64,
    issued_for: IssuedFor<'_>,
    secret: Option<&SecretString>,
) -> Result<(), UiError> {
    match secret {
        Some(secret) => services.vault.keep_secret(id, issued_for, secret).await?,
        None => services.vault.forget_secret(id).await?,
    }
    Ok(())
}
