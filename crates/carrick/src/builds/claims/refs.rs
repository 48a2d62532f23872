//! Claims as references of the project itself: `refs/carrick/builds/<iid>/<sha>`, which only one machine can create.
//!
//! A reference like this starts no pipeline and is seen in no list of branches. Everybody who can fetch can read it,
//! and everybody who can push can change it.

use super::note::Note;
use super::watching::Ripe;
use super::why::Why;
use super::{Answer, ClaimId, Claims, Key, Listed, MOST_SWEPT, Project, Released, Tried, Turn};
use crate::git::cloning::Git;
use crate::git::helper::Helper;
use crate::git::references::{Change, Failed, ObjectId, Pushed, Reference, Server, is_hash};

const PREFIX: &str = "refs/carrick/builds/";

/// No merge request has this number.
const NOBODYS: i64 = 0;

/// Claims that are pushed in one account's name.
#[derive(Debug, Clone)]
pub struct Refs {
    git: Git,
    helper: Helper,
    username: String,
}

impl Refs {
    /// In the name of the account that looks, whatever is chosen for the place.
    pub fn new(git: Git, helper: Helper, username: &str) -> Self {
        Self { git, helper, username: username.to_owned() }
    }

    fn server(&self, project: &Project) -> Result<Server, Why> {
        let Self { git, helper, username } = self.clone();
        Server::new(git, helper, project.instance.clone(), &project.path, &username).map_err(|_| Why::Here)
    }

    /// Sees to it that the reference leads from what was seen to a claim of ours.
    async fn put(&self, key: &Key, from: Option<&ObjectId>, attempt: i64) -> Result<Held, Why> {
        match self.put_once(key, from, attempt).await? {
            // It went away meanwhile, or somebody beside it was in the way for that moment.
            Held::Nobodys(_) => match self.put_once(key, from, attempt).await? {
                Held::Nobodys(why) => Err(why),
                held => Ok(held),
            },
            held => Ok(held),
        }
    }

    async fn put_once(&self, key: &Key, from: Option<&ObjectId>, attempt: i64) -> Result<Held, Why> {
        let server = self.server(key.project())?;
        let note = Note::new(attempt).ok_or(Why::Here)?;
        let note = server.note(note.text().as_bytes(), key.sha().len()).await;
        let ours = note.map_err(|failed| Why::of_failure(&failed))?;
        let name = name(key.iid(), key.sha());
        let change = Change { name: name.clone(), from: from.cloned(), to: Some(ours.clone()) };
        let why = match one(server.push(&[change]).await) {
            Ok(Pushed::Done) => return Ok(Held::Ours(ours)),
            Ok(Pushed::Stale) => Why::Restless,
            Ok(Pushed::Refused(reason)) => Why::of_refusal(&reason),
            Err(failed) => Why::of_failure(&failed),
        };
        // Of two who ask in the same moment one hears of a failure, and an answer may be lost: what is there says.
        let is_doubtful = matches!(why, Why::Restless | Why::InTheWay | Why::Unreachable);
        match exactly(&server, &name).await {
            Ok(Some(id)) if id == ours => Ok(Held::Ours(ours)),
            Ok(Some(id)) if is_doubtful && Some(&id) != from => Ok(Held::Anothers(id)),
            Ok(_) if matches!(why, Why::Restless | Why::InTheWay) => Ok(Held::Nobodys(why)),
            _ => Err(why),
        }
    }

    async fn tried(&self, key: &Key, from: Option<&ClaimId>, attempt: i64) -> Tried {
        let from = match from.map(|from| ObjectId::parse(from.as_str())) {
            Some(None) => return Tried::BestEffort(Why::Here, Turn::without()),
            from => from.flatten(),
        };
        match self.put(key, from.as_ref(), attempt).await {
            Ok(Held::Ours(id)) => Tried::Won(Turn::with(of_object(&id))),
            Ok(Held::Anothers(id)) => Tried::Taken(of_object(&id)),
            Ok(Held::Nobodys(why)) | Err(why) => Tried::BestEffort(why, Turn::without()),
        }
    }

    async fn let_go(&self, key: &Key, own: &ClaimId) -> Result<Released, Why> {
        let server = self.server(key.project())?;
        let name = name(key.iid(), key.sha());
        let change = Change { name, from: Some(ObjectId::parse(own.as_str()).ok_or(Why::Here)?), to: None };
        let refusal = match one(server.push(std::slice::from_ref(&change)).await) {
            Ok(Pushed::Done) => return Ok(Released::Gone),
            Ok(Pushed::Stale) => None,
            Ok(Pushed::Refused(reason)) => Some(Why::of_refusal(&reason)),
            Err(failed) => Some(Why::of_failure(&failed)),
        };
        match exactly(&server, &change.name).await? {
            None => Ok(Released::Gone),
            Some(id) if Some(&id) != change.from.as_ref() => Ok(Released::Anothers),
            Some(_) => Err(refusal.unwrap_or(Why::Restless)),
        }
    }

