//! Who answers the custom scheme, by real tables of a real desktop.

mod changing;
mod desk;
mod reading;
