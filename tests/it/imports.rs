//! Which way imports go: as the design says, and never in a circle.

use std::path::Path;

use crate::support::modules::Modules;

/// `above` may import `below`; never the other way.
struct Arrow {
    above: &'static [&'static str],
    below: &'static [&'static str],
    why: &'static str,
}

/// Parts of the library, by the beginnings of their modules' names.
const ARROWS: [Arrow; 6] = [
    Arrow {
        above: &[
            "accounts",
            "builds",
            "git_setup",
            "repositories",
            "people",
            "surroundings",
            "leaving",
            "jobs",
            "assemble",
        ],
        below: &["gate", "git", "gitlab", "topics", "schedule", "blocking", "desktop", "parts", "tls"],
        why: "operations stand on these",
    },
    Arrow {
        above: &["leaving", "jobs", "assemble"],
        below: &["accounts", "builds", "git_setup", "repositories", "people", "surroundings"],
        why: "they join the areas",
    },
    Arrow { above: &["repositories"], below: &["accounts"], why: "repositories take tokens from accounts" },
    Arrow { above: &["builds"], below: &["accounts"], why: "builds take tokens from accounts" },
    Arrow { above: &["gitlab"], below: &["desktop"], why: "neither knows the other" },
    Arrow { above: &["desktop"], below: &["gitlab"], why: "neither knows the other" },
];

/// Where the contract with the window may be named: what shows, and itself.
fn may_name_messages(module: &str) -> bool {
    module.starts_with("messages") || module == "show" || module.ends_with("::show") || module.contains("::show::")
}

fn library() -> Modules {
    Modules::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

fn starts_with_any(module: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| module == *part || module.starts_with(&format!("{part}::")))
}

#[test]
fn nothing_imports_in_a_circle() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (folder, least) in
        [("crates/store/src", 15), ("crates/carrick/src", 35), ("crates/cli/src", 25), ("src-tauri/app", 8)]
    {
        let modules = Modules::read(&root.join(folder));
        assert!(modules.len() > least, "{folder} was looked through: {} modules", modules.len());
        assert!(modules.imports() > least, "{folder}: their imports were found: {}", modules.imports());
        assert_eq!(modules.circles(), Vec::<Vec<String>>::new(), "{folder}: each can be read after what it imports");
    }
}

#[test]
fn only_what_shows_knows_the_contract_with_the_window() {
    let mut seen = 0;
    for (from, to) in library().arrows().filter(|(_, to)| to.starts_with("messages")) {
        seen += 1;
        assert!(may_name_messages(from), "{from} imports {to}: the words of the domain are not the window's");
    }
    assert!(seen > 3, "those who may were found");
}

#[test]
fn imports_go_one_way() {
    let modules = library();
    let mut seen = [0; ARROWS.len()];
    for (from, to) in modules.arrows() {
        for (Arrow { above, below, why }, seen) in ARROWS.iter().zip(&mut seen) {
            *seen += usize::from(starts_with_any(from, above) && starts_with_any(to, below));
            let wrong = starts_with_any(from, below) && starts_with_any(to, above);
            assert!(!wrong, "{from} imports {to}, which is above it: {why}");
        }
    }
    assert!(seen[0] > 20 && seen[1] > 5, "the right arrows were found: {seen:?}");
}

#[test]
fn the_reader_of_imports_finds_a_circle_and_an_arrow() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    std::fs::create_dir(folder.path().join("area")).unwrap();
    write("lib.rs", "pub mod area;\nmod other;\npub use other::{Thing, deep::Deeper};\n");
    write(
        "area.rs",
        "mod inside;\nuse inside::One;\n/// use crate::other;\nfn f() { crate::other::call(\"crate::lib\") }\n",
    );
    write(
        "area/inside.rs",
        "use super::super::other::Thing;\npub struct One;\n#[cfg(test)]\nmod tests { use crate::area; }\n",
    );
    write("other.rs", "use crate::area::{inside::{self, One as Two}, f};\n");
    let modules = Modules::read(folder.path());
    let mut arrows: Vec<_> = modules.arrows().collect();
    arrows.sort_unstable();
    let expected = [
        ("area", "area::inside"),
        ("area", "other"),
        ("area::inside", "other"),
        ("lib", "other"),
        ("other", "area"),
        ("other", "area::inside"),
    ];
    assert_eq!(arrows, expected, "each import once, none of a comment, a text or a test");
    let circle = ["area", "area::inside", "other"].map(str::to_owned).to_vec();
    assert_eq!(modules.circles(), [circle], "and the circle they make");
}
