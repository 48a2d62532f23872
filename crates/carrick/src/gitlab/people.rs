//! Who somebody is at GitLab, and what they are in a group.

use carrick_store::model::Identity;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::client::{Caller, Client, Said};
use super::error::Error;
use super::wire;

/// A group as GitLab knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its number, which is never given to another one.
    pub id: i64,
    /// Its full path, which may be.
    pub path: String,
}

#[derive(Deserialize)]
struct GroupBody {
    id: i64,
    full_path: String,
}

#[derive(Deserialize)]
struct Member {
    access_level: i64,
    /// The account's.
    state: Option<String>,
    membership_state: Option<String>,
}

impl Client {
    /// Whoever bears this username: `GET /api/v4/users?username=`. Case counts for nothing there.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn user_called(&self, caller: Caller<'_>, username: &str) -> Result<Said<Option<Identity>>, Error> {
        let mut url = caller.instance.endpoint("/api/v4/users");
        url.query_pairs_mut().append_pair("username", username);
        let said = self.read(caller, url, |answer| user_called(&answer.body, username)).await?;
        Ok(said.map(Option::flatten))
    }

    /// A group by its number: `GET /api/v4/groups/:id`. Nothing where the account may not see it, or it is gone.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn group(&self, caller: Caller<'_>, id: i64) -> Result<Said<Option<Group>>, Error> {
        self.read(caller, short(caller, &id.to_string()), |answer| group(&answer.body)).await
    }

    /// A group by its full path.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn group_at(&self, caller: Caller<'_>, path: &str) -> Result<Said<Option<Group>>, Error> {
        self.read(caller, short(caller, &path.replace('/', "%2F")), |answer| group(&answer.body)).await
    }

    /// What somebody is in a group or in those above it, as one of GitLab's access levels:
    /// `GET /api/v4/groups/:id/members/all/:user_id`. Nothing where they are in none, or no member that counts.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn group_access_level(
        &self,
        caller: Caller<'_>,
        group_id: i64,
        user_id: i64,
    ) -> Result<Said<Option<i64>>, Error> {
        let url = caller.instance.endpoint(&format!("/api/v4/groups/{group_id}/members/all/{user_id}"));
        let said = self.read(caller, url, |answer| access_level(&answer.body)).await?;
        Ok(said.map(Option::flatten))
    }
}

/// Without the group's projects, which would be long.
fn short(caller: Caller<'_>, group: &str) -> Url {
    let mut url = caller.instance.endpoint(&format!("/api/v4/groups/{group}"));
    url.query_pairs_mut().append_pair("with_projects", "false");
    url
}

fn group(body: &[u8]) -> Option<Group> {
    let body: GroupBody = serde_json::from_slice(wire::unmarked(body)).ok()?;
    let is_sound = body.id > 0 && carrick_store::project::is_group_path(&body.full_path);
    is_sound.then_some(Group { id: body.id, path: body.full_path })
}

/// The one of the list whose name it is; GitLab gives one or none.
fn user_called(body: &[u8], username: &str) -> Option<Option<Identity>> {
    let all: Vec<Value> = serde_json::from_slice(wire::unmarked(body)).ok()?;
    let mut found = None;
    for one in all {
        let identity = wire::identity(one.to_string().as_bytes())?;
        if identity.username.to_lowercase() == username.to_lowercase() {
            found = Some(identity);
        }
    }
    Some(found)
}

fn access_level(body: &[u8]) -> Option<Option<i64>> {
    let member: Member = serde_json::from_slice(wire::unmarked(body)).ok()?;
    let is_active = |state: &Option<String>| state.as_deref().is_none_or(|state| state == "active");
    let counts = is_active(&member.state) && is_active(&member.membership_state);
    (0..=100).contains(&member.access_level).then_some(counts.then_some(member.access_level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_must_be_about_whoever_was_asked_for() {
        let bob = br#"[{"id":7,"username":"Bob","name":"Bob B."}]"#;
        let found = user_called(bob, "bob").unwrap().unwrap();
        assert_eq!((found.user_id, found.username.as_str()), (7, "Bob"), "case counts for nothing");
        assert_eq!(user_called(bob, "bobby"), Some(None), "another one is nobody");
        assert_eq!(user_called(b"[]", "bob"), Some(None), "nobody is nobody");
        assert_eq!(user_called(b"{}", "bob"), None, "anything else is no answer");
        assert_eq!(user_called(br#"[{"id":-1,"username":"bob"}]"#, "bob"), None, "nor is an impossible account");
    }

    #[test]
    fn only_members_that_count_are_members() {
        assert_eq!(access_level(br#"{"access_level":30,"state":"active"}"#), Some(Some(30)));
        let waits = br#"{"access_level":30,"state":"active","membership_state":"awaiting"}"#;
        assert_eq!(access_level(waits), Some(None), "who waits is none yet");
        assert_eq!(access_level(br#"{"access_level":30,"state":"blocked"}"#), Some(None), "nor is who is blocked");
        assert_eq!(access_level(br#"{"access_level":30}"#), Some(Some(30)), "older versions tell no state");
        assert_eq!(access_level(br#"{"access_level":3000}"#), None, "no such level");
    }

    #[test]
    fn a_group_must_have_a_path_that_groups_can_have() {
        let sound = br#"{"id":5,"full_path":"acme/tools"}"#;
        assert_eq!(group(sound), Some(Group { id: 5, path: "acme/tools".to_owned() }));
        assert_eq!(group(br#"{"id":5,"full_path":"../admin"}"#), None);
        assert_eq!(group(br#"{"id":0,"full_path":"acme"}"#), None);
    }
}
