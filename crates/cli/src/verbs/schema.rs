//! `carrick schema`: what the verbs answer with `--json`, as JSON Schema, from the types themselves.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, generate::SchemaSettings};

use crate::answers::accounts::{Accounts, Which};
use crate::answers::build::log::Log;
use crate::answers::build::rules::{Rule, Trial};
use crate::answers::build::shown::Shown;
use crate::answers::build::{Acted, MergeRequest, Why};
use crate::answers::claims::Claims;
use crate::answers::doctor::Check;
use crate::answers::failed::Failed;
use crate::answers::git::Git;
use crate::answers::link::Link;
use crate::answers::people::{self, People};
use crate::answers::repo::Repository;
use crate::answers::repo::adding::Adding;
use crate::answers::repo::opening::Opened;
use crate::answers::repo::removing::Removed;
use crate::answers::setup::{Exported, Imported};
use crate::answers::status::Status;
use crate::answers::test::Tested;
use crate::answers::token::Token;
use crate::answers::unlink::Unlinked;
use crate::answers::watch::{Event, Service};
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plain::plain;
use crate::problem::Problem;

/// Prints one, or all of them by verb. `error` is what every verb answers that fails.
pub(crate) fn print(verb: Option<&str>, console: &mut Console) -> Result<Exit, Failure> {
    let mut all = all();
    match verb {
        None => console.answer(&all)?,
        Some(verb) => {
            let unknown = || Problem::VerbUnknown { typed: plain(verb) };
            console.answer(&all.remove(verb).ok_or_else(unknown)?)?;
        }
    }
    Ok(Exit::Done)
}

fn all() -> BTreeMap<&'static str, Schema> {
    BTreeMap::from([
        ("account list", of::<Accounts>()),
        ("account use", of::<Accounts>()),
        ("account which", of::<Which>()),
        ("build approve", of::<Acted>()),
        ("build cancel", of::<Acted>()),
        ("build claims", of::<Claims>()),
        ("build list", of::<Vec<MergeRequest>>()),
        ("build log", of::<Log>()),
        ("build retry", of::<Acted>()),
        ("build rule list", of::<Vec<Rule>>()),
        ("build rule remove", of::<Rule>()),
        ("build rule set", of::<Rule>()),
        ("build rule try", of::<Trial>()),
        ("build show", of::<Shown>()),
        ("build why", of::<Why>()),
        ("doctor", of::<Vec<Check>>()),
        ("error", of::<Failed>()),
        ("export", of::<Exported>()),
        ("git", of::<Git>()),
        ("import", of::<Imported>()),
        ("link", of::<Link>()),
        ("people add", of::<People>()),
        ("people list", of::<People>()),
        ("people remove", of::<people::Removed>()),
        ("people role", of::<People>()),
        ("people sign-out", of::<People>()),
        ("people switch", of::<People>()),
        ("people unlock", of::<People>()),
        ("repo add", of::<Adding>()),
        ("repo list", of::<Vec<Repository>>()),
        ("repo open", of::<Opened>()),
        ("repo remove", of::<Removed>()),
        ("repo search", of::<Vec<Repository>>()),
        ("status", of::<Status>()),
        ("test", of::<Vec<Tested>>()),
        ("token", of::<Token>()),
        ("unlink", of::<Unlinked>()),
        ("watch", of::<Event>()),
        ("watch status", of::<Service>()),
    ])
}

fn of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}
