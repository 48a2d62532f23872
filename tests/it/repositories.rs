//! What linked accounts reach: read, kept, searched, found.

mod finding;
mod hostile;
pub(crate) mod interruptions;
mod lists;
mod reading;
mod room;
mod staying_equal;
