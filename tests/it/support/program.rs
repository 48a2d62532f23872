//! Programs that tests write and have started.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// Writes a program that can be started at once. Another process writes it: what this one had open for writing, a
/// program that another test starts at that moment holds open too, and the system refuses to start it.
pub(crate) fn write_program(path: &Path, text: impl AsRef<[u8]>) {
    let mut shell = Command::new("sh");
    shell.args(["-c", "cat > \"$0\" && chmod 755 \"$0\""]).arg(path).stdin(Stdio::piped());
    let mut shell = shell.spawn().expect("a shell is there");
    shell.stdin.take().expect("it reads").write_all(text.as_ref()).expect("it reads");
    assert!(shell.wait().expect("it ends").success(), "{} can be written", path.display());
}
