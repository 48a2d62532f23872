//! What comes back from the browser: matched with its sign-in, then followed to its end.

use carrick_store::db::attempts::{self, Mismatch};
use carrick_store::error::{Code, Error};
use carrick_store::model::{Attempt, Stage};
use secrecy::ExposeSecret as _;

use super::callback::{Answer, Callback, DENIED};
use super::matched::Matched;
use super::notice::Notice;
use super::outcome::Outcome;
use super::run::Run;
use super::verifier::forget_verifier;
use super::{Accounts, avatar, exchange, expiry, health, revocation};

/// OAuth errors that may come by callback and mean something to a person (RFC 6749, 4.1.2.1).
const KNOWN_REFUSALS: [&str; 6] = [
    "invalid_request",
    "unauthorized_client",
    "unsupported_response_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
];

/// Takes a callback that the system handed over. One that belongs to nothing is told and changes nothing.
pub async fn receive(accounts: &Accounts, text: &str) {
    let parsed = Callback::parse(text).map_err(|_| Error::new(Code::CallbackMalformed));
    let matched = match parsed {
        Ok(callback) => matches(accounts, callback).await,
        Err(error) => Err(error),
    };
    match matched {
        Ok(matched) => {
            accounts.topics.come_forward();
            complete(accounts, matched).await;
        }
        Err(error) => {
            tracing::info!(%error, "a callback was refused");
            accounts.live().stray_callback = Some(error);
            accounts.touch();
        }
    }
}

/// Matches a callback by its state and exact redirect URI, in one statement that uses up one attempt or none.
pub(super) async fn matches(accounts: &Accounts, callback: Callback) -> Result<Matched, Error> {
    let now = accounts.clock.now();
    let Callback { redirect_uri, state, answer, issuer } = callback;
    let came = answer.word();
    let consume = move |db: &rusqlite::Connection| {
        let state = state.expose_secret();
        let matched = attempts::consume(db, state, &redirect_uri, issuer.as_deref(), now)?;
        Ok(match matched {
            Some(matched) => Ok(matched),
            None => Err(attempts::explain(db, state, &redirect_uri, issuer.as_deref(), now)?),
        })
    };
    let under_way = Some(accounts.gate.enter().await);
    let _exclusive = accounts.exclusive().await;
    expiry::follow_the_clock(accounts).await?;
    let (attempt, siblings) = accounts.db.write(consume).await?.map_err(|why| mismatch(why, came))?;
    let run = {
        let mut live = accounts.live();
        live.own_attempts.insert(attempt.id);
        let run = live.run_of(&attempt);
        // From here on nobody is waited for.
        live.reach(&run, Stage::Checking, now);
        run
    };
    Ok(Matched { run, attempt, siblings, answer, under_way })
}

/// Goes on from a match to its end, and ends at GitLab what that leaves.
pub(super) async fn complete(accounts: &Accounts, mut matched: Matched) {
    // It ends after what became of the answer lies where leaving looks.
    let under_way = matched.under_way.take();
    let Some(namesakes) = finish(accounts, matched).await else { return };
    revocation::revoke_due(accounts).await;
    drop(under_way);
    look_at(accounts, namesakes).await;
}

/// Asks about the links of accounts that bore the name of a new one. Leaving waits for nothing of it: a renewal that this
/// wants begins only when nobody leaves, so that each would wait for the other.
pub(super) async fn look_at(accounts: &Accounts, namesakes: Vec<i64>) {
    for link_id in namesakes {
        health::look_again(accounts, link_id).await;
    }
}

/// Goes on to its end, whatever that is, and tells it. A keyring that cannot be used just now ends nothing, since
/// nothing was sent: the answer is held in memory until it can, and this is nothing; else the links to look at again.
async fn finish(accounts: &Accounts, mut matched: Matched) -> Option<Vec<i64>> {
    accounts.touch();
    let outcome = match &matched.answer {
        Answer::Code(code) => match exchange::prepare(accounts, &matched.attempt).await {
            Err(error) if is_not_now(error.code) => match hold(accounts, matched, error) {
                None => return None,
                Some(cancelled) => {
                    matched = cancelled;
                    exchange::note_end(accounts, &matched.attempt, None).await;
                    Ok(Outcome::Cancelled)
                }
            },
            prepared => exchange::run(accounts, &matched.run, &matched.attempt, code, prepared).await,
        },
        Answer::Error(error) => refuse(accounts, &matched.attempt, error).await,
    };
    let Matched { run, attempt, siblings, .. } = matched;
    let namesakes = settle(accounts, &run, &attempt, outcome).await;
    // Nobody waits for these: their attempts are over since the match.
    for id in siblings {
        forget_verifier(accounts, id).await;
    }
    Some(namesakes)
}

