//! Leaving as it shows: the window goes, comes back where there is something to ask, and the process ends.

use std::time::Duration;

use carrick::Carrick;
use carrick::desktop::ending;
use carrick::leaving::{Leaving, Phase};
use tauri::AppHandle;
use tokio::sync::watch;

use super::window;

/// A window that is closed goes with its process. What takes longer than this goes on without it.
const AT_ONCE: Duration = Duration::from_millis(100);
/// The longest a last write is waited for.
const LAST_WRITE: Duration = Duration::from_secs(5);
/// The longest an end waits that cannot be prevented: as long as an answer of GitLab's.
const LAST_ANSWER: Duration = Duration::from_secs(30);

/// Leaves whenever that is begun, for as long as the program runs.
pub(super) async fn follow(app: AppHandle, carrick: Carrick) {
    tokio::select! {
        () = carrick.leaving.run() => {}
        () = show(&app, carrick.leaving.phase()) => {}
    }
    end(Some(carrick)).await;
}

/// Ends the process, after what was begun is written.
pub(super) async fn end(carrick: Option<Carrick>) {
    if let Some(carrick) = carrick {
        // What cannot be waited for is whole all the same: SQLite sees to that.
        let _ = tokio::time::timeout(LAST_WRITE, carrick.close()).await;
    }
    tracing::info!("Carrick ends");
    ending::end();
}

/// Ends the process although the window is gone already: what is under way is waited for, and nobody can be asked.
pub(super) async fn end_without_window(carrick: Option<Carrick>) {
    if let Some(carrick) = &carrick {
        let _ = tokio::time::timeout(LAST_ANSWER, finish(&carrick.leaving)).await;
    }
    end(carrick).await;
}

async fn finish(leaving: &Leaving) {
    leaving.begin();
    let _ = leaving.phase().wait_for(|phase| matches!(phase, Phase::Asking(_) | Phase::Gone)).await;
}

async fn show(app: &AppHandle, mut phase: watch::Receiver<Phase>) {
    let mut is_hidden = false;
    // It may have begun before this looks.
    phase.mark_changed();
    while phase.changed().await.is_ok() {
        let now = phase.borrow_and_update().clone();
        match now {
            Phase::Finishing { .. } if !is_hidden && lasts(&mut phase, &now).await => {
                tracing::info!("what is under way is finished without the window");
                window::hide(app);
                is_hidden = true;
            }
            Phase::Asking(_) => {
                window::come_forward(app);
                is_hidden = false;
            }
            // Whoever stays shows it, but perhaps just before it was hidden.
            Phase::Staying if is_hidden => {
                window::come_forward(app);
                is_hidden = false;
            }
            _ => {}
        }
    }
}

/// Whether it is still the same after a moment in which a person notices nothing. What it became otherwise is still
/// to be seen.
async fn lasts(phase: &mut watch::Receiver<Phase>, now: &Phase) -> bool {
    let change = async { while phase.changed().await.is_ok_and(|()| *phase.borrow() == *now) {} };
    let lasts = tokio::time::timeout(AT_ONCE, change).await.is_err();
    if !lasts {
        phase.mark_changed();
    }
    lasts
}
