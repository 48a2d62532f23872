use crate::support::git::Git;
use crate::support::http::send;
use crate::support::{start, token};
use local_gitlab::{AccessLevel, Behaviour, LocalGitlab, NewFile, NewProject, Options, Visibility};
use std::time::{Duration, Instant};

fn shared(path: &str) -> NewProject {
    NewProject {
        path: path.to_owned(),
        members: vec![("alice".to_owned(), AccessLevel::Developer)],
        ..NewProject::default()
    }
}

fn address(gitlab: &LocalGitlab, path: &str) -> String {
    format!("{}/{path}.git", gitlab.url())
}

#[test]
fn a_token_clones_commits_and_pushes() {
    let gitlab = start();
    let id = gitlab.create_project(shared("group/web")).id;
    let git = Git::with_token(&token(&gitlab, "alice", &["write_repository"]));
    let cloned = git.clone(&address(&gitlab, "group/web"), "web");
    assert!(cloned.is_ok(), "it is cloned: {}", cloned.said());
    assert!(git.folder("web/README.md").is_file(), "with its files");
    let pushed = git.push_file("web", "new.txt", b"new\n");
    assert!(pushed.is_ok(), "it takes a push: {}", pushed.said());
    let here = git.run("web", &["rev-parse", "HEAD"]).printed();
    assert_eq!(gitlab.repository(id).unwrap().head().unwrap(), here, "what was pushed is there");
    let asked = gitlab.git_requests();
    assert_eq!((asked[0].status, asked[0].username.as_deref()), (401, None), "git asks without a name first");
    assert_eq!((asked[1].status, asked[1].account.as_deref()), (200, Some("alice")), "then it is alice");
    assert_eq!(asked[1].username.as_deref(), Some("oauth2"), "whatever name she gives");
    assert!(!format!("{asked:?}").contains("oauth2"), "names are not printed: people put tokens there");
}

#[test]
fn the_same_project_has_the_same_commits_each_time() {
    let heads = [0, 1].map(|_| {
        let gitlab = start();
        let id = gitlab.create_project(shared("group/web")).id;
        gitlab.repository(id).unwrap().head().unwrap()
    });
    assert_eq!(heads[0], heads[1], "author and dates are fixed");
}

#[test]
fn what_is_public_is_cloned_without_a_password_and_refused_with_a_wrong_one() {
    let gitlab = start();
    gitlab.create_project(NewProject { visibility: Visibility::Public, ..shared("group/open") });
    assert!(Git::anonymous().clone(&address(&gitlab, "group/open"), "a").is_ok(), "nobody may");
    let wrong = Git::with_token("wrong");
    assert!(wrong.clone(&address(&gitlab, "group/open"), "a").is_ok(), "git does not even ask for one");
    let open = "/group/open.git/info/refs?service=git-upload-pack";
    let answer = send(&gitlab, "GET", open, &[("Authorization", "Basic b2F1dGgyOndyb25n")], None).unwrap();
    assert_eq!(answer.status, 401, "a wrong password is wrong for public ones too");
    assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"GitLab\""), "with GitLab's realm");
    assert!(answer.text().starts_with("HTTP Basic: Access denied."), "and its words");
}

#[test]
fn an_address_without_git_is_sent_on_to_the_one_with_it() {
    let gitlab = LocalGitlab::start(Options { relative_root: "/gitlab".to_owned(), ..Options::default() }).unwrap();
    gitlab.create_project(shared("group/web"));
    let git = Git::with_token(&token(&gitlab, "alice", &["api"]));
    let bare = address(&gitlab, "group/web").trim_end_matches(".git").to_owned();
    let cloned = git.clone(&bare, "web");
    assert!(cloned.is_ok(), "git follows: {}", cloned.said());
    let answer = send(&gitlab, "GET", "/group/nothing/info/refs?service=git-upload-pack", &[], None).unwrap();
    assert_eq!(answer.status, 301, "whether it is there or not");
    let to = format!("{}/group/nothing.git/info/refs?service=git-upload-pack", gitlab.url());
    assert_eq!(answer.header("location"), Some(to.as_str()), "below the relative root");
}

#[test]
fn a_moved_project_is_served_at_its_old_path_and_says_so_after_a_push() {
    let gitlab = start();
    let id = gitlab.create_project(shared("group/old")).id;
    let git = Git::with_token(&token(&gitlab, "alice", &["api"]));
    assert!(git.clone(&address(&gitlab, "group/old"), "old").is_ok(), "it is cloned");
    gitlab.move_project(id, "group/new");
    let fetched = git.run("old", &["fetch"]);
    assert!(fetched.is_ok() && !fetched.said().contains("moved"), "a fetch goes on in silence: {}", fetched.said());
    let pushed = git.push_file("old", "new.txt", b"new\n");
    assert!(pushed.is_ok(), "a push too: {}", pushed.said());
    assert!(pushed.said().contains("Project 'group/old' was moved to 'group/new'."), "and says it: {}", pushed.said());
    let advice = format!("git remote set-url origin {}", address(&gitlab, "group/new"));
    assert!(pushed.said().contains(&advice), "with the new address");
}

