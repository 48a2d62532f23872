//! What is shown, and what a service may do about it.

use carrick::desktop::notifications::{Notifier as _, Target};
use carrick_secret_service::PrivateBus;

use super::daemon::{Daemon, Habits, notice, notifier};
use crate::support::until;

fn able(abilities: &[&str]) -> Habits {
    Habits { abilities: abilities.iter().map(|it| (*it).to_owned()).collect(), ..Habits::default() }
}

#[tokio::test]
async fn one_about_the_same_takes_the_place_of_the_one_before() {
    let bus = PrivateBus::start().unwrap();
    let daemon = Daemon::start(&bus, able(&["body", "actions"]));
    let (notifier, _) = notifier(&bus);
    for (merge_request, body) in [(1, "first"), (2, "other"), (1, "second")] {
        notifier.show(notice(merge_request, body));
    }
    until("all are shown", || daemon.shown().len() == 3).await;
    let places: Vec<_> = daemon.shown().iter().map(|bubble| (bubble.id, bubble.replaces)).collect();
    assert_eq!(places, [(1, 0), (2, 0), (1, 1)], "the third is in the first one's place");
    let first = &daemon.shown()[0];
    assert_eq!(first.entry.as_deref(), Some("dev.carrick.desktop"), "the desktop knows whose it is");
    assert_eq!(first.actions, ["default", "Open", "open", "Open", "log", "Log"], "what can be pressed");
    assert_eq!(daemon.asked_abilities(), 1, "what the service can is asked for once");
}

#[tokio::test]
async fn what_is_pressed_leads_where_it_says_and_others_notifications_lead_nowhere() {
    let bus = PrivateBus::start().unwrap();
    let daemon = Daemon::start(&bus, able(&["actions"]));
    let (notifier, pressed) = notifier(&bus);
    notifier.show(notice(7, "x"));
    until("it is shown", || daemon.shown().len() == 1).await;
    let id = daemon.shown()[0].id;
    // A person may press one while it goes away.
    daemon.close(id);
    for (id, action) in [(id + 1, "default"), (id, "something"), (id, "default"), (id, "open"), (id, "log")] {
        daemon.press(id, action);
    }
    until("all are heard", || pressed.lock().unwrap().len() == 3).await;
    let (log, opened) = (Target { merge_request: 7, job: Some(5) }, Target { merge_request: 7, job: None });
    assert_eq!(*pressed.lock().unwrap(), [Some(log), Some(opened), Some(log)], "its log, but for Open");
}

#[tokio::test]
async fn what_a_server_wrote_is_markup_nowhere() {
    for (abilities, expected) in [(&["body-markup"][..], "&lt;b&gt;a &amp; b&lt;/b&gt;"), (&["body"], "<b>a & b</b>")] {
        let bus = PrivateBus::start().unwrap();
        let daemon = Daemon::start(&bus, able(abilities));
        let (notifier, _) = notifier(&bus);
        notifier.show(notice(1, "<b>a & b</b>"));
        until("it is shown", || daemon.shown().len() == 1).await;
        let bubble = daemon.shown().remove(0);
        assert_eq!(bubble.body, expected, "a service that can {abilities:?} shows the same text");
        assert_eq!(bubble.actions, Vec::<String>::new(), "nothing is offered that cannot be pressed");
    }
}

#[tokio::test]
async fn a_service_that_closes_or_renumbers_them_is_not_asked_to_replace_what_is_gone() {
    let bus = PrivateBus::start().unwrap();
    let daemon = Daemon::start(&bus, Habits { ignores_replaces: true, ..Habits::default() });
    let (notifier, pressed) = notifier(&bus);
    notifier.show(notice(1, "first"));
    notifier.show(notice(1, "second"));
    until("both are shown", || daemon.shown().len() == 2).await;
    daemon.close(2);
    // What is pressed next is heard after what was closed.
    daemon.press(1, "default");
    until("it is heard", || !pressed.lock().unwrap().is_empty()).await;
    notifier.show(notice(1, "third"));
    until("the third is shown", || daemon.shown().len() == 3).await;
    let replaced: Vec<_> = daemon.shown().iter().map(|bubble| bubble.replaces).collect();
    assert_eq!(replaced, [0, 1, 0], "the one that is shown last, and none that is gone");
}

#[tokio::test]
async fn a_service_that_is_started_anew_knows_none_of_the_numbers() {
    let bus = PrivateBus::start().unwrap();
    let first = Daemon::start(&bus, able(&["actions"]));
    let (notifier, pressed) = notifier(&bus);
    notifier.show(notice(1, "before"));
    until("it is shown", || first.shown().len() == 1).await;
    drop(first);
    let second = Daemon::start(&bus, able(&["actions", "body-markup"]));
    // The number is another program's by now, which hears that it is pressed.
    let (other, others) = super::daemon::notifier(&bus);
    other.show(notice(9, "another program's"));
    until("it is shown", || second.shown().len() == 1).await;
    second.press(1, "default");
    until("it is heard", || !others.lock().unwrap().is_empty()).await;
    notifier.show(notice(1, "<after>"));
    until("it is shown", || second.shown().len() == 2).await;
    assert_eq!(second.asked_abilities(), 2, "what it can is asked for again");
    assert_eq!(second.shown()[1].body, "&lt;after&gt;", "and heeded");
    assert_eq!(second.shown()[1].replaces, 0, "it replaces nothing of the first one's");
    assert_eq!(*pressed.lock().unwrap(), [], "and nothing of another program's was opened");
}

#[tokio::test]
async fn without_a_service_or_with_one_that_hangs_nothing_is_held_up() {
    let bus = PrivateBus::start().unwrap();
    let (notifier, _) = notifier(&bus);
    let begun = std::time::Instant::now();
    for merge_request in 0..40 {
        notifier.show(notice(merge_request, "nobody shows it"));
    }
    assert!(begun.elapsed() < super::daemon::LIMIT, "showing is not waited for");
    let daemon = Daemon::start(&bus, able(&[]));
    let is_shown = async {
        while daemon.shown().is_empty() {
            notifier.show(notice(41, "a service is there"));
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), is_shown).await.expect("it is found once it is there");
    bus.pause().unwrap();
    let before = daemon.shown().len();
    let hangs = std::time::Instant::now();
    notifier.show(notice(42, "it hangs"));
    until("it is given up", || hangs.elapsed() > super::daemon::LIMIT).await;
    bus.resume().unwrap();
    let is_shown = async {
        while !daemon.shown().iter().skip(before).any(|bubble| bubble.body == "it goes on") {
            notifier.show(notice(43, "it goes on"));
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), is_shown).await.expect("and again after it hung");
}
