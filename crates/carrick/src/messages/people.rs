//! Who uses this installation, and who may.

mod requests;
mod views;

pub use requests::*;
pub use views::*;
