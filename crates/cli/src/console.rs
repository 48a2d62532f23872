//! Where answers go: data to stdout, words for people to stderr.

use std::io::{self, BufRead as _, ErrorKind, IsTerminal as _, Write};

use serde::Serialize;
use tokio::sync::mpsc;

use crate::environment;
use crate::exit::Exit;
use crate::paint::Paint;
use crate::plain::plain;
use crate::problem::Problem;

/// What terminals obey: take the rest of the line away, cut lines that are too long, break them again.
const CLEAR: &str = "\u{1b}[K";
const DO_NOT_WRAP: &str = "\u{1b}[?7l";
const WRAP: &str = "\u{1b}[?7h";

/// The streams of one process.
pub struct Console {
    /// Whether the answer is JSON.
    pub json: bool,
    /// Whether it is one object a line, as it comes.
    pub has_events: bool,
    /// For the answer.
    pub out: Stream,
    /// For people.
    pub err: Stream,
    /// Where somebody can type; `None` without a terminal.
    pub typed: Option<Typed>,
    /// How far something is, where that can be shown.
    pub bar: Bar,
}

/// The last line of a terminal, written anew as something goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    is_possible: bool,
    is_shown: bool,
}

impl Bar {
    /// Nothing is shown yet.
    pub fn new(is_possible: bool) -> Self {
        Self { is_possible, is_shown: false }
    }

    /// Whether stderr is a terminal that can write over its last line.
    pub(crate) fn is_possible(self) -> bool {
        self.is_possible
    }
}

/// A stream that is written to.
pub struct Stream {
    /// Where it goes.
    pub to: Box<dyn Write + Send>,
    /// Whether somebody reads along.
    pub is_terminal: bool,
    /// Whether it is coloured.
    pub has_colours: bool,
}

/// Lines that somebody types, read only once they are wanted.
pub struct Typed {
    start: Option<Box<dyn FnOnce(mpsc::UnboundedSender<String>) + Send>>,
    lines: Option<mpsc::UnboundedReceiver<String>>,
}

impl Typed {
    /// Lines that `read` hands on, once the first is asked for.
    pub fn by(read: impl FnOnce(mpsc::UnboundedSender<String>) + Send + 'static) -> Self {
        Self { start: Some(Box::new(read)), lines: None }
    }

    /// The next line; never, after the last.
    pub(crate) async fn line(&mut self) -> String {
        if let Some(start) = self.start.take() {
            let (found, lines) = mpsc::unbounded_channel();
            start(found);
            self.lines = Some(lines);
        }
        match self.lines.as_mut() {
            Some(lines) => match lines.recv().await {
                Some(line) => line,
                None => std::future::pending().await,
            },
            None => std::future::pending().await,
        }
    }
}

impl Console {
    /// The process's own streams.
    pub(crate) fn of_process(json: bool) -> Self {
        let wanted = environment::colours();
        let stream = |to: Box<dyn Write + Send>, is_terminal: bool| Stream {
            to,
            is_terminal,
            has_colours: wanted.unwrap_or(is_terminal),
        };
        Self {
            json,
            has_events: false,
            out: stream(Box::new(io::BufWriter::new(io::stdout())), io::stdout().is_terminal()),
            err: stream(Box::new(io::stderr()), io::stderr().is_terminal()),
            typed: io::stdin().is_terminal().then(|| Typed::by(read_in_a_thread)),
            bar: Bar::new(io::stderr().is_terminal() && environment::can_go_back()),
        }
    }

    /// Writes one line of the answer.
    ///
    /// # Errors
    /// When nothing more can be written, unless only because nobody reads any more.
    pub(crate) fn line(&mut self, text: &str) -> io::Result<()> {
        self.clear();
        unless_unread(writeln!(self.out.to, "{text}"))
    }

    /// Writes the answer as JSON.
    ///
    /// # Errors
    /// As [`Console::line`].
    pub(crate) fn answer(&mut self, answer: &impl Serialize) -> io::Result<()> {
        let text = serde_json::to_string_pretty(answer)?;
        self.line(&text)
    }

    /// Writes one object of an answer that has many, on a line of its own and at once.
    ///
    /// # Errors
    /// As [`Console::line`].
    pub(crate) fn event(&mut self, event: &impl Serialize) -> io::Result<()> {
        let text = serde_json::to_string(event)?;
        self.line(&text)?;
        self.flush()
    }

    /// Says something to whoever watches. Nobody watching is no reason to fail.
    pub(crate) fn tell(&mut self, text: &str) {
        self.clear();
        let _ = writeln!(self.err.to, "{text}").and_then(|()| self.err.to.flush());
    }

    /// Asks on the terminal for a yes.
    ///
    /// # Errors
    /// When there is nobody to ask, or they say no.
    pub(crate) async fn require_agreed(&mut self, question: &str) -> Result<(), Problem> {
        let answer = self.ask(question).await.ok_or(Problem::NobodyToAsk)?;
        let is_yes = matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes");
        if is_yes { Ok(()) } else { Err(Problem::Declined) }
    }

    /// Shows how far something is, in place of what was shown before. A terminal cuts what is too long.
    pub(crate) fn show(&mut self, text: &str) {
        if self.bar.is_possible {
            self.bar.is_shown = true;
            let _ = write!(self.err.to, "\r{CLEAR}{DO_NOT_WRAP}{text}{WRAP}").and_then(|()| self.err.to.flush());
        }
    }

    /// Takes that away.
    pub(crate) fn clear(&mut self) {
        if std::mem::take(&mut self.bar.is_shown) {
            let _ = write!(self.err.to, "\r{CLEAR}").and_then(|()| self.err.to.flush());
        }
    }

    /// Asks on the terminal, and waits for a line.
    pub(crate) async fn ask(&mut self, question: &str) -> Option<String> {
        self.clear();
        let typed = self.typed.as_mut()?;
        let _ = write!(self.err.to, "{question} ").and_then(|()| self.err.to.flush());
        Some(typed.line().await)
    }

    /// A word in a colour of stdout's.
    pub(crate) fn painted(&self, paint: Paint, text: &str) -> String {
        paint.on(text, self.out.has_colours)
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        unless_unread(self.out.to.flush())
    }

    /// Says that the answer was lost on the way out.
    pub(crate) fn lost(&mut self, cause: &io::Error) -> Exit {
        self.tell(&format!("carrick: The answer could not be written ({}).", plain(&cause.kind().to_string())));
        Exit::Failed
    }
}

/// Who reads with `head` has what they want.
fn unless_unread(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// A read from a terminal cannot be given up, so it is left behind when the process ends.
fn read_in_a_thread(found: mpsc::UnboundedSender<String>) {
    std::thread::spawn(move || {
        let lines = io::stdin().lock().lines().map_while(Result::ok);
        lines.map(|line| found.send(line)).take_while(Result::is_ok).for_each(drop);
    });
}
