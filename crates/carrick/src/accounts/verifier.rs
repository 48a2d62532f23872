//! Code verifiers whose attempts are over.

use carrick_store::db::attempts;
use carrick_store::error::Error;

use super::Accounts;

/// A verifier that cannot be removed now is worthless, since its attempt is over; it is removed later.
pub(super) async fn forget_verifier(accounts: &Accounts, attempt_id: i64) {
    let forget: Result<(), Error> = async {
        accounts.vault.call(move |vault| vault.forget_verifier(attempt_id)).await?;
        accounts.db.write(move |db| attempts::verifier_is_gone(db, attempt_id)).await
    }
    .await;
    if let Err(error) = forget {
        tracing::info!(%error, "a verifier that is used up stays in the vault for now");
        accounts.live().stale_verifiers.push(attempt_id);
        accounts.topics.wake();
    }
}
