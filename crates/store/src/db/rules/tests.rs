use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::db::shelf::{GITLAB, Shelf};

fn rule(place: RulePlace) -> Rule {
    Rule {
        id: 0,
        link_id: 1,
        instance: GITLAB.to_owned(),
        place,
        is_on: true,
        on_since: 5,
        terms: Terms::default(),
        writes_status: false,
    }
}

fn project(project_id: i64, path: &str) -> RulePlace {
    RulePlace::Project { project_id, path: path.to_owned() }
}

fn namespace(path: &str) -> RulePlace {
    RulePlace::Namespace(path.to_owned())
}

#[test]
fn a_project_has_one_rule_wherever_it_moves() {
    let shelf = Shelf::with_links(1);
    let first = shelf.write(|db| put(db, 1, &rule(project(7, "group/old"))));
    let moved = shelf.write(|db| put(db, 1, &rule(project(7, "group/new"))));
    assert_eq!(moved, first, "it is the same rule");
    let all = shelf.write(|db| of_profile(db, 1));
    assert_eq!(all.iter().map(|it| it.place.path()).collect::<Vec<_>>(), ["group/new"], "in its new place");
    let other = shelf.write(|db| put(db, 1, &rule(project(8, "group/old"))));
    assert_ne!(other, first, "what lies at the old place now is another project");
    shelf.write(|db| put(db, 1, &rule(project(8, "group/new"))));
    assert_eq!(shelf.write(|db| of_profile(db, 1)).len(), 2, "even where both are said to be at one place");
}

#[test]
fn a_namespace_has_one_rule_in_letters_of_either_case() {
    let shelf = Shelf::with_links(1);
    let first = shelf.write(|db| put(db, 1, &rule(namespace("Group"))));
    assert_eq!(shelf.write(|db| put(db, 1, &rule(namespace("group")))), first, "it is the same namespace");
    let found = shelf.write(|db| for_place(db, 1, GITLAB, &namespace("GROUP"))).unwrap();
    assert_eq!((found.id, found.place.path()), (first, "group"), "spelled as it was last");
    assert_eq!(shelf.write(|db| for_place(db, 1, GITLAB, &project(7, "group"))), None, "no project has that rule");
    let elsewhere = Rule { instance: "https://other.example".to_owned(), ..rule(namespace("group")) };
    assert_ne!(shelf.write(|db| put(db, 1, &elsewhere)), first, "another GitLab's namespace is another");
}

#[test]
fn a_rule_is_its_persons_alone() {
    let shelf = Shelf::with_links(1);
    let id = shelf.write(|db| put(db, 1, &rule(namespace("group"))));
    assert_eq!(shelf.write(|db| get(db, 2, id)), None, "nobody else reads it");
    shelf.write(|db| remove(db, 2, id));
    assert!(shelf.write(|db| get(db, 1, id)).is_some(), "nor removes it");
    shelf.write(|db| remove(db, 1, id));
    assert_eq!(shelf.write(|db| of_profile(db, 1)), [], "but who set it");
}

#[test]
fn what_is_off_is_not_among_those_that_are_on() {
    let shelf = Shelf::with_links(1);
    shelf.write(|db| put(db, 1, &Rule { is_on: false, ..rule(namespace("off")) }));
    shelf.write(|db| put(db, 1, &rule(namespace("on"))));
    let paths: Vec<_> = shelf.write(on).into_iter().map(|rule| rule.place.path().to_owned()).collect();
    assert_eq!(paths, ["on"], "nothing is looked for where it is off");
}

#[test]
fn words_of_a_newer_version_allow_least() {
    let shelf = Shelf::with_links(1);
    let wide = Terms { whose: Whose::OwnBranches, ..Terms::default() };
    let id = shelf.write(|db| put(db, 1, &Rule { terms: wide, ..rule(namespace("group")) }));
    shelf.write(|db| {
        db.execute("UPDATE rules SET whose = 'everybody', kind = 'schedule', inputs = 'no JSON', least_level = 0", [])
    });
    let terms = shelf.write(|db| get(db, 1, id)).unwrap().terms;
    assert_eq!(terms.whose, Whose::Mine, "nobody else's code runs");
    assert_eq!(terms.kind, PipelineKind::MergeRequest, "and what is started is the least");
}

#[test]
fn a_rule_goes_with_its_account() {
    let shelf = Shelf::with_links(2);
    shelf.write(|db| put(db, 1, &rule(namespace("group"))));
    shelf.write(|db| put(db, 1, &Rule { link_id: 2, ..rule(namespace("other")) }));
    shelf.write(|db| db.execute("DELETE FROM links WHERE id = 1", []));
    let left: Vec<_> = shelf.write(on).into_iter().map(|rule| rule.link_id).collect();
    assert_eq!(left, [2], "nothing is started in the name of an account that is not linked");
}

fn entries() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("[^\\s\\pC][^\\pC\u{2028}\u{2029}]{0,10}", 0..4)
}

fn kinds() -> impl Strategy<Value = PipelineKind> {
    let values = || prop::collection::btree_map("[A-Z_]{1,8}", any::<String>(), 0..3);
    let branch = (values(), values()).prop_map(|(inputs, variables)| PipelineKind::Branch { inputs, variables });
    prop_oneof![Just(PipelineKind::MergeRequest), branch]
}

prop_compose! {
    fn terms()(
        targets in entries(), skip_labels in entries(), force_labels in entries(), paths in entries(),
        takes_drafts: bool, takes_forks: bool, cancels_superseded: bool, kind in kinds(),
        whose in prop_oneof![Just(Whose::Mine), Just(Whose::OwnBranches), any::<i64>().prop_map(Whose::Members)],
    ) -> Terms {
        Terms { targets, takes_drafts, skip_labels, force_labels, whose, takes_forks, paths, kind, cancels_superseded }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn what_is_written_is_read_back(terms in terms(), is_on: bool, writes_status: bool, of_project: bool) {
        let shelf = Shelf::with_links(1);
        let place = if of_project { project(7, "group/web") } else { namespace("group") };
        let mut rule = Rule { terms, is_on, writes_status, ..rule(place) };
        // Twice: what is set in place of another leaves nothing of it behind.
        let before = Terms { paths: vec!["x".to_owned()], kind: branch(), ..Terms::default() };
        shelf.write(|db| put(db, 1, &Rule { terms: before, ..rule.clone() }));
        rule.id = shelf.write(|db| put(db, 1, &rule));
        prop_assert_eq!(shelf.write(|db| get(db, 1, rule.id)), Some(rule));
    }
}

fn branch() -> PipelineKind {
    let values = BTreeMap::from([("A".to_owned(), "b".to_owned())]);
    PipelineKind::Branch { inputs: values.clone(), variables: values }
}
