//! `carrick account`: which account git uses where.

use std::path::Path;

use carrick::Carrick;
use carrick::git_setup::choices::{self, Choosing};
use carrick::git_setup::clone;
use carrick_store::db::choices as table;
use carrick_store::{Code, Error, choosing};

use crate::account::{self, Account};
use crate::answers::accounts::{Accounts, Choice, GitAccount, Remote, Which};
use crate::arguments::{AccountVerb, Using};
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::words;

/// Does what was typed.
pub(super) async fn account(carrick: &Carrick, verb: &AccountVerb, console: &mut Console) -> Result<Exit, Failure> {
    match verb {
        AccountVerb::List => list(carrick, console).await,
        AccountVerb::Use(using) => {
            change(carrick, using).await?;
            list(carrick, console).await
        }
        AccountVerb::Which { folder } => which(carrick, folder, console).await,
    }
}

async fn list(carrick: &Carrick, console: &mut Console) -> Result<Exit, Failure> {
    let all = account::all(carrick).await?;
    let profile_id = carrick.parts.profile_id;
    let chosen = carrick.parts.db.read(move |db| table::of_profile(db, profile_id)).await?;
    let of = |id| all.iter().find(|account: &&Account| account.link.id == id);
    let answer = Accounts {
        accounts: all.iter().map(|account| GitAccount::new(account, is_default(account, &all))).collect(),
        choices: chosen.iter().filter_map(|choice| Some(Choice::new(choice, of(choice.link_id)?))).collect(),
    };
    if console.json {
        console.answer(&answer)?;
        return Ok(Exit::Done);
    }
    for account in &answer.accounts {
        console.line(&words::git_account(account))?;
    }
    for choice in &answer.choices {
        console.line(&words::choice(choice))?;
    }
    if answer.accounts.is_empty() {
        console.line(words::NOT_LINKED)?;
    }
    Ok(Exit::Done)
}

fn is_default(account: &Account, all: &[Account]) -> bool {
    let same = all.iter().filter(|other| other.instance == account.instance && other.link.serves_git());
    let default = choosing::default_of(same.map(|other| &other.link).collect());
    default.is_some_and(|default| default.id == account.link.id)
}

async fn change(carrick: &Carrick, using: &Using) -> Result<(), Failure> {
    let all = account::all(carrick).await?;
    let account = match &using.account {
        Some(typed) => account::choose(all, typed)?,
        None => account::the_only(all)?,
    };
    let parts = &carrick.parts;
    if let Some(git_use) = using.git_use() {
        choices::set_git_use(parts, account.link.id, git_use).await?;
    }
    let Some(place) = &using.place else { return Ok(()) };
    if using.undo {
        return Ok(choices::take_back(parts, account.instance.address(), place.clone()).await?);
    }
    let choosing = Choosing {
        link_id: account.link.id,
        prefix: place.clone(),
        commit_name: using.commit_name.clone(),
        commit_email: using.commit_email.clone(),
        signing_key: using.signing_key.clone(),
    };
    Ok(choices::choose(parts, choosing).await?)
}

async fn which(carrick: &Carrick, folder: &Path, console: &mut Console) -> Result<Exit, Failure> {
    let unknown = |cause: &std::io::Error| Error::new(Code::NotFound).from_source(cause);
    let folder = folder.canonicalize().map_err(|cause| unknown(&cause))?;
    let used = clone::clone_use(&carrick.parts, &folder).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let which = Which::from(used);
    if console.json {
        console.answer(&which)?;
        return Ok(Exit::Done);
    }
    for remote in &which.remotes {
        say_remote(remote, console)?;
    }
    if which.remotes.is_empty() {
        console.line(words::NO_LINKED_REMOTE)?;
    }
    console.line(&words::commits(which.commit_name.as_ref(), which.commit_email.as_ref()))?;
    Ok(Exit::Done)
}

fn say_remote(remote: &Remote, console: &mut Console) -> Result<(), Failure> {
    console.line(&words::remote(remote))?;
    if let Some(named) = &remote.named_by {
        console.line(&format!("  {}", words::stands_in(named)))?;
    }
    Ok(())
}
