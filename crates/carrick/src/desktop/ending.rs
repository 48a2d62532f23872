//! The end of the process.

/// Ends it at once and in order, without the exit handlers of the libraries in it: on X11 a thread of the window's
/// may still be reading events, and dies of what the handlers take away from under it.
pub fn end() -> ! {
    #[cfg(unix)]
    signal_hook::low_level::exit(0);
    #[cfg(not(unix))]
    std::process::exit(0);
}
