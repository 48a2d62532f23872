//! The words in which enums lie in the database, each in one place. Statements that look for a word name it as it
//! stands here. What a newer version wrote is read as what claims least.

use rusqlite::Result;
use rusqlite::types::{FromSql, FromSqlResult, ToSql, ToSqlOutput, ValueRef};

use super::pairs::State;
use super::preferences::Notices;
use super::readings::Pass;
use super::{additions, entries};
use crate::build::{Starter, Step};
use crate::merge_request::MergeRequestState;
use crate::model::{GitUse, Phase, Role, Way};
use crate::people::{SignOutAfter, WhoMayJoin, WhySignedOut};
use crate::standing::Cause;

/// Before the word for the state an account is in.
const ACCOUNT: &str = "account:";

macro_rules! words {
    ($type:ty { $($variant:ident = $word:literal),* $(,)? } else $unknown:ident) => {
        impl ToSql for $type {
            fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
                Ok(match self { $(Self::$variant => $word,)* }.into())
            }
        }

        impl FromSql for $type {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                Ok(match value.as_str()? { $($word => Self::$variant,)* _ => Self::$unknown })
            }
        }
    };
}

words!(Role { Admin = "admin", Member = "member" } else Member);
words!(Way { DeepLink = "deep_link", Loopback = "loopback" } else DeepLink);
words!(Phase { Open = "open", Matched = "matched", Done = "done", Failed = "failed", Closed = "closed" } else Closed);
words!(State {
    Expected = "expected",
    Received = "received",
    Linked = "linked",
    Revoking = "revoking",
    Over = "over",
} else Linked);

words!(GitUse { Default = "default", WhereNeeded = "where_needed", Never = "never" } else Never);

words!(Notices { Mine = "mine", All = "all", None = "none" } else None);

words!(WhoMayJoin { Listed = "listed", Anyone = "anyone", Groups = "groups" } else Listed);
words!(SignOutAfter {
    Never = "never",
    Minutes15 = "minutes_15",
    Hour1 = "hour_1",
    ComputerLocks = "computer_locks",
} else Minutes15);

/// Whether somebody is signed in, or why nobody is.
#[derive(Clone, Copy)]
pub(super) enum Standing {
    SignedIn,
    Asked,
    Idle,
    ComputerLocked,
    Begun,
    Unreadable,
}

words!(Standing {
    SignedIn = "signed_in",
    Asked = "asked",
    Idle = "idle",
    ComputerLocked = "computer_locked",
    Begun = "begun",
    Unreadable = "unreadable",
} else Unreadable);

impl Standing {
    pub(super) fn why(self) -> Option<WhySignedOut> {
        match self {
            Self::SignedIn => None,
            Self::Asked => Some(WhySignedOut::Asked),
            Self::Idle => Some(WhySignedOut::Idle),
            Self::ComputerLocked => Some(WhySignedOut::ComputerLocked),
            Self::Begun => Some(WhySignedOut::Begun),
            Self::Unreadable => Some(WhySignedOut::Unreadable),
        }
    }
}

impl From<WhySignedOut> for Standing {
    fn from(why: WhySignedOut) -> Self {
        match why {
            WhySignedOut::Asked => Self::Asked,
            WhySignedOut::Idle => Self::Idle,
            WhySignedOut::ComputerLocked => Self::ComputerLocked,
            WhySignedOut::Begun => Self::Begun,
            WhySignedOut::Unreadable => Self::Unreadable,
        }
    }
}

words!(MergeRequestState {
    Opened = "opened",
    Closed = "closed",
    Merged = "merged",
    Locked = "locked",
} else Locked);
words!(Step {
    Waiting = "waiting",
    Claiming = "claiming",
    Asking = "asking",
    Adopting = "adopting",
    Following = "following",
    NotBuilt = "not_built",
    Over = "over",
} else Over);
words!(Starter {
    Carrick = "carrick",
    GitLab = "gitlab",
    OtherCarrick = "other_carrick",
    Person = "person",
} else Person);

words!(Pass { Names = "names", Rights = "rights", Archived = "archived", Details = "details" } else Names);
words!(additions::Kind { Whole = "whole", OldContentsWhenNeeded = "old_contents_when_needed" } else Whole);
words!(additions::Failure {
    CredentialRejected = "credential_rejected",
    NobodyAnswered = "nobody_answered",
    NotFound = "not_found",
    Forbidden = "forbidden",
    ServerError = "server_error",
    Redirected = "redirected",
    NotGit = "not_git",
    Certificate = "certificate",
    Proxy = "proxy",
    TimedOut = "timed_out",
    CutOff = "cut_off",
    FolderTaken = "folder_taken",
    FolderOtherCase = "folder_other_case",
    FolderUnsafe = "folder_unsafe",
    FolderRefused = "folder_refused",
    DiskFull = "disk_full",
    TooLarge = "too_large",
    FilterFailed = "filter_failed",
    PathRefused = "path_refused",
    CheckoutFailed = "checkout_failed",
    ForeignOwner = "foreign_owner",
    ForbiddenTransport = "forbidden_transport",
    NameRefused = "name_refused",
    ConfigurationRefused = "configuration_refused",
    DataFolderRefused = "data_folder_refused",
    GitMissing = "git_missing",
    Killed = "killed",
    Unknown = "unknown",
} else Unknown);
words!(entries::Kind {
    Secret = "secret",
    Verifier = "verifier",
    Pair = "pair",
    Revocation = "revocation",
    Database = "database",
} else Revocation);
words!(entries::State {
    Draft = "draft",
    Current = "current",
    Leaving = "leaving",
    Emptied = "emptied",
} else Current);

