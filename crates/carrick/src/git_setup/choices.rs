//! Which account git uses below a place, as the person wants it.

use carrick_store::db::{choices, integrations, links};
use carrick_store::error::{Code, Error};
use carrick_store::instance::Instance;
use carrick_store::model::{AccountChoice, GitUse, Link};

use super::{bindings, mend};
use crate::parts::Parts;
use crate::topics::Topic;

/// Longer than GitLab lets a path be.
const LONGEST: usize = 1024;

/// An account for a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choosing {
    /// The account.
    pub link_id: i64,
    /// A namespace or project as the person typed it; empty for the whole instance.
    pub prefix: String,
    /// The name under commits there.
    pub commit_name: Option<String>,
    /// The address under commits there.
    pub commit_email: Option<String>,
    /// The key that signs them.
    pub signing_key: Option<String>,
}

/// Has git use an account below a place, in place of what was chosen for just that place before.
///
/// # Errors
/// `NotFound` for an account that is gone; `PlaceMalformed` and `IdentityMalformed` for what cannot be one.
pub async fn choose(parts: &Parts, choosing: Choosing) -> Result<(), Error> {
    let link_id = choosing.link_id;
    let found = move |db: &rusqlite::Connection| {
        let Some(link) = links::get(db, link_id)? else { return Ok(None) };
        Ok(integrations::get(db, link.integration_id)?.map(|integration| (link, integration.instance)))
    };
    let (link, instance) = parts.db.read(found).await?.ok_or_else(|| Error::new(Code::NotFound))?;
    let choice = as_kept(choosing, &instance, &link)?;
    let profile_id = parts.profile_id;
    change(parts, move |db| choices::put(db, profile_id, &choice).map(drop)).await
}

/// Takes the choice for just this place back.
///
/// # Errors
/// When the database cannot be written.
pub async fn take_back(parts: &Parts, instance: String, prefix: String) -> Result<(), Error> {
    let profile_id = parts.profile_id;
    change(parts, move |db| choices::remove(db, profile_id, &instance, &prefix).map(drop)).await
}

/// Says when git may use an account.
///
/// # Errors
/// When the database cannot be written.
pub async fn set_git_use(parts: &Parts, link_id: i64, git_use: GitUse) -> Result<(), Error> {
    change(parts, move |db| links::set_git_use(db, link_id, git_use).map(drop)).await
}

/// The helper reads it where it lies; known clones follow, and git's own files where git was set up.
async fn change<F>(parts: &Parts, write: F) -> Result<(), Error>
where
    F: FnOnce(&rusqlite::Connection) -> rusqlite::Result<()> + Send + 'static,
{
    let before = bindings::settled(parts).await?;
    parts.db.write(write).await?;
    parts.topics.touch(Topic::Git);
    bindings::follow(parts, before).await?;
    mend(parts).await.map(drop)
}

fn as_kept(choosing: Choosing, instance: &Instance, link: &Link) -> Result<AccountChoice, Error> {
    let Choosing { prefix, commit_name, commit_email, signing_key, .. } = choosing;
    Ok(AccountChoice {
        id: 0,
        link_id: link.id,
        instance: instance.address(),
        prefix: place(&prefix, instance)?,
        commit_name: commit_value(commit_name)?,
        commit_email: commit_value(commit_email)?,
        signing_key: commit_value(signing_key)?,
    })
}

/// The namespace or project in what a person typed or pasted: a path, or its page at this instance; empty for all of it.
///
/// # Errors
/// `PlaceMalformed`.
pub(crate) fn place(typed: &str, instance: &Instance) -> Result<String, Error> {
    let text = typed.trim();
    let below = text.strip_prefix(&instance.address()).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let text = below.unwrap_or(text).trim_matches('/');
    let text = text.split("/-/").next().unwrap_or_default();
    let text = text.strip_suffix("/*").or_else(|| text.strip_suffix("/**")).unwrap_or(text);
    let text = text.strip_suffix(".git").unwrap_or(text);
    let of_gitlab = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let is_segment = |segment: &str| !segment.is_empty() && segment.chars().all(of_gitlab) && !segment.starts_with('.');
    let is_place = text.is_empty() || text.split('/').all(is_segment);
    if is_place && text.len() <= LONGEST { Ok(text.to_owned()) } else { Err(Error::new(Code::PlaceMalformed)) }
}

/// A name, address or key as it may stand under a commit; nothing for what was left empty.
///
/// # Errors
/// `IdentityMalformed`.
pub fn commit_value(typed: Option<String>) -> Result<Option<String>, Error> {
    let Some(text) = typed.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) else { return Ok(None) };
    let odd = |c: char| c.is_control() || matches!(c, '<' | '>');
    if text.contains(odd) || text.len() > LONGEST { Err(Error::new(Code::IdentityMalformed)) } else { Ok(Some(text)) }
}

#[cfg(test)]
mod tests {
    use carrick_store::instance::Instance;

    use super::place;

    #[test]
    fn a_place_is_known_however_it_is_pasted() {
        let instance = Instance::parse("https://host.example/gitlab").unwrap();
        for (typed, expected) in [
            ("work", "work"),
            (" /work/ ", "work"),
            ("work/*", "work"),
            ("Work/Sub-group/web.git", "Work/Sub-group/web"),
            ("https://host.example/gitlab/work/web/-/merge_requests/1", "work/web"),
            ("https://host.example/gitlab", ""),
            ("", ""),
        ] {
            assert_eq!(place(typed, &instance).unwrap(), expected, "{typed:?}");
        }
        for typed in ["https://other.example/work", "a b", "a//b", "../x", "x\"]\n[core]\nsshCommand=y", "a/*/b"] {
            assert!(place(typed, &instance).is_err(), "{typed:?} is no place at this GitLab");
        }
    }
}
