//! The place in a trash that a folder of a disk is moved to.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use carrick_store::private;
use jiff::Zoned;
use rustix::fs::{AtFlags, CWD, Mode, OFlags, RenameFlags, open, renameat_with, statat};

use super::doubt::Doubt;

/// How many folders of one name are borne.
const NAMES: usize = 10_000;

/// A trash on the disk of a folder.
pub(super) struct Place {
    folder: PathBuf,
    /// What the paths in it begin at; `None` for the one in the home, where they are absolute.
    top: Option<PathBuf>,
}

impl Place {
    pub(super) fn of(data_home: &Path, user: u32, folder: &Path, device: u64) -> io::Result<Self> {
        let home = data_home.join("Trash");
        private::make_folder(&home)?;
        if fs::metadata(&home)?.dev() == device {
            return Ok(Self { folder: home, top: None });
        }
        let on_disk = |above: &&Path| fs::symlink_metadata(above).is_ok_and(|about| about.dev() == device);
        let top = folder.ancestors().take_while(on_disk).last().ok_or(io::ErrorKind::NotFound)?;
        let shared = top.join(".Trash");
        let is_good = |about: fs::Metadata| about.is_dir() && about.permissions().mode() & 0o1000 != 0;
        let own = match fs::symlink_metadata(&shared).is_ok_and(is_good) {
            true => shared.join(user.to_string()),
            false => top.join(format!(".Trash-{}", user)),
        };
        private::make_folder(&own)?;
        let about = fs::symlink_metadata(&own)?;
        // Somebody else may have put it there.
        if !about.is_dir() || about.uid() != user || about.dev() != device {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        Ok(Self { folder: own, top: Some(top.to_owned()) })
    }

    /// The name is taken by the file about it, as the specification wants, before the folder is moved.
    pub(super) fn take(&self, folder: &Path, identity: (u64, u64)) -> Result<PathBuf, Doubt> {
        let failed = |error: io::Error| Doubt::NoTrash(error.kind());
        let (about, to) = self.name(folder).map_err(failed)?;
        let moved = move_same(folder, &to, identity);
        if moved.is_err() {
            let _ = fs::remove_file(about);
        }
        moved.map(|()| to)
    }

    fn name(&self, folder: &Path) -> io::Result<(PathBuf, PathBuf)> {
        let [files, info] = ["files", "info"].map(|name| self.folder.join(name));
        private::make_folder(&files)?;
        private::make_folder(&info)?;
        let path = self.top.as_ref().and_then(|top| folder.strip_prefix(top).ok()).unwrap_or(folder);
        let date = Zoned::now().strftime("%Y-%m-%dT%H:%M:%S").to_string();
        let text = format!("[Trash Info]\nPath={}\nDeletionDate={date}\n", escaped(path));
        let name = folder.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        for at in 1..NAMES {
            let mut free = name.to_owned();
            if at > 1 {
                free.push(format!(" {at}"));
            }
            let to = files.join(&free);
            free.push(".trashinfo");
            let about = info.join(free);
            if fs::symlink_metadata(&to).is_ok() {
                continue;
            }
            match private::open_file(&about, OpenOptions::new().write(true).create_new(true)) {
                Ok(mut file) => {
                    file.write_all(text.as_bytes()).inspect_err(|_| drop(fs::remove_file(&about)))?;
                    return Ok((about, to));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

/// Renames the folder if it is the one of this identity, over nothing. Another one that came in its place between
/// the look and the move is put back.
fn move_same(folder: &Path, to: &Path, identity: (u64, u64)) -> Result<(), Doubt> {
    let failed = |error: rustix::io::Errno| Doubt::NoTrash(io::Error::from(error).kind());
    let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else { return Err(Doubt::Home) };
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let parent = open(parent, flags, Mode::empty()).map_err(failed)?;
    let before = statat(&parent, name, AtFlags::SYMLINK_NOFOLLOW).map_err(failed)?;
    if (before.st_dev, before.st_ino) != identity {
        return Err(Doubt::Changed);
    }
    renameat_with(&parent, name, CWD, to, RenameFlags::NOREPLACE).map_err(failed)?;
    let after = statat(CWD, to, AtFlags::SYMLINK_NOFOLLOW).map_err(failed)?;
    if (after.st_dev, after.st_ino) != identity {
        let _ = renameat_with(CWD, to, &parent, name, RenameFlags::NOREPLACE);
        return Err(Doubt::Changed);
    }
    Ok(())
}

/// As in an address; slashes stand for themselves.
fn escaped(path: &Path) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    let escape = |byte: &u8| if plain(*byte) { char::from(*byte).to_string() } else { format!("%{byte:02X}") };
    path.as_os_str().as_bytes().iter().map(escape).collect()
}
