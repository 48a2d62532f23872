//! What GitLab and the way to it refuse, told apart.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

use carrick::git::cloning::Order;
use carrick::git::cloning::failure::{Failure, Wait};
use carrick::git::helper::Helper;
use carrick_store::model::VaultState;
use local_gitlab::{AccessLevel, Behaviour, Fault, FaultKind, NewFile, NewProject};

use super::stand::{Stand, with_git};
use crate::support::until;

fn status(code: u16, body: &str) -> FaultKind {
    FaultKind::Status { code, retry_after: None, body: body.to_owned() }
}

#[test]
fn what_gitlab_refuses_is_told_apart() {
    with_git(async || {
        let stand = Stand::new("cloning::failures::what_gitlab_refuses_is_told_apart").await;
        let gitlab = &stand.installation.gitlab;
        stand.project("group/web", Vec::new());
        let members = vec![("alice".to_owned(), AccessLevel::Guest)];
        let guest = NewProject { path: "group/guest".to_owned(), members, ..NewProject::default() };
        gitlab.create_project(guest);
        gitlab.create_project(NewProject { path: "bobs/own".to_owned(), ..NewProject::default() });
        let said = |text: &str| Some(text.to_owned());
        let hostile = "No.\r\u{1b}[31mCarrick: the Login keyring is locked.\u{1b}]0;x\u{7}\n\u{202e}Really.";
        let table = [
            (status(503, "x"), Failure::ServerError(503)),
            (FaultKind::PlainText429, Failure::RateLimited),
            (status(403, hostile), Failure::Forbidden(said("No. Carrick: the Login keyring is locked. Really."))),
            (FaultKind::Redirect("http://127.0.0.1:1/elsewhere".to_owned()), Failure::Redirected),
            (FaultKind::Html, Failure::NotGit),
            (FaultKind::Reset, Failure::CutOff),
        ];
        for (program, version) in stand.programs() {
            for (kind, expected) in &table {
                gitlab.fault(Fault::always("/group/web.git/info/refs", kind.clone()));
                let failure = stand.fails(stand.git(&program), stand.order("group/web")).await;
                let of_reply = matches!((&failure, expected), (Failure::Forbidden(Some(_)), Failure::Forbidden(_)));
                assert!(failure == *expected || of_reply, "git {version:?}: {kind:?} is {failure:?}");
                if let Failure::Forbidden(Some(said)) = &failure {
                    assert!(!said.contains(|c: char| c.is_control() || c == '\u{202e}'), "plain letters: {said:?}");
                    assert!(said.ends_with("Really."), "and all of them: {said:?}");
                }
                gitlab.clear_faults();
            }
            let failure = stand.fails(stand.git(&program), stand.order("group/guest")).await;
            let text = "You are not allowed to download code from this project.";
            assert_eq!(failure, Failure::Forbidden(said(text)), "git {version:?}: a right is missing");
            let failure = stand.fails(stand.git(&program), stand.order("bobs/own")).await;
            let text = "The project you were looking for could not be found or you don't have permission to view it.";
            assert_eq!(failure, Failure::NotFound(said(text)), "git {version:?}: not hers to see");
        }
        stand.installation.finish().await;
    });
}

#[test]
fn what_is_wrong_on_the_way_is_told_apart() {
    with_git(async || {
        let stand = Stand::new("cloning::failures::what_is_wrong_on_the_way_is_told_apart").await;
        let url = stand.installation.gitlab.url();
        let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let plain = url.replace("http://", "https://");
        for (program, version) in stand.programs() {
            let table = [
                ("https://nowhere.invalid", Failure::HostUnknown),
                (&format!("http://{closed}"), Failure::ConnectionRefused),
                (plain.as_str(), Failure::Certificate),
            ];
            for (instance, expected) in table {
                let failure = stand.fails(stand.git(&program), stand.order_to(instance, "group/web")).await;
                assert_eq!(failure, expected, "git {version:?}: {instance}");
            }
            for (proxy, why) in [(format!("http://{closed}"), "is not there"), (refusing_proxy(), "wants a password")] {
                for (name, instance) in [("https_proxy", "https://gitlab.invalid"), ("http_proxy", url.as_str())] {
                    let git = stand.git_in(&program, &[(name, &proxy)]);
                    let failure = stand.fails(git, stand.order_to(instance, "group/web")).await;
                    let of_this = instance == url && why == "is not there";
                    let expected = if of_this { Failure::ConnectionRefused } else { Failure::Proxy };
                    // A proxy on the host itself cannot be told from it.
                    assert_eq!(failure, expected, "git {version:?}: a proxy that {why}, to {instance}");
                }
            }
        }
        stand.installation.finish().await;
    });
}

/// A proxy that lets nobody through without a password.
fn refusing_proxy() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().filter_map(Result::ok) {
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(
                b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nContent-Length: 0\r\n\r\n",
            );
        }
    });
    address
}

