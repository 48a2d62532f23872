//! What accounts may do in a project, and what the own one pushed.

use serde::Deserialize;

use super::client::{Caller, Client, Said};
use super::error::Error;
use super::{fields, wire};

/// More pages of own pushes are not read; there are a hundred on each.
const MOST_PAGES: usize = 5;

/// GitLab tells of events by whole days.
const A_DAY: i64 = 24 * 60 * 60 * 1000;

/// A branch that the own account pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// GitLab's number of the project.
    pub project_id: i64,
    /// The branch.
    pub branch: String,
    /// What it leads to since.
    pub sha: String,
    /// When (the instance's Unix milliseconds).
    pub at: i64,
}

#[derive(Deserialize)]
struct Member {
    access_level: i64,
}

#[derive(Deserialize)]
struct Event {
    project_id: Option<i64>,
    created_at: Option<String>,
    push_data: Option<PushData>,
}

#[derive(Deserialize)]
struct PushData {
    ref_type: Option<String>,
    #[serde(rename = "ref")]
    reference: Option<String>,
    commit_to: Option<String>,
}

impl Client {
    /// What an account is in a project or its groups, as one of GitLab's access levels; nothing where it is in neither.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn access_level(
        &self,
        caller: Caller<'_>,
        project_id: i64,
        user_id: i64,
    ) -> Result<Said<Option<i64>>, Error> {
        let url = caller.project_url(project_id, &format!("members/all/{user_id}"));
        self.read(caller, url, |answer| access_level(&answer.body)).await
    }

    /// What the own account pushed since, to any project, the newest first; what was pushed together with many other
    /// branches is not told.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn own_pushes(&self, caller: Caller<'_>, since: i64) -> Result<Said<Vec<Push>>, Error> {
        let day = wire::time(since.saturating_sub(A_DAY)).chars().take(10).collect::<String>();
        let mut pushes = Vec::new();
        for page in 1..=MOST_PAGES {
            let mut url = caller.instance.endpoint("/api/v4/events");
            url.query_pairs_mut()
                .append_pair("action", "pushed")
                .append_pair("after", &day)
                .append_pair("per_page", "100")
                .append_pair("page", &page.to_string());
            let said = self.read(caller, url, |answer| Some((own_pushes(&answer.body)?, answer.has_next()))).await?;
            let (at, rest) = (said.at, said.rest);
            let (more, has_next) = said.what.unwrap_or_default();
            pushes.extend(more.into_iter().filter(|push| push.at >= since));
            if !has_next || page == MOST_PAGES {
                return Ok(Said { what: pushes, at, rest });
            }
        }
        Err(Error::Malformed)
    }
}

fn access_level(body: &[u8]) -> Option<i64> {
    let member: Member = serde_json::from_slice(wire::unmarked(body)).ok()?;
    (0..=100).contains(&member.access_level).then_some(member.access_level)
}

fn own_pushes(body: &[u8]) -> Option<Vec<Push>> {
    let events: Vec<Event> = serde_json::from_slice(wire::unmarked(body)).ok()?;
    let push = |event: Event| {
        let data = event.push_data.filter(|data| data.ref_type.as_deref() == Some("branch"))?;
        Some(Push {
            project_id: event.project_id.and_then(fields::number)?,
            branch: data.reference.and_then(fields::reference)?,
            sha: data.commit_to.and_then(fields::sha)?,
            at: fields::moment(event.created_at.as_deref())?,
        })
    };
    Some(events.into_iter().filter_map(push).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn own_pushes_are_those_of_branches() {
        let sha = "a".repeat(40);
        let event = |kind: &str, to: Option<&str>| {
            json!({ "project_id": 7, "action_name": "pushed to", "created_at": "2026-03-03T14:02:00.000Z",
                "push_data": { "ref_type": kind, "ref": "invoices", "commit_to": to, "commit_count": 1 } })
        };
        let body = json!([event("branch", Some(&sha)), event("tag", Some(&sha)), event("branch", None),
            { "project_id": 7, "created_at": "2026-03-03T14:02:00.000Z" }]);
        let read = own_pushes(body.to_string().as_bytes()).unwrap();
        assert_eq!(read.len(), 1, "a tag, a deleted branch and a comment are none");
        assert_eq!((read[0].project_id, read[0].sha.as_str()), (7, sha.as_str()), "where, and what");
    }

    #[test]
    fn an_access_level_is_one_of_gitlabs() {
        assert_eq!(access_level(br#"{"access_level":30,"state":"active"}"#), Some(30), "Developer");
        assert_eq!(access_level(br#"{"access_level":9000}"#), None, "nobody is more than an owner");
    }

    proptest! {
        #[test]
        fn whatever_comes_is_read_or_not(body in "\\PC{0,200}") {
            let _ = (access_level(body.as_bytes()), own_pushes(body.as_bytes()));
        }
    }
}
