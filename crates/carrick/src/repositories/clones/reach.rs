//! Where a linked account reaches further than the person's others.

use carrick_store::choosing;
use carrick_store::db::{integrations, links, memberships};
use carrick_store::error::{Code, Error};

use crate::repositories::Repositories;

/// More are counted, not named.
const NAMED: usize = 3;

/// Where a linked account reaches further than the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// Groups that only this account reaches, with how many repositories, largest first; at most three.
    pub groups: Vec<(String, u32)>,
    /// How many further ones.
    pub more: usize,
    /// The user name of the account that git uses elsewhere on this instance.
    pub default: Option<String>,
}

/// Tells it; nothing is reached further by an account that has its instance for itself.
///
/// # Errors
/// `NotFound`.
pub async fn reach(repositories: &Repositories, link_id: i64) -> Result<Reach, Error> {
    let profile_id = repositories.profile_id;
    let look = move |db: &rusqlite::Connection| {
        let own = links::get(db, link_id)?.filter(|link| link.profile_id == profile_id);
        let Some(link) = own else { return Ok(None) };
        let Some(integration) = integrations::get(db, link.integration_id)? else { return Ok(None) };
        let usable = choosing::usable_at(db, profile_id, &integration.instance)?;
        let others: Vec<i64> = usable.iter().map(|link| link.id).filter(|id| *id != link_id).collect();
        let default = choosing::default_of(usable.iter().collect()).map(|link| link.identity.username.clone());
        if others.is_empty() {
            return Ok(Some(Reach { default, ..Reach::default() }));
        }
        let mut groups = memberships::groups_of(db, link_id)?;
        for other in others {
            let reached = memberships::groups_of(db, other)?;
            let is_reached = |group: &str| reached.iter().any(|(other, _)| other.eq_ignore_ascii_case(group));
            groups.retain(|(group, _)| !is_reached(group));
        }
        groups.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        let more = groups.len().saturating_sub(NAMED);
        groups.truncate(NAMED);
        Ok(Some(Reach { groups, more, default }))
    };
    repositories.db.read(look).await?.ok_or_else(|| Error::new(Code::NotFound))
}