#[test]
fn a_connection_that_breaks_or_stands_still_is_told_apart() {
    with_git(async || {
        let stand = Stand::new("cloning::failures::a_connection_that_breaks_or_stands_still_is_told_apart").await;
        let gitlab = &stand.installation.gitlab;
        let project = stand.project("group/web", vec![NewFile::noise("noise", 2)]);
        for (program, version) in stand.programs() {
            let breaks = Behaviour { breaks_after: Some(300_000), ..Behaviour::default() };
            gitlab.edit_project(project.id, |it| it.behaviour = breaks);
            let failure = stand.fails(stand.git(&program), stand.order("group/web")).await;
            assert_eq!(failure, Failure::CutOff, "git {version:?}: in the middle of the pack");
            gitlab.edit_project(project.id, |it| it.behaviour = Behaviour::default());
            gitlab.fault(Fault::once("/group/web.git/git-upload-pack", FaultKind::Hold));
            let impatient = stand.git(&program).that_stalls_after(Duration::from_secs(1));
            let failure = stand.fails(impatient, stand.order("group/web")).await;
            assert_eq!(failure, Failure::TimedOut, "git {version:?}: nothing comes");
            gitlab.let_answer();
        }
        stand.installation.finish().await;
    });
}

#[test]
fn a_link_that_cannot_serve_is_waited_for() {
    with_git(async || {
        let stand = Stand::new("cloning::failures::a_link_that_cannot_serve_is_waited_for").await;
        stand.project("group/web", Vec::new());
        let program = stand.newest();
        for (state, wait) in [(VaultState::Locked, Wait::KeyringLocked), (VaultState::Silent, Wait::Keyring)] {
            stand.installation.keyring.become_state(state);
            let said = stand.installation.git_asks("username=alice\npath=group/web.git\n").await;
            stand.installation.keyring.become_state(VaultState::Ready);
            // The program of the helper has a keyring of its own here, so that another says its words.
            let text = format!("#!/bin/sh\ncat <<'END' >&2\n{}END\n[ \"$1\" = get ] && echo quit=1\n", said.words);
            let helper = Helper::new(stand.program("repeats", &text));
            let failure = stand.fails(stand.git(&program), Order { asked: helper, ..stand.order("group/web") }).await;
            assert_eq!(failure, Failure::Waiting(wait), "{}", said.words);
        }
        stand.installation.gitlab.revoke_all("alice");
        let first = stand.fails(stand.git(&program), stand.order("group/web")).await;
        let known = [Failure::CredentialRejected, Failure::Waiting(Wait::NeedsYou)];
        assert!(known.contains(&first), "the token does not work: {first:?}");
        let looked = || {
            let db = stand.installation.second_connection();
            db.query_row("SELECT needs_you FROM links", [], |row| row.get::<_, Option<String>>(0)).unwrap().is_some()
        };
        until("Carrick has looked", looked).await;
        let second = stand.fails(stand.git(&program), stand.order("group/web")).await;
        assert_eq!(second, Failure::Waiting(Wait::NeedsYou), "until it is linked again");
        stand.installation.relink(stand.link_id, "alice").await;
        let order = Order { asked: stand.order_to("https://x.example", "a/b").asked, ..stand.order("group/web") };
        let failure = stand.fails(stand.git(&program), order).await;
        assert_eq!(failure, Failure::CredentialRejected, "a token that GitLab does not take");
        let silent = Helper::new(stand.program("silent", "#!/bin/sh\nexit 0\n"));
        let failure = stand.fails(stand.git(&program), Order { asked: silent, ..stand.order("group/web") }).await;
        assert_eq!(failure, Failure::NobodyAnswered, "nobody is linked there");
        stand.installation.finish().await;
    });
}

#[test]
fn a_token_revoked_in_the_middle_of_a_clone_is_healed_or_told() {
    with_git(async || {
        let stand = Stand::new("cloning::failures::a_token_revoked_in_the_middle_of_a_clone_is_healed_or_told").await;
        let gitlab = &stand.installation.gitlab;
        for (program, version) in stand.programs() {
            let path = format!("group/web-{}", version.1);
            stand.project(&path, Vec::new());
            gitlab.fault(Fault::once(&format!("/{path}.git/git-upload-pack"), FaultKind::Hold));
            let clone = stand.start(stand.git(&program), stand.order(&path));
            until("it is asked for", || gitlab.held_answers() > 0).await;
            gitlab.expire_access_tokens();
            gitlab.let_answer();
            match clone.await {
                Ok(_) => assert!(version >= (2, 46), "git {version:?} asked again"),
                Err(failure) => assert_eq!(failure, Failure::CredentialRejected, "git {version:?} says so"),
            }
            stand.installation.clock.advance(61_000);
        }
        stand.installation.finish().await;
    });
}
