use crate::support::browser::Browser;
use crate::support::http::parameter;
use crate::support::{CALLBACK, authorize_path, code, confidential, exchange, public, start};
use local_gitlab::{LocalGitlab, NewApplication, Setting, Settled, UserState};

const REDIRECT_TEXT: &str = "The requested redirect uri is malformed or doesn&#39;t match client redirect URI.";
const SCOPE_TEXT: &str = "The requested scope is invalid, unknown, or malformed.";
const METHOD_TEXT: &str = "The code_challenge_method must be one of plain, S256.";
const CLIENT_TEXT: &str = "Client authentication failed due to unknown client";

#[test]
fn approval_redirects_with_code_and_state_only() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let page = browser.get(&authorize_path(&application.id, &[]));
    for shown in ["Carrick", "Alice Moreau", "<code>api</code>", ">Authorize</button>", ">Deny</button>"] {
        assert!(page.text().contains(shown), "the approval page shows {shown}");
    }
    let answer = browser.press(&page, "Authorize");
    assert_eq!(answer.status, 302, "approval with consent is an HTTP redirect");
    let location = answer.header("location").unwrap();
    assert!(location.starts_with(&format!("{CALLBACK}?")), "the code goes to the redirect URI as sent");
    assert_eq!(parameter(location, "state").as_deref(), Some("st&te"), "state comes back unchanged");
    assert_eq!(parameter(location, "code").unwrap().len(), 64, "a code is 64 hex characters");
    assert_eq!(parameter(location, "iss"), None, "GitLab sends no iss");
    assert!(gitlab.issued().contains(&parameter(location, "code").unwrap()), "the code is known to the tests");
}

#[test]
fn denial_redirects_with_access_denied() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let page = browser.get(&authorize_path(&application.id, &[]));
    let answer = browser.press(&page, "Deny");
    assert_eq!(answer.status, 302, "denial is told to the application");
    let location = answer.header("location").unwrap();
    assert_eq!(parameter(location, "error").as_deref(), Some("access_denied"), "as RFC 6749 names it");
    assert_eq!(
        parameter(location, "error_description").as_deref(),
        Some("The resource owner or authorization server denied the request."),
        "with Doorkeeper's words"
    );
    assert_eq!(parameter(location, "state").as_deref(), Some("st&te"), "state comes back");
    assert_eq!(parameter(location, "code"), None, "there is no code");
}

#[test]
fn every_fault_of_the_request_is_a_page_and_the_first_one_wins() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let bad_method = ("code_challenge_method", "S512");
    let bad_scope = ("scope", "api sudo");
    let bad_mode = ("response_mode", "carrier_pigeon");
    let bad_type = ("response_type", "token");
    let bad_redirect = ("redirect_uri", "dev.carrick.desktop://elsewhere");
    let unknown = ("client_id", "0000");
    // Each row adds a fault that comes earlier in Doorkeeper's order.
    let mut changes = vec![bad_method];
    let rows = [
        (bad_method, METHOD_TEXT),
        (bad_scope, SCOPE_TEXT),
        (bad_mode, "does not support this response mode"),
        (bad_type, "does not support this response type"),
        (bad_redirect, REDIRECT_TEXT),
        (unknown, CLIENT_TEXT),
        (("client_id", ""), "Missing required parameter: client_id."),
    ];
    for (change, text) in rows {
        changes.push(change);
        let page = browser.get(&authorize_path(&application.id, &changes));
        assert_eq!(page.status, 200, "{change:?} is a page with status 200");
        assert_eq!(page.header("location"), None, "{change:?} does not redirect");
        assert!(page.text().contains(text), "{change:?} shows its text and no later one");
    }
}

#[test]
fn a_missing_response_type_is_named() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let page = browser.get(&authorize_path(&application.id, &[("response_type", "")]));
    assert!(page.text().contains("Missing required parameter: response_type."), "the page names the parameter");
}

#[test]
fn a_challenge_without_method_is_an_error_page() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let page = browser.get(&authorize_path(&application.id, &[("code_challenge_method", "")]));
    assert!(page.text().contains(METHOD_TEXT), "Doorkeeper does not assume plain");
}

