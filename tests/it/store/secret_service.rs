//! The keyring on Linux, held against a Secret Service with the manners and the bad habits of the real ones.

use std::time::Duration;

use carrick_secret_service::{Entry, Event, Habits, Refusal, Silence};
use carrick_store::model::VaultState;
use carrick_store::vault::{Error, SecretStore as _};
use secrecy::ExposeSecret as _;

use super::stand::{PLENTY, SHORT, Stand, keyring_on, ours, services};

#[test]
fn what_is_kept_is_read_back_replaced_and_forgotten_in_every_service() {
    for (service, habits) in services() {
        let stand = Stand::with(Habits { delete_prompts: false, ..habits }, PLENTY);
        assert_eq!(stand.read("pair/a/1"), Ok(None), "{service}: nothing is there");
        stand.write("pair/a/1", "first").unwrap();
        stand.write("pair/a/2", "other").unwrap();
        assert_eq!(stand.read("pair/a/1").unwrap().as_deref(), Some("first"), "{service}: it is kept");
        stand.write("pair/a/1", "second").unwrap();
        assert_eq!(stand.read("pair/a/1").unwrap().as_deref(), Some("second"), "{service}: it is replaced");
        assert_eq!(stand.keyring.names().unwrap().len(), 2, "{service}: not doubled");
        stand.keyring.delete("pair/a/1").unwrap();
        stand.keyring.delete("pair/a/1").unwrap();
        assert_eq!(stand.read("pair/a/1"), Ok(None), "{service}: it is forgotten, twice is once");
        assert_eq!(stand.read("pair/a/2").unwrap().as_deref(), Some("other"), "{service}: the other one stays");
        assert_eq!(stand.look(), VaultState::Ready, "{service}");
        stand.assert_nobody_was_asked();
    }
}

#[test]
fn many_at_once_are_one_at_a_time_for_the_service() {
    let stand = Stand::with(Habits { ends_without_ping: true, ..Habits::gnome_keyring() }, PLENTY);
    std::thread::scope(|threads| {
        for thread in 0..8 {
            let keyring = &stand.keyring;
            threads.spawn(move || {
                for turn in 0..10 {
                    let name = format!("pair/{thread}/{turn}");
                    keyring.write(&name, &name.as_str().into(), None).unwrap();
                    let kept = keyring.read(&name).unwrap().expect("it is kept");
                    assert_eq!(kept.expose_secret(), name, "each gets its own");
                }
            });
        }
    });
    assert_eq!(stand.service.counters().connections, 1, "over one connection");
    stand.assert_nobody_was_asked();
}

#[test]
fn clients_that_come_and_go_do_not_end_a_service_that_wants_a_ping_first() {
    let stand = Stand::with(Habits { ends_without_ping: true, ..Habits::gnome_keyring() }, PLENTY);
    stand.write("pair/a/1", "kept").unwrap();
    for _ in 0..20 {
        let (keyring, _) = keyring_on(&stand.bus, PLENTY);
        assert!(keyring.read("pair/a/1").unwrap().is_some(), "each finds it");
    }
    assert_eq!(stand.service.counters().ended, 0, "the service is alive");
}

#[test]
fn a_locked_collection_is_an_error_and_loses_nothing() {
    for (service, habits) in services() {
        // KeePassXC's confirmations end with a lock; that is another test's.
        let stand = Stand::with(Habits { confirms_access: false, ..habits }, PLENTY);
        stand.write("pair/a/1", "kept").unwrap();
        stand.lock("login");
        assert_eq!(stand.read("pair/a/1"), Err(Error::Locked), "{service}: it is not \"not there\"");
        assert_eq!(stand.write("pair/a/1", "lost"), Err(Error::Locked), "{service}: nothing seems to be kept");
        assert_eq!(stand.keyring.delete("pair/a/1"), Err(Error::Locked), "{service}: nor to be gone");
        assert_eq!(stand.look(), VaultState::Locked, "{service}");
        stand.unlock("login");
        assert_eq!(stand.read("pair/a/1").unwrap().as_deref(), Some("kept"), "{service}: it is as it was");
        stand.assert_nobody_was_asked();
    }
}

