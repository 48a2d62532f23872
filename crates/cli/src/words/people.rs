//! What is said about people.

use crate::answers::people::{People, Role};

pub(crate) const SIGNED_OUT: &str = "Nobody is signed in to Carrick. Nothing is built until somebody is.";

pub(crate) fn acts_for(name: &str) -> String {
    format!("Carrick acts for {name}.")
}

pub(crate) fn people(people: &People) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for person in &people.people {
        let mut line = person.name.clone();
        if people.people.len() > 1 {
            line += match person.role {
                Role::Admin => ", administrator",
                Role::Member => ", member",
            };
        }
        if !person.sign_in_accounts.is_empty() {
            line += &format!(", signs in as {}", person.sign_in_accounts.join(", "));
        }
        if person.acts && people.people.len() > 1 {
            line += ". Carrick acts for them.";
        }
        lines.push(line);
    }
    if people.signed_out {
        lines.push("Nobody is signed in to Carrick.".to_owned());
    } else if people.asks_to_sign_in {
        lines.push("People are asked to sign in.".to_owned());
    }
    lines
}

pub(crate) fn add_person_question(name: &str, username: &str, host: &str) -> String {
    format!("Add {name}, @{username} on {host}, as a member?")
}

pub(crate) fn remove_person_question(name: &str, accounts: &[String]) -> String {
    let goes = match accounts {
        [] => String::new(),
        accounts => format!(" {} will be unlinked.", accounts.join(", ")),
    };
    format!("Remove {name} from Carrick?{goes} Their repositories and rules are forgotten, their folders stay.")
}

pub(crate) fn person_removed(name: &str) -> String {
    format!("{name} is removed.")
}
