//! Unlocking the keyring: the one thing for which its person is asked.

use std::sync::Arc;

use carrick_secret_service::{Event, Habits, Prompter};
use carrick_store::model::VaultState;
use carrick_store::vault::{Error, SecretStore as _};

use super::stand::{PLENTY, Stand, services};

#[test]
fn unlocking_asks_the_person_and_takes_any_answer() {
    for (service, habits) in services() {
        let stand = Stand::with(habits, PLENTY);
        stand.look();
        stand.lock("login");
        stand.service.change(|habits| habits.prompter = Prompter::Dismisses);
        assert_eq!(stand.keyring.unlock(), Err(Error::Dismissed), "{service}: no is no");
        stand.service.change(|habits| habits.prompter = Prompter::Accepts);
        assert_eq!(stand.keyring.unlock(), Ok(()), "{service}: yes is yes");
        assert_eq!(stand.look(), VaultState::Ready, "{service}");
        assert_eq!(stand.keyring.unlock(), Ok(()), "{service}: what is open is not asked for");
    }
}

#[test]
fn a_question_nobody_answers_can_be_taken_away_and_holds_nobody_else_up() {
    for prompter in [Prompter::Waits, Prompter::MissingAndSilent] {
        let stand = Stand::with(Habits { prompter, ..Habits::gnome_keyring() }, PLENTY);
        stand.look();
        stand.lock("login");
        let keyring = Arc::clone(&stand.keyring);
        let waiting = std::thread::spawn(move || keyring.unlock());
        while stand.service.counters().prompts_run == 0 {
            std::thread::yield_now();
        }
        assert_eq!(stand.look(), VaultState::Locked, "{prompter:?}: others are answered meanwhile");
        stand.keyring.cancel_unlock();
        assert_eq!(waiting.join().unwrap(), Err(Error::Dismissed), "{prompter:?}: whoever waits is told");
        assert_eq!(stand.service.counters().prompts_dismissed, 1, "{prompter:?}: the window is taken away");
    }
}

#[test]
fn two_who_want_it_unlocked_ask_the_person_once() {
    let stand = Stand::with(Habits { prompter: Prompter::Waits, ..Habits::gnome_keyring() }, PLENTY);
    stand.write("pair/a/1", "first").unwrap();
    stand.lock("login");
    std::thread::scope(|threads| {
        let keyring = &stand.keyring;
        let unlocking: Vec<_> = (0..2).map(|_| threads.spawn(|| keyring.unlock())).collect();
        while stand.service.counters().windows_shown == 0 {
            std::thread::yield_now();
        }
        stand.stage(Event::AnswerPrompts { accept: true });
        for one in unlocking {
            assert_eq!(one.join().unwrap(), Ok(()), "neither takes the other's question away");
        }
    });
    assert_eq!(stand.service.counters().windows_shown, 1, "the second finds it open");
}
