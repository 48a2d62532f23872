//! OpenID Connect, as Doorkeeper's 1.8 speaks it in GitLab: ID tokens, their keys, what an account is called.

pub(crate) mod control;
pub(crate) mod discovery;
pub(crate) mod forgery;
pub(crate) mod id_token;
pub(crate) mod keys;
pub(crate) mod prompt;
pub(crate) mod userinfo;
