//! One life of the service: a connection, a thread that reads and one that answers.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use zbus::blocking::{Connection, MessageIterator, connection::Builder};
use zbus::fdo::{RequestNameFlags, RequestNameReply};
use zbus::message::{Message, Type};

use crate::answer;
use crate::call::Call;
use crate::state::State;

/// The name every client knows.
pub const NAME: &str = "org.freedesktop.secrets";

const BUS: &str = "org.freedesktop.DBus";

/// How the name is taken. Whoever has it lets it be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taking {
    /// Fails if somebody has it.
    IfFree,
    FromAnother,
}

/// A running service.
#[derive(Debug)]
pub(crate) struct Life {
    connection: Connection,
    work: Sender<Work>,
    threads: Vec<JoinHandle<()>>,
}

/// What lies before the thread that answers.
#[derive(Debug)]
enum Work {
    Call(Call),
    /// Done, and not answered yet.
    Done(Call, Message),
    /// A client left.
    Left(String),
    /// The habits are others now.
    Wake,
}

/// Locks, also after a panic of somebody else.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Life {
    /// Connects, and takes the name once it listens.
    pub(crate) fn start(address: &str, state: &Arc<Mutex<State>>, at_end: fn(), taking: Taking) -> zbus::Result<Self> {
        let connection = Builder::address(address)?.method_timeout(Duration::from_secs(30)).build()?;
        let messages = MessageIterator::from(&connection);
        let rule = "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'";
        connection.call_method(Some(BUS), "/org/freedesktop/DBus", Some(BUS), "AddMatch", &rule)?;
        let (work, waiting) = channel();
        let reader = Reader { state: Arc::clone(state), work: work.clone() };
        let reads = std::thread::spawn(move || reader.run(messages));
        let worker = Worker { state: Arc::clone(state), connection: connection.clone(), held: Vec::new(), at_end };
        let works = std::thread::spawn(move || worker.run(&waiting));
        let life = Self { connection, work, threads: vec![reads, works] };
        if let Err(error) = own(&life.connection, taking) {
            life.end();
            return Err(error);
        }
        Ok(life)
    }

    /// Calls that were held are looked at again.
    pub(crate) fn wake(&self) {
        let _ = self.work.send(Work::Wake);
    }

    /// Sends what happened without a call.
    pub(crate) fn send(&self, state: &mut State) {
        send(&self.connection, state);
    }

    /// Leaves the bus; who waits for an answer is told by the bus that none will come.
    pub(crate) fn end(self) {
        let Self { connection, work, threads } = self;
        let _ = connection.close();
        drop(work);
        for thread in threads {
            let _ = thread.join();
        }
    }
}

fn own(connection: &Connection, taking: Taking) -> zbus::Result<()> {
    let mut flags = RequestNameFlags::DoNotQueue as u32 | RequestNameFlags::AllowReplacement as u32;
    if taking == Taking::FromAnother {
        flags |= RequestNameFlags::ReplaceExisting as u32;
    }
    let arguments = (NAME, flags);
    let answer = connection.call_method(Some(BUS), "/org/freedesktop/DBus", Some(BUS), "RequestName", &arguments)?;
    if answer.body().deserialize::<u32>()? == RequestNameReply::PrimaryOwner as u32 {
        return Ok(());
    }
    Err(zbus::Error::NameTaken)
}

fn send(connection: &Connection, state: &mut State) {
    for message in state.outgoing.drain(..).chain(state.later.drain(..)) {
        let _ = connection.send(&message);
    }
}

struct Reader {
    state: Arc<Mutex<State>>,
    work: Sender<Work>,
}

impl Reader {
    fn run(self, messages: MessageIterator) {
        for message in messages {
            let Ok(message) = message else { return };
            let work = if message.message_type() == Type::Signal {
                let Some(client) = left(&message) else { continue };
                lock(&self.state).disconnected(&client);
                Work::Left(client)
            } else {
                let Some(call) = Call::of(message) else { continue };
                lock(&self.state).arrived(&call);
                Work::Call(call)
            };
            if self.work.send(work).is_err() {
                return;
            }
        }
    }
}

/// The client that a signal of the bus says is gone.
fn left(message: &Message) -> Option<String> {
    let header = message.header();
    if header.member().is_none_or(|member| member.as_str() != "NameOwnerChanged") {
        return None;
    }
    let (name, _, now): (String, String, String) = message.body().deserialize().ok()?;
    (name.starts_with(':') && now.is_empty()).then_some(name)
}

struct Worker {
    state: Arc<Mutex<State>>,
    connection: Connection,
    held: Vec<Work>,
    at_end: fn(),
}

impl Worker {
    fn run(mut self, waiting: &Receiver<Work>) {
        for work in waiting {
            let again = if matches!(work, Work::Wake) { std::mem::take(&mut self.held) } else { vec![work] };
            for work in again {
                if !self.take(work) {
                    let _ = self.connection.close();
                    (self.at_end)();
                    return;
                }
            }
        }
    }

    /// Whether the service lives on.
    fn take(&mut self, work: Work) -> bool {
        let state = Arc::clone(&self.state);
        match work {
            Work::Call(call) => return self.call(&state, call),
            Work::Done(call, message) if lock(&state).habits.silence.after(&call.name) => {
                self.held.push(Work::Done(call, message));
            }
            Work::Done(call, message) => self.answer(&mut lock(&state), &call, message),
            // What a client asked for before it left is still done in that order.
            Work::Left(client) if self.holds(&client) => self.held.push(Work::Left(client)),
            Work::Left(client) => lock(&state).forget_client(&client),
            Work::Wake => {}
        }
        true
    }

    fn holds(&self, client: &str) -> bool {
        self.held.iter().any(|held| matches!(held, Work::Call(call) if call.client == client))
    }

    fn call(&mut self, state: &Mutex<State>, call: Call) -> bool {
        let slow = lock(state).habits.slow_ms;
        if slow > 0 {
            std::thread::sleep(Duration::from_millis(slow));
        }
        let mut state = lock(state);
        if state.habits.silence.before(&call.name) {
            self.held.push(Work::Call(call));
            return true;
        }
        if state.habits.ends_without_ping && state.came_without_ping(&call.client) {
            state.counters.ended += 1;
            return false;
        }
        let message = match answer::answer(&mut state, &call) {
            Ok(None) => {
                send(&self.connection, &mut state);
                return true;
            }
            Ok(Some(message)) => Ok(message),
            Err(refused) => call.refusal(&refused),
        };
        let Ok(message) = message else { return true };
        if state.habits.silence.after(&call.name) {
            send(&self.connection, &mut state);
            self.held.push(Work::Done(call, message));
        } else {
            self.answer(&mut state, &call, message);
        }
        true
    }

    fn answer(&self, state: &mut State, call: &Call, message: Message) {
        state.answered(call);
        state.outgoing.push(message);
        send(&self.connection, state);
    }
}
