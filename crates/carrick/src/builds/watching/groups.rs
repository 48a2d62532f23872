//! Which namespaces are asked about as groups: one question for all that lies in one, where each hundred projects take
//! one otherwise. A group's list tells of everything in it, so that is done only where most of it is looked at.

use std::collections::{HashMap, HashSet};

/// A group is asked about as one from so many of its projects on; fewer are asked about together with others'.
const FEWEST: usize = 25;

/// Of a group no more than one in so many may be looked at by nobody.
const ONE_IN: usize = 10;

/// What the account reaches in a namespace, by its name in small letters: GitLab takes names in either case, and tells
/// of a group only where it is asked for as it is spelled.
struct Count<'a> {
    spelled: &'a str,
    reached: usize,
    looked_at: usize,
}

/// The groups that are asked about as one, none within another, of the projects that an account reaches: their paths,
/// and whether each is looked at. Those of `not_groups` cannot be.
pub(super) fn asked_as_one<'a>(
    reached: impl Iterator<Item = (&'a str, bool)>,
    not_groups: &HashSet<String>,
) -> Vec<String> {
    let mut counts: HashMap<String, Count<'_>> = HashMap::new();
    for (path, is_looked_at) in reached {
        for (end, _) in path.match_indices('/') {
            let spelled = &path[..end];
            let none = Count { spelled, reached: 0, looked_at: 0 };
            let count = counts.entry(spelled.to_ascii_lowercase()).or_insert(none);
            count.reached += 1;
            count.looked_at += usize::from(is_looked_at);
        }
    }
    let is_worth_it = |count: &Count<'_>| {
        let others = count.reached - count.looked_at;
        count.looked_at >= FEWEST && others * ONE_IN <= count.reached && !not_groups.contains(count.spelled)
    };
    let mut namespaces: Vec<&str> = counts.values().filter(|count| is_worth_it(count)).map(|it| it.spelled).collect();
    namespaces.sort_by_key(|namespace| (namespace.len(), *namespace));
    let mut outermost: Vec<&str> = Vec::new();
    for namespace in namespaces {
        if !outermost.iter().any(|outer| is_within(namespace, outer)) {
            outermost.push(namespace);
        }
    }
    outermost.into_iter().map(str::to_owned).collect()
}

/// Whether something lies in a namespace, by whole parts of its path.
pub(super) fn is_within(path: &str, namespace: &str) -> bool {
    let start = path.get(..namespace.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(namespace))
        && path.as_bytes().get(namespace.len()) == Some(&b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn projects(namespace: &str, looked_at: usize, others: usize) -> Vec<(String, bool)> {
        (0..looked_at + others).map(|at| (format!("{namespace}/project-{at}"), at < looked_at)).collect()
    }

    fn asked(projects: &[(String, bool)], not_groups: &[&str]) -> Vec<String> {
        let not_groups = not_groups.iter().map(|name| (*name).to_owned()).collect();
        asked_as_one(projects.iter().map(|(path, is_looked_at)| (path.as_str(), *is_looked_at)), &not_groups)
    }

    #[test]
    fn a_group_is_asked_about_as_one_where_most_of_it_is_looked_at() {
        assert_eq!(asked(&projects("Group", 90, 10), &[]), ["Group"], "one in ten is left out");
        assert!(asked(&projects("group", 89, 11), &[]).is_empty(), "more is left out");
        assert!(asked(&projects("group", 24, 0), &[]).is_empty(), "a few are asked about with others");
        assert_eq!(asked(&projects("group", 25, 0), &[]), ["group"], "and as one from twenty-five on");
        let names: Vec<_> = (0..40).map(|at| (format!("group-{at}/web"), true)).collect();
        assert!(asked(&names, &[]).is_empty(), "names that begin alike are no group");
    }

    #[test]
    fn of_groups_within_each_other_the_outermost_is_asked_about_that_can_be() {
        let mut all = projects("group/one", 30, 0);
        all.extend(projects("GROUP/two", 30, 0));
        assert_eq!(asked(&all, &[]), ["group"], "in letters of either case");
        assert_eq!(asked(&all, &["group"]), ["GROUP/two", "group/one"], "what is too much as one is not in its parts");
        all.extend(projects("group/three", 0, 30));
        assert_eq!(asked(&all, &[]), ["GROUP/two", "group/one"], "of the outer one too much is left out");
    }
}
