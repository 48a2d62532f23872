//! What only a command line meets.

use super::causes::cause;
use super::text::Text;
use super::{adding, builds, losing};
use crate::plain::plain;
use crate::problem::Problem;

/// A problem in words.
pub(crate) fn problem(problem: &Problem) -> Text {
    match problem {
        Problem::Installation { reason } => Text::new(plain(reason), "Correct the variable, or unset it."),
        Problem::NoAccounts => Text::new("No GitLab account is linked.", "Link one with: carrick link"),
        Problem::AccountUnknown { typed, .. } => {
            Text::new(format!("No linked account is called {typed}. Linked are:"), "Name one of these.")
        }
        Problem::AccountAmbiguous { .. } => Text::new("Several accounts are meant:", "Name one of these."),
        Problem::InstanceUnknown { typed, .. } => Text::new(
            format!("Carrick has no integration for {typed}. It has:"),
            "Add it in Carrick: Account settings > Integrations > Add integration.",
        ),
        Problem::InstanceAmbiguous { .. } => {
            Text::new("Several GitLabs are set up:", "Name one: carrick link INSTANCE")
        }
        Problem::RepositoryUnknown { typed } => Text::new(
            format!("No linked account knows a repository {typed}."),
            "Look for it with: carrick repo search TEXT --gitlab",
        ),
        Problem::RepositoryNotAdded { typed, choices } => Text::new(
            format!("No added repository is called {typed}.{}", if choices.is_empty() { "" } else { " Like it are:" }),
            "See all of them with: carrick repo list --added",
        ),
        Problem::RepositoryAmbiguous { .. } => Text::new("Several repositories are meant:", "Name one of these."),
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
            format!("There is nothing of {name} to do this with."),
            format!("See how it stands with: carrick build show '{name}'"),
        ),
        Problem::JobUnknown { choices } if choices.is_empty() => {
            Text::new("It has no job with a log.", "See its jobs with: carrick build show")
        }
        Problem::JobUnknown { .. } => Text::new("It has no such job. There are:", "Name one of these with --job."),
        Problem::NotDone { name, reason } => {
            Text::new(format!("{name}: {}", builds::reason(reason)), format!("carrick build why '{name}' says more."))
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
        Problem::GroupUnknown { typed } => Text::new(
            format!("No repository is known below {typed}."),
            "Read them again with: carrick repo list --refresh",
        ),
        Problem::GroupAmbiguous { .. } => Text::new("Several groups are meant:", "Name one of these."),
        Problem::TooShort => Text::new("GitLab looks for three letters or more.", "Type more of it."),
        Problem::Large { path, size, free } => adding::too_large(path, *size, *free),
        Problem::TooLarge { path, size, free } => adding::no_room(path, *size, *free),
        Problem::OtherCase { folder } => adding::other_case(folder),
        Problem::Taken { path, folder } => adding::taken(path, folder),
        Problem::NotCloned { failure, host, folder } => adding::failure(failure, host, folder.as_deref()),
        Problem::NoClone { path } => Text::new(
            format!("{path} was added without a clone."),
            format!("Clone it with: carrick repo add {path}; its page opens with --web."),
        ),
        Problem::NoEditor => {
            Text::new("No editor was found that opens folders.", "Open it with --terminal or --folder instead.")
        }
        Problem::EditorUnknown { typed, .. } => {
            Text::new(format!("No editor is called {typed}. There are:"), "Name one of these.")
        }
        Problem::WouldLose { folder, loss } => losing::losses(folder, loss),
        Problem::MightLose { folder, doubt } => losing::doubt(folder, doubt),
        Problem::NeedsYou { account, cause: why } => {
            let Text { what, next } = cause(why, account);
            Text::new(format!("{account} needs you: {what}"), next)
        }
        Problem::TerminalReadsAlong => Text::new(
            "A token is a secret, and a terminal keeps what it shows.",
            "To print it all the same, add --print.",
        ),
        Problem::NobodyToAsk => Text::new("There is no terminal to ask on.", "To do it without a question, add --yes."),
        Problem::Declined => Text::new("Nothing was changed.", ""),
        Problem::VerbUnknown { typed } => {
            Text::new(format!("{typed} answers no JSON."), "See what does with: carrick schema")
        }
        Problem::Interrupted => Text::new("Interrupted.", ""),
    }
}
