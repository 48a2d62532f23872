//! Repositories, and how they are named on a command line.

use std::path::{Path, PathBuf};

use carrick::Carrick;
use carrick::git::hazards::without_user;
use carrick::git::places::Places;
use carrick::repositories::finding;
use carrick::repositories::list::{self, Filter, Page, Wanted};
use carrick_store::db::{clones, projects};
use carrick_store::project::Project;
use carrick_store::{Code, Error};

use crate::account;
use crate::failure::Failure;
use crate::plain::plain;
use crate::problem::Problem;

/// The list hands out so many at a time.
const AT_ONCE: usize = 200;

/// Names for a choice: more nobody reads.
const MOST_CHOICES: usize = 10;

/// An added repository and its clones, the one that was used last first.
#[derive(Debug, Clone)]
pub(crate) struct Added {
    pub(crate) project: Project,
    pub(crate) clones: Vec<clones::Clone>,
}

impl Added {
    /// Its path, harmless for a terminal.
    pub(crate) fn name(&self) -> String {
        plain(&self.project.listed.path)
    }
}

/// What fits a text and a filter, in the window's order: at most so many, and how many there are.
pub(crate) async fn listed(
    carrick: &Carrick,
    text: &str,
    filter: Filter,
    most: usize,
) -> Result<(Vec<Project>, usize), Error> {
    let (mut found, mut revision) = (Vec::new(), None);
    loop {
        let count = AT_ONCE.min(most - found.len());
        let wanted = Wanted { text: text.to_owned(), filter, at: found.len(), count, revision };
        match list::page(&carrick.repositories, wanted).await? {
            Page::Rows { rows, total, revision: now, .. } => {
                let is_last = rows.len() < count;
                found.extend(rows.into_iter().map(|row| row.project));
                revision = Some(now);
                if is_last || found.len() >= most.min(total) {
                    return Ok((found, total));
                }
            }
            // Places are of one order: with another it begins anew.
            Page::Changed { .. } => {
                found.clear();
                revision = None;
            }
        }
    }
}

/// Every added repository, by path.
pub(crate) async fn added(carrick: &Carrick) -> Result<Vec<Added>, Error> {
    let profile_id = carrick.parts.profile_id;
    let look = move |db: &rusqlite::Connection| {
        let mut all = Vec::new();
        for (id, _) in projects::named::added(db, profile_id)? {
            if let Some(project) = projects::get(db, profile_id, id)? {
                all.push(Added { project, clones: clones::of_project(db, profile_id, id)? });
            }
        }
        Ok(all)
    };
    carrick.parts.db.read(look).await
}

/// The added repository of this name: a path, the end of one, an address, or a folder.
pub(crate) async fn choose_added(carrick: &Carrick, typed: &str) -> Result<Added, Failure> {
    let all = added(carrick).await?;
    if let Some(folder) = folder(typed, &carrick.parts.git.places) {
        return Ok(by_folder(all, &folder).ok_or_else(|| not_added(typed, &[]))?);
    }
    if typed.contains(':') {
        let found = finding::find_address(&carrick.repositories, typed).await;
        let project = found.map_err(|error| unless_unknown(error, || not_added(typed, &all)))?;
        let is_it = |added: &Added| added.project.id == project.id;
        return Ok(all.into_iter().find(is_it).ok_or_else(|| not_added(typed, &[]))?);
    }
    Ok(by_name(all, typed)?)
}

/// A repository of this name, whether it is added or not: a path or an address, for which GitLab is asked if it is not
/// in the list; or the last part of a path in the list.
pub(crate) async fn choose_any(carrick: &Carrick, typed: &str) -> Result<Project, Failure> {
    if account::all(carrick).await?.is_empty() {
        return Err(Problem::NoAccounts.into());
    }
    let unknown = || Problem::RepositoryUnknown { typed: told(typed) };
    if typed.contains(['/', ':']) {
        let found = finding::find_address(&carrick.repositories, typed).await;
        return found.map_err(|error| unless_unknown(error, unknown));
    }
    let (found, _) = listed(carrick, typed, Filter::default(), AT_ONCE).await?;
    let is_it = |project: &Project| last_part(&project.listed.path).eq_ignore_ascii_case(typed);
    let mut meant: Vec<Project> = found.into_iter().filter(is_it).collect();
    match (meant.pop(), meant.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            meant.push(last);
            Err(Problem::RepositoryAmbiguous { choices: names(&meant) }.into())
        }
        (None, _) => Err(unknown().into()),
    }
}

