//! The command line as processes of their own, which share nothing with the window but folder and keyring.

use std::process::{Child, Command};

use crate::support::command_line::{self, On};
use crate::support::{Installation, until};

const RENEWING: &str = "cli::processes::many_processes_that_renew_at_once_cost_one_rotation";
const INTERRUPTED: &str = "cli::processes::a_signal_is_exit_code_130";

fn sent(child: &Child, signal: &str) -> bool {
    let sent = Command::new("sh").args(["-c", &format!("kill -s {signal} {}", child.id())]).status();
    sent.is_ok_and(|status| status.success())
}

#[test]
fn many_processes_that_renew_at_once_cost_one_rotation() {
    if command_line::is_child() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (installation, _) = Installation::set_up(true).await;
        installation.link("alice").await;
        let (link, pair) = installation.generation();
        let words = ["renew", "--link", &link.to_string(), "--pair", &pair.to_string()];
        let running: Vec<_> = (0..12).map(|_| installation.start_process_for(RENEWING, &words)).collect();
        for child in running {
            let done = child.wait_with_output().unwrap();
            assert_eq!(done.status.code(), Some(0), "each ends well: {}", String::from_utf8_lossy(&done.stderr));
            assert_eq!(String::from_utf8_lossy(&done.stderr), "", "and without a word");
        }
        assert_eq!(installation.renewals(), 1, "GitLab rotated once");
        assert_ne!(installation.generation().1, pair, "and the link lives on the new pair");
        installation.finish().await;
    });
}

#[test]
fn a_signal_is_exit_code_130() {
    if command_line::is_child() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (installation, _) = Installation::set_up(true).await;
        for signal in ["INT", "TERM"] {
            let child = installation.start_process_for(INTERRUPTED, &["link", "--no-browser"]);
            let open = || {
                let sql = "SELECT count(*) FROM attempts WHERE phase = 'open'";
                installation.second_connection().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap() == 1
            };
            until("it waits for an approval", open).await;
            assert!(sent(&child, signal), "{signal} is sent");
            let done = child.wait_with_output().unwrap();
            assert_eq!(done.status.code(), Some(130), "{signal}: {}", String::from_utf8_lossy(&done.stderr));
            assert!(!open(), "{signal}: nothing waits any more");
        }
        assert_eq!(installation.start_command(&["status"], On::Script).said().await.exit, 0, "and all is as before");
        installation.finish().await;
    });
}
