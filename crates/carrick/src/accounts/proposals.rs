//! What somebody was handed, before it is taken in: shown, one at a time, and never more than a proposal. Until the
//! person agrees nothing is asked of any server, nothing of the keyring, and nothing is kept.

use carrick_store::db::integrations;
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;

use super::likeness;
use super::offer::Offer;
use super::setup::Setup;
use super::{Accounts, permission, untouched};

/// Shows a set-up that the system handed over. Whatever it is, nothing else comes of it.
pub async fn receive(accounts: &Accounts, text: &str) {
    // What comes while nobody is signed in is shown to whoever signs in next.
    let offer = match examine(accounts, text).await {
        Ok(offer) => permission::to_set_up(accounts).await.or_else(unless_signed_out).map(|()| offer),
        refused => refused,
    };
    if let Err(error) = &offer {
        tracing::info!(%error, "a set-up was refused");
    }
    accounts.live().propose(offer);
    accounts.touch();
}

/// Shows a set-up that the person pasted, or a file of theirs.
///
/// # Errors
/// What is the matter with it; nothing is shown then.
pub async fn propose(accounts: &Accounts, text: &str) -> Result<(), Error> {
    let offer = look(accounts, text).await?;
    accounts.live().propose(Ok(offer));
    accounts.touch();
    Ok(())
}

/// Reads a set-up, and looks at it beside what is set up here.
///
/// # Errors
/// What is the matter with it, or that it is here already.
pub async fn look(accounts: &Accounts, text: &str) -> Result<Offer, Error> {
    let offer = examine(accounts, text).await?;
    permission::to_set_up(accounts).await?;
    Ok(offer)
}

fn unless_signed_out(error: Error) -> Result<(), Error> {
    if error.code == Code::SignedOut { Ok(()) } else { Err(error) }
}

async fn examine(accounts: &Accounts, text: &str) -> Result<Offer, Error> {
    let setup = Setup::read(text)?;
    let all = accounts.db.read(integrations::all).await?;
    if all.iter().any(|it| it.is_of(&setup.instance, &setup.application_id)) {
        return Err(exists(&setup));
    }
    let known: Vec<Instance> = all.into_iter().map(|it| it.instance).collect();
    Ok(Offer { marks: likeness::marks(&setup.instance, &known), setup })
}

/// Takes it in, as a new integration to which nothing is linked; returns its number. No other is changed, but the card
/// of a fresh installation that nobody has touched makes room.
///
/// # Errors
/// That it is here already, or could not be kept.
pub async fn take_in(accounts: &Accounts, setup: Setup) -> Result<i64, Error> {
    permission::to_set_up(accounts).await?;
    let now = accounts.clock.now();
    let keep = move |db: &rusqlite::Connection| {
        if integrations::all(db)?.iter().any(|it| it.is_of(&setup.instance, &setup.application_id)) {
            return Ok(Err(exists(&setup)));
        }
        untouched::clear(db)?;
        integrations::add(db, &setup.instance, Some(&setup.application_id), &setup.scopes, now).map(Ok)
    };
    let id = accounts.db.write(keep).await??;
    accounts.touch();
    Ok(id)
}

/// The person agrees to the proposal of this number.
///
/// # Errors
/// [`Code::NotFound`] when another one is shown, or none; as [`take_in`], and it is shown on then.
pub async fn add(accounts: &Accounts, number: u64) -> Result<i64, Error> {
    let shown = accounts.live().proposal.clone().filter(|shown| shown.number == number);
    let shown = shown.ok_or_else(|| Error::new(Code::NotFound))?;
    let id = take_in(accounts, shown.offer?.setup).await?;
    dismiss(accounts, number);
    Ok(id)
}

/// Takes the proposal of this number away.
pub fn dismiss(accounts: &Accounts, number: u64) {
    accounts.live().proposal.take_if(|shown| shown.number == number);
    accounts.touch();
}

fn exists(setup: &Setup) -> Error {
    Error::new(Code::IntegrationExists).with("host", setup.instance.host())
}
