//! The claim's git is not the person's: nothing that they have set up for theirs takes part.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use carrick::builds::claims::{Claims as _, Tried};

use super::stand::{Stand, sha, win};

#[tokio::test]
async fn nothing_of_the_persons_configuration_takes_part() {
    let stand = Stand::new();
    let machine = stand.machine("one");
    let trap = stand.program("trap", &format!("touch '{}'\nexit 1\n", stand.path("sprung").display()));
    let hooks = stand.path("hooks");
    fs::create_dir(&hooks).unwrap();
    fs::copy(&trap, hooks.join("pre-push")).unwrap();
    let url = stand.gitlab.url();
    let (trap, hooks) = (trap.display(), hooks.display());
    let configuration = format!(
        "[core]\n\thooksPath = {hooks}\n\taskPass = {trap}\n\tsshCommand = {trap}\n[credential]\n\thelper = {trap}\n\
         [credential \"{url}\"]\n\thelper = {trap}\n\tusername = somebody\n[push]\n\tgpgSign = true\n\tfollowTags = true\n\
         [gpg]\n\tprogram = {trap}\n[url \"http://127.0.0.1:1/\"]\n\tinsteadOf = {url}/\n\tpushInsteadOf = {url}/\n\
         [http]\n\tsslVerify = false\n\textraHeader = X-Theirs: 1\n[protocol]\n\tversion = 0\n[init]\n\ttemplateDir = {hooks}\n"
    );
    fs::write(stand.path("one/.gitconfig"), configuration).unwrap();
    let key = stand.key(42, &sha(1));
    let id = win(&machine, &key).await;
    assert_eq!(machine.look(&key).await, Ok(Some(id.clone())), "it is looked at in the same way");
    machine.release(&key, &id).await.unwrap();
    assert!(!stand.path("sprung").exists(), "no program of theirs was started");
    for request in stand.gitlab.requests() {
        assert_eq!(request.header("x-theirs"), None, "nothing is sent along");
    }
    let accounts: Vec<Option<String>> = stand.gitlab.git_requests().into_iter().map(|asked| asked.account).collect();
    assert!(accounts.iter().flatten().all(|account| account == "dev"), "it is the watching link's name: {accounts:?}");
}

#[tokio::test]
async fn the_persons_proxy_is_used() {
    let stand = Stand::new();
    let machine = stand.machine("one");
    let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    fs::write(stand.path("one/.gitconfig"), format!("[http]\n\tproxy = {address}\n")).unwrap();
    let seen = std::thread::spawn(move || {
        use std::io::{Read as _, Write as _};
        let (mut connection, _) = proxy.accept().unwrap();
        let mut first = [0; 256];
        let length = connection.read(&mut first).unwrap();
        connection.write_all(b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
        String::from_utf8_lossy(&first[..length]).into_owned()
    });
    let looked = machine.look(&stand.key(42, &sha(1))).await;
    assert!(looked.is_err(), "this proxy lets nothing through: {looked:?}");
    let asked = seen.join().unwrap();
    assert!(asked.starts_with("GET http://127.0.0.1"), "it was asked instead of the server: {asked}");
}

#[tokio::test]
async fn what_is_kept_here_is_its_owners_alone_and_next_to_nothing() {
    let stand = Stand::new();
    let machine = stand.machine("one");
    for at in 0..3 {
        win(&machine, &stand.key(42, &sha(at))).await;
    }
    let folder = stand.path("one/data/claims");
    let mode = fs::metadata(&folder).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o700, "others have no business there");
    let names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["sha1.git"], "nothing else is left: no traces of git's");
    let objects = files(&folder.join("sha1.git/objects"));
    assert_eq!(objects, 0, "and nothing of what was pushed");
}

fn files(folder: &std::path::Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
}

#[tokio::test]
async fn a_claim_says_nothing_of_who_made_it() {
    let stand = Stand::new();
    let id = win(&stand.machine("one"), &stand.key(42, &sha(1))).await;
    let text = stand.server(&["cat-file", "blob", id.as_str()]);
    let note: serde_json::Value = serde_json::from_str(&text).unwrap();
    let names: Vec<&String> = note.as_object().unwrap().keys().collect();
    assert_eq!(names, ["attempt", "id"], "no host, account, rule or time: {text}");
    assert!(text.len() < 128, "and it is short");
}

#[tokio::test]
async fn a_project_with_long_ids_has_claims_too() {
    let stand = Stand::new();
    let folder = stand.gitlab.repository(stand.id()).unwrap().folder().unwrap();
    fs::remove_dir_all(&folder).unwrap();
    let made = std::process::Command::new("git")
        .args(["init", "-q", "--bare", "--object-format=sha256"])
        .arg(&folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .status()
        .unwrap();
    assert!(made.success(), "a repository");
    let key = stand.key(42, &"0123456789abcdef".repeat(4));
    let machine = stand.machine("one");
    let id = win(&machine, &key).await;
    assert_eq!(id.as_str().len(), 64, "its ids are long");
    let tried = stand.machine("two").claim(&key, 1).await;
    assert!(matches!(&tried, Tried::Taken(seen) if *seen == id), "another machine sees it: {tried:?}");
}

#[tokio::test]
async fn what_a_crash_has_left_is_cleared_a_day_later() {
    let stand = Stand::new();
    let machine = stand.machine("one");
    let key = stand.key(42, &sha(1));
    win(&machine, &key).await;
    let folder = stand.path("one/data/claims");
    let old = std::time::SystemTime::now() - std::time::Duration::from_secs(25 * 60 * 60);
    for name in ["trace-old", "trace-new"] {
        let file = fs::File::create(folder.join(name)).unwrap();
        file.set_modified(if name == "trace-old" { old } else { std::time::SystemTime::now() }).unwrap();
    }
    fs::create_dir(folder.join("new-old")).unwrap();
    fs::File::open(folder.join("new-old")).unwrap().set_modified(old).unwrap();
    machine.look(&key).await.unwrap();
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["sha1.git", "trace-new"], "another program may still write the newer one");
}
