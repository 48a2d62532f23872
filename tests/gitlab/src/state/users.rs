//! People who can sign in.

use super::World;
use crate::avatars::Avatar;
use std::fmt;

/// The password of `alice`, `bob` and of every [`NewUser`] that names no other.
pub const DEFAULT_PASSWORD: &str = "local-gitlab-only";

/// Whether GitLab lets the account in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserState {
    /// As usual.
    #[default]
    Active,
    /// Blocked by an administrator: no sign-in, API 403.
    Blocked,
    /// Deactivated: API 403 until the person signs in again.
    Deactivated,
    /// Waiting for an administrator: no sign-in, API 403.
    PendingApproval,
    /// Primary e-mail not confirmed: the approval page is an error page, API 403.
    Unconfirmed,
    /// Terms of Service to accept after sign-in; API 403 until then.
    TermsNotAccepted,
    /// Password to change after sign-in; API 403 until then.
    PasswordExpired,
}

impl UserState {
    /// The word in the API's `state`.
    pub(crate) fn api_word(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::Deactivated => "deactivated",
            Self::PendingApproval => "blocked_pending_approval",
            Self::Active | Self::Unconfirmed | Self::TermsNotAccepted | Self::PasswordExpired => "active",
        }
    }

    /// Why the API refuses the account, after `403 Forbidden - `; none when it does not.
    pub(crate) fn api_denial(self, username: &str, url: &str) -> Option<String> {
        let text = match self {
            Self::Active => return None,
            Self::Blocked => "Your account has been blocked.".to_owned(),
            Self::Deactivated => {
                format!(
                    "Your account has been deactivated by your administrator. Please log back in from a web browser to reactivate your account at {url}"
                )
            }
            Self::PendingApproval => {
                "Your account is pending approval from your administrator and hence blocked.".to_owned()
            }
            Self::Unconfirmed => {
                format!("Your primary email address is not confirmed. Open {url} in a browser and confirm it.")
            }
            Self::TermsNotAccepted => format!(
                "You (@{username}) must accept the Terms of Service in order to perform this action. \
                 To accept these terms, please access GitLab from a web browser at {url}."
            ),
            Self::PasswordExpired => format!("Your password expired. Open {url} in a browser and choose a new one."),
        };
        Some(text)
    }

    /// Why the sign-in page refuses the account; none when it does not.
    pub(crate) fn sign_in_denial(self) -> Option<&'static str> {
        match self {
            Self::Blocked => Some("Your account has been blocked. Ask your administrator."),
            Self::PendingApproval => Some("Your account is waiting for an administrator's approval."),
            _ => None,
        }
    }
}

/// An account.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The numeric identity, which never changes.
    pub id: u64,
    /// The name in addresses, which may change.
    pub username: String,
    /// The full name.
    pub name: String,
    /// The password for the sign-in page.
    pub password: String,
    /// The primary e-mail address.
    pub email: String,
    /// The address for commits; the primary one when there is none. GitLab may give one of its own:
    /// `7-alice@users.noreply.HOST`.
    pub commit_email: Option<String>,
    /// The address for everybody to see, which few set.
    pub public_email: Option<String>,
    /// Whether this is an administrator.
    pub admin: bool,
    /// Whether GitLab lets the account in.
    pub state: UserState,
    /// What the avatar's address says and answers.
    pub avatar: Avatar,
}

impl fmt::Debug for User {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("User")
            .field("id", &self.id)
            .field("username", &self.username)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

/// An account to add; what is left at its default is filled in.
#[derive(Clone, Default)]
pub struct NewUser {
    /// The numeric identity; the next free one when `None`.
    pub id: Option<u64>,
    /// The name in addresses.
    pub username: String,
    /// The full name; the username when empty.
    pub name: String,
    /// The password; [`DEFAULT_PASSWORD`] when empty.
    pub password: String,
    /// The e-mail address; made from the username when empty.
    pub email: String,
    /// Whether this is an administrator.
    pub admin: bool,
    /// Whether GitLab lets the account in.
    pub state: UserState,
    /// What the avatar's address says and answers.
    pub avatar: Avatar,
}

impl World {
    pub(crate) fn add_user(&mut self, new: NewUser) -> User {
        let or = |text: String, other: String| if text.is_empty() { other } else { text };
        let next = self.users.iter().map(|user| user.id).max().unwrap_or(0) + 1;
        let user = User {
            id: new.id.unwrap_or(next),
            name: or(new.name, new.username.clone()),
            password: or(new.password, DEFAULT_PASSWORD.to_owned()),
            email: or(new.email, format!("{}@example.com", new.username)),
            username: new.username,
            commit_email: None,
            public_email: None,
            admin: new.admin,
            state: new.state,
            avatar: new.avatar,
        };
        self.users.push(user.clone());
        user
    }

    pub(crate) fn user(&self, id: u64) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    pub(crate) fn user_mut(&mut self, id: u64) -> Option<&mut User> {
        self.users.iter_mut().find(|user| user.id == id)
    }

    pub(crate) fn user_named(&self, username: &str) -> Option<&User> {
        self.users.iter().find(|user| user.username == username)
    }

    /// The account with this name or e-mail address and password.
    pub(crate) fn user_with_password(&self, login: &str, password: &str) -> Option<&User> {
        let login = login.trim();
        let named = |user: &&User| user.username.eq_ignore_ascii_case(login) || user.email.eq_ignore_ascii_case(login);
        self.users.iter().find(named).filter(|user| user.password == password)
    }
}
