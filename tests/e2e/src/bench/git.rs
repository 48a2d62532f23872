//! What git waits for when it asks for a stored token: Carrick's helper beside git's own and libsecret's, all through
//! `git credential fill`, as whole processes, in turn.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use carrick_store::clock::{Clock as _, SystemClock};
use carrick_store::db::{Db, integrations, links, pairs, profiles};
use carrick_store::installation::Installation;
use carrick_store::instance::Instance;
use carrick_store::model::{GitUse, Identity, Link};
use carrick_store::standing::Standing;
use carrick_store::vault::keyring::Keyring as Entries;
use carrick_store::vault::{IssuedFor, KeptPair, Vault};
use end_to_end::bus::Bus;
use end_to_end::failure::{Doing, Failure, Result};
use end_to_end::folders::{Folders, command, target};
use end_to_end::keyring::Keyring;
use end_to_end::package::Package;

/// As long as one of GitLab's.
const TOKEN: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
const HOST: &str = "gitlab.example.com";
const LIMIT: Duration = Duration::from_secs(5);
/// So many rounds for each that the others have: one takes milliseconds.
const MORE: usize = 5;

/// A helper, and what it cost, round by round.
pub(crate) struct Helper {
    pub(crate) name: &'static str,
    /// As git's configuration names it; `None` for git alone.
    setting: Option<String>,
    program: Option<PathBuf>,
    /// Milliseconds.
    pub(crate) times: Vec<f64>,
    /// MiB, of the helper alone.
    pub(crate) peak: Option<f64>,
    /// Bytes.
    pub(crate) size: Option<u64>,
}

/// Asks each helper in turn, so many rounds.
pub(crate) async fn measure(rounds: usize) -> Result<Vec<Helper>> {
    let folders = Folders::make("bench-git")?;
    let bus = Bus::start(&folders, "")?;
    let _keyring = Keyring::start(&folders, &bus, "").await?;
    let mut environment = folders.environment();
    environment.insert("DBUS_SESSION_BUS_ADDRESS".to_owned(), bus.address().to_owned());
    environment.insert("HOME".to_owned(), folders.root().to_string_lossy().into_owned());
    environment.insert("GIT_CONFIG_NOSYSTEM".to_owned(), "1".to_owned());
    environment.insert("GIT_TERMINAL_PROMPT".to_owned(), "0".to_owned());
    lay_in(&folders.data(), bus.address())?;
    let mut helpers = helpers(&folders)?;
    for helper in &helpers {
        keep(helper, &environment)?;
    }
    for round in 0..=rounds * MORE {
        for helper in &mut helpers {
            let took = ask(helper, &environment)?;
            // The first one warms up.
            if round > 0 {
                helper.times.push(took);
            }
        }
    }
    for helper in &mut helpers {
        helper.peak = peak_of(helper, &environment);
    }
    Ok(helpers)
}

fn helpers(folders: &Folders) -> Result<Vec<Helper>> {
    let ours = Package::find()?.programs().join("git-credential-carrick");
    let stored = folders.root().join("stored");
    let socket = folders.sockets().join("cache/socket");
    let of = |name, setting: Option<String>, program: Option<PathBuf>| {
        let size = program.as_ref().and_then(|program| program.metadata().ok()).map(|metadata| metadata.len());
        Helper { name, setting, program, times: Vec::new(), peak: None, size }
    };
    let mut all = vec![
        of("git alone (`git --version`)", None, None),
        of("git-credential-store: a plain file", Some(format!("store --file={}", stored.display())), None),
        of(
            "git-credential-cache: a running daemon's memory",
            Some(format!("cache --socket={}", socket.display())),
            None,
        ),
        of("**Carrick**: the keyring", Some(ours.to_string_lossy().into_owned()), Some(ours)),
    ];
    match build_libsecret() {
        Ok(program) => {
            all.push(of(
                "git-credential-libsecret: the keyring",
                Some(program.to_string_lossy().into_owned()),
                Some(program),
            ));
        }
        Err(failure) => eprintln!("git-credential-libsecret is left out: {failure}"),
    }
    Ok(all)
}

/// From git's own source, as the system's package ships it.
fn build_libsecret() -> Result<PathBuf> {
    let source = Path::new("/usr/share/doc/git/contrib/credential/libsecret/git-credential-libsecret.c");
    let program = target().join("bench/git-credential-libsecret");
    std::fs::create_dir_all(target().join("bench"))?;
    let flags = Command::new("pkg-config").args(["--cflags", "--libs", "libsecret-1", "glib-2.0"]).output()?;
    let flags = String::from_utf8_lossy(&flags.stdout).into_owned();
    let built = Command::new("cc")
        .arg("-O2")
        .arg(source)
        .arg("-o")
        .arg(&program)
        .args(flags.split_whitespace())
        .stderr(Stdio::null())
        .status()?;
    if built.success() { Ok(program) } else { Err(Failure::new("it does not build")) }
}

