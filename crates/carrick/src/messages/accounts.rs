//! What the window is told of accounts, and what it asks.

mod requests;
mod views;

pub use requests::*;
pub use views::*;
