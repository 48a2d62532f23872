//! One request answered by the system's `git http-backend`, on a thread of its own.

use super::body::Sent;
use super::commands::{self, RefChange};
use super::pushes;
use super::repositories::Repositories;
use crate::instance::Instance;
use crate::projects::Project;
use crate::respond;
use axum::body::Body;
use axum::http::{HeaderName, Response, StatusCode};
use bytes::Bytes;
use std::ffi::{OsStr, OsString};
use std::io::{self, BufReader, Read, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// Refs that are GitLab's own: "deny updating a hidden ref".
const HIDDEN: [&str; 6] =
    ["refs/environments", "refs/keep-around", "refs/merge-requests", "refs/pipelines", "refs/remotes", "refs/tmp"];
/// Those of them that nobody fetches either.
const HIDDEN_FROM_READERS: [&str; 3] = ["refs/keep-around", "refs/remotes", "refs/tmp"];

/// What the program is told of the request.
pub(crate) struct Job {
    pub(crate) project: Project,
    /// `info/refs`, `git-upload-pack` or `git-receive-pack`.
    pub(crate) action: &'static str,
    pub(crate) method: String,
    pub(crate) query: String,
    pub(crate) content_type: Option<String>,
    pub(crate) content_encoding: Option<String>,
    /// `Git-Protocol`.
    pub(crate) protocol: Option<String>,
    /// Who pushes; nobody may without a name.
    pub(crate) username: Option<String>,
    /// Said after a push.
    pub(crate) says: String,
    pub(crate) body: Bytes,
}

/// Status and headers, as the program said them.
type Head = (StatusCode, Vec<(String, String)>);

/// Runs it; the answer begins when the program has said its headers.
pub(crate) async fn run(instance: Arc<Instance>, job: Job) -> Response<Body> {
    let (head_to, head) = oneshot::channel();
    let (to, chunks) = mpsc::channel(8);
    let started = thread::Builder::new().name("local-gitlab-git".to_owned()).spawn(move || {
        if let Err(error) = answer(&instance, job, head_to, &to) {
            let _ = to.blocking_send(Err(error));
        }
    });
    match (started, head.await) {
        (Ok(_), Ok((status, headers))) => {
            let mut response = Response::new(Body::new(Sent(chunks)));
            *response.status_mut() = status;
            for (name, value) in headers {
                if let Ok(name) = HeaderName::try_from(name) {
                    response.headers_mut().insert(name, respond::header(&value));
                }
            }
            response
        }
        _ => respond::text(
            StatusCode::SERVICE_UNAVAILABLE,
            "The git server, Gitaly, is not available at this time. Please contact your administrator.",
        ),
    }
}

fn answer(
    instance: &Instance,
    mut job: Job,
    head_to: oneshot::Sender<Head>,
    to: &mpsc::Sender<io::Result<Bytes>>,
) -> io::Result<()> {
    let changes = if job.action == "git-receive-pack" { commands::read(&job.body) } else { Vec::new() };
    let mut child = start(instance, &job, &changes)?;
    let stdin = child.stdin.take();
    let body = std::mem::take(&mut job.body);
    // The program may answer before it has read everything, so somebody else writes.
    let writer = thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(&body)));
    let Some(stdout) = child.stdout.take() else { return Err(io::ErrorKind::BrokenPipe.into()) };
    let mut stdout = BufReader::new(stdout);
    let head = read_head(&mut stdout)?;
    let _ = head_to.send(head);
    let pace = if job.action == "git-receive-pack" { Pace::default() } else { Pace::of(&job.project) };
    let sent = pace.send(&mut stdout, to);
    if sent.is_err() {
        let _ = child.kill();
    }
    drop(stdout);
    let _ = writer.join();
    child.wait()?;
    if job.action == "git-receive-pack" {
        pushes::received(instance, &job.project, job.username.as_deref(), changes);
    }
    sent
}

