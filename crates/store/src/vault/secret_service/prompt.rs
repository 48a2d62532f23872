//! Unlocking: the one place where a prompt of the keyring's is shown, because the person pressed a button.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_channel::{Receiver, Sender};
use async_io::Timer;
use futures_lite::{StreamExt as _, future};
use zbus::message::Type;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue};
use zbus::{MatchRule, MessageStream};

use super::error::Failure;
use super::service::{Attributes, Home, Service};
use super::signals::{self, Change};
use crate::vault::error::Error;

/// How long a prompt may take that asks nobody.
const AT_ONCE: Duration = Duration::from_millis(1500);

/// The prompt that is shown, if one is.
#[derive(Default)]
pub(super) struct Prompt {
    /// Held while the person is asked: a second one who wants that waits, and asks for what is locked then.
    turn: Mutex<()>,
    shown: Mutex<Option<Sender<()>>>,
}

impl Prompt {
    /// Lets the service ask the person, and waits for them.
    pub(super) fn unlock(
        &self,
        service: impl FnOnce() -> Result<Service, Error>,
        installation: &str,
        home: &Home,
        limit: Duration,
    ) -> Result<(), Error> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let (cancel, cancelled) = async_channel::bounded(1);
        // Before the service is asked for, which may take a while: that can be cancelled too.
        *self.shown() = Some(cancel);
        let unlocked = service()
            .map_err(Failure::from)
            .and_then(|service| async_io::block_on(unlock(&service, installation, home, limit, cancelled)));
        *self.shown() = None;
        unlocked.map_err(|failure| match failure {
            Failure::Other(error) => error,
            Failure::Locked => Error::Locked,
            Failure::SessionLost | Failure::NoObject => Error::Absent,
        })
    }

    /// Takes the prompt away; the one who waits for it is told that it was dismissed.
    pub(super) fn cancel(&self) {
        if let Some(cancel) = &*self.shown() {
            // One that was cancelled already is on its way.
            let _ = cancel.try_send(());
        }
    }

    fn shown(&self) -> std::sync::MutexGuard<'_, Option<Sender<()>>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn unlock(
    service: &Service,
    installation: &str,
    home: &Home,
    limit: Duration,
    cancelled: Receiver<()>,
) -> Result<(), Failure> {
    let prompt = within(limit, prompt_for(service, installation, home)).await?;
    if prompt.as_str() != "/" {
        let answered = answer(service, &prompt);
        let given_up = async {
            if cancelled.recv().await.is_err() {
                return future::pending().await;
            }
            let _ = within(limit, service.dismiss_prompt(&prompt)).await;
            Err(Error::Dismissed.into())
        };
        future::or(answered, given_up).await?;
    }
    let still = collection_or_items(service, installation, home);
    if within(limit, still).await?.is_empty() { Ok(()) } else { Err(Failure::Locked) }
}

/// A prompt for whatever is locked, `/` where nothing need be asked.
async fn prompt_for(service: &Service, installation: &str, home: &Home) -> Result<OwnedObjectPath, Failure> {
    let locked = collection_or_items(service, installation, home).await?;
    let locked: Vec<&ObjectPath<'_>> = locked.iter().map(|path| &**path).collect();
    if locked.is_empty() { Ok(OwnedObjectPath::default()) } else { service.unlock(&locked).await }
}

/// The collection if it is locked, else those of our items that are locked by themselves.
async fn collection_or_items(
    service: &Service,
    installation: &str,
    home: &Home,
) -> Result<Vec<OwnedObjectPath>, Failure> {
    let home = home.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let collection = service.collection(home.as_deref()).await?;
    if collection.is_locked {
        return Ok(vec![collection.path]);
    }
    let ours = Attributes { service: installation, username: None };
    let mut locked = Vec::new();
    for item in service.search(&collection, &ours).await? {
        match service.is_item_locked(&item).await {
            Ok(true) => locked.push(item),
            Ok(false) | Err(Failure::NoObject) => {}
            Err(failure) => return Err(failure),
        }
    }
    Ok(locked)
}

/// Shows a prompt and waits for the person's answer, or for the service to go.
async fn answer(service: &Service, prompt: &OwnedObjectPath) -> Result<(), Failure> {
    let connection = service.connection();
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .path(prompt.as_ref())?
        .interface("org.freedesktop.Secret.Prompt")?
        .member("Completed")?
        .build();
    let mut completed = MessageStream::for_match_rule(rule, connection, None).await?;
    let mut changes = signals::watch(connection).await?;
    service.run_prompt(prompt).await?;
    let done = async {
        let message = completed.next().await.ok_or(Failure::Other(Error::Absent))??;
        let (is_dismissed, _): (bool, OwnedValue) = message.body().deserialize()?;
        if is_dismissed { Err(Error::Dismissed.into()) } else { Ok(()) }
    };
    let gone = async {
        loop {
            match changes.next().await {
                Some(Change::Collection) => {}
                Some(Change::Owner(Some(owner))) if owner == service.owner() => {}
                _ => return Err(Error::Absent.into()),
            }
        }
    };
    future::or(done, gone).await
}

/// Runs a prompt for which no window is shown; one that does not end at once shows one, and is taken away.
pub(super) async fn complete(service: &Service, prompt: &OwnedObjectPath) -> Result<(), Failure> {
    match within(AT_ONCE, answer(service, prompt)).await {
        Ok(()) => Ok(()),
        Err(Failure::Other(Error::Silent | Error::Dismissed)) => {
            // One that cannot be taken away stays until the service gives it up.
            let _ = service.dismiss_prompt(prompt).await;
            Err(Failure::Locked)
        }
        Err(failure) => Err(failure),
    }
}

async fn within<T>(limit: Duration, work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let too_late = async {
        Timer::after(limit).await;
        Err(Error::Silent.into())
    };
    future::or(work, too_late).await
}
