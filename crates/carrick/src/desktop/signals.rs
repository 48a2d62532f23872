//! The signals by which a system asks a program to end.

use std::io;

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// Calls this for each of them from now on, on a thread of its own. What whoever started the program lets it ignore
/// (`nohup`, a shell's background job) stays ignored.
///
/// # Errors
/// When the system gives no handler or no thread.
pub fn listen(mut signalled: impl FnMut() + Send + 'static) -> io::Result<()> {
    let ignored = ignored();
    let heard = [SIGTERM, SIGINT, SIGHUP].into_iter().filter(|signal| ignored & (1 << (signal - 1)) == 0);
    let mut signals = Signals::new(heard)?;
    let listen = move || signals.forever().for_each(|_| signalled());
    std::thread::Builder::new().name("signals".to_owned()).spawn(listen).map(drop)
}

/// The signals that are ignored now, one bit each, as Linux tells them.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
}