fn start(instance: &Instance, job: &Job, changes: &[RefChange]) -> io::Result<Child> {
    let repositories = &instance.repositories;
    let path = repositories.make(&job.project)?;
    let mut command = repositories.http_backend();
    command
        .env("GIT_PROJECT_ROOT", &path)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("PATH_INFO", format!("/{}", job.action))
        .env("REQUEST_METHOD", &job.method)
        .env("QUERY_STRING", &job.query)
        .env("CONTENT_LENGTH", job.body.len().to_string())
        .env("REMOTE_ADDR", "127.0.0.1");
    let optional = [
        ("CONTENT_TYPE", &job.content_type),
        ("HTTP_CONTENT_ENCODING", &job.content_encoding),
        ("GIT_PROTOCOL", &job.protocol),
        ("REMOTE_USER", &job.username),
    ];
    for (name, value) in optional {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    if let Some(why) = pushes::declined(instance, &job.project, job.username.as_deref(), changes) {
        command.env("LOCAL_GITLAB_DECLINES", why);
    }
    let settings = settings(repositories, job, &mut command);
    command.env("GIT_CONFIG_COUNT", settings.len().to_string());
    for (at, (name, value)) in settings.into_iter().enumerate() {
        command.env(format!("GIT_CONFIG_KEY_{at}"), name).env(format!("GIT_CONFIG_VALUE_{at}"), value);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
}

/// What git is told by way of its configuration; what it is to say is in the environment.
fn settings(repositories: &Repositories, job: &Job, command: &mut Command) -> Vec<(&'static str, OsString)> {
    let mut settings: Vec<(&str, OsString)> = vec![
        ("uploadpack.allowFilter", "true".into()),
        ("uploadpack.allowAnySHA1InWant", "true".into()),
        ("receive.autogc", "false".into()),
    ];
    settings.extend(HIDDEN.iter().map(|name| ("receive.hideRefs", OsString::from(name))));
    settings.extend(HIDDEN_FROM_READERS.iter().map(|name| ("uploadpack.hideRefs", OsString::from(name))));
    let said = if job.action == "git-receive-pack" { job.says.as_bytes() } else { &job.project.behaviour.says };
    if !said.is_empty() {
        command.env("LOCAL_GITLAB_SAYS", OsStr::from_bytes(said));
        if job.action == "git-upload-pack" {
            settings.push(("uploadpack.packObjectsHook", repositories.before_pack().into_os_string()));
        }
    }
    settings
}

/// The lines before the empty one; `Status` is 200 when it is not among them.
fn read_head(stdout: &mut impl io::BufRead) -> io::Result<Head> {
    let mut status = StatusCode::OK;
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        if stdout.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = line.trim_end();
        if line.is_empty() {
            return Ok((status, headers));
        }
        match line.split_once(": ") {
            Some(("Status", value)) => {
                let code = value.split(' ').next().and_then(|code| code.parse().ok());
                status = code.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            }
            Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.to_owned())),
            None => {}
        }
    }
}

/// How an answer is sent.
#[derive(Default)]
struct Pace {
    bytes_per_second: Option<u64>,
    breaks_after: Option<u64>,
}

impl Pace {
    fn of(project: &Project) -> Self {
        let behaviour = &project.behaviour;
        Self { bytes_per_second: behaviour.bytes_per_second, breaks_after: behaviour.breaks_after }
    }

    /// Sends all there is; an error when nobody takes it, or when it is to break.
    fn send(&self, from: &mut impl Read, to: &mpsc::Sender<io::Result<Bytes>>) -> io::Result<()> {
        // Small steps when it is slow, so that it flows instead of coming in lumps.
        let step = self.bytes_per_second.map_or(64 * 1024, |rate| (rate / 20).clamp(1, 64 * 1024));
        let mut buffer = vec![0; usize::try_from(step).unwrap_or(1)];
        let (start, mut sent) = (Instant::now(), 0_u64);
        loop {
            let read = from.read(&mut buffer)?;
            if read == 0 {
                return Ok(());
            }
            let left = self.breaks_after.map_or(u64::MAX, |limit| limit.saturating_sub(sent));
            let taken = read.min(usize::try_from(left).unwrap_or(usize::MAX));
            let gone = to.blocking_send(Ok(Bytes::copy_from_slice(&buffer[..taken])));
            gone.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
            sent += taken as u64;
            if taken < read {
                thread::sleep(WRITTEN);
                return Err(io::ErrorKind::ConnectionReset.into());
            }
            if let Some(rate) = self.bytes_per_second {
                let due = Duration::from_millis(sent * 1000 / rate.max(1));
                thread::sleep(due.saturating_sub(start.elapsed()));
            }
        }
    }
}

/// Until what was sent is written out, as for other answers that break off.
const WRITTEN: Duration = Duration::from_millis(200);
