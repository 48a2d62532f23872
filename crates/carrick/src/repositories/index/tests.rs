use carrick_store::db::{Db, clones, profiles, projects};
use carrick_store::project::{Details, Listed};
use proptest::prelude::*;

use super::*;

const GITLAB: &str = "https://gitlab.example";

fn listed(project_id: i64, path: String, last_activity_at: i64) -> Listed {
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    let (avatar_url, default_branch, visibility, details) = (None, None, None, Details::default());
    Listed { project_id, path, name, avatar_url, default_branch, visibility, last_activity_at, details }
}

/// What becomes of a project.
#[derive(Debug, Clone, Copy)]
enum Change {
    Added,
    Removed,
    Renamed,
    Archived,
    Used,
}

fn change(db: &Connection, id: i64, change: Change, now: i64) -> Result<()> {
    let Some(known) = projects::get(db, 1, id)? else { return Ok(()) };
    let project_id = known.listed.project_id;
    match change {
        Change::Added => projects::add(db, 1, id, now),
        Change::Removed => projects::take_away(db, 1, id),
        Change::Renamed => projects::put(db, GITLAB, &listed(project_id, format!("new/Name-{now}"), now)).map(drop),
        Change::Archived => {
            let details = Details { is_archived: Some(true), ..Details::default() };
            projects::put(db, GITLAB, &Listed { details, ..known.listed }).map(drop)
        }
        Change::Used => clones::put(db, 1, id, &format!("/clones/{id}"), None, now).map(drop),
    }
}

/// Six projects: three that were asked for, three that were added.
fn make(db: &Connection) -> Result<()> {
    profiles::first_or_make(db, "a", 0)?;
    for at in 1..=6 {
        let id = projects::put(db, GITLAB, &listed(at, format!("group/project-{at}"), at * 10))?;
        if at % 2 == 0 {
            projects::ask_for(db, 1, id, 1)?
        } else {
            projects::add(db, 1, id, at)?
        };
    }
    Ok(())
}

fn shown(index: &Index) -> Vec<(i64, bool, bool, u64, Vec<u8>)> {
    let of = |row: &Row| (row.id, row.is_added, row.is_archived, row.letters, index.hay(row).text.to_vec());
    index.rows().iter().map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn one_that_is_renewed_is_as_one_made_anew(
        changes in prop::collection::vec((1i64..=6, prop::sample::select(vec![
            Change::Added, Change::Removed, Change::Renamed, Change::Archived, Change::Used,
        ])), 1..8),
        at_once in 1usize..4,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&folder.path().join("carrick.db")).unwrap();
        db.write(make).unwrap();
        let mut index = db.read(|db| Index::read(db, 1, 0)).unwrap();
        for (round, some) in (1u64..).zip(changes.chunks(at_once)) {
            let now = 1000 * i64::try_from(round).unwrap();
            for (place, (id, what)) in (now..).zip(some) {
                db.write(|db| change(db, *id, *what, place)).unwrap();
            }
            let changed: Vec<i64> = some.iter().map(|(id, _)| *id).collect();
            index = db.read(|db| index.renewed(db, 1, &changed, round)).unwrap();
            let anew = db.read(|db| Index::read(db, 1, round)).unwrap();
            prop_assert_eq!(shown(&index), shown(&anew), "after {:?}", some);
            prop_assert_eq!(index.revision, round);
        }
    }
}
