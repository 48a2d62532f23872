//! Starting a pipeline for a commit, from the wait for GitLab's own to the one that is followed.
//!
//! In reading order: which pipelines count ([`evidence`]), what GitLab answers ([`answer`]), what is seen of a build
//! ([`seen`]), what is done next ([`course`]) and about a second start ([`second`]). All of that is pure.

pub mod answer;
pub mod course;
pub mod evidence;
mod second;
pub mod seen;
