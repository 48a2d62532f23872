//! Starting other programs, and saying so.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// The project's folder.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_path_buf()
}

/// Where cargo puts what it builds, absolute.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// A program built by the release profile.
pub(crate) fn built(name: &str) -> PathBuf {
    target().join("release").join(name)
}

/// The cargo that runs us.
pub(crate) fn cargo(words: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(words);
    command
}

/// A program with its arguments.
pub(crate) fn program(name: &str, words: &[&str]) -> Command {
    let mut command = Command::new(name);
    command.args(words);
    command
}

/// Whether a program is found on the path.
pub(crate) fn exists(name: &str) -> bool {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).any(|folder| folder.join(name).is_file())
}

/// Runs a command to its end; anything but success is an error that names it.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let line = describe(command);
    println!("$ {line}");
    let status = command.status().map_err(|e| format!("{line}: {e}"))?;
    succeeded(&line, status)
}

/// What a command prints, whether it succeeds or not.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let line = describe(command);
    let output = command.stderr(Stdio::null()).output().map_err(|e| format!("{line}: {e}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a command, showing each line it prints as it comes, and keeps them.
pub(crate) fn run_and_keep(command: &mut Command) -> (String, Result<(), String>) {
    let line = describe(command);
    println!("$ {line}");
    let mut kept = String::new();
    let mut child = match command.stdout(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(e) => return (kept, Err(format!("{line}: {e}"))),
    };
    if let Some(stdout) = child.stdout.take() {
        for text in BufReader::new(stdout).lines().map_while(Result::ok) {
            println!("{text}");
            kept.push_str(&text);
            kept.push('\n');
        }
    }
    let outcome = child.wait().map_err(|e| format!("{line}: {e}")).and_then(|status| succeeded(&line, status));
    (kept, outcome)
}

/// Runs a command quietly, and shows all it printed once it has ended.
pub(crate) fn keep(command: &mut Command) -> (String, Result<(), String>) {
    let line = describe(command);
    match command.stdin(Stdio::null()).output() {
        Ok(output) => {
            let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            println!("$ {line}\n{text}");
            (text, succeeded(&line, output.status))
        }
        Err(e) => (String::new(), Err(format!("{line}: {e}"))),
    }
}

fn succeeded(line: &str, status: ExitStatus) -> Result<(), String> {
    if status.success() { Ok(()) } else { Err(format!("`{line}` failed ({status}).")) }
}

/// The command as one would type it.
fn describe(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or_default().to_string_lossy().into_owned();
    let words = command.get_args().map(|word| word.to_string_lossy().into_owned());
    std::iter::once(name).chain(words).collect::<Vec<_>>().join(" ")
}
