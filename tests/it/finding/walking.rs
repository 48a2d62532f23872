//! Which folders are gone into, and what is said of the clones in them.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use carrick::git::finding::{Found, Kind, Looked, Search, Sight, Why, find};
use carrick::git::helper::Helper;
use carrick::git::listing::{Scope, Setting};
use carrick::git::remote::Transport;
use carrick_store::instance::Instance;

pub(super) struct Tree(tempfile::TempDir);

impl Tree {
    pub(super) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.0.path().canonicalize().unwrap().join(name)
    }

    pub(super) fn folder(&self, name: &str) -> PathBuf {
        fs::create_dir_all(self.path(name)).unwrap();
        self.path(name)
    }

    /// A git folder with this configuration, made by hand: git has no part in it.
    pub(super) fn git_folder(&self, name: &str, config: impl AsRef<[u8]>) -> PathBuf {
        let folder = self.folder(name);
        fs::create_dir_all(folder.join("objects")).unwrap();
        fs::create_dir_all(folder.join("refs")).unwrap();
        fs::write(folder.join("HEAD"), "ref: refs/heads/main\n").unwrap();
        fs::write(folder.join("config"), config).unwrap();
        folder
    }

    pub(super) fn clone_of(&self, name: &str, url: &str) {
        self.git_folder(&format!("{name}/.git"), format!("[remote \"origin\"]\n\turl = {url}\n"));
    }
}

pub(super) struct Seen {
    pub(super) looked: Looked,
    pub(super) clones: Vec<Found>,
    pub(super) left_out: Vec<(PathBuf, Why)>,
    pub(super) read: Vec<PathBuf>,
}

impl Seen {
    pub(super) fn folders(&self) -> Vec<&Path> {
        self.clones.iter().map(|found| found.folder.as_path()).collect()
    }
}

pub(super) fn look(folders: &[PathBuf], settings: &[Setting]) -> Seen {
    let instances = [Instance::parse("https://gitlab.example.com").unwrap()];
    let helper = Helper::new("/opt/carrick/git-credential-carrick".into());
    let search = Search { folders, instances: &instances, settings, helper: &helper };
    let (mut clones, mut left_out, mut read) = (Vec::new(), Vec::new(), Vec::new());
    let looked = find(&search, |sight| {
        match sight {
            Sight::Folder(folder) => read.push(folder.to_owned()),
            Sight::Clone(found) => clones.push(*found),
            Sight::LeftOut(folder, why) => left_out.push((folder.to_owned(), why)),
        }
        ControlFlow::Continue(())
    });
    clones.sort_by(|one, other| one.folder.cmp(&other.folder));
    Seen { looked, clones, left_out, read }
}

#[test]
fn a_clone_is_found_where_people_file_them_and_nothing_below_it_is_read() {
    let tree = Tree::new();
    for name in ["a", "group/b", "1/2/3/4/5/6/7/8", "a/inner", "node_modules/c", "x/vendor/d", ".hidden/e", "target/f"]
    {
        tree.clone_of(name, "https://gitlab.example.com/group/project.git");
    }
    tree.clone_of("1/2/3/4/5/6/7/other/too-deep", "https://gitlab.example.com/group/project.git");
    tree.folder("a/src/deep");
    let seen = look(&[tree.path("")], &[]);
    let expected = [tree.path("1/2/3/4/5/6/7/8"), tree.path("a"), tree.path("group/b")];
    assert_eq!(seen.folders(), expected, "found where a person put them, and nowhere else");
    assert!(!seen.read.iter().any(|folder| folder.starts_with(tree.path("a"))), "a clone is not gone into");
    assert_eq!((seen.looked.clones, seen.looked.folders), (3, seen.read.len()), "it says how far it came");
}

#[test]
fn what_a_clone_belongs_to_is_told_of_each_remote() {
    let tree = Tree::new();
    let config = "[remote \"origin\"]\n\turl = gl:group/project\n\tpushurl = git@gitlab.example.com:me/fork.git\n\
                  [remote \"old\"]\n\turl = https://me:hunter2@elsewhere.example/x/y?z\n";
    tree.git_folder("clone/.git", config);
    let rule = Setting {
        scope: Scope::Global,
        file: "~/.gitconfig".to_owned(),
        key: "url.https://gitlab.example.com/.insteadof".to_owned(),
        value: Some("gl:".to_owned()),
    };
    let seen = look(&[tree.path("")], &[rule]);
    let contents = seen.clones[0].contents.as_ref().unwrap();
    let told: Vec<_> = contents.belongs.iter().map(|it| (it.project.as_str(), it.transport, it.is_for_push)).collect();
    let expected = [("group/project", Transport::Https, false), ("me/fork", Transport::Ssh, true)];
    assert_eq!(told, expected, "where it fetches from, after the person's own rule, and where it pushes to");
    assert!(contents.has_password, "a password is a fault on any server, however odd the address");
    assert!(!format!("{:?}", seen.clones).contains("hunter2"), "it is in no log");
}

