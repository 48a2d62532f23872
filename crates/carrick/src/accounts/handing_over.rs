//! Handing an integration on to others, as a link or a file.

use std::path::{Path, PathBuf};

use carrick_store::db::{integrations, profiles};
use carrick_store::error::{Code, Error};

use super::setup::Setup;
use super::{Accounts, permission};
use crate::blocking;
use crate::desktop::folders;

/// What is handed on of an integration.
///
/// # Errors
/// [`Code::NotFound`], and what [`Setup::of`] says.
pub async fn setup_of(accounts: &Accounts, id: i64) -> Result<Setup, Error> {
    permission::to_set_up(accounts).await?;
    let profile_id = accounts.profile_id;
    let read = move |db: &rusqlite::Connection| Ok((integrations::get(db, id)?, profiles::get(db, profile_id)?));
    let (integration, profile) = accounts.db.read(read).await?;
    Setup::of(&integration.ok_or_else(|| Error::new(Code::NotFound))?, &profile.name)
}

/// Writes it to a file among the person's downloads, which replaces none; returns where, as people write it.
///
/// # Errors
/// As [`setup_of`], and [`Code::FileNotWritten`].
pub async fn save_file(accounts: &Accounts, id: i64) -> Result<String, Error> {
    let setup = setup_of(accounts, id).await?;
    let places = accounts.git.places.clone();
    let table = places.xdg_config().join(folders::TABLE);
    let home = places.home.clone();
    let written = blocking::run(move || {
        let table = std::fs::read(table).unwrap_or_default();
        let folder = folders::named_in(&String::from_utf8_lossy(&table), "XDG_DOWNLOAD_DIR", &home);
        let folder = folder.unwrap_or_else(|| home.join("Downloads"));
        write_new(if folder.is_dir() { &folder } else { &home }, &setup)
    });
    written.await?.map(|path| places.shown(&path))
}

/// Under its own name, or the first numbered one that is free.
fn write_new(folder: &Path, setup: &Setup) -> Result<PathBuf, Error> {
    let name = setup.file_name();
    let (stem, text) = (name.trim_end_matches(".json"), setup.document() + "\n");
    let mut number = 1;
    loop {
        let name = if number == 1 { name.clone() } else { format!("{stem}-{number}.json") };
        let path = folder.join(name);
        match std::fs::File::create_new(&path) {
            Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
            made => {
                let written = made.and_then(|mut file| std::io::Write::write_all(&mut file, text.as_bytes()));
                let failed = |cause: std::io::Error| {
                    Error::new(Code::FileNotWritten).with("path", path.display()).from_source(&cause)
                };
                return written.map(|()| path.clone()).map_err(failed);
            }
        }
    }
}
