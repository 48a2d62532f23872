//! Why a commit is not built, and what would change that: a sentence each.

use carrick::builds::why::{Change, Whom};
use carrick_store::build::Reason;
use carrick_store::project::is_path;

use crate::plain::plain;
use crate::times::rfc3339;

/// Why, as a sentence.
pub(crate) fn reason(reason: &Reason) -> String {
    match reason {
        Reason::NotWatched => "Carrick does not watch its project.".to_owned(),
        Reason::SwitchedOff => "The rule for its project is switched off.".to_owned(),
        Reason::Paused { since } => format!("Builds are paused since {}.", rfc3339(*since)),
        Reason::NotOpen => "It is not open.".to_owned(),
        Reason::OpenedBefore => "It was opened before builds were switched on.".to_owned(),
        Reason::WhileClosed { from, to } => {
            format!("Carrick was closed, or the computer asleep, from {} to {}.", rfc3339(*from), rfc3339(*to))
        }
        Reason::WhilePaused { from, to } => {
            format!("Builds were paused from {} to {}.", rfc3339(*from), rfc3339(*to))
        }
        Reason::Draft => "It is a draft.".to_owned(),
        Reason::OtherTarget { target, built } => format!("It goes into {}; built are {}.", plain(target), list(built)),
        Reason::SkipLabel { label } => format!("It has the label {}.", plain(label)),
        Reason::NotMine { author } => format!("It is @{}'s.", plain(author)),
        Reason::NotMyPush => "The last push was not yours.".to_owned(),
        Reason::AuthorBelow { level, least } => {
            format!("Its author is {}; {} is asked for.", role(*level), role(Some(*least)))
        }
        Reason::Fork => "It comes from a fork, and the rule takes none.".to_owned(),
        Reason::NeedsApproval => "It comes from a fork, and this commit was not approved.".to_owned(),
        Reason::OtherPaths => "It changes none of the files that are built for.".to_owned(),
        Reason::GitLabBuilds => "GitLab builds here by itself.".to_owned(),
        Reason::WouldRunInFork => "Its pipeline would run in the fork, not in the project.".to_owned(),
        Reason::AuthorRefused => "GitLab refused its author a pipeline.".to_owned(),
        Reason::Preparing { .. } => "GitLab is preparing it, or may still start it by itself.".to_owned(),
        Reason::TakenByOther { since } => format!("Another Carrick took it at {}.", rfc3339(*since)),
        other => of_gitlab(other),
    }
}

/// What GitLab said, or did not say, when it was asked.
fn of_gitlab(reason: &Reason) -> String {
    match reason {
        Reason::SkipCi => "The commit message says [skip ci].".to_owned(),
        Reason::NoJobs => "GitLab found no job for it: no rule matches merge requests.".to_owned(),
        Reason::WorkflowRules => "The CI file's workflow rules refuse it.".to_owned(),
        Reason::NoCommits => "It has no commits.".to_owned(),
        Reason::RoleTooLow { level } => format!("Developer is needed, you are {}.", role(*level)),
        Reason::PipelinesOff => "Pipelines are switched off in the project, or it has no CI file.".to_owned(),
        Reason::NoRef => "GitLab has no such branch or reference.".to_owned(),
        Reason::Broken => "GitLab cannot use the CI file.".to_owned(),
        Reason::TooMany => "Too many pipelines were created within a minute.".to_owned(),
        Reason::Unreachable => "GitLab could not be asked.".to_owned(),
        Reason::OtherCommit { sha } => {
            format!("GitLab built another commit, {}, and that was cancelled.", plain(sha.get(..12).unwrap_or(sha)))
        }
        Reason::Superseded => "A newer commit came before its turn.".to_owned(),
        Reason::Lost => "GitLab's answer was lost, and no pipeline was found.".to_owned(),
        Reason::SecondStart => "Another Carrick had started it; the second start was cancelled.".to_owned(),
        _ => "GitLab refused in words that Carrick does not know.".to_owned(),
    }
}

