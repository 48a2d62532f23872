//! What people do with accounts, and what may go wrong with it.

mod account_faults;
mod account_health;
mod avatars;
mod callbacks;
mod cancelling;
mod crash_points;
mod denials;
mod exchange_faults;
mod families;
mod form_check;
mod form_fields;
mod form_links;
mod form_save;
pub(crate) mod interruptions;
mod journey;
mod keyring_faults;
mod kills;
mod kills_of_settings;
mod link_faults;
mod loopback;
mod pasting;
mod random_callbacks;
mod relinking;
mod renewing;
mod restarts;
mod turns;
mod unlinking;
