//! The handlers: take the state and one request, call one operation, hand its answer or error on.

mod additions;
mod answer;
mod builds;
mod clones;
mod git;
mod integrations;
mod links;
mod people;
mod repositories;
mod rules;
mod setups;
mod sign_ins;
mod window;

use carrick::messages::*;
use tauri::{State, Wry};

use super::startup::Startup;
use additions::*;
use builds::*;
use clones::*;
use git::*;
use integrations::*;
use links::*;
use people::*;
use repositories::*;
use rules::*;
use setups::*;
use sign_ins::*;
use window::*;

type Handler = Box<dyn Fn(tauri::ipc::Invoke<Wry>) -> bool + Send + Sync>;

macro_rules! handle_commands {
    ($($name:ident($request:ty) -> $answer:ty;)*) => {
        /// Every command of the table, and the one that hands over the channel for events.
        pub(super) fn handler() -> Handler {
            Box::new(tauri::generate_handler![subscribe, $($name),*])
        }

        // A handler whose types differ from its row does not compile.
        $(const _: () = {
            #[expect(dead_code, reason = "only its types matter")]
            async fn follows_the_table(state: State<'_, Startup>, request: $request) -> Result<$answer, UiError> {
                $name(state, request).await
            }
        };)*
    };
}
carrick::with_commands!(handle_commands);
