//! Lends the custom scheme to the demo and puts the previous handler back.
//!
//! Putting back is done by a second process of ours that waits for its input to
//! end. It stands outside the terminal's process group, so it also works after
//! Ctrl-C, and however else the demo ends.

use std::io::{BufRead, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::mimeapps;

const KIND: &str = "x-scheme-handler/dev.carrick.desktop";
const DEMO_HANDLER: &str = "carrick-demo-handler.desktop";

/// The scheme belongs to the demo while this lives.
pub(crate) struct LentScheme {
    keeper: Child,
    input: Option<ChildStdin>,
}

impl LentScheme {
    /// Notes who answers the scheme now, then gives it to the demo.
    pub(crate) fn lend() -> Result<Self, String> {
        let list = list_file()?;
        let text = std::fs::read_to_string(&list).unwrap_or_default();
        let previous = mimeapps::default_of(&text, KIND).filter(|value| value != DEMO_HANDLER);
        let mut lent = Self::start_keeper()?;
        lent.tell(previous.as_deref().unwrap_or_default())?;
        write_list(&list, &mimeapps::with_default(&text, KIND, Some(DEMO_HANDLER)))?;
        Ok(lent)
    }

    fn start_keeper() -> Result<Self, String> {
        let ourselves = std::env::current_exe().map_err(|e| format!("cannot find this program: {e}"))?;
        let mut command = Command::new(ourselves);
        command.arg("restore-scheme").stdin(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut keeper = command.spawn().map_err(|e| format!("cannot start the keeper of the scheme: {e}"))?;
        let input = keeper.stdin.take();
        Ok(Self { keeper, input })
    }

    fn tell(&mut self, previous: &str) -> Result<(), String> {
        let input = self.input.as_mut().ok_or("the keeper of the scheme has no input")?;
        writeln!(input, "{previous}").map_err(|e| format!("cannot tell the keeper of the scheme: {e}"))
    }
}

impl Drop for LentScheme {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.keeper.wait();
    }
}

/// The keeper: reads who answered the scheme before, waits for the end, puts it back.
pub(crate) fn restore_when_told() -> Result<(), String> {
    let mut input = std::io::stdin().lock();
    let mut previous = String::new();
    let read = input.read_line(&mut previous).map_err(|e| format!("no word from the demo: {e}"))?;
    if read == 0 {
        return Ok(());
    }
    let _ = input.read_to_end(&mut Vec::new());
    restore(previous.trim())
}

fn restore(previous: &str) -> Result<(), String> {
    let list = list_file()?;
    let text = std::fs::read_to_string(&list).unwrap_or_default();
    // Somebody else may have chosen anew while the demo ran.
    if mimeapps::default_of(&text, KIND).as_deref() == Some(DEMO_HANDLER) {
        let value = (!previous.is_empty()).then_some(previous);
        write_list(&list, &mimeapps::with_default(&text, KIND, value))?;
    }
    let applications = data_home()?.join("applications");
    let _ = std::fs::remove_file(applications.join(DEMO_HANDLER));
    let _ = Command::new("update-desktop-database").arg(&applications).stderr(Stdio::null()).status();
    Ok(())
}

fn write_list(list: &PathBuf, text: &str) -> Result<(), String> {
    let folder = list.parent().ok_or("mimeapps.list has no folder")?;
    std::fs::create_dir_all(folder).map_err(|e| format!("cannot make {}: {e}", folder.display()))?;
    std::fs::write(list, text).map_err(|e| format!("cannot write {}: {e}", list.display()))
}

fn list_file() -> Result<PathBuf, String> {
    Ok(folder_of("XDG_CONFIG_HOME", ".config")?.join("mimeapps.list"))
}

/// Where programs keep their data for this person.
pub(crate) fn data_home() -> Result<PathBuf, String> {
    folder_of("XDG_DATA_HOME", ".local/share")
}

fn folder_of(variable: &str, below_home: &str) -> Result<PathBuf, String> {
    if let Some(folder) = std::env::var_os(variable).map(PathBuf::from).filter(|folder| folder.is_absolute()) {
        return Ok(folder);
    }
    let home = std::env::var_os("HOME").ok_or("HOME is not set")?;
    Ok(PathBuf::from(home).join(below_home))
}
