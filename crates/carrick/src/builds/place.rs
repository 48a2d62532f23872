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
