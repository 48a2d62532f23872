//! The modules of a source folder and what each imports, read from the text as it stands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Modules by name (`accounts::state`; `lib` for the root), with the modules each names.
pub(crate) struct Modules(BTreeMap<String, BTreeSet<String>>);

impl Modules {
    /// Reads every Rust file below a folder. What follows `#[cfg(test)]` does not count.
    pub(crate) fn read(folder: &Path) -> Self {
        let mut texts = BTreeMap::new();
        read_folder(folder, folder, &mut texts);
        let names: BTreeSet<String> = texts.keys().cloned().collect();
        let imports = texts.iter().map(|(name, text)| {
            let paths = paths_in(&plain(text));
            let found = paths.iter().filter_map(|path| resolve(name, path, &names)).filter(|to| to != name);
            (name.clone(), found.collect())
        });
        Self(imports.collect())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// How many imports there are, each pair of modules counted once.
    pub(crate) fn imports(&self) -> usize {
        self.arrows().count()
    }

    /// Who imports whom.
    pub(crate) fn arrows(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(from, tos)| tos.iter().map(move |to| (from.as_str(), to.as_str())))
    }

    /// Modules that reach each other, each such set once, in order.
    pub(crate) fn circles(&self) -> Vec<Vec<String>> {
        let reached: BTreeMap<&str, BTreeSet<&str>> =
            self.0.keys().map(|name| (name.as_str(), self.reached_from(name))).collect();
        let together = |name: &str| -> Vec<String> {
            let back = reached[name].iter().filter(|other| reached[*other].contains(name));
            back.map(|other| (*other).to_owned()).collect()
        };
        let sets: BTreeSet<Vec<String>> = self.0.keys().map(|name| together(name)).collect();
        sets.into_iter().filter(|set| set.len() > 1).collect()
    }

    fn reached_from(&self, name: &str) -> BTreeSet<&str> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<&str> = self.0[name].iter().map(String::as_str).collect();
        while let Some(next) = waiting.pop() {
            if reached.insert(next) {
                waiting.extend(self.0[next].iter().map(String::as_str));
            }
        }
        reached
    }
}

fn read_folder(root: &Path, folder: &Path, texts: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_folder(root, &path, texts);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default().to_owned();
            texts.insert(name_of(path.strip_prefix(root).unwrap()), text);
        }
    }
}

fn name_of(path: &Path) -> String {
    let path: PathBuf =
        if path.ends_with("mod.rs") { path.parent().unwrap().to_owned() } else { path.with_extension("") };
    let name = path.to_string_lossy().replace('/', "::");
    if name.is_empty() || name == "main" { "lib".to_owned() } else { name }
}

/// The code without comments and without what stands between quotes.
fn plain(text: &str) -> String {
    let without_comments = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let lines = without_comments.collect::<Vec<_>>().join("\n");
    let mut outside = String::new();
    for (at, part) in lines.replace("\\\"", "").split('"').enumerate() {
        outside.push_str(if at % 2 == 0 { part } else { "" });
    }
    outside
}

/// Every path that is named, in a `use` or in an expression, with the braces of a `use` taken apart.
fn paths_in(text: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for statement in text.split(';').filter_map(|part| part.rsplit_once("use ").map(|(_, tree)| tree)) {
        expand(statement, &mut Vec::new(), &mut paths);
    }
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    for word in text.split(|c: char| !is_part(c)).filter(|word| word.contains("::") && !word.ends_with(':')) {
        paths.push(word.split("::").map(str::to_owned).collect());
    }
    paths
}

fn expand(tree: &str, before: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    let tree = tree.trim();
    let (head, group) = match tree.split_once('{') {
        Some((head, rest)) => (head, rest.rsplit_once('}').map(|(group, _)| group)),
        None => (tree, None),
    };
    let length = before.len();
    let name = head.split(" as ").next().unwrap_or_default();
    before.extend(name.split("::").map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned));
    match group {
        None => paths.push(before.clone()),
        Some(group) => split_outside_braces(group).iter().for_each(|one| expand(one, before, paths)),
    }
    before.truncate(length);
}

fn split_outside_braces(group: &str) -> Vec<&str> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&group[start..]);
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect()
}

/// The module that a path leads to or into; nothing for a path out of the folder.
fn resolve(from: &str, path: &[String], names: &BTreeSet<String>) -> Option<String> {
    let mut place: Vec<&str> = if from == "lib" { Vec::new() } else { from.split("::").collect() };
    let mut parts = path.iter().map(String::as_str).peekable();
    match parts.peek().copied()? {
        "crate" => {
            place.clear();
            parts.next();
            // The shell's folder is itself a module of its crate.
            if parts.peek() == Some(&"app") {
                parts.next();
            }
        }
        "self" => drop(parts.next()),
        "super" => {
            while parts.next_if_eq(&"super").is_some() {
                place.pop();
            }
        }
        first => {
            place.push(first);
            let is_child = names.contains(&place.join("::"));
            place.pop();
            if !is_child {
                return None;
            }
        }
    }
    let mut found = if place.is_empty() { "lib".to_owned() } else { place.join("::") };
    for part in parts {
        place.push(part);
        if !names.contains(&place.join("::")) {
            break;
        }
        found = place.join("::");
    }
    names.contains(&found).then_some(found)
}
