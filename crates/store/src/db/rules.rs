//! Table `rules`: when merge requests are built.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Result, Row, ToSql, named_params, params};

use super::columns::{join_lines, json_column, split_lines, to_json};
use crate::rule::{PipelineKind, Rule, RulePlace, Terms, Whose};

const BRANCH: &str = "branch";
const MERGE_REQUEST: &str = "merge_request";

/// By place, since a watcher reads all of them in each round and names are looked for in every row.
const SELECT: &str =
    "SELECT id, link_id, instance, project_id, path, is_on, on_since, targets, takes_drafts, skip_labels,
    force_labels, whose, least_level, takes_forks, paths, kind, inputs, variables, cancels_superseded, writes_status
    FROM rules";

/// Keeps a rule in place of what the profile has for the same project or namespace, and returns its number.
pub fn put(connection: &Connection, profile_id: i64, rule: &Rule) -> Result<i64> {
    let terms = &rule.terms;
    let none = BTreeMap::new();
    let (kind, inputs, variables) = match &terms.kind {
        PipelineKind::MergeRequest => (MERGE_REQUEST, &none, &none),
        PipelineKind::Branch { inputs, variables } => (BRANCH, inputs, variables),
    };
    let (whose, least_level) = whose_columns(terms.whose);
    connection
        .prepare_cached(
            "INSERT INTO rules (profile_id, link_id, instance, project_id, path, is_on, on_since, targets, takes_drafts,
                skip_labels, force_labels, whose, least_level, takes_forks, paths, kind, inputs, variables,
                cancels_superseded, writes_status)
             VALUES (:profile, :link, :instance, :project, :path, :on, :since, :targets, :drafts, :skip, :force, :whose,
                :level, :forks, :paths, :kind, :inputs, :variables, :cancels, :status)
             ON CONFLICT DO UPDATE SET link_id = excluded.link_id, path = excluded.path, is_on = excluded.is_on, on_since = excluded.on_since,
                targets = excluded.targets, takes_drafts = excluded.takes_drafts, skip_labels = excluded.skip_labels,
                force_labels = excluded.force_labels, whose = excluded.whose, least_level = excluded.least_level,
                takes_forks = excluded.takes_forks, paths = excluded.paths, kind = excluded.kind,
                inputs = excluded.inputs, variables = excluded.variables,
                cancels_superseded = excluded.cancels_superseded, writes_status = excluded.writes_status
             RETURNING id",
        )?
        .query_row(
            named_params! {
                ":profile": profile_id, ":link": rule.link_id, ":instance": rule.instance,
                ":project": rule.place.project_id(), ":path": rule.place.path(), ":on": rule.is_on,
                ":since": rule.on_since, ":targets": join_lines(&terms.targets), ":drafts": terms.takes_drafts,
                ":skip": join_lines(&terms.skip_labels), ":force": join_lines(&terms.force_labels), ":whose": whose,
                ":level": least_level, ":forks": terms.takes_forks, ":paths": join_lines(&terms.paths), ":kind": kind,
                ":inputs": to_json(inputs), ":variables": to_json(variables), ":cancels": terms.cancels_superseded,
                ":status": rule.writes_status,
            },
            |row| row.get(0),
        )
}

/// All of a profile's, by path.
pub fn of_profile(connection: &Connection, profile_id: i64) -> Result<Vec<Rule>> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE profile_id = ?1 ORDER BY instance, path"))?
        .query_map([profile_id], read)?
        .collect()
}

/// A rule that is on, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchedOn {
    /// Its number.
    pub id: i64,
    /// The account that looks.
    pub link_id: i64,
    /// The instance's address.
    pub instance: String,
    /// When it was switched on last.
    pub on_since: i64,
}

