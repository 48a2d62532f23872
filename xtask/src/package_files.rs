//! What every package holds beside the app: the two programs without a window, manual pages, completions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::package::{files_below, make_anew};
use crate::shell;

/// The programs that need no desktop.
pub(crate) const PROGRAMS: [&str; 2] = ["carrick", "git-credential-carrick"];

/// Built with a profile of its own.
const HELPER: &str = "git-credential-carrick";

/// Builds git's helper as packages hold it.
pub(crate) fn build_helper() -> Result<(), String> {
    shell::run(&mut shell::cargo(&["build", "--profile", "helper", "-p", HELPER]))
}

/// Lays them into a folder that stands for `/usr`; returns it.
pub(crate) fn make() -> Result<PathBuf, String> {
    let usr = shell::target().join("package/usr");
    make_anew(&usr)?;
    shell::run(Command::new(shell::built("carrick")).arg("pages").arg(&usr))?;
    let programs = usr.join("bin");
    make_anew(&programs)?;
    for program in PROGRAMS {
        let built =
            if program == HELPER { shell::target().join("helper").join(program) } else { shell::built(program) };
        fs::copy(&built, programs.join(program)).map_err(|e| format!("{}: {e}", built.display()))?;
    }
    Ok(usr)
}

/// The bundler's settings that lay them into the packages of the app, beside what `tauri.conf.json` names: it knows no
/// other place than the one cargo builds to by default.
pub(crate) fn bundler_settings(usr: &Path) -> Result<String, String> {
    let mut lines = Vec::new();
    for path in files_below(usr)?.into_keys() {
        let (place, source) = (Path::new("/usr").join(&path), usr.join(&path));
        lines.push(format!("{}:{}", quote(&place)?, quote(&source)?));
    }
    let files = lines.join(",");
    Ok(format!(r#"{{"bundle":{{"linux":{{"deb":{{"files":{{{files}}}}},"rpm":{{"files":{{{files}}}}}}}}}}}"#))
}

fn quote(path: &Path) -> Result<String, String> {
    let text = path.to_str().filter(|text| !text.contains(['"', '\\']) && !text.contains(char::is_control));
    text.map(|text| format!("\"{text}\"")).ok_or_else(|| format!("{} cannot stand in JSON as it is.", path.display()))
}

#[cfg(test)]
mod tests {
    use super::quote;
    use std::path::Path;

    #[test]
    fn a_path_that_would_end_its_text_is_refused() {
        assert_eq!(quote(Path::new("/a b/c")).as_deref(), Ok("\"/a b/c\""), "blanks are harmless");
        for odd in ["/a\"b", "/a\\b", "/a\nb"] {
            assert!(quote(Path::new(odd)).is_err(), "{odd:?} would be something else in JSON");
        }
    }
}