/// The page of a project at its GitLab, which is a name that is never ambiguous.
pub(crate) fn page(project: &Project) -> String {
    format!("{}/{}", project.instance, plain(&project.listed.path))
}

/// A folder as people write it, harmless for a terminal.
pub(crate) fn shown(carrick: &Carrick, folder: &Path) -> String {
    plain(&carrick.parts.git.places.shown(folder))
}

fn unless_unknown(error: Error, unknown: impl FnOnce() -> Problem) -> Failure {
    if error.code == Code::NotFound { unknown().into() } else { error.into() }
}

/// What was typed, where it is a folder and no name.
fn folder(typed: &str, places: &Places) -> Option<PathBuf> {
    let is_from_here = matches!(typed, "." | "..") || typed.starts_with("./") || typed.starts_with("../");
    let folder = if is_from_here { PathBuf::from(typed) } else { places.meant(typed)? };
    std::path::absolute(folder.canonicalize().unwrap_or(folder)).ok()
}

/// The one whose clone the folder is, or lies in.
fn by_folder(all: Vec<Added>, folder: &Path) -> Option<Added> {
    let holds = |clone: &clones::Clone| {
        let of_clone = Path::new(&clone.folder);
        folder.starts_with(of_clone) || of_clone.canonicalize().is_ok_and(|real| folder.starts_with(real))
    };
    all.into_iter().find(|added| added.clones.iter().any(holds))
}

/// The whole path counts before the end of one.
fn by_name(all: Vec<Added>, typed: &str) -> Result<Added, Problem> {
    let wanted = typed.trim_matches('/').strip_suffix(".git").unwrap_or(typed.trim_matches('/'));
    let whole = |added: &&Added| added.project.listed.path.eq_ignore_ascii_case(wanted);
    let end = |added: &&Added| ends_with(&added.project.listed.path, wanted);
    let mut meant: Vec<&Added> = all.iter().filter(whole).collect();
    if meant.is_empty() {
        meant = all.iter().filter(end).collect();
    }
    match meant[..] {
        [only] => Ok(only.clone()),
        [] => Err(not_added(typed, &all)),
        _ => {
            let projects: Vec<Project> = meant.iter().map(|added| added.project.clone()).collect();
            Err(Problem::RepositoryAmbiguous { choices: names(&projects) })
        }
    }
}

fn not_added(typed: &str, all: &[Added]) -> Problem {
    let typed = told(typed);
    let lower = typed.to_lowercase();
    let similar = |added: &&Added| !lower.is_empty() && added.name().to_lowercase().contains(&lower);
    let choices = all.iter().filter(similar).map(Added::name).take(MOST_CHOICES).collect();
    Problem::RepositoryNotAdded { typed, choices }
}

/// What was typed, without the token that may stand in an address.
fn told(typed: &str) -> String {
    plain(&without_user(typed))
}

/// Each as short as it can be and still clear.
fn names(projects: &[Project]) -> Vec<String> {
    let same = |project: &Project| projects.iter().filter(|it| it.listed.path == project.listed.path).count();
    let name = |project: &Project| if same(project) > 1 { page(project) } else { plain(&project.listed.path) };
    projects.iter().take(MOST_CHOICES).map(name).collect()
}

/// Whether a path ends with these parts.
fn ends_with(path: &str, parts: &str) -> bool {
    let at = path.len().checked_sub(parts.len());
    at.is_some_and(|at| {
        !parts.is_empty()
            && path.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(parts))
            && path.as_bytes().get(at.wrapping_sub(1)) == Some(&b'/')
    })
}