impl ToSql for Cause {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        let word = match self {
            Self::Refused => "refused",
            Self::AnswerLost => "answer_lost",
            Self::TokensMissing => "tokens_missing",
            Self::SecretRenewed => "secret_renewed",
            Self::ApplicationRefused => "application_refused",
            Self::ScopeTooSmall => "scope_too_small",
            Self::Account { state } => return Ok(format!("{ACCOUNT}{state}").into()),
        };
        Ok(word.into())
    }
}

impl FromSql for Cause {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Ok(match value.as_str()? {
            "answer_lost" => Self::AnswerLost,
            "tokens_missing" => Self::TokensMissing,
            "secret_renewed" => Self::SecretRenewed,
            "application_refused" => Self::ApplicationRefused,
            "scope_too_small" => Self::ScopeTooSmall,
            word => match word.strip_prefix(ACCOUNT) {
                Some(state) => Self::Account { state: state.to_owned() },
                None => Self::Refused,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: FromSql + ToSql>(value: &T) -> T {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        connection.query_row("SELECT ?1", [value], |row| row.get(0)).unwrap()
    }

    #[test]
    fn what_is_written_is_read_back() {
        for way in [Way::DeepLink, Way::Loopback] {
            assert_eq!(read(&way), way, "a way");
        }
        for phase in [Phase::Open, Phase::Matched, Phase::Done, Phase::Failed, Phase::Closed] {
            assert_eq!(read(&phase), phase, "a phase");
        }
        for state in [State::Expected, State::Received, State::Linked, State::Revoking, State::Over] {
            assert_eq!(read(&state), state, "where a pair stands");
        }
        for pass in [Pass::Names, Pass::Rights, Pass::Archived, Pass::Details] {
            assert_eq!(read(&pass), pass, "what is read of projects");
        }
        use entries::Kind::{Database, Pair, Revocation, Secret, Verifier};
        for kind in [Secret, Verifier, Pair, Revocation, Database] {
            assert_eq!(read(&kind), kind, "what an entry is");
        }
        use entries::State::{Current, Draft, Emptied, Leaving};
        for state in [Draft, Current, Leaving, Emptied] {
            assert_eq!(read(&state), state, "where an entry stands");
        }
        for state in
            [MergeRequestState::Opened, MergeRequestState::Closed, MergeRequestState::Merged, MergeRequestState::Locked]
        {
            assert_eq!(read(&state), state, "how a merge request stands");
        }
        use Step::{Adopting, Asking, Claiming, Following, NotBuilt, Over, Waiting};
        for step in [Waiting, Claiming, Asking, Adopting, Following, NotBuilt, Over] {
            assert_eq!(read(&step), step, "how far a build is");
        }
        for starter in [Starter::Carrick, Starter::GitLab, Starter::OtherCarrick, Starter::Person] {
            assert_eq!(read(&starter), starter, "who started a pipeline");
        }
        for cause in [
            Cause::Refused,
            Cause::AnswerLost,
            Cause::TokensMissing,
            Cause::SecretRenewed,
            Cause::ApplicationRefused,
            Cause::ScopeTooSmall,
            Cause::Account { state: "terms".to_owned() },
        ] {
            assert_eq!(read(&cause), cause, "a cause");
        }
    }

    #[test]
    fn a_word_of_a_newer_version_claims_least() {
        let connection = rusqlite::Connection::open_in_memory().unwrap();
        let word = "SELECT 'tomorrow'";
        let cause: Cause = connection.query_row(word, [], |row| row.get(0)).unwrap();
        assert_eq!(cause, Cause::Refused, "GitLab does not accept the link, and no reason is named");
        let role: Role = connection.query_row(word, [], |row| row.get(0)).unwrap();
        assert_eq!(role, Role::Member, "it may set nothing up");
        let state: MergeRequestState = connection.query_row(word, [], |row| row.get(0)).unwrap();
        assert_eq!(state, MergeRequestState::Locked, "it is not open, so nothing is built");
        let step: Step = connection.query_row(word, [], |row| row.get(0)).unwrap();
        assert_eq!(step, Step::Over, "nothing is asked of GitLab for it");
        let starter: Starter = connection.query_row(word, [], |row| row.get(0)).unwrap();
        assert_eq!(starter, Starter::Person, "what is not ours is never cancelled");
    }

    #[test]
    fn no_statement_names_a_word_that_is_none() {
        let knows = |word: &str| {
            let text = ValueRef::Text(word.as_bytes());
            let is_same = |written: Result<ToSqlOutput<'_>>| written.is_ok_and(|written| written == word.into());
            is_same(Phase::column_result(text).unwrap().to_sql())
                || is_same(State::column_result(text).unwrap().to_sql())
                || is_same(entries::State::column_result(text).unwrap().to_sql())
                || is_same(entries::Kind::column_result(text).unwrap().to_sql())
                || is_same(Step::column_result(text).unwrap().to_sql())
                || is_same(MergeRequestState::column_result(text).unwrap().to_sql())
        };
        let mut seen = 0;
        let sources = [
            include_str!("attempts.rs"),
            include_str!("pairs.rs"),
            include_str!("links.rs"),
            include_str!("entries.rs"),
            include_str!("builds.rs"),
            include_str!("heads.rs"),
            include_str!("merge_requests.rs"),
        ];
        for source in sources {
            let source = source.split("#[cfg(test)]").next().unwrap_or(source);
            // What follows each quote up to the next, where that is nothing but letters and the line between words.
            let quoted = source.match_indices('\'').filter_map(|(at, _)| source[at + 1..].split('\'').next());
            let is_word = |word: &&str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            for word in quoted.filter(is_word) {
                seen += 1;
                assert!(knows(word), "a statement looks for '{word}', which is never written");
            }
        }
        assert!(seen > 20, "the statements' words were found: {seen}");
    }
}
