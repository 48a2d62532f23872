//! Which of several rules is for a project.

use carrick_store::rule::{Rule, RulePlace};

/// The rule for a project of an instance: its own, wherever it moved, else the one of the innermost namespace. One that
/// is switched off counts too, so that a project of a watched group can be left out.
pub fn rule_for<'a>(rules: &'a [Rule], instance: &str, project_id: i64, path: &str) -> Option<&'a Rule> {
    let at_instance = || rules.iter().filter(|rule| rule.instance == instance);
    let own = at_instance().find(|rule| rule.place.project_id() == Some(project_id));
    own.or_else(|| at_instance().filter(|rule| is_around(&rule.place, path)).max_by_key(|rule| rule.place.path().len()))
}

/// Whether a project lies in a namespace, by whole parts of its path. GitLab takes letters in either case.
fn is_around(place: &RulePlace, path: &str) -> bool {
    let RulePlace::Namespace(namespace) = place else { return false };
    let (namespace, path) = (namespace.as_bytes(), path.as_bytes());
    let is_longer = path.len() > namespace.len() && path[namespace.len()] == b'/';
    is_longer && path[..namespace.len()].eq_ignore_ascii_case(namespace)
}

#[cfg(test)]
mod tests {
    use carrick_store::rule::{Rule, RulePlace};

    use super::rule_for;
    use crate::builds::staging::rule;

    const AT: &str = "https://gitlab.example.com";

    fn namespace(id: i64, path: &str) -> Rule {
        Rule { id, place: RulePlace::Namespace(path.to_owned()), ..rule() }
    }

    fn project(id: i64, project_id: i64, path: &str) -> Rule {
        Rule { id, place: RulePlace::Project { project_id, path: path.to_owned() }, ..rule() }
    }

    #[track_caller]
    fn expect(rules: &[Rule], project_id: i64, path: &str, expected: Option<i64>, why: &str) {
        assert_eq!(rule_for(rules, AT, project_id, path).map(|rule| rule.id), expected, "{why}");
    }

    #[test]
    fn a_projects_own_rule_counts_before_all_and_then_the_innermost_namespace() {
        let rules = [namespace(1, "Group"), namespace(2, "group/sub"), project(3, 7, "group/sub/old")];
        expect(&rules, 7, "elsewhere/web", Some(3), "its own goes where it goes");
        expect(&rules, 8, "group/sub/web", Some(2), "the inner namespace is nearer");
        expect(&rules, 8, "group/other/web", Some(1), "in whichever case");
        expect(&rules, 8, "group/sub/old", Some(2), "another project at the old place has not its rule");
        expect(&rules, 8, "elsewhere/web", None, "no rule is for it");
    }

    #[test]
    fn namespaces_are_compared_by_whole_parts() {
        let rules = [namespace(1, "group/sub")];
        expect(&rules, 8, "group/subway/web", None, "another namespace that begins alike");
        expect(&rules, 8, "group/sub", None, "the namespace itself is no project in it");
        expect(&rules, 8, "group", None, "what is around it is not in it");
        expect(&rules, 8, "größe/sub/web", None, "and a path of any characters is none");
    }

    #[test]
    fn a_rule_that_is_off_leaves_its_project_out_of_a_watched_group() {
        let off = Rule { is_on: false, ..project(2, 7, "group/web") };
        expect(&[namespace(1, "group"), off], 7, "group/web", Some(2), "the group's rule is not for it");
    }

    #[test]
    fn a_rule_is_for_its_own_gitlab() {
        let elsewhere = Rule { instance: "https://other.example".to_owned(), ..project(1, 7, "group/web") };
        expect(&[elsewhere], 7, "group/web", None, "numbers are each GitLab's own");
    }
}
