//! The local GitLab as a program, for the demo.

use local_gitlab::{DEFAULT_PASSWORD, LocalGitlab, NewApplication, Options};
use serde_json::json;
use std::io::{self, Write as _};
use std::process::ExitCode;

const USAGE: &str = "local-gitlab [--port PORT] [--root /PATH] [--tls] [--projects N]

Starts a GitLab-shaped server on 127.0.0.1 and prints one line of JSON: url, username,
password, application_id and secret (with --tls also ca_pem, the authority to trust).
alice and bob have a handful of projects; with --projects alice has so many more.
It serves until it is ended.";

fn main() -> ExitCode {
    let asked = options(std::env::args().skip(1));
    match asked.and_then(|(options, projects)| serve(options, projects).map_err(|error| error.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(io::stderr(), "{message}");
            ExitCode::from(2)
        }
    }
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<(Options, usize), String> {
    let (mut options, mut projects) = (Options::default(), 0);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--port" => options.port = value()?.parse().map_err(|_| "--port needs a number up to 65535".to_owned())?,
            "--projects" => projects = value()?.parse().map_err(|_| "--projects needs a number".to_owned())?,
            "--root" => options.relative_root = value()?,
            "--tls" => options.tls = true,
            _ => return Err(USAGE.to_owned()),
        }
    }
    Ok((options, projects))
}

fn serve(options: Options, projects: usize) -> io::Result<()> {
    let gitlab = LocalGitlab::start(options)?;
    gitlab.furnish();
    gitlab.furnish_builds();
    gitlab.furnish_many(projects);
    let host = gitlab.host();
    let application = gitlab.create_application(NewApplication {
        redirect_uris: vec![
            format!("dev.carrick.desktop://oauth/gitlab/{host}"),
            format!("http://127.0.0.1/oauth/gitlab/{host}"),
        ],
        ..NewApplication::default()
    });
    let mut line = json!({
        "url": gitlab.url(),
        "username": "alice",
        "password": DEFAULT_PASSWORD,
        "application_id": application.id,
        "secret": application.secret,
    });
    if let (Some(pem), Some(map)) = (gitlab.ca_pem(), line.as_object_mut()) {
        map.insert("ca_pem".to_owned(), pem.into());
    }
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()?;
    loop {
        std::thread::park();
    }
}
