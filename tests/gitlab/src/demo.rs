//! A handful of projects to look at, for alice and bob.

use crate::ci::{Ci, MergeRequestJobs, NewJob};
use crate::git::files::NewFile;
use crate::merge_requests::NewMergeRequest;
use crate::pipelines::JobStatus;
use crate::projects::{AccessLevel, NewProject, Visibility};
use crate::server::LocalGitlab;
use std::time::Duration;

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

    /// A shop whose merge requests are built when they are asked for, one of alice's, a draft of bob's, and one of a
    /// fork; and a mill where GitLab builds by itself. More open with the buttons of their pages.
    pub fn furnish_builds(&self) {
        let members = [("alice", AccessLevel::Developer), ("bob", AccessLevel::Maintainer)];
        let with = |path: &str, about: &str, merge_requests| {
            let ci = Ci { merge_requests, jobs: jobs(), ..Ci::default() };
            self.create_project(NewProject { ci, ..described(path, about, &members) }).id
        };
        let shop = with("group/shop", "What people buy", MergeRequestJobs::OnlyWhenAsked);
        let mill = with("group/mill", "Built by GitLab itself", MergeRequestJobs::Built);
        let open = |project: u64, source_project: Option<u64>, author: &str, title: &str, draft: bool| {
            let (author, title) = (author.to_owned(), title.to_owned());
            // A demonstration without them is one all the same.
            let _ = self.open_merge_request(NewMergeRequest {
                project,
                source_project,
                author,
                title,
                draft,
                ..NewMergeRequest::default()
            });
        };
        open(shop, None, "alice", "Add invoices", false);
        open(shop, None, "bob", "Show prices in euros", true);
        open(mill, None, "alice", "Grind finer", false);
        if let Ok(fork) = self.fork(shop, "bob/shop", "bob") {
            open(shop, Some(fork.id), "bob", "Sort by price", false);
        }
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

/// Two that pass, one that fails and is forgiven, one that somebody must play.
fn jobs() -> Vec<NewJob> {
    let second = Duration::from_secs(1);
    let job = |name: &str, stage: &str, seconds: u32, ends: JobStatus, log: &str| NewJob {
        log: log.as_bytes().to_vec(),
        ..NewJob::new(name, stage).ending(2 * second, seconds * second, ends)
    };
    vec![
        job("compile", "build", 6, JobStatus::Success, "compiling\ndone\n"),
        NewJob { allow_failure: true, ..job("spelling", "build", 4, JobStatus::Failed, "\"teh\" in README.md\n") },
        job("test", "test", 8, JobStatus::Success, "running 12 tests\nall passed\n"),
        NewJob { manual: true, allow_failure: true, ..NewJob::new("deploy", "deploy") },
    ]
}

fn described(path: &str, about: &str, members: &[(&str, AccessLevel)]) -> NewProject {
    NewProject {
        path: path.to_owned(),
        description: (!about.is_empty()).then(|| about.to_owned()),
        members: members.iter().map(|(name, level)| ((*name).to_owned(), *level)).collect(),
        ..NewProject::default()
    }
}
