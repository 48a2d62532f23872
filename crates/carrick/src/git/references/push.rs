//! Changes references on the server, each only if it is still what it was.

use std::path::Path;
use std::process::ExitStatus;

use super::answer::read;
use super::command;
use super::model::{Change, Failed, ObjectId, Pushed};
use super::own::Own;
use super::running::Running;
use super::server::Server;
use crate::git::cloning::failure::{self, Exit, Failure};
use crate::git::cloning::trace::Trace;
use crate::git::cloning::words::Words;

/// Lays bytes into the own repository.
pub(super) async fn keep(server: &Server, own: &Own, text: &[u8]) -> Result<ObjectId, Failed> {
    let mut command = command::git(&server.git, own.folder());
    command.args(["hash-object", "-w", "--stdin"]);
    let (status, answer, _) = Running::start(command)?.answer(server.limit, text).await?;
    let id = ObjectId::parse(String::from_utf8_lossy(&answer).trim_end()).filter(|_| status.success());
    id.ok_or(Failed::Git(Failure::DataFolderRefused))
}

pub(super) async fn push(server: &Server, own: &Own, changes: &[Change]) -> Result<Vec<Pushed>, Failed> {
    let mut command = command::towards(server, own.folder()).await?;
    command.args(["push", "--porcelain", "--no-progress", "--no-verify", "--no-signed", "--no-follow-tags"]);
    for Change { name, from, .. } in changes {
        command.arg(format!("--force-with-lease={name}:{}", from.as_ref().map_or("", ObjectId::as_str)));
    }
    command.arg("--").arg(&server.url);
    for Change { name, to, .. } in changes {
        command.arg(format!("{}:{name}", to.as_ref().map_or("", ObjectId::as_str)));
    }
    let trace = own.trace()?;
    command.env("GIT_TRACE2_EVENT", &trace);
    let ended = Running::start(command)?.answer(server.limit, b"").await;
    let (status, answer, words) = ended.inspect_err(|_| drop(std::fs::remove_file(&trace)))?;
    let said = words.said();
    let read: Option<Vec<Pushed>> = changes.iter().map(|change| read(&answer, &change.name, said.as_deref())).collect();
    match read {
        Some(pushed) if status.success() || pushed.iter().any(|one| *one != Pushed::Done) => {
            let _ = std::fs::remove_file(&trace);
            Ok(pushed)
        }
        _ => Err(classify(server, &trace, &words, status)),
    }
}

/// Why git failed, by what it wrote down and said; the trace is gone then.
pub(super) fn classify(server: &Server, trace: &Path, words: &Words, status: ExitStatus) -> Failed {
    let read = Trace::read(trace);
    let _ = std::fs::remove_file(trace);
    Failed::Git(failure::classify(&read, words, Exit::of(status), &server.instance.host(), || None))
}
