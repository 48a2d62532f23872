//! What a package holds beside the programs: manual pages and completions, from what can be typed.

use std::fs;
use std::io;
use std::path::Path;

use clap::CommandFactory as _;
use clap_complete::env as registration;
use registration::EnvCompleter;

use crate::arguments::Arguments;
use crate::completion::VARIABLE;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;

/// git shows it for `git help credential-carrick`.
const HELPER_PAGE: &str = include_str!("../../../packaging/git-credential-carrick.1");

/// zsh runs the file when Tab is pressed for the first time, and wants an answer then too.
const AT_FIRST: &str = "\n[ \"$funcstack[1]\" = _carrick ] && _clap_dynamic_completer_carrick \"$@\"\n";

/// Writes them below a folder that stands for `/usr`.
pub(crate) fn write(usr: &Path, _: &mut Console) -> Result<Exit, Failure> {
    let pages = usr.join("share/man/man1");
    fs::create_dir_all(&pages)?;
    let command = Arguments::command().disable_help_subcommand(true);
    clap_mangen::generate_to(command, &pages)?;
    fs::write(pages.join("git-credential-carrick.1"), HELPER_PAGE)?;
    let shells: [(&dyn EnvCompleter, &str, &str); 3] = [
        (&registration::Bash, "share/bash-completion/completions/carrick", ""),
        (&registration::Fish, "share/fish/vendor_completions.d/carrick.fish", ""),
        (&registration::Zsh, "share/zsh/vendor-completions/_carrick", AT_FIRST),
    ];
    for (shell, place, then) in shells {
        write_completion(shell, &usr.join(place), then)?;
    }
    Ok(Exit::Done)
}

/// The script that has the shell ask this program, which must be on the path.
fn write_completion(shell: &dyn EnvCompleter, path: &Path, then: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut script = Vec::new();
    shell.write_registration(VARIABLE, "carrick", "carrick", "carrick", &mut script)?;
    script.extend_from_slice(then.as_bytes());
    fs::write(path, script)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::{Bar, Stream};

    #[test]
    fn each_verb_has_a_page_and_each_shell_a_script() {
        let folder = tempfile::tempdir().unwrap();
        let stream = || Stream { to: Box::new(io::sink()), is_terminal: false, has_colours: false };
        let (json, has_events, typed, bar) = (false, false, None, Bar::new(false));
        let mut console = Console { json, has_events, out: stream(), err: stream(), typed, bar };
        write(folder.path(), &mut console).unwrap();
        let pages = folder.path().join("share/man/man1");
        let commands = Arguments::command();
        for verb in commands.get_subcommands() {
            let page = pages.join(format!("carrick-{}.1", verb.get_name()));
            assert_eq!(page.is_file(), !verb.is_hide_set(), "{page:?}: what is hidden is for programs");
        }
        let whole = fs::read_to_string(pages.join("carrick.1")).unwrap();
        assert!(whole.contains("130 interrupted"), "the exit codes are documented: {whole}");
        assert!(pages.join("git-credential-carrick.1").is_file(), "git help finds it");
        for script in ["bash-completion/completions/carrick", "fish/vendor_completions.d/carrick.fish"] {
            let text = fs::read_to_string(folder.path().join("share").join(script)).unwrap();
            assert!(text.contains("COMPLETE"), "{script} asks this program");
        }
        let zsh = fs::read_to_string(folder.path().join("share/zsh/vendor-completions/_carrick")).unwrap();
        assert!(zsh.starts_with("#compdef carrick"), "zsh finds it by its first line");
        assert!(zsh.contains("_clap_dynamic_completer_carrick \"$@\""), "and it answers the first time: {zsh}");
    }
}
