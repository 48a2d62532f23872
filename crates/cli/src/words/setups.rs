//! What is said of set-ups that are handed on, and of what the organisation presets.

use carrick::accounts::likeness::Mark;
use carrick::accounts::managed::Trouble;
use carrick::accounts::offer::Offer;

use super::amounts::some;
use super::text::Text;
use crate::plain::plain;

pub(crate) const SET_BY_ORGANISATION: &str = "Set by your organisation.";

const ASK_WHO_LOOKS_AFTER: &str = "Ask whoever looks after this computer; until then it presets nothing.";

pub(crate) fn waiting_for_administrator(since: &str) -> String {
    format!("Waiting for the administrator since {since}: paste the Application ID in Carrick when it comes.")
}

/// What is proposed, before anything is done.
pub(crate) fn offer(offer: &Offer) -> String {
    let setup = &offer.setup;
    let host = setup.instance.host();
    let from = setup.from.as_deref().map(|from| format!(" It says it is from {}.", plain(from))).unwrap_or_default();
    let id = &setup.application_id;
    let mut lines = vec![
        format!("Set-up for {host}.{from} Nothing is contacted before you agree."),
        format!("  Address         {}", setup.instance.address()),
        format!("  Application ID  {id}"),
        format!("  Scopes          {}", setup.scopes.join(" ")),
    ];
    lines.extend(offer.marks.iter().map(|it| format!("Look twice: {}", mark(it))));
    lines.push(format!(
        "Whoever owns application {} can act as everyone who approves it. GitLab's approval page names the owner; compare.",
        short(id)
    ));
    lines.join("\n")
}

pub(crate) const ADD_IT: &str = "Add it? [y/N]";

pub(crate) fn imported(host: &str) -> String {
    format!("Added {host}. Nothing is linked yet. Link an account with: carrick link {host}")
}

/// As much of an Application ID as tells it from others.
fn short(id: &str) -> String {
    if id.len() > 8 { format!("{}…", &id[..8]) } else { id.to_owned() }
}

/// What could be overlooked about a host.
fn mark(mark: &Mark) -> String {
    match mark {
        Mark::OtherLetters => "the name has letters of other scripts; xn-- stands for them.".to_owned(),
        Mark::Like { host } => format!("it is much like {host}, and another host."),
        Mark::Number => "it is a number instead of a name.".to_owned(),
        Mark::ThisComputer => "it is this computer itself.".to_owned(),
    }
}

/// What the organisation presets.
pub(crate) fn managed(path: &str, count: usize, has_sign_in: bool) -> String {
    match (some(count, "integration", "integrations"), has_sign_in) {
        (Some(integrations), false) => format!("{path} presets {integrations}."),
        (Some(integrations), true) => format!("{path} presets {integrations} and how people sign in."),
        (None, true) => format!("{path} presets how people sign in."),
        (None, false) => format!("Nothing is preset by {path}."),
    }
}

/// Why it does not count.
pub(crate) fn managed_trouble(path: &str, trouble: Trouble) -> Text {
    let what = match trouble {
        Trouble::Owner => format!("{path} is not root's own, or lies in a folder that is not."),
        Trouble::Writable => format!("Others than root can write {path}, or a folder on the way to it."),
        Trouble::Kind => format!("{path} is no ordinary file in ordinary folders."),
        Trouble::Size => format!("{path} is larger than 64 KiB."),
        Trouble::Unreadable => format!("{path} can't be read."),
        Trouble::Syntax { line } => format!("{path} is no JSON, in line {line}."),
        Trouble::Content { line } => format!("{path} holds what it may not, or lacks something, in line {line}."),
        Trouble::Newer => format!("{path} is for a newer Carrick."),
    };
    Text::new(what, ASK_WHO_LOOKS_AFTER)
}
