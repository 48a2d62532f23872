//! Handing what this process was started with to the Carrick that runs already.
//!
//! Before a window is thought of: a second start is over in a few milliseconds, and leaves no thread of a window's
//! library behind to die of its end. A Carrick that is being left answers only if it stays; one that ends instead of
//! answering leaves the start to this process. One that does neither, since it was stopped or is stuck, still has the
//! name, so this start can only say so and end.

use std::io::ErrorKind;
use std::process::ExitCode;
use std::time::Duration;

use carrick::desktop::log;
use zbus::blocking::connection::Builder;

use super::activation;

const INTERFACE: &str = "org.SingleInstance.DBus";
const METHOD: &str = "ExecuteCallback";

/// What the bus says in place of somebody who was there and ended.
const GONE: &str = "org.freedesktop.DBus.Error.NoReply";

/// An answer comes within milliseconds, an end within a few seconds.
const PATIENCE: Duration = Duration::from_secs(15);

/// How this process ends since another Carrick is there; `None` without one. Without a bus there is none to find.
pub(super) fn hand_over(identifier: &str) -> Option<ExitCode> {
    let connection = Builder::session().and_then(|builder| builder.method_timeout(PATIENCE).build());
    let connection = connection.ok()?;
    let name = format!("{identifier}.SingleInstance");
    let arguments: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    // Where this process was started is of no use there; that it was started by a press is.
    let activation = activation::of_this_start();
    let call = || {
        let path = format!("/{}", name.replace('.', "/").replace('-', "_"));
        connection.call_method(Some(name.as_str()), path, Some(INTERFACE), METHOD, &(&arguments, &activation))
    };
    let mut called = call();
    if matches!(&called, Err(zbus::Error::MethodError(error, ..)) if error.as_str() == GONE) {
        // Another start may have come first.
        called = call();
    }
    match called {
        Ok(_) => Some(ExitCode::SUCCESS),
        Err(zbus::Error::InputOutput(error)) if error.kind() == ErrorKind::TimedOut => {
            log::complain("Carrick runs already, but does not answer. End it, then start Carrick again.");
            Some(ExitCode::FAILURE)
        }
        Err(_) => None,
    }
}
