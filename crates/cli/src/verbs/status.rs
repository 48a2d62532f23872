//! `carrick status`: what is set up, which accounts are linked, how they stand.

use carrick::Carrick;
use carrick_store::db::pairs::{self, Pair, Unlinked};
use carrick_store::model::{Integration, VaultState};

use crate::account::{self, Account};
use crate::answers::status::{Integration as Shown, Keyring, Revocation, Status};
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::paint::Paint;
use crate::plain::plain;
use crate::times::rfc3339;
use crate::{instances, words};

pub(super) async fn show(carrick: &Carrick, console: &mut Console) -> Result<Exit, Failure> {
    let integrations = instances::all(carrick).await?;
    let accounts = account::all(carrick).await?;
    let profile_id = carrick.parts.profile_id;
    let told = carrick.parts.db.read(move |db| pairs::told(db, profile_id)).await?;
    let managed = carrick.accounts.managed();
    let (state, name) = carrick.parts.vault.state_and_name().await;
    let status = Status {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_folder: carrick.parts.data_dir.display().to_string(),
        keyring: Keyring { state: state.into(), name: plain(&name) },
        integrations: integrations.iter().map(|it| Shown::of(it, managed.names(it))).collect(),
        accounts: accounts.iter().map(Into::into).collect(),
        revocations: told.into_iter().map(revocation).collect(),
    };
    if console.json {
        console.answer(&status)?;
    } else {
        for integration in &integrations {
            say_integration(integration, managed.names(integration), &accounts, console)?;
        }
        say_rest(&status, state, console)?;
    }
    Ok(Exit::Done)
}

fn say_integration(
    integration: &Integration,
    is_managed: bool,
    accounts: &[Account],
    console: &mut Console,
) -> Result<(), Failure> {
    console.line(&integration.instance.host())?;
    if is_managed {
        console.line(&format!("  {}", words::SET_BY_ORGANISATION))?;
    }
    let own: Vec<_> = accounts.iter().filter(|account| account.link.integration_id == integration.id).collect();
    for account in &own {
        console.line(&format!("  {}", words::linked(&plain(&account.link.identity.username))))?;
        let checked = rfc3339(account.link.checked_at);
        match &account.link.standing.needs_you {
            None => {
                console.line(&format!("    {} {checked}", console.painted(Paint::Good, "Worked when last asked:")))?
            }
            Some((cause, since)) => {
                let text = words::cause(cause, &account.name());
                let needs = console.painted(Paint::Bad, "Needs you");
                console.line(&format!("    {needs} since {}: {} {}", rfc3339(*since), text.what, text.next))?;
            }
        }
    }
    if own.is_empty() {
        let next = match (&integration.application_id, integration.asked_at) {
            (Some(_), _) => words::LINK_NOW.to_owned(),
            (None, Some(since)) => words::waiting_for_administrator(&rfc3339(since)),
            (None, None) => words::SET_UP_FIRST.to_owned(),
        };
        console.line(&format!("  {} {next}", words::NOT_LINKED))?;
    }
    Ok(())
}

fn say_rest(status: &Status, state: VaultState, console: &mut Console) -> Result<(), Failure> {
    for Revocation { host, username, since, by_hand } in &status.revocations {
        console.line(&words::revocation(host, username.as_deref(), since, *by_hand))?;
    }
    console.line(&format!("Keyring: {}", words::keyring(state, &status.keyring.name)))?;
    console.line(&format!("Data: {}", plain(&status.data_folder)))?;
    Ok(())
}

fn revocation(pair: Pair) -> Revocation {
    let by_hand = pair.refused_at.is_some();
    let (username, since) = match pair.unlinked {
        Some(Unlinked { username, since }) => (Some(plain(&username)), since),
        None => (None, pair.refused_at.unwrap_or(pair.created_at)),
    };
    Revocation { host: pair.instance.host(), username, since: rfc3339(since), by_hand }
}
