//! Leaving as it shows: the window goes, comes back where there is something to ask, and the process ends.

use std::time::Duration;

use carrick::Carrick;
use carrick::desktop::ending;
use carrick::leaving::Phase;
use tauri::AppHandle;
use tokio::sync::watch;

use super::window;

/// A window that is closed goes with its process. What takes longer than this goes on without it.
const AT_ONCE: Duration = Duration::from_millis(100);
/// The longest a last write is waited for.
const LAST_WRITE: Duration = Duration::from_secs(5);

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

async fn show(app: &AppHandle, mut phase: watch::Receiver<Phase>) {
    while phase.changed().await.is_ok() {
        let now = phase.borrow_and_update().clone();
        match now {
            Phase::Finishing { .. } if lasts(&mut phase, &now).await => {
                tracing::info!("what is under way is finished without the window");
                window::hide(app);
            }
            Phase::Asking(_) => window::come_forward(app),
            _ => {}
        }
    }
}

/// Whether it is still the same after a moment in which a person notices nothing. What it became is still to be seen.
async fn lasts(phase: &mut watch::Receiver<Phase>, now: &Phase) -> bool {
    let change = async { while phase.changed().await.is_ok_and(|()| *phase.borrow() == *now) {} };
    let lasts = tokio::time::timeout(AT_ONCE, change).await.is_err();
    phase.mark_changed();
    lasts
}
