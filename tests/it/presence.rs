//! What is seen of a computer's use, with services on a bus of its own that do badly what real ones do badly.

mod desk;
mod habits;
