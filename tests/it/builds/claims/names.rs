//! What is asked of a server when claims are looked at.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use carrick::builds::claims::{Claims as _, Key};
use carrick::git::cloning::Git;
use carrick::git::helper::Helper;
use carrick::git::references::{Failed, Server};

use super::stand::{PASSWORD, Stand, sha, taken, win};
use crate::git::programs;

/// Between a machine and its server: hears both.
struct Tap {
    address: String,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Tap {
    fn before(url: &str) -> Self {
        let to = url.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let tap = Self { address: format!("http://{}", listener.local_addr().unwrap()), heard: Arc::default() };
        let heard = Arc::clone(&tap.heard);
        std::thread::spawn(move || {
            for from in listener.incoming().map_while(Result::ok) {
                let to = TcpStream::connect(&to).unwrap();
                let (answers, back) = (to.try_clone().unwrap(), from.try_clone().unwrap());
                for (from, to) in [(from, to), (answers, back)] {
                    let heard = Arc::clone(&heard);
                    std::thread::spawn(move || carry(from, to, &heard));
                }
            }
        });
        tap
    }

    fn heard(&self) -> String {
        String::from_utf8_lossy(&self.heard.lock().unwrap()).into_owned()
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, heard: &Mutex<Vec<u8>>) {
    let mut block = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut block) {
        heard.lock().unwrap().extend(&block[..read]);
        if to.write_all(&block[..read]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}

fn server(stand: &Stand, git: Git) -> Server {
    let text = format!("[ \"$1\" = get ] && printf 'username=dev\\npassword={PASSWORD}\\n'\n");
    let helper = Helper::new(stand.program("helper", &text));
    Server::new(git, helper, stand.project.instance.clone(), &stand.project.path, "dev").unwrap()
}

fn newest() -> std::path::PathBuf {
    programs::all().into_iter().max_by_key(|git| programs::version(git)).unwrap()
}

/// Branches, another merge request's claims, and whatever else a project has.
fn furnish(stand: &Stand) -> Key {
    let head = stand.server(&["rev-parse", "HEAD"]);
    for at in 0..50 {
        stand.server(&["update-ref", &format!("refs/heads/branch-{at}"), &head]);
        stand.server(&["update-ref", &format!("refs/carrick/builds/421/{}", sha(at)), &head]);
    }
    stand.key(42, &sha(1))
}

#[tokio::test]
async fn only_names_of_the_one_merge_request_are_sent() {
    let stand = Stand::new();
    let key = furnish(&stand);
    win(&stand.machine("other"), &key).await;
    let server = server(&stand, stand.git(&newest(), "one"));
    let tap = Tap::before(&stand.gitlab.url());
    std::fs::write(stand.path("one/.gitconfig"), format!("[http]\n\tproxy = {}\n", tap.address)).unwrap();
    let names = server.names("refs/carrick/builds/42/").await.unwrap();
    assert_eq!(names.len(), 1, "of all there are: {names:?}");
    let said = tap.heard();
    assert_eq!(said.matches("ref-prefix ").count(), 1, "one beginning is asked for: {said}");
    assert!(said.contains("ref-prefix refs/carrick/builds/42/\n"), "that of the merge request: {said}");
    assert!(!said.contains("refs/heads/") && !said.contains("/421/"), "and nothing else is told: {said}");
    assert!(!said.contains("command=fetch"), "nor fetched: {said}");
    assert!(server.names("").await.unwrap().len() > 100, "the server has more, and tells it to whoever asks for it");
    assert!(tap.heard().contains("refs/heads/branch-7"), "which would be heard here");
}

#[tokio::test]
async fn looking_fetches_nothing() {
    let stand = Stand::new();
    let machine = stand.machine("one");
    let huge = stand.blob(&"x".repeat(20 << 20));
    stand.server(&["update-ref", &format!("refs/carrick/builds/42/{}", sha(1)), &huge]);
    let key = stand.key(42, &sha(1));
    assert_eq!(machine.look(&key).await.unwrap().unwrap().as_str(), huge, "its id is all that is wanted");
    let listed = machine.list(&stand.project, None).await.unwrap();
    assert_eq!(listed.len(), 1, "it is one like any other");
    let found = taken(machine.claim(&key, 1).await);
    assert_eq!(found.as_str(), huge, "and holds back like any other");
    let kept = size(&stand.path("one"));
    assert!(kept < 256 * 1024, "nothing of it came here: {kept} bytes");
}

fn size(folder: &std::path::Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries.map(|entry| if entry.path().is_dir() { size(&entry.path()) } else { entry.metadata().unwrap().len() }).sum()
}

#[tokio::test]
async fn more_names_than_anybody_reads_are_not_read() {
    let stand = Stand::new();
    let head = stand.server(&["rev-parse", "HEAD"]);
    let lines: String = (0..4000).map(|at| format!("{head} refs/carrick/builds/42/{}\n", sha(at))).collect();
    let packed = stand.gitlab.repository(stand.id()).unwrap().folder().unwrap().join("packed-refs");
    std::fs::write(packed, format!("# pack-refs with: peeled fully-peeled sorted \n{lines}")).unwrap();
    let server = server(&stand, stand.git(&newest(), "one"));
    assert_eq!(server.names("refs/carrick/builds/42/").await, Err(Failed::TooMany), "it ends somewhere");
    let machine = stand.machine("one");
    let key = stand.key(42, &sha(5));
    assert_eq!(machine.look(&key).await.unwrap().unwrap().as_str(), head, "one of them can still be looked at");
}

#[tokio::test]
async fn a_git_that_is_too_old_is_not_run() {
    let stand = Stand::new();
    let text = "case \"$*\" in *--version*) echo 'git version 2.31.9';; *) touch \"$0.ran\";; esac\n";
    let old = stand.program("old/git", text);
    let server = server(&stand, stand.git(&old, "one"));
    assert_eq!(server.names("refs/").await, Err(Failed::OldGit), "it could not be kept from the person's files");
    assert!(!stand.path("old/git.ran").exists(), "so it was asked nothing");
}
