//! Claims in a real PostgreSQL, which each test starts for itself.

mod encrypting;
mod faults;
mod keeping;
mod racing;
mod rows;
mod server;
mod typing;
