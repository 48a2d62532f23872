//! `carrick watch`: beside a window, beside another, and killed.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use carrick::builds::duty::standing::Duty;
use carrick::builds::duty::{self, Watcher};
use carrick_store::db::rules;
use carrick_store::model::VaultState;
use carrick_store::rule::{Rule, RulePlace, Terms};
use local_gitlab::{AccessLevel, NewMergeRequest, NewProject};
use serde_json::Value;

use crate::support::command_line::{self, On};
use crate::support::{BOUND, Installation, until};

const TAKING_OVER: &str = "cli::watching::who_is_killed_is_followed_by_another_within_seconds";
const ENDING: &str = "cli::watching::a_signal_ends_it_well_within_two_seconds";

/// An installation with a project of alice's that is watched; its number.
async fn watching() -> (Installation, u64) {
    let (installation, link) = Installation::linked().await;
    let members = vec![("alice".to_owned(), AccessLevel::Developer)];
    let make = |_| NewProject { path: "group/web".to_owned(), members: members.clone(), ..NewProject::default() };
    let project = installation.gitlab.create_many(1, make)[0];
    let rule = Rule {
        id: 0,
        link_id: link.id,
        instance: installation.gitlab.url(),
        place: RulePlace::Project { project_id: project.cast_signed(), path: "group/web".to_owned() },
        is_on: true,
        on_since: carrick_store::clock::Clock::now(&*installation.clock),
        terms: Terms::default(),
        writes_status: false,
    };
    rules::put(&installation.second_connection(), 1, &rule).unwrap();
    (installation, project)
}

/// What a process says, line by line.
struct Heard {
    child: Child,
    events: Arc<Mutex<Vec<Value>>>,
}

impl Heard {
    fn of(mut child: Child) -> Self {
        let events = Arc::<Mutex<Vec<Value>>>::default();
        let (heard, out) = (Arc::clone(&events), BufReader::new(child.stdout.take().unwrap()));
        std::thread::spawn(move || {
            // What the test binary itself says is no object.
            for line in out.lines().map_while(Result::ok) {
                heard.lock().unwrap().extend(serde_json::from_str::<Value>(&line).ok());
            }
        });
        Self { child, events }
    }

    fn last(&self) -> Option<String> {
        self.events.lock().unwrap().last().and_then(|event| event["event"].as_str().map(str::to_owned))
    }

    async fn until_it_says(&self, event: &str) {
        until(event, || self.last().as_deref() == Some(event)).await;
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("sh").args(["-c", &format!("kill -s {signal} {}", self.child.id())]).status();
        assert!(sent.is_ok_and(|status| status.success()), "{signal} is sent");
    }
}

