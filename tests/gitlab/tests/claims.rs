use crate::support::git::Git;
use crate::support::http::send;
use crate::support::merge_requests::Desk;
use base64::Engine as _;
use local_gitlab::{Fault, FaultKind, MergeRequestJobs};

/// A repository of one's own with a blob in it, and the ref that claims.
struct Claims<'d> {
    desk: &'d Desk,
    git: Git,
    address: String,
}

impl<'d> Claims<'d> {
    fn new(desk: &'d Desk) -> Self {
        let git = Git::with_token(&desk.token);
        assert!(git.run("", &["init", "-q", "--bare", "own"]).is_ok(), "a repository of one's own");
        Self { desk, git, address: format!("{}/group/web.git", desk.gitlab.url()) }
    }

    fn blob(&self, text: &str) -> String {
        std::fs::write(self.git.folder("own/text"), text).expect("it is written");
        self.git.run("own", &["hash-object", "-w", "text"]).printed()
    }

    /// Whether it was made, and what git said.
    fn push(&self, name: &str, lease: &str, blob: &str) -> (bool, String) {
        let lease = format!("--force-with-lease={name}:{lease}");
        let spec = format!("{blob}:{name}");
        let run = self.git.run("own", &["push", "-q", &lease, &self.address, &spec]);
        (run.is_ok(), run.said())
    }

    fn listed(&self, start: &str) -> Vec<String> {
        let run = self.git.run("own", &["-c", "protocol.version=2", "ls-remote", &self.address, &format!("{start}*")]);
        assert!(run.is_ok(), "the refs are listed: {}", run.said());
        run.printed().lines().map(|line| line.replace('\t', " ")).collect()
    }
}

const SHA: &str = "e82eb4a098e32c796079ca3915e07487fc4db24c";

#[test]
fn a_claim_is_made_once_taken_over_by_its_id_and_removed() {
    let desk = Desk::prompt(MergeRequestJobs::None);
    let claims = Claims::new(&desk);
    let name = format!("refs/carrick/builds/1/{SHA}");
    let (one, other) = (claims.blob("one"), claims.blob("other"));
    assert!(claims.push(&name, "", &one).0, "the first makes it");
    let (made, said) = claims.push(&name, "", &other);
    assert!(!made && said.contains("stale info"), "the second does not: {said}");
    assert_eq!(claims.listed("refs/carrick/builds/1/"), [format!("{one} {name}")], "it is listed by its beginning");
    assert_eq!(claims.listed("refs/carrick/builds/2/"), Vec::<String>::new(), "and by no other");
    assert!(claims.push(&name, &one, &other).0, "who knows its id takes it over");
    assert!(claims.push(&name, &other, "").0, "and removes it");
    assert_eq!(claims.listed("refs/carrick/"), Vec::<String>::new(), "nothing is left");
    assert_eq!(desk.gitlab.pipelines(desk.project), [], "none of it starts anything");
}

