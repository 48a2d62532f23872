//! What lies in the keyring's double.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// A file per entry, so that what one process kept is there for the next.
pub(super) struct Entries(pub(super) PathBuf);

impl Entries {
    pub(super) fn all(&self) -> BTreeMap<String, String> {
        let files = std::fs::read_dir(&self.0).expect("the keyring's folder").map(Result::unwrap);
        let names = files.map(|file| file.file_name().into_string().unwrap());
        let entries = names.filter(|name| !name.starts_with('.')).map(|name| name.replace('+', "/"));
        entries.filter_map(|name| Some((name.clone(), self.get(&name)?))).collect()
    }

    pub(super) fn get(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.path(name)).ok()
    }

    pub(super) fn insert(&self, name: &str, value: &str) {
        let draft = self.0.join(format!(".{}-{}", std::process::id(), name.replace('/', "+")));
        std::fs::write(&draft, value).expect("an entry can be written");
        std::fs::rename(draft, self.path(name)).expect("an entry can be put in place");
    }

    pub(super) fn remove(&self, name: &str) {
        // One that is not there is removed already.
        let _ = std::fs::remove_file(self.path(name));
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name.replace('/', "+"))
    }
}
