//! Who commits in a clone that is added.

use carrick_store::model::{AccountChoice, Link};

use crate::git::identities::Identity;

/// What was chosen for the place, if it was for this account; it is written into the clone, whoever git knows.
pub(super) fn chosen(choice: Option<AccountChoice>, link: &Link) -> Identity {
    let chosen = choice.filter(|choice| choice.link_id == link.id);
    chosen.map_or_else(Identity::default, |choice| Identity {
        name: choice.commit_name,
        email: choice.commit_email,
        signing_key: choice.signing_key,
    })
}

#[cfg(test)]
mod tests {
    use carrick_store::model::{GitUse, Identity as Account};
    use carrick_store::standing::Standing;

    use super::*;
    use crate::git_setup::bindings::commits_as;

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
    fn an_account_commits_in_plain_letters() {
        let account = commits_as(&link("Alice <Moreau>\n[x]", Some(" alice@example.com\0")));
        assert_eq!(account.name.as_deref(), Some("Alice Moreau[x]"), "git would refuse the rest");
        assert_eq!(account.email.as_deref(), Some("alice@example.com"), "the address too");
        assert_eq!(commits_as(&link("<>", Some(""))), Identity::default(), "what is left empty says nothing");
    }

    #[test]
    fn what_was_chosen_for_the_place_is_the_accounts_that_it_was_chosen_for() {
        let link = link("Alice", None);
        assert_eq!(chosen(Some(choice(7)), &link).email.as_deref(), Some("a@work.example"), "it is this one's");
        assert_eq!(chosen(Some(choice(8)), &link), Identity::default(), "it was another account's");
    }
}
