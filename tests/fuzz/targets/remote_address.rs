//! Addresses of remotes: whatever is written there means a place on the instance, or nothing.

#![no_main]

use std::sync::LazyLock;

use carrick::git::remote::Remote;
use carrick_store::instance::Instance;
use libfuzzer_sys::fuzz_target;

static INSTANCES: LazyLock<Vec<Instance>> = LazyLock::new(|| {
    let addresses = ["https://gitlab.example", "https://gitlab.example/sub", "https://[::1]:8443"];
    addresses.iter().filter_map(|address| Instance::parse(address).ok()).collect()
});

fuzz_target!(|text: &str| {
    let Some(remote) = Remote::parse(text) else { return };
    for path in INSTANCES.iter().filter_map(|instance| remote.project_on(instance)) {
        let odd = |part: &str| part.is_empty() || part == "." || part == "..";
        assert!(!path.split('/').any(odd), "a path that leads elsewhere: {path:?}");
        assert!(!path.contains(['\\', '\0', '\n', '?', '#']), "letters that mean something else: {path:?}");
        let lower = text.to_ascii_lowercase();
        assert!(lower.contains("gitlab.example") || lower.contains("::1") || lower.contains('%'), "another host: {text}");
    }
});
