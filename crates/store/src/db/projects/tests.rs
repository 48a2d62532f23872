use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::db::memberships::{
    Piece, REACHABLE_BY, keep_archived, keep_details, keep_members, keep_rights, reachable_by,
};
use crate::db::shelf::{GITLAB, Shelf};
use crate::db::{links, profiles};
use crate::project::{DEVELOPER, GUEST};
use crate::ranges::Range;

impl Shelf {
    fn members(&self, link_id: i64) -> Vec<(i64, String)> {
        self.write(|db| {
            db.prepare(
                "SELECT project_id, path FROM projects JOIN memberships ON project = id WHERE link_id = ?1 ORDER BY 1",
            )?
            .query_map([link_id], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
        })
    }
}

fn listed(project_id: i64, path: &str) -> Listed {
    Listed {
        project_id,
        path: path.to_owned(),
        name: path.to_owned(),
        avatar_url: None,
        default_branch: None,
        visibility: None,
        last_activity_at: 0,
        details: Details::default(),
    }
}

fn piece<'a>(link_id: i64, after: i64, upto: i64, listed: &'a [Listed]) -> Piece<'a> {
    Piece { link_id, instance: GITLAB, range: Range { after, upto }, listed }
}

#[test]
fn what_a_piece_does_not_list_any_more_is_gone_from_it_and_from_nowhere_else() {
    let shelf = Shelf::with_links(1);
    let all: Vec<Listed> = (1..=5).map(|id| listed(id, &format!("g/p{id}"))).collect();
    shelf.write(|db| keep_members(db, piece(1, 0, 10, &all)));
    shelf.write(|db| add(db, 1, 3, 1));
    shelf.write(|db| keep_members(db, piece(1, 1, 4, &[listed(4, "g/moved")])));
    let left = shelf.members(1);
    let expected = [(1, "g/p1"), (4, "g/moved"), (5, "g/p5")].map(|(id, path)| (id, path.to_owned()));
    assert_eq!(left, expected, "2 and 3 lie in the piece and are not listed; 4 has moved");
    assert_eq!(shelf.write(|db| get(db, 1, 2)), None, "what nobody reaches is forgotten");
    let added = shelf.write(|db| get(db, 1, 3)).expect("what was added is kept");
    assert_eq!(added.reached_by, [], "though nobody reaches it");
    shelf.write(|db| take_away(db, 1, 3));
    assert_eq!(shelf.write(|db| get(db, 1, 3)), None, "and goes once it is not added any more");
}

#[test]
fn two_accounts_that_reach_one_project_share_it() {
    let shelf = Shelf::with_links(2);
    for link_id in [1, 2] {
        shelf.write(|db| keep_members(db, piece(link_id, 0, i64::MAX, &[listed(7, "Group/Web")])));
    }
    shelf.write(|db| keep_rights(db, piece(2, 0, i64::MAX, &[listed(7, "Group/Web")])));
    shelf.write(|db| keep_rights(db, piece(1, 0, i64::MAX, &[])));
    let reached = shelf.write(|db| reachable_by(db, GITLAB, "group/WEB"));
    assert_eq!(reached, [(1, Some(GUEST)), (2, Some(DEVELOPER))], "whatever case the path is in");
    let mut seen = Vec::new();
    shelf.write(|db| see_all(db, 1, |it| seen.push((it.id, it.reached_by.map(|(link, _)| link)))));
    assert_eq!(seen, [(1, Some(1)), (1, Some(2))], "it is one project, reached twice");
    shelf.write(|db| links::remove(db, 1));
    assert_eq!(shelf.write(|db| reachable_by(db, GITLAB, "group/web")).len(), 1, "an unlinked account reaches nothing");
}

