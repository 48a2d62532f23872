//! `carrick watch`: what the open window does for builds, without one, until it is ended.

mod follow;
pub(super) mod service;

use std::sync::Arc;

use carrick::Carrick;
use carrick::jobs::{self, Pulse};
use carrick::session;

use crate::answers::watch::Event;
use crate::console::Console;
use crate::environment;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::supervisor::Supervisor;
use crate::times::rfc3339;
use follow::Follow;

/// Watches until it is ended, which is no failure.
pub(super) async fn watch(carrick: &Carrick, console: &mut Console, interrupt: &Interrupt) -> Result<Exit, Failure> {
    let supervisor = Arc::new(Supervisor::at(environment::supervisor().as_deref()));
    // What it waits for from here on, another start would wait for too.
    supervisor.ready();
    let heard = Arc::clone(&supervisor);
    let pulse: Pulse = Arc::new(move || heard.alive());
    let mut carrick = carrick.clone();
    let done = loop {
        let mut follow = Follow::new(&carrick, &supervisor);
        tokio::select! {
            () = jobs::run_without_window(&carrick, Arc::clone(&pulse)) => break Ok(()),
            done = follow.tell_to_the_end(console) => break done,
            () = interrupt.after(0) => break Ok(()),
            () = session::somebody_else(&carrick) => {}
        }
        match session::turned(&carrick).await {
            Ok(Some(theirs)) => carrick = theirs,
            Ok(None) => {}
            Err(error) => break Err(error.into()),
        }
    };
    supervisor.stopping();
    done?;
    if console.json {
        console.event(&Event::Ended { at: rfc3339(carrick.parts.clock.now()) })?;
    }
    Ok(Exit::Done)
}
