//! Why a text is no set-up.

use carrick_store::error::{Code, Error};

/// It is none, because of this part.
pub(super) fn malformed(part: &str) -> Error {
    Error::new(Code::SetupMalformed).with("part", part)
}
