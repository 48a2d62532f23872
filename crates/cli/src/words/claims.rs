//! What is said of claims.

use carrick::builds::claims::postgres::address::Refused;
use carrick::builds::claims::why::Why;

use super::text::Text;
use crate::answers::claims::Claims;

pub(crate) const DATABASE_ADDRESS: &str = "Address of the PostgreSQL (postgresql://user:password@host/database):";

/// Why a database cannot be used, as the word of JSON.
pub(crate) fn claim_trouble(why: Why) -> String {
    let word = serde_json::to_value(why).ok().and_then(|word| word.as_str().map(str::to_owned));
    word.unwrap_or_default()
}

/// The same as a sentence.
pub(crate) fn claim_why(why: Why) -> &'static str {
    match why {
        Why::Hook => "A hook on the server refuses the marker.",
        Why::Hidden => "The server keeps such names to itself.",
        Why::InTheWay => "Something that is no marker lies where it would.",
        Why::Refused => "The server refuses the marker.",
        Why::SlowDown => "The server asks to slow down.",
        Why::StorageFull => "The project has no room left.",
        Why::ReadOnly => "The project is read-only.",
        Why::NoRight => "You may not push there.",
        Why::NotFound => "The repository is empty, or not there.",
        Why::HttpOff => "git over https is switched off there.",
        Why::SignOn => "The group asks for a single sign-on first.",
        Why::NoToken => "The server takes no sign-in of ours just now.",
        Why::Unreachable => "What machines agree by cannot be reached.",
        Why::Certificate => "The server's certificate is not trusted, or it does not encrypt.",
        Why::TooMany => "There are too many markers already.",
        Why::OldServer => "The server is too old for it.",
        Why::NewerTable => "A newer Carrick has changed the database.",
        Why::OldGit => "git is missing here, or too old.",
        Why::Here => "What Carrick keeps for it on this computer cannot be used.",
        Why::Restless => "Another's marker changed too often.",
        Why::Endless => "Another's marker was there for too long, and nothing was built.",
    }
}

/// What is said before a rule is switched on.
pub(crate) const MARKER: &str = "To agree with other machines Carrick keeps a small marker in the repository for each build: no branch, starts \
     nothing, removed afterwards; who can fetch can see it. Where no other computer builds for you: carrick build claims \
     --only-here";

pub(crate) const GUARDED: &str = "of several machines one starts a build, and a second start is cancelled.";

/// That two may start a build, and why.
pub(crate) fn best_effort(why: Why) -> String {
    format!("two machines may start one build; Carrick stops the second. {}", claim_why(why))
}

pub(crate) fn claims(claims: &Claims) -> String {
    if claims.only_here {
        return "This computer alone builds for you, so nothing is agreed on. With others: carrick build claims \
                --only-here false"
            .to_owned();
    }
    match (&claims.database, &claims.why) {
        (None, Some(_)) => {
            "The address of the PostgreSQL that is set cannot be used any more, so two may start a build; \
                            Carrick stops the second. Set it again with: carrick build claims --postgres"
                .to_owned()
        }
        (None, None) => "Machines agree by a marker in the repository. A PostgreSQL of your team's is set with: \
                      carrick build claims --postgres"
            .to_owned(),
        (Some(database), None) => format!("Machines agree by the PostgreSQL {database}, which answers."),
        (Some(database), Some(why)) => format!(
            "Machines agree by the PostgreSQL {database}, which cannot be used now ({}). Until it can, two may start \
             a build; Carrick stops the second.",
            why.replace('_', " ")
        ),
    }
}

pub(super) fn password_shown() -> Text {
    Text::new(
        "There is a password in the address, and others can read what is typed after a program's name.",
        "Leave the address out; it is asked for then, or read from standard input.",
    )
}

pub(super) fn address_refused(refused: Refused) -> Text {
    let (what, next) = match refused {
        Refused::Malformed => {
            ("This is no address of a PostgreSQL.", "Write it as postgresql://user:password@host/database.")
        }
        Refused::NotOne => ("The address names no server, or several.", "Name one."),
        Refused::Plain => {
            ("What goes to another computer must be encrypted.", "Leave sslmode out, or write sslmode=require.")
        }
    };
    Text::new(what, next)
}

pub(super) fn database_unusable(why: Why) -> Text {
    let why = claim_trouble(why).replace('_', " ");
    Text::new(format!("The PostgreSQL cannot be used ({why}). The one before stays."), "Mend that, then try again.")
}
