//! Tells the window of changes, over a channel that only the window's own script holds.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use carrick::desktop::notifications::Target;
use carrick::messages::{
    Accounts, Additions, BuildAskedFor, Builds, Clones, GitSetup, Leaving, People, Repositories, Surroundings,
};
use carrick::session::Session;
use carrick::topics::{Listener, Topic};
use carrick::{Carrick, accounts, builds, git_setup, leaving, people, repositories, surroundings};
use carrick_store::error::{Code, Error};
use serde::Serialize;
use tauri::AppHandle;
use tauri::ipc::Channel;
use tokio::sync::Notify;

use super::window;

/// What follows a touch this soon is told with it. Less than a frame: what comes before the next paint is painted then.
const TOGETHER: Duration = Duration::from_millis(4);
/// When what could not be read is tried again.
const READ_AGAIN: Duration = Duration::from_secs(1);

macro_rules! event_enum {
    ($($name:ident($payload:ty);)*) => {
        /// One row of the event table.
        #[derive(Debug, Clone, Serialize)]
        #[serde(tag = "name", content = "payload")]
        #[allow(non_camel_case_types, reason = "named as in the table, and so on the wire")]
        pub(super) enum AppEvent {
            $($name($payload),)*
        }
    };
}
carrick::with_events!(event_enum);

/// Tells the window of changes. Cheap to clone.
#[derive(Clone)]
pub(super) struct Teller(Arc<Shared>);

struct Shared {
    app: AppHandle,
    /// The window's end of the channel. A reloaded window replaces the one before.
    channel: Mutex<Option<Channel<AppEvent>>>,
    touched: [Notify; Topic::ALL.len()],
    /// What a notification led to while there was no window to show it.
    asked_for: Mutex<Option<Target>>,
}

impl Teller {
    pub(super) fn new(app: AppHandle) -> Self {
        let (channel, touched, asked_for) = Default::default();
        Self(Arc::new(Shared { app, channel, touched, asked_for }))
    }

    /// Tells over this channel from now on.
    pub(super) fn tell_over(&self, channel: Channel<AppEvent>) {
        *self.0.channel.lock().unwrap_or_else(PoisonError::into_inner) = Some(channel);
        let waiting = self.0.asked_for.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(target) = waiting {
            self.send(asked_for(target));
        }
    }

    /// Reads and tells what was touched, each topic by itself: a keyring that takes its time holds up nothing else.
    pub(super) async fn run(self, carrick: Carrick) {
        let tell = |topic| self.tell(&carrick, topic);
        tokio::join!(
            tell(Topic::Surroundings),
            tell(Topic::Accounts),
            tell(Topic::People),
            tell(Topic::Leaving),
            tell(Topic::Git),
            tell(Topic::Repositories),
            tell(Topic::Additions),
            tell(Topic::Clones),
            tell(Topic::Builds),
        );
    }

    /// The first touch is told at once, what follows soon together. What cannot be read is tried again.
    async fn tell(&self, carrick: &Carrick, topic: Topic) {
        loop {
            self.0.touched[topic as usize].notified().await;
            match read(carrick, topic).await {
                Ok(event) => {
                    event.into_iter().for_each(|event| self.send(event));
                    tokio::time::sleep(TOGETHER).await;
                }
                Err(error) => {
                    tracing::warn!(?topic, %error, "what has changed could not be read");
                    self.0.touched[topic as usize].notify_one();
                    tokio::time::sleep(READ_AGAIN).await;
                }
            }
        }
    }

    fn send(&self, event: AppEvent) {
        let channel = self.0.channel.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = channel.as_ref()
            && channel.send(event).is_err()
        {
            tracing::info!("the window did not take an event");
        }
    }
}

impl Listener for Teller {
    fn touched(&self, topic: Topic) {
        self.0.touched[topic as usize].notify_one();
    }

    fn come_forward(&self) {
        window::come_forward(&self.0.app);
    }

    fn asked_for(&self, target: Option<Target>) {
        window::come_forward(&self.0.app);
        let Some(target) = target else { return };
        if self.0.channel.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
            self.send(asked_for(target));
        } else {
            *self.0.asked_for.lock().unwrap_or_else(PoisonError::into_inner) = Some(target);
        }
    }
}

fn asked_for(target: Target) -> AppEvent {
    AppEvent::build_asked_for(BuildAskedFor { merge_request: target.merge_request, job: target.job })
}

/// Nothing where nobody is signed in to be told.
async fn read(carrick: &Carrick, topic: Topic) -> Result<Option<AppEvent>, Error> {
    let everybodys = match topic {
        Topic::Surroundings => AppEvent::surroundings(surroundings::show::surroundings(&carrick.surroundings).await),
        Topic::People => AppEvent::people(people::show::people(&carrick.accounts).await?),
        Topic::Leaving => AppEvent::leaving(leaving::show::leaving(&carrick.leaving)),
        _ => return read_theirs(carrick, topic).await,
    };
    Ok(Some(everybodys))
}

async fn read_theirs(carrick: &Carrick, topic: Topic) -> Result<Option<AppEvent>, Error> {
    let session = match Session::of(carrick).await {
        Err(error) if error.code == Code::SignedOut => return Ok(None),
        session => session?,
    };
    Ok(Some(match topic {
        Topic::Surroundings | Topic::People | Topic::Leaving => return Ok(None),
        Topic::Accounts => AppEvent::accounts(accounts::show::accounts(&session.accounts).await?),
        Topic::Git => AppEvent::git(git_setup::show::git_setup(&session.parts).await?),
        Topic::Repositories => AppEvent::repositories(repositories::show::repositories(&session.repositories).await?),
        Topic::Additions => AppEvent::additions(repositories::adding::show::additions(&session.repositories).await?),
        Topic::Clones => AppEvent::clones(repositories::clones::show::clones(&session.repositories)),
        Topic::Builds => AppEvent::builds(builds::show::builds(&session.builds).await?),
    }))
}
