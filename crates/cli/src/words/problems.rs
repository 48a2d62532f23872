//! What only a command line meets.

use super::causes::cause;
use super::text::Text;
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
        Problem::NeedsYou { account, cause: why } => {
            let Text { what, next } = cause(why, account);
            Text::new(format!("{account} needs you: {what}"), next)
        }
        Problem::TerminalReadsAlong => Text::new(
            "A token is a secret, and a terminal keeps what it shows.",
            "To print it all the same, add --print.",
        ),
        Problem::NobodyToAsk => {
            Text::new("There is no terminal to ask on.", "To unlink without a question, add --yes.")
        }
        Problem::Declined => Text::new("Nothing was changed.", ""),
        Problem::VerbUnknown { typed } => {
            Text::new(format!("{typed} answers no JSON."), "See what does with: carrick schema")
        }
        Problem::Interrupted => Text::new("Interrupted.", ""),
    }
}
