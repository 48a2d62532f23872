//! `org.freedesktop.Secret.Item`.

use zbus::message::Message;
use zbus::zvariant::OwnedObjectPath;

use super::secret::{Secret, check_session};
use super::unknown;
use crate::call::Call;
use crate::entries::now;
use crate::place::Place;
use crate::prompts::Deed;
use crate::refusal::{IS_LOCKED, Refused, no_object, refuse};
use crate::state::State;

pub(crate) fn answer(state: &mut State, call: &Call) -> Result<Message, Refused> {
    match call.name.as_str() {
        "Item.Delete" => delete(state, call),
        "Item.GetSecret" => get_secret(state, call),
        "Item.SetSecret" => set_secret(state, call),
        _ => unknown(),
    }
}

fn delete(state: &mut State, call: &Call) -> Result<Message, Refused> {
    let around = state.entries.collection(&call.place).is_some_and(|collection| collection.locked);
    if around || state.habits.delete_prompts {
        let prompt = state.offer(&call.client, Deed::Delete(call.place.clone()));
        return call.answer(&prompt.path());
    }
    state.delete_item(&call.place);
    call.answer(&Place::Nothing.path())
}

fn get_secret(state: &mut State, call: &Call) -> Result<Message, Refused> {
    let session: OwnedObjectPath = call.arguments()?;
    check_session(state, call, &session)?;
    if state.is_locked(&call.client, &call.place) {
        return refuse(IS_LOCKED, "Cannot get secret of a locked object");
    }
    let Some(entry) = state.entries.item(&call.place) else { return no_object() };
    state.counters.secrets_read += 1;
    call.answer(&(Secret::of(entry, session),))
}

/// Writing needs no confirmation, only an open collection.
fn set_secret(state: &mut State, call: &Call) -> Result<Message, Refused> {
    let secret: Secret = call.arguments::<(Secret,)>()?.0;
    check_session(state, call, &secret.session)?;
    if state.entries.collection(&call.place).is_some_and(|collection| collection.locked) {
        return refuse(IS_LOCKED, "Cannot set secret of a locked item");
    }
    let Some(entry) = state.entries.item_mut(&call.place) else { return no_object() };
    entry.secret = secret.value;
    entry.content_type = secret.content_type;
    entry.modified = now();
    let item = call.place.clone();
    state.items_changed(&item, "ItemChanged");
    call.answer(&())
}
