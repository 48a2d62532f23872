//! A GitLab-shaped server for Carrick's tests and demo. Never shipped.
//!
//! It answers like GitLab where a desktop client can tell the difference: sign-in,
//! approval, error pages instead of redirects, token rotation without grace, the
//! API's several 401 and 403 bodies, lists of projects by page and by key, git over
//! HTTP with GitLab's refusals, large files, merge requests, pipelines, GraphQL.
//!
//! What GitLab does badly it does badly too, all of it by one clock that tests stop and
//! move ([`LocalGitlab::advance_clock`]):
//! - `refs/merge-requests/N/head` moves before the API shows the commit, and a pipeline
//!   that is asked for builds the ref;
//! - a push or a note within a minute of a change leaves `updated_at` as it was;
//! - lists keep rows for eight hours under a key without the commit, and copies of the
//!   database lag ([`Setting::ReplicaLag`]);
//! - `prepared_at` is set once and late, GitLab's own pipeline later still, in the
//!   author's name, and not when the author may not;
//! - a second pipeline of a commit is never refused, nor are twins cancelled; a running
//!   one is cancelled by a newer commit only when its jobs are interruptible;
//! - `prompt=login` signs the browser out, whoever was signed in, and a refresh brings an ID token
//!   without a nonce;
//! - 200 may be failed or skipped, most refusals are 400 with a text, some with mark-up;
//! - what may not run here runs in the fork, and is listed all the same;
//! - jobs leave child pipelines out, bridges pass before their children have, logs are
//!   whole each time, the same status posted twice is an error, a status makes a
//!   pipeline of its own;
//! - one unknown field fails a whole GraphQL query, moments lack their milliseconds
//!   there, and too much takes too long.
//!
//! What GitLab has and this leaves out: the device grant, introspection,
//! dynamic registration; of groups everything but their projects and merge requests; of
//! projects what is written through the API, sharing with groups, stars, topics,
//! `similarity` and the orders by size, `updated_at` apart from `last_activity_at`; of git
//! SSH, pushing to create a project, wikis, personal and deploy tokens, the ban after many
//! failures; of large files locking; of merge requests approvals, notes, reviewers, trains,
//! being merged by a push; of pipelines artefacts, schedules, triggers, resource groups,
//! inputs' checks, and reading the CI file: what it has is said by [`Ci`]; of GraphQL
//! everything that `graphql/types.rs` does not name. A group is seen by whoever is in it
//! or sees something in it, since groups have no visibility of their own here.
//!
//! ```
//! use local_gitlab::{LocalGitlab, NewApplication, Options};
//!
//! let gitlab = LocalGitlab::start(Options::default())?;
//! let application = gitlab.create_application(NewApplication {
//!     redirect_uris: vec!["http://127.0.0.1/callback".to_owned()],
//!     ..NewApplication::default()
//! });
//! assert_eq!(application.id.len(), 64, "an Application ID is 64 hex characters");
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! Everything is synchronous: the server has its own thread and stops when dropped.
//! Values it issues are for tests only; the `Debug` forms of its types leave them out.

mod api;
mod asked;
mod avatars;
mod ci;
mod clock;
mod code;
mod compress;
mod connection;
mod control;
mod demo;
mod events;
mod faults;
mod git;
mod graphql;
mod instance;
mod lag;
mod lfs;
mod limits;
mod merge_requests;
mod oauth;
mod openid;
mod pages;
mod pipelines;
mod projects;
mod random;
mod respond;
mod routes;
mod seen;
mod server;
mod state;
mod tls;
mod wire;

pub use avatars::Avatar;
pub use ci::{Ci, MergeRequestJobs, NewJob, ProtectedBranch};
pub use control::Settled;
pub use faults::{Fault, FaultKind, JsonEdit};
pub use git::control::Repository;
pub use git::files::{NewFile, hostile, names_that_clash, odd_names};
pub use git::record::GitRequest;
pub use merge_requests::{MergeCheck, MergeRequest, MergeRequestState, NewMergeRequest};
pub use openid::forgery::Forgery;
pub use openid::keys::{PublishedKey, SigningKey};
pub use pipelines::{Job, JobStatus, NewPipeline, Pipeline, TestCase};
pub use projects::{AccessLevel, Behaviour, NewProject, Project, Visibility};
pub use seen::SeenRequest;
pub use server::{LocalGitlab, Options};
pub use state::applications::{Application, NewApplication};
pub use state::settings::{Delays, Setting};
pub use state::tokens::LivePair;
pub use state::users::{DEFAULT_PASSWORD, NewUser, User, UserState};