#[test]
fn an_empty_project_takes_its_first_push() {
    let gitlab = start();
    let id = gitlab.create_project(NewProject { empty: true, ..shared("group/empty") }).id;
    let git = Git::with_token(&token(&gitlab, "alice", &["write_repository"]));
    let cloned = git.run("", &["clone", &address(&gitlab, "group/empty"), "empty"]);
    assert!(cloned.is_ok(), "cloning it succeeds");
    assert!(cloned.said().contains("empty repository"), "with git's warning");
    assert!(git.push_file("empty", "first.txt", b"first\n").is_ok(), "it takes a push");
    assert!(!gitlab.project(id).unwrap().empty, "then it is empty no more");
}

#[test]
fn a_large_push_comes_in_pieces_and_zipped_requests_are_read() {
    let gitlab = start();
    let id = gitlab.create_project(shared("group/web")).id;
    let git = Git::with_token(&token(&gitlab, "alice", &["write_repository"]));
    assert!(git.clone(&address(&gitlab, "group/web"), "web").is_ok(), "it is cloned");
    let noise: Vec<u8> =
        (0_u32..1_500_000).flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let pushed = git.push_file("web", "large.bin", &noise);
    assert!(pushed.is_ok(), "six megabytes are pushed: {}", pushed.said());
    let chunked = gitlab.requests().into_iter().any(|one| one.header("transfer-encoding") == Some("chunked"));
    assert!(chunked, "git sent them without saying how many");
    // Many things to say about what one has make git zip its request.
    let server = gitlab.repository(id).unwrap();
    for number in 0..60 {
        server.commit(&format!("Change {number}"), &[NewFile::new("n", number.to_string())]).unwrap();
        git.run("web", &["commit", "-q", "--allow-empty", "-m", &format!("Own {number}")]);
    }
    let fetched = git.run("web", &["fetch"]);
    assert!(fetched.is_ok(), "they are fetched: {}", fetched.said());
    let zipped = gitlab.requests().into_iter().any(|one| one.header("content-encoding") == Some("gzip"));
    assert!(zipped, "by a request that was zipped");
}

