//! Claims, with real servers as the judges.

mod faults;
mod hostile;
mod names;
mod parsing;
mod postgres;
mod quiet;
mod racing;
mod refusing;
mod stand;
mod taking_over;
mod watching;
