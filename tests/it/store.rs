//! What is kept on this computer.

mod database;
mod database_faults;
mod upgrade;
