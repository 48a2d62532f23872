//! Adding repositories: a queue that a restart goes on with, and how one of it becomes a clone.
//!
//! Rows of the queue are in the database; what runs, waits for something or has a question is known to this process
//! alone, and found out anew by the next. [`begin_due_additions`] begins what may begin, [`prepare`] says what is to be
//! cloned where, [`work`] does it, and [`outcome`] what follows from it.

mod added;
mod committing;
mod groups;
mod not_added;
mod offer;
mod outcome;
mod prepare;
mod queue;
pub mod show;
pub(super) mod state;
mod telling;
mod wanted;
mod work;

pub use added::{Added, Note};
pub use groups::{Group, GroupPreview, groups, preview_group};
pub use not_added::NotAdded;
pub use offer::dismiss_git_offer;
pub use queue::{add, add_many, cancel, cancel_all, dismiss, retry, set_projects_folder, use_found};
pub use wanted::{Again, Kind, To, Wanted};
pub use work::{add_now, begin_due_additions, next_addition_due};
pub(crate) use work::{count_under_way, go_on, stop};
