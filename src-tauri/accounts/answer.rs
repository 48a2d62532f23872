//! What comes back from the browser: matched with its sign-in, then followed to its end.

use secrecy::ExposeSecret as _;

use super::callback::{Answer, Callback};
use super::exchange::{self, Outcome};
use super::live::{Run, reach};
use super::{links, pairs};
use crate::db::attempts::{self, Mismatch};
use crate::messages::{ErrorCode, Notice, Stage, UiError};
use crate::model::Attempt;
use crate::services::Services;

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
pub async fn receive(services: &Services, text: &str) {
    let parsed = Callback::parse(text).map_err(|_| UiError::new(ErrorCode::CallbackMalformed));
    let matched = match parsed {
        Ok(callback) => matches(services, callback).await,
        Err(error) => Err(error),
    };
    match matched {
        Ok(matched) => {
            services.events.come_forward();
            complete(services, matched).await;
        }
        Err(error) => {
            tracing::info!(code = ?error.code, "a callback was refused");
            services.here().stray_callback = Some(error);
            services.announce().await;
        }
    }
}

/// A callback that used up its attempt.
pub(crate) struct Matched {
    run: Run,
    attempt: Attempt,
    /// The attempts of the same sign-in that waited on other ways.
    siblings: Vec<i64>,
    answer: Answer,
}

impl Matched {
    /// Whose sign-in it is.
    pub(super) fn integration_id(&self) -> i64 {
        self.attempt.integration_id
    }

    /// Its attempts, if it is a sign-in of this integration.
    pub(super) fn attempts_of(&self, integration_id: i64) -> Vec<i64> {
        let of_it = self.attempt.integration_id == integration_id;
        if of_it { self.siblings.iter().copied().chain([self.attempt.id]).collect() } else { Vec::new() }
    }
}

/// Matches a callback by its state and exact redirect URI, in one statement that uses up one attempt or none.
pub(super) async fn matches(services: &Services, callback: Callback) -> Result<Matched, UiError> {
    let now = services.clock.now();
    let Callback { redirect_uri, state, answer, issuer } = callback;
    let consume = move |db: &rusqlite::Connection| {
        let state = state.expose_secret();
        let matched = attempts::consume(db, state, &redirect_uri, issuer.as_deref(), now)?;
        Ok(match matched {
            Some(matched) => Ok(matched),
            None => Err(attempts::explain(db, state, &redirect_uri, issuer.as_deref(), now)?),
        })
    };
    let _turn = services.turn().await;
    let (attempt, siblings) = services.db.call(consume).await?.map_err(mismatch)?;
    let run = services.here().run_of(&attempt);
    Ok(Matched { run, attempt, siblings, answer })
}

/// Goes on from a match to its end, whatever that is, and tells it. A keyring that was locked meanwhile ends
/// nothing: the answer is held in memory until it is unlocked.
pub(super) async fn complete(services: &Services, matched: Matched) {
    reach(services, &matched.run, Stage::Checking);
    if let Answer::Code(_) = matched.answer
        && services.vault.is_locked().await
    {
        hold(services, matched).await;
        return;
    }
    let Matched { run, attempt, siblings, answer } = matched;
    let outcome = match answer {
        Answer::Code(code) => exchange::run(services, &run, &attempt, &code).await,
        Answer::Error(error) => Err(refusal(&error)),
    };
    settle(services, &run, &attempt, outcome).await;
    // Nobody waits for these: their attempts are over since the match.
    for id in siblings {
        forget_verifier(services, id).await;
    }
}

async fn hold(services: &Services, matched: Matched) {
    {
        let mut here = services.here();
        let error = UiError::new(ErrorCode::VaultLocked);
        here.notices.insert(matched.attempt.integration_id, Notice::Failed { error });
        here.held.push(matched);
    }
    services.announce().await;
}

/// Goes on with what waited for the keyring.
pub(super) async fn complete_held(services: &Services) {
    let held = std::mem::take(&mut services.here().held);
    for matched in held {
        services.here().notices.remove(&matched.integration_id());
        complete(services, matched).await;
    }
}

/// Clears up after a sign-in and tells how it ended.
pub(super) async fn settle(services: &Services, run: &Run, attempt: &Attempt, outcome: Result<Outcome, UiError>) {
    let (notice, link_id) = match outcome {
        Ok(Outcome::Told(notice, link_id)) => (notice, link_id),
        Ok(Outcome::Cancelled) => (Notice::Cancelled, None),
        Err(error) => {
            tracing::info!(code = ?error.code, "a sign-in ended without a link");
            (Notice::Failed { error }, None)
        }
    };
    let (id, well) = (attempt.id, link_id.is_some());
    if services.db.call(move |db| attempts::finish(db, id, well)).await.is_err() {
        tracing::warn!(attempt = id, "the end of a sign-in could not be noted");
    }
    services.here().end(run, notice);
    services.announce().await;
    forget_verifier(services, attempt.id).await;
    if let Some(link_id) = link_id {
        links::fetch_avatar(services, link_id).await;
    }
    pairs::revoke_due(services).await;
}

/// A verifier that cannot be removed now is worthless, since its attempt is over; it is removed later.
pub(super) async fn forget_verifier(services: &Services, attempt_id: i64) {
    let forget = async {
        services.vault.forget_verifier(attempt_id).await.map_err(UiError::from)?;
        Ok::<_, UiError>(services.db.call(move |db| attempts::verifier_is_gone(db, attempt_id)).await?)
    };
    if let Err(error) = forget.await {
        tracing::info!(code = ?error.code, "a verifier that is used up stays in the vault for now");
        services.here().stale_verifiers.push(attempt_id);
    }
}

fn mismatch(mismatch: Mismatch) -> UiError {
    UiError::new(match mismatch {
        Mismatch::Unknown | Mismatch::Closed => ErrorCode::CallbackUnknown,
        Mismatch::Repeated => ErrorCode::CallbackRepeated,
        Mismatch::WrongInstance => ErrorCode::CallbackWrongInstance,
        Mismatch::Expired => ErrorCode::SignInExpired,
    })
}

/// An error that came by callback. Only a code that we know is shown, never the server's words.
fn refusal(error: &str) -> UiError {
    if error == "access_denied" {
        return UiError::new(ErrorCode::SignInDenied);
    }
    let known = KNOWN_REFUSALS.iter().find(|known| **known == error).unwrap_or(&"unknown");
    UiError::new(ErrorCode::SignInRefused).with("error", known)
}
