//! An editor as one that is installed for this person, which writes down what it was asked to open.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use crate::failure::{Doing, Result};
use crate::session::Session;

/// What it calls itself.
pub const NAME: &str = "Code";

impl Session {
    /// Installs it; answers the file with a line for each time that it was started.
    pub fn install_editor(&self) -> Result<PathBuf> {
        let folders = self.folders();
        let (program, opened) = (folders.bin().join("code"), folders.root().join("opened"));
        std::fs::write(&program, format!("#!/bin/sh\necho \"$@\" >> {}\n", opened.display()))?;
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755))?;
        let entry = format!(
            "[Desktop Entry]\nType=Application\nName={NAME}\nExec={} %F\n\
             Categories=Development;IDE;TextEditor;\nMimeType=text/plain;inode/directory;\n",
            program.display()
        );
        std::fs::write(folders.data().join("applications/code.desktop"), entry).doing("installing an editor")?;
        Ok(opened)
    }
}
