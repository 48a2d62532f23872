//! Asks for the names of references. git asks its server for all of them when names are wanted (`ls-remote`), and for
//! some only when it also fetches what they point at. So its own program for HTTP is spoken to, which lets through what
//! is asked, and still finds its way out and a token as git does.

use tokio::process::ChildStdout;

use super::command;
use super::model::{Failed, Reference};
use super::own::Own;
use super::packets::{Head, question, reference};
use super::push::classify;
use super::running::{Running, exactly};
use super::server::Server;
use crate::git::cloning::failure::Failure;

/// As many bytes as are read of an answer, which is some two thousand names.
const LARGEST: usize = 256 * 1024;

pub(super) async fn ask(server: &Server, own: &Own, prefix: &str) -> Result<Vec<Reference>, Failed> {
    let mut command = command::towards(server, own.folder()).await?;
    let program = if server.url.starts_with("http:") { "remote-http" } else { "remote-https" };
    command.args([program, &server.url, &server.url]);
    let trace = own.trace()?;
    command.env("GIT_TRACE2_EVENT", &trace);
    let mut running = Running::start(command)?;
    let talked = tokio::time::timeout(server.limit, talk(&mut running, prefix)).await;
    match talked.unwrap_or(Err(Failed::Git(Failure::TimedOut))) {
        Ok(Some(names)) => {
            running.stop().await;
            let _ = std::fs::remove_file(&trace);
            Ok(names)
        }
        // It ends by itself, and says why.
        Ok(None) => match running.end(server.limit).await {
            Ok((status, words)) => Err(classify(server, &trace, &words, status)),
            Err(failed) => Err(failed),
        },
        Err(failed) => {
            running.stop().await;
            let _ = std::fs::remove_file(&trace);
            Err(failed)
        }
    }
}

/// `None` where git ends before there is an answer.
async fn talk(running: &mut Running, prefix: &str) -> Result<Option<Vec<Reference>>, Failed> {
    running.say(b"stateless-connect git-upload-pack\n").await;
    let Some(mut stdout) = running.stdout.take() else { return Ok(None) };
    // An empty line says that the server speaks the protocol in which some names can be asked for.
    match exactly(&mut stdout, 1).await {
        Ok(line) if line == b"\n" => {}
        Ok(_) => return Err(Failed::OldProtocol),
        Err(_) => return Ok(None),
    }
    let Some(told) = lines(&mut stdout).await? else { return Ok(None) };
    let told: Vec<&str> = told.iter().filter_map(|line| std::str::from_utf8(line).ok()).map(str::trim_end).collect();
    if !told.contains(&"version 2") {
        return Err(Failed::OldProtocol);
    }
    let known = |format: &&str| ["sha1", "sha256"].contains(format);
    let format = told.iter().find_map(|line| line.strip_prefix("object-format=")).filter(known);
    running.say(&question(prefix, format)).await;
    let Some(answer) = lines(&mut stdout).await? else { return Ok(None) };
    Ok(Some(answer.iter().filter_map(|line| reference(line, prefix)).collect()))
}

/// The lines up to the end of a part; `None` where git ends before that.
async fn lines(stdout: &mut ChildStdout) -> Result<Option<Vec<Vec<u8>>>, Failed> {
    let mut lines = Vec::new();
    let mut size = 0;
    loop {
        let Ok(head) = exactly(stdout, 4).await else { return Ok(None) };
        match Head::parse(&head) {
            Some(Head::Line(length)) => {
                size += length + 4;
                if size > LARGEST {
                    return Err(Failed::TooMany);
                }
                let Ok(line) = exactly(stdout, length).await else { return Ok(None) };
                lines.push(line);
            }
            Some(Head::Flush) => return Ok(Some(lines)),
            Some(Head::Mark) => {}
            None => return Err(Failed::Git(Failure::NotGit)),
        }
    }
}
