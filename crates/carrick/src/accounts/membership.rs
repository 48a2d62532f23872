//! Whether somebody who signs in is a member of a group whose members may join.

use carrick_store::db::{admission, integrations};
use carrick_store::error::Error;
use carrick_store::instance::Instance;

use super::{Accounts, asking};

/// Asked anew at each sign-in, by the group's number: a path can be another group's by now.
///
/// # Errors
/// When GitLab could not be asked about any of them.
pub(super) async fn is_member(accounts: &Accounts, instance: &Instance, user_id: i64) -> Result<bool, Error> {
    let at = instance.clone();
    let read = move |db: &rusqlite::Connection| {
        let here: Vec<i64> =
            integrations::all(db)?.into_iter().filter(|it| it.instance == at).map(|it| it.id).collect();
        let groups = admission::groups(db)?.into_iter().filter(|group| here.contains(&group.integration_id));
        Ok(groups.collect::<Vec<_>>())
    };
    let mut unanswered = None;
    for group in accounts.db.read(read).await? {
        match asking::group_access(accounts, instance, group.group_id, user_id).await {
            Ok(Some((found, level))) => {
                if found.path != group.path {
                    let (integration_id, group_id) = (group.integration_id, group.group_id);
                    let renamed = found.path.clone();
                    let rename = move |db: &rusqlite::Connection| {
                        admission::rename_group(db, integration_id, group_id, &renamed)
                    };
                    accounts.db.write(rename).await?;
                }
                if level >= i64::from(group.least_role) {
                    return Ok(true);
                }
            }
            Ok(None) => {}
            Err(error) => unanswered = Some(error),
        }
    }
    unanswered.map_or(Ok(false), Err)
}
