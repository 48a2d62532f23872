//! Rules about the source that no compiler checks.

use std::path::{Path, PathBuf};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The folders with what is shipped: each library's, then the shell's.
fn shipped() -> Vec<PathBuf> {
    let crates = std::fs::read_dir(root().join("crates")).unwrap();
    let mut folders: Vec<PathBuf> = crates.map(|entry| entry.unwrap().path().join("src")).collect();
    assert!(folders.len() >= 2, "the libraries were found: {folders:?}");
    folders.push(root().join("src-tauri"));
    folders
}

/// The manifests of what is shipped: each library's, then the shell's.
fn manifests() -> Vec<PathBuf> {
    let crates = std::fs::read_dir(root().join("crates")).unwrap();
    let libraries = crates.map(|entry| entry.unwrap().path().join("Cargo.toml"));
    libraries.chain([root().join("Cargo.toml")]).collect()
}

fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && name != "node_modules" {
            found.extend(files(&path, endings));
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
    found
}

/// The lines of a source file without its comments, with their numbers.
fn code(path: &Path) -> Vec<(usize, String)> {
    let text = std::fs::read_to_string(path).unwrap();
    let without_comment = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    text.lines().map(without_comment).enumerate().map(|(at, line)| (at + 1, line)).collect()
}

/// A package whose name begins so belongs to the shell.
fn is_of_the_shell(word: &str) -> bool {
    ["tauri", "webkit2gtk", "gtk", "wry", "tao"].contains(&word) || word.starts_with("tauri_")
}

#[test]
fn tauri_is_named_only_in_the_shell() {
    for library in shipped().iter().filter(|folder| !folder.ends_with("src-tauri")) {
        let paths = files(library, &[".rs"]);
        assert!(paths.len() > 1, "{} was looked through", library.display());
        for path in paths {
            for (line, text) in code(&path) {
                let mut words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
                let named = words.any(is_of_the_shell);
                assert!(!named, "{}:{line} makes the library know its shell: {text}", path.display());
            }
        }
    }
    for manifest in manifests().iter().filter(|path| **path != root().join("Cargo.toml")) {
        let text = std::fs::read_to_string(manifest).unwrap();
        let named = text.lines().find(|line| {
            let name = line.split(['.', ' ', '=']).next().unwrap_or_default().replace('-', "_");
            let package = line.split("package = \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
            [name, package.replace('-', "_")].iter().any(|name| is_of_the_shell(name) || name == "carrick_desktop")
        });
        assert_eq!(named, None, "{} is built without a desktop", manifest.display());
    }
}

/// The packages that a manifest asks for outside of its tests.
fn shipped_dependencies(manifest: &str) -> Vec<&str> {
    let mut section = "";
    let mut names = Vec::new();
    for line in manifest.lines() {
        if let Some(header) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = header;
        }
        let counts = section.ends_with("dependencies") && !section.ends_with("dev-dependencies");
        if counts && section != "workspace.dependencies" && line.contains('=') {
            names.push(line.split(['.', ' ', '=']).next().unwrap_or_default());
        }
    }
    names
}

#[test]
fn no_double_is_shipped() {
    let mut seen = 0;
    for manifest in manifests() {
        let text = std::fs::read_to_string(&manifest).unwrap();
        let names = shipped_dependencies(&text);
        seen += names.len();
        for double in ["local-gitlab", "carrick-secret-service", "end-to-end"] {
            assert!(!names.contains(&double), "{} ships {double}", manifest.display());
        }
    }
    assert!(seen > 20, "the dependencies were found: {seen}");
    let planted = "[dependencies]\nserde.workspace = true\n[dev-dependencies]\nlocal-gitlab.workspace = true\n\
                   [target.'cfg(unix)'.dependencies]\ncarrick-secret-service = { path = \"x\" }\n";
    assert_eq!(shipped_dependencies(planted), ["serde", "carrick-secret-service"], "tests may, for one system or all");
}

#[test]
fn the_window_speaks_to_the_program_in_one_place() {
    let source = root().join("ui/src");
    let mut speaks = 0;
    for path in files(&source, &[".ts", ".svelte", ".js", ".html"]) {
        let allowed = path.starts_with(source.join("ipc"));
        for (line, text) in code(&path) {
            let names = ["invoke(", "invoke<", "__TAURI", "@tauri-apps/api"];
            let does = names.iter().any(|name| text.contains(name));
            speaks += usize::from(does && allowed);
            assert!(allowed || !does, "{}:{line} goes around ui/src/ipc: {text}", path.display());
        }
    }
    assert!(speaks > 0, "the one place was found");
}

