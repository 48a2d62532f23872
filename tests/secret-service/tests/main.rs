//! Each habit shown.

mod client;
mod ordinary;