/// A linked account, as Carrick leaves it.
fn lay_in(data: &Path, bus: &str) -> Result<()> {
    let folder = Installation { name: None }.make_folder(data)?;
    let db = Db::open(&folder.join("carrick.db")).doing("a database")?;
    let instance = Instance::parse(&format!("https://{HOST}")).doing("an instance")?;
    let now = SystemClock.now();
    let (held, life) = (instance.clone(), 2 * 60 * 60 * 1000);
    let pair = db
        .write(|db| {
            let (profile, _) = profiles::first_or_make(db, "sam", now)?;
            let integration = integrations::add(db, &held, Some("application"), &["api".to_owned()], now)?;
            let pair = pairs::expect(db, integration, &held, "application", now)?;
            pairs::receive(db, pair, now + life)?;
            pairs::set_state(db, pair, pairs::State::Linked)?;
            let identity = Identity {
                user_id: 1,
                username: "alice".to_owned(),
                name: "Alice".to_owned(),
                avatar_url: None,
                commit_email: None,
            };
            links::put(db, &link(profile.id, integration, pair, identity, now))?;
            Ok(pair)
        })
        .doing("an account")?;
    let identifier = Installation { name: None }.identifier();
    let entries = Arc::new(Entries::on_bus(&identifier, LIMIT, bus));
    let kept = KeptPair {
        access_token: TOKEN.to_owned().into(),
        refresh_token: TOKEN.to_owned().into(),
        client_secret: None,
        scopes: vec!["api".to_owned()],
    };
    let vault = Vault::new(entries, db, Arc::new(SystemClock));
    vault.keep_pair(pair, &IssuedFor::new(&instance, "application"), &kept).doing("a token in the keyring")
}

fn link(profile_id: i64, integration_id: i64, pair_id: i64, identity: Identity, now: i64) -> Link {
    Link {
        id: 0,
        profile_id,
        integration_id,
        application_id: "application".to_owned(),
        pair_id,
        identity,
        scopes: vec!["api".to_owned()],
        linked_at: now,
        checked_at: now,
        asked_at: 0,
        expires_at: 0,
        git_use: GitUse::WhereNeeded,
        standing: Standing::default(),
    }
}

/// Has a helper keep the token, if it keeps any.
fn keep(helper: &Helper, environment: &BTreeMap<String, String>) -> Result<()> {
    if helper.setting.is_none() {
        return Ok(());
    }
    let lines = format!("protocol=https\nhost={HOST}\nusername=alice\npassword={TOKEN}\n\n");
    git(helper, "approve", environment, &lines).map(drop)
}

/// Milliseconds until git has the token.
fn ask(helper: &Helper, environment: &BTreeMap<String, String>) -> Result<f64> {
    let start = Instant::now();
    if helper.setting.is_none() {
        command("git", environment).arg("--version").stdout(Stdio::null()).status()?;
        return Ok(start.elapsed().as_secs_f64() * 1000.0);
    }
    let lines = format!("protocol=https\nhost={HOST}\npath=group/web.git\n\n");
    let answer = git(helper, "fill", environment, &lines)?;
    let took = start.elapsed().as_secs_f64() * 1000.0;
    if answer.contains(&format!("password={TOKEN}\n")) {
        Ok(took)
    } else {
        Err(Failure::new(format!("{} did not answer", helper.name)))
    }
}

fn git(helper: &Helper, word: &str, environment: &BTreeMap<String, String>, lines: &str) -> Result<String> {
    let mut command = command("git", environment);
    let setting = helper.setting.as_deref().unwrap_or_default();
    command.args(["-c", "credential.helper=", "-c", &format!("credential.helper={setting}"), "credential", word]);
    answer_of(&mut command, lines)
}

fn answer_of(command: &mut Command, lines: &str) -> Result<String> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        std::io::Write::write_all(&mut input, lines.as_bytes())?;
    }
    Ok(String::from_utf8_lossy(&child.wait_with_output()?.stdout).into_owned())
}

/// The most memory the helper itself held, as GNU time tells it.
fn peak_of(helper: &Helper, environment: &BTreeMap<String, String>) -> Option<f64> {
    let program = helper.program.as_ref()?;
    let told = target().join("bench/peak");
    let mut command = command("/usr/bin/time", environment);
    command.args(["-f", "%M", "-o"]).arg(&told).arg(program).arg("get");
    answer_of(&mut command, &format!("protocol=https\nhost={HOST}\n\n")).ok()?;
    let kilobytes: f64 = std::fs::read_to_string(told).ok()?.trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}
