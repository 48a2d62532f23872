//! What the window is told of clones, and what it asks.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::{SystemTime, UNIX_EPOCH};

use super::adopting::{Adopt, Adopted};
use super::details::{Details, Misfit, RemoteDetails, Why};
use super::identity::Acting;
use super::opening::{Openers, With};
use super::reach::Reach;
use super::removing::{Check, Removed};
use super::searching::{Found, FoundClones};
use crate::desktop::opening::Editor;
use crate::git::finding::Kind;
use crate::git::hazards::{Harm, Hazard};
use crate::git::identities::Identity;
use crate::git::listing::Scope;
use crate::git::losing::{Also, Doubt, Loss, Unpushed};
use crate::git::places::Places;
use crate::git::remote::Transport;
use crate::git::which::Because;
use crate::messages;
use crate::repositories::Repositories;
use crate::topics::Topic;

/// Reads what is being done with clones.
pub fn clones(repositories: &Repositories) -> messages::Clones {
    let revision = repositories.topics.revision(Topic::Clones);
    let live = repositories.live();
    let finding = live.clones.search.as_ref().map(|search| messages::Finding {
        folders: search.folders.load(Ordering::Relaxed),
        clones: search.clones.load(Ordering::Relaxed),
    });
    messages::Clones { revision, finding, checking: live.clones.look.as_ref().map(|look| look.clone) }
}

/// What a search has found, with folders as people write them.
pub fn found(repositories: &Repositories, found: FoundClones) -> messages::FoundClones {
    let FoundClones { clones, others, folders, left_out, is_cut_short } = found;
    let places = &repositories.git.places;
    messages::FoundClones {
        clones: clones.into_iter().map(|clone| found_clone(places, clone)).collect(),
        others: number(others),
        folders: number(folders),
        left_out: number(left_out),
        is_cut_short,
    }
}

fn found_clone(places: &Places, found: Found) -> messages::FoundClone {
    let Found { folder, kind, belonging, contents, project, is_added } = found;
    messages::FoundClone {
        shown: places.shown(Path::new(&folder)),
        folder,
        kind: kind.into(),
        host: belonging.instance.host(),
        path: belonging.project,
        repository: project,
        added: is_added,
        ssh: belonging.transport == Transport::Ssh,
        password: contents.has_password,
        hazards: contents.hazards.into_iter().map(Into::into).collect(),
    }
}

/// What came of taking clones in.
pub fn adopted(repositories: &Repositories, adopted: Adopted) -> messages::Adopted {
    let Adopted { done, failed } = adopted;
    let places = &repositories.git.places;
    let failed = failed
        .into_iter()
        .map(|(folder, error)| messages::NotAdopted { folder: places.shown(&folder), error: error.into() });
    messages::Adopted { done: number(done), failed: failed.collect() }
}

/// What a clone uses.
pub fn details(repositories: &Repositories, details: Details) -> messages::CloneDetails {
    let Details { clone, folder, is_there, remotes, name, email, signing_key, misfit, hazards } = details;
    let places = &repositories.git.places;
    let origin = |because: Option<Because>| because.map(|because| origin(places, &folder, because));
    messages::CloneDetails {
        id: clone.id,
        repository: clone.project,
        folder: places.shown(&folder),
        is_there,
        remotes: remotes.into_iter().map(Into::into).collect(),
        name: origin(name),
        email: origin(email),
        signing_key: origin(signing_key),
        misfit: misfit.map(Into::into),
        hazards: hazards.into_iter().map(Into::into).collect(),
    }
}

fn origin(places: &Places, folder: &Path, because: Because) -> messages::Origin {
    let Because { value, scope, file, .. } = because;
    let is_here = matches!(scope, Scope::Clone | Scope::Worktree);
    messages::Origin { value, file: places.shown(&folder.join(file)), is_here }
}

/// What stands against removing a folder.
pub fn check(repositories: &Repositories, check: Check) -> messages::RemovalCheck {
    let places = &repositories.git.places;
    match check {
        Check::Free(also, as_of) => {
            messages::RemovalCheck::Free { also: also.into(), as_of: as_of.and_then(milliseconds) }
        }
        Check::Losses(loss, as_of) => {
            messages::RemovalCheck::Losses { loss: (*loss).into(), as_of: as_of.and_then(milliseconds) }
        }
        Check::Doubt(doubt) => {
            let (doubt, path) = told(doubt);
            messages::RemovalCheck::Doubt { doubt, path: path.map(|path| places.shown(&path)) }
        }
    }
}

/// What came of removing a repository.
pub fn removed(repositories: &Repositories, removed: Removed) -> messages::Removed {
    match removed {
        Removed::Done => messages::Removed::Done,
        Removed::Kept(clone, why) => messages::Removed::Kept { clone, check: check(repositories, why) },
    }
}

