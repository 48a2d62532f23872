//! `carrick repo remove`: from Carrick, and its folders into the trash only where nothing is lost.

use std::path::Path;

use carrick::Carrick;
use carrick::repositories::clones::{self, Check, Removed};
use carrick_store::db::clones::Clone as KnownClone;

use crate::answers::repo::removing::Removed as Answer;
use crate::arguments::Removing;
use crate::console::Console;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::plain::{host, plain};
use crate::problem::Problem;
use crate::repository::{self, Added};
use crate::words;

pub(super) async fn remove(carrick: &Carrick, removing: &Removing, console: &mut Console) -> Result<Exit, Failure> {
    let added = repository::choose_added(carrick, &removing.repository).await?;
    // What is gone needs no proof, and no trash.
    let is_there = |clone: &&KnownClone| std::fs::symlink_metadata(&clone.folder).is_ok();
    let there: Vec<KnownClone> = added.clones.iter().filter(is_there).cloned().collect();
    let going = if removing.trash { there.as_slice() } else { &[] };
    for clone in going {
        prove(carrick, clone, console).await?;
    }
    if !removing.yes {
        console.require_agreed(&question(carrick, &added, &there, removing.trash)).await?;
    }
    let ids: Vec<i64> = going.iter().map(|clone| clone.id).collect();
    let removed = clones::remove(&carrick.repositories, added.project.id, &ids).await?;
    if let Removed::Kept(id, check) = removed {
        let folder = going.iter().find(|clone| clone.id == id).map(|clone| shown(carrick, clone)).unwrap_or_default();
        return Err(stands_against(check, folder).into());
    }
    say(carrick, &added, &there, removing.trash, console)?;
    Ok(Exit::Done)
}

/// Looks what would be lost with a folder, and says what goes with it.
async fn prove(carrick: &Carrick, clone: &KnownClone, console: &mut Console) -> Result<(), Failure> {
    if console.bar.is_possible() {
        console.show(words::CHECKING);
    } else {
        console.tell(words::CHECKING);
    }
    match clones::check_removal(&carrick.repositories, clone.id).await? {
        Check::Free(also, _) => {
            console.tell(&format!("{}: {}", shown(carrick, clone), words::also(&also)));
            Ok(())
        }
        check => Err(stands_against(check, shown(carrick, clone)).into()),
    }
}

fn stands_against(check: Check, folder: String) -> Problem {
    match check {
        Check::Losses(loss, _) => Problem::WouldLose { folder, loss },
        Check::Doubt(doubt) => Problem::MightLose { folder, doubt },
        // It was free a moment ago and then not: something came between.
        Check::Free(..) => Problem::MightLose { folder, doubt: carrick::git::losing::Doubt::Changed },
    }
}

fn question(carrick: &Carrick, added: &Added, there: &[KnownClone], is_to_trash: bool) -> String {
    let folders = all_shown(carrick, there);
    if is_to_trash && !folders.is_empty() {
        words::trash_question(&added.name(), &folders)
    } else {
        words::remove_question(&added.name(), &folders)
    }
}

fn say(
    carrick: &Carrick,
    added: &Added,
    there: &[KnownClone],
    is_trashed: bool,
    console: &mut Console,
) -> Result<(), Failure> {
    let (kept, trashed): (&[KnownClone], &[KnownClone]) = if is_trashed { (&[], there) } else { (there, &[]) };
    if console.json {
        let folders = |clones: &[KnownClone]| clones.iter().map(|clone| plain(&clone.folder)).collect();
        let (kept, trashed) = (folders(kept), folders(trashed));
        console.answer(&Answer { host: host(&added.project.instance), path: added.name(), kept, trashed })?;
    } else {
        let text = words::removed(&added.name(), &all_shown(carrick, kept), &all_shown(carrick, trashed));
        console.line(&text)?;
    }
    Ok(())
}

fn all_shown(carrick: &Carrick, clones: &[KnownClone]) -> Vec<String> {
    clones.iter().map(|clone| shown(carrick, clone)).collect()
}

fn shown(carrick: &Carrick, clone: &KnownClone) -> String {
    repository::shown(carrick, Path::new(&clone.folder))
}
