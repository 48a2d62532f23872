//! What is in a clone alone.

/// How many names are kept of many.
const FIRST: usize = 5;

/// Names of files: all are counted, some are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// How many there are.
    pub count: usize,
    /// The first of them, from the clone's folder; bytes that are no UTF-8 are replaced.
    pub first: Vec<String>,
}

impl Names {
    pub(super) fn add(&mut self, name: impl Into<String>) {
        self.count += 1;
        if self.first.len() < FIRST {
            self.first.push(name.into());
        }
    }
}

/// What is in a clone alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loss {
    /// Files that differ from what is committed, staged ones too.
    pub changed: Names,
    /// Files that git does not know.
    pub untracked: Names,
    /// Files that git was told not to look at (assume-unchanged, skip-worktree) and that are there: whether they
    /// differ is not known.
    pub unwatched: Names,
    /// Branches, tags and other references with commits that no remote has.
    pub unpushed: Vec<Unpushed>,
    /// Stashed changes.
    pub stashes: usize,
    /// References with notes that no remote has.
    pub notes: usize,
    /// What was begun and not ended.
    pub unfinished: Vec<Unfinished>,
    /// Large files (Git LFS) that only commits name which no remote has.
    pub large_files: usize,
    /// Submodules in which something would be lost, by their place in the git folder.
    pub submodules: Vec<(String, Loss)>,
    /// What goes too without being work: to be named, not a reason to keep the folder.
    pub also: Also,
}

/// What goes with a clone and cannot be fetched again, though nobody calls it work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Also {
    /// Ignored files and folders that no program would make again, `.env` and its like first.
    pub ignored: Names,
    /// Hooks that somebody put there.
    pub hooks: Names,
    /// Commits that only the logs of references name, such as what a reset left behind.
    pub in_logs: usize,
    /// Keys of the clone's own configuration that a new clone would not have.
    pub settings: Vec<String>,
}

impl Also {
    /// What goes with a submodule goes too.
    pub(super) fn add(&mut self, module: &str, also: &Self) {
        for (all, of_module) in [(&mut self.ignored, &also.ignored), (&mut self.hooks, &also.hooks)] {
            of_module.first.iter().for_each(|name| all.add(format!("{module}: {name}")));
            all.count += of_module.count - of_module.first.len();
        }
        self.in_logs += also.in_logs;
        self.settings.extend(also.settings.iter().map(|key| format!("{module}: {key}")));
    }
}

impl Loss {
    /// Whether the clone can go: nothing is in it alone but what [`Also`] names.
    pub fn is_nothing(&self) -> bool {
        let Self {
            changed,
            untracked,
            unwatched,
            unpushed,
            stashes,
            notes,
            unfinished,
            large_files,
            submodules,
            also: _,
        } = self;
        let no_files = changed.count + untracked.count + unwatched.count == 0;
        no_files
            && unpushed.is_empty()
            && *stashes + *notes + *large_files == 0
            && unfinished.is_empty()
            && submodules.is_empty()
    }
}

/// A reference with commits that no remote has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpushed {
    /// A branch by its short name, `HEAD` where no branch is checked out, any other by its full name; empty for commits
    /// that no reference here holds.
    pub reference: String,
    /// How many; `None` where so many references have some that they were not counted one by one.
    pub commits: Option<usize>,
}

/// Something that was begun and not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfinished {
    /// A merge.
    Merge,
    /// A rebase, or patches that are being applied.
    Rebase,
    /// A commit that is being picked or reverted, perhaps one of several.
    Pick,
    /// A search for the commit that broke something.
    Bisect,
}
