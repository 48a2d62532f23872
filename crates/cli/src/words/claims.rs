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

pub(crate) fn claims(claims: &Claims) -> String {
    if claims.only_here {
        return "This computer alone builds for you, so nothing is agreed on. With others: carrick build claims \
                --only-here false"
            .to_owned();
    }
    match (&claims.database, &claims.why) {
        (None, _) => "Machines agree by a marker in the repository. A PostgreSQL of your team's is set with: \
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
