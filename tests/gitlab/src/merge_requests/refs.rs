//! The refs of merge requests in the repository that they go into, and what is read of the commits.

use super::MergeRequest;
use crate::git::repositories::Repositories;
use crate::projects::Project;
use sha2::{Digest as _, Sha256};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

/// From where to where.
pub(crate) struct Ends<'a> {
    pub(crate) target: &'a Project,
    pub(crate) source: &'a Project,
    pub(crate) target_branch: &'a str,
    pub(crate) source_branch: &'a str,
    /// The commit that the source branch has just become, when that is known.
    pub(crate) pushed: Option<&'a str>,
}

/// What the head of a merge request is.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head {
    pub(crate) sha: String,
    pub(crate) base_sha: String,
    pub(crate) merge_sha: Option<String>,
    pub(crate) has_commits: bool,
    pub(crate) skips_ci: bool,
    pub(crate) paths: Vec<String>,
}

impl Head {
    /// Without git: numbers that follow from those of the merge request and of the push.
    pub(crate) fn made_up(seed: &str) -> Self {
        let sha = made_up(seed);
        let merge_sha = Some(made_up(&format!("{sha} merged")));
        Self { base_sha: made_up("base"), sha, merge_sha, has_commits: true, ..Self::default() }
    }

    /// The diff row is not among it: that comes later.
    pub(crate) fn put_into(self, row: &mut MergeRequest) {
        row.head = self.sha;
        row.base_sha = self.base_sha;
        row.merge_sha = self.merge_sha;
        row.has_commits = self.has_commits;
        row.skips_ci = self.skips_ci;
        row.paths = self.paths;
    }
}

fn made_up(seed: &str) -> String {
    Sha256::digest(seed).iter().take(20).map(|byte| format!("{byte:02x}")).collect()
}

/// Moves `refs/merge-requests/N/head` to where the source branch is, and reads it.
pub(crate) fn move_head(repositories: &Repositories, ends: &Ends<'_>, iid: u64) -> io::Result<Head> {
    let path = repositories.make(ends.target)?;
    let (name, branch) = (format!("refs/merge-requests/{iid}/head"), format!("refs/heads/{}", ends.source_branch));
    match ends.pushed {
        _ if ends.source.id != ends.target.id => {
            let from = repositories.make(ends.source)?;
            let refspec = format!("+{branch}:{name}");
            repositories.git(&path, [OsStr::new("fetch"), "-q".as_ref(), from.as_ref(), refspec.as_ref()])?;
        }
        Some(sha) => write_ref(&path, &name, sha)?,
        None => {
            let sha = repositories.git(&path, ["rev-parse", "--verify", &branch])?;
            write_ref(&path, &name, sha.trim())?;
        }
    }
    let target = format!("refs/heads/{}", ends.target_branch);
    let mut head = read(repositories, &path, &name, &target)?;
    if ends.target.ci.merged_results {
        head.merge_sha = merge(repositories, &path, (&head.sha, &target), iid).ok();
    }
    Ok(head)
}

/// As `git update-ref` writes it, without a process: tests push thousands of times.
fn write_ref(path: &Path, name: &str, sha: &str) -> io::Result<()> {
    let file = path.join(name);
    fs::create_dir_all(file.parent().unwrap_or(path))?;
    let new = file.with_extension("lock");
    fs::write(&new, format!("{sha}\n"))?;
    fs::rename(new, file)
}

fn read(repositories: &Repositories, path: &Path, name: &str, target: &str) -> io::Result<Head> {
    let git = |arguments: &[&str]| repositories.git(path, arguments).map(|text| text.trim().to_owned());
    let said = git(&["log", "-1", "--format=%H%n%B", name])?;
    let (sha, message) = said.split_once('\n').unwrap_or((&said, ""));
    let sha = sha.to_owned();
    let base_sha = git(&["merge-base", target, &sha]).unwrap_or_default();
    let paths = git(&["-c", "core.quotePath=false", "diff", "--name-only", "--no-renames", &base_sha, &sha]);
    Ok(Head {
        merge_sha: None,
        has_commits: base_sha != sha,
        skips_ci: asks_to_skip(message),
        paths: paths.unwrap_or_default().lines().map(str::to_owned).collect(),
        sha,
        base_sha,
    })
}

/// The commit that GitLab builds as merged, at `refs/merge-requests/N/merge`.
fn merge(repositories: &Repositories, path: &Path, (head, target): (&str, &str), iid: u64) -> io::Result<String> {
    let git = |arguments: &[&str]| repositories.git(path, arguments).map(|text| text.trim().to_owned());
    let tree = git(&["merge-tree", "--write-tree", target, head])?;
    let who = ["-c", "user.name=GitLab", "-c", "user.email=gitlab@example.com"];
    let message = format!("Merge {head} into {target}");
    let commit = [&who[..], &["commit-tree", &tree, "-p", target, "-p", head, "-m", &message]].concat();
    let sha = git(&commit)?;
    write_ref(path, &format!("refs/merge-requests/{iid}/merge"), &sha)?;
    Ok(sha)
}

/// The commit of a branch, if there is such a branch.
pub(crate) fn branch(repositories: &Repositories, project: &Project, name: &str) -> Option<String> {
    let path = repositories.make(project).ok()?;
    let name = format!("refs/heads/{name}");
    let sha = repositories.git(&path, ["rev-parse", "--verify", "-q", &name]).ok()?;
    Some(sha.trim().to_owned())
}

/// Merges into the target branch and answers the commit.
pub(crate) fn merge_into(repositories: &Repositories, project: &Project, row: &MergeRequest) -> io::Result<String> {
    let path = repositories.make(project)?;
    let target = format!("refs/heads/{}", row.target_branch);
    let sha = merge(repositories, &path, (&row.head, &target), row.iid)?;
    repositories.git(&path, ["update-ref", &target, &sha])?;
    Ok(sha)
}

/// Whether the message of a commit asks to skip CI.
pub(crate) fn skips_ci(repositories: &Repositories, path: &Path, sha: &str) -> bool {
    asks_to_skip(&repositories.git(path, ["log", "-1", "--format=%B", sha]).unwrap_or_default())
}

fn asks_to_skip(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    let marks = ["ci skip", "ci-skip", "ci_skip", "skip ci", "skip-ci", "skip_ci"];
    marks.iter().any(|mark| message.contains(&format!("[{mark}]")))
}

#[cfg(test)]
mod tests {
    use super::asks_to_skip;

    #[test]
    fn every_spelling_of_the_mark_skips_ci_and_nothing_else_does() {
        for mark in ["[ci skip]", "[ci-skip]", "[ci_skip]", "[skip ci]", "[skip-ci]", "[skip_ci]", "[Skip CI]"] {
            assert!(asks_to_skip(&format!("Add invoices\n\n{mark} for now")), "{mark}");
        }
        for text in ["skip ci", "[skip  ci]", "[no ci]", "[skip ci", "(skip ci)", "[ci.skip]"] {
            assert!(!asks_to_skip(text), "{text}");
        }
    }
}
