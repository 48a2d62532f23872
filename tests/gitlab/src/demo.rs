//! A handful of projects to look at, for alice and bob.

use crate::git::files::NewFile;
use crate::projects::{AccessLevel, NewProject, Visibility};
use crate::server::LocalGitlab;

/// What the demo shows.
impl LocalGitlab {
    /// Makes a handful of projects: shared ones, alice's own, bob's at work, one that is empty, one archived, one with
    /// large files, one for everybody.
    pub fn furnish(&self) {
        let both = [("alice", AccessLevel::Developer), ("bob", AccessLevel::Maintainer)];
        let alice = [("alice", AccessLevel::Developer)];
        let bob = [("bob", AccessLevel::Developer)];
        let make = |path: &str, about: &str, members: &[(&str, AccessLevel)]| {
            self.create_project(described(path, about, members)).id
        };
        make("group/web", "The site, and what is behind it", &both);
        make("group/api", "What other programs talk to", &both);
        make("group/INVoicing", "Invoices and reminders", &alice);
        make("group/mobile/app", "The app for telephones", &[("alice", AccessLevel::Reporter)]);
        make("alice/dotfiles", "A shell that feels like home", &[]);
        make("work/handbook", "How things are done here", &bob);
        make("work/payroll", "Who gets what", &[("bob", AccessLevel::Owner)]);
        make("bob/notes", "", &[]);
        let old = make("group/prototype", "What came before", &both);
        self.archive(old);
        self.create_project(NewProject { empty: true, ..described("group/next", "Not begun yet", &both) });
        let files = vec![
            NewFile::new("README.md", "# videos\n\nFilms about the site.\n"),
            NewFile::large("intro.mp4", vec![7; 300_000]),
        ];
        self.create_project(NewProject { files, ..described("group/videos", "Films about the site", &alice) });
        let open = NewProject { visibility: Visibility::Public, ..described("open/library", "For everybody", &[]) };
        self.create_project(open);
    }

    /// Makes so many projects in groups of a hundred, in all of which alice develops.
    pub fn furnish_many(&self, count: usize) {
        self.set_group_member("load", "alice", Some(AccessLevel::Developer));
        self.create_many(count, |number| NewProject {
            path: format!("load/team-{:04}/project-{number:06}", number / 100),
            description: Some(format!("Number {number} of many")),
            ..NewProject::default()
        });
    }
}

fn described(path: &str, about: &str, members: &[(&str, AccessLevel)]) -> NewProject {
    NewProject {
        path: path.to_owned(),
        description: (!about.is_empty()).then(|| about.to_owned()),
        members: members.iter().map(|(name, level)| ((*name).to_owned(), *level)).collect(),
        ..NewProject::default()
    }
}
