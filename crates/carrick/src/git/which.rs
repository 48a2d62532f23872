//! Which account and which commit name git uses in a clone, and why.

use std::path::Path;

use carrick_store::{Error, instance::Instance};

use super::folder::GitFolder;
use super::listing::{self, Scope, Setting};
use super::matching::Target;
use super::order;
use super::places::Places;
use super::remote::{Remote, Transport};
use super::remotes::{self, NamedRemote};

/// Whether git may run in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// The person added it: git answers for it, with everything it includes.
    Added,
    /// It was merely found: its own file is read, and what holds for the whole computer. What is included only for
    /// certain folders or remotes is then not seen.
    Found,
}

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Because {
    /// What git uses.
    pub value: String,
    /// Whose setting it is.
    pub scope: Scope,
    /// The file it stands in: absolute, or from the clone's folder.
    pub file: String,
    /// Its key there.
    pub key: String,
}

impl Because {
    fn of(setting: &Setting) -> Option<Self> {
        let Setting { scope, file, key, value } = setting.clone();
        Some(Self { value: value.filter(|value| !value.is_empty())?, scope, file, key })
    }
}

/// A remote that lies on one of the instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belonging {
    /// The remote's name.
    pub remote: String,
    /// Whether it is where git pushes to, where that is another place than it fetches from.
    pub is_for_push: bool,
    /// The instance.
    pub instance: Instance,
    /// The project's full path there, as spelled.
    pub project: String,
    /// How git gets there; only over https it asks Carrick.
    pub transport: Transport,
    /// Whether a password stands in the address, which is a fault.
    pub has_password: bool,
    /// The user name that git hands over; `None` where it leaves the choice to Carrick.
    pub username: Option<Because>,
}

/// What git uses in a clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Which {
    /// Where it belongs, `origin` first; empty where it belongs to none of the instances.
    pub belongs: Vec<Belonging>,
    /// Who is written under commits.
    pub name: Option<Because>,
    /// With which address.
    pub email: Option<Because>,
    /// With which key they are signed.
    pub signing_key: Option<Because>,
}

/// Tells it; `None` where the folder is no clone.
///
/// # Errors
/// `GitMissing`, `GitConfigMalformed`, `GitConfigFailed`.
pub fn which(places: &Places, folder: &Path, trust: Trust, instances: &[Instance]) -> Result<Option<Which>, Error> {
    let Some(git_folder) = GitFolder::find(folder) else { return Ok(None) };
    let settings = match trust {
        Trust::Added => listing::of_added_clone(places, folder)?,
        Trust::Found => {
            let mut settings = listing::of_computer(places)?;
            settings.extend(git_folder.settings()?);
            settings
        }
    };
    let last = |key: &str| settings.iter().rev().find(|setting| setting.key == key).and_then(Because::of);
    Ok(Some(Which {
        belongs: belongings(&settings, instances),
        // A commit is known by its author, who may be set apart from who else commits.
        name: last("author.name").or_else(|| last("user.name")),
        email: last("author.email").or_else(|| last("user.email")),
        signing_key: last("user.signingkey"),
    }))
}

/// Where a clone with these settings belongs.
pub fn belongings(settings: &[Setting], instances: &[Instance]) -> Vec<Belonging> {
    let mut belongs = Vec::new();
    for NamedRemote { name, fetch, push } in remotes::all(settings) {
        for (url, is_for_push) in fetch.iter().map(|url| (url, false)).chain(push.iter().map(|url| (url, true))) {
            if is_for_push && fetch.contains(url) {
                continue;
            }
            let found = instances.iter().find_map(|instance| belonging(settings, &name, url, instance));
            belongs.extend(found.map(|found| Belonging { is_for_push, ..found }));
        }
    }
    belongs
}

fn belonging(settings: &[Setting], name: &str, url: &str, instance: &Instance) -> Option<Belonging> {
    let remote = Remote::parse(url)?;
    let project = remote.project_on(instance)?.to_owned();
    let username = match (remote.username, remote.transport) {
        (_, Transport::Ssh) => None,
        (Some(username), _) => of_address(settings, name, username),
        (None, _) => order::username(settings, &Target::parse(url)?).and_then(Because::of),
    };
    let Remote { transport, has_password, .. } = remote;
    let (remote, instance) = (name.to_owned(), instance.clone());
    Some(Belonging { remote, is_for_push: false, instance, project, transport, has_password, username })
}

/// The user name in a remote's address, with the place of that address.
fn of_address(settings: &[Setting], remote: &str, username: String) -> Option<Because> {
    let is_address = |setting: &&Setting| setting.within("remote", "url") == Some(Some(remote));
    let Setting { scope, file, key, .. } = settings.iter().rev().find(is_address)?.clone();
    Some(Because { value: username, scope, file, key })
}
