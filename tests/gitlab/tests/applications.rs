use crate::support::browser::Browser;
use crate::support::http::Answer;
use crate::support::{CALLBACK, authorize_path, linked, start};
use local_gitlab::Setting;

const LIST: &str = "/-/user_settings/applications";

#[test]
fn a_person_registers_an_application_and_sees_its_secret_once() {
    let gitlab = start();
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let list = browser.get(LIST);
    for label in ["Name", "Redirect URI", "Confidential"] {
        assert!(list.text().contains(label), "the form has the field {label}");
    }
    let box_ = list.text();
    let at = box_.find("id=\"doorkeeper_application_confidential\"").expect("the box is there");
    assert!(box_[at..at + 120].contains(" checked"), "Confidential is ticked at first");
    let page = register(&mut browser, &[("doorkeeper_application[confidential]", "1")]);
    assert_eq!(page.status, 200, "the page of the new application");
    let id = page.attribute("application_id", "value").expect("it shows the Application ID");
    let secret = page.attribute("secret", "value").expect("it shows the Secret");
    assert!(page.text().contains("<label for=\"secret\">Secret</label>"), "under its label");
    assert!(page.text().contains("<label for=\"application_id\">Application ID</label>"), "under its label");
    assert!(id.len() == 64 && id.chars().all(|c| c.is_ascii_hexdigit()), "an ID is 64 hex characters");
    assert!(secret.starts_with("gloas-") && secret.len() == 70, "a secret has its prefix");
    let later = browser.get(&format!("/oauth/applications/{id}"));
    assert_eq!(later.attribute("application_id", "value"), Some(id.clone()), "the ID is shown again");
    assert!(!later.text().contains(&secret), "the secret is not");
    assert!(browser.get(LIST).text().contains(&format!("/oauth/applications/{id}")), "the list has it");
    let consent = browser.get(&authorize_path(&id, &[]));
    assert!(consent.text().contains(">Authorize</button>"), "it can ask for approval at once");
    assert_eq!(gitlab.applications()[0].secret, secret, "the tests know it");
}

#[test]
fn unticking_confidential_makes_a_public_application() {
    let gitlab = start();
    let mut browser = Browser::signed_in(&gitlab, "alice");
    register(&mut browser, &[("doorkeeper_application[confidential]", "0")]);
    assert!(!gitlab.applications()[0].confidential, "no tick, no confidence");
}

#[test]
fn a_form_with_mistakes_is_kept_and_explained() {
    let gitlab = start();
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let page = browser.post("/oauth/applications", &[("doorkeeper_application[name]", "Half \"done\"")]);
    assert!(page.text().contains("Redirect URI can&#39;t be blank."), "the address is missing");
    assert!(page.text().contains("Scopes can&#39;t be blank."), "so are the scopes");
    let name = page.attribute("doorkeeper_application_name", "value");
    assert_eq!(name.as_deref(), Some("Half \"done\""), "what was typed stays");
    assert!(gitlab.applications().is_empty(), "nothing was registered");
    let page = register(&mut browser, &[("doorkeeper_application[scopes][]", "everything")]);
    assert!(page.text().contains("Scopes don&#39;t match"), "unknown scopes are refused");
}

#[test]
fn renewing_editing_and_deleting_work_through_the_pages() {
    let gitlab = start();
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let page = register(&mut browser, &[]);
    let id = page.attribute("application_id", "value").unwrap();
    let old = page.attribute("secret", "value").unwrap();
    let renewed = browser.press(&page, "Renew secret").attribute("secret", "value").unwrap();
    assert_ne!(renewed, old, "the secret is a new one");
    assert_eq!(gitlab.applications()[0].secret, renewed, "the old one has stopped");
    let edit = browser.get(&format!("/oauth/applications/{id}/edit"));
    assert!(edit.text().contains(CALLBACK), "the form holds what is stored");
    browser.post(
        &format!("/oauth/applications/{id}"),
        &[
            ("_method", "put"),
            ("doorkeeper_application[name]", "Renamed"),
            ("doorkeeper_application[redirect_uri]", "https://a.example/cb"),
            ("doorkeeper_application[scopes][]", "read_user"),
        ],
    );
    let stored = &gitlab.applications()[0];
    assert_eq!((stored.name.as_str(), &stored.scopes[..]), ("Renamed", &["read_user".to_owned()][..]), "it is saved");
    assert_eq!(stored.secret, renewed, "editing leaves the secret alone");
    let page = browser.get(&format!("/oauth/applications/{id}"));
    browser.press(&page, "Delete application");
    assert!(gitlab.applications().is_empty(), "it is gone");
}

