//! Finding clones: what is found, what is not gone into, and what hostile folders can do.

mod hazards;
mod hostile;
mod walking;
