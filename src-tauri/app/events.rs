//! Events to the window, over a channel that only the window's own script holds.

use std::sync::{Mutex, PoisonError};

use carrick::messages::Overview;
use serde::Serialize;
use tauri::ipc::Channel;

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

/// The window's end of the channel. A reloaded window replaces the one before.
#[derive(Default)]
pub(super) struct Subscriber(Mutex<Option<Channel<AppEvent>>>);

impl Subscriber {
    pub(super) fn replace(&self, channel: Channel<AppEvent>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(channel);
    }

    pub(super) fn changed(&self, overview: Overview) {
        let channel = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(channel) = channel.as_ref()
            && channel.send(AppEvent::changed(overview)).is_err()
        {
            tracing::info!("the window did not take an event");
        }
    }
}
