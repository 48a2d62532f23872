//! What git may do, in GitLab's order of asking and in GitLab's words.

use super::login::Abilities;
use crate::projects::access::Viewer;
use crate::projects::{AccessLevel, Project};
use axum::http::StatusCode;

const DENIED: &str = "HTTP Basic: Access denied. If a password was provided for Git authentication, the password was \
                      incorrect or you're required to use a token instead of a password. If a token was provided, it \
                      was either incorrect, expired, or improperly scoped. See ";
const NOT_FOUND: &str = "The project you were looking for could not be found or you don't have permission to view it.";

const TOO_LARGE: &str = "Your push has been rejected, because this repository has exceeded its size limit of 10 GiB by \
                         1 GiB. Please contact your GitLab administrator for more information.";

/// What a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    Upload,
    Receive,
    /// What this server does not know, or the protocol without a service.
    Unknown,
}

impl Service {
    pub(crate) fn named(name: Option<&str>) -> Self {
        match name {
            Some("git-upload-pack") => Self::Upload,
            Some("git-receive-pack") => Self::Receive,
            _ => Self::Unknown,
        }
    }
}

/// Why not, as plain text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
}

impl Refusal {
    fn new(status: StatusCode, text: impl Into<String>) -> Self {
        Self { status, text: text.into() }
    }

    /// The answer to no password where one is needed, and to a wrong one anywhere.
    pub(crate) fn unauthorized(url: &str) -> Self {
        let help = "/help/topics/git/troubleshooting_git.md#error-on-git-fetch-http-basic-access-denied";
        Self::new(StatusCode::UNAUTHORIZED, format!("{DENIED}{url}{help}"))
    }
}

/// The project, when the viewer may have it with a password that opens so much.
pub(crate) fn check<'w>(
    viewer: &Viewer<'_>,
    abilities: Abilities,
    project: Option<&'w Project>,
    service: Service,
    url: &str,
) -> Result<&'w Project, Refusal> {
    let forbidden = |text: &str| Err(Refusal::new(StatusCode::FORBIDDEN, text));
    if let Some(why) = viewer.user.and_then(|user| user.state.api_denial(&user.username, url)) {
        return forbidden(&why);
    }
    match service {
        Service::Upload if !abilities.download => return forbidden("You are not allowed to download code."),
        Service::Receive if !abilities.push => return forbidden("You are not allowed to upload code."),
        Service::Unknown => return forbidden("The command you're trying to execute is not allowed."),
        Service::Upload | Service::Receive => {}
    }
    let Some(project) = project.filter(|project| viewer.sees(project)) else {
        return Err(Refusal::new(StatusCode::NOT_FOUND, NOT_FOUND));
    };
    if project.without_repository {
        return Err(Refusal::new(StatusCode::NOT_FOUND, "A repository for this project does not exist yet."));
    }
    match service {
        Service::Upload if !viewer.reads_code(project) => {
            forbidden("You are not allowed to download code from this project.")
        }
        Service::Receive if project.read_only => {
            forbidden("The repository is temporarily read-only. Please try again later.")
        }
        Service::Receive if project.archived => forbidden("You can't push code to an archived project."),
        Service::Receive if !viewer.is_at_least(project, AccessLevel::Developer) => {
            forbidden("You are not allowed to push code to this project.")
        }
        Service::Receive if project.behaviour.over_size_limit => forbidden(TOO_LARGE),
        _ => Ok(project),
    }
}