/// The part of a path behind its groups.
pub(crate) fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use carrick_store::project::{Details, Listed};

    use super::*;

    fn added(instance: &str, path: &str, folder: Option<&str>) -> Added {
        let listed = Listed {
            project_id: 1,
            path: path.to_owned(),
            name: String::new(),
            avatar_url: None,
            default_branch: None,
            visibility: None,
            last_activity_at: 0,
            details: Details::default(),
        };
        let (instance, reached_by) = (instance.to_owned(), Vec::new());
        let project = Project { id: 1, instance, listed, reached_by, asked_at: None, added_at: Some(0) };
        let clone = |folder: &str| clones::Clone {
            id: 1,
            project: 1,
            folder: folder.to_owned(),
            link_id: None,
            added_at: 0,
            used_at: 0,
            keeps_name: false,
        };
        Added { project, clones: folder.into_iter().map(clone).collect() }
    }

    fn some() -> Vec<Added> {
        vec![
            added("https://gitlab.com", "work/web", Some("/home/a/Projects/work/web")),
            added("https://gitlab.com", "work/ui/web", None),
            added("https://gitlab.com", "work/api", Some("/srv/api")),
            added("https://git.example", "work/api", None),
            added("https://gitlab.com", "ui/web", None),
        ]
    }

    #[test]
    fn the_end_of_a_path_names_it_where_that_is_clear() {
        let chosen = |typed: &str| by_name(some(), typed).map(|added| added.name());
        assert_eq!(chosen("WORK/web"), Ok("work/web".to_owned()), "in any case of its letters");
        assert_eq!(chosen("ui/web"), Ok("ui/web".to_owned()), "a whole path counts before the end of another");
        assert_eq!(chosen("work/ui/web.git"), Ok("work/ui/web".to_owned()), "as git writes it");
        let ambiguous = |choices: &[&str]| {
            Err(Problem::RepositoryAmbiguous { choices: choices.iter().map(ToString::to_string).collect() })
        };
        assert_eq!(chosen("web"), ambiguous(&["work/web", "work/ui/web", "ui/web"]), "several end so");
        let both = ["https://gitlab.com/work/api", "https://git.example/work/api"];
        assert_eq!(chosen("work/api"), ambiguous(&both), "with the GitLab where the path says too little");
        let unknown = |typed: &str, choices: &[&str]| {
            let choices = choices.iter().map(ToString::to_string).collect();
            Err(Problem::RepositoryNotAdded { typed: typed.to_owned(), choices })
        };
        assert_eq!(chosen("eb"), unknown("eb", &["work/web", "work/ui/web", "ui/web"]), "no part of a name is one");
        assert_eq!(chosen(""), unknown("", &[]), "nothing is no name");
        assert_eq!(chosen("é"), unknown("é", &[]), "whatever letters it has");
    }

    #[test]
    fn a_folder_names_the_repository_whose_clone_it_lies_in() {
        let chosen = |folder: &str| by_folder(some(), Path::new(folder)).map(|added| added.name());
        assert_eq!(chosen("/home/a/Projects/work/web/src"), Some("work/web".to_owned()), "in it");
        assert_eq!(chosen("/srv/api"), Some("work/api".to_owned()), "itself");
        assert_eq!(chosen("/srv/api-2"), None, "beside it");
        let places = Places {
            git: "git".into(),
            home: "/home/a".into(),
            xdg_config_home: None,
            git_config_global: None,
            git_config_system: None,
            without_system: true,
            data_dir: "/home/a/data".into(),
        };
        assert_eq!(folder("~/Projects/none", &places), Some("/home/a/Projects/none".into()), "below the home");
        assert_eq!(folder("work/web", &places), None, "a path of GitLab's is no folder");
        let here = std::env::current_dir().unwrap();
        assert_eq!(folder(".", &places), Some(here.canonicalize().unwrap()), "where somebody is");
    }
}
