//! What is to be cloned where, and by whom: everything that is looked at before git is started.

use std::path::{Path, PathBuf};

use carrick_store::choosing::{self, Asked};
use carrick_store::db::{choices, folder_hosts, profiles};
use carrick_store::error::Code;
use carrick_store::instance::Instance;
use carrick_store::model::{AccountChoice, Link};
use carrick_store::project::Project;
use rusqlite::Connection;

use super::committing;
use super::not_added::NotAdded;
use super::wanted::Kind;
use crate::blocking;
use crate::git::cloning::failure::{Failure, Wait};
use crate::git::cloning::place::{self, Found, Place};
use crate::git::cloning::{self, Git, Order, space};
use crate::git::ground;
use crate::git::helper::Helper;
use crate::git_setup::bindings;
use crate::repositories::Repositories;
use crate::repositories::placing::{self, Placing};

/// What is larger than this is not fetched without a question (bytes).
const LARGE: u64 = 1 << 30;

/// What is wanted of a project.
#[derive(Debug, Clone)]
pub(super) struct Wish {
    pub(super) project: Project,
    /// Exactly this folder, absolute; `None` for its place below the projects folder.
    pub(super) folder: Option<PathBuf>,
    pub(super) kind: Kind,
    pub(super) is_size_agreed: bool,
}

/// The account a project is cloned with.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) instance: Instance,
    pub(super) link: Link,
    /// Whether git has to be told which one, since several serve the instance.
    pub(super) is_one_of_several: bool,
    choice: Option<AccountChoice>,
}

/// Everything that git needs.
pub(super) struct Prepared {
    pub(super) git: Git,
    pub(super) order: Order,
}

/// The account that git is to use for a project.
pub(super) async fn account(repositories: &Repositories, project: &Project) -> Result<Account, NotAdded> {
    let instance = Instance::parse(&project.instance)?;
    let (at, path, profile_id) = (instance.clone(), project.listed.path.clone(), repositories.profile_id);
    let look = move |db: &Connection| {
        let asked = Asked { instance: &at, project: Some(&path), username: None };
        let chosen = choosing::choose(db, profile_id, asked)?;
        let count = choosing::usable_at(db, profile_id, &at)?.len();
        Ok((chosen, count, choices::for_path(db, profile_id, &at.address(), &path)?))
    };
    let (chosen, count, choice) = repositories.db.read(look).await?;
    let (link, _) = chosen.ok_or(Failure::NobodyAnswered)?;
    Ok(Account { instance, link, is_one_of_several: count > 1, choice })
}

/// Looks at everything that can be known before git is started.
pub(super) async fn prepare(repositories: &Repositories, wish: &Wish, account: &Account) -> Result<Prepared, NotAdded> {
    if account.link.standing.needs_you.is_some() {
        return Err(Failure::Waiting(Wait::NeedsYou).into());
    }
    let git = git(repositories).await?.through(repositories.gitlab.desktop_proxy(&account.instance).await);
    placing::ask_git(repositories).await;
    let place = place_of(repositories, wish, account).await?;
    require_room(wish, &place).await?;
    require_free(&place, &account.instance, &wish.project.listed.path).await?;
    let order = Order {
        instance: account.instance.clone(),
        project: wish.project.listed.path.clone(),
        username: account.is_one_of_several.then(|| account.link.identity.username.clone()),
        helper: repositories.git.helper.clone(),
        asked: asked(repositories).await?,
        place,
        kind: match wish.kind {
            Kind::Whole => cloning::Kind::Whole,
            Kind::OldContentsWhenNeeded => cloning::Kind::OldContentsWhenNeeded,
        },
        identity: committing::chosen(account.choice.clone(), &account.link),
        otherwise: bindings::commits_as(&account.link),
    };
    Ok(Prepared { git, order })
}

