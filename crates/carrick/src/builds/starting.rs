//! Starting a pipeline for a commit, from the wait for GitLab's own to the one that is followed.
//!
//! In reading order: which pipelines count ([`evidence`]), what GitLab answers ([`answer`]), what is seen of a build
//! ([`seen`]), what is done next ([`course`]) and about a second start ([`second`]). All of that is pure. Then who does
//! it: each build has its turns ([`due`]), in which it goes as far as it can ([`turn`]) by what is kept about it
//! ([`case`]), what is found out at GitLab ([`looking`]), its claim ([`agreeing`], [`claiming`]) and how fast one may ask
//! ([`pace`]). What is left is put in order beside them ([`tidying`]), and forgotten when it is long over ([`oldest`]).

pub(in crate::builds) mod agreeing;
pub(in crate::builds) mod agreement;
pub mod answer;
pub(in crate::builds) mod case;
mod claiming;
pub mod course;
mod due;
pub mod evidence;
mod looking;
mod offset;
mod oldest;
mod pace;
mod second;
pub mod seen;
pub(in crate::builds) mod state;
mod tidying;
mod turn;

pub use claiming::agree;
pub use due::{begin_due_steps, next_step_due, under_way};
