//! A GitLab-shaped server for Carrick's tests and demo. Never shipped.
//!
//! It answers like GitLab where a desktop client can tell the difference: sign-in,
//! approval, error pages instead of redirects, token rotation without grace, the
//! API's several 401 and 403 bodies. What GitLab has and this leaves out: the
//! device grant, ID tokens, introspection, dynamic registration, groups, projects.
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
mod avatars;
mod connection;
mod control;
mod faults;
mod instance;
mod oauth;
mod pages;
mod random;
mod respond;
mod routes;
mod seen;
mod server;
mod state;
mod tls;

pub use avatars::Avatar;
pub use control::Settled;
pub use faults::{Fault, FaultKind, JsonEdit};
pub use seen::SeenRequest;
pub use server::{LocalGitlab, Options};
pub use state::applications::{Application, NewApplication};
pub use state::settings::Setting;
pub use state::tokens::LivePair;
pub use state::users::{DEFAULT_PASSWORD, NewUser, User, UserState};
