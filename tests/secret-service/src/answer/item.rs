//! `org.freedesktop.Secret.Item`.

use zbus::message::Message;
use zbus::zvariant::OwnedObjectPath;

use super::secret::{Secret, check_session};
use super::unknown;
use crate::call::Call;
use crate::entries::{Entry, now};
use crate::habits::Kind;
use crate::place::Place;
use crate::prompts::Deed;
use crate::refusal::{IS_LOCKED, Refused, no_object, refuse};
use crate::signals::Happened;
use crate::state::State;

pub(crate) fn answer(state: &mut State, call: &Call) -> Result<Message, Refused> {
    match call.name.as_str() {
        "Item.Delete" => delete(state, call),
        "Item.GetSecret" => get_secret(state, call),
        "Item.SetSecret" => set_secret(state, call),
        _ => unknown(),
    }
}

fn pretends(state: &State, call: &Call) -> bool {
    state.habits.locked_pretends && state.is_collection_locked(&call.place)
}

fn delete(state: &mut State, call: &Call) -> Result<Message, Refused> {
    if pretends(state, call) {
        state.count_failures(1);
        hide(state, &call.place);
    } else if state.habits.delete_prompts {
        let prompt = state.offer(&call.client, Deed::Delete(call.place.clone()));
        return call.answer(&prompt.path());
    } else if state.is_collection_locked(&call.place) {
        return refuse(IS_LOCKED, "Cannot delete a locked item");
    }
    state.delete_item(&call.place);
    call.answer(&Place::Nothing.path())
}

fn hide(state: &mut State, item: &Place) {
    let (Some(entry), Place::Item(name, _)) = (state.entries.item(item).cloned(), item) else { return };
    if let Some(collection) = state.entries.collections.get_mut(name) {
        collection.hidden.push(entry);
    }
}

fn get_secret(state: &mut State, call: &Call) -> Result<Message, Refused> {
    let session: OwnedObjectPath = call.arguments()?;
    let Some(entry) = state.entries.item(&call.place).cloned() else { return no_object(state.habits.kind) };
    if pretends(state, call) {
        check_session(state, call, &session)?;
        state.count_failures(2);
        let empty = Entry { secret: Vec::new(), ..entry };
        return call.answer(&(Secret::of(&empty, session, state.habits.kind),));
    }
    check(state, call, &session)?;
    state.counters.secrets_read += 1;
    call.answer(&(Secret::of(&entry, session, state.habits.kind),))
}

/// KeePassXC looks at the lock first, the others at the session.
fn check(state: &mut State, call: &Call, session: &OwnedObjectPath) -> Result<(), Refused> {
    if state.habits.kind != Kind::KeePassXc {
        check_session(state, call, session)?;
    }
    if state.is_locked(&call.client, &call.place) {
        return refuse(IS_LOCKED, "The item is locked");
    }
    state.used(&call.client, &call.place);
    check_session(state, call, session)
}

fn set_secret(state: &mut State, call: &Call) -> Result<Message, Refused> {
    let secret: Secret = call.arguments::<(Secret,)>()?.0;
    if pretends(state, call) {
        check_session(state, call, &secret.session)?;
        state.count_failures(1);
        return call.answer(&());
    }
    check(state, call, &secret.session)?;
    let is_text = state.habits.kind != Kind::GnomeKeyring && secret.content_type.starts_with("text/");
    let Some(entry) = state.entries.item_mut(&call.place) else { return no_object(state.habits.kind) };
    entry.secret =
        if is_text { String::from_utf8_lossy(&secret.value).into_owned().into_bytes() } else { secret.value };
    entry.content_type = secret.content_type;
    entry.modified = now();
    state.tell_item(&call.place, Happened::Written);
    call.answer(&())
}