#[test]
fn applications_of_others_cannot_be_seen() {
    let gitlab = start();
    let page = register(&mut Browser::signed_in(&gitlab, "alice"), &[]);
    let id = page.attribute("application_id", "value").unwrap();
    let mut bob = Browser::signed_in(&gitlab, "bob");
    assert_eq!(bob.get(&format!("/oauth/applications/{id}")).status, 404, "bob does not see alice's");
    assert_eq!(bob.post(&format!("/oauth/applications/{id}/renew"), &[]).status, 404, "nor renew its secret");
    assert!(!bob.get(LIST).text().contains(&id), "nor find it in his list");
}

#[test]
fn an_administrator_can_switch_registering_off() {
    let gitlab = start();
    gitlab.set_setting(Setting::UserOauthApplications(false));
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let list = browser.get(LIST);
    assert_eq!(list.status, 200, "the list stays");
    assert!(!list.text().contains("Save application"), "without its form");
    let refused = register(&mut browser, &[]);
    assert_eq!(refused.header("location"), Some("/-/user_settings/profile"), "registering sends back to the profile");
    assert!(gitlab.applications().is_empty(), "nothing was registered");
}

#[test]
fn administrators_register_for_the_whole_instance() {
    let gitlab = start();
    assert_eq!(Browser::signed_in(&gitlab, "bob").get("/admin/applications").status, 404, "bob is no administrator");
    gitlab.edit_user("alice", |user| user.admin = true);
    let mut browser = Browser::signed_in(&gitlab, "alice");
    assert!(browser.get("/admin/applications").text().contains("Trusted"), "the form has one box more");
    let page = browser.post(
        "/admin/applications",
        &[
            ("doorkeeper_application[name]", "For all"),
            ("doorkeeper_application[redirect_uri]", CALLBACK),
            ("doorkeeper_application[trusted]", "1"),
            ("doorkeeper_application[scopes][]", "api"),
        ],
    );
    assert!(page.attribute("secret", "value").is_some(), "it shows the secret");
    let application = &gitlab.applications()[0];
    assert!(application.trusted && application.owner.is_none(), "it belongs to the instance and is trusted");
}

#[test]
fn an_approval_can_be_taken_back_on_the_page() {
    let gitlab = start();
    linked(&gitlab);
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let list = browser.get(LIST);
    browser.press(&list, "Revoke");
    assert!(gitlab.live_pairs().is_empty(), "the pair is dead");
    assert!(!browser.get(LIST).text().contains(">Revoke</button>"), "the list says so");
}

#[test]
fn the_guides_pages_are_where_it_says() {
    let gitlab = start();
    let mut browser = Browser::signed_in(&gitlab, "alice");
    assert_eq!(browser.get("/user_settings/applications").header("location"), Some(LIST), "the short address leads on");
    assert_eq!(browser.get("/dashboard/groups").status, 200, "the page of groups is there");
    let stranger = Browser::new(&gitlab).get(LIST);
    assert_eq!(stranger.header("location"), Some("/users/sign_in"), "a stranger signs in first");
}

/// Registers "Carrick"; `changes` are further fields, of which the last one of a name counts.
fn register(browser: &mut Browser<'_>, changes: &[(&str, &str)]) -> Answer {
    let mut fields = vec![
        ("doorkeeper_application[name]", "Carrick"),
        ("doorkeeper_application[redirect_uri]", CALLBACK),
        ("doorkeeper_application[confidential]", "0"),
        ("doorkeeper_application[scopes][]", "api"),
    ];
    fields.extend_from_slice(changes);
    browser.post("/oauth/applications", &fields)
}
