use crate::support::git::Git;
use crate::support::http::send;
use crate::support::{start, token};
use local_gitlab::{AccessLevel, LocalGitlab, NewProject, UserState};

const NOT_FOUND: &str = "The project you were looking for could not be found or you don't have permission to view it.";
const NO_REPOSITORY: &str = "A repository for this project does not exist yet.";

fn web(gitlab: &LocalGitlab, level: Option<AccessLevel>) -> u64 {
    let members = level.map(|level| ("alice".to_owned(), level)).into_iter().collect();
    gitlab.create_project(NewProject { path: "group/web".to_owned(), members, ..NewProject::default() }).id
}

/// What git says when it lists the refs for this service.
fn refs(gitlab: &LocalGitlab, git: &Git, push: bool) -> (bool, String) {
    let address = format!("{}/group/web.git", gitlab.url());
    let run = match push {
        false => git.run("", &["ls-remote", &address]),
        true => {
            git.run("", &["init", "-q", "here"]);
            git.run("here", &["commit", "-q", "--allow-empty", "-m", "Begin"]);
            git.run("here", &["push", &address, "+HEAD:refs/heads/try"])
        }
    };
    (run.is_ok(), run.said())
}

fn assert_refused(gitlab: &LocalGitlab, token: &str, push: bool, status: u16, text: &str) {
    let (ok, said) = refs(gitlab, &Git::with_token(token), push);
    assert!(!ok && said.contains(text), "git is told {text:?}: {said}");
    assert_eq!(gitlab.git_requests().last().map(|request| request.status), Some(status), "by a {status}");
}

#[test]
fn scopes_decide_what_a_token_opens() {
    let gitlab = start();
    web(&gitlab, Some(AccessLevel::Owner));
    let rows = [
        ("api", true, true),
        ("read_api", true, false),
        ("read_repository", true, false),
        ("write_repository", true, true),
        ("read_user", false, false),
    ];
    for (scope, fetches, pushes) in rows {
        let token = token(&gitlab, "alice", &[scope]);
        let git = Git::with_token(&token);
        assert_eq!(refs(&gitlab, &git, false).0, fetches, "{scope} fetches");
        assert_eq!(refs(&gitlab, &git, true).0, pushes, "{scope} pushes");
    }
    let reader = token(&gitlab, "alice", &["read_repository"]);
    assert_refused(&gitlab, &reader, true, 403, "You are not allowed to upload code.");
    let profile = token(&gitlab, "alice", &["read_user"]);
    assert_refused(&gitlab, &profile, false, 403, "You are not allowed to download code.");
}

#[test]
fn each_refusal_has_gitlabs_words() {
    let gitlab = start();
    let id = web(&gitlab, None);
    let token = token(&gitlab, "alice", &["api"]);
    assert_refused(&gitlab, &token, false, 404, "not found");
    assert_refused(&gitlab, &token, true, 404, "not found");
    gitlab.set_member(id, "alice", Some(AccessLevel::Guest));
    assert_refused(&gitlab, &token, false, 403, "You are not allowed to download code from this project.");
    gitlab.set_member(id, "alice", Some(AccessLevel::Reporter));
    assert!(refs(&gitlab, &Git::with_token(&token), false).0, "a reporter fetches");
    assert_refused(&gitlab, &token, true, 403, "You are not allowed to push code to this project.");
    gitlab.set_member(id, "alice", Some(AccessLevel::Developer));
    gitlab.archive(id);
    assert!(refs(&gitlab, &Git::with_token(&token), false).0, "what is archived can be fetched");
    assert_refused(&gitlab, &token, true, 403, "You can't push code to an archived project.");
    gitlab.edit_project(id, |project| project.read_only = true);
    assert_refused(&gitlab, &token, true, 403, "The repository is temporarily read-only. Please try again later.");
    gitlab.edit_project(id, |project| project.without_repository = true);
    assert_refused(&gitlab, &token, false, 404, "not found");
    let said = |path: &str| {
        let path = format!("/{path}.git/info/refs?service=git-upload-pack");
        let answer = send(&gitlab, "GET", &path, &[("Authorization", &basic("oauth2", &token))], None).unwrap();
        assert!(answer.header("content-type").unwrap().starts_with("text/plain"), "so that git shows it");
        (answer.status, answer.text())
    };
    assert_eq!(said("group/nothing"), (404, NOT_FOUND.to_owned()), "what is not there");
    assert_eq!(said("group/web"), (404, NO_REPOSITORY.to_owned()), "what has no repository");
}

fn basic(name: &str, password: &str) -> String {
    use base64::Engine as _;
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{name}:{password}")))
}

#[test]
fn accounts_in_trouble_are_refused_as_gitlab_does() {
    let gitlab = start();
    web(&gitlab, Some(AccessLevel::Owner));
    let token = token(&gitlab, "alice", &["api"]);
    let denied = "Authentication failed";
    let rows = [
        (UserState::Blocked, 401, denied),
        (UserState::PendingApproval, 401, denied),
        (UserState::Unconfirmed, 401, denied),
        (UserState::PasswordExpired, 401, denied),
        (UserState::Deactivated, 403, "Your account has been deactivated by your administrator."),
        (UserState::TermsNotAccepted, 403, "must accept the Terms of Service"),
    ];
    for (state, status, text) in rows {
        gitlab.edit_user("alice", |user| user.state = state);
        assert_refused(&gitlab, &token, false, status, text);
    }
    gitlab.edit_user("alice", |user| user.state = UserState::Active);
    assert!(refs(&gitlab, &Git::with_token(&token), false).0, "the token has outlived all of it");
}

#[test]
fn an_account_has_its_own_password_for_git_too() {
    let gitlab = start();
    web(&gitlab, Some(AccessLevel::Developer));
    assert!(refs(&gitlab, &Git::with("alice", local_gitlab::DEFAULT_PASSWORD), false).0, "under its own name");
    assert!(!refs(&gitlab, &Git::with("bob", local_gitlab::DEFAULT_PASSWORD), false).0, "not for what is another's");
    assert!(!refs(&gitlab, &Git::with("oauth2", local_gitlab::DEFAULT_PASSWORD), false).0, "and under no other");
}
