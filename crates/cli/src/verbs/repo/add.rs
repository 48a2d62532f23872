//! `carrick repo add`: each repository is cloned to its place, one after the other.

use std::path::Path;

use carrick::repositories::adding::{Added, Kind, NotAdded, To, Wanted};
use carrick::repositories::clones::{self, Adopt};
use carrick::{Carrick, git_setup};
use carrick_store::db::clones as table;
use carrick_store::project::Project;
use carrick_store::{Code, Error};

use super::follow::{Turn, follow};
use super::{group, unfinished};
use crate::answers::repo::adding as answers;
use crate::arguments::Adding;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::plain::{host, plain};
use crate::problem::Problem;
use crate::{repository, words};

/// Adds them. Who interrupts finds nothing half made.
pub(crate) async fn add(
    carrick: &Carrick,
    adding: &Adding,
    console: &mut Console,
    interrupt: &Interrupt,
) -> Result<Exit, Failure> {
    let before = unfinished::put_in_order(carrick).await;
    tokio::select! {
        done = add_all(carrick, adding, console) => done,
        () = interrupt.after(0) => {
            console.tell(words::CANCELLING_CLONE);
            unfinished::until_gone(carrick, &before).await;
            Err(Problem::Interrupted.into())
        }
    }
}

async fn add_all(carrick: &Carrick, adding: &Adding, console: &mut Console) -> Result<Exit, Failure> {
    let mut how = How::of(adding)?;
    let projects = match &adding.group {
        Some(typed) => group::choose(carrick, typed, adding.yes, console).await?,
        None => named(carrick, &adding.repositories).await?,
    };
    // All of a group was agreed to at once.
    how.is_agreed |= adding.group.is_some();
    let (of, mut exit) = (projects.len(), Exit::Done);
    for (project, at) in projects.iter().zip(1..) {
        let path = plain(&project.listed.path);
        let one = One { carrick, project, how: &how, turn: Turn { path: &path, at, of } };
        exit = exit.max(match one.add(console).await {
            // Of many the others go on.
            Err(failure) if of > 1 => tell(failure, &path, console)?,
            done => done.map(|()| Exit::Done)?,
        });
    }
    if exit == Exit::Done && !adding.no_clone && console.bar.is_possible() && !is_git_set_up(carrick).await? {
        console.tell(words::GIT_ELSEWHERE);
    }
    Ok(exit)
}

async fn named(carrick: &Carrick, typed: &[String]) -> Result<Vec<Project>, Failure> {
    let mut projects = Vec::new();
    for typed in typed {
        projects.push(repository::choose_any(carrick, typed).await?);
    }
    Ok(projects)
}

/// One of many failed. That nothing can be written any more ends all.
fn tell(failure: Failure, path: &str, console: &mut Console) -> Result<Exit, Failure> {
    let exit = failure.exit();
    let error = failure.trouble()?;
    if console.json {
        console.event(&answers::Adding::Failed { path: Some(path.to_owned()), error })?;
    } else {
        console.tell(&format!("carrick: {path}: {}", words::both(&error)));
    }
    Ok(exit)
}

async fn is_git_set_up(carrick: &Carrick) -> Result<bool, Failure> {
    Ok(git_setup::status(&carrick.parts).await?.is_included)
}

/// How all of them are added.
struct How {
    /// Below this folder, each under its own name; `None` for their places in the projects folder.
    into: Option<std::path::PathBuf>,
    kind: Kind,
    is_without_clone: bool,
    /// Whether nothing is asked.
    is_agreed: bool,
}

impl How {
    fn of(adding: &Adding) -> Result<Self, Failure> {
        let unknown = |cause: std::io::Error| Error::new(Code::NotFound).from_source(&cause);
        let into = adding.into.as_ref().map(std::path::absolute).transpose().map_err(unknown)?;
        let kind = if adding.partial { Kind::OldContentsWhenNeeded } else { Kind::Whole };
        Ok(Self { into, kind, is_without_clone: adding.no_clone, is_agreed: adding.yes })
    }
}

/// One repository that is added.
struct One<'a> {
    carrick: &'a Carrick,
    project: &'a Project,
    how: &'a How,
    turn: Turn<'a>,
}

