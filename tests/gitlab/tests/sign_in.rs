use crate::support::browser::Browser;
use crate::support::{authorize_path, confidential, start};
use local_gitlab::{DEFAULT_PASSWORD, NewUser, UserState};

#[test]
fn approval_is_resumed_after_sign_in() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let mut browser = Browser::new(&gitlab);
    let away = browser.get(&authorize_path(&application.id, &[]));
    assert_eq!(away.status, 302, "a stranger is sent to sign-in first");
    assert_eq!(away.header("location"), Some("/users/sign_in"), "by a path, so that any host name works");
    let page = browser.follow(&away);
    assert!(page.attribute("user_login", "name").is_some(), "the page has the field user_login");
    assert!(page.attribute("user_password", "name").is_some(), "the page has the field user_password");
    let back = browser.sign_in("alice", DEFAULT_PASSWORD);
    let consent = browser.follow(&back);
    assert!(consent.text().contains(">Authorize</button>"), "sign-in goes on to the approval that was asked for");
    assert!(consent.text().contains("@alice"), "the approval page says who is signed in");
}

#[test]
fn a_wrong_password_is_told_and_the_typed_name_kept() {
    let gitlab = start();
    let mut browser = Browser::new(&gitlab);
    let page = browser.sign_in("alice", "wrong");
    assert_eq!(page.status, 422, "a refused sign-in is no success");
    assert!(page.text().contains("Invalid login or password."), "the page says why");
    assert_eq!(page.attribute("user_login", "value").as_deref(), Some("alice"), "the name need not be typed again");
}

#[test]
fn the_email_address_signs_in_too() {
    let gitlab = start();
    let mut browser = Browser::new(&gitlab);
    assert_eq!(browser.sign_in("bob@example.com", DEFAULT_PASSWORD).status, 302, "GitLab accepts the e-mail address");
    assert!(browser.get("/").text().contains("Bob Lindqvist"), "home shows who is signed in");
}

#[test]
fn home_sends_strangers_to_sign_in() {
    let gitlab = start();
    assert_eq!(Browser::new(&gitlab).get("/").header("location"), Some("/users/sign_in"), "home needs a person");
}

#[test]
fn signing_out_ends_the_session() {
    let gitlab = start();
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let home = browser.get("/");
    browser.press(&home, "Sign out");
    assert_eq!(browser.get("/").status, 302, "after signing out home needs a person again");
}

#[test]
fn blocked_and_pending_accounts_cannot_sign_in() {
    let gitlab = start();
    for state in [UserState::Blocked, UserState::PendingApproval] {
        assert!(gitlab.edit_user("alice", |user| user.state = state), "alice exists");
        let page = Browser::new(&gitlab).sign_in("alice", DEFAULT_PASSWORD);
        assert!(page.text().contains("role=\"alert\""), "{state:?} is told on the sign-in page");
        assert_eq!(page.header("location"), None, "{state:?} does not sign in");
    }
}

#[test]
fn blocking_ends_a_session_at_the_next_page() {
    let gitlab = start();
    let mut browser = Browser::signed_in(&gitlab, "alice");
    gitlab.edit_user("alice", |user| user.state = UserState::Blocked);
    assert_eq!(browser.get("/").header("location"), Some("/users/sign_in"), "a blocked person is signed out");
}

#[test]
fn signing_in_wakes_a_deactivated_account() {
    let gitlab = start();
    gitlab.add_user(NewUser { username: "carol".to_owned(), state: UserState::Deactivated, ..NewUser::default() });
    Browser::signed_in(&gitlab, "carol");
    assert_eq!(gitlab.user("carol").map(|user| user.state), Some(UserState::Active), "GitLab re-activates at sign-in");
}

#[test]
fn terms_are_accepted_on_the_way_to_approval() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    gitlab.edit_user("alice", |user| user.state = UserState::TermsNotAccepted);
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let detour = browser.get(&authorize_path(&application.id, &[]));
    assert_eq!(detour.header("location"), Some("/-/users/terms"), "the terms come first");
    let terms = browser.follow(&detour);
    let back = browser.press(&terms, "Accept terms");
    assert!(browser.follow(&back).text().contains(">Authorize</button>"), "then the approval goes on");
    assert_eq!(gitlab.user("alice").map(|user| user.state), Some(UserState::Active), "the account works again");
}

#[test]
fn an_expired_password_is_changed_before_anything_else() {
    let gitlab = start();
    gitlab.edit_user("alice", |user| user.state = UserState::PasswordExpired);
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let detour = browser.get("/");
    assert_eq!(detour.header("location"), Some("/-/user_settings/password/new"), "a new password comes first");
    browser.post("/-/user_settings/password/new", &[("user[new_password]", "another one")]);
    assert_eq!(browser.get("/").status, 200, "then the account works again");
    assert_eq!(Browser::new(&gitlab).sign_in("alice", "another one").status, 302, "the new password signs in");
}

#[test]
fn unknown_pages_are_404_pages_of_this_server() {
    let gitlab = start();
    let page = Browser::new(&gitlab).get("/no/such/page");
    assert_eq!(page.status, 404, "there is no such page");
    assert!(page.text().contains("Local GitLab"), "nobody takes this for the real GitLab");
    assert_eq!(Browser::new(&gitlab).get("/alice").status, 200, "an account's web_url is a page");
}