#[test]
fn who_reaches_a_path_is_found_by_index_alone() {
    let shelf = Shelf::with_links(1);
    let plan: Vec<String> = shelf.write(|db| {
        db.prepare(&format!("EXPLAIN QUERY PLAN {REACHABLE_BY}"))?
            .query_map([GITLAB, "a/b"], |row| row.get(3))?
            .collect()
    });
    let [projects, memberships] = &plan[..] else { panic!("one look at each table: {plan:?}") };
    assert!(projects.contains("USING COVERING INDEX projects_by_path (instance=? AND path=?)"), "{plan:?}");
    assert!(memberships.contains("SEARCH memberships USING PRIMARY KEY (project=?)"), "{plan:?}");
}

#[test]
fn what_was_typed_of_a_path_goes_on_part_by_part() {
    let shelf = Shelf::with_links(1);
    let paths = ["Group/web", "group/api/server", "group/api/client", "group-x/web", "grot/a", "other/z", "group/apid"];
    let all: Vec<Listed> = paths.iter().zip(1..).map(|(path, id)| listed(id, path)).collect();
    shelf.write(|db| keep_members(db, piece(1, 0, i64::MAX, &all)));
    let on = |beginning: &str, most| shelf.write(|db| named::going_on(db, 1, GITLAB, beginning, most));
    assert_eq!(on("GRO", 9), ["grot/", "group-x/", "group/"], "each group once, whatever is in it");
    assert_eq!(on("group/", 9), ["group/api/", "group/apid", "Group/web"], "groups and projects in one");
    assert_eq!(on("group/api/", 1), ["group/api/client"], "no more than wanted");
    assert_eq!(on("group/web", 9), ["Group/web"], "a whole path is itself");
    assert_eq!(on("x", 9), Vec::<String>::new(), "nothing begins so");
    assert_eq!(shelf.write(|db| named::going_on(db, 1, "https://elsewhere.example", "", 9)).len(), 0, "nor elsewhere");
}

#[test]
fn what_was_typed_and_what_was_added_are_found_by_index_alone() {
    let shelf = Shelf::with_links(1);
    let plan = |sql: &str, values: &[&str]| -> String {
        shelf.write(|db| {
            db.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?
                .query_row(rusqlite::params_from_iter(values), |row| row.get(3))
        })
    };
    let typed = plan(named::FIRST_FROM, &["1", GITLAB, "a", "a{"]);
    assert!(typed.contains("INDEX projects_by_path (instance=? AND path>? AND path<?)"), "{typed}");
    let added = plan(named::ADDED, &["1"]);
    assert!(added.contains("INDEX kept_projects_added"), "{added}");
}

#[test]
fn a_level_that_is_known_is_not_made_rough() {
    let shelf = Shelf::with_links(1);
    let all = [listed(1, "a/a"), listed(2, "a/b")];
    shelf.write(|db| keep_members(db, piece(1, 0, 9, &all)));
    shelf.write(|db| db.execute("UPDATE memberships SET access_level = 40", []));
    shelf.write(|db| keep_rights(db, piece(1, 0, 9, &all[..1])));
    let level = |path| shelf.write(|db| reachable_by(db, GITLAB, path))[0].1;
    assert_eq!(level("a/a"), Some(40), "Maintainer may push, as is listed");
    assert_eq!(level("a/b"), Some(GUEST), "who may push no more is no Maintainer");
}

#[test]
fn what_is_not_known_of_a_project_changes_nothing_that_is() {
    let shelf = Shelf::with_links(1);
    let all = [listed(1, "a/a"), listed(2, "a/b")];
    shelf.write(|db| keep_members(db, piece(1, 0, 9, &all)));
    shelf.write(|db| keep_archived(db, piece(1, 0, 9, &all[1..])));
    let details = Details { is_archived: None, is_empty: Some(true), size: Some(5) };
    shelf.write(|db| keep_details(db, piece(1, 0, 9, &[Listed { details, ..all[1].clone() }])));
    shelf.write(|db| keep_members(db, piece(1, 0, 9, &all)));
    let known = |id| shelf.write(|db| get(db, 1, id)).unwrap().listed.details;
    assert_eq!(known(1).is_archived, Some(false), "it is not among the archived");
    let expected = Details { is_archived: Some(true), is_empty: Some(true), size: Some(5) };
    assert_eq!(known(2), expected, "each pass adds what it knows");
}

