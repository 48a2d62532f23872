//! The document: JSON with a version, and no key that this version does not know.

use carrick_store::error::{Code, Error};
use serde::{Deserialize, Serialize};

use super::fault::malformed;
use super::parts::Setup;

/// The longest document worth reading, in bytes; the longest that can be written has less than half of it.
pub const LONGEST: usize = 16 * 1024;

/// The version that is written, and the only one that is read.
pub const VERSION: u64 = 1;

/// What every version says of itself.
#[derive(Deserialize)]
struct Versioned {
    carrick_setup: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    carrick_setup: u64,
    instance: String,
    application_id: String,
    scopes: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
}

/// Reads it. Of what is wrong with the text only its place is kept, never a word of it.
pub(super) fn read(text: &str) -> Result<Setup, Error> {
    if text.len() > LONGEST {
        return Err(malformed("size"));
    }
    // The parts in a row without their names would be taken, too.
    if !text.starts_with('{') {
        return Err(malformed("json").with("line", 1));
    }
    let Versioned { carrick_setup: version } = serde_json::from_str(text).map_err(|error| unreadable(&error))?;
    if version != VERSION {
        return Err(Error::new(Code::SetupNewer).with("version", version));
    }
    let Document { instance, application_id, scopes, from, .. } =
        serde_json::from_str(text).map_err(|error| unreadable(&error))?;
    Setup::checked(&instance, &application_id, &scopes, from.as_deref())
}

/// Writes it.
pub(super) fn write(setup: &Setup) -> String {
    serde_json::to_string_pretty(&of(setup)).unwrap_or_default()
}

/// The same in as few letters as it takes.
pub(super) fn write_short(setup: &Setup) -> String {
    serde_json::to_string(&of(setup)).unwrap_or_default()
}

fn of(setup: &Setup) -> Document {
    Document {
        carrick_setup: VERSION,
        instance: setup.instance.address(),
        application_id: setup.application_id.clone(),
        scopes: setup.scopes.clone(),
        from: setup.from.clone(),
    }
}

fn unreadable(error: &serde_json::Error) -> Error {
    let part = if error.is_data() { "key" } else { "json" };
    malformed(part).with("line", error.line()).from_source(error)
}
