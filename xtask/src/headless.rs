//! The packages without the desktop, for computers that have none: no web view comes with them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::package::{files_below, hold_the_same, make_anew, unpacked_rpm};
use crate::package_files::PROGRAMS;
use crate::shell;

const NAME: &str = "carrick-cli";
const VERSION: &str = env!("CARGO_PKG_VERSION");
const SUMMARY: &str = "Links GitLab accounts to a computer, without a desktop";

/// What a program without a window must not ask the system for.
const OF_A_DESKTOP: [&str; 4] = ["webkit", "libgtk", "libgdk", "libX11"];

/// Makes both, checks what lies in them, and starts what was unpacked.
pub(crate) fn make(shared: &Path) -> Result<(), String> {
    let folder = shell::target().join("package/headless");
    make_anew(&folder)?;
    let stage = staged(&folder.join("stage"), shared)?;
    let deb = make_deb(&stage, &folder)?;
    let rpm = make_rpm(&stage, &folder)?;
    let root = folder.join("root");
    make_anew(&root)?;
    shell::run(Command::new("dpkg-deb").arg("-x").arg(&deb).arg(&root))?;
    hold_the_same(&files_below(&root)?, &unpacked_rpm(&rpm)?)?;
    for program in PROGRAMS {
        needs_no_desktop(&root.join("usr/bin").join(program))?;
    }
    starts_without_a_desktop(&root, &folder)?;
    println!("{}\n{}", deb.display(), rpm.display());
    Ok(())
}

/// The tree of both packages.
fn staged(stage: &Path, shared: &Path) -> Result<PathBuf, String> {
    let place = |path: &Path, content: &[u8]| {
        let path = stage.join(path);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| fs::write(&path, content)).map_err(|e| format!("{}: {e}", path.display()))
    };
    for (path, content) in files_below(shared)? {
        place(&Path::new("usr").join(path), &content)?;
    }
    let doc = Path::new("usr/share/doc").join(NAME);
    for (name, source) in
        [("copyright", "packaging/copyright"), ("LICENSE-MIT", "LICENSE-MIT"), ("LICENSE-APACHE", "LICENSE-APACHE")]
    {
        place(&doc.join(name), &fs::read(source).map_err(|e| format!("{source}: {e}"))?)?;
    }
    shell::run(Command::new("chmod").args(["-R", "u=rwX,go=rX"]).arg(stage))?;
    shell::run(Command::new("chmod").arg("0755").args(PROGRAMS.map(|program| stage.join("usr/bin").join(program))))?;
    Ok(stage.to_owned())
}

fn make_deb(stage: &Path, folder: &Path) -> Result<PathBuf, String> {
    let architecture = shell::output(&mut shell::program("dpkg", &["--print-architecture"]))?.trim().to_owned();
    let tree = folder.join("deb");
    shell::run(Command::new("cp").arg("-a").arg(stage).arg(&tree))?;
    let control = tree.join("DEBIAN");
    make_anew(&control)?;
    let text = control_text(&architecture);
    fs::write(control.join("control"), text).map_err(|e| format!("{}: {e}", control.display()))?;
    let deb = folder.join(format!("{NAME}_{VERSION}_{architecture}.deb"));
    shell::run(Command::new("dpkg-deb").args(["--root-owner-group", "--build"]).arg(&tree).arg(&deb))?;
    Ok(deb)
}

/// It holds programs of the app's package, so that only one of both can be installed, and one takes the other's place.
fn control_text(architecture: &str) -> String {
    format!(
        "Package: {NAME}\nVersion: {VERSION}\nArchitecture: {architecture}\nSection: devel\nPriority: optional\n\
         Maintainer: The Carrick authors\nDepends: libc6 (>= 2.34), libgcc-s1\nRecommends: git\n\
         Suggests: gnome-keyring | kwalletmanager | keepassxc\nConflicts: carrick\nReplaces: carrick\n\
         Description: {SUMMARY}\n The command line of Carrick and its credential helper for git.\n"
    )
}

fn make_rpm(stage: &Path, folder: &Path) -> Result<PathBuf, String> {
    let spec = folder.join(format!("{NAME}.spec"));
    fs::write(&spec, spec_text(stage)).map_err(|e| format!("{}: {e}", spec.display()))?;
    let top = format!("_topdir {}", folder.join("rpmbuild").display());
    shell::run(Command::new("rpmbuild").args(["-bb", "--quiet", "--define", &top]).arg(&spec))?;
    let found = files_named(&folder.join("rpmbuild/RPMS"), ".rpm")?;
    found.into_iter().next().ok_or_else(|| "rpmbuild left no package.".to_owned())
}

/// What is staged is finished: it is neither stripped nor packed once more, so that both packages hold the same.
fn spec_text(stage: &Path) -> String {
    let stage = stage.display();
    format!(
        "Name: {NAME}\nVersion: {VERSION}\nRelease: 1\nSummary: {SUMMARY}\nLicense: MIT OR Apache-2.0\n\
         Recommends: git\nConflicts: carrick\n\
         %global debug_package %{{nil}}\n%global __os_install_post %{{nil}}\n%global _build_id_links none\n\
         %description\nThe command line of Carrick and its credential helper for git.\n\
         %install\ncp -a {stage}/. %{{buildroot}}\n\
         %files\n%attr(0755, root, root) /usr/bin/*\n%defattr(0644, root, root, 0755)\n/usr/share/doc/{NAME}\n\
         /usr/share/man/man1/*\n/usr/share/bash-completion/completions/*\n/usr/share/fish/vendor_completions.d/*\n\
         /usr/share/zsh/vendor-completions/*\n"
    )
}

fn files_named(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, String> {
    let files = files_below(folder)?.into_keys();
    Ok(files.filter(|path| path.to_string_lossy().ends_with(ending)).map(|path| folder.join(path)).collect())
}

fn needs_no_desktop(program: &Path) -> Result<(), String> {
    let libraries = shell::output(Command::new("ldd").arg(program))?;
    match OF_A_DESKTOP.iter().find(|library| libraries.contains(*library)) {
        Some(library) => Err(format!("{} asks for {library}, which needs a desktop.", program.display())),
        None => Ok(()),
    }
}

/// A login without display, session bus and keyring: what can be told there is told.
fn starts_without_a_desktop(root: &Path, folder: &Path) -> Result<(), String> {
    let home = folder.join("home");
    make_anew(&home)?;
    let programs = root.join("usr/bin");
    let started = |program: &str, words: &[&str]| {
        let mut command = Command::new(programs.join(program));
        command.args(words).env_clear().env("HOME", &home).env("PATH", &programs).stdin(Stdio::null());
        command
    };
    shell::run(&mut started("carrick", &["status"]))?;
    shell::run(&mut started("git-credential-carrick", &["capability"]))?;
    let found = shell::output(&mut started("carrick", &["doctor"]))?;
    let helper = found.lines().find(|line| line.contains("git helper"));
    match helper.is_some_and(|line| line.starts_with("ok")) {
        true => Ok(()),
        false => Err(format!("The doctor does not find the helper that lies beside it:\n{found}")),
    }
}

#[cfg(test)]
mod tests {
    use super::control_text;

    #[test]
    fn each_field_is_a_line_and_the_text_ends_with_one() {
        let text = control_text("amd64");
        assert!(text.ends_with(".\n"), "dpkg wants a last line end");
        for field in ["Package: carrick-cli", "Architecture: amd64", "Conflicts: carrick", "Replaces: carrick"] {
            assert!(text.lines().any(|line| line == field), "{field} stands alone: {text}");
        }
        assert!(!text.contains("webkit"), "no web view comes with it");
    }
}