#[test]
fn what_one_person_keeps_is_nobody_elses() {
    let shelf = Shelf::with_links(1);
    let (other, link_id) = shelf.add_person();
    let all = [listed(1, "g/shared"), listed(2, "g/hers"), listed(3, "g/asked")];
    shelf.write(|db| keep_members(db, piece(1, 0, i64::MAX, &all[..2])));
    shelf.write(|db| keep_members(db, piece(link_id, 0, i64::MAX, &all[..1])));
    let asked = shelf.write(|db| put(db, GITLAB, &all[2]));
    shelf.write(|db| ask_for(db, 1, asked, 5));
    shelf.write(|db| add(db, 1, 1, 7));
    shelf.write(|db| add(db, other, 1, 8));
    let seen = |profile_id| {
        let mut seen = Vec::new();
        shelf.write(|db| see_all(db, profile_id, |it| seen.push((it.path.to_owned(), it.added_at))));
        seen
    };
    assert_eq!(seen(other), [("g/shared".to_owned(), Some(8))], "whoever reaches no more sees no more");
    assert_eq!(seen(1).len(), 3, "and the first one all of theirs");
    assert_eq!(shelf.write(|db| get(db, other, 2)), None, "nor by its number");
    assert_eq!(shelf.write(|db| get(db, other, asked)), None, "nor what another asked for");
    let reached = shelf.write(|db| get(db, other, 1)).map(|project| project.reached_by);
    assert_eq!(reached, Some(vec![(link_id, None)]), "by accounts of their own");
    let beginning = shelf.write(|db| named::going_on(db, other, GITLAB, "g/", 9));
    assert_eq!(beginning, ["g/shared"], "nothing of another is completed");
    shelf.write(|db| take_away(db, other, 1));
    let added = |profile_id| shelf.write(|db| named::added(db, profile_id)).len();
    assert_eq!((added(1), added(other)), (1, 0), "taken away by one, it stays the other's");
    shelf.write(|db| profiles::remove(db, other).map(|is_gone| assert!(is_gone, "a member can go")));
    assert_eq!(seen(1).len(), 3, "and who goes takes nothing along");
}

