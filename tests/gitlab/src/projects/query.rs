//! What a list of projects is asked for, and finding it.

use super::access::Viewer;
use super::search::Search;
use super::{AccessLevel, Project};
use crate::seen::SeenRequest;
use crate::state::World;
use std::cmp::Ordering;
use std::ops::Bound;

/// Above so many rows GitLab no longer counts.
pub(crate) const COUNTED: usize = 10_000;
const ORDERS: [&str; 8] =
    ["id", "name", "path", "created_at", "updated_at", "last_activity_at", "similarity", "star_count"];
const LEVELS: [u8; 8] = [0, 5, 10, 15, 20, 30, 40, 50];

/// The parameters of a list, checked.
pub(crate) struct Query {
    pub(crate) simple: bool,
    pub(crate) statistics: bool,
    pub(crate) keyset: bool,
    pub(crate) page: usize,
    pub(crate) per_page: usize,
    pub(crate) order_by: &'static str,
    pub(crate) descending: bool,
    membership: bool,
    owned: bool,
    starred: bool,
    min_access_level: Option<u8>,
    archived: Option<bool>,
    active: Option<bool>,
    visibility: Option<String>,
    search: Option<Search>,
    id_after: Option<u64>,
    id_before: Option<u64>,
    active_after: Option<i64>,
    active_before: Option<i64>,
}

/// A page of what was found.
pub(crate) struct Found<'w> {
    pub(crate) rows: Vec<&'w Project>,
    /// How many there are in all; none when GitLab would not count so far.
    pub(crate) total: Option<usize>,
    pub(crate) is_more: bool,
}

impl Query {
    /// The parameters, or GitLab's sentence about the first that cannot be.
    pub(crate) fn read(call: &SeenRequest) -> Result<Self, String> {
        let order_by = one_of(call, "order_by", &ORDERS)?.unwrap_or("created_at");
        let per_page = number(call, "per_page")?.unwrap_or(20);
        if per_page == 0 {
            return Err("per_page has a value not allowed".to_owned());
        }
        Ok(Self {
            simple: flag(call, "simple")?.unwrap_or_default(),
            statistics: flag(call, "statistics")?.unwrap_or_default(),
            keyset: call.param("pagination") == Some("keyset"),
            page: number(call, "page")?.unwrap_or(1).max(1).try_into().unwrap_or(usize::MAX),
            per_page: per_page.clamp(1, 100).try_into().unwrap_or(100),
            order_by,
            descending: one_of(call, "sort", &["asc", "desc"])? != Some("asc"),
            membership: flag(call, "membership")?.unwrap_or_default(),
            owned: flag(call, "owned")?.unwrap_or_default(),
            starred: flag(call, "starred")?.unwrap_or_default(),
            min_access_level: level(call)?,
            archived: flag(call, "archived")?,
            active: flag(call, "active")?,
            visibility: one_of(call, "visibility", &["private", "internal", "public"])?.map(str::to_owned),
            search: search(call)?,
            id_after: number(call, "id_after")?.map(|id| id.max(0).unsigned_abs()),
            id_before: number(call, "id_before")?.map(|id| id.max(0).unsigned_abs()),
            active_after: moment(call, "last_activity_after")?,
            active_before: moment(call, "last_activity_before")?,
        })
    }