#[test]
fn a_missing_scope_means_api() {
    let gitlab = start();
    let with_api = gitlab.create_application(confidential());
    let without = gitlab.create_application(NewApplication { scopes: vec!["read_user".to_owned()], ..confidential() });
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let page = browser.get(&authorize_path(&with_api.id, &[("scope", "")]));
    assert!(page.text().contains("<code>api</code>"), "the default scope is asked for");
    let page = browser.get(&authorize_path(&without.id, &[("scope", "")]));
    assert!(page.text().contains(SCOPE_TEXT), "an application without api fails with invalid_scope");
}

#[test]
fn the_policy_lets_the_form_redirect_to_the_scheme_of_the_callback() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let mut browser = Browser::signed_in(&gitlab, "alice");
    for (redirect, scheme) in [(CALLBACK, "dev.carrick.desktop:"), ("http://127.0.0.1:4711/oauth/gitlab/here", "http:")]
    {
        let page = browser.get(&authorize_path(&application.id, &[("redirect_uri", redirect)]));
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.contains(&format!("form-action 'self' {scheme};")), "Chromium would drop {redirect} otherwise");
    }
}

#[test]
fn a_confidential_application_with_a_live_token_is_not_asked_about_again() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let first = code(&gitlab, &application, &[]);
    assert_eq!(exchange(&gitlab, &application, &first).status, 200, "the first approval gives a pair");
    gitlab.expire_access_tokens();
    let page = ask(&gitlab, &application.id, &[]);
    assert_eq!(page.status, 200, "it goes on by a page, not by an HTTP redirect");
    let link = page.attribute("redirect_link", "href").expect("the page has a visible link");
    assert!(link.starts_with(CALLBACK), "the link is the callback");
    assert!(page.text().contains("window.location = \"dev.carrick.desktop://"), "a script tries it by itself");
    assert!(page.header("content-security-policy").unwrap().contains("script-src 'nonce-"), "the script may run");
    let again = parameter(&link, "code").unwrap();
    assert_eq!(exchange(&gitlab, &application, &again).status, 200, "the code of that page works");
    assert_eq!(gitlab.live_pairs().len(), 2, "approving again does not end the older pair");
}

#[test]
fn consent_is_asked_again_for_other_scopes_and_after_revocation() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    gitlab.issue_pair("alice", &application.id, &["api"]).unwrap();
    let wider = ask(&gitlab, &application.id, &[("scope", "api read_user")]);
    assert!(wider.text().contains(">Authorize</button>"), "other scopes are a new question");
    gitlab.revoke_all("alice");
    assert!(ask(&gitlab, &application.id, &[]).text().contains(">Authorize</button>"), "revoked tokens do not count");
}

#[test]
fn a_public_application_is_always_asked_about() {
    let gitlab = start();
    let application = gitlab.create_application(public());
    gitlab.issue_pair("alice", &application.id, &["api"]).unwrap();
    let page = ask(&gitlab, &application.id, &[]);
    assert!(page.text().contains(">Authorize</button>"), "anyone could pretend to be a public application");
}

#[test]
fn a_trusted_application_is_never_asked_about() {
    let gitlab = start();
    let application = gitlab.create_application(NewApplication { trusted: true, ..public() });
    let page = ask(&gitlab, &application.id, &[]);
    assert!(page.attribute("redirect_link", "href").is_some(), "an administrator has answered already");
}

#[test]
fn administrators_can_be_kept_from_untrusted_api_applications() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let harmless = gitlab.create_application(NewApplication { scopes: vec!["read_user".to_owned()], ..confidential() });
    gitlab.edit_user("alice", |user| user.admin = true);
    gitlab.set_setting(Setting::DisableAdminOauthScopes(true));
    assert!(ask(&gitlab, &application.id, &[]).text().contains("<h1>Forbidden</h1>"), "api is too much for an admin");
    let page = ask(&gitlab, &harmless.id, &[("scope", "read_user")]);
    assert!(page.text().contains(">Authorize</button>"), "an application without such scopes may ask");
    gitlab.edit_application(&application.id, |application| application.trusted = true);
    assert!(ask(&gitlab, &application.id, &[]).attribute("redirect_link", "href").is_some(), "a trusted one passes");
}