/// Every profile's that are on, in short: this is asked often.
pub fn switched_on(connection: &Connection) -> Result<Vec<SwitchedOn>> {
    connection
        .prepare_cached("SELECT id, link_id, instance, on_since FROM rules WHERE is_on")?
        .query_map([], |row| {
            Ok(SwitchedOn { id: row.get(0)?, link_id: row.get(1)?, instance: row.get(2)?, on_since: row.get(3)? })
        })?
        .collect()
}

/// Every profile's that are on and whose account is linked, by path.
pub fn on(connection: &Connection) -> Result<Vec<Rule>> {
    connection.prepare_cached(&format!("{SELECT} WHERE is_on ORDER BY instance, path"))?.query_map([], read)?.collect()
}

/// One of a profile's.
pub fn get(connection: &Connection, profile_id: i64, id: i64) -> Result<Option<Rule>> {
    connection
        .prepare_cached(&format!("{SELECT} WHERE profile_id = ?1 AND id = ?2"))?
        .query_row([profile_id, id], read)
        .optional()
}

/// A profile's for just this project or namespace.
pub fn for_place(connection: &Connection, profile_id: i64, instance: &str, place: &RulePlace) -> Result<Option<Rule>> {
    let (column, at): (_, &dyn ToSql) = match place {
        RulePlace::Project { project_id, .. } => ("project_id = ?3", project_id),
        RulePlace::Namespace(path) => ("path = ?3 AND project_id IS NULL", path),
    };
    connection
        .prepare_cached(&format!("{SELECT} WHERE profile_id = ?1 AND instance = ?2 AND {column}"))?
        .query_row(params![profile_id, instance, at], read)
        .optional()
}

/// A profile's for all of a namespace of an instance, by path: few, however many there are for projects.
pub fn of_namespaces(connection: &Connection, profile_id: i64, instance: &str) -> Result<Vec<Rule>> {
    connection
        .prepare_cached(&format!(
            "{SELECT} WHERE profile_id = ?1 AND instance = ?2 AND project_id IS NULL ORDER BY path"
        ))?
        .query_map(params![profile_id, instance], read)?
        .collect()
}

/// Forgets a rule; what was built by it stays.
pub fn remove(connection: &Connection, profile_id: i64, id: i64) -> Result<()> {
    connection.execute("DELETE FROM rules WHERE profile_id = ?1 AND id = ?2", [profile_id, id]).map(drop)
}

fn whose_columns(whose: Whose) -> (&'static str, i64) {
    match whose {
        Whose::Mine => ("mine", 0),
        Whose::Members(least) => ("members", least),
        Whose::OwnBranches => ("own_branches", 0),
    }
}

/// A word of a newer version is read as what allows least.
fn whose(word: &str, least: i64) -> Whose {
    match word {
        "members" => Whose::Members(least),
        "own_branches" => Whose::OwnBranches,
        _ => Whose::Mine,
    }
}

fn read(row: &Row<'_>) -> Result<Rule> {
    let path: String = row.get(4)?;
    let place = match row.get(3)? {
        Some(project_id) => RulePlace::Project { project_id, path },
        None => RulePlace::Namespace(path),
    };
    let kind = match row.get_ref(15)?.as_str()? {
        BRANCH => PipelineKind::Branch { inputs: json_column(row, 16)?, variables: json_column(row, 17)? },
        _ => PipelineKind::MergeRequest,
    };
    Ok(Rule {
        id: row.get(0)?,
        link_id: row.get(1)?,
        instance: row.get(2)?,
        place,
        is_on: row.get(5)?,
        on_since: row.get(6)?,
        terms: Terms {
            targets: split_lines(row, 7)?,
            takes_drafts: row.get(8)?,
            skip_labels: split_lines(row, 9)?,
            force_labels: split_lines(row, 10)?,
            whose: whose(row.get_ref(11)?.as_str()?, row.get(12)?),
            takes_forks: row.get(13)?,
            paths: split_lines(row, 14)?,
            kind,
            cancels_superseded: row.get(18)?,
        },
        writes_status: row.get(19)?,
    })
}

#[cfg(test)]
mod tests;
