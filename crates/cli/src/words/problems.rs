//! What only a command line meets.

use super::causes::cause;
use super::text::Text;
use super::{adding, builds, claims, losing};
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
        Problem::PasswordShown => claims::password_shown(),
        Problem::DatabaseAddress { refused } => claims::address_refused(*refused),
        Problem::DatabaseUnusable { why } => claims::database_unusable(*why),
        Problem::FileUnreadable { path } => {
            Text::new(format!("{path} can't be read."), "Name a file with a set-up, or paste its link.")
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
        of_builds => builds::problem(of_builds),
    }
}