#[test]
fn a_program_of_before_and_this_one_agree_on_what_is_added() {
    let shelf = Shelf::with_links(1);
    let id = shelf.write(|db| put(db, GITLAB, &listed(1, "g/p")));
    let before = |shelf: &Shelf| -> (Option<i64>, Option<i64>) {
        shelf.write(|db| {
            db.query_row("SELECT asked_at, added_at FROM projects WHERE id = ?1", [id], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
        })
    };
    let now = |shelf: &Shelf| shelf.write(|db| get(db, 1, id)).map(|it| (it.asked_at, it.added_at));
    shelf.write(|db| ask_for(db, 1, id, 5));
    shelf.write(|db| add(db, 1, id, 7));
    assert_eq!(before(&shelf), (Some(5), Some(7)), "what is written now is read by the one of before");
    shelf.write(|db| take_away(db, 1, id));
    assert_eq!(before(&shelf), (Some(5), None), "taken away too");
    shelf.write(|db| db.execute("UPDATE projects SET added_at = 9 WHERE id = ?1", [id]));
    assert_eq!(now(&shelf), Some((Some(5), Some(9))), "what it writes is read now");
    shelf.write(|db| db.execute("UPDATE projects SET added_at = NULL WHERE id = ?1", [id]));
    assert_eq!(
        (before(&shelf), now(&shelf)),
        ((Some(5), None), Some((Some(5), None))),
        "and what it takes away is gone"
    );
    shelf.write(|db| db.execute("UPDATE projects SET asked_at = NULL WHERE id = ?1", [id]));
    assert_eq!(now(&shelf), None, "all of it");
    let (other, _) = shelf.add_person();
    shelf.write(|db| add(db, other, id, 11));
    assert_eq!(before(&shelf), (None, None), "what another person keeps is not told to one that knows but the first");
}

#[test]
fn what_an_unlinked_account_leaves_is_forgotten_bit_by_bit() {
    let shelf = Shelf::with_links(1);
    let all: Vec<Listed> = (1..=1200).map(|id| listed(id, &format!("g/p{id}"))).collect();
    shelf.write(|db| keep_members(db, piece(1, 0, i64::MAX, &all)));
    shelf.write(|db| ask_for(db, 1, 800, 5));
    shelf.write(|db| links::remove(db, 1));
    let (mut after, mut rounds) = (Some(0), 0);
    while let Some(from) = after {
        after = shelf.write(|db| forget_some(db, from));
        rounds += 1;
    }
    assert_eq!(rounds, 3, "500 at a time, so that nobody waits for long");
    assert_eq!(shelf.write(count), 1, "what was asked for stays");
}

/// What happens at GitLab between two pages.
#[derive(Debug, Clone)]
enum Change {
    Gone(i64),
    There(i64, u8),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let id = 1..40i64;
    let change =
        prop_oneof![id.clone().prop_map(Change::Gone), (id, any::<u8>()).prop_map(|(id, at)| Change::There(id, at))];
    prop::collection::vec(change, 0..6)
}

/// Reads everything in pages of `size`, with something happening before each.
fn read_all(
    shelf: &Shelf,
    server: &mut BTreeMap<i64, String>,
    size: usize,
    mut happens: impl Iterator<Item = Vec<Change>>,
) {
    let mut after = 0;
    loop {
        for change in happens.next().into_iter().flatten() {
            match change {
                Change::Gone(id) => drop(server.remove(&id)),
                Change::There(id, at) => drop(server.insert(id, format!("g{at}/p{id}"))),
            }
        }
        let page: Vec<Listed> = server.range(after + 1..).take(size).map(|(id, path)| listed(*id, path)).collect();
        let upto = if page.len() < size { i64::MAX } else { page[size - 1].project_id };
        shelf.write(|db| keep_members(db, piece(1, after, upto, &page)));
        if upto == i64::MAX {
            return;
        }
        after = upto;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn whatever_is_typed_every_path_that_begins_so_is_on_the_way(
        paths in prop::collection::btree_set("[a-cA-C_.-]{1,2}/[a-c]{1,2}(/[a-c]{1,2})?", 0..12),
        typed in "[a-cA-C/_.-]{0,4}",
    ) {
        let shelf = Shelf::with_links(1);
        let all: Vec<Listed> = paths.iter().zip(1..).map(|(path, id)| listed(id, path)).collect();
        shelf.write(|db| keep_members(db, piece(1, 0, i64::MAX, &all)));
        let on = shelf.write(|db| named::going_on(db, 1, GITLAB, &typed, usize::MAX));
        let lower = |text: &str| text.to_ascii_lowercase();
        let begins = |path: &&String| lower(path).starts_with(&lower(&typed));
        for path in paths.iter().filter(begins) {
            let is_on = on.iter().any(|it| lower(path).starts_with(&lower(it)) && (it.ends_with('/') || it.len() == path.len()));
            prop_assert!(is_on, "{} is not reached by {:?}", path, on);
        }
        let mut once: Vec<String> = on.iter().map(|it| lower(it)).collect();
        prop_assert!(once.is_sorted(), "in order: {:?}", on);
        once.dedup();
        prop_assert_eq!(once.len(), on.len(), "each once");
    }

    #[test]
    fn whatever_happens_between_pages_a_quiet_reading_ends_equal_to_the_server(
        before in prop::collection::vec(changes(), 1..12),
        size in 1usize..7,
    ) {
        let shelf = Shelf::with_links(1);
        let mut server = BTreeMap::new();
        read_all(&shelf, &mut server, size, before.into_iter());
        read_all(&shelf, &mut server, size, std::iter::empty());
        let expected: Vec<(i64, String)> = server.into_iter().collect();
        prop_assert_eq!(shelf.members(1), expected);
        prop_assert_eq!(shelf.write(count) as usize, shelf.members(1).len(), "and nothing else is kept");
    }
}
