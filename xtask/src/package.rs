//! The packages, checked, and the .deb unpacked for the end-to-end tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{headless, package_files, shell};

const ENTRY: &str = "usr/share/applications/Carrick.desktop";
const METAINFO: &str = "usr/share/metainfo/dev.carrick.desktop.metainfo.xml";
/// The bundler writes into it which package it is in, so it differs between them.
const PROGRAM: &str = "usr/bin/carrick-desktop";
/// What else a desktop looks for.
const EXPECTED: [&str; 5] = [
    "usr/share/icons/hicolor/32x32/apps/carrick-desktop.png",
    "usr/share/icons/hicolor/128x128/apps/carrick-desktop.png",
    "usr/share/icons/hicolor/256x256@2/apps/carrick-desktop.png",
    "usr/share/icons/hicolor/scalable/apps/carrick-desktop.svg",
    "usr/share/doc/carrick/copyright",
];

/// Files with their content, by their path below a folder.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Makes a .deb and an .rpm of the app as it is built now, and a pair without the desktop; checks what lies in them.
pub(crate) fn make() -> Result<(), String> {
    let shared = package_files::make()?;
    make_of_the_app(&shared)?;
    headless::make(&shared)
}

fn make_of_the_app(shared: &Path) -> Result<(), String> {
    let settings = shell::target().join("package/bundle.json");
    let added = package_files::bundler_settings(shared)?;
    std::fs::write(&settings, added).map_err(|e| format!("{}: {e}", settings.display()))?;
    let mut bundler = shell::program("ui/node_modules/.bin/tauri", &["bundle", "-b", "deb,rpm", "-c"]);
    shell::run(bundler.arg(&settings))?;
    let (deb, rpm) = (the_package("deb")?, the_package("rpm")?);
    let root = root();
    make_anew(&root)?;
    shell::run(Command::new("dpkg-deb").arg("-x").arg(&deb).arg(&root))?;
    let files = files_below(&root)?;
    must_hold(&deb, &files, [PROGRAM, ENTRY, METAINFO].iter().chain(&EXPECTED).map(Path::new))?;
    let shared: Vec<PathBuf> = files_below(shared)?.into_keys().map(|path| Path::new("usr").join(path)).collect();
    must_hold(&deb, &files, shared.iter().map(PathBuf::as_path))?;
    hold_the_same(&files, &unpacked_rpm(&rpm)?)?;
    shell::run(Command::new("desktop-file-validate").arg(root.join(ENTRY)))?;
    shell::run(Command::new("appstreamcli").args(["validate", "--no-net"]).arg(root.join(METAINFO)))?;
    // What the system does after installing: it notes who opens what.
    shell::run(Command::new("update-desktop-database").arg(root.join("usr/share/applications")))?;
    println!("{}\n{}", deb.display(), rpm.display());
    Ok(())
}

/// Where the .deb lies unpacked, as it would below `/`.
pub(crate) fn root() -> PathBuf {
    shell::target().join("package/root")
}

/// An empty folder, whatever was there before.
pub(crate) fn make_anew(folder: &Path) -> Result<(), String> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(|e| format!("cannot clear {}: {e}", folder.display()))?;
    }
    std::fs::create_dir_all(folder).map_err(|e| format!("cannot make {}: {e}", folder.display()))
}

fn must_hold<'a>(package: &Path, files: &Files, expected: impl Iterator<Item = &'a Path>) -> Result<(), String> {
    let mut expected = expected;
    match expected.find(|path| !files.contains_key(*path)) {
        Some(missing) => Err(format!("{} lacks {}.", package.display(), missing.display())),
        None => Ok(()),
    }
}

/// What lies in the .rpm, unpacked beside the other one.
pub(crate) fn unpacked_rpm(rpm: &Path) -> Result<Files, String> {
    let folder = shell::target().join("package/rpm");
    make_anew(&folder)?;
    shell::run(Command::new("bsdtar").arg("-xf").arg(rpm).arg("-C").arg(&folder))?;
    files_below(&folder)
}

/// Both packages install the same, so that what is tested of one holds for the other.
pub(crate) fn hold_the_same(deb: &Files, rpm: &Files) -> Result<(), String> {
    let all = deb.keys().chain(rpm.keys().filter(|path| !deb.contains_key(*path)));
    for path in all {
        match (deb.get(path), rpm.get(path)) {
            (Some(_), Some(_)) if path == Path::new(PROGRAM) => {}
            (Some(one), Some(other)) if one == other => {}
            (Some(_), Some(_)) => return Err(format!("{} differs between .deb and .rpm.", path.display())),
            (Some(_), None) => return Err(format!("the .rpm lacks {}.", path.display())),
            (None, _) => return Err(format!("the .deb lacks {}.", path.display())),
        }
    }
    Ok(())
}

/// Every file with its content, by its path below the folder.
pub(crate) fn files_below(folder: &Path) -> Result<Files, String> {
    let failed = |e: std::io::Error| format!("{}: {e}", folder.display());
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = PathBuf::from(path.file_name().unwrap_or_default());
        if path.is_dir() {
            files.extend(files_below(&path)?.into_iter().map(|(below, content)| (name.join(below), content)));
        } else {
            files.insert(name, std::fs::read(&path).map_err(failed)?);
        }
    }
    Ok(files)
}

/// The package of this version; those of others may lie beside it.
fn the_package(kind: &str) -> Result<PathBuf, String> {
    let folder = shell::target().join("release/bundle").join(kind);
    let version = env!("CARGO_PKG_VERSION");
    let is_it = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        name.contains(version) && name.ends_with(&format!(".{kind}"))
    };
    let found = std::fs::read_dir(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut paths = found.flatten().map(|entry| entry.path());
    paths.find(|path| is_it(path)).ok_or_else(|| format!("no .{kind} of {version} lies in {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::{PROGRAM, hold_the_same};
    use std::collections::BTreeMap;
    use std::path::PathBuf;

    fn files(list: &[(&str, &str)]) -> BTreeMap<PathBuf, Vec<u8>> {
        list.iter().map(|(path, content)| (PathBuf::from(path), content.as_bytes().to_vec())).collect()
    }

    #[test]
    fn packages_that_differ_are_refused() {
        let deb = files(&[("a", "1"), (PROGRAM, "deb")]);
        assert_eq!(hold_the_same(&deb, &files(&[("a", "1"), (PROGRAM, "rpm")])), Ok(()), "only the program differs");
        for other in [&[("a", "2"), (PROGRAM, "rpm")][..], &[("a", "1")], &[("a", "1"), ("b", ""), (PROGRAM, "rpm")]] {
            assert!(hold_the_same(&deb, &files(other)).is_err(), "{other:?} is not the same");
        }
    }
}
