//! What is kept on this computer.

#[cfg(target_os = "linux")]
mod brief;
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
