//! What the window is told of builds, and what it asks.

mod acting;
mod list;
mod opened;
mod preflight;
mod rules;
mod stand;
mod status;
mod trial;
mod why;

pub use acting::*;
pub use list::*;
pub use opened::*;
pub use preflight::*;
pub use rules::*;
pub use stand::*;
pub use status::*;
pub use trial::*;
pub use why::*;
