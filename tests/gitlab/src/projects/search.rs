//! GitLab's search for projects: words of three letters or more, anywhere in the name, the path or the description.

use super::Project;
use super::namespaces::last;

const SHORTEST: usize = 3;

/// What was typed, ready to compare.
pub(crate) struct Search {
    words: Vec<String>,
    whole: String,
    /// Whether the names of the groups count as well.
    with_namespaces: bool,
}

impl Search {
    pub(crate) fn new(text: &str, with_namespaces: bool) -> Self {
        let whole = text.to_lowercase();
        let words = whole.split_whitespace().filter(|word| word.chars().count() >= SHORTEST).map(str::to_owned);
        Self { words: words.collect(), whole, with_namespaces }
    }

    pub(crate) fn finds(&self, project: &Project) -> bool {
        let path = if self.with_namespaces { project.path.as_str() } else { last(&project.path) };
        let places = [Some(path), Some(project.name.as_str()), project.description.as_deref()];
        places.into_iter().flatten().any(|text| self.is_in(&text.to_lowercase()))
    }

    /// All words in one place; what is too short to be a word must be all there is.
    fn is_in(&self, text: &str) -> bool {
        if self.words.is_empty() { text == self.whole } else { self.words.iter().all(|word| text.contains(word)) }
    }
}
