//! The end of a process: what it has under way is finished, and what it alone knows is kept first.

use std::time::Duration;

use carrick::Carrick;
use carrick::accounts::losses::Loss;
use carrick::accounts::recovery;
use carrick::leaving::{Lost, Phase};

use crate::console::Console;
use crate::interrupt::Interrupt;
use crate::words;

/// How often what the keyring would not take is offered to it again, and how often before it is given up: a minute.
const PAUSE: Duration = Duration::from_secs(1);
const MOST: u32 = 60;

/// Waits for what is under way. What would be lost is tried again for a while; who interrupts meanwhile loses it.
pub(crate) async fn finish(carrick: &Carrick, console: &mut Console, interrupt: &Interrupt) {
    carrick.leaving.begin();
    let times = interrupt.times();
    tokio::select! {
        () = leave(carrick) => {}
        () = keep_trying(carrick, console, interrupt, times) => {}
    }
    carrick.close().await;
}

/// A browser that comes back at the last moment has the process stay; it leaves all the same when that is done.
async fn leave(carrick: &Carrick) {
    let again = async {
        let mut phase = carrick.leaving.phase();
        while phase.wait_for(|phase| *phase == Phase::Staying).await.is_ok() {
            carrick.leaving.begin();
        }
    };
    tokio::select! {
        () = carrick.leaving.run() => {}
        () = again => {}
    }
}

/// Waits until something would be.
async fn what_would_be_lost(carrick: &Carrick) -> Vec<Lost> {
    let mut phase = carrick.leaving.phase();
    loop {
        if let Phase::Asking(lost) = &*phase.borrow_and_update() {
            return lost.clone();
        }
        if phase.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Never ends by itself: leaving does, once nothing is lost or everything is.
async fn keep_trying(carrick: &Carrick, console: &mut Console, interrupt: &Interrupt, times: u32) {
    let lost = what_would_be_lost(carrick).await;
    for loss in &lost {
        console.tell(&words::loss(loss));
    }
    if lost.iter().any(|loss| matches!(loss, Lost::OfAccount(Loss::Renewal { .. } | Loss::Approval { .. }))) {
        for _ in 0..MOST {
            tokio::select! {
                () = tokio::time::sleep(PAUSE) => {}
                () = interrupt.after(times) => break,
            }
            // What it says is told by what is still lost.
            let _ = recovery::finish_what_waited(&carrick.accounts).await;
        }
    }
    carrick.leaving.lose();
    std::future::pending().await
}