#[test]
fn the_kinds_of_clone_are_told_apart() {
    let tree = Tree::new();
    tree.clone_of("whole", "https://gitlab.example.com/a/b");
    tree.git_folder("bare.git", "[core]\n\tbare = true\n");
    let of_worktree = tree.folder("whole/.git/worktrees/side");
    fs::write(of_worktree.join("HEAD"), "ref: refs/heads/side\n").unwrap();
    fs::write(of_worktree.join("commondir"), "../..\n").unwrap();
    tree.git_folder("whole/.git/modules/lib", "[core]\n\tbare = false\n");
    tree.git_folder("apart-git", "[core]\n\tbare = false\n");
    for (name, to) in [
        ("side", of_worktree.display().to_string()),
        ("zlib", "../whole/.git/modules/lib".to_owned()),
        ("z", "../apart-git".to_owned()),
    ] {
        fs::write(tree.folder(name).join(".git"), format!("gitdir: {to}\n")).unwrap();
    }
    let seen = look(&[tree.path("")], &[]);
    let kind = |name: &str| seen.clones.iter().find(|found| found.folder == tree.path(name)).map(|it| it.kind.clone());
    assert_eq!(kind("whole"), Some(Kind::Whole));
    assert_eq!(kind("bare.git"), Some(Kind::Bare));
    assert_eq!(kind("side"), Some(Kind::LinkedWorktree(tree.path("whole/.git"))), "it is another clone's");
    assert_eq!(kind("zlib"), Some(Kind::Submodule(tree.path("whole/.git"))), "it is part of another");
    assert_eq!(kind("z"), Some(Kind::Apart(tree.path("apart-git"))));
    let side = seen.clones.iter().find(|found| found.folder == tree.path("side")).unwrap();
    let belongs = &side.contents.as_ref().unwrap().belongs;
    assert_eq!(belongs[0].project, "a/b", "a linked working folder has the remotes of its clone");
}

#[test]
fn a_clone_under_two_chosen_folders_is_told_once_and_none_is_cut_off() {
    let tree = Tree::new();
    tree.clone_of("1/2/3/4/5/6/7/8/9/deep", "https://gitlab.example.com/a/b");
    tree.clone_of("1/near", "https://gitlab.example.com/a/b");
    let chosen = [tree.path(""), tree.path("1/2/3/4/5"), tree.path("1"), tree.path("nowhere")];
    let seen = look(&chosen, &[]);
    assert_eq!(seen.folders(), [tree.path("1/2/3/4/5/6/7/8/9/deep"), tree.path("1/near")], "each once");
    let nowhere = (tree.path("nowhere"), Why::Unreadable(std::io::ErrorKind::NotFound));
    assert_eq!(seen.left_out, [nowhere], "a chosen folder that is gone is said");
}

#[test]
fn it_can_be_broken_off_before_each_folder() {
    let tree = Tree::new();
    (0..20).for_each(|at| drop(tree.folder(&format!("{at}/x"))));
    let (instances, helper) = ([], Helper::new("/x".into()));
    let search = Search { folders: &[tree.path("")], instances: &instances, settings: &[], helper: &helper };
    let mut told = 0;
    let looked = find(&search, |_| {
        told += 1;
        if told == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert!(looked.is_cut_short, "it says that it was");
    assert_eq!((told, looked.folders), (5, 4), "the fifth was not read any more");
}

#[test]
fn a_folder_with_a_hundred_thousand_files_is_one_folder() {
    let tree = Tree::new();
    let full = tree.folder("full");
    fs::write(full.join("first"), "").unwrap();
    // Links to one file are as many entries, made faster.
    (0..100_000).for_each(|at| {
        fs::hard_link(full.join("first"), full.join(format!("f{at}")))
            .or_else(|_| fs::write(full.join(format!("f{at}")), ""))
            .unwrap();
    });
    tree.clone_of("full/clone", "https://gitlab.example.com/a/b");
    let seen = look(&[tree.path("")], &[]);
    assert_eq!(
        (seen.folders(), seen.looked.folders),
        (vec![tree.path("full/clone").as_path()], 2),
        "files cost nothing"
    );
}
