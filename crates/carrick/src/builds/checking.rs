//! What a rule may say: everything a person typed is looked at here before it is kept.

use std::collections::BTreeMap;

use carrick_store::error::{Code, Error};
use carrick_store::rule::{PipelineKind, Terms, Whose};

use super::path_globs::PathGlobs;

/// How many entries a list has at most.
pub const MOST: usize = 50;
/// How long a branch's glob, a file's glob, a label or a name is at most (bytes); GitLab's own are no longer.
pub const LONGEST: usize = 255;
/// How long an input's or a variable's value is at most (bytes).
pub const LONGEST_VALUE: usize = 4096;
/// GitLab's levels that a member can have: Guest, Planner, Reporter, Developer, Maintainer, Owner.
const LEVELS: [i64; 6] = [10, 15, 20, 30, 40, 50];
/// What no branch's name has, for git refuses it.
const IN_NO_BRANCH: [char; 7] = ['~', '^', ':', '?', '[', '\\', ' '];

/// A rule as it is kept: without spaces around entries, empty ones and repeated ones.
///
/// # Errors
/// `RuleMalformed`.
pub fn checked(terms: Terms, writes_status: bool) -> Result<Terms, Error> {
    let terms = Terms {
        targets: list("targets", terms.targets)?,
        skip_labels: list("skip_labels", terms.skip_labels)?,
        force_labels: list("force_labels", terms.force_labels)?,
        paths: list("paths", terms.paths)?,
        ..terms
    };
    if let Some(glob) = terms.targets.iter().find(|glob| glob.contains(IN_NO_BRANCH)) {
        return Err(malformed("targets", Problem::Glob).with("value", glob));
    }
    PathGlobs::strict(&terms.paths).map_err(|glob| malformed("paths", Problem::Glob).with("value", glob))?;
    if let Some(label) = terms.force_labels.iter().find(|label| terms.skip_labels.contains(label)) {
        return Err(malformed("force_labels", Problem::Contrary).with("value", label));
    }
    fits_together(&terms, writes_status)?;
    Ok(terms)
}

fn fits_together(terms: &Terms, writes_status: bool) -> Result<(), Error> {
    if let Whose::Members(least) = terms.whose
        && !LEVELS.contains(&least)
    {
        return Err(malformed("whose", Problem::Odd).with("value", least));
    }
    match &terms.kind {
        // GitLab itself writes how a merge request pipeline stands.
        PipelineKind::MergeRequest if writes_status => Err(malformed("writes_status", Problem::Contrary)),
        PipelineKind::MergeRequest => Ok(()),
        // A fork's branch is the fork's: its pipeline would run there.
        PipelineKind::Branch { .. } if terms.takes_forks => Err(malformed("takes_forks", Problem::Contrary)),
        PipelineKind::Branch { inputs, variables } => {
            values("inputs", inputs, |c| c.is_ascii_alphanumeric() || c == '_' || c == '-')?;
            values("variables", variables, |c| c.is_ascii_alphanumeric() || c == '_')
        }
    }
}

/// What is the matter with a part of a rule; the fact `problem` of `RuleMalformed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Problem {
    /// More than [`MOST`].
    Many,
    /// Longer than it may be.
    Long,
    /// It has line ends or other characters that it cannot have.
    Odd,
    /// It is no glob.
    Glob,
    /// It contradicts another part.
    Contrary,
}

impl Problem {
    fn word(self) -> &'static str {
        match self {
            Self::Many => "many",
            Self::Long => "long",
            Self::Odd => "odd",
            Self::Glob => "glob",
            Self::Contrary => "contrary",
        }
    }
}

fn malformed(part: &'static str, problem: Problem) -> Error {
    Error::new(Code::RuleMalformed).with("part", part).with("problem", problem.word())
}

fn list(part: &'static str, entries: Vec<String>) -> Result<Vec<String>, Error> {
    if entries.len() > MOST {
        return Err(malformed(part, Problem::Many).with("most", MOST));
    }
    let mut kept: Vec<String> = Vec::with_capacity(entries.len());
    for entry in entries {
        let entry = entry.trim();
        if entry.len() > LONGEST {
            return Err(malformed(part, Problem::Long).with("most", LONGEST));
        }
        // The list is kept line by line, and a line's end may be one of Unicode's.
        if entry.contains(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')) {
            return Err(malformed(part, Problem::Odd).with("value", entry.escape_debug()));
        }
        if !entry.is_empty() && !kept.iter().any(|it| it == entry) {
            kept.push(entry.to_owned());
        }
    }
    Ok(kept)
}

fn values(part: &'static str, values: &BTreeMap<String, String>, is_of_name: fn(char) -> bool) -> Result<(), Error> {
    if values.len() > MOST {
        return Err(malformed(part, Problem::Many).with("most", MOST));
    }
    for (name, value) in values {
        if name.is_empty() || !name.chars().all(is_of_name) {
            return Err(malformed(part, Problem::Odd).with("value", name.escape_debug()));
        }
        if name.len() > LONGEST || value.len() > LONGEST_VALUE {
            return Err(malformed(part, Problem::Long).with("most", LONGEST_VALUE));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
