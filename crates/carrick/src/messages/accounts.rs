//! What the window is told of accounts, and what it asks.

mod requests;
mod setups;
mod views;

pub use requests::*;
pub use setups::*;
pub use views::*;
