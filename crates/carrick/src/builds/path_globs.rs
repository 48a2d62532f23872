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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::PathGlobs;

    fn matches(glob: &str, path: &str) -> bool {
        let Ok(globs) = PathGlobs::strict(&[glob.to_owned()]) else { panic!("{glob:?} is a glob") };
        globs.match_any(&[path.to_owned()])
    }

    #[test]
    fn globs_mean_what_they_mean_in_rules_changes() {
        for (glob, path) in [
            ("Dockerfile", "Dockerfile"),
            ("*.rb", "a.rb"),
            ("**/*.rb", "a.rb"),
            ("**/*.rb", "lib/deep/a.rb"),
            ("docs/**/*", "docs/a/b.md"),
            ("src/*/mod.rs", "src/x/mod.rs"),
            ("*.{rb,erb}", "a.erb"),
            ("v[0-9].txt", "v3.txt"),
            ("a?.md", "ab.md"),
            ("**/*", ".gitlab-ci.yml"),
            ("*", ".hidden"),
            ("a\\*b", "a*b"),
        ] {
            assert!(matches(glob, path), "{glob:?} means {path:?}");
        }
        for (glob, path) in [
            ("*.rb", "lib/a.rb"),
            ("src/*/mod.rs", "src/x/y/mod.rs"),
            ("docs/**/*", "docs"),
            ("a?.md", "a/.md"),
            ("Docs/*", "docs/a"),
            ("v[0-9].txt", "vx.txt"),
            ("a\\*b", "axb"),
        ] {
            assert!(!matches(glob, path), "{glob:?} does not mean {path:?}");
        }
    }

    #[test]
    fn what_is_no_glob_is_named() {
        for glob in ["a[b", "{a,b", "[z-a]", "a\\"] {
            let refused = PathGlobs::strict(&["*.rb".to_owned(), glob.to_owned()]).map(drop);
            assert_eq!(refused, Err(glob.to_owned()), "the one that is none");
        }
        let kept = PathGlobs::lenient(&["a[b".to_owned(), "*.rb".to_owned()]);
        assert!(kept.match_any(&["a.rb".to_owned()]), "what was kept wrongly takes nothing from the others");
        assert!(!kept.match_any(&["a[b".to_owned()]), "and matches nothing itself");
    }

    #[test]
    fn hostile_globs_are_refused_or_quick() {
        let deep = "{".repeat(60) + &"}".repeat(60);
        let wide = format!("{{{}}}", vec!["a*"; 80].join(","));
        let nested = "{a,".repeat(40) + "b" + &"}".repeat(40);
        let stars = "*a".repeat(120) + "b";
        let path = ["a".repeat(4000)];
        let began = std::time::Instant::now();
        for glob in [deep, wide, nested, stars, "**/".repeat(80)] {
            let globs = vec![glob; 50];
            if let Ok(globs) = PathGlobs::strict(&globs) {
                globs.match_any(&path);
            }
        }
        assert!(began.elapsed().as_secs() < 20, "no pattern holds up the round: {:?}", began.elapsed());
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(glob in "[-a*?!{},\\[\\]\\\\/.^]{0,24}|\\PC{0,24}", path in "[a/.]{0,24}|\\PC{0,24}") {
            let globs = vec![glob];
            let strict = PathGlobs::strict(&globs).map(|strict| strict.match_any(std::slice::from_ref(&path)));
            let lenient = PathGlobs::lenient(&globs).match_any(&[path]);
            prop_assert_eq!(strict.unwrap_or(false), lenient, "what can be kept matches the same");
        }

        #[test]
        fn a_plain_path_means_itself(path in "[a-z_]{1,8}(/[a-z_.]{1,8}){0,3}") {
            prop_assert!(matches(&path, &path), "{} is itself", path);
        }
    }
}
