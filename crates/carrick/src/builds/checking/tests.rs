use std::collections::BTreeMap;

use carrick_store::rule::{PipelineKind, Terms, Whose};
use proptest::prelude::*;

use super::{LONGEST, MOST, checked};
use crate::builds::branch_glob;

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn branch_kind(inputs: &[(&str, &str)], variables: &[(&str, &str)]) -> PipelineKind {
    let map = |of: &[(&str, &str)]| of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    PipelineKind::Branch { inputs: map(inputs), variables: map(variables) }
}

/// The part and the problem of what is refused.
#[track_caller]
fn refused(terms: Terms) -> (String, String) {
    let error = checked(terms, false).unwrap_err();
    (error.facts["part"].clone(), error.facts["problem"].clone())
}

#[test]
fn what_a_person_types_is_tidied() {
    let typed = Terms {
        targets: words(&[" main ", "", "release/*", "main"]),
        skip_labels: words(&["work in progress"]),
        paths: words(&["**/*.rb"]),
        ..Terms::default()
    };
    let kept = checked(typed, false).unwrap();
    assert_eq!(kept.targets, ["main", "release/*"], "without spaces around, empty and repeated ones");
    assert_eq!(kept.skip_labels, ["work in progress"], "a label has spaces");
    assert_eq!(checked(kept.clone(), false).unwrap(), kept, "and what was kept can be kept again");
}

#[test]
fn what_cannot_be_kept_is_named() {
    let targets = |of: Vec<String>| Terms { targets: of, ..Terms::default() };
    let is = |part: &str, problem: &str| (part.to_owned(), problem.to_owned());
    let many = (0..=MOST).map(|at| at.to_string()).collect();
    assert_eq!(refused(targets(many)), is("targets", "many"), "one too many");
    assert_eq!(refused(targets(vec!["a".repeat(LONGEST + 1)])), is("targets", "long"), "one byte too long");
    for odd in ["a\nb", "a\r*", "a\0", "a\u{2028}b", "a\u{85}b"] {
        assert_eq!(refused(targets(words(&[odd]))), is("targets", "odd"), "{odd:?} would be two when it is read");
    }
    for none in ["a b", "a[b]", "a?", "a:b", "~a"] {
        assert_eq!(refused(targets(words(&[none]))), is("targets", "glob"), "no branch is ever called {none:?}");
    }
    let paths = Terms { paths: words(&["*.rb", "a[b"]), ..Terms::default() };
    assert_eq!(refused(paths.clone()), is("paths", "glob"), "a file's glob that is none");
    assert_eq!(checked(paths, false).unwrap_err().facts["value"], "a[b", "which one is said");
    let both = Terms { skip_labels: words(&["x"]), force_labels: words(&["x"]), ..Terms::default() };
    assert_eq!(refused(both), is("force_labels", "contrary"), "a label cannot do both");
    let whose = Terms { whose: Whose::Members(0), ..Terms::default() };
    assert_eq!(refused(whose), is("whose", "odd"), "GitLab has no such level, and everybody has it");
}

#[test]
fn branch_pipelines_have_their_own_limits() {
    let of = |kind| Terms { kind, ..Terms::default() };
    let kept = of(branch_kind(&[("deploy-to", "a\nb")], &[("DEBUG", "1")]));
    assert_eq!(checked(kept.clone(), true).unwrap(), kept, "values are as they are, and its state may be written");
    assert_eq!(refused(of(branch_kind(&[("a b", "")], &[]))).0, "inputs", "an input's name");
    assert_eq!(refused(of(branch_kind(&[], &[("A-B", "")]))).0, "variables", "a variable's name");
    assert_eq!(refused(of(branch_kind(&[("", "")], &[]))).0, "inputs", "a name that is none");
    assert_eq!(refused(of(branch_kind(&[], &[("A", &"x".repeat(4097))]))).1, "long", "a value");
    let forks = Terms { takes_forks: true, ..of(branch_kind(&[], &[])) };
    assert_eq!(refused(forks).0, "takes_forks", "a fork's branch is the fork's");
    let status = checked(Terms::default(), true).unwrap_err();
    assert_eq!(status.facts["part"], "writes_status", "GitLab itself says how a merge request pipeline stands");
    let many: BTreeMap<_, _> = (0..=MOST).map(|at| (format!("A{at}"), String::new())).collect();
    let many = PipelineKind::Branch { inputs: BTreeMap::new(), variables: many };
    assert_eq!(refused(of(many)).1, "many", "one too many");
}

proptest! {
    #[test]
    fn what_is_kept_line_by_line_is_read_as_it_was(entries in prop::collection::vec(any::<String>(), 0..5)) {
        let Ok(kept) = checked(Terms { skip_labels: entries, ..Terms::default() }, false) else { return Ok(()) };
        let read: Vec<String> = kept.skip_labels.join("\n").lines().map(str::to_owned).collect();
        prop_assert_eq!(read, kept.skip_labels, "no entry becomes two, or none");
    }

    #[test]
    fn a_glob_that_is_kept_can_match(glob in "[-a-z/*{}.]{1,20}") {
        let kept = checked(Terms { targets: vec![glob], ..Terms::default() }, false).unwrap();
        let glob = &kept.targets[0];
        prop_assert!(branch_glob::matches(glob, &glob.replace('*', "x/y")), "{}", glob);
    }
}
