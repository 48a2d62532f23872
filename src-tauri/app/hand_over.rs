//! Handing what this process was started with to the Carrick that runs already.
//!
//! Before a window is thought of: a second start is over in a few milliseconds, and leaves no thread of a window's
//! library behind to die of its end. A Carrick that is being left answers only if it stays; one that ends instead of
//! answering leaves the start to this process.

use zbus::blocking::Connection;

const INTERFACE: &str = "org.SingleInstance.DBus";
const METHOD: &str = "ExecuteCallback";

/// What the bus says in place of somebody who was there and ended.
const GONE: &str = "org.freedesktop.DBus.Error.NoReply";

/// Whether another Carrick took it. Without a bus there is none to find.
pub(super) fn hand_over(identifier: &str) -> bool {
    let Ok(connection) = Connection::session() else { return false };
    let name = format!("{identifier}.SingleInstance");
    let arguments: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let folder = std::env::current_dir().unwrap_or_default().to_string_lossy().into_owned();
    let call = || {
        let path = format!("/{}", name.replace('.', "/").replace('-', "_"));
        connection.call_method(Some(name.as_str()), path, Some(INTERFACE), METHOD, &(&arguments, &folder))
    };
    match call() {
        Ok(_) => true,
        // Another start may have come first.
        Err(zbus::Error::MethodError(error, ..)) if error.as_str() == GONE => call().is_ok(),
        Err(_) => false,
    }
}
