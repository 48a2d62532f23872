//! Large files: the batch API, the transfers it points to, and locks that nobody holds.

pub(crate) mod batch;
pub(crate) mod serve;
pub(crate) mod store;
pub(crate) mod token;
