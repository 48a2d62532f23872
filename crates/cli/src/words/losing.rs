//! What is said before a repository is removed, and what stands against it.

use carrick::git::losing::{Also, Doubt, Loss, Names, Unfinished, Unpushed};

use super::amounts::some;
use super::text::Text;
use crate::plain::plain;

/// Of many names nobody reads more.
const MOST_NAMES: usize = 5;

const LOOK_AGAIN: &str = "Look at it there, then run this again; without --trash the folder stays.";

pub(crate) fn remove_question(path: &str, folders: &[String]) -> String {
    match folders {
        [] => format!("Remove {path} from Carrick? [y/N]"),
        folders => format!("Remove {path} from Carrick? {} as before. [y/N]", stays(folders)),
    }
}

pub(crate) fn trash_question(path: &str, folders: &[String]) -> String {
    format!("Remove {path} from Carrick, and move {} to the trash? [y/N]", folders.join(" and "))
}

pub(crate) const CHECKING: &str = "Checking what would be lost.";

pub(crate) fn removed(path: &str, kept: &[String], trashed: &[String]) -> String {
    match (kept, trashed) {
        ([], []) => format!("Removed {path} from Carrick."),
        (kept, []) => format!("Removed {path} from Carrick. {}.", stays(kept)),
        (_, trashed) => format!("Removed {path} from Carrick, and moved {} to the trash.", trashed.join(" and ")),
    }
}

fn stays(folders: &[String]) -> String {
    format!(
        "{} {}, and git there still asks Carrick",
        folders.join(" and "),
        if folders.len() == 1 { "stays" } else { "stay" }
    )
}