#[test]
fn an_unconfirmed_address_is_an_error_page() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    gitlab.edit_user("alice", |user| user.state = UserState::Unconfirmed);
    let page = ask(&gitlab, &application.id, &[]);
    assert!(page.text().contains("Confirm your e-mail address"), "the application never learns of it");
}

#[test]
fn a_tampered_form_is_told_to_the_application_unless_the_client_or_address_is_wrong() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let form = |redirect: &'static str| {
        [("client_id", application.id.clone()), ("redirect_uri", redirect.to_owned())]
            .into_iter()
            .chain([("response_type", "code"), ("scope", "sudo"), ("state", "s")].map(|(k, v)| (k, v.to_owned())))
            .collect::<Vec<_>>()
    };
    let mut send = |form: Vec<(&str, String)>| {
        let pairs: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        browser.post("/oauth/authorize", &pairs)
    };
    let told = send(form(CALLBACK));
    let location = told.header("location").expect("a wrong scope by POST redirects");
    assert_eq!(parameter(location, "error").as_deref(), Some("invalid_scope"), "with its name");
    let kept = send(form("dev.carrick.desktop://elsewhere"));
    assert_eq!(kept.header("location"), None, "an unlisted address is never redirected to");
    assert!(kept.text().contains(REDIRECT_TEXT), "it is a page");
}

#[test]
fn the_callbacks_own_query_and_a_fragment_answer_are_kept_apart() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let mut browser = Browser::signed_in(&gitlab, "alice");
    let with_query = format!("{CALLBACK}?own=1");
    let page = browser.get(&authorize_path(&application.id, &[("redirect_uri", &with_query)]));
    let location = browser.press(&page, "Authorize").header("location").unwrap().to_owned();
    assert!(location.starts_with(&format!("{with_query}&code=")), "the callback's own query stays in front");
    let page = browser.get(&authorize_path(&application.id, &[("response_mode", "fragment")]));
    let location = browser.press(&page, "Authorize").header("location").unwrap().to_owned();
    assert!(location.starts_with(&format!("{CALLBACK}#code=")), "response_mode=fragment answers in the fragment");
}

#[test]
fn iss_comes_only_when_a_test_asks_for_it() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    gitlab.set_setting(Setting::Iss(Some("https://gitlab.example".to_owned())));
    let url = format!("{}{}", gitlab.url(), authorize_path(&application.id, &[]));
    let callback = gitlab.approve("alice", &url).callback().unwrap();
    assert_eq!(parameter(&callback, "iss").as_deref(), Some("https://gitlab.example"), "as RFC 9207 would have it");
}

#[test]
fn approving_by_function_does_what_the_pages_do() {
    let gitlab = start();
    let application = gitlab.create_application(confidential());
    let url = |changes: &[(&str, &str)]| format!("{}{}", gitlab.url(), authorize_path(&application.id, changes));
    let callback = gitlab.approve("alice", &url(&[])).callback().unwrap();
    let code = parameter(&callback, "code").unwrap();
    assert_eq!(exchange(&gitlab, &application, &code).status, 200, "the code works");
    let denied = gitlab.deny("bob", &url(&[])).callback().unwrap();
    assert_eq!(parameter(&denied, "error").as_deref(), Some("access_denied"), "denial is told");
    let page = gitlab.approve("alice", &url(&[("scope", "sudo")]));
    assert_eq!(page, Settled::Page(SCOPE_TEXT.to_owned()), "a fault is a page and no callback");
}

#[test]
fn names_and_states_cannot_break_out_of_the_pages() {
    let gitlab = start();
    let name = "<script>alert(1)</script>\"'&";
    let application = gitlab.create_application(NewApplication { name: name.to_owned(), ..confidential() });
    let page = ask(&gitlab, &application.id, &[("state", "\"><script>")]);
    assert!(!page.text().contains("<script>"), "text is shown as text");
    gitlab.issue_pair("alice", &application.id, &["api"]).unwrap();
    let page = ask(&gitlab, &application.id, &[("state", "</script><script>alert(1)</script>")]);
    assert_eq!(page.text().matches("<script").count(), 1, "the redirect page has its own script only");
}

fn ask(gitlab: &LocalGitlab, client_id: &str, changes: &[(&str, &str)]) -> crate::support::http::Answer {
    Browser::signed_in(gitlab, "alice").get(&authorize_path(client_id, changes))
}
