//! The library as a whole: real SQLite, real HTTP, a local GitLab. Only the keyring, the browser, the window and
//! the clock are doubles.
//!
//! Every test ends with `finish()`, which compares GitLab's live token pairs with those we hold and looks for
//! secrets wherever none may be.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test ends by panicking")]

mod support;

mod account_faults;
mod account_health;
mod avatars;
mod callbacks;
mod cancelling;
mod crash_points;
mod database;
mod database_faults;
mod denials;
mod exchange_faults;
mod families;
mod form_check;
mod form_fields;
mod form_links;
mod form_save;
mod harness;
mod interruptions;
mod journey;
mod keyring_faults;
mod kills;
mod link_faults;
mod loopback;
mod pasting;
mod probing;
mod proxy;
mod random_callbacks;
mod relinking;
mod renewing;
mod restarts;
mod surroundings;
mod tidy;
mod turns;
mod unlinking;
mod wire;
