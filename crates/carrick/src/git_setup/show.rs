//! What the window is told of git on this computer.

use std::path::Path;

use carrick_store::choosing;
use carrick_store::db::choices;
use carrick_store::error::Error;
use carrick_store::instance::Instance;
use carrick_store::model::{self, Link};

use super::{accounts, status};
use crate::git::order::{self, Asked};
use crate::git::places::Places;
use crate::git::setup::Status;
use crate::messages;
use crate::parts::Parts;
use crate::topics::Topic;

/// Reads it. That git cannot be asked is part of the answer.
///
/// # Errors
/// When the database cannot be read.
pub async fn git_setup(parts: &Parts) -> Result<messages::GitSetup, Error> {
    let revision = parts.topics.revision(Topic::Git);
    let accounts = accounts(parts).await?;
    let profile_id = parts.profile_id;
    let chosen = parts.db.read(move |db| choices::of_profile(db, profile_id)).await?;
    let state = match status(parts).await {
        Ok(status) => known(status, parts),
        Err(error) => messages::GitState::Unknown { error: error.into() },
    };
    let choices = chosen.into_iter().filter_map(|choice| shown(choice, &accounts)).collect();
    let accounts = accounts.iter().map(|(link, instance)| account(link, instance, &accounts)).collect();
    Ok(messages::GitSetup { revision, state, accounts, choices })
}

fn known(status: Status, parts: &Parts) -> messages::GitState {
    let places = &parts.git.places;
    let Status { file, is_included, is_last, is_current, orders, bypasses } = status;
    let hosts = orders.into_iter().map(|(instance, order)| messages::GitHost {
        host: instance.host(),
        asks_carrick: order.carrick.is_some() && order.before.is_empty(),
        before: order.before.into_iter().map(|it| asked(it, places)).collect(),
        after: order.after.into_iter().map(|it| asked(it, places)).collect(),
    });
    messages::GitState::Known {
        is_set_up: is_included,
        is_whole: is_included && is_last && is_current,
        file: places.shown(&file),
        hosts: hosts.collect(),
        bypasses: bypasses.into_iter().map(Into::into).collect(),
    }
}

fn account(link: &Link, instance: &Instance, all: &[(Link, Instance)]) -> messages::GitAccount {
    let same = all.iter().filter(|(other, at)| at == instance && other.serves_git()).map(|(other, _)| other);
    let is_default = choosing::default_of(same.collect()).is_some_and(|default| default.id == link.id);
    messages::GitAccount {
        id: link.id,
        username: link.identity.username.clone(),
        name: link.identity.name.clone(),
        email: link.identity.commit_email.clone(),
        host: instance.host(),
        is_default,
        git_use: link.git_use.into(),
        may_serve: link.may_serve_git(),
    }
}

fn shown(choice: model::AccountChoice, accounts: &[(Link, Instance)]) -> Option<messages::AccountChoice> {
    let (link, at) = accounts.iter().find(|(link, _)| link.id == choice.link_id)?;
    Some(messages::AccountChoice {
        instance: choice.instance,
        host: at.host(),
        prefix: choice.prefix,
        link: link.id,
        username: link.identity.username.clone(),
        commit_name: choice.commit_name,
        commit_email: choice.commit_email,
        signing_key: choice.signing_key,
    })
}

fn asked(asked: Asked, places: &Places) -> messages::AskedHelper {
    let (name, file) = (asked.name(), places.shown(Path::new(&asked.file)));
    messages::AskedHelper { name, file, keeps: keeps(asked.keeps, places) }
}

fn keeps(keeps: order::Keeps, places: &Places) -> messages::Keeps {
    match keeps {
        order::Keeps::Nothing => messages::Keeps::Nothing,
        order::Keeps::Unencrypted(path) => messages::Keeps::Unencrypted { path: path.map(|path| places.shown(&path)) },
        order::Keeps::InMemory => messages::Keeps::InMemory,
        order::Keeps::InKeyring => messages::Keeps::InKeyring,
        order::Keeps::Unknown => messages::Keeps::Unknown,
    }
}

impl From<order::Bypass> for messages::Bypass {
    fn from(bypass: order::Bypass) -> Self {
        match bypass {
            order::Bypass::JetBrains(name) => Self::JetBrains { name },
            order::Bypass::GithubDesktop => Self::GithubDesktop,
        }
    }
}

impl From<model::GitUse> for messages::GitUse {
    fn from(git_use: model::GitUse) -> Self {
        match git_use {
            model::GitUse::Default => Self::Default,
            model::GitUse::WhereNeeded => Self::WhereNeeded,
            model::GitUse::Never => Self::Never,
        }
    }
}

impl From<messages::GitUse> for model::GitUse {
    fn from(git_use: messages::GitUse) -> Self {
        match git_use {
            messages::GitUse::Default => Self::Default,
            messages::GitUse::WhereNeeded => Self::WhereNeeded,
            messages::GitUse::Never => Self::Never,
        }
    }
}

impl From<messages::ChooseAccount> for super::choices::Choosing {
    fn from(asked: messages::ChooseAccount) -> Self {
        let messages::ChooseAccount { link, prefix, commit_name, commit_email, signing_key } = asked;
        Self { link_id: link, prefix, commit_name, commit_email, signing_key }
    }
}
