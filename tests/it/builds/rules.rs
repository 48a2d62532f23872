//! Rules, as a person sets them.

use carrick::builds::place::rule_for;
use carrick::builds::rules::{self, Wanted};
use carrick::builds::show;
use carrick::topics::Topic;
use carrick_store::Code;
use carrick_store::rule::{RulePlace, Terms, Whose};

use crate::support::Installation;

/// An installation with a link, and its number.
async fn linked() -> (Installation, i64) {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await.id;
    (installation, link)
}

fn wanted(link_id: i64, path: &str) -> Wanted {
    let place = RulePlace::Namespace(path.to_owned());
    Wanted { link_id, place, is_on: true, terms: Terms::default(), writes_status: false }
}

#[tokio::test]
async fn a_rule_is_kept_as_it_was_set_and_told() {
    let (installation, link) = linked().await;
    let builds = &installation.carrick.builds;
    let before = builds.topics.revision(Topic::Builds);
    let pasted = format!("{}/group/sub/", installation.gitlab.url());
    let terms = Terms { targets: vec![" main ".to_owned()], whose: Whose::Members(40), ..Terms::default() };
    let rule = rules::set(builds, Wanted { terms, ..wanted(link, &pasted) }).await.unwrap();
    assert_eq!(rule.place, RulePlace::Namespace("group/sub".to_owned()), "the namespace at the pasted address");
    assert_eq!(rule.terms.targets, ["main"], "without the spaces");
    assert_eq!(rules::list(builds).await.unwrap(), std::slice::from_ref(&rule), "and it is there");
    assert!(builds.topics.revision(Topic::Builds) > before, "the window hears of it");
    assert_eq!(show::builds(builds).await.unwrap().rules_on, 1, "and shows it");
    let found = rule_for(std::slice::from_ref(&rule), &rule.instance, 7, "group/sub/web");
    assert_eq!(found, Some(&rule), "it is for what lies in the namespace");
    installation.finish().await;
}

#[tokio::test]
async fn a_rule_that_is_changed_was_switched_on_when_it_was() {
    let (installation, link) = linked().await;
    let builds = &installation.carrick.builds;
    let first = rules::set(builds, wanted(link, "group")).await.unwrap();
    installation.clock.advance(60_000);
    let terms = Terms { takes_drafts: true, ..Terms::default() };
    let changed = rules::set(builds, Wanted { terms, ..wanted(link, "Group") }).await.unwrap();
    assert_eq!((changed.id, changed.on_since), (first.id, first.on_since), "what came meanwhile is looked at again");
    installation.clock.advance(60_000);
    let off = rules::switch(builds, first.id, false).await.unwrap();
    assert!(!off.is_on && off.terms.takes_drafts, "it is off, and says what it said");
    installation.clock.advance(60_000);
    let on = rules::switch(builds, first.id, true).await.unwrap();
    assert_eq!(on.on_since, first.on_since + 180_000, "what came while it was off is not built by itself");
    installation.clock.advance(60_000);
    let again = rules::switch(builds, first.id, true).await.unwrap();
    assert_eq!(again.on_since, on.on_since, "it was on already");
    installation.finish().await;
}

#[tokio::test]
async fn what_cannot_be_a_rule_changes_nothing() {
    let (installation, link) = linked().await;
    let builds = &installation.carrick.builds;
    let kept = rules::set(builds, wanted(link, "group")).await.unwrap();
    let refused = async |wanted: Wanted| rules::set(builds, wanted).await.unwrap_err();
    assert_eq!(refused(wanted(link + 1, "group")).await.code, Code::NotFound, "there is no such account");
    assert_eq!(refused(wanted(link, "")).await.code, Code::PlaceMalformed, "all of a GitLab is no namespace");
    assert_eq!(refused(wanted(link, "../etc")).await.code, Code::PlaceMalformed, "nor is this");
    let terms = Terms { paths: vec!["a[b".to_owned()], ..Terms::default() };
    let error = refused(Wanted { terms, ..wanted(link, "group") }).await;
    assert_eq!((error.code, error.facts["value"].as_str()), (Code::RuleMalformed, "a[b"), "the bad glob is named");
    assert_eq!(rules::list(builds).await.unwrap(), [kept], "the rule of before counts");
    installation.finish().await;
}

#[tokio::test]
async fn an_account_that_may_start_nothing_has_no_rules() {
    let (installation, _) = Installation::set_up(true).await;
    let link = installation.link("alice").await.id;
    let narrow = move |db: &rusqlite::Connection| {
        db.execute("UPDATE links SET scopes = 'read_api' WHERE id = ?1", [link]).map(drop)
    };
    installation.carrick.parts.db.write(narrow).await.unwrap();
    let error = rules::set(&installation.carrick.builds, wanted(link, "group")).await.unwrap_err();
    assert_eq!((error.code, error.facts["problem"].as_str()), (Code::RuleMalformed, "scope"), "it could only look");
    installation.finish().await;
}

#[tokio::test]
async fn a_rule_that_was_removed_is_for_nothing_any_more() {
    let (installation, link) = linked().await;
    let builds = &installation.carrick.builds;
    let rule = rules::set(builds, wanted(link, "group")).await.unwrap();
    rules::remove(builds, rule.id).await.unwrap();
    assert_eq!(rules::list(builds).await.unwrap(), [], "it is gone");
    assert_eq!(rules::switch(builds, rule.id, true).await.unwrap_err().code, Code::NotFound, "and stays so");
    installation.finish().await;
}
