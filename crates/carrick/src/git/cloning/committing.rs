//! Who commits in a clone that is being made. What git says there is known only once its remote is: an identity may be
//! included for certain folders or remotes alone, and the clone's own file would overrule it.

use super::order::Order;
use crate::git::identities::Identity;
use crate::git::listing::Setting;

/// Who commits there, as far as that is to be written into the clone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Committer {
    pub(super) identity: Identity,
    /// Who that is, as `Name <address>`, where they commit for want of another.
    pub(super) commits_as: Option<String>,
}

/// The order's identity, and where neither that nor git knows an address, what of the other one is missing.
pub(super) fn committer(order: &Order, settings: &[Setting]) -> Committer {
    fill(&order.identity, &order.otherwise, settings)
}

fn fill(chosen: &Identity, otherwise: &Identity, settings: &[Setting]) -> Committer {
    let mut identity = chosen.clone();
    let address = otherwise.email.clone();
    let is_known = identity.email.is_some() || known(settings, "user.email").is_some();
    let Some(address) = address.filter(|_| !is_known) else { return Committer { identity, commits_as: None } };
    let known_name = known(settings, "user.name");
    if identity.name.is_none() && known_name.is_none() {
        identity.name.clone_from(&otherwise.name);
    }
    let name = identity.name.clone().or(known_name).unwrap_or_default();
    let commits_as = format!("{name} <{address}>").trim().to_owned();
    identity.email = Some(address);
    Committer { identity, commits_as: Some(commits_as) }
}

/// The last one counts.
fn known(settings: &[Setting], key: &str) -> Option<String> {
    settings.iter().rev().find(|setting| setting.key == key)?.value.clone().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::listing::Scope;

    fn setting(key: &str, value: &str) -> Setting {
        Setting { scope: Scope::Global, file: String::new(), key: key.to_owned(), value: Some(value.to_owned()) }
    }

    fn identity(name: Option<&str>, email: Option<&str>) -> Identity {
        Identity { name: name.map(str::to_owned), email: email.map(str::to_owned), signing_key: None }
    }

    #[test]
    fn the_account_commits_where_nobody_else_is_known() {
        let (none, account) = (Identity::default(), identity(Some("Alice"), Some("alice@example.com")));
        let nobody = fill(&none, &account, &[]);
        assert_eq!(nobody.commits_as.as_deref(), Some("Alice <alice@example.com>"), "and that is said");
        assert_eq!(nobody.identity, account, "and written");
        let known = [setting("user.name", "Al"), setting("user.email", "al@home.example")];
        assert_eq!(fill(&none, &account, &known), Committer::default(), "whoever git knows goes on committing");
        let half = fill(&none, &account, &known[..1]);
        assert_eq!(half.commits_as.as_deref(), Some("Al <alice@example.com>"), "only what lacks is written");
        assert_eq!(half.identity.name, None, "the name stays git's");
        let emptied = [setting("user.email", "al@home.example"), setting("user.email", "")];
        assert_eq!(fill(&none, &account, &emptied).identity, account, "the last one counts, which says nothing");
    }

    #[test]
    fn what_was_chosen_for_the_place_counts_more_than_what_git_knows() {
        let account = identity(Some("Alice"), Some("alice@example.com"));
        let chosen = identity(Some("A. Moreau"), Some("a@work.example"));
        let committer = fill(&chosen, &account, &[setting("user.email", "al@home.example")]);
        assert_eq!(committer, Committer { identity: chosen, commits_as: None }, "it is written, for want of nobody");
    }

    #[test]
    fn an_account_without_an_address_is_written_nowhere() {
        let committer = fill(&Identity::default(), &identity(Some("Alice"), None), &[]);
        assert_eq!(committer, Committer::default(), "a name alone commits nothing");
    }
}
