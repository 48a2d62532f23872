//! What the server knows.

pub(crate) mod applications;
pub(crate) mod sessions;
pub(crate) mod settings;
pub(crate) mod tokens;
pub(crate) mod users;

use crate::avatars::Avatar;
use crate::clock::{Agenda, Clock};
use crate::events::Push;
use crate::lfs::token::LargeToken;
use crate::limits::Limits;
use crate::merge_requests::table::MergeRequests;
use crate::openid::forgery::Forgery;
use crate::openid::keys::Keys;
use crate::pipelines::table::Pipelines;
use crate::projects::table::Projects;
use applications::Application;
use sessions::Session;
use settings::Settings;
use std::collections::HashMap;
use tokens::{Code, TokenRow};
use users::{DEFAULT_PASSWORD, User, UserState};

/// Everything behind the one lock.
pub(crate) struct World {
    pub(crate) settings: Settings,
    pub(crate) users: Vec<User>,
    pub(crate) applications: Vec<Application>,
    pub(crate) codes: Vec<Code>,
    pub(crate) tokens: Vec<TokenRow>,
    pub(crate) projects: Projects,
    pub(crate) large_tokens: Vec<LargeToken>,
    pub(crate) sessions: HashMap<String, Session>,
    /// When each account signed in last, in Unix seconds.
    pub(crate) sign_ins: HashMap<u64, i64>,
    pub(crate) keys: Keys,
    pub(crate) forgeries: Vec<Forgery>,
    pub(crate) merge_requests: MergeRequests,
    pub(crate) pipelines: Pipelines,
    /// Oldest first.
    pub(crate) pushes: Vec<Push>,
    pub(crate) limits: Limits,
    pub(crate) clock: Clock,
    pub(crate) agenda: Agenda,
    /// The moment at which something due happens that is happening now.
    pub(crate) moment: Option<i64>,
    /// Every code, token and application secret ever issued.
    pub(crate) issued: Vec<String>,
}

impl World {
    /// A fresh instance with alice and bob.
    pub(crate) fn furnished() -> Self {
        Self {
            settings: Settings::default(),
            users: vec![resident(7, "alice", "Alice Moreau"), resident(8, "bob", "Bob Lindqvist")],
            applications: Vec::new(),
            codes: Vec::new(),
            tokens: Vec::new(),
            projects: Projects::default(),
            large_tokens: Vec::new(),
            sessions: HashMap::new(),
            sign_ins: HashMap::new(),
            keys: Keys::default(),
            forgeries: Vec::new(),
            merge_requests: MergeRequests::default(),
            pipelines: Pipelines::default(),
            pushes: Vec::new(),
            limits: Limits::default(),
            clock: Clock::default(),
            agenda: Agenda::default(),
            moment: None,
            issued: Vec::new(),
        }
    }
}

fn resident(id: u64, username: &str, name: &str) -> User {
    User {
        id,
        username: username.to_owned(),
        name: name.to_owned(),
        password: DEFAULT_PASSWORD.to_owned(),
        email: format!("{username}@example.com"),
        commit_email: None,
        public_email: None,
        admin: false,
        state: UserState::Active,
        avatar: Avatar::Picture,
    }
}
