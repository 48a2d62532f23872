use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local-gitlab"));
    command.args(arguments);
    command
}

#[test]
fn the_program_prints_what_to_type_and_serves() {
    let child = program(&["--root", "/gitlab"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut program = Program(child);
    let mut line = String::new();
    BufReader::new(program.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let said: serde_json::Value = serde_json::from_str(&line).expect("one line of JSON");
    let url = said["url"].as_str().unwrap();
    assert!(url.starts_with("http://127.0.0.1:") && url.ends_with("/gitlab"), "the address with its root");
    assert_eq!(said["username"], "alice", "who to sign in as");
    assert!(said["password"].as_str().is_some_and(|password| !password.is_empty()), "the password");
    assert_eq!(said["application_id"].as_str().map(str::len), Some(64), "the Application ID");
    assert!(said["secret"].as_str().is_some_and(|secret| secret.starts_with("gloas-")), "the Secret");
    let address = url.trim_start_matches("http://").trim_end_matches("/gitlab");
    let mut stream = std::net::TcpStream::connect(address).expect("it listens");
    let answer = crate::support::http::talk(&mut stream, "GET", "/gitlab/api/v4/version", &[], None).unwrap();
    assert_eq!(answer.status, 401, "it answers like GitLab");
}

#[test]
fn unknown_arguments_are_explained() {
    let output = program(&["--verbose"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "it does not start");
    assert!(String::from_utf8_lossy(&output.stderr).contains("--port"), "it says what it takes");
}
