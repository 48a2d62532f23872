//! Windows that open, and who answers them.

use carrick_secret_service::{Event, Habits, Prompter};

use crate::client::{Client, LOGIN, Signals, call, start, until};
use crate::transcript::signal;

#[test]
fn keepassxc_deletes_after_a_question() {
    let (bus, service) = start(Habits { delete_prompts: true, ..Habits::default() });
    let client = Client::new(&bus);
    let (item, _) = client.create(&[("a", "1")], b"one", true).unwrap();
    let prompt = client.delete(&item).unwrap();
    assert_ne!(prompt, "/", "there is a prompt");
    assert_eq!(client.read(&item).unwrap(), b"one", "and nothing was deleted");
    client.dismiss(&prompt).unwrap();
    assert_eq!(client.read(&item).unwrap(), b"one", "nor after it was dismissed");
    let prompt = client.delete(&item).unwrap();
    client.run(&prompt).unwrap();
    assert!(client.read(&item).is_err(), "the person agreed");
    let counters = service.counters();
    let seen = (counters.prompts_offered, counters.prompts_run, counters.prompts_dismissed, counters.windows_shown);
    assert_eq!(seen, (2, 1, 1, 1), "every step was counted: {counters:?}");
}

#[test]
fn keepassxc_creates_by_a_prompt_that_shows_nothing_while_it_is_open() {
    let (bus, service) = start(Habits::keepassxc());
    let client = Client::new(&bus);
    let mut signals = Signals::of(&client);
    let (item, prompt) = client.create(&[("a", "1")], b"one", true).unwrap();
    assert_eq!(item, "/", "nothing was made");
    assert_eq!(service.entries().collections["login"].items.len(), 0, "really nothing");
    client.run(&prompt).unwrap();
    assert_eq!(service.counters().windows_shown, 0, "nobody was disturbed");
    let said: Vec<_> = signals.so_far().iter().map(signal).collect();
    assert!(said[1].contains("Completed"), "it is told: {said:?}");
    assert!(said[1].contains("dismissed=false") && said[1].contains(&format!("{LOGIN}/1")), "with the item: {said:?}");
    let item = client.search(&[("a", "1")]).unwrap().remove(0);
    assert_eq!(client.read(&item).unwrap(), b"one", "who made it may read it");

    let other = Client::new(&bus);
    let (_, prompt) = other.create(&[("a", "1")], b"two", true).unwrap();
    other.run(&prompt).unwrap();
    assert_eq!(service.counters().windows_shown, 1, "replacing somebody else's item is asked about");

    service.stage(Event::Lock { collection: "login".to_owned() }).unwrap();
    let (_, prompt) = client.create(&[("a", "2")], b"three", true).unwrap();
    client.run(&prompt).unwrap();
    assert_eq!(service.counters().windows_shown, 2, "and so is a locked collection");
    assert!(!client.is_locked(LOGIN), "which is open then");
}

#[test]
fn keepassxc_locks_by_a_prompt() {
    let (bus, service) = start(Habits::keepassxc());
    let client = Client::new(&bus);
    let (locked, prompt) = client.lock(LOGIN).unwrap();
    assert_eq!((locked, client.is_locked(LOGIN)), (vec![], false), "nothing was locked");
    client.run(&prompt).unwrap();
    assert!(client.is_locked(LOGIN), "now it is");
    assert_eq!(service.counters().windows_shown, 0, "without a window");
}

#[test]
fn keepassxc_searches_after_its_window() {
    let (bus, service) = start(Habits { prompter: Prompter::Waits, ..Habits::keepassxc() });
    service.stage(Event::Lock { collection: "login".to_owned() }).unwrap();
    let (client, hasty) = (Client::new(&bus), Client::impatient(&bus));
    assert_eq!(client.search(&[]).unwrap(), Vec::<String>::new(), "a collection's own search is quiet");
    assert_eq!(service.counters().windows_shown, 0, "it shows nothing");
    assert_eq!(hasty.search_all(&[]), Err("time-out".to_owned()), "the service's search waits for the person");
    let counters = service.counters();
    assert_eq!((counters.prompts_run, counters.windows_open), (0, 1), "whom nobody asked to be asked: {counters:?}");
    service.stage(Event::AnswerPrompts { accept: true }).unwrap();
    assert!(!client.is_locked(LOGIN), "the password opens it");
    assert_eq!(client.search_all(&[]).unwrap(), (vec![], vec![]), "then it searches");
}

#[test]
fn a_window_is_answered_or_not() {
    for (prompter, windows, completed) in [
        (Prompter::Accepts, 1, Some("dismissed=false")),
        (Prompter::Dismisses, 1, Some("dismissed=true")),
        (Prompter::Waits, 1, None),
        (Prompter::Missing, 0, Some("dismissed=true")),
        (Prompter::MissingAndSilent, 0, None),
    ] {
        let (bus, service) = start(Habits { prompter, ..Habits::default() });
        let client = Client::new(&bus);
        client.lock(LOGIN).unwrap();
        let mut signals = Signals::of(&client);
        let (_, prompt) = client.unlock(LOGIN).unwrap();
        client.run(&prompt).unwrap();
        let said: Vec<_> = signals.so_far().iter().map(signal).filter(|line| line.contains("Completed")).collect();
        assert_eq!(said.len(), usize::from(completed.is_some()), "{prompter:?} says {said:?}");
        assert!(said.iter().all(|line| line.contains(completed.unwrap())), "{prompter:?} says {said:?}");
        assert_eq!(client.is_locked(LOGIN), prompter != Prompter::Accepts, "{prompter:?}");
        assert_eq!(service.counters().windows_shown, windows, "{prompter:?}");
    }
}

#[test]
fn a_window_that_waits_is_answered_by_the_person_or_goes_with_its_client() {
    let (bus, service) = start(Habits { prompter: Prompter::Waits, ..Habits::default() });
    let client = Client::new(&bus);
    client.lock(LOGIN).unwrap();
    let (_, prompt) = client.unlock(LOGIN).unwrap();
    client.run(&prompt).unwrap();
    client.run(&prompt).unwrap();
    let counters = service.counters();
    assert_eq!((counters.prompts_run, counters.windows_shown), (2, 1), "run twice, one window: {counters:?}");
    client.dismiss(&prompt).unwrap();
    assert_eq!(service.counters().windows_open, 0, "a client can take it back");
    let (_, prompt) = client.unlock(LOGIN).unwrap();
    client.run(&prompt).unwrap();
    service.stage(Event::AnswerPrompts { accept: false }).unwrap();
    assert!(client.is_locked(LOGIN), "Cancel");
    let (_, prompt) = client.unlock(LOGIN).unwrap();
    client.run(&prompt).unwrap();
    client.connection.close().unwrap();
    let other = Client::new(&bus);
    until(|| service.counters().windows_open == 0);
    assert!(other.is_locked(LOGIN), "it stays locked");
    let strange = call(&other.connection, &prompt, "Prompt", "Prompt", &"");
    assert!(strange.is_err(), "and the prompt is nobody's");
}
