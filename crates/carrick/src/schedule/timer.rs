//! Waiting on a clock that counts sleep and, on Linux, never goes back. The runtime's own timers stand still while the
//! computer sleeps, so that what was due in an hour would come an hour after it woke.

use std::time::Duration;

/// The wall clock may be set; whatever is due by it is looked at again after this long at the latest.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// One timer, set anew for each wait.
pub(super) struct Timer(Option<system::Clock>);

impl Timer {
    pub(super) fn new() -> Self {
        let clock = system::Clock::new();
        if let Err(error) = &clock {
            tracing::warn!(kind = ?error.kind(), "no clock that counts sleep");
        }
        Self(clock.ok())
    }

    /// Waits this long, sleep of the computer included; for ever, almost, when there is nothing to wait for.
    pub(super) async fn wait(&mut self, wait: Option<Duration>) {
        let Some(wait) = wait else { return std::future::pending().await };
        let wait = wait.min(LONGEST);
        match &self.0 {
            Some(clock) if clock.wait(wait).await.is_ok() => {}
            _ => tokio::time::sleep(wait).await,
        }
    }
}

#[cfg(target_os = "linux")]
mod system {
    //! A timerfd on `CLOCK_BOOTTIME` (timerfd_create(2)).

    use std::io;
    use std::os::fd::OwnedFd;
    use std::time::Duration;

    use rustix::time::{
        Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, Timespec, timerfd_create, timerfd_settime,
    };
    use tokio::io::unix::AsyncFd;

    pub(super) struct Clock(AsyncFd<OwnedFd>);

    impl Clock {
        #[expect(deprecated, reason = "its successor is unsafe for types that may change their fd, as OwnedFd may not")]
        pub(super) fn new() -> io::Result<Self> {
            let flags = TimerfdFlags::NONBLOCK | TimerfdFlags::CLOEXEC;
            Ok(Self(AsyncFd::new(timerfd_create(TimerfdClockId::Boottime, flags)?)?))
        }

        pub(super) async fn wait(&self, wait: Duration) -> io::Result<()> {
            let zero = Timespec { tv_sec: 0, tv_nsec: 0 };
            // Nought would stop the timer.
            let wait = wait.max(Duration::from_nanos(1));
            let tv_sec = i64::try_from(wait.as_secs()).unwrap_or(i64::MAX);
            let once = Timespec { tv_sec, tv_nsec: wait.subsec_nanos().into() };
            let set = Itimerspec { it_interval: zero, it_value: once };
            timerfd_settime(self.0.get_ref(), TimerfdTimerFlags::empty(), &set)?;
            loop {
                let mut ready = self.0.readable().await?;
                // A wake-up that is left from a wait that was given up would block, and is waited past.
                if let Ok(read) = ready.try_io(|fd| Ok(rustix::io::read(fd.get_ref(), &mut [0; 8])?)) {
                    return read.map(drop);
                }
            }
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    //! Elsewhere the wall clock is looked at once a minute.

    use std::io;
    use std::time::{Duration, SystemTime};

    const LOOK_AGAIN: Duration = Duration::from_secs(60);

    pub(super) struct Clock;

    impl Clock {
        pub(super) fn new() -> io::Result<Self> {
            Ok(Self)
        }

        pub(super) async fn wait(&self, wait: Duration) -> io::Result<()> {
            let start = SystemTime::now();
            // A clock that was set back says nothing of the time that has passed: what is due is looked at again.
            while let Some(left) =
                start.elapsed().ok().and_then(|past| wait.checked_sub(past)).filter(|left| !left.is_zero())
            {
                tokio::time::sleep(left.min(LOOK_AGAIN)).await;
            }
            Ok(())
        }
    }
}