impl Drop for Heard {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn it_says_what_it_does_in_lines_and_ends_well_when_it_is_told_to() {
    let (installation, project) = watching().await;
    let watch = installation.start_command(&["watch"], On::Script);
    watch.until_it_says("Watching by 1 rule.").await;
    let known = || {
        let sql = "SELECT count(*) FROM watches WHERE looked_at IS NOT NULL";
        installation.second_connection().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap() == 1
    };
    until("it has looked", known).await;
    let new = NewMergeRequest { project, author: "alice".to_owned(), without_git: true, ..NewMergeRequest::default() };
    installation.gitlab.open_merge_request(new).unwrap();
    let is_told = || {
        installation.gitlab.advance_clock(Duration::from_millis(200));
        installation.clock.advance(200);
        watch.out.text().contains("group/web !1 ")
    };
    until("it tells of the merge request", is_told).await;
    watch.interrupt.ask();
    let said = watch.said().await;
    assert_eq!((said.exit, said.err.as_str()), (0, ""), "it was told to end: {said:?}");
    installation.finish().await;
}

#[tokio::test]
async fn in_json_each_line_is_an_object_that_stands_in_the_schema() {
    let (installation, _) = watching().await;
    let watch = installation.start_command(&["watch", "--json"], On::Script);
    watch.until_it_says("\"watching\"").await;
    watch.interrupt.ask();
    let said = watch.said().await;
    let events: Vec<_> = said.events().iter().map(|event| event["event"].clone()).collect();
    assert_eq!(events, ["watching", "ended"], "one object a line: {said:?}");
    assert_eq!(said.events()[0]["rules"], 1, "with its facts");
    let schema = installation.command(&["schema", "watch", "--json"]).await.json();
    for event in ["watching", "standing_by", "keyring", "trouble", "recovered", "build", "ended", "failed"] {
        assert!(schema.to_string().contains(&format!("\"const\":\"{event}\"")), "{event} is described");
    }
    installation.finish().await;
}

#[tokio::test]
async fn beside_an_open_window_it_stands_by_and_takes_over() {
    let (installation, _) = watching().await;
    let builds = installation.carrick.builds.clone();
    let window = tokio::spawn(async move { duty::keep(&builds, Watcher::Window).await });
    until("the window watches", || *duty::duty(&installation.carrick.builds).borrow() == Duty::Watching).await;
    let watch = installation.start_command(&["watch"], On::Script);
    watch.until_it_says("Another Carrick watches here.").await;
    let status = installation.command(&["watch", "status", "--json"]).await;
    assert_eq!(status.json()["watcher"], "window", "and that can be asked: {status:?}");
    window.abort();
    watch.until_it_says("Watching by 1 rule.").await;
    assert_eq!(installation.command(&["watch", "status", "--json"]).await.json()["watcher"], "watch", "it took over");
    watch.interrupt.ask();
    assert_eq!(watch.said().await.exit, 0, "it ends well");
    assert_eq!(installation.command(&["watch", "status", "--json"]).await.json()["watcher"], "nobody", "and is gone");
    installation.finish().await;
}

#[tokio::test]
async fn a_locked_keyring_is_waited_for_and_said() {
    let (installation, _) = watching().await;
    installation.keyring.become_state(VaultState::Locked);
    let watch = installation.start_command(&["watch"], On::Script);
    watch.until_it_says("Waiting until it is unlocked.").await;
    installation.keyring.become_state(VaultState::Ready);
    watch.until_it_says("is ready.").await;
    watch.interrupt.ask();
    assert_eq!(watch.said().await.exit, 0, "waiting is no failure");
    installation.finish().await;
}

#[tokio::test]
async fn the_service_is_told_of_in_words_and_in_json() {
    let installation = Installation::new().await;
    let said = installation.command(&["watch", "status"]).await;
    assert_eq!(said.exit, 0, "not to be installed is no failure: {said:?}");
    assert!(said.out.contains("carrick watch install"), "and how to change that: {said:?}");
    assert!(said.out.contains("Nobody watches now."), "nor does anybody: {said:?}");
    let failed = installation.command(&["watch", "install", "--json"]).await;
    assert_eq!(failed.exit, 1, "nothing runs services here: {failed:?}");
    let error = &failed.json()["error"];
    assert_eq!(
        (&error["code"], &error["facts"]["why"]),
        (&"service_failed".into(), &"no_manager".into()),
        "{failed:?}"
    );
    installation.finish().await;
}

#[tokio::test]
async fn a_database_that_another_start_does_not_mend_has_a_number_of_its_own() {
    let installation = Installation::new().await;
    installation.accounts.close();
    for file in ["carrick.db", "carrick.db-wal", "carrick.db-shm"] {
        std::fs::write(installation.data_dir().join(file), "this is no database, and never was one").unwrap();
    }
    let said = installation.command(&["watch"]).await;
    assert_eq!(said.exit, 7, "no manager starts it again and again: {said:?}");
    assert!(said.err.contains("carrick: "), "and why is said: {said:?}");
    installation.finish_without_books();
}

#[test]
fn who_is_killed_is_followed_by_another_within_seconds() {
    if command_line::is_child() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (installation, _) = watching().await;
        let first = Heard::of(installation.start_process_for(TAKING_OVER, &["watch", "--json"]));
        first.until_it_says("watching").await;
        let second = Heard::of(installation.start_process_for(TAKING_OVER, &["watch", "--json"]));
        second.until_it_says("standing_by").await;
        let killed = Instant::now();
        first.signal("KILL");
        second.until_it_says("watching").await;
        assert!(killed.elapsed() < Duration::from_secs(5), "after {:?}", killed.elapsed());
        second.signal("TERM");
        second.until_it_says("ended").await;
        drop((first, second));
        installation.finish().await;
    });
}

#[test]
fn a_signal_ends_it_well_within_two_seconds() {
    if command_line::is_child() {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (installation, _) = watching().await;
        for signal in ["TERM", "INT"] {
            let mut watch = Heard::of(installation.start_process_for(ENDING, &["watch", "--json"]));
            watch.until_it_says("watching").await;
            let asked = Instant::now();
            watch.signal(signal);
            let ended = tokio::task::spawn_blocking(move || watch.child.wait());
            let ended = tokio::time::timeout(BOUND, ended).await.expect("it ends").unwrap().unwrap();
            assert_eq!(ended.code(), Some(0), "{signal}: it was told to");
            assert!(asked.elapsed() < Duration::from_secs(2), "{signal}: after {:?}", asked.elapsed());
        }
        installation.finish().await;
    });
}
