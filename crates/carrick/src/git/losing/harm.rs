//! Where git must not run: nobody has agreed to what a clone says by now, or to what its submodules say, and a program
//! may be started or a password go to another server before anything is proved.

use std::fs;
use std::path::Path;

use super::doubt::Doubt;
use crate::git::folder::GitFolder;
use crate::git::hazards;
use crate::git::listing::Setting;

/// By the files of a clone, as data.
pub(super) fn refuse_in_files(git_folder: &Path) -> Result<(), Doubt> {
    // git would read the settings from where it leads.
    if fs::symlink_metadata(git_folder.join("commondir")).is_ok() {
        return Err(Doubt::Configuration);
    }
    let files = GitFolder { own: git_folder.to_owned(), common: git_folder.to_owned() };
    refuse(&files.settings().map_err(|_| Doubt::Configuration)?, git_folder)
}

/// By the own settings of the clone with this git folder.
pub(super) fn refuse(own: &[Setting], git_folder: &Path) -> Result<(), Doubt> {
    let harms = |setting: &Setting| {
        hazards::of(&setting.key, setting.value.as_deref()).is_some() && !is_put_aside(&setting.key)
    };
    // That of a submodule is told anew, that of a clone has a doubt of its own.
    match own.iter().find(|setting| harms(setting) && setting.key != "core.worktree") {
        Some(setting) => {
            let (folder, key) = (git_folder.display(), hazards::without_user(&setting.key));
            tracing::info!(%folder, key, "git does not run where this is set");
            Err(Doubt::Configuration)
        }
        None => Ok(()),
    }
}

/// Whether what it could do does not come about by what git is asked here and how.
fn is_put_aside(key: &str) -> bool {
    let section = key.split('.').next().unwrap_or_default();
    let name = key.rsplit('.').next().unwrap_or_default();
    match (section, name) {
        // Told anew for every call.
        ("core", "fsmonitor" | "hookspath") | ("filter", "clean" | "smudge" | "process") => true,
        // Told anew where remotes are asked, or of a transport that is not allowed.
        ("core", "sshcommand" | "askpass" | "gitproxy") | ("credential", "helper") | ("protocol", "allow") => true,
        ("remote", "uploadpack" | "receivepack" | "url" | "pushurl") | ("submodule", "url" | "update") => true,
        // git listens to it in a person's own file alone.
        ("uploadpack", "packobjectshook") => true,
        // Nothing is written on a terminal, shown as a difference, signed, edited or merged.
        ("alias" | "pager" | "diff" | "difftool" | "merge" | "mergetool" | "gpg", _) => true,
        ("core", "pager" | "editor") | ("sequence", "editor") | ("interactive", "difffilter") => true,
        ("commit", "template") | ("init", "templatedir") => true,
        // Large files are not fetched.
        ("lfs", "url" | "pushurl") | ("remote", "lfsurl" | "lfspushurl") => true,
        _ => false,
    }
}
