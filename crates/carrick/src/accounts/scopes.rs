//! What is asked for at GitLab, and what it is good for.

use carrick_store::error::{Code, Error};
use carrick_store::model::Purpose;

const LONGEST: usize = 64;
const MOST: usize = 32;

/// The scope that brings an ID token.
const OPENID: &str = "openid";

/// Scopes, each once, if each can be one, and if with them it can be told whose an account is.
pub(super) fn read(ticked: &[String]) -> Result<Vec<String>, Error> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in ticked {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | ':' | '*');
        if scope.is_empty() || scope.len() > LONGEST || !scope.chars().all(plain) {
            return Err(Error::new(Code::ScopesMalformed));
        }
        if !scopes.contains(scope) {
            scopes.push(scope.clone());
        }
    }
    if scopes.is_empty() || scopes.len() > MOST {
        return Err(Error::new(Code::ScopesMalformed));
    }
    if !has_openid(&scopes) && !read_account(&scopes) {
        return Err(Error::new(Code::ScopesUseless));
    }
    Ok(scopes)
}

/// What is asked for: who only signs in gives nothing but who they are, where that can be asked alone.
pub(super) fn to_ask_for(purpose: Purpose, all: &[String]) -> Vec<String> {
    if purpose == Purpose::SignIn && has_openid(all) { vec![OPENID.to_owned()] } else { all.to_vec() }
}

/// Whether an ID token comes with these.
pub(super) fn has_openid(scopes: &[String]) -> bool {
    scopes.iter().any(|scope| scope == OPENID)
}

/// Whether `GET /user` may be read with these.
pub(super) fn read_account(scopes: &[String]) -> bool {
    scopes.iter().any(|scope| ["api", "read_api", "read_user"].contains(&scope.as_str()))
}