/// Whether the keyring may be able to do later what it cannot do now.
fn is_not_now(code: Code) -> bool {
    use Code::{VaultAbsent, VaultAsksEach, VaultElsewhere, VaultLocked, VaultNoCollection, VaultRefused, VaultSilent};
    matches!(
        code,
        VaultAbsent | VaultAsksEach | VaultElsewhere | VaultLocked | VaultNoCollection | VaultRefused | VaultSilent
    )
}

/// Gives back what the person cancelled meanwhile: nobody wants that any more.
fn hold(accounts: &Accounts, matched: Matched, error: Error) -> Option<Matched> {
    {
        let mut live = accounts.live();
        if matched.run.is_cancelled() {
            return Some(matched);
        }
        live.notices.insert(matched.integration_id(), Notice::Failed { error });
        live.held.push(matched);
    }
    accounts.touch();
    None
}

/// Goes on with what waited for the keyring, each once. The rest stays where leaving looks; what they leave at GitLab
/// is journalled, and ended another time.
pub(super) async fn complete_held(accounts: &Accounts) {
    let under_way = accounts.gate.enter().await;
    let mut namesakes = Vec::new();
    let count = accounts.live().held.len();
    for _ in 0..count {
        let matched = {
            let mut live = accounts.live();
            if live.held.is_empty() {
                break;
            }
            let matched = live.held.remove(0);
            live.notices.remove(&matched.integration_id());
            matched
        };
        namesakes.extend(finish(accounts, matched).await.unwrap_or_default());
    }
    drop(under_way);
    look_at(accounts, namesakes).await;
}

/// Tells how a sign-in ended that is noted as ended, and clears up after it. Returns the links to look at again.
pub(super) async fn settle(
    accounts: &Accounts,
    run: &Run,
    attempt: &Attempt,
    outcome: Result<Outcome, Error>,
) -> Vec<i64> {
    let (mut linked, mut namesakes) = (None, Vec::new());
    let notice = match outcome {
        Ok(Outcome::Linked { notice, link_id, namesakes: others }) => {
            (linked, namesakes) = (Some(link_id), others);
            Some(notice)
        }
        // Who has come in sees it.
        Ok(Outcome::SignedIn) => None,
        Ok(Outcome::Cancelled) => Some(Notice::Cancelled),
        Err(error) => {
            tracing::info!(%error, "a sign-in ended without a link");
            Some(Notice::Failed { error })
        }
    };
    {
        let mut live = accounts.live();
        live.own_attempts.insert(attempt.id);
        live.end(run, notice.filter(|_| attempt.profile_id == accounts.profile_id));
    }
    accounts.touch();
    forget_verifier(accounts, attempt.id).await;
    if let Some(link_id) = linked {
        avatar::fetch_avatar(accounts, link_id).await;
    }
    namesakes
}

fn mismatch(mismatch: Mismatch, came: &'static str) -> Error {
    match mismatch {
        Mismatch::Unknown => Error::new(Code::CallbackUnknown),
        Mismatch::Closed => Error::new(Code::CallbackLate).with("answer", came),
        Mismatch::Repeated => Error::new(Code::CallbackRepeated),
        Mismatch::WrongInstance => Error::new(Code::CallbackWrongInstance),
        Mismatch::Expired => Error::new(Code::SignInExpired),
    }
}

/// An error that came by callback ends its sign-in. Only a code that we know is shown, never the server's words.
async fn refuse(accounts: &Accounts, attempt: &Attempt, error: &str) -> Result<Outcome, Error> {
    exchange::note_end(accounts, attempt, None).await;
    if error == DENIED {
        return Err(Error::new(Code::SignInDenied));
    }
    let known = KNOWN_REFUSALS.iter().find(|known| **known == error).unwrap_or(&"unknown");
    Err(Error::new(Code::SignInRefused).with("error", known))
}
