//! Commits that no remote has, by the references that hold them.

use std::collections::HashSet;
use std::path::Path;

use super::asking::Git;
use super::doubt::Doubt;
use super::loss::{Loss, Unpushed};

/// For how many references the commits are counted; each takes a git of its own.
const COUNTED: usize = 50;

/// Files that stand for large ones are smaller.
const LARGEST_POINTER: u64 = 1024;
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

/// A reference and the commit it leads to.
struct Reference {
    name: String,
    tip: String,
}

/// `tips` are the commits that a remote has.
pub(super) fn look(git: &Git<'_>, git_folder: &Path, tips: &[String], loss: &mut Loss) -> Result<(), Doubt> {
    let without: String = tips.iter().map(|tip| format!("^{tip}\n")).collect();
    let listed = git.ask_with("rev-list", &["rev-list", "--all", "--stdin"], without.as_bytes())?;
    let listed = String::from_utf8(listed).map_err(|_| Doubt::GitFailed("rev-list"))?;
    let only_here: HashSet<&str> = listed.lines().collect();
    let references = references(git)?;
    loss.stashes = stashes(git, &references)?;
    for Reference { name, tip } in references.iter().filter(|reference| only_here.contains(reference.tip.as_str())) {
        if name.starts_with("refs/notes/") {
            loss.notes += 1;
        } else if name != "refs/stash" {
            let commits = (loss.unpushed.len() < COUNTED).then(|| count(git, tip, &without)).transpose()?;
            loss.unpushed.push(Unpushed { reference: short(name).to_owned(), commits });
        }
    }
    if !only_here.is_empty() && loss.unpushed.is_empty() && loss.notes + loss.stashes == 0 {
        loss.unpushed.push(Unpushed { reference: String::new(), commits: Some(only_here.len()) });
    }
    loss.also.in_logs = only_in_logs(git, &without)?;
    if !only_here.is_empty() && git_folder.join("lfs").exists() {
        loss.large_files = pointers(git, &without)?;
    }
    Ok(())
}

fn short(name: &str) -> &str {
    name.strip_prefix("refs/heads/").unwrap_or(name)
}

/// All of them; also what is checked out, where that is no branch.
fn references(git: &Git<'_>) -> Result<Vec<Reference>, Doubt> {
    let answer = git.ask("for-each-ref", &["for-each-ref", "--format=%(refname) %(objectname) %(*objectname)"])?;
    let answer = String::from_utf8(answer).map_err(|_| Doubt::GitFailed("for-each-ref"))?;
    let mut references = Vec::new();
    for line in answer.lines() {
        let mut words = line.split(' ');
        let (Some(name), Some(object)) = (words.next(), words.next()) else {
            return Err(Doubt::GitFailed("for-each-ref"));
        };
        // A tag leads to what it names.
        let tip = words.next().filter(|tip| !tip.is_empty()).unwrap_or(object);
        references.push(Reference { name: name.to_owned(), tip: tip.to_owned() });
    }
    let head = git.ask_or_no("HEAD", &["rev-parse", "-q", "--verify", "HEAD^{commit}"])?;
    let is_branch = git.ask_or_no("HEAD", &["symbolic-ref", "-q", "HEAD"])?.is_some();
    if let Some(head) = head.filter(|_| !is_branch) {
        references.push(Reference { name: "HEAD".to_owned(), tip: String::from_utf8_lossy(&head).trim().to_owned() });
    }
    Ok(references)
}

/// Each is a step of the reference's log; without a log there is one.
fn stashes(git: &Git<'_>, references: &[Reference]) -> Result<usize, Doubt> {
    if !references.iter().any(|reference| reference.name == "refs/stash") {
        return Ok(0);
    }
    let log = git.ask("stash", &["log", "-g", "--format=%H", "refs/stash", "--"])?;
    Ok(log.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count().max(1))
}

fn count(git: &Git<'_>, tip: &str, without: &str) -> Result<usize, Doubt> {
    let input = format!("{tip}\n{without}");
    let answer = git.ask_with("rev-list", &["rev-list", "--count", "--stdin"], input.as_bytes())?;
    String::from_utf8_lossy(&answer).trim().parse().map_err(|_| Doubt::GitFailed("rev-list"))
}

fn only_in_logs(git: &Git<'_>, without: &str) -> Result<usize, Doubt> {
    // In this order, since a --not in front means the input too in some gits.
    let arguments = ["rev-list", "--count", "--reflog", "--stdin", "--not", "--all"];
    let answer = git.ask_with("rev-list", &arguments, without.as_bytes())?;
    String::from_utf8_lossy(&answer).trim().parse().map_err(|_| Doubt::GitFailed("rev-list"))
}

/// How many files stand for large ones in commits that no remote has.
fn pointers(git: &Git<'_>, without: &str) -> Result<usize, Doubt> {
    let objects = git.ask_with("objects", &["rev-list", "--all", "--objects", "--stdin"], without.as_bytes())?;
    let ids: Vec<&[u8]> =
        objects.split(|byte| *byte == b'\n').filter_map(|line| line.split(|byte| *byte == b' ').next()).collect();
    let about = git.ask_with(
        "objects",
        &["cat-file", "--batch-check=%(objecttype) %(objectsize) %(objectname)"],
        &ids.join(&b'\n'),
    )?;
    let about = String::from_utf8_lossy(&about).into_owned();
    let is_small = |line: &&str| {
        let mut words = line.split(' ');
        words.next() == Some("blob")
            && words.next().and_then(|size| size.parse().ok()).is_some_and(|size: u64| size <= LARGEST_POINTER)
    };
    let small: String =
        about.lines().filter(is_small).filter_map(|line| Some(format!("{}\n", line.rsplit(' ').next()?))).collect();
    let contents = git.ask_with("objects", &["cat-file", "--batch"], small.as_bytes())?;
    Ok(contents.split(|byte| *byte == b'\n').filter(|line| line.starts_with(POINTER)).count())
}
