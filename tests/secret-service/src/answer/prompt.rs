//! `org.freedesktop.Secret.Prompt`.

use zbus::message::Message;

use super::unknown;
use crate::call::Call;
use crate::refusal::Refused;
use crate::state::State;

pub(crate) fn answer(state: &mut State, call: &Call, number: u64) -> Result<Message, Refused> {
    match call.name.as_str() {
        "Prompt.Prompt" => {
            let _window: String = call.arguments()?;
            state.counters.prompts_run += 1;
            state.run_prompt(number);
        }
        "Prompt.Dismiss" => {
            state.counters.prompts_dismissed += 1;
            state.complete(number, false);
        }
        _ => return unknown(),
    }
    call.answer(&())
}
