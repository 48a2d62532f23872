//! The command line over the same installation as the open window, with streams that are looked at afterwards.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};

use carrick_cli::arguments::Arguments;
use carrick_cli::console::{Bar, Console, Stream, Typed};
use carrick_cli::exit::Exit;
use carrick_cli::interrupt::Interrupt;
use carrick_store::clock::Clock as _;
use clap::Parser as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use super::doubles::Doubles;
use super::{BOUND, Installation, until};

/// Carries the task into a process, which is this test binary again.
const VARIABLE: &str = "CARRICK_CLI_TASK";

#[derive(Serialize, Deserialize)]
struct Task {
    folder: PathBuf,
    now: i64,
    words: Vec<String>,
}

/// In the process: does what was typed, and ends as the program does. `false` in the one that runs the tests.
pub(crate) fn is_child() -> bool {
    let Ok(task) = std::env::var(VARIABLE) else { return false };
    let Task { folder, now, words } = serde_json::from_str(&task).expect("a task");
    let arguments = Arguments::parse_from([vec!["carrick".to_owned()], words].concat());
    let stream = |to: Box<dyn Write + Send>| Stream { to, is_terminal: false, has_colours: false };
    let (json, has_events, typed) = (arguments.json, false, None);
    let (out, err) = (stream(Box::new(io::stdout())), stream(Box::new(io::stderr())));
    let mut console = Console { json, has_events, out, err, typed, bar: Bar::new(false) };
    let interrupt = Interrupt::default();
    let heard = interrupt.clone();
    carrick::desktop::signals::listen(move || heard.ask()).expect("the signals can be heard");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let exit = runtime.block_on(async {
        let outside = Doubles::around(&folder, now).outside(&folder, BOUND, |_| {});
        carrick_cli::perform(&arguments, outside, &mut console, &interrupt).await
    });
    std::process::exit(exit.number().into())
}

/// A stream that keeps what is written to it, or turns it away.
#[derive(Clone, Default)]
pub(crate) struct Written {
    text: Arc<Mutex<Vec<u8>>>,
    refuses: Arc<OnceLock<io::ErrorKind>>,
}

impl Written {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.text.lock().unwrap().clone()).expect("what is written is text")
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Some(kind) = self.refuses.get() {
            return Err((*kind).into());
        }
        self.text.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a command came to.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) exit: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    /// What was answered, which must be JSON and nothing else.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The same where it is one object a line.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("one object a line")).collect()
    }
}

/// A command that runs.
pub(crate) struct Running {
    pub(crate) out: Written,
    pub(crate) err: Written,
    pub(crate) interrupt: Interrupt,
    pub(crate) keys: UnboundedSender<String>,
    done: JoinHandle<Exit>,
}

/// Where a command runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    /// A script reads it.
    Script,
    /// Somebody sits in front of it.
    Terminal,
    /// Its answer goes to a file on a full disk, or to a reader who has gone.
    Refusing(io::ErrorKind),
}

impl Running {
    /// Waits for its end.
    pub(crate) async fn said(self) -> Said {
        let exit = self.done.await.expect("the command comes to its end").number();
        Said { exit, out: self.out.text(), err: self.err.text() }
    }

    /// Waits until this was written to stdout or stderr.
    pub(crate) async fn until_it_says(&self, words: &str) {
        until(words, || self.out.text().contains(words) || self.err.text().contains(words)).await;
    }
}

impl Installation {
    /// Runs a command beside the open window, as a script does.
    pub(crate) async fn command(&self, words: &[&str]) -> Said {
        let said = self.start_command(words, On::Script).said().await;
        if words.first().is_none_or(|verb| !matches!(*verb, "token" | "link")) {
            self.noted(format!("{said:?}"));
        }
        said
    }

    /// Starts a command in a process of its own; `test` is the full name of the test that calls [`is_child`] first.
    pub(crate) fn start_process_for(&self, test: &str, words: &[&str]) -> Child {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let task = Task { folder: self.folder().to_owned(), now: self.clock.now(), words };
        // Whatever started the tests may ignore signals, and children inherit that.
        let mut child = Command::new("env");
        child.arg("--default-signal=HUP,INT,TERM").arg(std::env::current_exe().expect("this binary"));
        child.args(["--exact", test, "--nocapture"]);
        child.env(VARIABLE, serde_json::to_string(&task).expect("a task is JSON"));
        child.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        child.spawn().expect("the test binary can be started again")
    }

    /// Starts a command beside the open window.
    pub(crate) fn start_command(&self, words: &[&str], on: On) -> Running {
        let arguments = Arguments::try_parse_from([&["carrick"], words].concat());
        let arguments = arguments.unwrap_or_else(|error| panic!("{words:?} can be typed: {error}"));
        let (out, err) = (Written::default(), Written::default());
        if let On::Refusing(kind) = on {
            out.refuses.set(kind).expect("it is set once");
        }
        let (keys, mut pressed) = unbounded_channel::<String>();
        let typed = Typed::by(move |found| {
            tokio::spawn(async move {
                while let Some(line) = pressed.recv().await {
                    let _ = found.send(line);
                }
            });
        });
        let is_terminal = on == On::Terminal;
        let stream = |to: &Written| Stream { to: Box::new(to.clone()), is_terminal, has_colours: is_terminal };
        let mut console = Console {
            json: arguments.json,
            has_events: false,
            out: stream(&out),
            err: stream(&err),
            typed: is_terminal.then_some(typed),
            bar: Bar::new(is_terminal),
        };
        let interrupt = Interrupt::default();
        let (outside, asked) = (self.outside(), interrupt.clone());
        let done = tokio::spawn(async move { carrick_cli::perform(&arguments, outside, &mut console, &asked).await });
        Running { out, err, interrupt, keys, done }
    }
}