#[test]
fn locking_and_unlocking_from_outside_is_told() {
    for (service, habits) in services() {
        let stand = Stand::with(habits, PLENTY);
        assert_eq!(stand.look(), VaultState::Ready, "{service}");
        stand.lock("login");
        stand.is_told(VaultState::Locked);
        stand.unlock("login");
        stand.is_told(VaultState::Ready);
    }
}

#[test]
fn what_we_write_ourselves_is_not_told() {
    let stand = Stand::with(Habits::gnome_keyring(), PLENTY);
    stand.look();
    for turn in 0..5 {
        stand.write(&format!("pair/a/{turn}"), "secret").unwrap();
    }
    stand.lock("login");
    stand.is_told(VaultState::Locked);
    assert!(stand.told.try_recv().is_err(), "only the lock made a difference");
}

#[test]
fn entries_that_are_locked_one_by_one_are_a_state_and_no_window() {
    let stand = Stand::with(Habits::keepassxc(), PLENTY);
    stand.service.add("login", ours("pair/a/1", "kept"));
    assert_eq!(stand.read("pair/a/1"), Err(Error::AsksEach), "it would be asked for");
    assert_eq!(stand.look(), VaultState::AsksEach, "which is how the keyring stands");
    assert_eq!(stand.read("pair/a/1"), Err(Error::AsksEach), "however often it is tried");
    assert_eq!(stand.write("pair/a/1", "new"), Err(Error::AsksEach), "writing is asked for as well");
    stand.assert_nobody_was_asked();
    stand.keyring.unlock().expect("the person allows it");
    assert_eq!(stand.service.counters().windows_shown, 1, "because a button was pressed");
    assert_eq!(stand.read("pair/a/1").unwrap().as_deref(), Some("kept"), "it can be read now");
    assert_eq!(stand.look(), VaultState::Ready, "and the keyring is ready");
}

#[test]
fn an_entry_whose_deletion_would_ask_is_emptied() {
    let stand = Stand::with(Habits { confirms_access: false, ..Habits::keepassxc() }, PLENTY);
    stand.write("pair/a/1", "a token").unwrap();
    assert_eq!(stand.keyring.delete("pair/a/1"), Err(Error::Emptied), "which is said");
    assert_eq!(stand.read("pair/a/1"), Ok(None), "it is gone for whoever reads it");
    let left = stand.service.entries().collections["login"].items.clone();
    assert!(left.values().all(|entry| entry.secret.is_empty()), "and no secret is left: {left:?}");
    stand.assert_nobody_was_asked();
}

#[test]
fn a_service_that_hangs_fails_at_once_and_is_noticed_when_it_answers() {
    let stand = Stand::with(Habits::gnome_keyring(), SHORT);
    stand.write("pair/a/1", "kept").unwrap();
    stand.service.change(|habits| habits.silence = Silence::Everything);
    assert_eq!(stand.read("pair/a/1"), Err(Error::Silent), "the first waits as long as the limit");
    let before_it = threads();
    let asked = |stand: &Stand| stand.service.counters().calls.values().sum::<u64>();
    let before = asked(&stand);
    for _ in 0..40 {
        assert_eq!(stand.read("pair/a/1"), Err(Error::Silent), "the rest do not wait");
        assert_eq!(stand.look(), VaultState::Silent, "and the state says it");
    }
    assert!(asked(&stand) <= before + 1, "the service is asked nothing more than whether it is there");
    assert!(threads() < before_it + 40, "and no thread waits for each of them");
    stand.service.change(|habits| habits.silence = Silence::None);
    stand.is_told(VaultState::Ready);
    assert_eq!(stand.read("pair/a/1").unwrap().as_deref(), Some("kept"), "nothing is lost");
}

/// How many threads this process has, those of other tests among them.
fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").expect("the threads").count()
}

#[test]
fn a_write_whose_answer_is_lost_may_have_landed_and_is_read_later() {
    let stand = Stand::with(Habits::gnome_keyring(), SHORT);
    stand.write("pair/a/1", "old").unwrap();
    stand.service.change(|habits| habits.silence = Silence::After(vec!["Item.SetSecret".to_owned()]));
    assert_eq!(stand.write("pair/a/1", "new"), Err(Error::Silent), "nobody can know");
    stand.service.change(|habits| habits.silence = Silence::None);
    stand.is_told(VaultState::Ready);
    assert_eq!(stand.read("pair/a/1").unwrap().as_deref(), Some("new"), "it had landed");
}

