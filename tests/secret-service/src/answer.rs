//! What each call is answered.

pub(crate) mod collection;
pub(crate) mod item;
pub(crate) mod prompt;
pub(crate) mod properties;
pub(crate) mod secret;
pub(crate) mod service;

use zbus::message::Message;

use crate::call::Call;
use crate::place::Place;
use crate::refusal::{INVALID_ARGUMENTS, Refused, UNKNOWN_METHOD, no_object, refuse};
use crate::state::State;

/// The answer, if one is given now.
pub(crate) type Answer = Result<Option<Message>, Refused>;

/// Does what a call asks for.
pub(crate) fn answer(state: &mut State, call: &Call) -> Answer {
    if let Some(refusal) = state.habits.refused(&call.name) {
        return refuse(&refusal.error, "refused");
    }
    if call.is_ping() {
        return call.answer(&()).map(Some);
    }
    if !call.is_well_formed() {
        return refuse(INVALID_ARGUMENTS, "The arguments have another signature");
    }
    let call = &resolved(state, call);
    if !state.exists(&call.place) {
        return no_object(state.habits.kind);
    }
    if let Some(answer) = properties::answer(state, call) {
        return answer.map(Some);
    }
    match &call.place {
        Place::Service => service::answer(state, call),
        Place::Collection(name) => collection::answer(state, call, name).map(Some),
        Place::Item(..) => item::answer(state, call).map(Some),
        Place::Session(number) => close_session(state, call, *number).map(Some),
        Place::Prompt(number) => prompt::answer(state, call, *number).map(Some),
        Place::Alias(_) | Place::Nothing => no_object(state.habits.kind),
    }
}

/// A call to an alias is one to its collection.
fn resolved(state: &State, call: &Call) -> Call {
    let mut call = call.clone();
    if let Place::Alias(alias) = &call.place {
        let name = state.entries.aliases.get(alias);
        call.place = name.map_or(Place::Nothing, |name| Place::Collection(name.clone()));
    }
    call
}

fn close_session(state: &mut State, call: &Call, number: u64) -> Result<Message, Refused> {
    match call.name.as_str() {
        "Session.Close" => {
            state.sessions.remove(&number);
            call.answer(&())
        }
        _ => unknown(),
    }
}

fn unknown<T>() -> Result<T, Refused> {
    refuse(UNKNOWN_METHOD, "No such method")
}