/// The helper for whoever adds: a clone that has begun ends as theirs, also where somebody else comes before git asks.
async fn asked(repositories: &Repositories) -> Result<Helper, NotAdded> {
    let (profile_id, mut helper) = (repositories.profile_id, repositories.git.helper.clone());
    let look = move |db: &Connection| {
        let name = profiles::get(db, profile_id)?.name;
        let named = profiles::named(db, &name)?;
        Ok(named.filter(|named| named.id == profile_id).map(|named| named.name))
    };
    // Of a name that several have the helper would know nobody.
    if let Some(name) = repositories.db.read(look).await? {
        helper.arguments.extend(["--as".to_owned(), name]);
    }
    Ok(helper)
}

/// The git that clones; asked for its version once.
async fn git(repositories: &Repositories) -> Result<Git, NotAdded> {
    if let Some(git) = repositories.live().adding.git.clone() {
        return Ok(git);
    }
    let places = repositories.git.places.clone();
    let found = blocking::run(move || Git::find(places, ground::environment())).await?;
    let mut live = repositories.live();
    live.adding.is_git_missing = found.is_err();
    match found {
        Ok(git) => {
            live.adding.git = Some(git.clone());
            Ok(git)
        }
        Err(error) if error.code == Code::GitMissing => Err(Failure::GitMissing.into()),
        Err(error) => Err(error.into()),
    }
}

/// The place; from now on the instance's clones have the host in their path, or have it not.
async fn place_of(repositories: &Repositories, wish: &Wish, account: &Account) -> Result<Place, NotAdded> {
    if let Some(folder) = &wish.folder {
        let exactly = Place::exactly(folder);
        return exactly.ok_or_else(|| NotAdded::Failed(Failure::FolderRefused, Some(folder.clone())));
    }
    let (found, profile_id) = (placing::found_folder(repositories).await, repositories.profile_id);
    let address = account.instance.address();
    let decide = move |db: &Connection| {
        let placing = Placing::read(db, profile_id, found)?;
        folder_hosts::decide(db, &address, placing.has_host(&address))?;
        Ok(placing)
    };
    let placing = repositories.db.write(decide).await?;
    let listed = &wish.project.listed;
    Ok(placing.of(&account.instance, &listed.path, listed.project_id))
}

/// What is large is asked about; what is larger than the disk has room for is not begun.
async fn require_room(wish: &Wish, place: &Place) -> Result<(), NotAdded> {
    let size = wish.project.listed.details.size.and_then(|size| u64::try_from(size).ok());
    // How much of it comes otherwise, nobody knows before.
    let Some(size) = size.filter(|size| *size > 0 && wish.kind == Kind::Whole) else { return Ok(()) };
    let base = place.base.clone();
    let free = blocking::run(move || space::free_at(&base)).await?;
    match free {
        Some(free) if free < size => Err(NotAdded::TooLarge(size, free)),
        free if size > LARGE && !wish.is_size_agreed => Err(NotAdded::Large(size, free)),
        _ => Ok(()),
    }
}

async fn require_free(place: &Place, instance: &Instance, project: &str) -> Result<(), NotAdded> {
    let (folder, place, instance, project) = (place.folder(), place.clone(), instance.clone(), project.to_owned());
    let found = blocking::run(move || place::look(&place, &instance, &project)).await?;
    let failed = |failure: Failure, at: &Path| Err(NotAdded::Failed(failure, Some(at.to_owned())));
    match found {
        Ok(Found::Nothing | Found::EmptyFolder) => Ok(()),
        Ok(Found::SameProject) => Err(NotAdded::Taken(folder)),
        Ok(Found::SomethingElse) => failed(Failure::FolderTaken, &folder),
        Ok(Found::OtherCase(other)) => Err(NotAdded::OtherCase(other)),
        Ok(Found::Link(at) | Found::InsideClone(at)) => failed(Failure::FolderUnsafe, &at),
        Err(_) => failed(Failure::FolderRefused, &folder),
    }
}
