//! `carrick repo open`: the folder of a repository in what the person works with, or its page.

use std::path::Path;

use carrick::Carrick;
use carrick::desktop::opening::Editor;
use carrick::repositories::clones::{self, With};
use carrick::repositories::finding;
use carrick_store::project::Project;

use crate::answers::repo::opening::{Opened, With as Told};
use crate::arguments::Opening;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plain::{host, plain};
use crate::problem::Problem;
use crate::{repository, words};

pub(super) async fn open(carrick: &Carrick, opening: &Opening, console: &mut Console) -> Result<Exit, Failure> {
    if opening.web {
        return open_page(carrick, &opening.repository, console).await;
    }
    let added = repository::choose_added(carrick, &opening.repository).await?;
    let there = added.clones.iter().find(|clone| Path::new(&clone.folder).is_dir());
    let clone = there.or(added.clones.first()).ok_or_else(|| Problem::NoClone { path: added.name() })?;
    let (with, told, editor) = chosen(carrick, opening).await?;
    clones::open(&carrick.repositories, clone.id, with).await?;
    if console.json {
        let folder = Some(plain(&clone.folder));
        let (host, path) = (host(&added.project.instance), added.name());
        console.answer(&Opened { host, path, folder, with: told, editor })?;
    } else {
        let folder = repository::shown(carrick, Path::new(&clone.folder));
        console.line(&words::opened(&folder, editor.as_deref().unwrap_or_else(|| words::program(told))))?;
    }
    Ok(Exit::Done)
}

/// What it is opened with, and the name of the editor where it is one.
async fn chosen(carrick: &Carrick, opening: &Opening) -> Result<(With, Told, Option<String>), Failure> {
    if opening.terminal {
        return Ok((With::Terminal, Told::Terminal, None));
    }
    if opening.folder {
        return Ok((With::Folder, Told::Folder, None));
    }
    let openers = clones::openers(&carrick.repositories).await?;
    let is_chosen = |editor: &&Editor| match &opening.editor {
        Some(typed) => is_called(editor, typed),
        None => openers.chosen.as_ref() == Some(&editor.id),
    };
    let editor = openers.editors.iter().find(is_chosen).or(match &opening.editor {
        Some(_) => None,
        // The chosen one is gone: the first one found is used.
        None => openers.editors.first(),
    });
    match (editor, &opening.editor) {
        (Some(editor), _) => Ok((With::Editor(editor.id.clone()), Told::Editor, Some(plain(&editor.name)))),
        (None, Some(typed)) if !openers.editors.is_empty() => {
            let choices = openers.editors.iter().map(|editor| plain(&editor.name)).collect();
            Err(Problem::EditorUnknown { typed: plain(typed), choices }.into())
        }
        (None, _) => Err(Problem::NoEditor.into()),
    }
}

/// By its name, the name of its desktop entry, or a word of either.
fn is_called(editor: &Editor, typed: &str) -> bool {
    let typed = typed.to_lowercase();
    let entry = editor.id.strip_suffix(".desktop").unwrap_or(&editor.id).to_lowercase();
    let name = plain(&editor.name).to_lowercase();
    entry == typed || name == typed || name.split_whitespace().any(|word| word == typed)
}

/// The page of any repository, added or not.
async fn open_page(carrick: &Carrick, typed: &str, console: &mut Console) -> Result<Exit, Failure> {
    let project: Project = match repository::choose_added(carrick, typed).await {
        Ok(added) => added.project,
        Err(Failure::Here(Problem::RepositoryNotAdded { .. })) => repository::choose_any(carrick, typed).await?,
        Err(failure) => return Err(failure),
    };
    finding::open_page(&carrick.repositories, project.id).await?;
    if console.json {
        let (host, path) = (host(&project.instance), plain(&project.listed.path));
        console.answer(&Opened { host, path, folder: None, with: Told::Web, editor: None })?;
    } else {
        console.line(&words::opened_page(&repository::page(&project)))?;
    }
    Ok(Exit::Done)
}