/// "Also goes: 3 ignored files (.env), 1 hook. Nothing unpushed."
pub(crate) fn also(also: &Also) -> String {
    let Also { ignored, hooks, in_logs, settings } = also;
    let parts = [
        some(ignored.count, "ignored file", "ignored files").map(|text| format!("{text} ({})", first(ignored))),
        some(hooks.count, "hook", "hooks").map(|text| format!("{text} ({})", first(hooks))),
        some(*in_logs, "commit that only logs name", "commits that only logs name"),
        some(settings.len(), "setting of its own", "settings of its own")
            .map(|text| format!("{text} ({})", first_of(settings, settings.len()))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let goes = if parts.is_empty() { String::new() } else { format!("Also goes: {}. ", parts.join(", ")) };
    format!("{goes}Nothing unpushed.")
}

/// "Only there: 3 commits on fix-login, 2 changed files (a.txt), 1 stash."
pub(super) fn losses(folder: &str, loss: &Loss) -> Text {
    let what = format!("{folder} stays, and so does the repository. Only there: {}.", parts(loss).join(", "));
    Text::new(what, "Push or put away what you need, then run this again; without --trash the folder stays.")
}

fn parts(loss: &Loss) -> Vec<String> {
    let files = |names: &Names, one: &str, many: &str| {
        some(names.count, one, many).map(|text| format!("{text} ({})", first(names)))
    };
    let rest = [
        files(&loss.changed, "changed file", "changed files"),
        files(&loss.untracked, "new file", "new files"),
        files(&loss.unwatched, "file that git does not look at", "files that git does not look at"),
        some(loss.stashes, "stash", "stashes"),
        some(loss.notes, "reference with notes", "references with notes"),
        some(loss.large_files, "large file", "large files"),
    ];
    let unfinished = loss.unfinished.iter().map(|unfinished| begun(*unfinished).to_owned());
    let within =
        |(module, loss): &(String, Loss)| format!("in the submodule {}: {}", plain(module), parts(loss).join(", "));
    let commits = loss.unpushed.iter().map(commits);
    commits.chain(rest.into_iter().flatten()).chain(unfinished).chain(loss.submodules.iter().map(within)).collect()
}

fn commits(Unpushed { reference, commits }: &Unpushed) -> String {
    let what = commits.and_then(|commits| some(commits, "commit", "commits")).unwrap_or_else(|| "commits".to_owned());
    if reference.is_empty() { format!("{what} on no branch") } else { format!("{what} on {}", plain(reference)) }
}

fn begun(unfinished: Unfinished) -> &'static str {
    match unfinished {
        Unfinished::Merge => "a merge that was begun",
        Unfinished::Rebase => "a rebase that was begun",
        Unfinished::Pick => "a picked commit that is not ended",
        Unfinished::Bisect => "a search for a commit that was begun",
    }
}

fn first(names: &Names) -> String {
    first_of(&names.first, names.count)
}

/// The first of so many names.
fn first_of(names: &[String], count: usize) -> String {
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(|name| plain(name)).collect();
    let more = if shown.len() < count { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// Why it cannot be told whether something would be lost.
pub(super) fn doubt(folder: &str, doubt: &Doubt) -> Text {
    let at = |path: &std::path::Path| plain(&path.display().to_string());
    let why = match doubt {
        Doubt::NoClone => "it is no clone any more".to_owned(),
        Doubt::Link => "it is a link to another folder".to_owned(),
        Doubt::GitIsALink | Doubt::GitIsAFile => "its git folder lies elsewhere".to_owned(),
        Doubt::HasWorktrees(_) => "it has other working folders".to_owned(),
        Doubt::FilesElsewhere => "its files lie elsewhere".to_owned(),
        Doubt::HoldsClone(other) => format!("another clone lies in it, {}", at(other)),
        Doubt::MountPoint(place) => format!("another disk is mounted at {}", at(place)),
        Doubt::Home => "your home lies in it".to_owned(),
        Doubt::Unreadable(path, _) => format!("{} can't be read", at(path)),
        Doubt::Configuration => "its own settings can't be put aside".to_owned(),
        Doubt::GitMissing => "git is not installed".to_owned(),
        Doubt::GitFailed(_) => "git could not look into it".to_owned(),
        Doubt::TooMuch => "there is too much to look through".to_owned(),
        Doubt::Cancelled => "the look was broken off".to_owned(),
        Doubt::Unreachable(_) => "GitLab can't be reached, so what is pushed is not known".to_owned(),
        Doubt::Loss => "something in it is nowhere else".to_owned(),
        Doubt::Old | Doubt::Changed => "it changed while it was looked at".to_owned(),
        Doubt::NoTrash(_) => "there is no trash for its disk".to_owned(),
    };
    Text::new(format!("{folder} stays, and so does the repository: {why}."), LOOK_AGAIN)
}

/// The same as a word for scripts.
pub(crate) fn doubt_name(doubt: &Doubt) -> &'static str {
    match doubt {
        Doubt::NoClone => "no_clone",
        Doubt::Link | Doubt::GitIsALink | Doubt::GitIsAFile | Doubt::HasWorktrees(_) | Doubt::FilesElsewhere => "shape",
        Doubt::MountPoint(_) | Doubt::Home => "shape",
        Doubt::HoldsClone(_) => "holds_clone",
        Doubt::Unreadable(..) => "unreadable",
        Doubt::Configuration => "configuration",
        Doubt::GitMissing => "git_missing",
        Doubt::GitFailed(_) => "git_failed",
        Doubt::TooMuch => "too_much",
        Doubt::Cancelled => "cancelled",
        Doubt::Unreachable(_) => "unreachable",
        Doubt::Loss | Doubt::Old | Doubt::Changed => "changed",
        Doubt::NoTrash(_) => "no_trash",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize, first: &[&str]) -> Names {
        Names { count, first: first.iter().map(ToString::to_string).collect() }
    }

    #[test]
    fn what_would_be_lost_is_named() {
        let unpushed = vec![
            Unpushed { reference: "fix\u{1b}-login".to_owned(), commits: Some(3) },
            Unpushed { reference: String::new(), commits: None },
        ];
        let module = Loss { stashes: 2, ..Loss::default() };
        let loss = Loss {
            changed: names(2, &["a.txt", "b\n.txt"]),
            unpushed,
            stashes: 1,
            unfinished: vec![Unfinished::Merge],
            submodules: vec![("lib".to_owned(), module)],
            ..Loss::default()
        };
        let told = losses("~/web", &loss).what;
        let expected = "~/web stays, and so does the repository. Only there: 3 commits on fix-login, commits on no \
                        branch, 2 changed files (a.txt, b.txt), 1 stash, a merge that was begun, in the submodule \
                        lib: 2 stashes.";
        assert_eq!(told, expected, "harmless for a terminal, whatever names are in it");
        let gone = Also { ignored: names(3, &[".env"]), hooks: names(1, &["pre-push"]), ..Also::default() };
        let expected = "Also goes: 3 ignored files (.env, …), 1 hook (pre-push). Nothing unpushed.";
        assert_eq!(also(&gone), expected, "and what goes too");
        assert_eq!(also(&Also::default()), "Nothing unpushed.", "which may be nothing");
    }
}
