//! What only a command line meets of builds.

use super::whys::reason;
use crate::problem::Problem;
use crate::words::text::Text;

/// A problem with builds in words.
pub(crate) fn problem(problem: &Problem) -> Text {
    match problem {
        Problem::MergeRequestUnknown { typed } => {
            Text::new(format!("Carrick knows no merge request {typed}."), "Ask why not with: carrick build why ADDRESS")
        }
        Problem::MergeRequestAmbiguous { .. } => Text::new("Several merge requests are meant:", "Name one of these."),
        Problem::NoMergeRequestAddress { typed } => Text::new(
            format!("{typed} names no merge request."),
            "Paste the address of its page, or type group/project!41.",
        ),
        Problem::MergeRequestNotSeen { typed, is_linked: true, .. } => Text::new(
            format!("No linked account sees a merge request {typed}."),
            "See which accounts are linked with: carrick status",
        ),
        Problem::MergeRequestNotSeen { host, is_linked: false, .. } if host.is_empty() => {
            Text::new("No account is linked.", "Link one with: carrick link")
        }
        Problem::MergeRequestNotSeen { host, is_linked: false, .. } => {
            Text::new(format!("No account is linked on {host}."), format!("Link one with: carrick link {host}"))
        }
        Problem::NothingToDo { name } => Text::new(
            format!("{name} has no pipeline with which this can be done now."),
            format!("See how it stands with: carrick build show '{name}'"),
        ),
        Problem::JobUnknown { choices } if choices.is_empty() => {
            Text::new("No job of it is known.", "See how it stands with: carrick build show")
        }
        Problem::JobUnknown { .. } => Text::new("It has no such job. There are:", "Name one of these with --job."),
        Problem::NotDone { name, reason: why } => {
            Text::new(format!("{name}: {}", reason(why)), format!("carrick build why '{name}' says more."))
        }
        Problem::MustBeApproved { name, sha } => Text::new(
            format!("{name} comes from a fork, and this commit was not approved."),
            format!("Look at it, then: carrick build approve '{name}' --commit {}", sha.get(..12).unwrap_or(sha)),
        ),
        Problem::MovedOn { name } => Text::new(
            format!("{name} has another commit, target or source by now."),
            format!("Look at it again with: carrick build show '{name}'"),
        ),
        Problem::RuleUnknown { typed, .. } => {
            Text::new(format!("No rule is set for just {typed}."), "See all of them with: carrick build rule list")
        }
        Problem::NoPair { typed } => Text::new(format!("{typed} is no name with a value."), "Write it as NAME=VALUE."),
        Problem::IsGroup { typed } => {
            Text::new(format!("{typed} is a group."), "To build what lies below it, say so with --group.")
        }
        Problem::CommitUnclear { typed } => Text::new(
            format!("{typed} names no commit."),
            "Type seven of its digits or more, as carrick build show tells them.",
        ),
        // What is none of builds has its words elsewhere.
        other => Text::new(other.code(), ""),
    }
}
