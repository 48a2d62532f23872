//! Linked accounts, and how they are named on a command line.

use std::collections::BTreeMap;

use carrick::Carrick;
use carrick_store::Error;
use carrick_store::db::{integrations, links};
use carrick_store::instance::Instance;
use carrick_store::model::Link;

use crate::plain::plain;
use crate::problem::Problem;

/// A linked account and the GitLab it is at.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) link: Link,
    pub(crate) instance: Instance,
}

impl Account {
    /// `username@host`, harmless for a terminal.
    pub(crate) fn name(&self) -> String {
        format!("{}@{}", plain(&self.link.identity.username), self.instance.host())
    }

    /// The same with the link's number, which is never ambiguous.
    fn numbered(&self) -> String {
        format!("{}#{}", self.name(), self.link.id)
    }
}

/// The accounts of whoever uses this installation, oldest first.
pub(crate) async fn all(carrick: &Carrick) -> Result<Vec<Account>, Error> {
    let profile_id = carrick.parts.profile_id;
    let kept =
        carrick.parts.db.read(move |db| Ok((integrations::all(db)?, links::of_profile(db, profile_id)?))).await?;
    let (integrations, links) = kept;
    let at = |link: &Link| integrations.iter().find(|it| it.id == link.integration_id).map(|it| it.instance.clone());
    Ok(links.into_iter().filter_map(|link| at(&link).map(|instance| Account { link, instance })).collect())
}

/// The account of this name: `username`, `@username` or `username@host`, which a `#number` may follow.
pub(crate) fn choose(all: Vec<Account>, typed: &str) -> Result<Account, Problem> {
    if all.is_empty() {
        return Err(Problem::NoAccounts);
    }
    let name = Name::read(typed);
    let (mut meant, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|account| name.means(account));
    match (meant.pop(), meant.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            meant.push(last);
            Err(Problem::AccountAmbiguous { choices: names(&meant) })
        }
        (None, _) => Err(Problem::AccountUnknown { typed: plain(typed), choices: names(&others) }),
    }
}

/// The account where only one is linked.
pub(crate) fn the_only(mut all: Vec<Account>) -> Result<Account, Problem> {
    match (all.pop(), all.is_empty()) {
        (Some(only), true) => Ok(only),
        (Some(last), false) => {
            all.push(last);
            Err(Problem::AccountAmbiguous { choices: names(&all) })
        }
        (None, _) => Err(Problem::NoAccounts),
    }
}

/// Names for a choice: each as short as it can be and still clear.
fn names(accounts: &[Account]) -> Vec<String> {
    let same = |account: &Account| accounts.iter().filter(|other| other.name() == account.name()).count();
    accounts.iter().map(|account| if same(account) > 1 { account.numbered() } else { account.name() }).collect()
}

/// The accounts by their links: each username, with its host where that alone is not clear.
pub(crate) fn short_names(accounts: &[Account]) -> BTreeMap<i64, String> {
    let username = |account: &Account| plain(&account.link.identity.username);
    let same = |account: &Account| accounts.iter().filter(|other| username(other) == username(account)).count();
    let name = |account: &Account| if same(account) > 1 { account.name() } else { username(account) };
    accounts.iter().map(|account| (account.link.id, name(account))).collect()
}

/// What was typed, in its parts. A username at GitLab holds neither `@` nor `#`.
struct Name<'a> {
    username: &'a str,
    host: Option<&'a str>,
    number: Option<&'a str>,
}

impl<'a> Name<'a> {
    fn read(typed: &'a str) -> Self {
        let (name, number) = match typed.split_once('#') {
            Some((name, number)) => (name, Some(number)),
            None => (typed, None),
        };
        let name = name.strip_prefix('@').unwrap_or(name);
        let (username, host) = match name.split_once('@') {
            Some((username, host)) => (username, Some(host)),
            None => (name, None),
        };
        Self { username, host, number }
    }

    fn means(&self, account: &Account) -> bool {
        let of_host = |host: &str| host.eq_ignore_ascii_case(&account.instance.host());
        self.username.eq_ignore_ascii_case(&account.link.identity.username)
            && self.host.is_none_or(of_host)
            && self.number.is_none_or(|number| number == account.link.id.to_string())
    }
}

#[cfg(test)]
mod tests {
    use carrick_store::model::{GitUse, Identity};
    use carrick_store::standing::Standing;

    use super::*;

    fn account(id: i64, username: &str, instance: &str) -> Account {
        let identity = Identity {
            user_id: id,
            username: username.into(),
            name: String::new(),
            avatar_url: None,
            commit_email: None,
        };
        let link = Link {
            id,
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
            git_use: GitUse::WhereNeeded,
            standing: Standing::default(),
        };
        Account { link, instance: Instance::parse(instance).unwrap() }
    }

    fn linked() -> Vec<Account> {
        vec![
            account(1, "alice", "https://gitlab.com"),
            account(2, "alice", "https://git.example/gitlab"),
            account(3, "bob", "https://gitlab.com"),
            account(4, "carol", "https://gitlab.com"),
            account(5, "carol", "https://gitlab.com"),
        ]
    }

    #[test]
    fn an_account_is_named_as_short_as_is_clear() {
        for (typed, id) in [
            ("bob", 3),
            ("@bob", 3),
            ("BOB@GitLab.com", 3),
            ("alice@git.example/gitlab", 2),
            ("@alice@gitlab.com", 1),
            ("carol#5", 5),
        ] {
            assert_eq!(choose(linked(), typed).map(|account| account.link.id), Ok(id), "{typed}");
        }
    }

    #[test]
    fn what_is_not_clear_is_refused_with_the_choices() {
        let choices = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let refused = |typed: &str| choose(linked(), typed).unwrap_err();
        let ambiguous =
            Problem::AccountAmbiguous { choices: choices(&["alice@gitlab.com", "alice@git.example/gitlab"]) };
        assert_eq!(refused("alice"), ambiguous, "on two hosts");
        let numbered = Problem::AccountAmbiguous { choices: choices(&["carol@gitlab.com#4", "carol@gitlab.com#5"]) };
        assert_eq!(refused("carol@gitlab.com"), numbered, "through two applications of one GitLab");
        assert!(matches!(refused("dave"), Problem::AccountUnknown { choices, .. } if choices.len() == 5), "nobody");
        assert!(matches!(refused(""), Problem::AccountUnknown { .. }), "nothing");
        assert!(matches!(refused("bob@elsewhere"), Problem::AccountUnknown { .. }), "not there");
        assert_eq!(choose(Vec::new(), "bob").unwrap_err(), Problem::NoAccounts, "none at all");
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_typed_is_one_account_or_none(typed in ".{0,40}") {
            let _ = choose(linked(), &typed);
        }
    }
}