fn told(doubt: Doubt) -> (messages::RemovalDoubt, Option<PathBuf>) {
    use messages::RemovalDoubt as Told;
    match doubt {
        Doubt::NoClone => (Told::NoClone, None),
        Doubt::Link | Doubt::GitIsALink | Doubt::GitIsAFile | Doubt::FilesElsewhere | Doubt::Home => {
            (Told::Shape, None)
        }
        Doubt::HasWorktrees(folders) => (Told::Shape, folders.into_iter().next()),
        Doubt::MountPoint(path) => (Told::Shape, Some(path)),
        Doubt::HoldsClone(path) => (Told::HoldsClone, Some(path)),
        Doubt::Unreadable(path, _) => (Told::Unreadable, Some(path)),
        Doubt::Configuration => (Told::Configuration, None),
        Doubt::GitMissing => (Told::GitMissing, None),
        Doubt::GitFailed(_) => (Told::GitFailed, None),
        Doubt::TooMuch => (Told::TooMuch, None),
        Doubt::Cancelled => (Told::Cancelled, None),
        Doubt::Unreachable(_) => (Told::Unreachable, None),
        Doubt::Loss | Doubt::Old | Doubt::Changed => (Told::Changed, None),
        Doubt::NoTrash(_) => (Told::NoTrash, None),
    }
}

fn milliseconds(time: SystemTime) -> Option<i64> {
    time.duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_millis()).ok())
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl From<Openers> for messages::Openers {
    fn from(Openers { editors, chosen }: Openers) -> Self {
        let shown = |Editor { id, name }| messages::Editor { id, name };
        Self { editors: editors.into_iter().map(shown).collect(), chosen }
    }
}

impl From<messages::OpenWith> for With {
    fn from(with: messages::OpenWith) -> Self {
        match with {
            messages::OpenWith::Editor { editor } => Self::Editor(editor),
            messages::OpenWith::Terminal => Self::Terminal,
            messages::OpenWith::Folder => Self::Folder,
        }
    }
}

impl From<Vec<String>> for messages::SuggestedFolders {
    fn from(folders: Vec<String>) -> Self {
        Self { folders }
    }
}

impl From<messages::AdoptClone> for Adopt {
    fn from(messages::AdoptClone { folder, https, despite }: messages::AdoptClone) -> Self {
        Self { folder: folder.into(), project: None, https, despite }
    }
}

impl From<messages::SetCloneIdentity> for Acting {
    fn from(asked: messages::SetCloneIdentity) -> Self {
        let messages::SetCloneIdentity { link, name, email, signing_key, .. } = asked;
        Self { link_id: link, identity: Identity { name, email, signing_key } }
    }
}

impl From<Reach> for messages::AccountReach {
    fn from(Reach { groups, more, default }: Reach) -> Self {
        let group = |(path, count)| messages::ReachedGroup { path, count };
        Self { groups: groups.into_iter().map(group).collect(), more: number(more), default }
    }
}

impl From<Kind> for messages::FoundKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Whole => Self::Whole,
            Kind::LinkedWorktree(_) => Self::Worktree,
            Kind::Submodule(_) => Self::Submodule,
            Kind::Apart(_) => Self::Apart,
            Kind::Bare => Self::Bare,
        }
    }
}

impl From<Hazard> for messages::CloneHazard {
    fn from(Hazard { harm, key, submodule, .. }: Hazard) -> Self {
        let harm = match harm {
            Harm::StartsProgram => messages::Harm::StartsProgram,
            Harm::WeakensTls => messages::Harm::WeakensTls,
            Harm::LeadsElsewhere => messages::Harm::LeadsElsewhere,
        };
        Self { harm, key, submodule }
    }
}

impl From<RemoteDetails> for messages::CloneRemote {
    fn from(RemoteDetails { belonging, moved_to, account, may_push, handed_out_at }: RemoteDetails) -> Self {
        let (account, reason) = account.map(|(link, why)| (link.identity.username, why.into())).unzip();
        Self {
            name: belonging.remote,
            host: belonging.instance.host(),
            path: belonging.project,
            ssh: belonging.transport == Transport::Ssh,
            password: belonging.has_password,
            moved_to,
            account,
            reason,
            may_push,
            handed_out_at,
        }
    }
}

impl From<Why> for messages::AccountReason {
    fn from(why: Why) -> Self {
        match why {
            Why::Named => Self::Named,
            Why::Chosen => Self::Chosen,
            Why::Reaches => Self::Reaches,
            Why::Default => Self::Default,
            Why::Only => Self::Only,
        }
    }
}

impl From<Misfit> for messages::Misfit {
    fn from(Misfit { email, username, fitting }: Misfit) -> Self {
        Self { email, username, fitting }
    }
}

impl From<Loss> for messages::CloneLoss {
    fn from(loss: Loss) -> Self {
        let Loss {
            changed, untracked, unwatched, unpushed, stashes, notes, unfinished, large_files, submodules, ..
        } = loss;
        let files = changed.first.into_iter().chain(untracked.first).chain(unwatched.first);
        let unpushed = unpushed.into_iter().map(|Unpushed { reference, commits }| messages::UnpushedRef {
            name: reference,
            commits: commits.map(number),
        });
        Self {
            changed: number(changed.count + unwatched.count),
            untracked: number(untracked.count),
            files: files.collect(),
            unpushed: unpushed.collect(),
            stashes: number(stashes),
            other: number(notes + unfinished.len() + large_files + submodules.len()),
        }
    }
}

impl From<Also> for messages::LossAlso {
    fn from(Also { ignored, hooks, in_logs, settings }: Also) -> Self {
        Self {
            ignored: number(ignored.count),
            files: ignored.first,
            hooks: number(hooks.count),
            in_logs: number(in_logs),
            settings: number(settings.len()),
        }
    }
}