#[test]
fn a_token_that_dies_between_two_requests_of_one_push_is_noticed() {
    let gitlab = start();
    gitlab.create_project(shared("group/web"));
    let application = gitlab.create_application(crate::support::confidential());
    let pair = gitlab.issue_pair("alice", &application.id, &["api"]).unwrap();
    let basic = |path: &str, method: &str| {
        let encoded = base64(&format!("oauth2:{}", pair.access_token));
        let header = format!("Basic {encoded}");
        send(&gitlab, method, path, &[("Authorization", &header)], (method == "POST").then_some("0000")).unwrap().status
    };
    assert_eq!(basic("/group/web.git/info/refs?service=git-receive-pack", "GET"), 200, "it begins");
    gitlab.expire_access_tokens();
    assert_eq!(basic("/group/web.git/git-receive-pack", "POST"), 401, "and is refused");
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[test]
fn a_server_may_say_anything_send_slowly_and_break_off() {
    let gitlab = start();
    let files = vec![NewFile::noise("large.bin", 1)];
    let id = gitlab.create_project(NewProject { files, ..shared("group/large") }).id;
    let git = Git::with_token(&token(&gitlab, "alice", &["api"]));
    let clone = |to: &str, behaviour: Behaviour| {
        gitlab.edit_project(id, |project| project.behaviour = behaviour);
        git.run("", &["clone", &address(&gitlab, "group/large"), to])
    };
    let says = b"\x1b[2J\x1b]0;owned\x07 hello\n".to_vec();
    let loud = clone("loud", Behaviour { says, ..Behaviour::default() });
    assert!(loud.is_ok() && loud.said().contains("hello"), "what it says arrives: {}", loud.said());
    assert!(loud.said().contains("\x1b]0;owned"), "escape codes and all, with this git");
    let start = Instant::now();
    let slow = clone("slow", Behaviour { bytes_per_second: Some(1_000_000), ..Behaviour::default() });
    assert!(slow.is_ok() && start.elapsed() > Duration::from_millis(900), "it takes its time: {:?}", start.elapsed());
    let broken = clone("broken", Behaviour { breaks_after: Some(100_000), ..Behaviour::default() });
    assert!(!broken.is_ok() && !git.folder("broken").exists(), "it breaks off: {}", broken.said());
    let cut = ["early EOF", "unexpected disconnect", "RPC failed"].iter().any(|text| broken.said().contains(text));
    assert!(cut, "as a line that is cut: {}", broken.said());
}

#[test]
fn odd_and_hostile_contents_are_served_as_they_are() {
    let gitlab = start();
    let git = Git::with_token(&token(&gitlab, "alice", &["api"]));
    let inner = gitlab.create_project(shared("group/inner")).id;
    let commit = gitlab.repository(inner).unwrap().head().unwrap();
    let mut files = local_gitlab::names_that_clash();
    files.extend(local_gitlab::odd_names());
    files.extend(local_gitlab::hostile("touch owned", "http://127.0.0.1:1/lfs"));
    files.push(NewFile::submodule("inner", &address(&gitlab, "group/inner"), &commit));
    let count = files.len();
    let id = gitlab.create_project(NewProject { files, ..shared("group/odd") }).id;
    let cloned = git.clone(&address(&gitlab, "group/odd"), "odd");
    assert!(cloned.is_ok(), "it is cloned: {}", cloned.said());
    let listed = git.run("odd", &["ls-tree", "-r", "-z", "HEAD"]).printed();
    assert_eq!(listed.trim_end_matches('\0').split('\0').count(), count + 1, "every file and .gitmodules");
    let inside = git.run("odd", &["submodule", "update", "--init"]);
    assert!(inside.is_ok(), "the submodule leads somewhere: {}", inside.said());
    let more = gitlab.repository(id).unwrap();
    let refused = NewFile::new(".git/hooks/post-checkout", "#!/bin/sh\n");
    assert!(more.commit("Reach into .git", &[refused]).is_ok(), "even what git itself would not write");
    assert!(git.run("odd", &["fetch"]).is_ok(), "can be fetched");
    assert!(!git.run("odd", &["checkout", "origin/main"]).is_ok(), "and not be checked out");
}

#[test]
fn part_of_a_repository_can_be_cloned() {
    let gitlab = start();
    let id = gitlab.create_project(shared("group/web")).id;
    let git = Git::with_token(&token(&gitlab, "alice", &["api"]));
    let address = address(&gitlab, "group/web");
    let blobless = git.run("", &["clone", "--filter=blob:none", "--no-checkout", &address, "part"]);
    assert!(blobless.is_ok() && !blobless.said().contains("filtering not recognized"), "{}", blobless.said());
    let missing = git.run("part", &["rev-list", "--objects", "--all", "--missing=print"]).printed();
    assert!(missing.lines().any(|line| line.starts_with('?')), "contents come later");
    assert!(git.run("part", &["checkout", "-q", "main"]).is_ok(), "when they are needed");
    assert!(git.run("", &["clone", "-q", "--depth=1", &address, "shallow"]).is_ok(), "one commit alone will do");
    assert_eq!(git.run("shallow", &["rev-list", "--count", "HEAD"]).printed(), "1", "and is all there is");
    assert_eq!(gitlab.repository(id).unwrap().git(&["rev-list", "--count", "main"]).unwrap(), "2", "of two");
}

#[test]
fn many_fetch_at_once() {
    let gitlab = start();
    gitlab.create_project(shared("group/web"));
    let git = Git::with_token(&token(&gitlab, "alice", &["api"]));
    std::thread::scope(|scope| {
        for number in 0..24 {
            let (git, gitlab) = (&git, &gitlab);
            scope.spawn(move || {
                let cloned = git.clone(&address(gitlab, "group/web"), &format!("web{number}"));
                assert!(cloned.is_ok(), "clone {number} of a repository that is made meanwhile: {}", cloned.said());
            });
        }
    });
}

#[test]
fn the_second_version_of_the_protocol_is_spoken_with_who_asks_for_it() {
    let gitlab = start();
    gitlab.create_project(NewProject { visibility: Visibility::Public, ..shared("group/open") });
    let refs = |headers: &[(&str, &str)]| {
        send(&gitlab, "GET", "/group/open.git/info/refs?service=git-upload-pack", headers, None).unwrap().text()
    };
    assert!(refs(&[("Git-Protocol", "version=2")]).contains("version 2"), "the second");
    assert!(refs(&[]).contains("refs/heads/main"), "and the first, which names the branches at once");
}

#[test]
fn git_goes_over_https_too() {
    let gitlab = LocalGitlab::start(Options { tls: true, ..Options::default() }).unwrap();
    gitlab.create_project(shared("group/web"));
    let git = Git::with_token(&token(&gitlab, "alice", &["write_repository"]));
    std::fs::write(git.folder("ca.pem"), gitlab.ca_pem().unwrap()).unwrap();
    let trust = format!("http.sslCAInfo={}", git.folder("ca.pem").display());
    let cloned = git.run("", &["-c", &trust, "clone", "-q", "-c", &trust, &address(&gitlab, "group/web"), "web"]);
    assert!(cloned.is_ok(), "it is cloned: {}", cloned.said());
    assert!(git.push_file("web", "new.txt", b"new\n").is_ok(), "and takes a push");
    assert!(gitlab.requests().iter().any(|request| request.over_http2), "over the second version of HTTP");
}
