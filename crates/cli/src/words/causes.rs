//! Why a link needs its person.

use carrick_store::standing::Cause;

use super::text::Text;
use crate::plain::plain;

/// Why this account's link needs its person, and what they can do.
pub(crate) fn cause(cause: &Cause, account: &str) -> Text {
    let relink = format!("Relink it with: carrick link --relink {account}");
    match cause {
        Cause::Refused => Text::new("GitLab no longer accepts this link.", relink),
        Cause::AnswerLost => Text::new("New tokens were lost on the way, and the old ones are used up.", relink),
        Cause::TokensMissing => Text::new("The keyring no longer holds the tokens.", relink),
        Cause::SecretRenewed => Text::new(
            "The application's Secret was renewed at GitLab.",
            "Paste the new one in Carrick: Account settings > Integrations > Edit.",
        ),
        Cause::ApplicationRefused => Text::new(
            "GitLab accepts neither the link nor its application.",
            "Compare the application in Carrick (Account settings > Integrations > Edit) with GitLab's page.",
        ),
        Cause::ScopeTooSmall => Text::new("What was granted does not let Carrick read the account.", relink),
        Cause::Account { state } => Text::new("GitLab wants something of you first.", account_step(&plain(state))),
    }
}

fn account_step(state: &str) -> String {
    let step = match state {
        "terms" => "accept the terms of service",
        "password_expired" => "renew your password",
        "deactivated" => "sign in once, which wakes the account",
        "unconfirmed" => "confirm your e-mail address",
        "pending" | "blocked" => return "The account is held back; ask your GitLab's administrator.".to_owned(),
        _ => "see what it asks for",
    };
    format!("Open GitLab in your browser and {step}; then run: carrick test")
}

/// The word for it in JSON.
pub(crate) fn cause_name(cause: &Cause) -> &'static str {
    match cause {
        Cause::Refused => "refused",
        Cause::AnswerLost => "answer_lost",
        Cause::TokensMissing => "tokens_missing",
        Cause::SecretRenewed => "secret_renewed",
        Cause::ApplicationRefused => "application_refused",
        Cause::ScopeTooSmall => "scope_too_small",
        Cause::Account { .. } => "account",
    }
}