#[test]
fn of_eight_who_claim_at_once_one_wins() {
    let desk = Desk::prompt(MergeRequestJobs::None);
    for round in 0..3 {
        let name = format!("refs/carrick/builds/{round}/{SHA}");
        let claims: Vec<Claims<'_>> = (0..8).map(|_| Claims::new(&desk)).collect();
        let won: usize = std::thread::scope(|scope| {
            let try_one = |(at, one): (usize, &Claims<'_>)| one.push(&name, "", &one.blob(&format!("{at}"))).0;
            let tries: Vec<_> =
                claims.iter().enumerate().map(|each| scope.spawn(move || usize::from(try_one(each)))).collect();
            tries.into_iter().map(|one| one.join().expect("the push ends")).sum()
        });
        assert_eq!(won, 1, "in round {round}");
    }
}

#[test]
fn refs_are_listed_by_their_beginning_at_the_server() {
    let desk = Desk::prompt(MergeRequestJobs::None);
    let claims = Claims::new(&desk);
    let blob = claims.blob("{\"id\":\"7\"}");
    assert!(claims.push(&format!("refs/carrick/builds/1/{SHA}"), "", &blob).0, "a claim");
    assert!(claims.push(&format!("refs/carrick/builds/2/{SHA}"), "", &blob).0, "and another");
    let line = |text: &str| format!("{:04x}{text}", text.len() + 4);
    let body = [&line("command=ls-refs\n"), "0001", &line("ref-prefix refs/carrick/builds/1/\n"), "0000"].concat();
    let login = base64::engine::general_purpose::STANDARD.encode(format!("oauth2:{}", desk.token));
    let authorization = format!("Basic {login}");
    let headers = [
        ("Authorization", authorization.as_str()),
        ("Git-Protocol", "version=2"),
        ("Content-Type", "application/x-git-upload-pack-request"),
    ];
    let answer = send(&desk.gitlab, "POST", "/group/web.git/git-upload-pack", &headers, Some(&body)).unwrap();
    let text = answer.text();
    assert!(text.contains(&format!("{blob} refs/carrick/builds/1/{SHA}")), "the one asked for: {text}");
    assert!(!text.contains("builds/2") && !text.contains("refs/heads"), "and nothing else");
    let read = desk.get(&desk.of(&format!("/repository/blobs/{blob}"))).json();
    assert_eq!(read["size"], 10, "what it points at is read by the API, its size beside it");
    assert_eq!(desk.get(&desk.of(&format!("/repository/blobs/{blob}/raw"))).text(), "{\"id\":\"7\"}", "or as it is");
}

#[test]
fn a_ref_above_the_claims_is_no_claim() {
    let desk = Desk::prompt(MergeRequestJobs::None);
    let claims = Claims::new(&desk);
    let blob = claims.blob("one");
    assert!(claims.push("refs/carrick/builds/1", "", &blob).0, "somebody puts a ref where a folder should be");
    let (made, said) = claims.push(&format!("refs/carrick/builds/1/{SHA}"), "", &blob);
    assert!(!made && !said.contains("stale info"), "which is another failure than a claim: {said}");
}

#[test]
fn servers_refuse_claims_in_many_ways() {
    let desk = Desk::prompt(MergeRequestJobs::None);
    let claims = Claims::new(&desk);
    let (blob, name) = (claims.blob("one"), format!("refs/carrick/builds/1/{SHA}"));
    let refused = |text: &str| {
        let (made, said) = claims.push(&name, "", &blob);
        assert!(!made && said.contains(text), "{text}: {said}");
        assert!(!said.contains("stale info"), "nobody has it: {said}");
    };
    let edit = |change: fn(&mut local_gitlab::Project)| {
        desk.gitlab.edit_project(desk.project, change);
    };
    edit(|project| project.behaviour.declines = vec![("refs/carrick/".to_owned(), "No refs of your own.".to_owned())]);
    refused("GitLab: No refs of your own.");
    refused("pre-receive hook declined");
    edit(|project| project.behaviour.declines.clear());
    edit(|project| project.behaviour.over_size_limit = true);
    refused("exceeded its size limit");
    edit(|project| project.behaviour.over_size_limit = false);
    edit(|project| project.read_only = true);
    refused("temporarily read-only");
    edit(|project| project.read_only = false);
    desk.gitlab.fault(Fault::always("/group/web.git/", FaultKind::PlainText429));
    refused("429");
    desk.gitlab.clear_faults();
    assert!(claims.push(&name, "", &blob).0, "then it is made");
}

#[test]
fn gitlabs_own_refs_are_nobodys() {
    let desk = Desk::prompt(MergeRequestJobs::None);
    desk.open();
    let claims = Claims::new(&desk);
    let blob = claims.blob("one");
    for name in ["refs/merge-requests/2/head", "refs/pipelines/1", "refs/keep-around/1", "refs/environments/a"] {
        let (made, said) = claims.push(name, "", &blob);
        assert!(!made && said.contains("deny updating a hidden ref"), "{name}: {said}");
    }
    assert_eq!(claims.listed("refs/merge-requests/").len(), 1, "those of merge requests are read all the same");
    let advertised = claims.desk.gitlab.git_requests().len();
    assert!(advertised > 0, "by git over HTTP");
}