impl One<'_> {
    async fn add(&self, console: &mut Console) -> Result<(), Failure> {
        let known = self.clones().await?;
        let there = known.into_iter().map(|clone| clone.folder).find(|folder| Path::new(folder).is_dir());
        let is_enough = there.is_some() || self.how.is_without_clone;
        if self.project.added_at.is_some() && is_enough && self.how.into.is_none() {
            return self.say(there, None, console);
        }
        if console.json {
            let (host, path) = (host(&self.project.instance), self.turn.path.to_owned());
            console.event(&answers::Adding::Started { host, path, at: self.turn.at, of: self.turn.of })?;
        }
        let mut wanted = self.wanted();
        loop {
            match follow(self.carrick, wanted.clone(), &self.turn, console).await? {
                Ok(added) => {
                    let folder = added.folder.as_ref().map(|folder| folder.display().to_string());
                    return self.say(folder, Some(added), console);
                }
                Err(NotAdded::Large(size, free)) if !wanted.is_size_agreed => {
                    wanted = self.agree(wanted, size, free, console).await?;
                }
                Err(NotAdded::Taken(folder)) => return self.use_found(&folder, console).await,
                Err(not_added) => return Err(self.failure(not_added)),
            }
        }
    }

    fn wanted(&self) -> Wanted {
        let How { into, kind, is_without_clone, is_agreed } = self.how;
        let own_name = repository::last_part(&self.project.listed.path);
        let to = match into {
            _ if *is_without_clone => To::Nowhere,
            Some(into) => To::Folder(into.join(own_name).display().to_string()),
            None => To::ProjectsFolder,
        };
        Wanted { repository: self.project.id, to, kind: *kind, is_size_agreed: *is_agreed }
    }

    /// Its clones, the one that was used last first.
    async fn clones(&self) -> Result<Vec<table::Clone>, Failure> {
        let (profile_id, id) = (self.carrick.parts.profile_id, self.project.id);
        Ok(self.carrick.parts.db.read(move |db| table::of_project(db, profile_id, id)).await?)
    }

    /// What is wanted of something large, by whoever sits at the terminal.
    async fn agree(
        &self,
        wanted: Wanted,
        size: u64,
        free: Option<u64>,
        console: &mut Console,
    ) -> Result<Wanted, Failure> {
        let path = self.turn.path.to_owned();
        let is_partial = wanted.kind == Kind::OldContentsWhenNeeded;
        let question = words::large_question(&path, size, free, is_partial);
        let answer = console.ask(&question).await.ok_or(Problem::Large { path, size, free })?;
        let kind = match answer.trim().to_ascii_lowercase().as_str() {
            "y" | "yes" if is_partial => wanted.kind,
            "a" | "all" if !is_partial => wanted.kind,
            "o" | "old" if !is_partial => Kind::OldContentsWhenNeeded,
            _ => return Err(Problem::Declined.into()),
        };
        Ok(Wanted { kind, is_size_agreed: true, ..wanted })
    }

    /// Takes in the clone that is at the place already.
    async fn use_found(&self, folder: &Path, console: &mut Console) -> Result<(), Failure> {
        let (path, shown) = (self.turn.path.to_owned(), self.shown(folder));
        if !self.how.is_agreed {
            let question = words::taken_question(&path, &shown);
            console.require_agreed(&question).await.map_err(|problem| match problem {
                Problem::NobodyToAsk => Problem::Taken { path, folder: shown },
                problem => problem,
            })?;
        }
        let project = Some(self.project.id);
        let adopt = Adopt { folder: folder.to_owned(), project, https: false, despite: false };
        let adopted = clones::adopt(&self.carrick.repositories, vec![adopt]).await?;
        match adopted.failed.into_iter().next() {
            Some((_, error)) => Err(error.into()),
            None => self.say(Some(folder.display().to_string()), Some(self.found(folder)), console),
        }
    }

    fn found(&self, folder: &Path) -> Added {
        let (repository, path) = (self.project.id, self.project.listed.path.clone());
        Added { repository, path, folder: Some(folder.to_owned()), commits_as: None, notes: Vec::new() }
    }

    fn failure(&self, not_added: NotAdded) -> Failure {
        let path = self.turn.path.to_owned();
        let problem = match not_added {
            NotAdded::Large(size, free) => Problem::Large { path, size, free },
            NotAdded::TooLarge(size, free) => Problem::TooLarge { path, size, free },
            NotAdded::Taken(folder) => Problem::Taken { path, folder: self.shown(&folder) },
            NotAdded::OtherCase(folder) => Problem::OtherCase { folder: self.shown(&folder) },
            NotAdded::Failed(failure, folder) => {
                let folder = folder.map(|folder| self.shown(&folder));
                Problem::NotCloned { failure, host: host(&self.project.instance), folder }
            }
            NotAdded::Error(error) => return error.into(),
        };
        problem.into()
    }

    fn shown(&self, folder: &Path) -> String {
        repository::shown(self.carrick, folder)
    }

    /// Says that it is added: just now, or before where `added` is `None`.
    fn say(&self, folder: Option<String>, added: Option<Added>, console: &mut Console) -> Result<(), Failure> {
        let was_added = added.is_none();
        let shown = folder.as_deref().map(|folder| self.shown(Path::new(folder)));
        let (commits_as, notes) = added.map(|added| (added.commits_as, added.notes)).unwrap_or_default();
        let commits_as = commits_as.as_deref().map(plain);
        let notes: Vec<answers::Note> = notes.into_iter().map(Into::into).collect();
        if console.json {
            let (host, path) = (host(&self.project.instance), self.turn.path.to_owned());
            let folder = folder.as_deref().map(plain);
            console.event(&answers::Adding::Done { host, path, folder, was_added, commits_as, notes })?;
            return Ok(());
        }
        let say = if was_added { words::is_added } else { words::added };
        console.line(&say(self.turn.path, shown.as_deref()))?;
        for note in &notes {
            console.line(&words::note(note))?;
        }
        if let Some(who) = commits_as {
            console.line(&words::commits_as(&who))?;
        }
        Ok(console.flush()?)
    }
}