#[test]
fn a_bus_that_does_not_let_anybody_in_is_not_waited_for_longer_than_the_limit() {
    let stand = Stand::with(Habits::gnome_keyring(), SHORT);
    stand.bus.pause().expect("the bus stops");
    assert_eq!(stand.read("pair/a/1"), Err(Error::Silent), "connecting counts");
    assert_eq!(stand.look(), VaultState::Silent, "and is not tried again for each");
    stand.bus.resume().expect("the bus goes on");
    stand.is_told(VaultState::Ready);
}

#[test]
fn a_service_that_ends_and_starts_again_is_used_again() {
    let stand = Stand::with(Habits::gnome_keyring(), PLENTY);
    stand.write("pair/a/1", "kept").unwrap();
    let before = stand.keyring.generation();
    stand.stage(Event::Stop);
    stand.is_told(VaultState::Absent);
    assert_eq!(stand.read("pair/a/1"), Err(Error::Absent), "nobody answers");
    stand.stage(Event::Start { locked: true });
    stand.is_told(VaultState::Locked);
    stand.unlock("login");
    assert_eq!(stand.read("pair/a/1").unwrap().as_deref(), Some("kept"), "with what was kept");
    assert!(stand.keyring.generation() > before, "what was known of the one before does not hold");
}

#[test]
fn sessions_that_are_forgotten_are_opened_again() {
    for (service, habits) in services() {
        let stand = Stand::with(Habits { confirms_access: false, ..habits }, PLENTY);
        stand.write("pair/a/1", "kept").unwrap();
        stand.stage(Event::ForgetSessions);
        assert_eq!(stand.read("pair/a/1").unwrap().as_deref(), Some("kept"), "{service}: nobody notices");
    }
}

#[test]
fn another_keyring_under_the_same_name_is_told_and_is_not_this_one() {
    let stand = Stand::with(Habits::gnome_keyring(), PLENTY);
    stand.write("pair/a/1", "kept").unwrap();
    let before = stand.keyring.generation();
    stand.stage(Event::Another);
    stand.is_told(VaultState::Ready);
    assert_eq!(stand.read("pair/a/1"), Ok(None), "it is not there");
    assert!(stand.keyring.generation() > before, "and whoever asks can know that it never was");
}

#[test]
fn another_keyring_that_a_question_under_way_finds_is_told_as_well() {
    let stand = Stand::with(Habits::gnome_keyring(), PLENTY);
    assert_eq!(stand.look(), VaultState::Ready, "so that what is written makes no difference");
    stand.write("pair/a/1", "kept").unwrap();
    stand.service.change(|habits| habits.silence = Silence::Before(vec!["Item.GetSecret".to_owned()]));
    let keyring = &stand.keyring;
    let (read, _another) = std::thread::scope(|threads| {
        let reading = threads.spawn(|| keyring.read("pair/a/1"));
        let another = stand.hand_over_at("Item.GetSecret", 1);
        (reading.join().unwrap(), another)
    });
    assert!(read.expect("the other one answers").is_none(), "which has nothing");
    stand.is_told(VaultState::Ready);
}

#[test]
fn what_is_meant_for_one_keyring_is_laid_into_no_other() {
    let stand = Stand::with(Habits::gnome_keyring(), PLENTY);
    stand.write("pair/a/1", "kept").unwrap();
    let (keyring, meant) = (&stand.keyring, Some(stand.keyring.generation()));
    keyring.write("marker/a", &"this one".into(), meant).expect("this one is meant");
    stand.service.change(|habits| habits.silence = Silence::Before(vec!["Item.SetSecret".to_owned()]));
    let (written, another) = std::thread::scope(|threads| {
        let writing = threads.spawn(|| keyring.write("marker/a", &"still this one".into(), meant));
        let another = stand.hand_over_at("Item.SetSecret", 1);
        (writing.join().unwrap(), another)
    });
    assert_eq!(written, Err(Error::Elsewhere), "the one that is meant is gone");
    assert!(another.entries().collections["login"].items.is_empty(), "and the other one bears nothing of it");
}

