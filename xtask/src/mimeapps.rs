//! Edits `mimeapps.list`, the file that says which program answers a scheme.

const SECTION: &str = "[Default Applications]";

/// The programs set as default for `kind`, as written (`a.desktop;b.desktop`).
pub(crate) fn default_of(text: &str, kind: &str) -> Option<String> {
    let mut inside = false;
    for line in text.lines() {
        if line.starts_with('[') {
            inside = line.trim() == SECTION;
        } else if inside && let Some(value) = value_of(line, kind) {
            return Some(value.to_owned());
        }
    }
    None
}

/// The same file with `kind` set to `value`, or without a default for it.
///
/// Every other line stays as it was, in its place.
pub(crate) fn with_default(text: &str, kind: &str, value: Option<&str>) -> String {
    let entry = value.map(|value| format!("{kind}={value}"));
    let mut lines = Vec::new();
    let mut inside = false;
    let mut written = false;
    for line in text.lines() {
        if line.starts_with('[') {
            inside = line.trim() == SECTION;
        }
        if inside && value_of(line, kind).is_some() {
            continue;
        }
        lines.push(line.to_owned());
        if inside && !written && line.starts_with('[') {
            lines.extend(entry.clone());
            written = true;
        }
    }
    if !written && let Some(entry) = entry {
        lines.extend([SECTION.to_owned(), entry]);
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

fn value_of<'a>(line: &'a str, kind: &str) -> Option<&'a str> {
    let (key, value) = line.split_once('=')?;
    (key.trim() == kind).then(|| value.trim())
}

#[cfg(test)]
mod tests {
    use super::{default_of, with_default};

    const KIND: &str = "x-scheme-handler/dev.carrick.desktop";
    const FILE: &str = "\
# mine
[Added Associations]
x-scheme-handler/dev.carrick.desktop=added.desktop;
[Default Applications]
text/html=browser.desktop
x-scheme-handler/dev.carrick.desktop=other.desktop
";

    #[test]
    fn only_the_defaults_count() {
        assert_eq!(default_of(FILE, KIND).as_deref(), Some("other.desktop"), "the default, not the addition");
        assert_eq!(default_of(FILE, "text/plain"), None, "a kind without a default");
        assert_eq!(default_of("", KIND), None, "an empty file");
    }

    #[test]
    fn taking_and_putting_back_leaves_the_file_as_it_was() {
        let taken = with_default(FILE, KIND, Some("ours.desktop"));
        assert_eq!(default_of(&taken, KIND).as_deref(), Some("ours.desktop"), "taken");
        let back = with_default(&taken, KIND, Some("other.desktop"));
        assert_eq!(default_of(&back, KIND).as_deref(), Some("other.desktop"), "put back");
        assert!(back.contains("# mine\n[Added Associations]\n"), "foreign lines stay: {back}");
        assert!(back.contains("text/html=browser.desktop\n"), "foreign defaults stay: {back}");
        assert!(back.contains("=added.desktop;\n"), "additions are not ours to touch: {back}");
    }

    #[test]
    fn a_default_can_appear_and_vanish() {
        let taken = with_default("", KIND, Some("ours.desktop"));
        assert_eq!(default_of(&taken, KIND).as_deref(), Some("ours.desktop"), "made from nothing");
        let removed = with_default(&taken, KIND, None);
        assert_eq!(default_of(&removed, KIND), None, "removed again");
        assert_eq!(with_default(FILE, "text/plain", None), FILE, "removing what is not there changes nothing");
    }
}
