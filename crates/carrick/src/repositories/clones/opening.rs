//! Opening a clone in what the person works with.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use carrick_store::db::{clones, preferences};
use carrick_store::error::{Code, Error};

use super::known::{Known, missing};
use crate::blocking;
use crate::desktop::opening::{self, Editor};
use crate::repositories::Repositories;

/// What folders can be opened with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Openers {
    /// The editors on this computer, the best first.
    pub editors: Vec<Editor>,
    /// The [`Editor::id`] of the one that is used: the person's choice, or else the first.
    pub chosen: Option<String>,
}

/// With what a clone is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum With {
    /// An editor by its [`Editor::id`], which is the chosen one from then on.
    Editor(String),
    /// A terminal.
    Terminal,
    /// The file manager.
    Folder,
}

/// What folders can be opened with. Editors that were looked for some minutes ago are not looked for again.
///
/// # Errors
/// When the database cannot be read.
pub async fn openers(repositories: &Repositories) -> Result<Openers, Error> {
    let kept = repositories.live().clones.editors();
    let editors = match kept {
        Some(editors) => editors,
        None => {
            let opener = Arc::clone(&repositories.opener);
            let editors = blocking::run(move || opener.editors()).await?;
            repositories.live().clones.keep_editors(editors.clone());
            editors
        }
    };
    let profile_id = repositories.profile_id;
    let set = repositories.db.read(move |db| preferences::get(db, profile_id)).await?.editor;
    let is_there = |id: &String| editors.iter().any(|editor| editor.id == *id);
    let chosen = set.filter(is_there).or_else(|| editors.first().map(|editor| editor.id.clone()));
    Ok(Openers { editors, chosen })
}

/// Opens a clone.
///
/// # Errors
/// `NotFound`; `FolderMissing`; `OpenerFailed`.
pub async fn open(repositories: &Repositories, id: i64, with: With) -> Result<(), Error> {
    let known = Known::there(repositories, id).await?;
    let (opener, folder, what) = (Arc::clone(&repositories.opener), known.folder.clone(), with.clone());
    if let Err(cause) = blocking::run(move || start(&*opener, folder, what)).await? {
        // An editor may have gone.
        repositories.live().clones.forget_editors();
        return Err(match cause.kind() {
            io::ErrorKind::NotADirectory => missing(repositories, &known.clone),
            _ => Error::new(Code::OpenerFailed).from_source(&cause),
        });
    }
    let (profile_id, now) = (repositories.profile_id, repositories.clock.now());
    let note = move |db: &rusqlite::Connection| {
        clones::use_now(db, id, now)?;
        let With::Editor(editor) = with else { return Ok(()) };
        let set = preferences::get(db, profile_id)?;
        preferences::put(db, profile_id, &preferences::Preferences { editor: Some(editor), ..set })
    };
    repositories.db.write(note).await?;
    repositories.touch_project(known.project.id);
    Ok(())
}

fn start(opener: &dyn opening::Opener, folder: PathBuf, with: With) -> io::Result<()> {
    match with {
        With::Editor(id) => opener.edit(&folder, &opening::With::Editor(id)),
        With::Terminal => opener.open_terminal(&folder, None),
        With::Folder => opener.show(&folder),
    }
}
