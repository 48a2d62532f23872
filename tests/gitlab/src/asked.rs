//! One call of the API on its way: who asks, of what, and what they may.

use crate::api::optional_user;
use crate::instance::Instance;
use crate::merge_requests::MergeRequest;
use crate::projects::access::Viewer;
use crate::projects::pages::{Links, Turned};
use crate::projects::query::{COUNTED, number};
use crate::projects::{self, AccessLevel, Project};
use crate::respond::{self, Refused, error, forbidden, message, not_found};
use crate::seen::SeenRequest;
use crate::state::World;
use crate::state::users::User;
use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::Value;
use std::sync::MutexGuard;

/// A call whose token has been looked at.
pub(crate) struct Asked<'a> {
    pub(crate) instance: &'a Instance,
    pub(crate) call: &'a SeenRequest,
    pub(crate) world: MutexGuard<'a, World>,
    pub(crate) user: Option<User>,
}

impl<'a> Asked<'a> {
    /// Reading: any token with an API scope, or none.
    pub(crate) fn reading(instance: &'a Instance, call: &'a SeenRequest) -> Result<Self, Refused> {
        Self::with(instance, call, &["api", "read_api"])
    }

    /// Writing: a token with scope `api`.
    pub(crate) fn writing(instance: &'a Instance, call: &'a SeenRequest) -> Result<Self, Refused> {
        let asked = Self::with(instance, call, &["api"])?;
        if asked.user.is_none() {
            return Err(message(StatusCode::UNAUTHORIZED, "401 Unauthorized"));
        }
        Ok(asked)
    }

    /// Whatever has one of these scopes, or no token.
    pub(crate) fn with(
        instance: &'a Instance,
        call: &'a SeenRequest,
        scopes: &'static [&'static str],
    ) -> Result<Self, Refused> {
        let world = instance.world();
        let user = optional_user(instance, &world, call, scopes).map(Option::<&User>::cloned);
        let user = user.map_err(|refusal| Box::new(refusal.into_response()))?;
        Ok(Self { instance, call, world, user })
    }

    /// Whether the answer comes from a copy of the database: what writes reads the original.
    pub(crate) fn reads_a_copy(&self) -> bool {
        self.call.method == "GET"
    }

    /// The number of who asks; 0 is nobody.
    pub(crate) fn user_id(&self) -> u64 {
        self.user.as_ref().map(|user| user.id).unwrap_or_default()
    }

    pub(crate) fn viewer(&self) -> Viewer<'_> {
        Viewer::new(&self.world, self.user.as_ref())
    }

    /// The project of the path.
    pub(crate) fn project(&self, id: &str) -> Result<Project, Refused> {
        projects::api::find(self.instance, &self.world, &self.viewer(), self.call, id).cloned()
    }

    /// The same, whose code they may read: without that there are no merge requests and pipelines for them.
    pub(crate) fn readable(&self, id: &str) -> Result<Project, Refused> {
        let project = self.project(id)?;
        if self.viewer().reads_code(&project) { Ok(project) } else { Err(forbidden()) }
    }

    /// Who is less than this may not.
    pub(crate) fn demand(&self, project: &Project, level: AccessLevel) -> Result<(), Refused> {
        if self.viewer().is_at_least(project, level) { Ok(()) } else { Err(forbidden()) }
    }

    /// The merge request of the path as an answer of now has it.
    pub(crate) fn merge_request(&self, project: &Project, iid: &str) -> Result<MergeRequest, Refused> {
        let iid = iid.parse().map_err(|_| error(StatusCode::BAD_REQUEST, "merge_request_iid is invalid"))?;
        let id = self.world.merge_requests.id_of(project.id, iid);
        let row = id.and_then(|id| match self.reads_a_copy() {
            true => self.world.shown_merge_request(id),
            false => self.world.merge_requests.row(id),
        });
        let row = row.filter(|_| self.viewer().reads_code(project));
        row.cloned().ok_or_else(not_found)
    }

    /// A page of these rows by number, told one by one.
    pub(crate) fn page<T>(&self, rows: Vec<T>, tell: impl Fn(T) -> Value) -> Result<Response<Body>, Refused> {
        let wrong = |why: String| error(StatusCode::BAD_REQUEST, &why);
        let page = usize::try_from(number(self.call, "page").map_err(wrong)?.unwrap_or(1).max(1)).unwrap_or(usize::MAX);
        let per_page = number(self.call, "per_page").map_err(wrong)?.unwrap_or(20);
        if per_page == 0 {
            return Err(error(StatusCode::BAD_REQUEST, "per_page has a value not allowed"));
        }
        let per_page = usize::try_from(per_page.clamp(1, 100)).unwrap_or(100);
        let (total, before) = (rows.len(), (page - 1).saturating_mul(per_page));
        let told: Vec<Value> = rows.into_iter().skip(before).take(per_page).map(tell).collect();
        let is_more = before.saturating_add(told.len()) < total && !told.is_empty();
        let turned = Turned { page, per_page, is_empty: told.is_empty(), is_more };
        let address = format!("{}{}", self.instance.url(), self.call.path);
        let mut response = respond::json(StatusCode::OK, &Value::Array(told));
        let defaults = [("page", "1"), ("per_page", "20")];
        let total = (total <= COUNTED).then_some(total);
        Links::new(address, &defaults, &self.call.query).numbered(&mut response, &turned, total);
        Ok(response)
    }
}
