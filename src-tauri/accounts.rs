//! What a person does with accounts: set up an integration, link, relink.

pub(crate) mod answer;
pub mod callback;
pub mod exchange;
pub mod integrations;
pub mod links;
pub(crate) mod live;
mod lock;
pub mod loopback;
pub mod overview;
pub mod pairs;
pub mod recovery;
pub mod sign_in;
pub mod way;