    /// The page asked for of what the viewer sees and `within` allows.
    pub(crate) fn find<'w>(
        &self,
        world: &'w World,
        viewer: &Viewer<'_>,
        within: impl Fn(&Project) -> bool,
    ) -> Found<'w> {
        let after = self.id_after.map_or(Bound::Unbounded, Bound::Excluded);
        let before = self.id_before.map_or(Bound::Unbounded, Bound::Excluded);
        if matches!((self.id_after, self.id_before), (Some(after), Some(before)) if after >= before) {
            return self.page_of(std::iter::empty());
        }
        let rows = world.projects.rows().range((after, before)).map(|(_, row)| row);
        let rows = rows.filter(|row| self.wants(viewer, row) && within(row));
        match self.order_by {
            "name" | "path" | "last_activity_at" | "updated_at" => {
                let mut rows: Vec<&Project> = rows.collect();
                rows.sort_by(|one, other| self.compare(one, other));
                self.page_of(rows.into_iter())
            }
            // The rest is by number: what was made later has a higher one, and nothing has stars.
            _ if self.descending => self.page_of(rows.rev()),
            _ => self.page_of(rows),
        }
    }

    fn wants(&self, viewer: &Viewer<'_>, row: &Project) -> bool {
        self.active_after.is_none_or(|moment| row.last_activity_at > moment)
            && self.active_before.is_none_or(|moment| row.last_activity_at < moment)
            && self.archived.is_none_or(|archived| archived == row.archived)
            && self.active.is_none_or(|active| active != row.archived)
            && self.visibility.as_deref().is_none_or(|word| word == row.visibility.word())
            && !self.starred
            && self.is_for(viewer, row)
            && self.search.as_ref().is_none_or(|search| search.finds(row))
    }

    /// Whether the viewer is in it as much as was asked for, or sees it when that was not.
    fn is_for(&self, viewer: &Viewer<'_>, row: &Project) -> bool {
        if !self.membership && !self.owned && self.min_access_level.is_none() {
            return viewer.sees(row);
        }
        viewer.level(row).is_some_and(|level| {
            (!self.owned || level == AccessLevel::Owner)
                && self.min_access_level.is_none_or(|least| level as u8 >= least)
        })
    }

    fn compare(&self, one: &Project, other: &Project) -> Ordering {
        let order = match self.order_by {
            "name" => one.name.cmp(&other.name),
            "path" => super::namespaces::last(&one.path).cmp(super::namespaces::last(&other.path)),
            _ => one.last_activity_at.cmp(&other.last_activity_at),
        };
        let order = order.then(one.id.cmp(&other.id));
        if self.descending { order.reverse() } else { order }
    }

    fn page_of<'w>(&self, mut rows: impl Iterator<Item = &'w Project>) -> Found<'w> {
        let before = if self.keyset { 0 } else { (self.page - 1).saturating_mul(self.per_page) };
        let skipped = rows.by_ref().take(before).count();
        let page: Vec<&Project> = rows.by_ref().take(self.per_page).collect();
        let is_more = rows.next().is_some();
        let least = skipped + page.len() + usize::from(is_more);
        let total = if self.keyset { 0 } else { least + rows.take((COUNTED + 1).saturating_sub(least)).count() };
        Found { rows: page, total: (total <= COUNTED).then_some(total), is_more }
    }
}

pub(crate) fn flag(call: &SeenRequest, name: &str) -> Result<Option<bool>, String> {
    match call.param(name) {
        None => Ok(None),
        Some("true" | "1" | "t" | "on") => Ok(Some(true)),
        Some("false" | "0" | "f" | "off") => Ok(Some(false)),
        Some(_) => Err(format!("{name} is invalid")),
    }
}

pub(crate) fn number(call: &SeenRequest, name: &str) -> Result<Option<i64>, String> {
    call.param(name).map(|text| text.parse().map_err(|_| format!("{name} is invalid"))).transpose()
}

fn level(call: &SeenRequest) -> Result<Option<u8>, String> {
    let Some(number) = number(call, "min_access_level")? else { return Ok(None) };
    let known = LEVELS.into_iter().find(|level| i64::from(*level) == number);
    known.map(Some).ok_or_else(|| "min_access_level does not have a valid value".to_owned())
}

pub(crate) fn one_of<'v>(call: &SeenRequest, name: &str, values: &[&'v str]) -> Result<Option<&'v str>, String> {
    let Some(text) = call.param(name) else { return Ok(None) };
    let known = values.iter().find(|value| **value == text);
    known.map(|value| Some(*value)).ok_or_else(|| format!("{name} does not have a valid value"))
}

/// Unix seconds.
pub(crate) fn moment(call: &SeenRequest, name: &str) -> Result<Option<i64>, String> {
    Ok(milliseconds(call, name)?.map(|moment| moment.div_euclid(1000)))
}

/// Unix milliseconds.
pub(crate) fn milliseconds(call: &SeenRequest, name: &str) -> Result<Option<i64>, String> {
    let Some(text) = call.param(name) else { return Ok(None) };
    let invalid = || format!("{name} is invalid");
    if let Ok(date) = text.parse::<jiff::civil::Date>() {
        return date
            .to_zoned(jiff::tz::TimeZone::UTC)
            .map(|day| Some(day.timestamp().as_millisecond()))
            .map_err(|_| invalid());
    }
    text.parse::<jiff::Timestamp>().map(|moment| Some(moment.as_millisecond())).map_err(|_| invalid())
}

fn search(call: &SeenRequest) -> Result<Option<Search>, String> {
    let with_namespaces = flag(call, "search_namespaces")?.unwrap_or_default();
    Ok(call.param("search").map(|text| Search::new(text, with_namespaces)))
}
