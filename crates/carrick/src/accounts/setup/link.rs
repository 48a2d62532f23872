//! The link: Carrick's scheme, `setup`, and the document in base64url. It has no query, so it can never be taken for
//! what a browser brings back of a sign-in, nor the reverse.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use carrick_store::SCHEME;
use carrick_store::error::Error;

use super::document;
use super::fault::malformed;
use super::parts::Setup;

/// The longest link that is read, in bytes; every set-up fits into it.
pub const LONGEST: usize = 8 * 1024;

const PLACE: &str = "setup/";

/// Whether a text means to be one: an address of our scheme at `setup`, in whatever case. A callback is at `oauth`.
pub fn is_one(text: &str) -> bool {
    let text = text.trim();
    let begins = |text: &str, with: &str| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let after_scheme = text.get(SCHEME.len()..).filter(|_| begins(text, SCHEME));
    let place = after_scheme.and_then(|rest| rest.strip_prefix(':')).map(|rest| rest.trim_start_matches('/'));
    place.is_some_and(|place| {
        let host = place.split(['/', '?', '#']).next().unwrap_or_default();
        host.eq_ignore_ascii_case("setup")
    })
}

/// Reads one.
pub(super) fn read(text: &str) -> Result<Setup, Error> {
    if text.len() > LONGEST {
        return Err(malformed("size"));
    }
    let coded = text.strip_prefix(&start()).ok_or_else(|| malformed("link"))?;
    let bytes = URL_SAFE_NO_PAD.decode(coded).map_err(|_| malformed("link"))?;
    let text = String::from_utf8(bytes).map_err(|_| malformed("link"))?;
    document::read(&text)
}

/// Writes one.
pub(super) fn write(setup: &Setup) -> String {
    format!("{}{}", start(), URL_SAFE_NO_PAD.encode(document::write_short(setup)))
}

fn start() -> String {
    format!("{SCHEME}://{PLACE}")
}
