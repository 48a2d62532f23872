//! Ctrl+C, and what else asks a process to end.

use tokio::sync::watch;

use crate::failure::Failure;

/// Whether, and how often, somebody has asked the process to end. Cheap to clone.
#[derive(Clone, Default)]
pub struct Interrupt(watch::Sender<u32>);

impl Interrupt {
    /// What the system's signals say from now on.
    pub(crate) fn of_process() -> Result<Self, Failure> {
        let interrupt = Self::default();
        #[cfg(unix)]
        {
            let heard = interrupt.clone();
            let listening = carrick::desktop::signals::listen(move || heard.ask());
            listening.map_err(|cause| Failure::internal(&cause))?;
        }
        Ok(interrupt)
    }

    /// Asks the process to end.
    pub fn ask(&self) {
        self.0.send_modify(|times| *times += 1);
    }

    pub(crate) fn times(&self) -> u32 {
        *self.0.borrow()
    }

    /// Waits until it was asked more than this often.
    pub(crate) async fn after(&self, times: u32) {
        let mut asked = self.0.subscribe();
        if asked.wait_for(|now| *now > times).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