/// What would change it for a merge request of a project's, as a sentence; a command in it can be typed as it stands.
pub(crate) fn change(change: &Change, reason: &Reason, path: &str, iid: i64, sha: &str) -> String {
    match change {
        Change::Watch if is_path(path) => format!("Set a rule with: carrick build rule set {path}"),
        Change::Watch => "Set a rule with: carrick build rule set PLACE".to_owned(),
        Change::SwitchOn => "Switch it on with: carrick build rule set PLACE".to_owned(),
        Change::Resume => "Go on in Carrick: Builds > Go on.".to_owned(),
        Change::Reopen => "It is built once it is reopened.".to_owned(),
        Change::MarkReady => "It is built once it is marked ready.".to_owned(),
        Change::ChangeTargets => "Take its target too with: carrick build rule set --target".to_owned(),
        Change::RemoveLabel { label } => format!("Take the label {} off.", plain(label)),
        Change::ChangeWhose => "Take others' too with: carrick build rule set --whose".to_owned(),
        Change::ChangePaths => "Take more files with: carrick build rule set --path".to_owned(),
        Change::TakeForks => "Let forks' commits be approved with: carrick build rule set --forks".to_owned(),
        Change::Approve => {
            let (one, sha) = (typed(path, iid), plain(sha.get(..12).unwrap_or(sha)));
            format!("Approve this commit with: carrick build approve {one} --commit {sha}")
        }
        Change::BuildThis => format!("Build it with: carrick build retry --anew {}", typed(path, iid)),
        Change::AskForRole { of: Whom::Account, .. } => "Ask a maintainer of the project for that role.".to_owned(),
        Change::AskForRole { of: Whom::Author, .. } => "Its author needs a higher role in the project.".to_owned(),
        Change::LetForksRunHere => {
            "A maintainer can let forks' pipelines run in the project: Settings > CI/CD > General pipelines.".to_owned()
        }
        Change::SwitchPipelinesOn => "A maintainer can switch pipelines on, or add a CI file.".to_owned(),
        Change::ShowWhatToAdd => "Carrick's window shows what to add to the CI file.".to_owned(),
        Change::EditCiFile => "Mend the CI file.".to_owned(),
        Change::Push => "Push another commit.".to_owned(),
        Change::Relink => "Renew the link with: carrick link --relink ACCOUNT".to_owned(),
        Change::Wait { .. } if matches!(reason, Reason::Preparing { .. }) => "It is looked at again soon.".to_owned(),
        Change::Wait { .. } => "It is tried again by itself.".to_owned(),
    }
}

/// A merge request as a shell takes it, to which a bare `!` means something else; never what a server makes up.
fn typed(path: &str, iid: i64) -> String {
    if is_path(path) { format!("'{path}!{iid}'") } else { "MERGE_REQUEST".to_owned() }
}

fn list(globs: &[String]) -> String {
    globs.iter().map(|glob| plain(glob)).collect::<Vec<_>>().join(", ")
}

/// GitLab's name for an access level.
pub(super) fn role(level: Option<i64>) -> &'static str {
    match level {
        None => "no member",
        Some(..15) => "Guest",
        Some(15..20) => "Planner",
        Some(20..30) => "Reporter",
        Some(30..40) => "Developer",
        Some(40..50) => "Maintainer",
        Some(50..) => "Owner",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_is_told_is_whole_and_nothing_a_server_makes_up_is_in_it() {
        let told = |what: &Change, path: &str| change(what, &Reason::OpenedBefore, path, 4, "0123456789abcdef");
        let anew = told(&Change::BuildThis, "group/web.js");
        assert!(anew.ends_with("carrick build retry --anew 'group/web.js!4'"), "it names the merge request: {anew}");
        let approve = told(&Change::Approve, "group/web.js");
        assert!(approve.ends_with("approve 'group/web.js!4' --commit 0123456789ab"), "and the commit: {approve}");
        for path in ["a/b'; rm -rf ~; '", "a/b\nc", "$(id)/b", ""] {
            for what in [Change::BuildThis, Change::Approve, Change::Watch] {
                let told = told(&what, path);
                assert!(!told.contains(['\'', '$', '\n', ';']), "nobody pastes this unawares: {told}");
            }
        }
    }
}
