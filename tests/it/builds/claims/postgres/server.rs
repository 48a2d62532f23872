//! A PostgreSQL in a folder of its own, gone with it.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use carrick::builds::claims::postgres::Postgres;
use carrick::builds::claims::postgres::address::Address;
use carrick::builds::claims::{Key, Project};
use carrick_store::instance::Instance;
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "for claims only";

/// The server refuses to run as root; nothing here belongs to anybody then.
const NOBODY: u32 = 65534;

pub(crate) struct Server {
    folder: TempDir,
    programs: PathBuf,
    pub(crate) port: u16,
    running: Option<Child>,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// With these settings besides, and whatever is laid into the folder by `furnish`.
    pub(crate) fn start_with(files: &[(&str, String)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        if rustix::process::getuid().is_root() {
            chown(folder.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let mut server = Self { folder, programs: programs(), port, running: None };
        server.own("password", PASSWORD);
        for (name, text) in files {
            server.own(name, text);
        }
        let password = format!("--pwfile={}", server.path("password").display());
        let words = ["-N", "-U", "carrick", "-E", "UTF8", "--locale=C", "--auth-local=trust"];
        let made = server
            .program("initdb")
            .args(words)
            .args(["--auth-host=scram-sha-256", &password, "-D"])
            .arg(server.path("data"))
            .output()
            .unwrap();
        assert!(made.status.success(), "a cluster is made: {}", String::from_utf8_lossy(&made.stderr));
        server.run();
        server
    }

    pub(crate) fn run(&mut self) {
        let folder = self.path("").display().to_string();
        let mut settings = vec![
            "listen_addresses=127.0.0.1".to_owned(),
            format!("unix_socket_directories={folder}"),
            "fsync=off".to_owned(),
            "max_connections=100".to_owned(),
        ];
        if self.path("server.crt").exists() {
            settings.push("ssl=on".to_owned());
            settings.push(format!("ssl_cert_file={folder}/server.crt"));
            settings.push(format!("ssl_key_file={folder}/server.key"));
        }
        let mut command = self.program("postgres");
        command.arg("-D").arg(self.path("data")).args(["-p", &self.port.to_string()]);
        for setting in settings {
            command.args(["-c", &setting]);
        }
        self.running = Some(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        let until = Instant::now() + Duration::from_secs(60);
        while self.try_sql("SELECT 1").is_err() {
            assert!(Instant::now() < until, "the server starts");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Without a word to anybody.
    pub(crate) fn stop(&mut self) {
        let Some(mut running) = self.running.take() else { return };
        let mut stop = self.program("pg_ctl");
        let _ = stop.args(["-s", "-w", "-m", "immediate", "stop", "-D"]).arg(self.path("data")).status();
        let _ = running.kill();
        let _ = running.wait();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file that is the server's alone.
    fn own(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        if rustix::process::getuid().is_root() {
            chown(&path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }

    /// Ends with this process, whatever becomes of that.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "QUIT"]);
        if rustix::process::getuid().is_root() {
            command.args([&format!("--reuid={NOBODY}"), &format!("--regid={NOBODY}"), "--clear-groups"]);
        }
        command.arg(self.programs.join(name)).env("LC_ALL", "C").env_remove("PGPORT").current_dir(self.folder.path());
        command
    }

    pub(crate) fn sql(&self, sql: &str) -> String {
        self.try_sql(sql).unwrap_or_else(|why| panic!("{sql}: {why}"))
    }

    fn try_sql(&self, sql: &str) -> Result<String, String> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-U", "carrick", "-d", "postgres"]);
        psql.arg("-h").arg(self.folder.path()).args(["-p", &self.port.to_string(), "-c", sql]);
        let told = psql.output().unwrap();
        match told.status.success() {
            true => Ok(String::from_utf8_lossy(&told.stdout).trim().to_owned()),
            false => Err(String::from_utf8_lossy(&told.stderr).into_owned()),
        }
    }

    /// Over the socket, where nobody is asked for a password.
    pub(crate) fn here(&self) -> Postgres {
        let folder = self.folder.path().display();
        Self::at(&format!("host={folder} port={} user=carrick dbname=postgres", self.port))
    }

    /// Over this port of this computer.
    pub(crate) fn over(port: u16, more: &str) -> Postgres {
        Self::at(&format!("host=127.0.0.1 port={port} user=carrick password='{PASSWORD}' dbname=postgres {more}"))
    }

    pub(crate) fn at(address: &str) -> Postgres {
        Postgres::new(Address::parse(&address.to_owned().into()).expect("it is an address"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The newest that there are.
fn programs() -> PathBuf {
    let all = fs::read_dir("/usr/lib/postgresql").expect("these tests need a PostgreSQL");
    let mut versions: Vec<PathBuf> = all.map(|entry| entry.unwrap().path().join("bin")).collect();
    versions.retain(|folder: &PathBuf| Path::new(folder).join("initdb").exists());
    versions.sort();
    versions.pop().expect("these tests need a PostgreSQL")
}

pub(crate) fn project() -> Project {
    let instance = Instance::parse("https://gitlab.example.com").unwrap();
    Project { instance, id: 17, path: "group/web".to_owned() }
}

pub(crate) fn key(iid: i64, sha: &str) -> Key {
    Key::new(project(), iid, sha).unwrap()
}