#[test]
fn the_content_security_policy_lets_nothing_in() {
    let conf: Value = serde_json::from_slice(&std::fs::read(root().join("tauri.conf.json")).unwrap()).unwrap();
    let policy = conf["app"]["security"]["csp"].as_str().expect("there is a policy, as one text");
    assert!(policy.contains("default-src 'none'"), "what is not named is refused");
    assert!(!policy.contains("unsafe"), "no script or style comes from anywhere but our files");
    let directives = policy.split(';').map(|directive| directive.split_whitespace().collect::<Vec<_>>());
    for directive in directives.filter(|directive| !directive.is_empty()) {
        for source in &directive[1..] {
            let ours = ["'none'", "'self'", "data:", "ipc:", "http://ipc.localhost"].contains(source);
            assert!(ours, "{} lets {source} in, which is not on this computer", directive[0]);
            let picture = directive[0] == "img-src" || *source != "data:";
            assert!(picture, "data: is for pictures alone, not for {}", directive[0]);
        }
    }
    for name in ["script-src", "style-src", "connect-src", "base-uri", "form-action"] {
        assert!(policy.contains(name), "{name} is said outright");
    }
    assert_eq!(conf["build"].get("devUrl"), None, "what is shipped comes from our files");
    let security = conf["app"]["security"].as_object().unwrap();
    let loose = security.keys().find(|key| key.starts_with("dangerous") || *key == "freezePrototype");
    assert_eq!(loose, None, "no switch weakens it");
}

#[test]
fn the_window_may_call_our_commands_and_nothing_else() {
    let capabilities = files(&root().join("capabilities"), &[".json", ".toml"]);
    assert_eq!(capabilities.len(), 1, "one window, one capability file: {capabilities:?}");
    let capability: Value = serde_json::from_slice(&std::fs::read(&capabilities[0]).unwrap()).unwrap();
    assert_eq!(capability["permissions"], serde_json::json!([]), "plugins and core are not the window's business");
    assert_eq!(capability["windows"], serde_json::json!(["main"]), "it is about our window");
    assert_eq!(capability.get("remote"), None, "no remote page may call anything");
}

#[test]
fn nothing_outside_weakens_what_is_shipped() {
    // Who we are, who the person is, where this system keeps its programs and tables, and what this was started with.
    let readers = [
        "crates/credential/src/errand.rs",
        "crates/credential/src/lib.rs",
        "crates/store/src/installation.rs",
        "crates/carrick/src/desktop/opening/environment.rs",
        "crates/carrick/src/desktop/scheme/places.rs",
        "crates/carrick/src/desktop/service/place.rs",
        "crates/carrick/src/git/ground.rs",
        "crates/carrick/src/gitlab/proxies/environment.rs",
        "crates/carrick/src/tls/environment.rs",
        "crates/cli/src/environment.rs",
        "src-tauri/app/activation.rs",
        "src-tauri/app/startup.rs",
        "src-tauri/app/hand_over.rs",
    ]
    .map(|name| root().join(name));
    // It says itself who is believed; gitlab::certificates sees whom it refuses.
    let verifier = root().join("crates/carrick/src/tls/verifier.rs");
    let mut read = 0;
    let paths: Vec<PathBuf> = shipped().iter().flat_map(|folder| files(folder, &[".rs"])).collect();
    for path in paths.into_iter().filter(|path| !path.ends_with("bindings.rs")) {
        let text = code(&path);
        for (line, text) in text.iter().take_while(|(_, text)| !text.contains("#[cfg(test)]")) {
            let asks = ["env::", "option_env!"].iter().any(|name| text.contains(name));
            read += usize::from(asks);
            assert!(!asks || readers.contains(&path), "{}:{line} reads a variable: {text}", path.display());
            let switches = ["danger", "debug_assertions", "feature ="];
            let is_one = |switch: &&&str| text.contains(**switch) && !(**switch == "danger" && path == verifier);
            let switch = switches.iter().find(|switch| is_one(switch) && !text.contains("windows_subsystem"));
            assert_eq!(switch, None, "{}:{line} makes a difference that nobody tests: {text}", path.display());
        }
    }
    assert!(read > 2, "the known readers were found");
    for manifest in manifests() {
        let text = std::fs::read_to_string(&manifest).unwrap();
        assert!(!text.contains("[features]"), "{}: what is shipped is built in one way", manifest.display());
    }
}
