//! Who commits in a clone that is added.

use carrick_store::model::{AccountChoice, Link};

use crate::git::identities::Identity;
use crate::git::listing::Setting;

/// Who commits there, as far as that is to be written into the clone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Committer {
    pub(super) identity: Identity,
    /// The account, as `Name <address>`, where it is written since git knew nobody.
    pub(super) commits_as: Option<String>,
}

/// What was chosen for the place, and where neither that nor git's configuration knows an address, the account's.
pub(super) fn committer(choice: Option<AccountChoice>, link: &Link, settings: &[Setting]) -> Committer {
    let chosen = choice.filter(|choice| choice.link_id == link.id);
    let mut identity = chosen.map_or_else(Identity::default, |choice| Identity {
        name: choice.commit_name,
        email: choice.commit_email,
        signing_key: choice.signing_key,
    });
    let knows =
        |key: &str| settings.iter().any(|it| it.key == key && it.value.as_deref().is_some_and(|it| !it.is_empty()));
    let address = link.identity.commit_email.as_deref().map(plain).filter(|address| !address.is_empty());
    let Some(address) = address.filter(|_| identity.email.is_none() && !knows("user.email")) else {
        return Committer { identity, commits_as: None };
    };
    if identity.name.is_none() && !knows("user.name") {
        identity.name = Some(plain(&link.identity.name)).filter(|name| !name.is_empty());
    }
    let name = identity.name.clone().or_else(|| value(settings, "user.name")).unwrap_or_default();
    let commits_as = format!("{name} <{address}>").trim().to_owned();
    identity.email = Some(address);
    Committer { identity, commits_as: Some(commits_as) }
}

fn value(settings: &[Setting], key: &str) -> Option<String> {
    settings.iter().rev().find(|setting| setting.key == key)?.value.clone()
}

/// Without what git leaves out of a commit, or refuses.
fn plain(text: &str) -> String {
    let kept: String = text.chars().filter(|c| !c.is_control() && !matches!(c, '<' | '>')).take(200).collect();
    kept.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use carrick_store::model::{GitUse, Identity as Account};
    use carrick_store::standing::Standing;

    use super::*;
    use crate::git::listing::Scope;

    fn link(name: &str, commit_email: Option<&str>) -> Link {
        let identity = Account {
            user_id: 1,
            username: "alice".to_owned(),
            name: name.to_owned(),
            avatar_url: None,
            commit_email: commit_email.map(str::to_owned),
        };
        Link {
            id: 7,
            profile_id: 1,
            integration_id: 1,
            application_id: String::new(),
            pair_id: 1,
            identity,
            scopes: Vec::new(),
            linked_at: 0,
            checked_at: 0,
            asked_at: 0,
            expires_at: 0,
            git_use: GitUse::Default,
            standing: Standing::default(),
        }
    }

    fn setting(key: &str, value: &str) -> Setting {
        Setting { scope: Scope::Global, file: String::new(), key: key.to_owned(), value: Some(value.to_owned()) }
    }

    fn choice(link_id: i64) -> AccountChoice {
        AccountChoice {
            id: 1,
            link_id,
            instance: String::new(),
            prefix: "work".to_owned(),
            commit_name: Some("A. Moreau".to_owned()),
            commit_email: Some("a@work.example".to_owned()),
            signing_key: None,
        }
    }

    #[test]
    fn the_account_commits_where_nobody_else_is_known() {
        let link = link("Alice <Moreau>\n[x]", Some("alice@example.com"));
        let nobody = committer(None, &link, &[]);
        assert_eq!(nobody.commits_as.as_deref(), Some("Alice Moreau[x] <alice@example.com>"), "and that is said");
        assert_eq!(nobody.identity.email.as_deref(), Some("alice@example.com"), "and written");
        let known = [setting("user.name", "Al"), setting("user.email", "al@home.example")];
        assert_eq!(committer(None, &link, &known), Committer::default(), "whoever git knows goes on committing");
        let half = committer(None, &link, &known[..1]);
        assert_eq!(half.commits_as.as_deref(), Some("Al <alice@example.com>"), "only what lacks is written");
        assert_eq!(half.identity.name, None, "the name stays git's");
    }

    #[test]
    fn what_was_chosen_for_the_place_counts_more_than_what_git_knows() {
        let (link, known) = (link("Alice", Some("alice@example.com")), [setting("user.email", "al@home.example")]);
        let chosen = committer(Some(choice(7)), &link, &known);
        assert_eq!(chosen.identity.email.as_deref(), Some("a@work.example"), "it is written into the clone");
        assert_eq!(chosen.commits_as, None, "nobody was found for want of another");
        assert_eq!(committer(Some(choice(8)), &link, &known), Committer::default(), "it was another account's");
    }

    #[test]
    fn an_account_without_an_address_is_written_nowhere() {
        assert_eq!(committer(None, &link("Alice", None), &[]), Committer::default(), "a name alone commits nothing");
    }
}
