//! Programs that end when the value that started them does.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

use crate::failure::{Doing, Failure, Result};
use crate::wait::until;

/// A running program; dropping this ends it.
#[derive(Debug)]
pub struct Process {
    child: Child,
    name: String,
}

impl Process {
    /// Starts a program whose output goes into `<logs>/<name>.log`.
    pub fn start(name: &str, command: &mut Command, logs: &Path) -> Result<Self> {
        let log = File::options().create(true).append(true).open(logs.join(format!("{name}.log"))).doing(name)?;
        let child = command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .doing(&format!("starting {name}"))?;
        Ok(Self { child, name: name.to_owned() })
    }

    /// Starts a program, feeds it `input`, and gives the first line it prints that `wanted` accepts.
    pub fn start_and_read<T>(
        name: &str,
        command: &mut Command,
        logs: &Path,
        wanted: impl Fn(&str) -> Option<T>,
    ) -> Result<(Self, T)> {
        let log = File::options().create(true).append(true).open(logs.join(format!("{name}.log"))).doing(name)?;
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .doing(&format!("starting {name}"))?;
        let output = child.stdout.take().ok_or_else(|| Failure::new(format!("{name} has no output")))?;
        let mut process = Self { child, name: name.to_owned() };
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next().transpose()? {
            if let Some(found) = wanted(&line) {
                // Kept open and read: a program that writes into a closed pipe would end.
                std::thread::spawn(move || lines.for_each(drop));
                return Ok((process, found));
            }
        }
        let status = process.child.wait()?;
        Err(Failure::new(format!("{name} ended ({status}) without saying what was expected")))
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it runs still.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits for its end, and says how that was.
    pub async fn end(&mut self) -> Result<ExitStatus> {
        until(&format!("{} to end", self.name), async || Ok(self.child.try_wait()?)).await
    }

    /// Sends it a signal, such as `TERM`.
    pub fn signal(&self, name: &str) -> Result<()> {
        signal(self.id(), name)
    }

    /// Its name in the logs.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a program to its end and gives what it printed; failing is an error with its words.
pub fn ask(command: &mut Command) -> Result<String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().doing(&name)?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if output.status.success() {
        return Ok(said);
    }
    let complaint = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Failure::new(format!("{name} ended with {}: {said} {complaint}", output.status)))
}

/// The ids of all processes that were started with `name=value` in their environment.
pub fn with_variable(name: &str, value: &str) -> Vec<u32> {
    let entry = format!("{name}={value}").into_bytes();
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    processes
        .flatten()
        .filter_map(|process| process.file_name().to_str()?.parse().ok())
        .filter(|id: &u32| {
            let environment = std::fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
            environment.split(|byte| *byte == 0).any(|variable| variable == entry)
        })
        .collect()
}

/// A variable in the environment that a process was started with.
pub fn variable(id: u32, name: &str) -> Option<String> {
    let environment = std::fs::read(format!("/proc/{id}/environ")).ok()?;
    let start = format!("{name}=").into_bytes();
    let value = environment.split(|byte| *byte == 0).find_map(|variable| variable.strip_prefix(start.as_slice()))?;
    String::from_utf8(value.to_vec()).ok()
}

/// The processes of this name that this one has started.
pub fn started_by(id: u32, name: &str) -> Vec<u32> {
    let Ok(processes) = std::fs::read_dir("/proc") else { return Vec::new() };
    let started = |process: std::fs::DirEntry| {
        let status = std::fs::read_to_string(process.path().join("stat")).ok()?;
        let (child, rest) = status.split_once(" (")?;
        let (found, rest) = rest.rsplit_once(") ")?;
        let parent = rest.split(' ').nth(1)?;
        // The system cuts long names off.
        (parent.parse() == Ok(id) && name.starts_with(found)).then(|| child.parse().ok())?
    };
    processes.flatten().filter_map(started).collect()
}

/// Sends a process a signal, such as `TERM`.
pub fn signal(id: u32, name: &str) -> Result<()> {
    ask(Command::new("sh").args(["-c", &format!("kill -s {name} {id}")])).map(drop)
}

/// Whether a process has a handler of its own for a signal, by its number.
pub fn catches(id: u32, signal: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & (1 << (signal - 1)) != 0)
}

/// A port nobody listens on now.
pub fn free_port() -> Result<u16> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