#[test]
fn only_the_collection_that_was_written_to_is_looked_in() {
    let stand = Stand::with(Habits::gnome_keyring(), PLENTY);
    stand.write("pair/a/1", "ours").unwrap();
    stand.stage(Event::AddCollection { name: "work".to_owned(), locked: false });
    stand.stage(Event::AddEntry { collection: "work".to_owned(), entry: ours("pair/a/1", "a stranger's") });
    stand.stage(Event::Alias { name: "default".to_owned(), collection: Some("work".to_owned()) });
    assert_eq!(stand.read("pair/a/1").unwrap().as_deref(), Some("ours"), "whichever is the default");
    stand.lock("login");
    assert_eq!(stand.read("pair/a/1"), Err(Error::Locked), "and when it is closed, it is closed");
    let (later, _) = keyring_on(&stand.bus, PLENTY);
    later.settle(&stand.keyring.home().expect("it is known where the entries lie"));
    assert_eq!(later.look().0, VaultState::Locked, "also for the next start");
    stand.stage(Event::RemoveCollection { name: "login".to_owned() });
    assert_eq!(stand.look(), VaultState::Ready, "one that is gone gives way to the default one");
    assert_eq!(stand.service.counters().windows_shown, 0, "no window of the keyring's comes unasked");
}

#[test]
fn two_items_of_one_name_are_written_both_and_deleted_both() {
    let stand = Stand::with(Habits::gnome_keyring(), PLENTY);
    stand.write("pair/a/1", "ours").unwrap();
    let stale = Entry { modified: 1, ..ours("pair/a/1", "restored from a backup") };
    stand.service.add("login", stale);
    assert_eq!(stand.read("pair/a/1").unwrap().as_deref(), Some("ours"), "what was written last counts");
    stand.write("pair/a/1", "new").unwrap();
    let items = stand.service.entries().collections["login"].items.clone();
    assert!(items.values().all(|item| item.secret == b"new"), "neither can be taken for the other: {items:?}");
    stand.keyring.delete("pair/a/1").unwrap();
    assert!(stand.service.entries().collections["login"].items.is_empty(), "and neither is left");
}

#[test]
fn what_a_service_refuses_is_told_apart() {
    let stand = Stand::with(Habits::gnome_keyring(), PLENTY);
    stand.service.change(|habits| habits.refusals = vec![Refusal::access_denied("*")]);
    assert_eq!(stand.read("pair/a/1"), Err(Error::Refused), "it will not let us in");
    assert_eq!(stand.look(), VaultState::Refused, "which is how it stands");
    stand.service.change(|habits| habits.refusals = vec![Refusal::failed("Collection.CreateItem")]);
    assert!(matches!(stand.write("pair/a/1", "x"), Err(Error::Failed(_))), "a full disk is a failure");
    stand.service.change(|habits| habits.refusals.clear());
    stand.stage(Event::Alias { name: "default".to_owned(), collection: None });
    assert_eq!(stand.write("pair/a/1", "x"), Err(Error::NoCollection), "there is no keyring in it");
}

#[test]
fn many_signals_at_once_hold_no_answer_back() {
    let stand = Stand::with(Habits::kwallet(), Duration::from_secs(5));
    stand.write("pair/a/1", "first").unwrap();
    stand.service.change(|habits| habits.slow_ms = 200);
    std::thread::scope(|threads| {
        let keyring = &stand.keyring;
        let before = stand.service.counters();
        let reading = threads.spawn(|| keyring.read("pair/a/1"));
        while stand.service.counters() == before {
            std::thread::yield_now();
        }
        for at in 0..400 {
            stand.service.add("login", Entry::new(&[("import", &at.to_string())], b"another's"));
        }
        let read = reading.join().unwrap().expect("an import that goes on meanwhile is no silence");
        assert_eq!(read.expect("it is there").expose_secret(), "first", "and what is read is what lies there");
    });
    let asked = || stand.service.counters().calls.values().sum::<u64>();
    let before = asked();
    assert_eq!(stand.read("pair/a/1").unwrap().as_deref(), Some("first"), "the next one waits for no look of each");
    assert!(asked() - before < 100, "it was looked once for all that were told: {} calls", asked() - before);
}
