//! Globs of files, as GitLab's `rules:changes` has them: `*` and `?` stay within a folder, `**/` is any number of
//! folders, `[a-z]` and `{a,b}` are alternatives, and a dot at the beginning is a character as any other.

use globset::{Error, Glob, GlobBuilder, GlobSet};

/// Globs that are ready to be compared with.
#[derive(Debug, Clone)]
pub struct PathGlobs(GlobSet);

impl PathGlobs {
    /// Of globs of which each must be one.
    ///
    /// # Errors
    /// The first that is none.
    pub fn strict(globs: &[String]) -> Result<Self, String> {
        let parsed = globs.iter().map(|glob| parse(glob).map_err(|_| glob.clone())).collect::<Result<Vec<_>, _>>()?;
        // What is too large together is too large from the first on.
        GlobSet::new(&parsed).map(Self).map_err(|_| globs.first().cloned().unwrap_or_default())
    }

    /// Of globs that were kept; one that is none (another hand changed the database) matches nothing.
    pub fn lenient(globs: &[String]) -> Self {
        let parsed: Vec<Glob> = globs.iter().filter_map(|glob| parse(glob).ok()).collect();
        Self(GlobSet::new(&parsed).unwrap_or_default())
    }

    /// Whether one of some paths is one of those that these globs mean.
    pub fn match_any(&self, paths: &[String]) -> bool {
        paths.iter().any(|path| self.0.is_match(path))
    }
}

fn parse(glob: &str) -> Result<Glob, Error> {
    GlobBuilder::new(glob).literal_separator(true).backslash_escape(true).build()
}