    async fn remove(&self, project: &Project, over: &[Listed]) -> Result<usize, Why> {
        let changes: Vec<Change> = over.iter().filter_map(removal).take(MOST_SWEPT).collect();
        let mut gone = 0;
        // Ids of one length at a time; a project has only one.
        for length in [40, 64] {
            let of_length = |change: &&Change| change.from.as_ref().is_some_and(|id| id.as_str().len() == length);
            let changes: Vec<Change> = changes.iter().filter(of_length).cloned().collect();
            if !changes.is_empty() {
                let pushed = self.server(project)?.push(&changes).await.map_err(|failed| Why::of_failure(&failed))?;
                gone += pushed.iter().filter(|pushed| **pushed == Pushed::Done).count();
            }
        }
        Ok(gone)
    }

    async fn try_out(&self, project: &Project) -> Result<(), Why> {
        let note = Note::new(1).ok_or(Why::Here)?;
        let server = self.server(project)?;
        let id = server.note(note.text().as_bytes(), 40).await.map_err(|failed| Why::of_failure(&failed))?;
        let name = name(NOBODYS, id.as_str());
        let there = Change { name: name.clone(), from: None, to: Some(id.clone()) };
        let away = Change { name, from: Some(id), to: None };
        for change in [there, away] {
            match one(server.push(&[change]).await) {
                Ok(Pushed::Done) => {}
                Ok(Pushed::Stale) => return Err(Why::Restless),
                Ok(Pushed::Refused(reason)) => return Err(Why::of_refusal(&reason)),
                Err(failed) => return Err(Why::of_failure(&failed)),
            }
        }
        Ok(())
    }
}

/// What a reference is seen to point at after a push.
enum Held {
    Ours(ObjectId),
    Anothers(ObjectId),
    /// What was seen before is there still, or nothing is.
    Nobodys(Why),
}

impl Claims for Refs {
    fn claim<'a>(&'a self, key: &'a Key, attempt: i64) -> Answer<'a, Tried> {
        Box::pin(self.tried(key, None, attempt))
    }

    fn take_over<'a>(&'a self, key: &'a Key, ripe: &'a Ripe, attempt: i64) -> Answer<'a, Tried> {
        Box::pin(self.tried(key, Some(ripe.seen()), attempt))
    }

    fn renew<'a>(&'a self, key: &'a Key, own: &'a ClaimId, attempt: i64) -> Answer<'a, Tried> {
        Box::pin(self.tried(key, Some(own), attempt))
    }

    fn look<'a>(&'a self, key: &'a Key) -> Answer<'a, Result<Option<ClaimId>, Why>> {
        Box::pin(async {
            let server = self.server(key.project())?;
            let seen = exactly(&server, &name(key.iid(), key.sha())).await?;
            Ok(seen.map(|id| of_object(&id)))
        })
    }

    fn release<'a>(&'a self, key: &'a Key, own: &'a ClaimId) -> Answer<'a, Result<Released, Why>> {
        Box::pin(self.let_go(key, own))
    }

    fn list<'a>(&'a self, project: &'a Project, iid: Option<i64>) -> Answer<'a, Result<Vec<Listed>, Why>> {
        Box::pin(async move {
            let prefix = iid.map_or(PREFIX.to_owned(), |iid| format!("{PREFIX}{iid}/"));
            let names = self.server(project)?.names(&prefix).await.map_err(|failed| Why::of_failure(&failed))?;
            Ok(names.iter().filter_map(listed).collect())
        })
    }

    fn sweep<'a>(&'a self, project: &'a Project, over: &'a [Listed]) -> Answer<'a, Result<usize, Why>> {
        Box::pin(self.remove(project, over))
    }

    fn probe<'a>(&'a self, project: &'a Project) -> Answer<'a, Result<(), Why>> {
        Box::pin(self.try_out(project))
    }
}

fn name(iid: i64, sha: &str) -> String {
    format!("{PREFIX}{iid}/{sha}")
}

/// What just this reference points at, whatever else lies beside and below it.
async fn exactly(server: &Server, name: &str) -> Result<Option<ObjectId>, Why> {
    let names = server.names(name).await.map_err(|failed| Why::of_failure(&failed))?;
    Ok(names.into_iter().find(|reference| reference.name == name).map(|reference| reference.id))
}

/// The claim that a reference is; `None` for any other name below.
fn listed(reference: &Reference) -> Option<Listed> {
    let (iid, sha) = reference.name.strip_prefix(PREFIX)?.split_once('/')?;
    let is_number = !iid.is_empty() && iid.bytes().all(|byte| byte.is_ascii_digit());
    let number: i64 = iid.parse().ok().filter(|_| is_number)?;
    // `042` is another name than `42`.
    (number.to_string() == iid && is_hash(sha)).then_some(())?;
    Some(Listed { iid: number, sha: sha.to_owned(), id: of_object(&reference.id) })
}

fn removal(over: &Listed) -> Option<Change> {
    let is_name = over.iid >= NOBODYS && is_hash(&over.sha);
    let from = ObjectId::parse(over.id.as_str()).filter(|_| is_name)?;
    Some(Change { name: name(over.iid, &over.sha), from: Some(from), to: None })
}

fn of_object(id: &ObjectId) -> ClaimId {
    ClaimId::new(id.as_str())
}

/// What came of a single change.
fn one(pushed: Result<Vec<Pushed>, Failed>) -> Result<Pushed, Failed> {
    Ok(pushed?.into_iter().next().unwrap_or_else(|| Pushed::Refused(String::new())))
}
