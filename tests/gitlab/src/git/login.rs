//! Who a git client is, by HTTP Basic.

use crate::seen::SeenRequest;
use crate::state::World;
use crate::state::users::{User, UserState};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What a password opens, whoever's it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Abilities {
    pub(crate) download: bool,
    pub(crate) push: bool,
}

impl Abilities {
    const ALL: Self = Self { download: true, push: true };

    /// `read_api` opens reading, as in GitLab's code; its documentation names the repository scopes alone.
    fn of_scopes(scopes: &[String]) -> Self {
        let has = |wanted: &[&str]| scopes.iter().any(|scope| wanted.contains(&scope.as_str()));
        Self {
            download: has(&["api", "read_api", "read_repository", "write_repository"]),
            push: has(&["api", "write_repository"]),
        }
    }
}

/// User name and password of the request, if it has both in one header that is Basic's.
pub(crate) fn basic(call: &SeenRequest) -> Option<(String, String)> {
    let (scheme, encoded) = call.header("authorization")?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    text.split_once(':').map(|(name, password)| (name.to_owned(), password.to_owned()))
}

/// The account behind a password: an LFS token under its own name, an access token under any, the account's own.
/// Tokens are looked up afresh for each request.
pub(crate) fn account<'w>(world: &'w World, name: &str, password: &str) -> Option<(&'w User, Abilities)> {
    let known = by_large_token(world, name, password)
        .or_else(|| by_access_token(world, password))
        .or_else(|| world.user_with_password(name, password).map(|user| (user, Abilities::ALL)));
    known.filter(|(user, _)| may_sign_in(user.state))
}

fn by_access_token<'w>(world: &'w World, password: &str) -> Option<(&'w User, Abilities)> {
    let row = world.by_access(password).filter(|row| !row.revoked && row.expires_at > world.now())?;
    world.user(row.user_id).map(|user| (user, Abilities::of_scopes(&row.scopes)))
}

fn by_large_token<'w>(world: &'w World, name: &str, password: &str) -> Option<(&'w User, Abilities)> {
    let user = world.user_named(name)?;
    let token = world.large_tokens.iter().find(|token| token.value == password && token.user_id == user.id)?;
    (token.expires_at > world.now()).then_some((user, Abilities::ALL))
}

/// Whether GitLab takes any password of the account: else it says that the password is wrong. Who is deactivated or
/// has terms to accept gets further, and is told so.
fn may_sign_in(state: UserState) -> bool {
    match state {
        UserState::Active | UserState::Deactivated | UserState::TermsNotAccepted => true,
        UserState::Blocked | UserState::PendingApproval | UserState::Unconfirmed | UserState::PasswordExpired => false,
    }
}
