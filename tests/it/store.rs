//! What is kept on this computer.

mod database;
mod database_faults;
mod journal;
mod keyrings;
#[cfg(target_os = "linux")]
mod secret_service;
#[cfg(target_os = "linux")]
mod stand;
#[cfg(target_os = "linux")]
mod unlocking;
mod upgrade;
