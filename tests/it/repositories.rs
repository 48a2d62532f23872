//! What linked accounts reach: read, kept, searched, found.

pub(crate) mod adding;
mod clocks;
mod clones;
mod finding;
mod hostile;
pub(crate) mod interruptions;
mod lists;
mod pictures;
mod reading;
mod room;
mod staying_equal;
